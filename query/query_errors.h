#ifndef TRIALWEAVE_QUERY_QUERY_ERRORS_H_
#define TRIALWEAVE_QUERY_QUERY_ERRORS_H_

#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"

namespace trialweave::query {

// INVALID_ARGUMENT (NAME_INVALID): `field` is no name of the form `pattern`.
absl::Status NameInvalid(const std::string& field, const std::string& value, const std::string& pattern);
// INVALID_ARGUMENT (PAGE_SIZE_INVALID): negative.
absl::Status PageSizeInvalid(int page_size);
// INVALID_ARGUMENT (PAGE_TOKEN_INVALID): not a token of this service, or of another request.
absl::Status PageTokenInvalid(const std::string& why);
// INVALID_ARGUMENT (FACET_SIZE_INVALID): not 0 to 1,000.
absl::Status FacetSizeInvalid(int facet_size);
// INVALID_ARGUMENT (PAGE_TOKEN_EXPIRED): what the search found is no longer kept.
absl::Status SearchExpired();
// INVALID_ARGUMENT (ORDER_BY_INVALID). `position` is the character, from 1, at which `problem` was met.
absl::Status OrderByInvalid(size_t position, const std::string& problem, const std::string& expected);
// INVALID_ARGUMENT (ORDER_BY_UNSUPPORTED): with as_of or read_sequence.
absl::Status OrderByUnsupported();
// INVALID_ARGUMENT (IDENTIFIER_INVALID): empty or too long.
absl::Status IdentifierInvalid(const std::string& why);
// INVALID_ARGUMENT (AS_OF_UNSUPPORTED): as_of or read_sequence on a method that only reads what is.
absl::Status AsOfUnsupported();
// INVALID_ARGUMENT (AS_OF_UNSUPPORTED): as_of with a revision, which is what it is at any time.
absl::Status RevisionAsOf();
// INVALID_ARGUMENT (VERSIONS_INVALID): what is compared is not said, or by revisions and times at once.
absl::Status VersionsInvalid(const std::string& why);
// NOT_FOUND (TRIAL_NOT_FOUND, REGISTRATION_NOT_FOUND, PUBLICATION_NOT_FOUND, NOTICE_NOT_FOUND).
absl::Status TrialNotFound(const std::string& name);
absl::Status RegistrationNotFound(const std::string& name);
absl::Status PublicationNotFound(const std::string& name);
absl::Status NoticeNotFound(const std::string& name);
// INVALID_ARGUMENT (BATCH_SIZE_INVALID): no names, or too many.
absl::Status BatchSizeInvalid(int names);
// RESOURCE_EXHAUSTED (BATCH_TOO_LARGE): `fitting` trials are all that fits into `max_bytes`.
absl::Status BatchTooLarge(int fitting, size_t max_bytes);
// UNAVAILABLE (VIEW_NOT_READY): the view has not caught up with the store yet.
absl::Status ViewNotReady(uint64_t sequence);
// UNAVAILABLE (SHUTTING_DOWN).
absl::Status ServiceEnding();
// DEADLINE_EXCEEDED (SEQUENCE_NOT_REACHED): min_sequence was not reached in time.
absl::Status SequenceNotReached(uint64_t min_sequence, uint64_t sequence);
// RESOURCE_EXHAUSTED (TOO_MANY_CALLS): of one client; metadata "retry_after_ms".
absl::Status TooManyCalls(double per_second, absl::Duration retry_after);
// RESOURCE_EXHAUSTED (TOO_MANY_WATCHES): `most` are open.
absl::Status TooManyWatches(int64_t most);
// RESOURCE_EXHAUSTED (TOO_MANY_QUERIES).
absl::Status TooManyQueries(size_t queued);

}  // namespace trialweave::query

#endif  // TRIALWEAVE_QUERY_QUERY_ERRORS_H_
