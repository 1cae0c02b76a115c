#include "store/history/past_rows.h"

#include <memory>

namespace trialweave::store {

absl::StatusOr<bool> ReadPast(const Reader& reader, const std::string& prefix, const std::string& key,
                              google::protobuf::MessageLite* message) {
  const std::unique_ptr<Cursor> cursor = reader.Scan(Family::kPast);
  cursor->Seek(key);
  if (absl::Status status = cursor->status(); !status.ok()) return status;
  if (!cursor->Valid() || cursor->key().substr(0, prefix.size()) != prefix) return false;
  if (absl::Status status = UnwrapTo(Family::kPast, cursor->value(), message); !status.ok()) return status;
  return true;
}

void KeepPastState(const ObservationKey& key, const std::string& content_digest, const storage::v1::StoredState& state,
                   uint64_t until, Transaction* transaction) {
  storage::v1::StoredState past;
  past.set_raw_digest(state.raw_digest());
  past.set_derivation(state.derivation());
  past.set_registration_frame(state.registration_frame());
  transaction->Write(Family::kPast, EncodePastState(key, content_digest, until), past);
}

}  // namespace trialweave::store
