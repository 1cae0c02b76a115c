#include "store/format/keys.h"

#include "store/errors.h"
#include "store/format/key_encoding.h"

namespace trialweave::store {
namespace {

constexpr size_t kDigestSize = 32;

KeyWriter ObservationWriter(const ObservationKey& key, KeyWriter writer = KeyWriter()) {
  writer.Text(key.registration_id).Text(key.source).Text(key.format).Text(key.country_part);
  return writer;
}

ObservationKey ReadObservationKey(KeyReader& reader) {
  ObservationKey key;
  key.registration_id = reader.Text();
  key.source = reader.Text();
  key.format = reader.Text();
  key.country_part = reader.Text();
  return key;
}

template <typename Key>
absl::StatusOr<Key> Finished(const KeyReader& reader, std::string_view family, Key key) {
  if (absl::Status status = reader.Finish(family); !status.ok()) return status;
  return key;
}

}  // namespace

std::string ObservationPrefix(const ObservationKey& key) { return ObservationWriter(key).Take(); }

std::string ObservationsPrefix(std::string_view registration_id) { return KeyWriter().Text(registration_id).Take(); }

std::string EncodeObservation(const ObservationKey& key, absl::Time observed_at, std::string_view content_digest) {
  return ObservationWriter(key).Time(observed_at).Bytes(content_digest).Take();
}

absl::StatusOr<ObservationPosition> DecodeObservation(std::string_view key) {
  KeyReader reader(key);
  ObservationPosition position;
  position.key = ReadObservationKey(reader);
  position.observed_at = reader.Time();
  position.content_digest = reader.Bytes(kDigestSize);
  return Finished(reader, "observations", std::move(position));
}

std::string EncodeState(const ObservationKey& key, std::string_view content_digest) {
  return ObservationWriter(key).Bytes(content_digest).Take();
}

absl::StatusOr<StateKey> DecodeState(std::string_view key) {
  KeyReader reader(key);
  StateKey state;
  state.key = ReadObservationKey(reader);
  state.content_digest = reader.Bytes(kDigestSize);
  return Finished(reader, "states", std::move(state));
}

std::string EncodeHead(std::string_view registration_id, uint64_t revision) {
  return KeyWriter().Text(registration_id).Number(revision).Take();
}

absl::StatusOr<HeadKey> DecodeHead(std::string_view key) {
  KeyReader reader(key);
  HeadKey head;
  head.registration_id = reader.Text();
  head.revision = reader.Number();
  return Finished(reader, "heads", std::move(head));
}

std::string EncodeForwardEdges(std::string_view registration_id) {
  return KeyWriter().Tag('F').Text(registration_id).Take();
}

std::string EncodeStated(std::string_view target) { return KeyWriter().Tag('T').Text(target).Take(); }

std::string ReverseEdgePrefix(std::string_view target) { return KeyWriter().Tag('R').Text(target).Take(); }

std::string EncodeReverseEdge(std::string_view target, std::string_view registration_id) {
  return KeyWriter().Tag('R').Text(target).Text(registration_id).Take();
}

absl::StatusOr<ReverseEdgeKey> DecodeReverseEdge(std::string_view key) {
  KeyReader reader(key);
  reader.Tag('R');
  ReverseEdgeKey edge;
  edge.target = reader.Text();
  edge.registration_id = reader.Text();
  return Finished(reader, "identifiers", std::move(edge));
}

std::string EncodeSequence(uint64_t sequence) { return KeyWriter().Number(sequence).Take(); }

absl::StatusOr<uint64_t> DecodeSequence(std::string_view key) {
  KeyReader reader(key);
  return Finished(reader, "changelog", reader.Number());
}

std::string SubjectsPrefix(SubjectKind kind) { return KeyWriter().Tag(static_cast<char>(kind)).Take(); }

std::string EncodeSubject(const SubjectKey& subject) {
  return KeyWriter().Tag(static_cast<char>(subject.kind)).Bytes(subject.name).Take();
}

absl::StatusOr<SubjectKey> DecodeSubject(std::string_view key) {
  if (key.empty() || std::string_view("THPNSDJ").find(key[0]) == std::string_view::npos) {
    return KeyCorruptError("changelog_state");
  }
  return SubjectKey{static_cast<SubjectKind>(key[0]), std::string(key.substr(1))};
}

std::string EncodeDelivery(std::string_view source, std::string_view container_digest, uint64_t container_ordinal) {
  return KeyWriter().Text(source).Bytes(container_digest).Number(container_ordinal).Take();
}

absl::StatusOr<DeliveryKey> DecodeDelivery(std::string_view key) {
  KeyReader reader(key);
  DeliveryKey delivery;
  delivery.source = reader.Text();
  delivery.container_digest = reader.Bytes(kDigestSize);
  delivery.container_ordinal = reader.Number();
  return Finished(reader, "deliveries", std::move(delivery));
}

std::string EncodeOutcome(const RunKey& run, uint64_t ordinal) {
  return KeyWriter().Text(run.source).Number(run.number).Number(ordinal).Take();
}

absl::StatusOr<OutcomeKey> DecodeOutcome(std::string_view key) {
  KeyReader reader(key);
  OutcomeKey outcome;
  outcome.run.source = reader.Text();
  outcome.run.number = reader.Number();
  outcome.ordinal = reader.Number();
  return Finished(reader, "outcomes", std::move(outcome));
}

std::string EncodeRun(const RunKey& run) { return KeyWriter().Tag('R').Text(run.source).Inverted(run.number).Take(); }

absl::StatusOr<RunKey> DecodeRun(std::string_view key) {
  KeyReader reader(key);
  reader.Tag('R');
  RunKey run;
  run.source = reader.Text();
  run.number = reader.Inverted();
  return Finished(reader, "runs", std::move(run));
}

std::string RunsOfSourcePrefix(std::string_view source) { return KeyWriter().Tag('R').Text(source).Take(); }

std::string EncodeRunPosition(uint64_t position) { return KeyWriter().Tag('A').Inverted(position).Take(); }

std::string EncodeRunRecord(const RunKey& run, std::string_view record) {
  return KeyWriter().Text(run.source).Number(run.number).Bytes(record).Take();
}

std::string EncodeDeadLetter(std::string_view id) { return KeyWriter().Tag('D').Bytes(id).Take(); }

std::string DeadLettersPrefix() { return KeyWriter().Tag('D').Take(); }

std::string EncodeDeadLetterPosition(uint64_t position) { return KeyWriter().Tag('A').Inverted(position).Take(); }

std::string EncodeDeadLetterOfSource(std::string_view source, uint64_t position) {
  return KeyWriter().Tag('S').Text(source).Inverted(position).Take();
}

std::string DeadLettersOfSourcePrefix(std::string_view source) { return KeyWriter().Tag('S').Text(source).Take(); }

std::string SnapshotsPrefix(std::string_view set) { return KeyWriter().Text(set).Take(); }

std::string EncodeSnapshot(std::string_view set, absl::Time observed_at) {
  return KeyWriter().Text(set).Time(observed_at).Take();
}

absl::StatusOr<SnapshotKey> DecodeSnapshot(std::string_view key) {
  KeyReader reader(key);
  SnapshotKey snapshot;
  snapshot.set = reader.Text();
  snapshot.observed_at = reader.Time();
  return Finished(reader, "snapshots", std::move(snapshot));
}

std::string PresencePrefix(std::string_view set) { return KeyWriter().Text(set).Take(); }

std::string EncodePresence(std::string_view set, std::string_view registration_id) {
  return KeyWriter().Text(set).Bytes(registration_id).Take();
}

absl::StatusOr<PresenceKey> DecodePresence(std::string_view key) {
  KeyReader reader(key);
  PresenceKey presence;
  presence.set = reader.Text();
  presence.registration_id = reader.Rest();
  return Finished(reader, "presence", std::move(presence));
}

std::string EncodePublicationEntry(std::string_view entry) { return KeyWriter().Tag('E').Bytes(entry).Take(); }

std::string PublicationEntriesPrefix() { return KeyWriter().Tag('E').Take(); }

std::string PublicationKeyPrefix(std::string_view key) { return KeyWriter().Tag('K').Text(key).Take(); }

std::string EncodePublicationKey(std::string_view key, std::string_view entry) {
  return KeyWriter().Tag('K').Text(key).Bytes(entry).Take();
}

std::string EncodePublication(std::string_view id) { return KeyWriter().Tag('P').Bytes(id).Take(); }

std::string EncodePublicationHead(std::string_view id, uint64_t revision) {
  return KeyWriter().Tag('H').Text(id).Number(revision).Take();
}

std::string EncodeAcceptedFields(std::string_view source, std::string_view format) {
  return KeyWriter().Tag('A').Text(source).Text(format).Take();
}

std::string RunFieldsPrefix(std::string_view run_source) { return KeyWriter().Tag('R').Text(run_source).Take(); }

std::string EncodeRunFields(const RunKey& run, std::string_view source, std::string_view format) {
  return KeyWriter().Tag('R').Text(run.source).Number(run.number).Text(source).Text(format).Take();
}

absl::StatusOr<RunFieldsKey> DecodeRunFields(std::string_view key) {
  KeyReader reader(key);
  reader.Tag('R');
  RunFieldsKey decoded;
  decoded.run.source = reader.Text();
  decoded.run.number = reader.Number();
  decoded.source = reader.Text();
  decoded.format = reader.Text();
  return Finished(reader, "field_profiles", std::move(decoded));
}

std::string EncodeDriftedRun(std::string_view source) { return KeyWriter().Tag('D').Bytes(source).Take(); }

std::string EncodeNotice(std::string_view key) { return KeyWriter().Tag('N').Bytes(key).Take(); }

std::string EncodeNoticeHead(std::string_view id, uint64_t revision) {
  return KeyWriter().Tag('H').Text(id).Number(revision).Take();
}

absl::StatusOr<PublicationKey> DecodePublicationKey(std::string_view key) {
  KeyReader reader(key);
  reader.Tag('K');
  PublicationKey decoded;
  decoded.key = reader.Text();
  decoded.entry = reader.Rest();
  return Finished(reader, "publications", std::move(decoded));
}

std::string PastObservationsPrefix(std::string_view registration_id) {
  return KeyWriter().Tag('O').Text(registration_id).Take();
}

std::string EncodePastObservation(const ObservationKey& key, absl::Time observed_at, std::string_view content_digest,
                                  uint64_t until_sequence) {
  return ObservationWriter(key, KeyWriter().Tag('O'))
      .Time(observed_at)
      .Bytes(content_digest)
      .Number(until_sequence)
      .Take();
}

absl::StatusOr<PastObservationKey> DecodePastObservation(std::string_view key) {
  KeyReader reader(key);
  reader.Tag('O');
  PastObservationKey past;
  past.position.key = ReadObservationKey(reader);
  past.position.observed_at = reader.Time();
  past.position.content_digest = reader.Bytes(kDigestSize);
  past.until_sequence = reader.Number();
  return Finished(reader, "past", std::move(past));
}

std::string PastStatePrefix(const ObservationKey& key, std::string_view content_digest) {
  return ObservationWriter(key, KeyWriter().Tag('S')).Bytes(content_digest).Take();
}

std::string EncodePastState(const ObservationKey& key, std::string_view content_digest, uint64_t until_sequence) {
  return ObservationWriter(key, KeyWriter().Tag('S')).Bytes(content_digest).Number(until_sequence).Take();
}

std::string PastTrialPrefix(std::string_view trial) { return KeyWriter().Tag('T').Text(trial).Take(); }

std::string EncodePastTrial(std::string_view trial, uint64_t until_sequence) {
  return KeyWriter().Tag('T').Text(trial).Number(until_sequence).Take();
}

std::string PastMembershipPrefix(std::string_view registration_id) {
  return KeyWriter().Tag('M').Text(registration_id).Take();
}

std::string EncodePastMembership(std::string_view registration_id, uint64_t until_sequence) {
  return KeyWriter().Tag('M').Text(registration_id).Number(until_sequence).Take();
}

}  // namespace trialweave::store
