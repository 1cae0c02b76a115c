#include "store/changelog/embedded_changelog.h"

#include <algorithm>
#include <utility>

#include "common/timestamps.h"
#include "store/chain/head_reader.h"
#include "store/errors.h"
#include "store/format/keys.h"
#include "store/literature/literature_reader.h"

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
    cursor->Seek(EncodeSequence(0));
    absl::StatusOr<uint64_t> oldest = DecodeSequence(cursor->key());
    if (!oldest.ok()) return oldest.status();
    changelog->first_retained_ = *oldest;
  }
  if (absl::Status status = cursor->status(); !status.ok()) return status;
  return changelog;
}

uint64_t EmbeddedChangelog::Append(absl::Time now, StoredEntry entry, Transaction* transaction) {
  newest_commit_time_ = std::max(newest_commit_time_, now);
  *entry.mutable_commit_time() = common::ToTimestamp(newest_commit_time_);
  transaction->Write(Family::kChangelog, EncodeSequence(++appended_), entry);
  return appended_;
}

void EmbeddedChangelog::Publish() {
  if (latest_ == appended_) return;
  latest_.store(appended_, std::memory_order_release);
  if (listener_) listener_(appended_);
}

void EmbeddedChangelog::Discard() { appended_ = latest_; }

absl::StatusOr<std::vector<v1::ChangelogEntry>> EmbeddedChangelog::Read(uint64_t after, size_t max_entries,
                                                                        size_t max_bytes) const {
  const uint64_t latest = this->latest();
  if (after > latest) return SequenceAheadError(after, latest);
  if (after + 1 < first_retained_) return SequenceNotRetainedError(after, first_retained_);
  std::vector<v1::ChangelogEntry> entries;
  if (after == latest) return entries;
  size_t bytes = 0;
  std::unique_ptr<Cursor> cursor = database_->latest().Scan(Family::kChangelog);
  cursor->Seek(EncodeSequence(after + 1));
  for (uint64_t expected = after + 1; expected <= latest && entries.size() < max_entries && bytes < max_bytes;
       ++expected, cursor->Next()) {
    if (!cursor->Valid()) break;
    if (cursor->key() != EncodeSequence(expected)) return ReferenceBrokenError("entry", std::to_string(expected));
    StoredEntry stored;
    if (absl::Status status = UnwrapTo(Family::kChangelog, cursor->value(), &stored); !status.ok()) return status;
    absl::StatusOr<v1::ChangelogEntry> entry = Inflate(expected, std::move(stored));
    if (!entry.ok()) return entry.status();
    bytes += entry->ByteSizeLong();
    entries.push_back(*std::move(entry));
  }
  if (absl::Status status = cursor->status(); !status.ok()) return status;
  if (entries.empty()) return ReferenceBrokenError("entry", std::to_string(after + 1));
  return entries;
}

absl::StatusOr<v1::ChangelogEntry> EmbeddedChangelog::Inflate(uint64_t sequence, StoredEntry stored) const {
  v1::ChangelogEntry entry;
  entry.set_sequence(sequence);
  entry.mutable_commit_time()->Swap(stored.mutable_commit_time());
  switch (stored.change_case()) {
    case StoredEntry::kRevisionAdded:
      entry.mutable_revision_added()->Swap(stored.mutable_revision_added());
      break;
    case StoredEntry::kHeadChanged: {
      const storage::v1::HeadRef& ref = stored.head_changed();
      absl::StatusOr<storage::v1::StoredHead> row =
          ReadStoredHead(database_->latest(), ref.registration_id(), ref.revision());
      if (!row.ok()) return row.status();
      entry.mutable_head_changed()->mutable_events()->Swap(row->mutable_events());
      absl::StatusOr<v1::Registration> head =
          InflateHead(database_->latest(), ref.registration_id(), ref.revision(), *std::move(row));
      if (!head.ok()) return head.status();
      entry.mutable_head_changed()->mutable_registration()->Swap(&*head);
      entry.mutable_head_changed()->set_rederived(stored.head_changed().rederived());
      break;
    }
    case StoredEntry::kMembershipChanged:
      entry.mutable_membership_changed()->Swap(stored.mutable_membership_changed());
      break;
    case StoredEntry::kRunReported:
      entry.mutable_run_reported()->Swap(stored.mutable_run_reported());
      break;
    case StoredEntry::kSourceStateChanged:
      entry.mutable_source_state_changed()->Swap(stored.mutable_source_state_changed());
      break;
    case StoredEntry::kDeadLetterChanged:
      entry.mutable_dead_letter_changed()->Swap(stored.mutable_dead_letter_changed());
      break;
    case StoredEntry::kCheckpointAdvanced:
      entry.mutable_checkpoint_advanced()->Swap(stored.mutable_checkpoint_advanced());
      break;
    case StoredEntry::kSnapshotRecorded:
      entry.mutable_snapshot_recorded()->Swap(stored.mutable_snapshot_recorded());
      break;
    case StoredEntry::kPublicationChanged: {
      absl::StatusOr<v1::PublicationChanged> change =
          ReadPublication(database_->latest(), stored.publication_changed());
      if (!change.ok()) return change.status();
      entry.mutable_publication_changed()->Swap(&*change);
      break;
    }
    case StoredEntry::kNoticeChanged: {
      absl::StatusOr<v1::NoticeChanged> change = ReadNotice(database_->latest(), stored.notice_changed());
      if (!change.ok()) return change.status();
      entry.mutable_notice_changed()->Swap(&*change);
      break;
    }
    case StoredEntry::kDocumentRedacted:
      entry.mutable_document_redacted()->Swap(stored.mutable_document_redacted());
      break;
    case StoredEntry::kDecisionChanged:
      entry.mutable_decision_changed()->Swap(stored.mutable_decision_changed());
      break;
    case StoredEntry::CHANGE_NOT_SET:
      return ReferenceBrokenError("the change of entry", std::to_string(sequence));
  }
  return entry;
}

}  // namespace trialweave::store
