#include "crawler/crawler_metrics.h"

#include "absl/strings/ascii.h"
#include "absl/strings/strip.h"

namespace trialweave::crawler {
namespace {

template <typename Builder>
auto& Make(Builder builder, prometheus::Registry* registry, const char* name, const char* help) {
  return builder.Name(std::string("trialweave_crawler_") + name).Help(help).Register(*registry);
}

// "OUTCOME_DEAD_LETTERED" as "dead_lettered".
std::string Label(const std::string& enum_name, const char* prefix) {
  return absl::AsciiStrToLower(absl::StripPrefix(enum_name, prefix));
}

}  // namespace

CrawlerMetrics::CrawlerMetrics(prometheus::Registry* registry)
    : fetches_(Make(prometheus::BuildCounter(), registry, "fetches_total",
                    "Requests to sources, by HTTP status or error reason.")),
      fetch_seconds_(Make(prometheus::BuildHistogram(), registry, "fetch_seconds", "Time of one request.")),
      fetched_bytes_(Make(prometheus::BuildCounter(), registry, "fetched_bytes_total", "Bytes received.")),
      throttled_(Make(prometheus::BuildCounter(), registry, "throttled_total", "Answers 429 or 503.")),
      challenged_(Make(prometheus::BuildCounter(), registry, "challenged_total", "Block and challenge pages.")),
      documents_(Make(prometheus::BuildCounter(), registry, "documents_total", "Documents with a durable outcome.")),
      in_flight_documents_(Make(prometheus::BuildGauge(), registry, "in_flight_documents",
                                "Documents sent to the normalizer and not answered yet.")),
      in_flight_bytes_(Make(prometheus::BuildGauge(), registry, "in_flight_bytes", "Their bytes.")),
      run_expected_(Make(prometheus::BuildGauge(), registry, "run_expected_records",
                         "What the source declared in its last run; without a total, what was delivered.")),
      run_accounted_(Make(prometheus::BuildGauge(), registry, "run_accounted_records",
                          "Distinct records of the last run that have an outcome, challenged and missing included.")),
      run_state_(Make(prometheus::BuildGauge(), registry, "run_state", "1 for the state of the source's last run.")) {}

void CrawlerMetrics::OnFetch(const std::string& source, const std::string& code, absl::Duration took, uint64_t bytes) {
  fetches_.Add({{"source", source}, {"code", code}}).Increment();
  fetch_seconds_
      .Add({{"source", source}}, prometheus::Histogram::BucketBoundaries{0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60})
      .Observe(absl::ToDoubleSeconds(took));
  fetched_bytes_.Add({{"source", source}}).Increment(static_cast<double>(bytes));
}

void CrawlerMetrics::OnThrottled(const std::string& source) { throttled_.Add({{"source", source}}).Increment(); }

void CrawlerMetrics::OnChallenged(const std::string& source) { challenged_.Add({{"source", source}}).Increment(); }

void CrawlerMetrics::OnOutcome(const std::string& source, v1::Outcome outcome) {
  documents_.Add({{"source", source}, {"outcome", Label(v1::Outcome_Name(outcome), "OUTCOME_")}}).Increment();
}

void CrawlerMetrics::OnInFlight(const std::string& source, uint64_t documents, uint64_t bytes) {
  in_flight_documents_.Add({{"source", source}}).Set(static_cast<double>(documents));
  in_flight_bytes_.Add({{"source", source}}).Set(static_cast<double>(bytes));
}

void CrawlerMetrics::OnRun(const v1::Run& run) {
  const uint64_t accounted = run.distinct() + run.counts().challenged() + run.counts().missing();
  const uint64_t expected = run.has_declared() ? run.declared() : accounted;
  run_expected_.Add({{"source", run.source()}}).Set(static_cast<double>(expected));
  run_accounted_.Add({{"source", run.source()}}).Set(static_cast<double>(accounted));
  for (int state = v1::RUN_STATE_RUNNING; state <= v1::RUN_STATE_FAILED; ++state) {
    const std::string label = Label(v1::RunState_Name(static_cast<v1::RunState>(state)), "RUN_STATE_");
    run_state_.Add({{"source", run.source()}, {"state", label}}).Set(run.state() == state ? 1 : 0);
  }
}

}  // namespace trialweave::crawler
