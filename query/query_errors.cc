#include "query/query_errors.h"

#include "absl/strings/str_cat.h"
#include "common/status.h"

namespace trialweave::query {

using absl::StatusCode;
using common::MakeError;

absl::Status NameInvalid(const std::string& field, const std::string& value, const std::string& pattern) {
  return MakeError(StatusCode::kInvalidArgument, "NAME_INVALID",
                   absl::StrCat(field, ": \"", common::Trimmed(value), "\" is not of the form ", pattern),
                   {{"field", field}});
}

absl::Status PageSizeInvalid(int page_size) {
  return MakeError(StatusCode::kInvalidArgument, "PAGE_SIZE_INVALID",
                   absl::StrCat("page_size: ", page_size, " is negative; give 1 to 1000, or 0 for 50"));
}

absl::Status PageTokenInvalid(const std::string& why) {
  return MakeError(StatusCode::kInvalidArgument, "PAGE_TOKEN_INVALID",
                   absl::StrCat("page_token: ", why, "; give next_page_token of the page before, unchanged"));
}

absl::Status FacetSizeInvalid(int facet_size) {
  return common::MakeError(absl::StatusCode::kInvalidArgument, "FACET_SIZE_INVALID",
                           absl::StrCat("facet_size: ", facet_size, " is not within 0 and 1000; 0 means 20"));
}

absl::Status SearchExpired() {
  return common::MakeError(absl::StatusCode::kInvalidArgument, "PAGE_TOKEN_EXPIRED",
                           "page_token: what the search found is no longer kept; search again without page_token");
}

absl::Status OrderByInvalid(size_t position, const std::string& problem, const std::string& expected) {
  return MakeError(StatusCode::kInvalidArgument, "ORDER_BY_INVALID",
                   absl::StrCat("order_by, position ", position, ": ", problem, "; expected ", expected),
                   {{"position", absl::StrCat(position)}, {"expected", expected}});
}

absl::Status OrderByUnsupported() {
  return MakeError(StatusCode::kInvalidArgument, "ORDER_BY_UNSUPPORTED",
                   "order_by: with as_of or read_sequence trials come by name only");
}

absl::Status IdentifierInvalid(const std::string& why) {
  return MakeError(StatusCode::kInvalidArgument, "IDENTIFIER_INVALID", absl::StrCat("identifier: ", why));
}

absl::Status AsOfUnsupported() {
  return MakeError(StatusCode::kInvalidArgument, "AS_OF_UNSUPPORTED",
                   "as_of and read_sequence are for trials and registrations; of this only what is can be read");
}

absl::Status RevisionAsOf() {
  return MakeError(StatusCode::kInvalidArgument, "AS_OF_UNSUPPORTED",
                   "options.as_of: a revision is what was known at its sequence; leave as_of out, or name the trial");
}

absl::Status VersionsInvalid(const std::string& why) {
  return MakeError(StatusCode::kInvalidArgument, "VERSIONS_INVALID",
                   absl::StrCat(why, "; give base_revision and target_revision, or base_as_of and target_as_of"));
}

absl::Status TrialNotFound(const std::string& name) {
  return MakeError(
      StatusCode::kNotFound, "TRIAL_NOT_FOUND",
      absl::StrCat("no trial \"", common::Trimmed(name), "\"; ResolveIdentifier says what an identifier stands for"));
}

absl::Status RegistrationNotFound(const std::string& name) {
  return MakeError(StatusCode::kNotFound, "REGISTRATION_NOT_FOUND",
                   absl::StrCat("no registration \"", common::Trimmed(name), "\" in the view"));
}

absl::Status PublicationNotFound(const std::string& name) {
  return MakeError(StatusCode::kNotFound, "PUBLICATION_NOT_FOUND",
                   absl::StrCat("no publication \"", common::Trimmed(name), "\" in the view"));
}

absl::Status NoticeNotFound(const std::string& name) {
  return MakeError(StatusCode::kNotFound, "NOTICE_NOT_FOUND",
                   absl::StrCat("no notice \"", common::Trimmed(name), "\" in the view"));
}

absl::Status BatchSizeInvalid(int names) {
  return MakeError(StatusCode::kInvalidArgument, "BATCH_SIZE_INVALID",
                   absl::StrCat("names: ", names, " of them; give 1 to 1000"));
}

absl::Status BatchTooLarge(int fitting, size_t max_bytes) {
  return MakeError(StatusCode::kResourceExhausted, "BATCH_TOO_LARGE",
                   absl::StrCat("names: the trials are more than ", max_bytes, " bytes; ask for fewer, at most ",
                                fitting, " of these at once, or for fewer fields with read_mask"),
                   {{"fitting", absl::StrCat(fitting)}});
}

absl::Status ViewNotReady(uint64_t sequence) {
  return MakeError(StatusCode::kUnavailable, "VIEW_NOT_READY",
                   absl::StrCat("the view is being built and has reached sequence ", sequence,
                                "; try again, or watch the health service until it says SERVING"),
                   {{"sequence", absl::StrCat(sequence)}});
}

absl::Status ServiceEnding() {
  return MakeError(StatusCode::kUnavailable, "SHUTTING_DOWN", "the service is ending; try another one");
}

absl::Status SequenceNotReached(uint64_t min_sequence, uint64_t sequence) {
  return MakeError(StatusCode::kDeadlineExceeded, "SEQUENCE_NOT_REACHED",
                   absl::StrCat("options.min_sequence: the view has reached ", sequence, ", not yet ", min_sequence,
                                "; allow a longer deadline"),
                   {{"sequence", absl::StrCat(sequence)}});
}

absl::Status TooManyCalls(double per_second, absl::Duration retry_after) {
  const int64_t milliseconds = absl::ToInt64Milliseconds(retry_after) + 1;
  return MakeError(
      StatusCode::kResourceExhausted, "TOO_MANY_CALLS",
      absl::StrCat("more than ", per_second, " calls a second from this client; retry in ", milliseconds, " ms"),
      {{"retry_after_ms", absl::StrCat(milliseconds)}});
}

absl::Status TooManyWatches(int64_t most) {
  return MakeError(StatusCode::kResourceExhausted, "TOO_MANY_WATCHES",
                   absl::StrCat(most, " watches are open; end one, or ask another replica"));
}

absl::Status TooManyQueries(size_t queued) {
  return MakeError(StatusCode::kResourceExhausted, "TOO_MANY_QUERIES",
                   absl::StrCat(queued, " queries wait already; try again later"));
}

}  // namespace trialweave::query
