#ifndef TRIALWEAVE_COMMON_SERVICE_RUNNER_H_
#define TRIALWEAVE_COMMON_SERVICE_RUNNER_H_

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "common/channel.h"
#include "common/readiness.h"
#include "common/shutdown.h"
#include "google/protobuf/message.h"
#include "grpcpp/impl/service_type.h"
#include "prometheus/registry.h"
#include "trialweave/config/v1/config.pb.h"

namespace trialweave::common {

// What a service hands to the runner. All pointers outlive RunService.
struct RunnerOptions {
  // "store"; names the process in logs and metrics.
  std::string service_name;
  config::v1::ServerConfig server;
  // gRPC services (callback API), registered with the one server.
  std::vector<grpc::Service*> services;
  std::shared_ptr<prometheus::Registry> registry;
  // Called once the server listens: start background loops here. An error ends the process.
  std::function<absl::Status()> on_started;
  // Called after SIGTERM or SIGINT, when health already says NOT_SERVING: end streams and loops, so that
  // calls under way can finish. Must return; the drain deadline applies after it.
  std::function<void()> on_drain;
  // Whether health says SERVING; null when the service is ready as soon as it listens.
  Readiness* readiness = nullptr;
  // Further services of grpc.health.v1 by name, each SERVING while its Readiness says so.
  std::map<std::string, Readiness*> further_health;
  // Requested together with on_drain.
  ShutdownSignal* shutdown = nullptr;
};

// Runs a service until SIGTERM or SIGINT: gRPC with health (grpc.health.v1: "" is readiness, "liveness" is
// SERVING as long as the process answers), server reflection, channelz, a RED interceptor and /metrics; then
// says NOT_SERVING, waits for the lame-duck time, drains and returns.
// Blocks SIGTERM and SIGINT in the calling thread; call BlockSignals() first thing in main, before any
// thread starts. INVALID_ARGUMENT, UNAVAILABLE (ADDRESS_IN_USE): the address cannot be listened on.
// Writes one line to standard output when it is ready:
//   ready service=store grpc=127.0.0.1:7101 metrics=127.0.0.1:9101
absl::Status RunService(const RunnerOptions& options);

void BlockSignals();

// The start of every main: parses --config and --check_config (and --help), reads the file into `config`,
// calls `validate`, and sets logging up. Returns true when main shall go on; else `*exit_code` is what it
// shall return (0 after --check_config on a good file, 2 after a bad one, with the error on stderr).
bool StartMain(int argc, char** argv, const std::string& service_name, const std::string& usage,
               google::protobuf::Message* config,
               const config::v1::ServerConfig& (*server)(const google::protobuf::Message&),
               const std::function<absl::Status()>& validate, int* exit_code);

}  // namespace trialweave::common

#endif  // TRIALWEAVE_COMMON_SERVICE_RUNNER_H_
