#ifndef TRIALWEAVE_COMMON_CONFIG_H_
#define TRIALWEAVE_COMMON_CONFIG_H_

#include <string>

#include "absl/status/status.h"
#include "google/protobuf/message.h"
#include "trialweave/config/v1/config.pb.h"

namespace trialweave::common {

// Reads a text-format configuration file. INVALID_ARGUMENT (CONFIG_INVALID): the file's name, the line, the
// column and what was wrong; unknown fields are wrong. NOT_FOUND (CONFIG_NOT_FOUND).
absl::Status ReadConfig(const std::string& path, google::protobuf::Message* config);

// INVALID_ARGUMENT (CONFIG_INVALID): no listen address, or plaintext off loopback without allow_plaintext.
absl::Status ValidateServerConfig(const config::v1::ServerConfig& config);

// INVALID_ARGUMENT (CONFIG_INVALID): an address that a client cannot use; `field` names it in the message.
absl::Status ValidatePeerAddress(const std::string& address, const std::string& field);

}  // namespace trialweave::common

#endif  // TRIALWEAVE_COMMON_CONFIG_H_
