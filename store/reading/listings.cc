#include "store/reading/listings.h"

#include <optional>
#include <utility>

#include "absl/strings/escaping.h"
#include "store/commit/write_context.h"
#include "store/errors.h"
#include "store/format/keys.h"
#include "store/ledger/run_name.h"
#include "store/reading/listing_page.h"
#include "store/reading/raw_document.h"
#include "trialweave/storage/v1/storage.pb.h"

namespace trialweave::store {
namespace {

constexpr std::string_view kAllSources = "sources/-";
constexpr std::string_view kDeadLetters = "deadLetters/";

absl::StatusOr<storage::v1::StoredRun> ReadRun(const Reader& reader, const std::string& key) {
  storage::v1::StoredRun run;
  absl::StatusOr<bool> found = reader.Read(Family::kRuns, key, &run);
  if (!found.ok()) return found.status();
  if (!*found) return ReferenceBrokenError("a run", absl::BytesToHexString(key));
  return run;
}

}  // namespace

absl::StatusOr<v1::GetRunResponse> GetRun(const Reader& reader, const v1::GetRunRequest& request) {
  absl::StatusOr<RunKey> key = ParseRunName(request.name());
  if (!key.ok()) return key.status();
  storage::v1::StoredRun run;
  absl::StatusOr<bool> found = reader.Read(Family::kRuns, EncodeRun(*key), &run);
  if (!found.ok()) return found.status();
  if (!*found) return NotFoundError("run", request.name());
  v1::GetRunResponse response;
  response.mutable_run()->Swap(run.mutable_run());
  return response;
}

absl::StatusOr<v1::ListRunsResponse> ListRuns(const Reader& reader, const v1::ListRunsRequest& request) {
  const bool all = request.parent() == kAllSources;
  std::string prefix = "A";
  if (!all) {
    absl::StatusOr<std::string> source = ParseSourceName(request.parent());
    if (!source.ok()) return source.status();
    prefix = RunsOfSourcePrefix(*source);
  }
  absl::StatusOr<ListingPage> page =
      ListingPage::Open(reader, Family::kRuns, prefix, request.page_size(), request.page_token());
  if (!page.ok()) return page.status();
  v1::ListRunsResponse response;
  for (; page->Valid() && !page->Full(); page->Returned()) {
    std::string key(page->cursor().key());
    if (all) {
      absl::StatusOr<std::string_view> run_key = Unwrap(Family::kRuns, page->cursor().value());
      if (!run_key.ok()) return run_key.status();
      key = std::string(*run_key);
    }
    absl::StatusOr<storage::v1::StoredRun> run = ReadRun(reader, key);
    if (!run.ok()) return run.status();
    response.add_runs()->Swap(run->mutable_run());
  }
  if (absl::Status status = page->status(); !status.ok()) return status;
  response.set_next_page_token(page->NextToken());
  return response;
}

absl::StatusOr<v1::ListDeadLettersResponse> ListDeadLetters(const Reader& reader,
                                                            const v1::ListDeadLettersRequest& request) {
  std::string prefix = "A";
  if (!request.parent().empty() && request.parent() != kAllSources) {
    absl::StatusOr<std::string> source = ParseSourceName(request.parent());
    if (!source.ok()) return source.status();
    prefix = DeadLettersOfSourcePrefix(*source);
  }
  absl::StatusOr<ListingPage> page =
      ListingPage::Open(reader, Family::kDeadLetters, prefix, request.page_size(), request.page_token());
  if (!page.ok()) return page.status();
  v1::ListDeadLettersResponse response;
  while (page->Valid() && !page->Full()) {
    absl::StatusOr<std::string_view> id = Unwrap(Family::kDeadLetters, page->cursor().value());
    if (!id.ok()) return id.status();
    storage::v1::StoredDeadLetter stored;
    absl::StatusOr<bool> found = reader.Read(Family::kDeadLetters, EncodeDeadLetter(*id), &stored);
    if (!found.ok()) return found.status();
    if (!*found) return ReferenceBrokenError("a dead letter", *id);
    if (stored.dead_letter().has_resolve_time() && !request.show_resolved()) {
      page->Skipped();
      continue;
    }
    response.add_dead_letters()->Swap(stored.mutable_dead_letter());
    page->Returned();
  }
  if (absl::Status status = page->status(); !status.ok()) return status;
  response.set_next_page_token(page->NextToken());
  return response;
}

absl::StatusOr<v1::GetSourceStateResponse> GetSourceState(const Reader& reader,
                                                          const v1::GetSourceStateRequest& request) {
  absl::StatusOr<std::string> source = ParseSourceName(request.name());
  if (!source.ok()) return source.status();
  v1::GetSourceStateResponse response;
  absl::StatusOr<bool> found = reader.Read(Family::kSources, *source, response.mutable_source_state());
  if (!found.ok()) return found.status();
  if (!*found) return NotFoundError("source", request.name());
  return response;
}

absl::StatusOr<v1::ListSourceStatesResponse> ListSourceStates(const Reader& reader) {
  v1::ListSourceStatesResponse response;
  std::unique_ptr<Cursor> cursor = reader.Scan(Family::kSources);
  for (cursor->Seek(""); cursor->Valid(); cursor->Next()) {
    const absl::Status status = UnwrapTo(Family::kSources, cursor->value(), response.add_source_states());
    if (!status.ok()) return status;
  }
  if (absl::Status status = cursor->status(); !status.ok()) return status;
  return response;
}

absl::StatusOr<v1::ReadRawResponse> ReadRaw(const Reader& reader, const v1::ReadRawRequest& request) {
  const std::string& digest = request.raw_digest();
  if (digest.size() != 32) return InvalidFieldError("raw_digest", "must have 32 bytes");
  absl::StatusOr<RawDocument> raw = ReadRawDocument(reader, digest);
  if (!raw.ok()) return raw.status();
  if (raw->redacted) return RedactedError(digest, raw->redaction.reason());
  v1::ReadRawResponse response;
  response.set_content(std::move(raw->content));
  return response;
}

absl::StatusOr<v1::GetDeadLetterResponse> GetDeadLetter(const Reader& reader, const v1::GetDeadLetterRequest& request) {
  const std::string_view name = request.name();
  if (name.substr(0, kDeadLetters.size()) != kDeadLetters) return InvalidFieldError("name", "must be deadLetters/{id}");
  storage::v1::StoredDeadLetter stored;
  absl::StatusOr<bool> found =
      reader.Read(Family::kDeadLetters, EncodeDeadLetter(name.substr(kDeadLetters.size())), &stored);
  if (!found.ok()) return found.status();
  if (!*found) return NotFoundError("dead_letter", name);
  v1::GetDeadLetterResponse response;
  response.mutable_dead_letter()->Swap(stored.mutable_dead_letter());
  if (response.dead_letter().kept_size() == 0) return response;
  absl::StatusOr<RawDocument> raw = ReadRawDocument(reader, response.dead_letter().raw_digest());
  if (!raw.ok()) return raw.status();
  response.set_redacted(raw->redacted);
  response.set_content(std::move(raw->content));
  return response;
}

absl::StatusOr<v1::GetStoreStatusResponse> ReadCounts(const Reader& reader) {
  storage::v1::StoredTotals totals;
  absl::StatusOr<bool> found = reader.Read(Family::kMeta, kTotalsKey, &totals);
  if (!found.ok()) return found.status();
  v1::GetStoreStatusResponse response;
  response.set_registrations(totals.registrations());
  response.set_trials(totals.trials());
  response.set_revisions(totals.revisions());
  response.set_sightings(totals.sightings());
  response.set_dead_letters(totals.dead_letters_open());
  response.set_absent(totals.absent());
  response.set_withdrawn(totals.withdrawn());
  response.set_publications(totals.publications());
  response.set_notices(totals.notices());
  response.set_decisions(totals.decisions());
  return response;
}

}  // namespace trialweave::store
