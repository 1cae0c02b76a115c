#include "store/format/envelope.h"

#include "store/errors.h"

namespace trialweave::store {
namespace {

constexpr char kMagic = 'T';
constexpr char kEnvelopeVersion = 1;
constexpr size_t kHeaderSize = 3;

void AppendHeader(Family family, std::string* value) {
  value->push_back(kMagic);
  value->push_back(kEnvelopeVersion);
  value->push_back(static_cast<char>(family));
}

}  // namespace

std::string Wrap(Family family, std::string_view payload) {
  std::string value;
  value.reserve(kHeaderSize + payload.size());
  AppendHeader(family, &value);
  value.append(payload);
  return value;
}

std::string Wrap(Family family, const google::protobuf::MessageLite& message) {
  std::string value;
  value.reserve(kHeaderSize + message.ByteSizeLong());
  AppendHeader(family, &value);
  message.AppendToString(&value);
  return value;
}

absl::StatusOr<std::string_view> Unwrap(Family family, std::string_view value) {
  const std::string_view name = kFamilyNames[static_cast<size_t>(family)];
  if (value.size() < kHeaderSize || value[0] != kMagic || value[2] != static_cast<char>(family)) {
    return ValueCorruptError(name);
  }
  if (value[1] != kEnvelopeVersion) return ValueTooNewError(name, static_cast<uint8_t>(value[1]), kEnvelopeVersion);
  return value.substr(kHeaderSize);
}

absl::Status UnwrapTo(Family family, std::string_view value, google::protobuf::MessageLite* message) {
  absl::StatusOr<std::string_view> payload = Unwrap(family, value);
  if (!payload.ok()) return payload.status();
  if (!message->ParseFromArray(payload->data(), static_cast<int>(payload->size()))) {
    return ValueCorruptError(kFamilyNames[static_cast<size_t>(family)]);
  }
  return absl::OkStatus();
}

}  // namespace trialweave::store
