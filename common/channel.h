#ifndef TRIALWEAVE_COMMON_CHANNEL_H_
#define TRIALWEAVE_COMMON_CHANNEL_H_

#include <memory>
#include <string>

#include "grpcpp/channel.h"

namespace trialweave::common {

// gRPC's message limit on every server and channel of this project, bytes.
inline constexpr int kMaxMessageBytes = 64 * 1024 * 1024;

// A channel to a peer: "host:port", "dns:///name:port" or "unix:/path". Plaintext; the message limit
// above, round_robin, keep-alive, and quick reconnects (100 ms to 2 s), so that a peer that
// restarts is found again soon. Never fails: calls wait or fail until the peer is there.
std::shared_ptr<grpc::Channel> MakeChannel(const std::string& address);

}  // namespace trialweave::common

#endif  // TRIALWEAVE_COMMON_CHANNEL_H_
