#include "store/store_metrics.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "prometheus/counter.h"
#include "prometheus/gauge.h"
#include "prometheus/histogram.h"
#include "prometheus/registry.h"

namespace trialweave::store {
namespace {

using ::prometheus::BuildCounter;
using ::prometheus::BuildGauge;
using ::prometheus::BuildHistogram;
using ::prometheus::Counter;
using ::prometheus::Gauge;
using ::prometheus::Histogram;

const Histogram::BucketBoundaries kSeconds = {0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5};
const Histogram::BucketBoundaries kItems = {1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024};

// OUTCOME_DEAD_LETTERED becomes "dead_lettered".
std::string Label(const std::string& enum_name, size_t prefix) {
  return absl::AsciiStrToLower(enum_name.substr(std::min(prefix, enum_name.size())));
}

std::string OutcomeLabel(v1::Outcome outcome) {
  return Label(v1::Outcome_Name(outcome), std::string("OUTCOME_").size());
}

prometheus::Family<Counter>& CounterFamily(prometheus::Registry& registry, const char* name, const char* help) {
  return BuildCounter().Name(name).Help(help).Register(registry);
}

prometheus::Family<Gauge>& GaugeFamily(prometheus::Registry& registry, const char* name, const char* help) {
  return BuildGauge().Name(name).Help(help).Register(registry);
}

}  // namespace

struct StoreMetrics::Families {
  explicit Families(prometheus::Registry& r)
      : documents(CounterFamily(r, "trialweave_documents_total", "Record documents by how they ended.")),
        dead_letters(CounterFamily(r, "trialweave_dead_letters_total", "Dead letters by reason, repeats included.")),
        links(CounterFamily(r, "trialweave_links_total", "Links between registrations that were found.")),
        runs(CounterFamily(r, "trialweave_runs_finished_total", "Runs by how they ended.")),
        oversized(CounterFamily(r, "trialweave_link_components_oversized_total",
                                "Times registrations were kept apart because their identifiers connect too many.")
                      .Add({})),
        failed(CounterFamily(r, "trialweave_commit_failures_total", "Groups that could not be written.").Add({})),
        bytes(CounterFamily(r, "trialweave_commit_bytes_total", "Bytes of documents committed.").Add({})),
        seconds(BuildHistogram()
                    .Name("trialweave_commit_seconds")
                    .Help("Time of a group from its first document to the disk.")
                    .Register(r)
                    .Add({}, kSeconds)),
        items(BuildHistogram()
                  .Name("trialweave_commit_group_size")
                  .Help("Changes in a group.")
                  .Register(r)
                  .Add({}, kItems)),
        sequence(GaugeFamily(r, "trialweave_changelog_sequence", "Newest changelog sequence.").Add({})),
        first_retained(
            GaugeFamily(r, "trialweave_changelog_first_retained_sequence", "Oldest changelog sequence that is kept.")
                .Add({})),
        counts(GaugeFamily(r, "trialweave_store_records", "What the store holds, by kind.")),
        success(GaugeFamily(r, "trialweave_source_last_success_timestamp_seconds",
                            "End of the source's last run that succeeded.")),
        observation(GaugeFamily(r, "trialweave_source_newest_observation_timestamp_seconds",
                                "Newest data timestamp among the source's documents.")),
        health(GaugeFamily(r, "trialweave_source_health", "1 for the state that the source is in.")),
        drifts(GaugeFamily(r, "trialweave_source_drifted_fields",
                           "Fields of the source's documents that are not as they were, until a person accepts them.")),
        declared(GaugeFamily(r, "trialweave_run_declared", "What the source said there is, in its last run.")),
        accounted(GaugeFamily(r, "trialweave_run_accounted",
                              "Distinct records with an outcome, challenged or missing, in the source's last run.")),
        writable(GaugeFamily(r, "trialweave_store_writable",
                             "1 while the store takes changes, 0 while it is read-only: no room, or a failed write.")
                     .Add({})),
        free_bytes(GaugeFamily(r, "trialweave_store_free_bytes", "Room on the disk of the store's folder.").Add({})),
        database(GaugeFamily(r, "trialweave_rocksdb", "What the database says of itself, by property.")) {}

  prometheus::Family<Counter>& documents;
  prometheus::Family<Counter>& dead_letters;
  prometheus::Family<Counter>& links;
  prometheus::Family<Counter>& runs;
  Counter& oversized;
  Counter& failed;
  Counter& bytes;
  Histogram& seconds;
  Histogram& items;
  Gauge& sequence;
  Gauge& first_retained;
  prometheus::Family<Gauge>& counts;
  prometheus::Family<Gauge>& success;
  prometheus::Family<Gauge>& observation;
  prometheus::Family<Gauge>& health;
  prometheus::Family<Gauge>& drifts;
  prometheus::Family<Gauge>& declared;
  prometheus::Family<Gauge>& accounted;
  Gauge& writable;
  Gauge& free_bytes;
  prometheus::Family<Gauge>& database;
};

StoreMetrics::StoreMetrics(std::shared_ptr<prometheus::Registry> registry)
    : registry_(std::move(registry)), families_(std::make_unique<Families>(*registry_)) {}

StoreMetrics::~StoreMetrics() = default;

void StoreMetrics::OnGroup(const GroupEvents& events, size_t items, size_t bytes, absl::Duration took,
                           uint64_t sequence) {
  Families& f = *families_;
  for (const GroupEvents::Document& document : events.documents) {
    f.documents.Add({{"source", document.source}, {"outcome", OutcomeLabel(document.outcome)}}).Increment();
  }
  for (const GroupEvents::DeadLetter& letter : events.dead_letters) {
    const std::string reason =
        Label(v1::DeadLetterReason_Name(letter.reason), std::string("DEAD_LETTER_REASON_").size());
    f.dead_letters.Add({{"source", letter.source}, {"reason", reason}}).Increment();
  }
  for (v1::LinkMethod method : events.links) {
    f.links.Add({{"method", Label(v1::LinkMethod_Name(method), std::string("LINK_METHOD_").size())}}).Increment();
  }
  for (const v1::Run& run : events.finished_runs) {
    const std::string state = Label(v1::RunState_Name(run.state()), std::string("RUN_STATE_").size());
    f.runs.Add({{"source", run.source()}, {"state", state}}).Increment();
    if (run.has_declared()) f.declared.Add({{"source", run.source()}}).Set(static_cast<double>(run.declared()));
    f.accounted.Add({{"source", run.source()}})
        .Set(static_cast<double>(run.distinct() + run.counts().challenged() + run.counts().missing()));
  }
  for (const v1::SourceState& state : events.source_states) ShowSource(state);
  f.oversized.Increment(static_cast<double>(events.oversized_components));
  f.bytes.Increment(static_cast<double>(bytes));
  f.seconds.Observe(absl::ToDoubleSeconds(took));
  f.items.Observe(static_cast<double>(items));
  f.sequence.Set(static_cast<double>(sequence));
}

void StoreMetrics::OnGroupFailed(size_t) { families_->failed.Increment(); }

void StoreMetrics::ShowSource(const v1::SourceState& state) {
  const prometheus::Labels source = {{"source", state.name().substr(std::string("sources/").size())}};
  families_->drifts.Add(source).Set(state.drifts_size());
  if (state.has_last_success_time()) {
    families_->success.Add(source).Set(static_cast<double>(state.last_success_time().seconds()));
  }
  if (state.has_newest_observation()) {
    families_->observation.Add(source).Set(static_cast<double>(state.newest_observation().seconds()));
  }
  for (int i = v1::SourceHealth_MIN; i <= v1::SourceHealth_MAX; ++i) {
    if (!v1::SourceHealth_IsValid(i)) continue;
    const auto health = static_cast<v1::SourceHealth>(i);
    prometheus::Labels labels = source;
    labels["state"] = Label(v1::SourceHealth_Name(health), std::string("SOURCE_HEALTH_").size());
    families_->health.Add(labels).Set(health == state.health() ? 1 : 0);
  }
}

void StoreMetrics::Show(const v1::GetStoreStatusResponse& status, const v1::ListSourceStatesResponse& sources,
                        const DatabaseStats& database) {
  Families& f = *families_;
  f.sequence.Set(static_cast<double>(status.sequence()));
  f.first_retained.Set(static_cast<double>(status.first_retained_sequence()));
  f.writable.Set(status.read_only() ? 0 : 1);
  f.free_bytes.Set(static_cast<double>(database.free_bytes));
  const auto count = [&](const char* kind, uint64_t n) { f.counts.Add({{"kind", kind}}).Set(static_cast<double>(n)); };
  count("registrations", status.registrations());
  count("trials", status.trials());
  count("revisions", status.revisions());
  count("sightings", status.sightings());
  count("dead_letters_open", status.dead_letters());
  count("absent", status.absent());
  count("withdrawn", status.withdrawn());
  count("publications", status.publications());
  count("notices", status.notices());
  for (const v1::SourceState& state : sources.source_states()) ShowSource(state);
  const auto property = [&](const char* name, uint64_t n) {
    f.database.Add({{"property", name}}).Set(static_cast<double>(n));
  };
  property("pending_compaction_bytes", database.pending_compaction_bytes);
  property("memtable_bytes", database.memtable_bytes);
  property("block_cache_bytes", database.block_cache_bytes);
  property("table_bytes", database.table_bytes);
  property("blob_bytes", database.blob_bytes);
  property("background_errors", database.background_errors);
}

}  // namespace trialweave::store
