#ifndef TRIALWEAVE_CRAWLER_CRAWLER_METRICS_H_
#define TRIALWEAVE_CRAWLER_CRAWLER_METRICS_H_

#include <string>

#include "crawler/crawl_observer.h"
#include "prometheus/counter.h"
#include "prometheus/gauge.h"
#include "prometheus/histogram.h"
#include "prometheus/registry.h"

namespace trialweave::crawler {

// CrawlerMetrics counts what happens, under trialweave_crawler_*. docs/sources.md lists them.
class CrawlerMetrics : public CrawlObserver {
 public:
  explicit CrawlerMetrics(prometheus::Registry* registry);

  void OnFetch(const std::string& source, const std::string& code, absl::Duration took, uint64_t bytes) override;
  void OnThrottled(const std::string& source) override;
  void OnChallenged(const std::string& source) override;
  void OnOutcome(const std::string& source, v1::Outcome outcome) override;
  void OnInFlight(const std::string& source, uint64_t documents, uint64_t bytes) override;
  void OnRun(const v1::Run& run) override;

 private:
  prometheus::Family<prometheus::Counter>& fetches_;
  prometheus::Family<prometheus::Histogram>& fetch_seconds_;
  prometheus::Family<prometheus::Counter>& fetched_bytes_;
  prometheus::Family<prometheus::Counter>& throttled_;
  prometheus::Family<prometheus::Counter>& challenged_;
  prometheus::Family<prometheus::Counter>& documents_;
  prometheus::Family<prometheus::Gauge>& in_flight_documents_;
  prometheus::Family<prometheus::Gauge>& in_flight_bytes_;
  prometheus::Family<prometheus::Gauge>& run_expected_;
  prometheus::Family<prometheus::Gauge>& run_accounted_;
  prometheus::Family<prometheus::Gauge>& run_state_;
};

}  // namespace trialweave::crawler

#endif  // TRIALWEAVE_CRAWLER_CRAWLER_METRICS_H_
