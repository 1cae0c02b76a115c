#include "store/ledger/run_lifecycle.h"

#include <memory>
#include <set>
#include <string>
#include <utility>

#include "common/status.h"
#include "common/timestamps.h"
#include "store/database/database.h"
#include "store/drift/source_drift.h"
#include "store/errors.h"
#include "store/format/keys.h"
#include "store/ledger/lease_table.h"
#include "store/ledger/outcome_counts.h"
#include "store/ledger/run_ledger.h"
#include "store/ledger/run_name.h"
#include "store/ledger/source_states.h"

namespace trialweave::store {
namespace {

using ::trialweave::storage::v1::StoredEntry;
using ::trialweave::storage::v1::StoredRun;

uint64_t ReportRun(const v1::Run& run, WriteContext& context) {
  StoredEntry entry;
  *entry.mutable_run_reported() = run;
  return context.Append(std::move(entry));
}

// Reports the states of a run's own source and of the sources of its records.
absl::Status ReportSources(const v1::Run& run, WriteContext& context) {
  std::set<std::string> sources = {run.source()};
  for (const v1::SourceCounts& counts : run.counts_by_source()) sources.insert(counts.source());
  for (const std::string& source : sources) {
    if (absl::Status status = ReportSource(source, context); !status.ok()) return status;
  }
  return absl::OkStatus();
}

uint64_t ReportCheckpoint(const v1::Checkpoint& checkpoint, WriteContext& context) {
  StoredEntry entry;
  *entry.mutable_checkpoint_advanced() = checkpoint;
  return context.Append(std::move(entry));
}

// Key of the newest run that was started under the source's own lease; empty when there is none. Other runs may
// have brought records of the source as well.
absl::StatusOr<std::string> NewestOwnRun(const std::string& source, WriteContext& context) {
  const std::string prefix = RunsOfSourcePrefix(source);
  const std::unique_ptr<Cursor> cursor = context.transaction().Scan(Family::kRuns);
  cursor->Seek(prefix);
  if (absl::Status status = cursor->status(); !status.ok()) return status;
  if (!cursor->Valid() || cursor->key().substr(0, prefix.size()) != prefix) return std::string();
  return std::string(cursor->key());
}

// The crawler of an older run has gone: nobody with its token is heard any more. Only the newest run can still be
// running, since each start ends the one before.
absl::Status InterruptNewestRun(const std::string& source, WriteContext& context) {
  absl::StatusOr<std::string> key = NewestOwnRun(source, context);
  if (!key.ok()) return key.status();
  if (key->empty()) return absl::OkStatus();
  absl::StatusOr<const StoredRun*> run = context.runs().Find(context.transaction(), *key);
  if (!run.ok()) return run.status();
  if (*run == nullptr || (*run)->run().state() != v1::RUN_STATE_RUNNING) return absl::OkStatus();
  v1::Run* interrupted = context.runs().Mutable(*key).mutable_run();
  interrupted->set_state(v1::RUN_STATE_INTERRUPTED);
  *interrupted->mutable_end_time() = common::ToTimestamp(context.now());
  interrupted->set_detail("its crawler went away; a newer run took over");
  context.events().finished_runs.push_back(*interrupted);
  ReportRun(*interrupted, context);
  return absl::OkStatus();
}

absl::Status CheckRunning(const StoredRun& run) {
  if (run.run().state() == v1::RUN_STATE_RUNNING) return absl::OkStatus();
  return RunNotRunningError(run.run().name(), v1::RunState_Name(run.run().state()));
}

absl::Status CheckHeld(const StoredRun& run, uint64_t up_to) {
  if (up_to <= run.watermark()) return absl::OkStatus();
  return OrdinalsMissingError(run.run().name(), up_to, run.watermark() + 1);
}

absl::Status CheckCounts(const std::string& run, const v1::OutcomeCounts& given, const v1::OutcomeCounts& own) {
  if (SameDelivered(given, own)) return absl::OkStatus();
  return CountsDifferError(run, DeliveredText(given), DeliveredText(own));
}

absl::Status CheckBalance(const v1::FinishRunRequest& request, const StoredRun& run) {
  if (absl::Status status = CheckHeld(run, request.last_ordinal()); !status.ok()) return status;
  const std::string& name = run.run().name();
  if (run.max_ordinal() > request.last_ordinal()) {
    return LedgerUnbalancedError(name, "ordinal " + std::to_string(run.max_ordinal()) +
                                           " has an outcome, but the last one sent is said to be " +
                                           std::to_string(request.last_ordinal()));
  }
  if (absl::Status status = CheckCounts(name, request.counts(), run.run().counts()); !status.ok()) return status;
  if (!request.has_declared()) return absl::OkStatus();
  const uint64_t sum = run.run().distinct() + request.counts().challenged() + request.counts().missing();
  if (request.declared() == sum) return absl::OkStatus();
  return LedgerUnbalancedError(name, "declared " + std::to_string(request.declared()) + " is not distinct " +
                                         std::to_string(run.run().distinct()) + " + challenged " +
                                         std::to_string(request.counts().challenged()) + " + missing " +
                                         std::to_string(request.counts().missing()));
}

v1::RunState EndState(const v1::FinishRunRequest& request) {
  if (request.has_failure()) return v1::RUN_STATE_FAILED;
  const bool whole =
      request.counts().challenged() == 0 && request.counts().missing() == 0 &&
      (request.health() == v1::SOURCE_HEALTH_UNSPECIFIED || request.health() == v1::SOURCE_HEALTH_HEALTHY);
  return whole ? v1::RUN_STATE_SUCCEEDED : v1::RUN_STATE_INCOMPLETE;
}

v1::SourceHealth Health(const v1::FinishRunRequest& request, v1::RunState state) {
  if (request.health() != v1::SOURCE_HEALTH_UNSPECIFIED) return request.health();
  if (state == v1::RUN_STATE_SUCCEEDED) return v1::SOURCE_HEALTH_HEALTHY;
  if (request.counts().challenged() > 0) return v1::SOURCE_HEALTH_CHALLENGED;
  return v1::SOURCE_HEALTH_FAILING;
}

void CloseRun(const v1::FinishRunRequest& request, WriteContext& context, v1::Run* run) {
  run->set_state(EndState(request));
  *run->mutable_end_time() = common::ToTimestamp(context.now());
  if (request.has_declared()) run->set_declared(request.declared());
  run->mutable_counts()->set_challenged(request.counts().challenged());
  run->mutable_counts()->set_missing(request.counts().missing());
  run->set_containers(request.containers());
  run->set_detail(request.detail());
  if (request.has_failure() && run->detail().empty()) run->set_detail(request.failure().message());
}

// A run that succeeded has proven all of it complete; what the next run may skip is the adapter's to say.
void ProveComplete(const v1::FinishRunRequest& request, WriteContext& context, StoredRun* stored,
                   v1::SourceState* source) {
  v1::Run* run = stored->mutable_run();
  run->set_checkpoint_ordinal(request.last_ordinal());
  *stored->mutable_checkpoint_counts() = stored->watermark_counts();
  v1::Checkpoint* checkpoint = source->mutable_checkpoint();
  checkpoint->set_run(run->name());
  checkpoint->set_up_to_ordinal(request.last_ordinal());
  *checkpoint->mutable_counts() = run->counts();
  checkpoint->set_state(request.state());
  *checkpoint->mutable_create_time() = run->end_time();
  ReportCheckpoint(*checkpoint, context);
}

// A source of records that is not crawled itself is as healthy as the last run that brought its records. One that
// is crawled answers for itself: a dropped file must not hide that its crawl fails.
absl::Status UpdateRecordSources(const v1::Run& run, WriteContext& context) {
  for (const v1::SourceCounts& counts : run.counts_by_source()) {
    if (counts.source() == run.source()) continue;
    absl::StatusOr<std::string> own_run = NewestOwnRun(counts.source(), context);
    if (!own_run.ok()) return own_run.status();
    if (!own_run->empty()) continue;
    absl::StatusOr<v1::SourceState*> source = MutableSource(counts.source(), context);
    if (!source.ok()) return source.status();
    (*source)->set_last_run(run.name());
    *(*source)->mutable_last_run_time() = run.start_time();
    if (run.state() != v1::RUN_STATE_SUCCEEDED) continue;
    (*source)->set_health(v1::SOURCE_HEALTH_HEALTHY);
    (*source)->clear_detail();
    *(*source)->mutable_last_success_time() = run.end_time();
  }
  return absl::OkStatus();
}

// Whether a run that has ended was ended by this very request.
bool EndedBy(const v1::FinishRunRequest& request, const StoredRun& stored) {
  const v1::Run& run = stored.run();
  if (run.state() == v1::RUN_STATE_RUNNING || run.state() == v1::RUN_STATE_INTERRUPTED) return false;
  // The ledger of a run that failed is the store's own.
  if (run.state() == v1::RUN_STATE_FAILED || request.has_failure()) {
    return run.state() == v1::RUN_STATE_FAILED && request.has_failure();
  }
  const v1::OutcomeCounts& counts = request.counts();
  return stored.max_ordinal() == request.last_ordinal() && SameDelivered(run.counts(), counts) &&
         run.counts().challenged() == counts.challenged() && run.counts().missing() == counts.missing() &&
         run.has_declared() == request.has_declared() && run.declared() == request.declared();
}

}  // namespace

absl::Status StartRun(const v1::StartRunRequest& request, WriteContext& context, v1::StartRunResponse* response) {
  if (!IsSourceId(request.source())) return InvalidFieldError("source", "not a source id");
  const RunKey key{request.source(), request.fencing_token()};
  if (absl::Status status = CheckFencingToken(SourceName(key.source), key.number, context); !status.ok()) {
    return status;
  }
  absl::StatusOr<v1::SourceState*> source = MutableSource(key.source, context);
  if (!source.ok()) return source.status();
  if ((*source)->has_checkpoint()) *response->mutable_checkpoint() = (*source)->checkpoint();
  absl::StatusOr<const StoredRun*> existing = context.runs().Find(context.transaction(), EncodeRun(key));
  if (!existing.ok()) return existing.status();
  if (*existing != nullptr) {
    *response->mutable_run() = (*existing)->run();
    return CheckRunning(**existing);
  }
  if (absl::Status status = InterruptNewestRun(key.source, context); !status.ok()) return status;
  absl::StatusOr<storage::v1::StoredTotals*> totals = context.totals();
  if (!totals.ok()) return totals.status();
  (*totals)->set_runs_started((*totals)->runs_started() + 1);
  context.transaction().Put(Family::kRuns, EncodeRunPosition((*totals)->runs_started()),
                            Wrap(Family::kRuns, EncodeRun(key)));
  StoredRun& stored = context.runs().Mutable(EncodeRun(key));
  stored.set_fencing_token(request.fencing_token());
  if ((*source)->has_checkpoint()) *stored.mutable_start_checkpoint() = (*source)->checkpoint();
  v1::Run* run = stored.mutable_run();
  run->set_name(RunName(key));
  run->set_source(key.source);
  run->set_state(v1::RUN_STATE_RUNNING);
  *run->mutable_start_time() = common::ToTimestamp(context.now());
  // Without a checkpoint there is nothing that a pass could leave out.
  run->set_full(request.full() || !(*source)->has_checkpoint());
  // At once, not with the group: a later start in the same group looks for it.
  context.transaction().Write(Family::kRuns, EncodeRun(key), stored);
  (*source)->set_last_run(run->name());
  *(*source)->mutable_last_run_time() = run->start_time();
  ReportRun(*run, context);
  *response->mutable_run() = *run;
  return ReportSources(*run, context);
}

absl::Status AdvanceCheckpoint(v1::AdvanceCheckpointRequest request, WriteContext& context,
                               v1::AdvanceCheckpointResponse* response) {
  v1::Checkpoint* checkpoint = request.mutable_checkpoint();
  absl::StatusOr<RunKey> key = ParseRunName(checkpoint->run());
  if (!key.ok()) return key.status();
  absl::StatusOr<const StoredRun*> run = FindRun(*key, request.fencing_token(), context);
  if (!run.ok()) return run.status();
  if (absl::Status status = CheckRunning(**run); !status.ok()) return status;
  const uint64_t up_to = checkpoint->up_to_ordinal();
  if (absl::Status status = CheckHeld(**run, up_to); !status.ok()) return status;
  absl::StatusOr<v1::OutcomeCounts> own = CountsUpTo(*key, **run, up_to, context);
  if (!own.ok()) return own.status();
  if (absl::Status status = CheckCounts(checkpoint->run(), checkpoint->counts(), *own); !status.ok()) return status;
  if (up_to < (*run)->run().checkpoint_ordinal()) {
    response->set_sequence(context.sequence());
    return absl::OkStatus();
  }
  absl::StatusOr<v1::SourceState*> source = MutableSource(key->source, context);
  if (!source.ok()) return source.status();
  StoredRun& stored = context.runs().Mutable(EncodeRun(*key));
  stored.mutable_run()->set_checkpoint_ordinal(up_to);
  *stored.mutable_checkpoint_counts() = *own;
  *checkpoint->mutable_create_time() = common::ToTimestamp(context.now());
  response->set_sequence(ReportCheckpoint(*checkpoint, context));
  (*source)->mutable_checkpoint()->Swap(checkpoint);
  return ReportSources(stored.run(), context);
}

absl::Status FinishRun(const v1::FinishRunRequest& request, WriteContext& context, v1::FinishRunResponse* response) {
  absl::StatusOr<RunKey> key = ParseRunName(request.run());
  if (!key.ok()) return key.status();
  absl::StatusOr<const StoredRun*> found = FindRun(*key, request.fencing_token(), context);
  if (!found.ok()) return found.status();
  if (EndedBy(request, **found)) {
    *response->mutable_run() = (*found)->run();
    return absl::OkStatus();
  }
  if (absl::Status status = CheckRunning(**found); !status.ok()) return status;
  if (!request.has_failure()) {
    if (absl::Status status = CheckBalance(request, **found); !status.ok()) return status;
  }
  absl::StatusOr<v1::SourceState*> source = MutableSource(key->source, context);
  if (!source.ok()) return source.status();
  StoredRun& stored = context.runs().Mutable(EncodeRun(*key));
  v1::Run* run = stored.mutable_run();
  CloseRun(request, context, run);
  SourceDrifts drifts;
  if (!request.has_failure() && !stored.rederives()) {
    absl::StatusOr<SourceDrifts> judged = JudgeFields(*key, run, context);
    if (!judged.ok()) return judged.status();
    drifts = *std::move(judged);
  }
  (*source)->set_health(Health(request, run->state()));
  (*source)->set_detail(run->state() == v1::RUN_STATE_SUCCEEDED ? "" : run->detail());
  if (run->state() == v1::RUN_STATE_SUCCEEDED) {
    *(*source)->mutable_last_success_time() = run->end_time();
    ProveComplete(request, context, &stored, *source);
  }
  if (!stored.rederives()) {
    if (absl::Status status = UpdateRecordSources(*run, context); !status.ok()) return status;
  }
  if (!drifts.empty()) {
    if (absl::Status status = MarkDrifts(*key, stored, std::move(drifts), context); !status.ok()) return status;
  }
  context.events().finished_runs.push_back(*run);
  ReportRun(*run, context);
  *response->mutable_run() = *run;
  return ReportSources(*run, context);
}

}  // namespace trialweave::store
