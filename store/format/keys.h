#ifndef TRIALWEAVE_STORE_FORMAT_KEYS_H_
#define TRIALWEAVE_STORE_FORMAT_KEYS_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <tuple>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

// One codec per key; docs/on-disk-format.md has the grammar. Encode's order is the value's order.
namespace trialweave::store {

// What a chain is kept for. `registration_id` is the record's: a registration's identifier, or the name of another
// record ("publications/pubmed:29768149", "notices/fda:marcs-cms-593465").
struct ObservationKey {
  std::string registration_id;
  std::string source;
  std::string format;
  std::string country_part;

  auto operator<=>(const ObservationKey&) const = default;
  bool operator==(const ObservationKey&) const = default;
};

// observations: text text text text time digest
struct ObservationPosition {
  ObservationKey key;
  absl::Time observed_at;
  std::string content_digest;
};
std::string ObservationPrefix(const ObservationKey& key);
// Of all chains of a record.
std::string ObservationsPrefix(std::string_view registration_id);
std::string EncodeObservation(const ObservationKey& key, absl::Time observed_at, std::string_view content_digest);
absl::StatusOr<ObservationPosition> DecodeObservation(std::string_view key);

// states: text text text text digest
struct StateKey {
  ObservationKey key;
  std::string content_digest;
};
std::string EncodeState(const ObservationKey& key, std::string_view content_digest);
absl::StatusOr<StateKey> DecodeState(std::string_view key);

// heads: text number
struct HeadKey {
  std::string registration_id;
  uint64_t revision = 0;
};
std::string EncodeHead(std::string_view registration_id, uint64_t revision);
absl::StatusOr<HeadKey> DecodeHead(std::string_view key);

// identifiers: 'F' text (the edges of a registration), 'T' text (somebody states this identifier),
// 'R' text text (the second states the first)
std::string EncodeForwardEdges(std::string_view registration_id);
std::string EncodeStated(std::string_view target);
std::string ReverseEdgePrefix(std::string_view target);
std::string EncodeReverseEdge(std::string_view target, std::string_view registration_id);
struct ReverseEdgeKey {
  std::string target;
  std::string registration_id;
};
absl::StatusOr<ReverseEdgeKey> DecodeReverseEdge(std::string_view key);

// changelog: number
std::string EncodeSequence(uint64_t sequence);
absl::StatusOr<uint64_t> DecodeSequence(std::string_view key);

// changelog_state: the kind of what an entry is about, and its name as bytes
enum class SubjectKind : char {
  kTrial = 'T',
  kRegistration = 'H',
  kPublication = 'P',
  kNotice = 'N',
  kSource = 'S',
  kDeadLetter = 'D',
  kDecision = 'J',
};
struct SubjectKey {
  SubjectKind kind;
  std::string name;

  bool operator==(const SubjectKey&) const = default;
};
std::string SubjectsPrefix(SubjectKind kind);
std::string EncodeSubject(const SubjectKey& subject);
absl::StatusOr<SubjectKey> DecodeSubject(std::string_view key);

// deliveries: text digest number
struct DeliveryKey {
  std::string source;
  std::string container_digest;
  uint64_t container_ordinal = 0;
};
std::string EncodeDelivery(std::string_view source, std::string_view container_digest, uint64_t container_ordinal);
absl::StatusOr<DeliveryKey> DecodeDelivery(std::string_view key);

// A run is named sources/{source}/runs/{number}.
struct RunKey {
  std::string source;
  uint64_t number = 0;

  auto operator<=>(const RunKey&) const = default;
  bool operator==(const RunKey&) const = default;
};

// outcomes: text number number
std::string EncodeOutcome(const RunKey& run, uint64_t ordinal);
struct OutcomeKey {
  RunKey run;
  uint64_t ordinal = 0;
};
absl::StatusOr<OutcomeKey> DecodeOutcome(std::string_view key);

// runs: 'R' text inverted (by source, newest first), 'A' inverted (all, by start, newest first: its run)
std::string EncodeRun(const RunKey& run);
absl::StatusOr<RunKey> DecodeRun(std::string_view key);
std::string RunsOfSourcePrefix(std::string_view source);
std::string EncodeRunPosition(uint64_t position);

// run_records: text number bytes
std::string EncodeRunRecord(const RunKey& run, std::string_view record);

// dead_letters: 'D' id, 'A' inverted (all, newest first: its id), 'S' text inverted (of a source: its id)
std::string EncodeDeadLetter(std::string_view id);
std::string DeadLettersPrefix();
std::string EncodeDeadLetterPosition(uint64_t position);
std::string EncodeDeadLetterOfSource(std::string_view source, uint64_t position);
std::string DeadLettersOfSourcePrefix(std::string_view source);

// snapshots: text time
std::string SnapshotsPrefix(std::string_view set);
std::string EncodeSnapshot(std::string_view set, absl::Time observed_at);
struct SnapshotKey {
  std::string set;
  absl::Time observed_at;
};
absl::StatusOr<SnapshotKey> DecodeSnapshot(std::string_view key);

// presence: text bytes
std::string PresencePrefix(std::string_view set);
std::string EncodePresence(std::string_view set, std::string_view registration_id);
struct PresenceKey {
  std::string set;
  std::string registration_id;
};
absl::StatusOr<PresenceKey> DecodePresence(std::string_view key);

// publications: 'E' entry, 'K' text entry (the entry has this key), 'P' id, 'H' text number (a publication's revision)
std::string EncodePublicationEntry(std::string_view entry);
std::string PublicationEntriesPrefix();
std::string PublicationKeyPrefix(std::string_view key);
std::string EncodePublicationKey(std::string_view key, std::string_view entry);
std::string EncodePublication(std::string_view id);
std::string EncodePublicationHead(std::string_view id, uint64_t revision);
struct PublicationKey {
  std::string key;
  std::string entry;
};
absl::StatusOr<PublicationKey> DecodePublicationKey(std::string_view key);

// field_profiles: 'A' text text (accepted, of a source and format), 'R' text number text text (of a run, by source and
// format of its documents), 'D' source (its run that drifted)
std::string EncodeAcceptedFields(std::string_view source, std::string_view format);
struct RunFieldsKey {
  RunKey run;
  std::string source;
  std::string format;
};
// Of all runs of a source.
std::string RunFieldsPrefix(std::string_view run_source);
std::string EncodeRunFields(const RunKey& run, std::string_view source, std::string_view format);
absl::StatusOr<RunFieldsKey> DecodeRunFields(std::string_view key);
std::string EncodeDriftedRun(std::string_view source);

// notices: 'N' key, 'H' text number (a notice's revision)
std::string EncodeNotice(std::string_view key);
std::string EncodeNoticeHead(std::string_view id, uint64_t revision);

// past: 'O' text text text text time digest number (an observation of another content until then),
//       'S' text text text text digest number (a state of another record until then),
//       'T' text number (a trial of another membership until then), 'M' text number (a registration of another trial)
struct PastObservationKey {
  ObservationPosition position;
  // Changelog sequence from which on it no longer holds.
  uint64_t until_sequence = 0;
};
// Of all chains of a record.
std::string PastObservationsPrefix(std::string_view registration_id);
std::string EncodePastObservation(const ObservationKey& key, absl::Time observed_at, std::string_view content_digest,
                                  uint64_t until_sequence);
absl::StatusOr<PastObservationKey> DecodePastObservation(std::string_view key);
// The values of one state, trial or membership differ in `until_sequence` only, which comes last: the first one after
// a sequence is what held at it.
std::string PastStatePrefix(const ObservationKey& key, std::string_view content_digest);
std::string EncodePastState(const ObservationKey& key, std::string_view content_digest, uint64_t until_sequence);
std::string PastTrialPrefix(std::string_view trial);
std::string EncodePastTrial(std::string_view trial, uint64_t until_sequence);
std::string PastMembershipPrefix(std::string_view registration_id);
std::string EncodePastMembership(std::string_view registration_id, uint64_t until_sequence);

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_FORMAT_KEYS_H_
