#include "common/service_runner.h"

#include <signal.h>
#include <time.h>

#include <cstdio>
#include <exception>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/build_info.h"
#include "common/callback_threads.h"
#include "common/config.h"
#include "common/log.h"
#include "common/red_metrics.h"
#include "common/status.h"
#include "grpcpp/ext/channelz_service_plugin.h"
#include "grpcpp/ext/proto_server_reflection_plugin.h"
#include "grpcpp/grpcpp.h"
#include "grpcpp/health_check_service_interface.h"
#include "prometheus/exposer.h"
#include "prometheus/gauge.h"

namespace trialweave::common {
namespace {

// Always SERVING while the process answers; "" is readiness.
constexpr char kLivenessService[] = "liveness";

sigset_t EndSignals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  return signals;
}

absl::Status AddressInUse(const std::string& address, const std::string& detail) {
  return MakeError(
      absl::StatusCode::kUnavailable, "ADDRESS_IN_USE",
      absl::StrCat("cannot listen on ", address, detail.empty() ? "" : ": ", detail, "; is another process using it?"));
}

// Servers take part in the keep-alive of MakeChannel's clients instead of closing on them.
void AllowKeepAlive(grpc::ServerBuilder* builder) {
  builder->AddChannelArgument(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1);
  builder->AddChannelArgument(GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS, 5000);
  builder->AddChannelArgument(GRPC_ARG_HTTP2_MAX_PING_STRIKES, 0);
}

absl::StatusOr<std::unique_ptr<grpc::Server>> StartServer(const RunnerOptions& options, std::string* address) {
  KeepCallbackThreads();
  grpc::ServerBuilder builder;
  int port = 0;
  builder.AddListeningPort(options.server.listen(), grpc::InsecureServerCredentials(), &port);
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
  AllowKeepAlive(&builder);
  builder.SetMaxReceiveMessageSize(kMaxMessageBytes);
  builder.SetMaxSendMessageSize(kMaxMessageBytes);
  for (grpc::Service* service : options.services) builder.RegisterService(service);
  std::vector<std::unique_ptr<grpc::experimental::ServerInterceptorFactoryInterface>> interceptors;
  interceptors.push_back(std::make_unique<RedMetrics>(options.registry));
  builder.experimental().SetInterceptorCreators(std::move(interceptors));
  std::unique_ptr<grpc::Server> server = builder.BuildAndStart();
  const bool local_socket = absl::StartsWith(options.server.listen(), "unix:");
  if (server == nullptr || (!local_socket && port == 0)) return AddressInUse(options.server.listen(), "");
  const std::string host = options.server.listen().substr(0, options.server.listen().rfind(':'));
  *address = local_socket ? options.server.listen() : absl::StrCat(host, ":", port);
  return server;
}

absl::StatusOr<std::unique_ptr<prometheus::Exposer>> StartMetrics(const RunnerOptions& options, std::string* address) {
  const std::string& listen = options.server.metrics_listen();
  if (listen.empty()) return nullptr;
  try {
    auto exposer = std::make_unique<prometheus::Exposer>(listen, 1);
    exposer->RegisterCollectable(options.registry);
    *address = absl::StrCat(listen.substr(0, listen.rfind(':')), ":", exposer->GetListeningPorts().front());
    return exposer;
  } catch (const std::exception& error) {  // civetweb reports a busy port this way
    return AddressInUse(listen, error.what());
  }
}

void AddBuildInfo(const RunnerOptions& options) {
  prometheus::BuildGauge()
      .Name("trialweave_build_info")
      .Help("Always 1; the labels say what runs")
      .Register(*options.registry)
      .Add({{"service", options.service_name}, {"version", kVersion}})
      .Set(1);
}

void AwaitEndSignal() {
  const sigset_t signals = EndSignals();
  int received = 0;
  while (sigwait(&signals, &received) != 0) {
  }
  LogInfo("ending", {{"signal", received == SIGTERM ? "SIGTERM" : "SIGINT"}});
}

// Goes on serving for a while so that load balancers see NOT_SERVING first; a second signal cuts it short.
void LameDuck(int seconds) {
  if (seconds <= 0) return;
  const sigset_t signals = EndSignals();
  const timespec wait = {seconds, 0};
  sigtimedwait(&signals, nullptr, &wait);
}

void Drain(const RunnerOptions& options, grpc::Server* server) {
  if (options.readiness != nullptr) options.readiness->Observe(nullptr);
  for (const auto& [name, readiness] : options.further_health) {
    readiness->Observe(nullptr);
    server->GetHealthCheckService()->SetServingStatus(name, false);
  }
  server->GetHealthCheckService()->SetServingStatus("", false);
  LameDuck(options.server.lame_duck_seconds());
  if (options.shutdown != nullptr) options.shutdown->Request();
  if (options.on_drain) options.on_drain();
  const int drain = options.server.drain_seconds() == 0 ? 10 : options.server.drain_seconds();
  server->Shutdown(absl::ToChronoTime(absl::Now() + absl::Seconds(drain)));
  server->Wait();
}

}  // namespace

void BlockSignals() {
  const sigset_t signals = EndSignals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  signal(SIGPIPE, SIG_IGN);
}

absl::Status RunService(const RunnerOptions& options) {
  BlockSignals();
  grpc::EnableDefaultHealthCheckService(true);
  grpc::reflection::InitProtoReflectionServerBuilderPlugin();
  grpc::channelz::experimental::InitChannelzService();
  AddBuildInfo(options);
  std::string metrics_address = "-";
  absl::StatusOr<std::unique_ptr<prometheus::Exposer>> exposer = StartMetrics(options, &metrics_address);
  if (!exposer.ok()) return exposer.status();
  std::string address;
  absl::StatusOr<std::unique_ptr<grpc::Server>> server = StartServer(options, &address);
  if (!server.ok()) return server.status();
  grpc::HealthCheckServiceInterface* const health = (*server)->GetHealthCheckService();
  health->SetServingStatus(kLivenessService, true);
  health->SetServingStatus("", options.readiness == nullptr);
  if (options.on_started) {
    if (absl::Status status = options.on_started(); !status.ok()) return status;
  }
  if (options.readiness != nullptr) {
    options.readiness->Observe([health](bool ready) { health->SetServingStatus("", ready); });
  }
  for (const auto& [name, readiness] : options.further_health) {
    readiness->Observe([health, name = name](bool ready) { health->SetServingStatus(name, ready); });
  }
  LogInfo("ready", {{"grpc", address}, {"metrics", metrics_address}, {"version", kVersion}});
  std::printf("ready service=%s grpc=%s metrics=%s\n", options.service_name.c_str(), address.c_str(),
              metrics_address.c_str());
  std::fflush(stdout);
  AwaitEndSignal();
  Drain(options, server->get());
  LogInfo("ended");
  return absl::OkStatus();
}

namespace {

struct MainFlags {
  std::string config;
  bool check_config = false;
  bool help = false;
  std::string error;
};

MainFlags ParseFlags(int argc, char** argv) {
  MainFlags flags;
  for (int i = 1; i < argc; ++i) {
    const std::string argument = argv[i];
    if (absl::StartsWith(argument, "--config=")) {
      flags.config = argument.substr(9);
    } else if (argument == "--config" && i + 1 < argc) {
      flags.config = argv[++i];
    } else if (argument == "--check_config") {
      flags.check_config = true;
    } else if (argument == "--help" || argument == "-h") {
      flags.help = true;
    } else {
      flags.error = absl::StrCat("unknown argument \"", Trimmed(argument), "\"");
    }
  }
  if (flags.config.empty() && !flags.help && flags.error.empty()) flags.error = "--config FILE is missing";
  return flags;
}

}  // namespace

bool StartMain(int argc, char** argv, const std::string& service_name, const std::string& usage,
               google::protobuf::Message* config,
               const config::v1::ServerConfig& (*server)(const google::protobuf::Message&),
               const std::function<absl::Status()>& validate, int* exit_code) {
  const MainFlags flags = ParseFlags(argc, argv);
  if (flags.help || !flags.error.empty()) {
    const std::string text = absl::StrCat(
        flags.error.empty() ? "" : service_name + ": " + flags.error + "\n", "usage: ", service_name,
        " --config FILE [--check_config]\n", usage,
        "\n  --config FILE    text-format configuration (protos/trialweave/config/v1/config.proto)"
        "\n  --check_config   read and check the configuration, then exit: 0 when it is good, 2 when not\n");
    std::fputs(text.c_str(), flags.help ? stdout : stderr);
    *exit_code = flags.help ? 0 : 2;
    return false;
  }
  absl::Status status = ReadConfig(flags.config, config);
  if (status.ok()) status = ValidateServerConfig(server(*config));
  if (status.ok() && validate) status = validate();
  if (!status.ok() || flags.check_config) {
    std::fprintf(status.ok() ? stdout : stderr, "%s: %s\n", service_name.c_str(),
                 status.ok() ? "configuration is good" : std::string(status.message()).c_str());
    *exit_code = status.ok() ? 0 : 2;
    return false;
  }
  SetUpLogging(service_name, server(*config).log_format(), server(*config).log_level());
  return true;
}

}  // namespace trialweave::common
