#include "common/status.h"

#include "absl/status/status.h"
#include "absl/strings/cord.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "google/protobuf/any.pb.h"
#include "google/rpc/error_details.pb.h"

namespace trialweave::common {
namespace {

// The name under which google.rpc details travel inside absl::Status, as the protobuf Any convention has it.
constexpr char kErrorInfoUrl[] = "type.googleapis.com/google.rpc.ErrorInfo";
constexpr char kDomain[] = "trialweave";

bool ReadErrorInfo(const absl::Status& status, google::rpc::ErrorInfo* info) {
  const absl::optional<absl::Cord> payload = status.GetPayload(kErrorInfoUrl);
  return payload.has_value() && info->ParseFromString(std::string(*payload));
}

bool IsContinuation(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

}  // namespace

absl::Status MakeError(absl::StatusCode code, std::string_view reason, std::string_view message,
                       const std::map<std::string, std::string>& metadata) {
  google::rpc::ErrorInfo info;
  info.set_reason(std::string(reason));
  info.set_domain(kDomain);
  info.mutable_metadata()->insert(metadata.begin(), metadata.end());
  absl::Status status(code, absl::string_view(message.data(), message.size()));
  status.SetPayload(kErrorInfoUrl, absl::Cord(info.SerializeAsString()));
  return status;
}

std::string ErrorReason(const absl::Status& status) {
  google::rpc::ErrorInfo info;
  return ReadErrorInfo(status, &info) ? info.reason() : "";
}

std::string ErrorMetadata(const absl::Status& status, const std::string& key) {
  google::rpc::ErrorInfo info;
  if (!ReadErrorInfo(status, &info)) return "";
  const auto found = info.metadata().find(key);
  return found == info.metadata().end() ? "" : found->second;
}

google::rpc::Status ToProto(const absl::Status& status) {
  google::rpc::Status proto;
  proto.set_code(static_cast<int>(status.code()));
  proto.set_message(std::string(status.message()));
  if (status.ok()) return proto;
  google::rpc::ErrorInfo info;
  if (!ReadErrorInfo(status, &info)) {
    info.set_reason(absl::StatusCodeToString(status.code()));
    info.set_domain(kDomain);
  }
  google::protobuf::Any* detail = proto.add_details();
  detail->set_type_url(kErrorInfoUrl);
  detail->set_value(info.SerializeAsString());
  return proto;
}

absl::Status FromProto(const google::rpc::Status& status) {
  absl::Status result(static_cast<absl::StatusCode>(status.code()), status.message());
  for (const google::protobuf::Any& detail : status.details()) {
    if (detail.type_url() == kErrorInfoUrl) result.SetPayload(kErrorInfoUrl, absl::Cord(detail.value()));
  }
  return result;
}

std::string Trimmed(std::string_view value, size_t max_bytes) {
  const bool cut = value.size() > max_bytes;
  if (cut) {
    size_t end = max_bytes;
    while (end > 0 && IsContinuation(value[end])) --end;
    value = value.substr(0, end);
  }
  std::string result;
  for (const char c : value) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7F) {
      absl::StrAppendFormat(&result, "\\x%02x", byte);
    } else {
      result.push_back(c);
    }
  }
  if (cut) result += "...";
  return result;
}

}  // namespace trialweave::common
