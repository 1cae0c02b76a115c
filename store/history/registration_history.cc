#include "store/history/registration_history.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "store/chain/head_merge.h"
#include "store/chain/head_reader.h"
#include "store/errors.h"
#include "store/format/keys.h"
#include "store/history/absence_history.h"
#include "store/history/known_chains.h"
#include "store/history/past_rows.h"

namespace trialweave::store {
namespace {

using ::trialweave::storage::v1::StoredRegistration;

// The newest span that began by `as_of`; null when none had.
const Span* SpanAt(const std::vector<Span>& spans, const std::optional<absl::Time>& as_of) {
  if (!as_of.has_value()) return spans.empty() ? nullptr : &spans.back();
  const auto after = std::upper_bound(spans.begin(), spans.end(), *as_of,
                                      [](absl::Time time, const Span& span) { return time < span.first; });
  return after == spans.begin() ? nullptr : &*std::prev(after);
}

absl::StatusOr<std::optional<MergedRegistration>> MergeChainsAt(const Reader& reader, const std::string& id,
                                                                const StoredRegistration& stored,
                                                                const ReadPoint& point) {
  absl::StatusOr<KnownChains> chains = ReadKnownChains(reader, id, stored, point);
  if (!chains.ok()) return chains.status();
  MergedRegistration merged;
  std::vector<HeadInput> inputs;
  for (const auto& [key, spans] : *chains) {
    const Span* span = SpanAt(spans, point.as_of);
    if (span == nullptr) continue;
    absl::StatusOr<storage::v1::StoredState> state = ReadStateAt(reader, key, span->content_digest, point.derived);
    if (!state.ok()) return state.status();
    merged.derivations.insert(state->derivation());
    absl::StatusOr<v1::Registration> content = RegistrationFromFrame(reader, state->registration_frame());
    if (!content.ok()) return content.status();
    inputs.push_back({key.source, key.format, key.country_part, span->first, *std::move(content)});
  }
  if (inputs.empty()) return std::optional<MergedRegistration>();
  merged.chains = inputs.size();
  // The state of one chain is the head as it is, when that is the registration's only one.
  if (inputs.size() == 1) {
    merged.registration = std::move(inputs[0].registration);
    FinishHead(inputs[0].observed_at, &merged.registration);
  } else {
    merged.registration = MergeHead(std::move(inputs));
  }
  return std::optional<MergedRegistration>(std::move(merged));
}

absl::StatusOr<std::optional<v1::Registration>> ReadWithoutTrial(const Reader& reader, const std::string& id,
                                                                 const StoredRegistration& stored,
                                                                 const ReadPoint& point) {
  if (!point.as_of.has_value() && point.known == point.derived) {
    absl::StatusOr<uint64_t> revision = HeadRevisionAt(reader, id, stored, point.known);
    if (!revision.ok()) return revision.status();
    if (*revision == 0) return std::optional<v1::Registration>();
    absl::StatusOr<v1::Registration> head = ReadHead(reader, id, *revision);
    if (!head.ok()) return head.status();
    return std::optional<v1::Registration>(*std::move(head));
  }
  absl::StatusOr<std::optional<MergedRegistration>> merged = MergeRegistrationAt(reader, id, stored, point);
  if (!merged.ok()) return merged.status();
  if (!merged->has_value()) return std::optional<v1::Registration>();
  return std::optional<v1::Registration>(std::move((*merged)->registration));
}

}  // namespace

absl::StatusOr<std::optional<MergedRegistration>> MergeRegistrationAt(const Reader& reader,
                                                                      const std::string& registration_id,
                                                                      const StoredRegistration& stored,
                                                                      const ReadPoint& point) {
  absl::StatusOr<std::optional<MergedRegistration>> merged = MergeChainsAt(reader, registration_id, stored, point);
  if (!merged.ok() || !merged->has_value()) return merged;
  absl::StatusOr<std::vector<v1::Absence>> absences = ReadAbsencesAt(reader, registration_id, point);
  if (!absences.ok()) return absences.status();
  (*merged)->registration.mutable_absences()->Assign(absences->begin(), absences->end());
  return merged;
}

absl::StatusOr<uint64_t> HeadRevisionAt(const Reader& reader, const std::string& registration_id,
                                        const StoredRegistration& stored, uint64_t sequence) {
  // `known` was there at the sequence, `unknown` was not.
  uint64_t known = 0;
  uint64_t unknown = stored.head_revision() + 1;
  // Most reads are of the newest.
  for (uint64_t revision = stored.head_revision(); unknown - known > 1; revision = known + (unknown - known) / 2) {
    absl::StatusOr<storage::v1::StoredHead> head = ReadStoredHead(reader, registration_id, revision);
    if (!head.ok()) return head.status();
    (head->sequence() <= sequence ? known : unknown) = revision;
  }
  return known;
}

absl::StatusOr<std::optional<v1::Registration>> ReadRegistrationAt(const Reader& reader,
                                                                   const std::string& registration_id,
                                                                   const ReadPoint& point) {
  StoredRegistration stored;
  absl::StatusOr<bool> found = reader.Read(Family::kRegistrations, registration_id, &stored);
  if (!found.ok()) return found.status();
  if (!*found || stored.creation_sequence() > point.known) return std::optional<v1::Registration>();
  absl::StatusOr<std::optional<v1::Registration>> registration =
      ReadWithoutTrial(reader, registration_id, stored, point);
  if (!registration.ok() || !registration->has_value()) return registration;
  absl::StatusOr<std::string> trial = TrialAt(reader, registration_id, point.known);
  if (!trial.ok()) return trial.status();
  (*registration)->set_trial("trials/" + *trial);
  return registration;
}

absl::StatusOr<std::string> TrialAt(const Reader& reader, const std::string& registration_id, uint64_t sequence) {
  storage::v1::StoredMembership membership;
  absl::StatusOr<bool> found = ReadPast(reader, PastMembershipPrefix(registration_id),
                                        EncodePastMembership(registration_id, sequence + 1), &membership);
  if (!found.ok()) return found.status();
  if (!*found) {
    found = reader.Read(Family::kMembership, registration_id, &membership);
    if (!found.ok()) return found.status();
  }
  if (!*found) return ReferenceBrokenError("the trial", registration_id);
  return membership.trial();
}

}  // namespace trialweave::store
