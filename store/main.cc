#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <thread>

#include "common/clock.h"
#include "common/log.h"
#include "common/readiness.h"
#include "common/service_runner.h"
#include "common/shutdown.h"
#include "common/status.h"
#include "prometheus/registry.h"
#include "store/backup/rocksdb_backups.h"
#include "store/database/rocksdb_database.h"
#include "store/errors.h"
#include "store/offline_flags.h"
#include "store/reading/listings.h"
#include "store/store.h"
#include "store/store_admin_service.h"
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

// --restore: what a backup holds becomes the store, which must not run.
int Restore(const config::v1::StoreConfig& config, const OfflineFlags& flags) {
  if (config.backup_dir().empty()) return Fail(BackupsDisabledError());
  const RocksDbBackups backups(config.backup_dir());
  const absl::StatusOr<uint32_t> number =
      flags.restore.empty() ? backups.NewestUpTo(flags.restore_sequence) : ParseBackupName(flags.restore);
  if (!number.ok()) return Fail(number.status());
  const absl::StatusOr<v1::Backup> restored = backups.Restore(*number, config.data_dir());
  if (!restored.ok()) return Fail(restored.status());
  common::LogInfo("restored a backup", {{"name", restored->name()},
                                        {"sequence", restored->sequence()},
                                        {"registrations", restored->registrations()},
                                        {"data_dir", config.data_dir()}});
  return 0;
}

int Main(int argc, char** argv) {
  common::BlockSignals();
  const absl::StatusOr<OfflineFlags> flags = TakeOfflineFlags(&argc, argv);
  if (!flags.ok()) {
    std::fprintf(stderr, "store: %s\n", std::string(flags.status().message()).c_str());
    return 2;
  }
  config::v1::StoreConfig config;
  int exit_code = 0;
  if (!common::StartMain(
          argc, argv, "store",
          std::string("Owns all durable truth: the changelog and what follows from it.\n\n") + kOfflineFlagsHelp,
          &config, Server, [&] { return ValidateStoreConfig(config); }, &exit_code)) {
    return exit_code;
  }
  if (flags->wants_restore()) return Restore(config, *flags);
  auto registry = std::make_shared<prometheus::Registry>();
  StoreMetrics metrics(registry);
  common::SystemClock clock;
  common::ShutdownSignal shutdown;
  RocksDbOpenOptions open_options;
  if (flags->quarantine_log) open_options.wal_hole = WalHole::kQuarantine;
  absl::StatusOr<std::unique_ptr<RocksDbDatabase>> database =
      RocksDbDatabase::Open(config.data_dir(), MemoryOf(config), open_options);
  if (!database.ok()) return Fail(database.status());
  const RocksDbDatabase* const rocksdb = database->get();
  absl::StatusOr<std::unique_ptr<Store>> store = Store::Open(*std::move(database), LimitsOf(config), &clock, &metrics);
  if (!store.ok()) return Fail(store.status());
  StoreService service(store->get(), StreamWindow());
  std::optional<RocksDbBackups> backups;
  if (!config.backup_dir().empty()) backups.emplace(config.backup_dir());
  StoreAdminService admin(store->get(), rocksdb, backups.has_value() ? &*backups : nullptr);
  common::Readiness writable(true);
  (*store)->OnWritable([&](bool is) { writable.Set(is); });
  (*store)->Start();
  std::thread refresher([&] {
    do {
      ShowOnce(**store, metrics);
    } while (!shutdown.WaitFor(kRefresh, clock));
  });
  common::RunnerOptions options;
  options.service_name = "store";
  options.server = config.server();
  options.services = {&service, &admin};
  options.registry = registry;
  options.shutdown = &shutdown;
  options.further_health = {{"writes", &writable}};
  options.on_drain = [&] {
    admin.Drain();
    service.Drain();
  };
  const absl::Status status = common::RunService(options);
  shutdown.Request();
  refresher.join();
  (*store)->Stop();
  return status.ok() ? 0 : Fail(status);
}

}  // namespace
}  // namespace trialweave::store

int main(int argc, char** argv) { return trialweave::store::Main(argc, argv); }
