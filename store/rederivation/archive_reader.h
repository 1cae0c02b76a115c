#ifndef TRIALWEAVE_STORE_REDERIVATION_ARCHIVE_READER_H_
#define TRIALWEAVE_STORE_REDERIVATION_ARCHIVE_READER_H_

#include <deque>
#include <memory>
#include <optional>
#include <set>
#include <string>

#include "absl/status/statusor.h"
#include "store/database/database.h"
#include "trialweave/v1/store_service.pb.h"

namespace trialweave::store {

// ArchiveReader walks the archived documents of the states that chains show, with what their parser needs; those of
// one state come together. One thread.
class ArchiveReader {
 public:
  // `snapshot` does not change meanwhile and outlives it. INVALID_ARGUMENT (INVALID_FIELD): `after` is no position.
  static absl::StatusOr<std::unique_ptr<ArchiveReader>> Open(const Reader* snapshot,
                                                             const v1::ReadArchiveRequest& request);
  // The next document; nothing at the end. DATA_LOSS.
  absl::StatusOr<std::optional<v1::ReadArchiveResponse>> Next();

 private:
  ArchiveReader() = default;
  // The documents of the state under the cursor.
  absl::Status ReadState();

  const Reader* snapshot_ = nullptr;
  std::set<std::string> sources_;
  std::unique_ptr<Cursor> cursor_;
  std::deque<v1::ReadArchiveResponse> ready_;
};

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_REDERIVATION_ARCHIVE_READER_H_
