#ifndef TRIALWEAVE_STORE_DOCUMENT_DEAD_LETTERS_H_
#define TRIALWEAVE_STORE_DOCUMENT_DEAD_LETTERS_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "store/commit/write_context.h"
#include "store/document/prepared_document.h"
#include "trialweave/v1/store_admin.pb.h"

namespace trialweave::store {

// A dead letter keeps at most this much of its document.
inline constexpr size_t kMaxKeptBytes = 4 * 1024 * 1024;

// deadLetters/{id} of a delivery: the same however often it comes.
std::string DeadLetterName(std::string_view source, std::string_view container_digest, uint64_t container_ordinal);
bool IsDeadLetterName(std::string_view record);

// Adds the document's dead letter with its bytes, or counts another delivery of it. A resolved one opens again.
absl::StatusOr<storage::v1::StoredOutcome> AddDeadLetter(const PreparedDocument& prepared, WriteContext& context);

// The same delivery has become a record. Does nothing when it is resolved already.
absl::Status ResolveDeadLetter(const std::string& name, WriteContext& context);

// A person closes it: it shall stay one. INVALID_ARGUMENT (INVALID_FIELD), NOT_FOUND (DEAD_LETTER_NOT_FOUND),
// FAILED_PRECONDITION (DEAD_LETTER_RESOLVED); DATA_LOSS, UNAVAILABLE. Delivered again, it opens again.
absl::Status CloseDeadLetter(const v1::ResolveDeadLetterRequest& request, WriteContext& context,
                             v1::ResolveDeadLetterResponse* response);

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_DOCUMENT_DEAD_LETTERS_H_
