#include <cstdio>
#include <memory>

#include "common/channel.h"
#include "common/clock.h"
#include "common/log.h"
#include "common/service_runner.h"
#include "common/shutdown.h"
#include "crawler/crawler_config.h"
#include "crawler/crawler_metrics.h"
#include "crawler/crawler_service.h"
#include "crawler/curl_fetcher.h"
#include "crawler/grpc_ingest_stream.h"
#include "crawler/grpc_store_client.h"
#include "crawler/host_limiter.h"
#include "crawler/polite_fetcher.h"
#include "crawler/scheduler.h"
#include "crawler/source_factory.h"
#include "prometheus/registry.h"

namespace trialweave::crawler {
namespace {

CrawlRunOptions RunOptions(const config::v1::CrawlerConfig& config) {
  CrawlRunOptions options;
  options.instance = config.instance();
  options.lease_ttl = absl::Seconds(config.lease_seconds());
  options.ingest.window_documents = static_cast<uint64_t>(config.window_documents());
  options.ingest.window_bytes = static_cast<uint64_t>(config.window_bytes());
  options.container_limits = ContainerLimitsOf(config);
  options.split_limits = SplitLimitsOf(config);
  return options;
}

absl::Status Serve(const config::v1::CrawlerConfig& config) {
  common::SystemClock clock;
  common::ShutdownSignal shutdown;
  auto registry = std::make_shared<prometheus::Registry>();
  CrawlerMetrics metrics(registry.get());
  CurlFetcher curl(config.user_agent(), &shutdown);
  HostLimiter limiter(&clock, &shutdown);
  PoliteFetcher fetcher(&curl, &limiter, &clock, &shutdown, &metrics);
  GrpcStoreClient store(common::MakeChannel(config.store()));
  GrpcIngestConnector connector(common::MakeChannel(config.normalizer()));
  CrawlRunOptions options = RunOptions(config);
  options.store = &store;
  options.connector = &connector;
  options.clock = &clock;
  options.observer = &metrics;
  Scheduler scheduler(MakeSources(config, &fetcher, &store, &clock, &shutdown), options);
  CrawlerServiceImpl service(&scheduler);
  common::RunnerOptions runner;
  runner.service_name = "crawler";
  runner.server = config.server();
  runner.services = {&service};
  runner.registry = registry;
  runner.on_started = [&scheduler] {
    scheduler.Start();
    return absl::OkStatus();
  };
  runner.on_drain = [&scheduler, &shutdown] {
    shutdown.Request();
    scheduler.Stop();
  };
  runner.shutdown = &shutdown;
  return common::RunService(runner);
}

const config::v1::ServerConfig& ServerOf(const google::protobuf::Message& config) {
  return static_cast<const config::v1::CrawlerConfig&>(config).server();
}

}  // namespace
}  // namespace trialweave::crawler

int main(int argc, char** argv) {
  using namespace trialweave;
  common::BlockSignals();
  config::v1::CrawlerConfig config;
  int exit_code = 0;
  if (!common::StartMain(
          argc, argv, "crawler", "Fetches containers from sources and hands on their record documents.", &config,
          crawler::ServerOf, [&config] { return crawler::ValidateCrawlerConfig(config); }, &exit_code)) {
    return exit_code;
  }
  const absl::Status status = crawler::Serve(crawler::WithDefaults(config));
  if (status.ok()) return 0;
  common::LogError("crawler stopped", {{"error", std::string(status.message())}});
  return 1;
}
