#ifndef TRIALWEAVE_STORE_DOCUMENT_PREPARED_DOCUMENT_H_
#define TRIALWEAVE_STORE_DOCUMENT_PREPARED_DOCUMENT_H_

#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "store/database/database.h"
#include "store/format/keys.h"
#include "trialweave/v1/store_service.pb.h"

namespace trialweave::store {

// A document that is valid in itself, with the work done that needs no other document: digests checked, bytes
// compressed. Made on the threads of the streams, so that the committer only has to look up and write.
struct PreparedDocument {
  // With content, without its own cause.
  v1::RecordDocument document;
  // Without the registration, which is below.
  v1::NormalizedRecord record;
  // Of a record.
  v1::Registration registration;
  // Of a document that is none.
  std::optional<v1::DeadLetterCause> cause;
  RunKey run;
  absl::Time observed_at;
  // Of a record.
  ObservationKey key;
  // content, and registration as it is stored, in frames of compressed_frame.h; empty until needed when the
  // content seems to be known already.
  std::string raw_frame;
  std::string registration_frame;
  // About what it costs to hold.
  size_t bytes = 0;

  void MakeFrames();
};

// INVALID_ARGUMENT (INVALID_FIELD): a field is missing, malformed or contradicts another; content that does not
// have its digest is one. `latest` is only asked whether compressing now is worth it.
absl::StatusOr<PreparedDocument> Prepare(v1::CommitRequest request, const Reader& latest);

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_DOCUMENT_PREPARED_DOCUMENT_H_
