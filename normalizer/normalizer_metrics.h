#ifndef TRIALWEAVE_NORMALIZER_NORMALIZER_METRICS_H_
#define TRIALWEAVE_NORMALIZER_NORMALIZER_METRICS_H_

#include <memory>
#include <string>

#include "prometheus/counter.h"
#include "prometheus/gauge.h"
#include "prometheus/histogram.h"
#include "prometheus/registry.h"
#include "trialweave/v1/normalizer_service.pb.h"
#include "trialweave/v1/pipeline.pb.h"

namespace trialweave::normalizer {

// NormalizerMetrics counts what goes through. Labels are closed sets: a source or format that is not known is
// "other". Thread-safe.
class NormalizerMetrics {
 public:
  explicit NormalizerMetrics(const std::shared_ptr<prometheus::Registry>& registry);

  // trialweave_normalizer_parse_seconds{format}.
  void Parsed(const std::string& format, double seconds);
  // trialweave_vocabulary_unmapped_total{source,field}, once per word of the record.
  void CountUnmapped(const std::string& source, const v1::Registration& registration);
  // trialweave_normalizer_dead_letters_total{source,reason}.
  void CountDeadLetter(const std::string& source, v1::DeadLetterReason reason);
  // trialweave_normalizer_documents_total{source,format,outcome}; "refused" when the store refused it.
  void CountAnswer(const std::string& source, const std::string& format, const v1::IngestResponse& answer);
  // trialweave_normalizer_documents_in_flight.
  void AddInFlight(int documents);

 private:
  prometheus::Family<prometheus::Counter>& documents_;
  prometheus::Family<prometheus::Counter>& unmapped_;
  prometheus::Family<prometheus::Counter>& dead_letters_;
  prometheus::Family<prometheus::Histogram>& parse_seconds_;
  prometheus::Gauge& in_flight_;
};

}  // namespace trialweave::normalizer

#endif  // TRIALWEAVE_NORMALIZER_NORMALIZER_METRICS_H_
