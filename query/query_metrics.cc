#include "query/query_metrics.h"

#include "common/status.h"
#include "prometheus/counter.h"
#include "prometheus/gauge.h"
#include "prometheus/registry.h"

namespace trialweave::query {
namespace {

prometheus::Gauge& AddGauge(prometheus::Registry& registry, const char* name, const char* help) {
  return prometheus::BuildGauge().Name(name).Help(help).Register(registry).Add({});
}

prometheus::Counter& AddCounter(prometheus::Registry& registry, const char* name, const char* help) {
  return prometheus::BuildCounter().Name(name).Help(help).Register(registry).Add({});
}

void RaiseTo(prometheus::Counter& counter, int64_t value) {
  const double by = static_cast<double>(value) - counter.Value();
  if (by > 0) counter.Increment(by);
}

}  // namespace

QueryMetrics::QueryMetrics(std::shared_ptr<prometheus::Registry> registry)
    : registry_(std::move(registry)),
      sequence_(AddGauge(*registry_, "trialweave_query_sequence", "Changelog sequence that the view reflects")),
      lag_sequences_(AddGauge(*registry_, "trialweave_query_lag_sequences",
                              "Changelog entries that the view has heard of but does not reflect yet")),
      lag_seconds_(AddGauge(*registry_, "trialweave_query_lag_seconds",
                            "Seconds since the view last reflected the newest sequence; 0 while it does")),
      trials_(AddGauge(*registry_, "trialweave_query_trials", "Trials in the view")),
      registrations_(AddGauge(*registry_, "trialweave_query_registrations", "Registrations in the view")),
      versions_(AddGauge(*registry_, "trialweave_query_trial_versions",
                         "Versions of trials kept, superseded ones that page tokens need included")),
      waiting_reads_(AddGauge(*registry_, "trialweave_query_waiting_reads", "Calls that wait for their min_sequence")),
      index_sequence_(AddGauge(*registry_, "trialweave_query_index_sequence",
                               "Changelog sequence that the text index reflects; 0 before it is built")),
      watches_(AddGauge(*registry_, "trialweave_query_watches", "Open watches of trials")),
      reconnects_(AddCounter(*registry_, "trialweave_query_watch_ended_total", "Watches of the store that ended")),
      rebuilds_(AddCounter(*registry_, "trialweave_query_view_rebuilds_total", "Times the view was built anew")),
      examined_(AddCounter(*registry_, "trialweave_query_trials_examined_total",
                           "Trials whose filter was evaluated for listings")),
      returned_(AddCounter(*registry_, "trialweave_query_trials_returned_total", "Trials returned by listings")),
      refused_(prometheus::BuildCounter()
                   .Name("trialweave_query_requests_refused_total")
                   .Help("Requests refused for their content, by the error's reason")
                   .Register(*registry_)) {}

std::shared_ptr<prometheus::Registry> QueryMetrics::NewRegistry() { return std::make_shared<prometheus::Registry>(); }

void QueryMetrics::Show(const ViewFigures& figures) {
  sequence_.Set(static_cast<double>(figures.sequence));
  lag_sequences_.Set(static_cast<double>(figures.lag_sequences));
  lag_seconds_.Set(absl::ToDoubleSeconds(figures.lag));
  trials_.Set(static_cast<double>(figures.trials));
  registrations_.Set(static_cast<double>(figures.registrations));
  versions_.Set(static_cast<double>(figures.versions));
  index_sequence_.Set(static_cast<double>(figures.index_sequence));
  watches_.Set(static_cast<double>(figures.watches));
  waiting_reads_.Set(static_cast<double>(figures.waiting_reads));
  RaiseTo(reconnects_, figures.reconnects);
  RaiseTo(rebuilds_, figures.rebuilds);
}

void QueryMetrics::CountListing(int64_t examined, int64_t returned) {
  examined_.Increment(static_cast<double>(examined));
  returned_.Increment(static_cast<double>(returned));
}

void QueryMetrics::CountRefused(const absl::Status& status) {
  if (status.code() != absl::StatusCode::kInvalidArgument) return;
  refused_.Add({{"reason", common::ErrorReason(status)}}).Increment();
}

}  // namespace trialweave::query
