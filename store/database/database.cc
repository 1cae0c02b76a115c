#include "store/database/database.h"

namespace trialweave::store {

absl::StatusOr<bool> Reader::Read(Family family, std::string_view key, google::protobuf::MessageLite* message) const {
  absl::StatusOr<std::optional<std::string>> value = Get(family, key);
  if (!value.ok()) return value.status();
  if (!value->has_value()) return false;
  if (absl::Status status = UnwrapTo(family, **value, message); !status.ok()) return status;
  return true;
}

}  // namespace trialweave::store
