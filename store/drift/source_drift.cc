#include "store/drift/source_drift.h"

#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "store/drift/drift_rules.h"
#include "store/errors.h"
#include "store/ledger/run_name.h"
#include "store/ledger/source_states.h"

namespace trialweave::store {
namespace {

using ::trialweave::storage::v1::StoredRun;

constexpr size_t kNamed = 3;

// "3 fields changed: - title, + name, ~ phase"; of more than a few, the first.
std::string DriftText(const std::vector<v1::FieldDrift>& drifts) {
  std::string text = std::to_string(drifts.size()) + (drifts.size() == 1 ? " field" : " fields") + " changed: ";
  for (size_t i = 0; i < drifts.size() && i < kNamed; ++i) {
    const char* sign = drifts[i].kind() == v1::FIELD_DRIFT_KIND_DISAPPEARED ? "- "
                       : drifts[i].kind() == v1::FIELD_DRIFT_KIND_APPEARED  ? "+ "
                                                                            : "~ ";
    text += (i == 0 ? "" : ", ") + (sign + drifts[i].path());
  }
  return text + (drifts.size() > kNamed ? ", ..." : "");
}

absl::Status MarkSource(const std::string& source, const std::string& run, const std::vector<v1::FieldDrift>& drifts,
                        WriteContext& context) {
  absl::StatusOr<v1::SourceState*> state = MutableSource(source, context);
  if (!state.ok()) return state.status();
  (*state)->mutable_drifts()->Clear();
  if (drifts.empty()) {
    context.transaction().Delete(Family::kFieldProfiles, EncodeDriftedRun(source));
    return absl::OkStatus();
  }
  (*state)->mutable_drifts()->Add(drifts.begin(), drifts.end());
  (*state)->set_health(v1::SOURCE_HEALTH_DRIFTED);
  (*state)->set_detail(DriftText(drifts));
  storage::v1::StoredDriftedRun stored;
  stored.set_run(run);
  context.transaction().Write(Family::kFieldProfiles, EncodeDriftedRun(source), stored);
  return absl::OkStatus();
}

// The drifts of one format; without any, and when the run `adds`, its fields are accepted ones from now on.
absl::StatusOr<std::vector<v1::FieldDrift>> JudgeFormat(const RunKey& key, const v1::FormatCounts& format, bool adds,
                                                        WriteContext& context) {
  absl::StatusOr<const FieldCounts*> counts =
      context.fields().Find(context.transaction(), EncodeRunFields(key, format.source(), format.format()));
  if (!counts.ok()) return counts.status();
  if ((*counts)->documents == 0) return std::vector<v1::FieldDrift>();
  const std::string accepted_key = EncodeAcceptedFields(format.source(), format.format());
  storage::v1::StoredFieldCounts stored;
  absl::StatusOr<bool> found = context.transaction().Read(Family::kFieldProfiles, accepted_key, &stored);
  if (!found.ok()) return found.status();
  FieldCounts accepted = FromStored(stored);
  std::vector<v1::FieldDrift> drifts = FindDrifts(format.format(), accepted, **counts);
  if (drifts.empty() && adds) {
    accepted.Add(**counts);
    context.transaction().Write(Family::kFieldProfiles, accepted_key, ToStored(accepted));
  }
  return drifts;
}

// Counts of older runs of the source that nobody will ask for.
absl::Status ForgetOlderRuns(const RunKey& key, WriteContext& context) {
  std::vector<std::string> old;
  const std::string prefix = RunFieldsPrefix(key.source);
  std::unique_ptr<Cursor> cursor = context.transaction().Scan(Family::kFieldProfiles);
  for (cursor->Seek(prefix); cursor->Valid() && cursor->key().substr(0, prefix.size()) == prefix; cursor->Next()) {
    absl::StatusOr<RunFieldsKey> fields = DecodeRunFields(cursor->key());
    if (!fields.ok()) return fields.status();
    if (fields->run.number >= key.number) break;
    storage::v1::StoredDriftedRun drifted;
    absl::StatusOr<bool> found =
        context.transaction().Read(Family::kFieldProfiles, EncodeDriftedRun(fields->source), &drifted);
    if (!found.ok()) return found.status();
    if (*found && drifted.run() == RunName(fields->run)) continue;
    old.emplace_back(cursor->key());
  }
  if (absl::Status status = cursor->status(); !status.ok()) return status;
  for (const std::string& each : old) context.transaction().Delete(Family::kFieldProfiles, each);
  return absl::OkStatus();
}

// Sources of the run's documents, and its own.
std::set<std::string> SourcesOf(const v1::Run& run) {
  std::set<std::string> sources = {run.source()};
  for (const v1::FormatCounts& format : run.counts_by_format()) sources.insert(format.source());
  return sources;
}

absl::Status Accept(const RunKey& key, const v1::FormatCounts& format, WriteContext& context) {
  absl::StatusOr<const FieldCounts*> counts =
      context.fields().Find(context.transaction(), EncodeRunFields(key, format.source(), format.format()));
  if (!counts.ok()) return counts.status();
  if ((*counts)->documents == 0) return absl::OkStatus();
  context.transaction().Write(Family::kFieldProfiles, EncodeAcceptedFields(format.source(), format.format()),
                              ToStored(**counts));
  return absl::OkStatus();
}

absl::Status ClearDrift(const std::string& source, WriteContext& context) {
  absl::StatusOr<v1::SourceState*> state = MutableSource(source, context);
  if (!state.ok()) return state.status();
  if ((*state)->health() == v1::SOURCE_HEALTH_DRIFTED) {
    (*state)->set_health(v1::SOURCE_HEALTH_HEALTHY);
    (*state)->clear_detail();
  }
  if (absl::Status status = MarkSource(source, "", {}, context); !status.ok()) return status;
  return ReportSource(source, context);
}

}  // namespace

absl::StatusOr<SourceDrifts> JudgeFields(const RunKey& key, v1::Run* run, WriteContext& context) {
  SourceDrifts by_source;
  const bool adds = run->state() == v1::RUN_STATE_SUCCEEDED;
  for (const v1::FormatCounts& format : run->counts_by_format()) {
    absl::StatusOr<std::vector<v1::FieldDrift>> drifts = JudgeFormat(key, format, adds, context);
    if (!drifts.ok()) return drifts.status();
    std::vector<v1::FieldDrift>& of_source = by_source[format.source()];
    of_source.insert(of_source.end(), drifts->begin(), drifts->end());
    run->mutable_drifts()->Add(drifts->begin(), drifts->end());
  }
  if (run->drifts().empty()) return by_source;
  if (run->state() == v1::RUN_STATE_SUCCEEDED) run->set_state(v1::RUN_STATE_INCOMPLETE);
  run->set_detail((run->detail().empty() ? "" : run->detail() + "; ") +
                  DriftText({run->drifts().begin(), run->drifts().end()}));
  return by_source;
}

absl::Status MarkDrifts(const RunKey& key, const StoredRun& stored, SourceDrifts drifts, WriteContext& context) {
  const v1::Run& run = stored.run();
  drifts[run.source()] = {run.drifts().begin(), run.drifts().end()};
  for (const auto& [source, of_source] : drifts) {
    if (absl::Status status = MarkSource(source, run.name(), of_source, context); !status.ok()) return status;
  }
  if (absl::Status status = ForgetOlderRuns(key, context); !status.ok() || run.drifts().empty()) return status;
  absl::StatusOr<v1::SourceState*> source = MutableSource(run.source(), context);
  if (!source.ok()) return source.status();
  (*source)->clear_checkpoint();
  if (stored.has_start_checkpoint()) *(*source)->mutable_checkpoint() = stored.start_checkpoint();
  return absl::OkStatus();
}

absl::Status AcceptFieldProfile(const v1::AcceptFieldProfileRequest& request, WriteContext& context,
                                v1::AcceptFieldProfileResponse* response) {
  absl::StatusOr<std::string> source = ParseSourceName(request.name());
  if (!source.ok()) return source.status();
  absl::StatusOr<const v1::SourceState*> state = context.sources().Find(context.transaction(), *source);
  if (!state.ok()) return state.status();
  if (*state == nullptr) return NotFoundError("source", request.name());
  storage::v1::StoredDriftedRun drifted;
  absl::StatusOr<bool> found = context.transaction().Read(Family::kFieldProfiles, EncodeDriftedRun(*source), &drifted);
  if (!found.ok()) return found.status();
  if (!*found) return NotDriftedError(request.name());
  absl::StatusOr<RunKey> key = ParseRunName(drifted.run());
  if (!key.ok()) return key.status();
  absl::StatusOr<const StoredRun*> run = context.runs().Find(context.transaction(), EncodeRun(*key));
  if (!run.ok()) return run.status();
  if (*run == nullptr) return ReferenceBrokenError("the run", drifted.run());
  // Whoever accepts the run's own source accepts all that it brought.
  const bool whole = *source == key->source;
  bool others = false;
  for (const v1::FormatCounts& format : (*run)->run().counts_by_format()) {
    if (!whole && format.source() != *source) {
      absl::StatusOr<v1::SourceState*> other = MutableSource(format.source(), context);
      if (!other.ok()) return other.status();
      others = others || !(*other)->drifts().empty();
      continue;
    }
    if (absl::Status status = Accept(*key, format, context); !status.ok()) return status;
  }
  std::set<std::string> cleared = {*source};
  if (whole) cleared = SourcesOf((*run)->run());
  if (!others) cleared.insert(key->source);
  for (const std::string& each : cleared) {
    if (absl::Status status = ClearDrift(each, context); !status.ok()) return status;
  }
  absl::StatusOr<v1::SourceState*> accepted = MutableSource(*source, context);
  if (!accepted.ok()) return accepted.status();
  *response->mutable_source_state() = **accepted;
  return absl::OkStatus();
}

}  // namespace trialweave::store
