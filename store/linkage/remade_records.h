#ifndef TRIALWEAVE_STORE_LINKAGE_REMADE_RECORDS_H_
#define TRIALWEAVE_STORE_LINKAGE_REMADE_RECORDS_H_

#include <cstddef>
#include <memory>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "store/database/database.h"
#include "store/linkage/match/match_record.h"

namespace trialweave::store {

// Match records hold nothing that their registrations' heads do not: one that cannot be read is made again. One thread,
// before anything else writes.
class RemadeRecords {
 public:
  // `database` outlives it.
  explicit RemadeRecords(Database* database);

  // In the place of the one at `key`, which `broken` says why it cannot be read. `broken` when its registration cannot
  // be read either.
  absl::StatusOr<MatchRecord> Remake(std::string_view key, const absl::Status& broken);
  // Writes what was made again. The codes of Database::Commit.
  absl::Status Commit();

 private:
  Database& database_;
  const std::unique_ptr<Transaction> transaction_;
  size_t remade_ = 0;
};

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_LINKAGE_REMADE_RECORDS_H_
