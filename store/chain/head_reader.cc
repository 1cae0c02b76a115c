#include "store/chain/head_reader.h"

#include <utility>

#include "common/packed_provenance.h"
#include "common/timestamps.h"
#include "store/chain/head_merge.h"
#include "store/compression/stored_dictionary.h"
#include "store/errors.h"
#include "store/history/past_rows.h"

namespace trialweave::store {

absl::StatusOr<storage::v1::StoredState> ReadState(const Reader& reader, const ObservationKey& key,
                                                   const std::string& content_digest) {
  storage::v1::StoredState state;
  absl::StatusOr<bool> found = reader.Read(Family::kStates, EncodeState(key, content_digest), &state);
  if (!found.ok()) return found.status();
  if (!*found) return ReferenceBrokenError("a state", key.registration_id);
  return state;
}

absl::StatusOr<storage::v1::StoredState> ReadStateAt(const Reader& reader, const ObservationKey& key,
                                                     const std::string& content_digest, uint64_t at) {
  absl::StatusOr<storage::v1::StoredState> state = ReadState(reader, key, content_digest);
  if (!state.ok() || state->since_sequence() <= at) return state;
  storage::v1::StoredState past;
  absl::StatusOr<bool> found =
      ReadPast(reader, PastStatePrefix(key, content_digest), EncodePastState(key, content_digest, at + 1), &past);
  if (!found.ok()) return found.status();
  if (!*found) return ReferenceBrokenError("an earlier state", key.registration_id);
  return past;
}

absl::Status ReadFrame(const Reader& reader, const std::string& frame, google::protobuf::MessageLite* record) {
  absl::StatusOr<std::string> bytes = OpenFrame(reader, frame);
  if (!bytes.ok()) return bytes.status();
  if (!record->ParseFromString(*bytes)) return FrameCorruptError("its record does not parse");
  return absl::OkStatus();
}

absl::StatusOr<v1::Registration> RegistrationFromFrame(const Reader& reader, const std::string& frame) {
  v1::Registration registration;
  if (absl::Status status = ReadFrame(reader, frame, &registration); !status.ok()) return status;
  // Stores written before provenance was packed have it otherwise.
  common::PackProvenance(&registration);
  if (!common::CountPackedProvenance(registration.packed_provenance()).has_value()) {
    return FrameCorruptError("its provenance is broken");
  }
  return registration;
}

absl::StatusOr<storage::v1::StoredHead> ReadStoredHead(const Reader& reader, const std::string& registration_id,
                                                       uint64_t revision) {
  storage::v1::StoredHead head;
  absl::StatusOr<bool> found = reader.Read(Family::kHeads, EncodeHead(registration_id, revision), &head);
  if (!found.ok()) return found.status();
  if (!*found) return ReferenceBrokenError("a head", registration_id);
  return head;
}

absl::StatusOr<v1::Registration> ReadHead(const Reader& reader, const std::string& registration_id, uint64_t revision) {
  absl::StatusOr<storage::v1::StoredHead> stored = ReadStoredHead(reader, registration_id, revision);
  if (!stored.ok()) return stored.status();
  return InflateHead(reader, registration_id, revision, *std::move(stored));
}

absl::StatusOr<v1::Registration> InflateHead(const Reader& reader, const std::string& registration_id,
                                             uint64_t revision, storage::v1::StoredHead row) {
  absl::StatusOr<storage::v1::StoredHead> stored = std::move(row);
  google::protobuf::RepeatedPtrField<v1::Absence> absences = std::move(*stored->mutable_absences());
  const uint64_t sequence = stored->sequence();
  if (stored->has_content_of_revision()) {
    stored = ReadStoredHead(reader, registration_id, stored->content_of_revision());
    if (!stored.ok()) return stored.status();
  }
  const storage::v1::StoredHead& head = *stored;
  absl::StatusOr<v1::Registration> registration;
  if (head.has_state()) {
    const storage::v1::StateRef& ref = head.state();
    absl::StatusOr<storage::v1::StoredState> state = ReadStateAt(
        reader, {registration_id, ref.source(), ref.format(), ref.country_part()}, ref.content_digest(), sequence);
    if (!state.ok()) return state.status();
    registration = RegistrationFromFrame(reader, state->registration_frame());
    if (registration.ok()) FinishHead(common::FromTimestamp(ref.observed_at()), &*registration);
  } else {
    registration = RegistrationFromFrame(reader, head.registration_frame());
  }
  if (!registration.ok()) return registration;
  registration->set_revision(revision);
  registration->mutable_absences()->Swap(&absences);
  return registration;
}

}  // namespace trialweave::store
