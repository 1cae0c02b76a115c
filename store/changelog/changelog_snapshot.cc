#include "store/changelog/changelog_snapshot.h"

#include <array>
#include <utility>

#include "store/changelog/changelog_tail.h"
#include "store/changelog/entry_inflation.h"
#include "store/errors.h"
#include "store/reading/sequence.h"

namespace trialweave::store {
namespace {

constexpr std::array<SubjectKind, 7> kKinds = {
    SubjectKind::kTrial,  SubjectKind::kRegistration, SubjectKind::kPublication, SubjectKind::kNotice,
    SubjectKind::kSource, SubjectKind::kDeadLetter,   SubjectKind::kDecision,
};

}  // namespace

absl::StatusOr<std::unique_ptr<ChangelogSnapshot>> ChangelogSnapshot::Open(std::unique_ptr<Reader> reader) {
  std::unique_ptr<ChangelogSnapshot> snapshot(new ChangelogSnapshot(std::move(reader)));
  const absl::StatusOr<uint64_t> first = FirstRetained(*snapshot->reader_);
  if (!first.ok()) return first.status();
  const absl::StatusOr<uint64_t> newest = NewestSequence(*snapshot->reader_);
  if (!newest.ok()) return newest.status();
  snapshot->next_ = *first;
  snapshot->sequence_ = *newest;
  snapshot->cursor_ = snapshot->reader_->Scan(Family::kChangelogState);
  snapshot->cursor_->Seek(SubjectsPrefix(kKinds[0]));
  return snapshot;
}

absl::StatusOr<std::vector<v1::ChangelogEntry>> ChangelogSnapshot::Read(size_t max_entries, size_t max_bytes) {
  std::vector<v1::ChangelogEntry> entries;
  size_t bytes = 0;
  while (entries.size() < max_entries && bytes < max_bytes) {
    absl::StatusOr<v1::ChangelogEntry> entry = Next();
    if (!entry.ok()) return entry.status();
    if (entry->sequence() == 0) break;
    bytes += entry->ByteSizeLong();
    entries.push_back(*std::move(entry));
  }
  return entries;
}

absl::StatusOr<v1::ChangelogEntry> ChangelogSnapshot::Next() {
  while (kinds_done_ < kKinds.size()) {
    absl::StatusOr<v1::ChangelogEntry> entry = NextOfState();
    if (!entry.ok() || entry->sequence() != 0) return entry;
    if (++kinds_done_ < kKinds.size()) {
      cursor_->Seek(SubjectsPrefix(kKinds[kinds_done_]));
    } else {
      cursor_ = reader_->Scan(Family::kChangelog);
      cursor_->Seek(EncodeSequence(next_));
    }
  }
  return NextOfChangelog();
}

absl::StatusOr<v1::ChangelogEntry> ChangelogSnapshot::NextOfState() {
  const std::string prefix = SubjectsPrefix(kKinds[kinds_done_]);
  if (absl::Status status = cursor_->status(); !status.ok()) return status;
  if (!cursor_->Valid() || cursor_->key().substr(0, prefix.size()) != prefix) return v1::ChangelogEntry();
  absl::StatusOr<StateRow> row = DecodeStateRow(cursor_->value());
  if (!row.ok()) return row.status();
  cursor_->Next();
  return InflateEntry(*reader_, row->sequence, std::move(row->entry));
}

absl::StatusOr<v1::ChangelogEntry> ChangelogSnapshot::NextOfChangelog() {
  if (next_ > sequence_) return v1::ChangelogEntry();
  if (absl::Status status = cursor_->status(); !status.ok()) return status;
  if (!cursor_->Valid() || cursor_->key() != EncodeSequence(next_)) {
    return ReferenceBrokenError("entry", std::to_string(next_));
  }
  storage::v1::StoredEntry stored;
  if (absl::Status status = UnwrapTo(Family::kChangelog, cursor_->value(), &stored); !status.ok()) return status;
  cursor_->Next();
  return InflateEntry(*reader_, next_++, std::move(stored));
}

}  // namespace trialweave::store
