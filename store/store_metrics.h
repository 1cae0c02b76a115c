#ifndef TRIALWEAVE_STORE_STORE_METRICS_H_
#define TRIALWEAVE_STORE_STORE_METRICS_H_

#include <memory>

#include "store/database/database.h"
#include "store/store_observer.h"
#include "trialweave/v1/store_service.pb.h"

namespace prometheus {
class Registry;
}  // namespace prometheus

namespace trialweave::store {

// StoreMetrics shows what the store does as trialweave_* metrics. Thread-safe.
class StoreMetrics : public StoreObserver {
 public:
  explicit StoreMetrics(std::shared_ptr<prometheus::Registry> registry);
  ~StoreMetrics() override;

  void OnGroup(const GroupEvents& events, size_t items, size_t bytes, absl::Duration took, uint64_t sequence) override;
  void OnGroupFailed(size_t items) override;
  // What is read now and then instead of counted.
  void Show(const v1::GetStoreStatusResponse& status, const v1::ListSourceStatesResponse& sources,
            const DatabaseStats& database);

 private:
  struct Families;
  void ShowSource(const v1::SourceState& state);

  const std::shared_ptr<prometheus::Registry> registry_;
  const std::unique_ptr<Families> families_;
};

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_STORE_METRICS_H_
