#ifndef TRIALWEAVE_STORE_REDERIVATION_DEAD_LETTER_READER_H_
#define TRIALWEAVE_STORE_REDERIVATION_DEAD_LETTER_READER_H_

#include <memory>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "store/database/database.h"
#include "trialweave/v1/store_service.pb.h"

namespace trialweave::store {

// DeadLetterReader reads open dead letters as the documents that they were delivered as, newest first, to be sent
// through the pipeline again: what becomes a record then resolves its dead letter, as any other delivery of it would.
// Left out: fragments, documents of which not all bytes are kept or that no format recognised, erased ones. One thread.
class DeadLetterReader {
 public:
  // `snapshot` outlives it. INVALID_ARGUMENT (INVALID_FIELD): a wrong position or name.
  static absl::StatusOr<std::unique_ptr<DeadLetterReader>> Open(const Reader* snapshot,
                                                                const v1::ReadArchiveRequest& request);
  // Nothing behind the last one. DATA_LOSS, UNAVAILABLE.
  absl::StatusOr<std::optional<v1::ReadArchiveResponse>> Next();

 private:
  DeadLetterReader() = default;
  bool Selected(const v1::DeadLetter& letter) const;

  const Reader* snapshot_ = nullptr;
  v1::DeadLetterSelection selection_;
  std::unique_ptr<Cursor> cursor_;
};

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_REDERIVATION_DEAD_LETTER_READER_H_
