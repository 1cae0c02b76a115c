#ifndef TRIALWEAVE_QUERY_QUERY_METRICS_H_
#define TRIALWEAVE_QUERY_QUERY_METRICS_H_

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"

namespace prometheus {
class Counter;
class Gauge;
class Registry;
template <typename T>
class Family;
}  // namespace prometheus

namespace trialweave::query {

// ViewFigures is what the gauges show.
struct ViewFigures {
  uint64_t sequence = 0;
  uint64_t lag_sequences = 0;
  absl::Duration lag;
  int64_t trials = 0;
  int64_t registrations = 0;
  int64_t versions = 0;
  int64_t waiting_reads = 0;
  int64_t reconnects = 0;
  int64_t rebuilds = 0;
  // That the text index reflects.
  uint64_t index_sequence = 0;
  int64_t watches = 0;
};

// QueryMetrics are the service's own metrics, beside those of its runner. Thread-safe.
class QueryMetrics {
 public:
  explicit QueryMetrics(std::shared_ptr<prometheus::Registry> registry);
  static std::shared_ptr<prometheus::Registry> NewRegistry();

  // Called by one thread.
  void Show(const ViewFigures& figures);
  // A listing that looked at `examined` trials and returned `returned`.
  void CountListing(int64_t examined, int64_t returned);
  // A request refused for its content; `reason` is the error's.
  void CountRefused(const absl::Status& status);

 private:
  const std::shared_ptr<prometheus::Registry> registry_;
  prometheus::Gauge& sequence_;
  prometheus::Gauge& lag_sequences_;
  prometheus::Gauge& lag_seconds_;
  prometheus::Gauge& trials_;
  prometheus::Gauge& registrations_;
  prometheus::Gauge& versions_;
  prometheus::Gauge& waiting_reads_;
  prometheus::Gauge& index_sequence_;
  prometheus::Gauge& watches_;
  prometheus::Counter& reconnects_;
  prometheus::Counter& rebuilds_;
  prometheus::Counter& examined_;
  prometheus::Counter& returned_;
  prometheus::Family<prometheus::Counter>& refused_;
};

}  // namespace trialweave::query

#endif  // TRIALWEAVE_QUERY_QUERY_METRICS_H_
