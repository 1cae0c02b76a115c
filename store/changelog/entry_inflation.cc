#include "store/changelog/entry_inflation.h"

#include <string>
#include <utility>

#include "store/chain/head_reader.h"
#include "store/errors.h"
#include "store/literature/literature_reader.h"

namespace trialweave::store {

using ::trialweave::storage::v1::StoredEntry;

absl::StatusOr<v1::ChangelogEntry> InflateEntry(const Reader& reader, uint64_t sequence, StoredEntry stored) {
  v1::ChangelogEntry entry;
  entry.set_sequence(sequence);
  entry.mutable_commit_time()->Swap(stored.mutable_commit_time());
  switch (stored.change_case()) {
    case StoredEntry::kRevisionAdded:
      entry.mutable_revision_added()->Swap(stored.mutable_revision_added());
      break;
    case StoredEntry::kHeadChanged: {
      const storage::v1::HeadRef& ref = stored.head_changed();
      absl::StatusOr<storage::v1::StoredHead> row = ReadStoredHead(reader, ref.registration_id(), ref.revision());
      if (!row.ok()) return row.status();
      entry.mutable_head_changed()->mutable_events()->Swap(row->mutable_events());
      absl::StatusOr<v1::Registration> head =
          InflateHead(reader, ref.registration_id(), ref.revision(), *std::move(row));
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
      absl::StatusOr<v1::PublicationChanged> change = ReadPublication(reader, stored.publication_changed());
      if (!change.ok()) return change.status();
      entry.mutable_publication_changed()->Swap(&*change);
      break;
    }
    case StoredEntry::kNoticeChanged: {
      absl::StatusOr<v1::NoticeChanged> change = ReadNotice(reader, stored.notice_changed());
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
