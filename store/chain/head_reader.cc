#include "store/chain/head_reader.h"

#include <utility>

#include "common/timestamps.h"
#include "store/chain/head_merge.h"
#include "store/errors.h"
#include "store/format/compressed_frame.h"

namespace trialweave::store {

absl::StatusOr<storage::v1::StoredState> ReadState(const Reader& reader, const ObservationKey& key,
                                                   const std::string& content_digest) {
  storage::v1::StoredState state;
  absl::StatusOr<bool> found = reader.Read(Family::kStates, EncodeState(key, content_digest), &state);
  if (!found.ok()) return found.status();
  if (!*found) return ReferenceBrokenError("a state", key.registration_id);
  return state;
}

absl::Status ReadFrame(const std::string& frame, google::protobuf::MessageLite* record) {
  absl::StatusOr<std::string> bytes = DecompressFrame(frame);
  if (!bytes.ok()) return bytes.status();
  if (!record->ParseFromString(*bytes)) return FrameCorruptError("its record does not parse");
  return absl::OkStatus();
}

absl::StatusOr<v1::Registration> RegistrationFromFrame(const std::string& frame) {
  v1::Registration registration;
  if (absl::Status status = ReadFrame(frame, &registration); !status.ok()) return status;
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
  google::protobuf::RepeatedPtrField<v1::Absence> absences = std::move(*stored->mutable_absences());
  if (stored->has_content_of_revision()) {
    stored = ReadStoredHead(reader, registration_id, stored->content_of_revision());
    if (!stored.ok()) return stored.status();
  }
  const storage::v1::StoredHead& head = *stored;
  absl::StatusOr<v1::Registration> registration;
  if (head.has_state()) {
    const storage::v1::StateRef& ref = head.state();
    absl::StatusOr<storage::v1::StoredState> state =
        ReadState(reader, {registration_id, ref.source(), ref.format(), ref.country_part()}, ref.content_digest());
    if (!state.ok()) return state.status();
    registration = RegistrationFromFrame(state->registration_frame());
    if (registration.ok()) FinishHead(common::FromTimestamp(ref.observed_at()), &*registration);
  } else {
    registration = RegistrationFromFrame(head.registration_frame());
  }
  if (!registration.ok()) return registration;
  registration->set_revision(revision);
  registration->mutable_absences()->Swap(&absences);
  return registration;
}

}  // namespace trialweave::store
