#include "common/config.h"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "common/status.h"
#include "google/protobuf/io/tokenizer.h"
#include "google/protobuf/text_format.h"

namespace trialweave::common {
namespace {

absl::Status ConfigInvalid(const std::string& message) {
  return MakeError(absl::StatusCode::kInvalidArgument, "CONFIG_INVALID", message);
}

// Keeps the first complaint of the text-format parser, with its place.
class FirstError : public google::protobuf::io::ErrorCollector {
 public:
  explicit FirstError(std::string path) : path_(std::move(path)) {}
  void AddError(int line, int column, const std::string& message) override {
    if (text_.empty()) text_ = absl::StrCat(path_, ":", line + 1, ":", column + 1, ": ", message);
  }
  const std::string& text() const { return text_; }

 private:
  const std::string path_;
  std::string text_;
};

bool IsLoopback(const std::string& address) {
  return absl::StartsWith(address, "unix:") || absl::StartsWith(address, "127.") ||
         absl::StartsWith(address, "localhost:") || absl::StartsWith(address, "[::1]:");
}

bool HasPort(const std::string& address) {
  const size_t colon = address.rfind(':');
  if (colon == std::string::npos || colon + 1 == address.size() || colon == 0) return false;
  int port = 0;
  return absl::SimpleAtoi(address.substr(colon + 1), &port) && port >= 0 && port <= 65535;
}

}  // namespace

absl::Status ReadConfig(const std::string& path, google::protobuf::Message* config) {
  std::ifstream file(path);
  if (!file) {
    return MakeError(absl::StatusCode::kNotFound, "CONFIG_NOT_FOUND",
                     absl::StrCat("cannot read configuration file ", path, ": ", std::strerror(errno)));
  }
  std::stringstream text;
  text << file.rdbuf();
  FirstError error(path);
  google::protobuf::TextFormat::Parser parser;
  parser.RecordErrorsTo(&error);
  if (!parser.ParseFromString(text.str(), config)) return ConfigInvalid(error.text());
  return absl::OkStatus();
}

absl::Status ValidatePeerAddress(const std::string& address, const std::string& field) {
  if (address.empty()) return ConfigInvalid(absl::StrCat(field, " is missing: the address of a peer"));
  if (absl::StartsWith(address, "unix:") || HasPort(address)) return absl::OkStatus();
  return ConfigInvalid(absl::StrCat(field, " is \"", Trimmed(address), "\": expected host:port or unix:/path"));
}

absl::Status ValidateServerConfig(const config::v1::ServerConfig& config) {
  if (absl::Status status = ValidatePeerAddress(config.listen(), "server.listen"); !status.ok()) return status;
  if (!IsLoopback(config.listen()) && !config.allow_plaintext()) {
    return ConfigInvalid(absl::StrCat("server.listen is \"", Trimmed(config.listen()),
                                      "\", which others can reach in plaintext: listen on 127.0.0.1 or a unix: "
                                      "socket, or set allow_plaintext: true"));
  }
  if (!config.metrics_listen().empty() && !HasPort(config.metrics_listen())) {
    return ConfigInvalid(
        absl::StrCat("server.metrics_listen is \"", Trimmed(config.metrics_listen()), "\": expected host:port"));
  }
  if (config.drain_seconds() < 0) return ConfigInvalid("server.drain_seconds is negative");
  for (const auto& [value, field, allowed] : {std::tuple{config.log_format(), "log_format", "json text"},
                                              std::tuple{config.log_level(), "log_level", "debug info warn error"}}) {
    if (value.empty()) continue;
    if (value.find(' ') == std::string::npos &&
        absl::StrContains(absl::StrCat(" ", allowed, " "), absl::StrCat(" ", value, " ")))
      continue;
    return ConfigInvalid(absl::StrCat("server.", field, " is \"", Trimmed(value), "\": expected one of ", allowed));
  }
  return absl::OkStatus();
}

}  // namespace trialweave::common
