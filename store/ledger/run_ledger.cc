#include "store/ledger/run_ledger.h"

#include <algorithm>
#include <tuple>

#include "store/errors.h"
#include "store/ledger/lease_table.h"
#include "store/ledger/outcome_counts.h"
#include "store/ledger/run_name.h"

namespace trialweave::store {
namespace {

using ::trialweave::storage::v1::StoredOutcome;
using ::trialweave::storage::v1::StoredRun;

// Whether the record is new to the run; notes it. What the run created cannot have been in it before.
absl::StatusOr<bool> NoteRecord(const RunKey& key, const StoredOutcome& outcome, WriteContext& context) {
  const std::string record_key = EncodeRunRecord(key, outcome.record());
  if (outcome.outcome() != v1::OUTCOME_CREATED) {
    absl::StatusOr<std::optional<std::string>> there = context.transaction().Get(Family::kRunRecords, record_key);
    if (!there.ok()) return there.status();
    if (there->has_value()) return false;
  }
  context.transaction().Put(Family::kRunRecords, record_key, Wrap(Family::kRunRecords, ""));
  return true;
}

v1::OutcomeCounts* CountsOf(const std::string& source, v1::Run* run) {
  for (v1::SourceCounts& counts : *run->mutable_counts_by_source()) {
    if (counts.source() == source) return counts.mutable_counts();
  }
  v1::SourceCounts* counts = run->add_counts_by_source();
  counts->set_source(source);
  auto& all = *run->mutable_counts_by_source();
  std::sort(all.begin(), all.end(),
            [](const v1::SourceCounts& a, const v1::SourceCounts& b) { return a.source() < b.source(); });
  return CountsOf(source, run);
}

v1::FormatCounts* FormatCountsOf(const v1::RecordDocument& document, v1::Run* run) {
  auto& all = *run->mutable_counts_by_format();
  const auto before = [&](const v1::FormatCounts& counts) {
    return std::tie(counts.source(), counts.format()) < std::tie(document.source(), document.format());
  };
  auto it = std::find_if_not(all.begin(), all.end(), before);
  const int index = static_cast<int>(it - all.begin());
  if (it == all.end() || it->source() != document.source() || it->format() != document.format()) {
    v1::FormatCounts* counts = all.Add();
    counts->set_source(document.source());
    counts->set_format(document.format());
    for (int i = all.size() - 1; i > index; --i) all.SwapElements(i, i - 1);
  }
  return &all[index];
}

// Adds (or, with by = -1, takes away) the outcomes of ordinals first to last.
absl::Status CountRange(const RunKey& key, uint64_t first, uint64_t last, int by, WriteContext& context,
                        v1::OutcomeCounts* counts) {
  for (uint64_t ordinal = first; ordinal <= last; ++ordinal) {
    absl::StatusOr<std::optional<StoredOutcome>> outcome = FindOutcome(key, ordinal, context);
    if (!outcome.ok()) return outcome.status();
    if (!outcome->has_value()) return ReferenceBrokenError("an outcome", RunName(key));
    Count((*outcome)->outcome(), counts, by);
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<const StoredRun*> FindRun(const RunKey& key, uint64_t fencing_token, WriteContext& context) {
  if (absl::Status status = CheckFencingToken(SourceName(key.source), fencing_token, context); !status.ok()) {
    return status;
  }
  absl::StatusOr<const StoredRun*> run = context.runs().Find(context.transaction(), EncodeRun(key));
  if (!run.ok()) return run.status();
  if (*run == nullptr) return RunNotRunningError(RunName(key), "not started");
  if ((*run)->fencing_token() != fencing_token) {
    return StaleFencingTokenError(RunName(key), fencing_token, (*run)->fencing_token());
  }
  return run;
}

absl::StatusOr<std::optional<StoredOutcome>> FindOutcome(const RunKey& key, uint64_t ordinal, WriteContext& context) {
  StoredOutcome outcome;
  absl::StatusOr<bool> found = context.transaction().Read(Family::kOutcomes, EncodeOutcome(key, ordinal), &outcome);
  if (!found.ok()) return found.status();
  if (!*found) return std::optional<StoredOutcome>();
  return std::optional<StoredOutcome>(std::move(outcome));
}

absl::Status RecordOutcome(const RunKey& key, const v1::RecordDocument& document, const StoredOutcome& outcome,
                           WriteContext& context) {
  const uint64_t ordinal = document.ordinal();
  absl::StatusOr<bool> distinct = document.fragment() ? false : NoteRecord(key, outcome, context);
  if (!distinct.ok()) return distinct.status();
  context.transaction().Write(Family::kOutcomes, EncodeOutcome(key, ordinal), outcome);
  StoredRun& stored = context.runs().Mutable(EncodeRun(key));
  if (document.has_rederivation()) stored.set_rederives(true);
  v1::Run* run = stored.mutable_run();
  Count(outcome.outcome(), run->mutable_counts());
  Count(outcome.outcome(), CountsOf(document.source(), run));
  v1::FormatCounts* by_format = FormatCountsOf(document, run);
  Count(outcome.outcome(), by_format->mutable_counts());
  if (document.fragment()) by_format->set_fragments(by_format->fragments() + 1);
  run->set_delivered(run->delivered() + 1);
  if (*distinct) run->set_distinct(run->distinct() + 1);
  stored.set_max_ordinal(std::max(stored.max_ordinal(), ordinal));
  if (ordinal != stored.watermark() + 1) return absl::OkStatus();
  Count(outcome.outcome(), stored.mutable_watermark_counts());
  stored.set_watermark(ordinal);
  while (stored.watermark() < stored.max_ordinal()) {
    absl::StatusOr<std::optional<StoredOutcome>> next = FindOutcome(key, stored.watermark() + 1, context);
    if (!next.ok()) return next.status();
    if (!next->has_value()) break;
    Count((*next)->outcome(), stored.mutable_watermark_counts());
    stored.set_watermark(stored.watermark() + 1);
  }
  return absl::OkStatus();
}

absl::StatusOr<v1::OutcomeCounts> CountsUpTo(const RunKey& key, const StoredRun& run, uint64_t up_to,
                                             WriteContext& context) {
  const uint64_t checkpoint = run.run().checkpoint_ordinal();
  const bool from_checkpoint = up_to >= checkpoint && up_to - checkpoint < run.watermark() - up_to;
  v1::OutcomeCounts counts = from_checkpoint ? run.checkpoint_counts() : run.watermark_counts();
  const absl::Status status = from_checkpoint ? CountRange(key, checkpoint + 1, up_to, 1, context, &counts)
                                              : CountRange(key, up_to + 1, run.watermark(), -1, context, &counts);
  if (!status.ok()) return status;
  return counts;
}

}  // namespace trialweave::store
