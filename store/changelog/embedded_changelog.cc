#include "store/changelog/embedded_changelog.h"

#include <algorithm>
#include <utility>

#include "common/timestamps.h"
#include "store/changelog/changelog_tail.h"
#include "store/changelog/entry_inflation.h"
#include "store/errors.h"
#include "store/format/keys.h"

namespace trialweave::store {

using ::trialweave::storage::v1::StoredEntry;

absl::StatusOr<std::unique_ptr<EmbeddedChangelog>> EmbeddedChangelog::Open(const Database* database) {
  std::unique_ptr<EmbeddedChangelog> changelog(new EmbeddedChangelog(database));
  std::unique_ptr<Cursor> cursor = database->latest().Scan(Family::kChangelog);
  cursor->SeekForPrev(EncodeSequence(~uint64_t{0}));
  if (cursor->Valid()) {
    absl::StatusOr<uint64_t> newest = DecodeSequence(cursor->key());
    if (!newest.ok()) return newest.status();
    StoredEntry entry;
    if (absl::Status status = UnwrapTo(Family::kChangelog, cursor->value(), &entry); !status.ok()) return status;
    changelog->appended_ = *newest;
    changelog->latest_ = *newest;
    changelog->newest_commit_time_ = common::FromTimestamp(entry.commit_time());
  }
  if (absl::Status status = cursor->status(); !status.ok()) return status;
  absl::StatusOr<uint64_t> first = FirstRetained(database->latest());
  if (!first.ok()) return first.status();
  changelog->first_retained_ = *first;
  changelog->durable_first_ = *first;
  return changelog;
}

uint64_t EmbeddedChangelog::Append(absl::Time now, StoredEntry entry, Transaction* transaction) {
  newest_commit_time_ = std::max(newest_commit_time_, now);
  *entry.mutable_commit_time() = common::ToTimestamp(newest_commit_time_);
  transaction->Write(Family::kChangelog, EncodeSequence(++appended_), entry);
  return appended_;
}

absl::Status EmbeddedChangelog::DropBefore(uint64_t first, Transaction* transaction) {
  if (absl::Status status = DropEntries(durable_first_, first, transaction); !status.ok()) return status;
  first_retained_.store(first, std::memory_order_release);
  return absl::OkStatus();
}

void EmbeddedChangelog::Publish() {
  durable_first_ = first_retained_;
  if (latest_ == appended_) return;
  latest_.store(appended_, std::memory_order_release);
  if (listener_) listener_(appended_);
}

void EmbeddedChangelog::Discard() {
  appended_ = latest_;
  first_retained_ = durable_first_;
}

absl::Status EmbeddedChangelog::MissingError(uint64_t after, uint64_t sequence) const {
  const uint64_t first = first_retained();
  if (after + 1 < first) return SequenceNotRetainedError(after, first);
  return ReferenceBrokenError("entry", std::to_string(sequence));
}

absl::StatusOr<std::unique_ptr<ChangelogSnapshot>> EmbeddedChangelog::Snapshot() const {
  return ChangelogSnapshot::Open(database_->Snapshot());
}

absl::StatusOr<std::vector<v1::ChangelogEntry>> EmbeddedChangelog::Read(uint64_t after, size_t max_entries,
                                                                        size_t max_bytes) const {
  const uint64_t latest = this->latest();
  if (after > latest) return SequenceAheadError(after, latest);
  if (after + 1 < first_retained()) return SequenceNotRetainedError(after, first_retained());
  std::vector<v1::ChangelogEntry> entries;
  if (after == latest) return entries;
  size_t bytes = 0;
  std::unique_ptr<Cursor> cursor = database_->latest().Scan(Family::kChangelog);
  cursor->Seek(EncodeSequence(after + 1));
  for (uint64_t expected = after + 1; expected <= latest && entries.size() < max_entries && bytes < max_bytes;
       ++expected, cursor->Next()) {
    if (!cursor->Valid()) break;
    if (cursor->key() != EncodeSequence(expected)) return MissingError(after, expected);
    StoredEntry stored;
    if (absl::Status status = UnwrapTo(Family::kChangelog, cursor->value(), &stored); !status.ok()) return status;
    absl::StatusOr<v1::ChangelogEntry> entry = InflateEntry(database_->latest(), expected, std::move(stored));
    if (!entry.ok()) return entry.status();
    bytes += entry->ByteSizeLong();
    entries.push_back(*std::move(entry));
  }
  if (absl::Status status = cursor->status(); !status.ok()) return status;
  if (entries.empty()) return MissingError(after, after + 1);
  return entries;
}

}  // namespace trialweave::store
