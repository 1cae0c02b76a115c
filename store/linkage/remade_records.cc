#include "store/linkage/remade_records.h"

#include <string>

#include "common/log.h"
#include "store/chain/head_reader.h"
#include "store/format/envelope.h"
#include "store/format/linkage_keys.h"
#include "trialweave/storage/v1/storage.pb.h"

namespace trialweave::store {

RemadeRecords::RemadeRecords(Database* database) : database_(*database), transaction_(database->Begin()) {}

absl::StatusOr<MatchRecord> RemadeRecords::Remake(std::string_view key, const absl::Status& broken) {
  const absl::StatusOr<std::string> id = DecodeMatchRecordKey(key);
  if (!id.ok()) return broken;
  storage::v1::StoredRegistration stored;
  const absl::StatusOr<bool> found = database_.latest().Read(Family::kRegistrations, *id, &stored);
  if (!found.ok() || !*found) return broken;
  absl::StatusOr<v1::Registration> head = ReadHead(database_.latest(), *id, stored.head_revision());
  if (!head.ok()) return broken;
  head->set_registration_id(*id);
  MatchRecord record = MatchRecordOf(*head);
  common::LogWarn("what a registration is compared by could not be read and is made again from its head",
                  {{"registration", *id}, {"error", std::string(broken.message())}});
  transaction_->Put(Family::kLinkage, key, Wrap(Family::kLinkage, EncodeMatchRecord(record)));
  ++remade_;
  return record;
}

absl::Status RemadeRecords::Commit() { return remade_ == 0 ? absl::OkStatus() : database_.Commit(*transaction_); }

}  // namespace trialweave::store
