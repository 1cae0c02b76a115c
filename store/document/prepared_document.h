#ifndef TRIALWEAVE_STORE_DOCUMENT_PREPARED_DOCUMENT_H_
#define TRIALWEAVE_STORE_DOCUMENT_PREPARED_DOCUMENT_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "store/compression/frame_compressor.h"
#include "store/database/database.h"
#include "store/drift/field_counts.h"
#include "store/format/keys.h"
#include "store/linkage/match/match_record.h"
#include "trialweave/v1/store_service.pb.h"

namespace trialweave::store {

// What a record describes.
enum class RecordKind { kRegistration, kPublication, kNotice };

// A document that is valid in itself, with the work done that needs no other document: digests checked, bytes
// compressed. Made on the threads of the streams, so that the committer only has to look up and write.
struct PreparedDocument {
  // With content, without its own cause.
  v1::RecordDocument document;
  // Without the registration, publication or notice, of which the one of its kind is below.
  v1::NormalizedRecord record;
  RecordKind kind = RecordKind::kRegistration;
  v1::Registration registration;
  v1::Publication publication;
  v1::RegulatoryNotice notice;
  // Of a record: registrations/{id}, publications/{entry} or notices/{key}.
  std::string record_name;
  // Of a document that is none.
  std::optional<v1::DeadLetterCause> cause;
  // Of the document, by FieldsOf; empty when the normalizer did not look.
  std::vector<TypedField> fields;
  RunKey run;
  absl::Time observed_at;
  // Of a record.
  ObservationKey key;
  // content, and the registration, publication or notice as it is stored, in frames of compressed_frame.h; empty until
  // needed when the content seems to be known already.
  std::string raw_frame;
  std::string record_frame;
  // What of a registration is compared with others; nothing when the content seems to be known already.
  std::optional<MatchRecord> match;
  // About what it costs to hold.
  size_t bytes = 0;

  // Null: without dictionaries.
  FrameCompressor* compressor = nullptr;

  void MakeFrames();
};

// INVALID_ARGUMENT (INVALID_FIELD): a field is missing, malformed or contradicts another; content that does not
// have its digest is one. `latest` is only asked whether compressing now is worth it, which `compressor` does; it may
// be null.
absl::StatusOr<PreparedDocument> Prepare(v1::CommitRequest request, const Reader& latest,
                                         FrameCompressor* compressor = nullptr);

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_DOCUMENT_PREPARED_DOCUMENT_H_
