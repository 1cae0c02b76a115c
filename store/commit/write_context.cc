#include "store/commit/write_context.h"

#include <utility>

#include "store/errors.h"
#include "store/linkage/matcher.h"

namespace trialweave::store {
namespace {

constexpr size_t kMaxCached = 256;

}  // namespace

WriteContext::WriteContext(Database* database, ChangelogWriter* changelog, common::Clock* clock, Matcher* matcher)
    : database_(database),
      changelog_(changelog),
      clock_(clock),
      matcher_(matcher),
      runs_(Family::kRuns),
      sources_(Family::kSources),
      totals_(Family::kMeta) {}

void WriteContext::BeginGroup() {
  transaction_ = database_->Begin();
  events_ = GroupEvents();
}

void WriteContext::BeginItem() {
  now_ = clock_->Now();
  sequence_before_item_ = changelog_->appended();
  item_start_ = {events_.documents.size(),     events_.dead_letters.size(),  events_.links.size(),
                 events_.finished_runs.size(), events_.source_states.size(), events_.oversized_components};
  transaction_->SetSavePoint();
  if (matcher_ != nullptr) matcher_->BeginItem();
}

void WriteContext::KeepItem() {
  transaction_->ReleaseSavePoint();
  runs_.KeepItem();
  sources_.KeepItem();
  totals_.KeepItem();
  fields_.KeepItem();
}

void WriteContext::UndoItem() {
  transaction_->RollBackToSavePoint();
  changelog_->Rewind(sequence_before_item_);
  runs_.UndoItem();
  sources_.UndoItem();
  totals_.UndoItem();
  fields_.UndoItem();
  if (matcher_ != nullptr) matcher_->UndoItem();
  events_.documents.resize(item_start_.documents);
  events_.dead_letters.resize(item_start_.dead_letters);
  events_.links.resize(item_start_.links);
  events_.finished_runs.resize(item_start_.finished_runs);
  events_.source_states.resize(item_start_.source_states);
  events_.oversized_components = item_start_.oversized_components;
}

absl::Status WriteContext::CommitGroup() {
  runs_.Flush(transaction_.get());
  sources_.Flush(transaction_.get());
  totals_.Flush(transaction_.get());
  fields_.Flush(transaction_.get());
  absl::Status status;
  if (!transaction_->empty()) status = database_->Commit(*transaction_);
  transaction_.reset();
  if (status.ok()) {
    changelog_->Publish();
    runs_.Trim(kMaxCached);
    sources_.Trim(kMaxCached);
    fields_.Trim(kMaxCached);
    if (matcher_ != nullptr) matcher_->KeepGroup();
    return status;
  }
  changelog_->Discard();
  runs_.Clear();
  sources_.Clear();
  totals_.Clear();
  fields_.Clear();
  if (matcher_ != nullptr) matcher_->UndoGroup();
  return CommitFailedError(status);
}

uint64_t WriteContext::Append(storage::v1::StoredEntry entry) {
  return changelog_->Append(now_, std::move(entry), transaction_.get());
}

absl::StatusOr<storage::v1::StoredTotals> WriteContext::ReadTotals() {
  absl::StatusOr<const storage::v1::StoredTotals*> found = totals_.Find(*transaction_, kTotalsKey);
  if (!found.ok()) return found.status();
  return *found == nullptr ? storage::v1::StoredTotals() : **found;
}

absl::StatusOr<storage::v1::StoredTotals*> WriteContext::totals() {
  absl::StatusOr<const storage::v1::StoredTotals*> found = totals_.Find(*transaction_, kTotalsKey);
  if (!found.ok()) return found.status();
  return &totals_.Mutable(kTotalsKey);
}

}  // namespace trialweave::store
