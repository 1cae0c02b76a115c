#include "store/changelog/changelog_tail.h"

#include <memory>
#include <utility>

#include "store/errors.h"
#include "store/format/key_encoding.h"

namespace trialweave::store {

using ::trialweave::storage::v1::StoredEntry;

namespace {

constexpr size_t kSequenceSize = 8;

void Drop(uint64_t sequence, const StoredEntry& entry, Transaction* transaction) {
  transaction->Delete(Family::kChangelog, EncodeSequence(sequence));
  const std::optional<SubjectKey> subject = SubjectOf(entry);
  if (!subject.has_value()) return;
  const std::string key = EncodeSubject(*subject);
  if (EndsSubject(entry)) {
    transaction->Delete(Family::kChangelogState, key);
  } else {
    transaction->Put(Family::kChangelogState, key, EncodeStateRow(sequence, entry));
  }
}

}  // namespace

absl::StatusOr<uint64_t> FirstRetained(const Reader& reader) {
  storage::v1::StoredChangelogTail tail;
  absl::StatusOr<bool> found = reader.Read(Family::kMeta, kChangelogTailKey, &tail);
  if (!found.ok()) return found.status();
  return *found ? tail.first_sequence() : 1;
}

std::optional<SubjectKey> SubjectOf(const StoredEntry& entry) {
  switch (entry.change_case()) {
    case StoredEntry::kMembershipChanged:
      return SubjectKey{SubjectKind::kTrial, entry.membership_changed().trial()};
    case StoredEntry::kHeadChanged:
      return SubjectKey{SubjectKind::kRegistration, entry.head_changed().registration_id()};
    case StoredEntry::kPublicationChanged:
      return SubjectKey{SubjectKind::kPublication, entry.publication_changed().name()};
    case StoredEntry::kNoticeChanged:
      return SubjectKey{SubjectKind::kNotice, entry.notice_changed().name()};
    case StoredEntry::kSourceStateChanged:
      return SubjectKey{SubjectKind::kSource, entry.source_state_changed().name()};
    case StoredEntry::kDeadLetterChanged:
      return SubjectKey{SubjectKind::kDeadLetter, entry.dead_letter_changed().name()};
    case StoredEntry::kDecisionChanged:
      return SubjectKey{SubjectKind::kDecision, entry.decision_changed().name()};
    default:
      return std::nullopt;
  }
}

bool EndsSubject(const StoredEntry& entry) {
  return entry.has_dead_letter_changed() && entry.dead_letter_changed().has_resolve_time();
}

std::string EncodeStateRow(uint64_t sequence, const StoredEntry& entry) {
  return Wrap(Family::kChangelogState, KeyWriter().Number(sequence).Bytes(entry.SerializeAsString()).Take());
}

absl::StatusOr<StateRow> DecodeStateRow(std::string_view value) {
  const absl::StatusOr<std::string_view> payload = Unwrap(Family::kChangelogState, value);
  if (!payload.ok()) return payload.status();
  StateRow row;
  if (payload->size() < kSequenceSize) return ValueCorruptError("changelog_state");
  row.sequence = KeyReader(payload->substr(0, kSequenceSize)).Number();
  const std::string_view entry = payload->substr(kSequenceSize);
  if (!row.entry.ParseFromArray(entry.data(), static_cast<int>(entry.size()))) {
    return ValueCorruptError("changelog_state");
  }
  return row;
}

absl::Status DropEntries(uint64_t first, uint64_t end, Transaction* transaction) {
  const std::unique_ptr<Cursor> cursor = transaction->Scan(Family::kChangelog);
  cursor->Seek(EncodeSequence(first));
  std::vector<std::pair<uint64_t, StoredEntry>> entries;
  // Read first: what is written shows in the cursor.
  for (uint64_t expected = first; expected <= end; ++expected, cursor->Next()) {
    if (absl::Status status = cursor->status(); !status.ok()) return status;
    if (!cursor->Valid() || cursor->key() != EncodeSequence(expected)) {
      return ReferenceBrokenError("entry", std::to_string(expected));
    }
    if (expected == end) break;
    StoredEntry& entry = entries.emplace_back(expected, StoredEntry()).second;
    if (absl::Status status = UnwrapTo(Family::kChangelog, cursor->value(), &entry); !status.ok()) return status;
  }
  for (const auto& [sequence, entry] : entries) Drop(sequence, entry, transaction);
  storage::v1::StoredChangelogTail tail;
  tail.set_first_sequence(end);
  transaction->Write(Family::kMeta, kChangelogTailKey, tail);
  return absl::OkStatus();
}

}  // namespace trialweave::store
