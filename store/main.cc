#include <memory>
#include <string>
#include <thread>

#include "common/clock.h"
#include "common/log.h"
#include "common/service_runner.h"
#include "common/shutdown.h"
#include "common/status.h"
#include "prometheus/registry.h"
#include "store/database/rocksdb_database.h"
#include "store/reading/listings.h"
#include "store/store.h"
#include "store/store_config.h"
#include "store/store_metrics.h"
#include "store/store_service.h"

namespace trialweave::store {
namespace {

constexpr absl::Duration kRefresh = absl::Seconds(5);

const config::v1::ServerConfig& Server(const google::protobuf::Message& config) {
  return static_cast<const config::v1::StoreConfig&>(config).server();
}

int Fail(const absl::Status& status) {
  common::LogError("the store cannot run",
                   {{"error", std::string(status.message())}, {"reason", common::ErrorReason(status)}});
  return 1;
}

void ShowOnce(const Store& store, StoreMetrics& metrics) {
  const absl::StatusOr<v1::GetStoreStatusResponse> status = store.Status(false);
  const absl::StatusOr<v1::ListSourceStatesResponse> sources = ListSourceStates(store.latest());
  if (status.ok() && sources.ok()) metrics.Show(*status, *sources, store.database().Stats());
}

int Main(int argc, char** argv) {
  common::BlockSignals();
  config::v1::StoreConfig config;
  int exit_code = 0;
  if (!common::StartMain(
          argc, argv, "store", "Owns all durable truth: the changelog and what follows from it.", &config, Server,
          [&] { return ValidateStoreConfig(config); }, &exit_code)) {
    return exit_code;
  }
  auto registry = std::make_shared<prometheus::Registry>();
  StoreMetrics metrics(registry);
  common::SystemClock clock;
  common::ShutdownSignal shutdown;
  absl::StatusOr<std::unique_ptr<RocksDbDatabase>> database =
      RocksDbDatabase::Open(config.data_dir(), MemoryOf(config));
  if (!database.ok()) return Fail(database.status());
  absl::StatusOr<std::unique_ptr<Store>> store = Store::Open(*std::move(database), LimitsOf(config), &clock, &metrics);
  if (!store.ok()) return Fail(store.status());
  StoreService service(store->get(), StreamWindow());
  (*store)->Start();
  std::thread refresher([&] {
    do {
      ShowOnce(**store, metrics);
    } while (!shutdown.WaitFor(kRefresh, clock));
  });
  common::RunnerOptions options;
  options.service_name = "store";
  options.server = config.server();
  options.services = {&service};
  options.registry = registry;
  options.shutdown = &shutdown;
  options.on_drain = [&] { service.Drain(); };
  const absl::Status status = common::RunService(options);
  shutdown.Request();
  refresher.join();
  (*store)->Stop();
  return status.ok() ? 0 : Fail(status);
}

}  // namespace
}  // namespace trialweave::store

int main(int argc, char** argv) { return trialweave::store::Main(argc, argv); }
