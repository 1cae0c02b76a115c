// The query service: answers questions from a view of the store's changelog.
#include <algorithm>
#include <thread>

#include "common/config.h"
#include "common/log.h"
#include "common/service_runner.h"
#include "common/status.h"
#include "query/aggregate/aggregate_handler.h"
#include "query/changelog_follower.h"
#include "query/client_limiter.h"
#include "query/history_handler.h"
#include "query/housekeeping.h"
#include "query/query_service.h"
#include "query/search/index_folder.h"
#include "query/search/synonyms.h"
#include "query/search/text_indexer.h"
#include "query/search/trial_search.h"
#include "query/search/xapian_index.h"
#include "query/search_handler.h"
#include "query/search_sessions.h"
#include "query/store_history_service.h"
#include "query/store_watch_service.h"
#include "query/view/memory_view.h"
#include "query/view/trial_log.h"
#include "query/watch/watch_hub.h"

namespace trialweave::query {
namespace {

constexpr int kDefaultHorizonSeconds = 600;
constexpr size_t kMaxQueuedQueries = 1024;
constexpr int64_t kDefaultWatchBytes = 256 << 20;
// Searches with more pages than one, of which each keeps what it found.
constexpr size_t kMaxSearches = 1000;
constexpr int kWatchThreads = 2;
constexpr int64_t kMaxWatches = 1000;
// They wait for the store most of the time.
constexpr int kHistoryThreads = 8;

absl::Status Serve(const config::v1::QueryConfig& config) {
  common::SystemClock clock;
  common::ShutdownSignal shutdown;
  common::Readiness readiness;
  const int horizon = config.snapshot_horizon_seconds();
  const absl::Duration kept = absl::Seconds(horizon == 0 ? kDefaultHorizonSeconds : horizon);
  const int64_t log_bytes = config.watch_retained_bytes();
  TrialLog log(log_bytes == 0 ? kDefaultWatchBytes : log_bytes);
  MemoryView view(&clock, kept, &log);
  const auto registry = QueryMetrics::NewRegistry();
  QueryMetrics metrics(registry);
  SequenceWaiters waiters;
  StoreWatchService store(config.store());
  ChangelogFollower follower(&store, &view, &clock, &readiness, [&] { waiters.Reached(view.Position().sequence); });
  WorkerPool workers(std::max(2u, std::thread::hardware_concurrency()), kMaxQueuedQueries);
  QueryHandler handler(&view, &view, &metrics);
  StoreHistoryService store_history(config.store());
  WorkerPool history_workers(kHistoryThreads, kMaxQueuedQueries);
  HistoryHandler history(&store_history, &view);
  const IndexFolder folder(config.data_folder());
  auto index = XapianIndex::Create(folder.path(), &Synonyms::Shipped());
  if (!index.ok()) return index.status();
  SequenceWaiters index_waiters;
  TextIndexer indexer(&view, index->get(), &readiness, [&] { index_waiters.Reached(indexer.sequence()); });
  const TrialSearch search(index->get(), &view, &view, &Synonyms::Shipped());
  SearchSessions sessions(&clock, kept, kMaxSearches);
  const SearchHandler searches(&search, &view, &view, &sessions, &metrics);
  const AggregateHandler aggregates(&view, &view, &search);
  WorkerPool watch_workers(kWatchThreads, kMaxQueuedQueries);
  WatchHub watches(&log, &view, &watch_workers, &clock, kMaxWatches);
  Housekeeping housekeeping({&view, &view, &follower, &waiters, &metrics, &log, &watches, &sessions, &indexer});
  ClientLimiter limiter(&clock, config.calls_per_second_per_client());
  QueryService service({&handler, &history, &view, &readiness, &metrics, &waiters, &workers, &history_workers,
                        &aggregates, &searches, [&] { return indexer.sequence(); }, &index_waiters, &watches,
                        &limiter});

  std::thread following, keeping, indexing;
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
    indexing = std::thread([&] { indexer.Run(shutdown, clock); });
    return absl::OkStatus();
  };
  options.on_drain = [&] {
    store.Cancel();
    waiters.Close();
    index_waiters.Close();
    watches.Close();
  };
  const absl::Status status = common::RunService(options);
  if (following.joinable()) following.join();
  if (keeping.joinable()) keeping.join();
  if (indexing.joinable()) indexing.join();
  return status;
}

absl::Status Validate(const config::v1::QueryConfig& config) {
  if (config.snapshot_horizon_seconds() < 0) {
    return common::MakeError(absl::StatusCode::kInvalidArgument, "CONFIG_INVALID",
                             "snapshot_horizon_seconds is negative; 0 means 600");
  }
  if (config.watch_retained_bytes() < 0 || config.calls_per_second_per_client() < 0) {
    return common::MakeError(absl::StatusCode::kInvalidArgument, "CONFIG_INVALID",
                             "watch_retained_bytes and calls_per_second_per_client must not be negative");
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
