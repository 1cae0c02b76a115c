// The query service: answers questions from a view of the store's changelog.
#include <algorithm>
#include <thread>

#include "common/config.h"
#include "common/log.h"
#include "common/service_runner.h"
#include "common/status.h"
#include "query/aggregate/aggregate_handler.h"
#include "query/changelog_follower.h"
#include "query/history_handler.h"
#include "query/housekeeping.h"
#include "query/query_service.h"
#include "query/store_history_service.h"
#include "query/store_watch_service.h"
#include "query/view/memory_view.h"

namespace trialweave::query {
namespace {

constexpr int kDefaultHorizonSeconds = 600;
constexpr size_t kMaxQueuedQueries = 1024;
// They wait for the store most of the time.
constexpr int kHistoryThreads = 8;

absl::Status Serve(const config::v1::QueryConfig& config) {
  common::SystemClock clock;
  common::ShutdownSignal shutdown;
  common::Readiness readiness;
  const int horizon = config.snapshot_horizon_seconds();
  MemoryView view(&clock, absl::Seconds(horizon == 0 ? kDefaultHorizonSeconds : horizon));
  const auto registry = QueryMetrics::NewRegistry();
  QueryMetrics metrics(registry);
  SequenceWaiters waiters;
  StoreWatchService store(config.store());
  ChangelogFollower follower(&store, &view, &clock, &readiness, [&] { waiters.Reached(view.Position().sequence); });
  Housekeeping housekeeping({&view, &view, &follower, &waiters, &metrics});
  WorkerPool workers(std::max(2u, std::thread::hardware_concurrency()), kMaxQueuedQueries);
  QueryHandler handler(&view, &view, &metrics);
  StoreHistoryService store_history(config.store());
  WorkerPool history_workers(kHistoryThreads, kMaxQueuedQueries);
  HistoryHandler history(&store_history, &view);
  AggregateHandler aggregates(&view, &view, /*search=*/nullptr);
  QueryService service(
      {&handler, &history, &view, &readiness, &metrics, &waiters, &workers, &history_workers, &aggregates});

  std::thread following, keeping;
  common::RunnerOptions options;
  options.service_name = "query";
  options.server = config.server();
  options.services = {&service};
  options.registry = registry;
  options.readiness = &readiness;
  options.shutdown = &shutdown;
  options.on_started = [&] {
    following = std::thread([&] { follower.Run(shutdown); });
    keeping = std::thread([&] { housekeeping.Run(shutdown, clock); });
    return absl::OkStatus();
  };
  options.on_drain = [&] {
    store.Cancel();
    waiters.Close();
  };
  const absl::Status status = common::RunService(options);
  if (following.joinable()) following.join();
  if (keeping.joinable()) keeping.join();
  return status;
}

absl::Status Validate(const config::v1::QueryConfig& config) {
  if (config.snapshot_horizon_seconds() < 0) {
    return common::MakeError(absl::StatusCode::kInvalidArgument, "CONFIG_INVALID",
                             "snapshot_horizon_seconds is negative; 0 means 600");
  }
  return common::ValidatePeerAddress(config.store(), "store");
}

}  // namespace
}  // namespace trialweave::query

int main(int argc, char** argv) {
  namespace tw = trialweave;
  tw::common::BlockSignals();
  tw::config::v1::QueryConfig config;
  int exit_code = 0;
  const bool go_on = tw::common::StartMain(
      argc, argv, "query", "Answers questions from a view of the store's changelog.", &config,
      [](const google::protobuf::Message& message) -> const tw::config::v1::ServerConfig& {
        return static_cast<const tw::config::v1::QueryConfig&>(message).server();
      },
      [&] { return tw::query::Validate(config); }, &exit_code);
  if (!go_on) return exit_code;
  const absl::Status status = tw::query::Serve(config);
  if (status.ok()) return 0;
  tw::common::LogError("cannot serve", {{"error", std::string(status.message())}});
  return 1;
}
