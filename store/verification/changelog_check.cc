#include "store/verification/changelog_check.h"

#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/timestamps.h"
#include "store/chain/head_reader.h"
#include "store/changelog/changelog_tail.h"
#include "store/format/keys.h"
#include "store/literature/literature_reader.h"
#include "store/verification/changelog_state_check.h"

namespace trialweave::store {
namespace {

using ::trialweave::storage::v1::StoredEntry;

// What the entry refers to instead of holding it.
absl::Status ReadReferred(const Reader& reader, const StoredEntry& entry) {
  switch (entry.change_case()) {
    case StoredEntry::kHeadChanged:
      return ReadHead(reader, entry.head_changed().registration_id(), entry.head_changed().revision()).status();
    case StoredEntry::kPublicationChanged:
      return ReadPublication(reader, entry.publication_changed()).status();
    case StoredEntry::kNoticeChanged:
      return ReadNotice(reader, entry.notice_changed()).status();
    default:
      return absl::OkStatus();
  }
}

void CheckReferred(const Reader& reader, const StoredEntry& entry, const std::string& name, VerifyReport& report) {
  if (entry.change_case() == StoredEntry::CHANGE_NOT_SET) {
    report.Violation("CHANGELOG_ENTRY", name, "it has no change that this release knows");
  } else if (absl::Status status = ReadReferred(reader, entry); !status.ok()) {
    report.Violation("HEAD_MISSING", name,
                     absl::StrCat("what it names cannot be read: ", std::string(status.message())));
  }
}

// The entries that are kept, from `first` on.
class EntriesCheck {
 public:
  EntriesCheck(const Reader& reader, uint64_t first, VerifyReport& report)
      : reader_(reader), first_(first), report_(report), newest_(first - 1) {}

  void Run() {
    StoredEntry entry;
    ForEach(reader_, Family::kChangelog, "", &entry, report_, [&](std::string_view key) {
      const absl::StatusOr<uint64_t> sequence = DecodeSequence(key);
      if (report_.Readable(sequence.status(), "an entry of the changelog")) Check(*sequence, entry);
    });
    if (first_ > 1 && newest_ < first_) {
      report_.Violation("CHANGELOG_GAP", absl::StrCat("changelog/", first_),
                        "the changelog should begin here, and there is nothing: the newest entries are lost");
    }
  }
  uint64_t newest() const { return newest_; }
  const TailSubjects& subjects() const { return subjects_; }

 private:
  void Check(uint64_t sequence, const StoredEntry& entry) {
    const std::string name = absl::StrCat("changelog/", sequence);
    if (sequence < first_) {
      report_.Violation("CHANGELOG_GAP", name, absl::StrCat("the changelog begins at ", first_, "; this was let go"));
      return;
    }
    if (sequence != newest_ + 1) {
      report_.Violation("CHANGELOG_GAP", name,
                        absl::StrCat("entries ", newest_ + 1, " to ", sequence - 1,
                                     " are not there: followers cannot go on, and start from a snapshot"));
    }
    newest_ = sequence;
    const absl::Time commit_time = common::FromTimestamp(entry.commit_time());
    if (commit_time < time_)
      report_.Violation("CHANGELOG_TIME", name, "its time is before that of the entry before it");
    time_ = std::max(time_, commit_time);
    CheckReferred(reader_, entry, name, report_);
    // Without dropped entries there is no state to compare it with.
    if (first_ == 1) return;
    if (const std::optional<SubjectKey> subject = SubjectOf(entry); subject.has_value()) subjects_.Add(*subject);
  }

  const Reader& reader_;
  const uint64_t first_;
  VerifyReport& report_;
  uint64_t newest_;
  absl::Time time_ = absl::InfinitePast();
  TailSubjects subjects_;
};

void CheckStateRows(const Reader& reader, uint64_t first, VerifyReport& report) {
  ForEach(reader, Family::kChangelogState, "", nullptr, report, [&](std::string_view key) {
    const absl::StatusOr<SubjectKey> subject = DecodeSubject(key);
    if (!report.Readable(subject.status(), "a row of changelog_state")) return;
    const std::string name = absl::StrCat("changelog_state/", subject->name);
    const absl::StatusOr<std::optional<std::string>> value = reader.Get(Family::kChangelogState, key);
    if (!report.Readable(value.status(), name) || !value->has_value()) return;
    const absl::StatusOr<StateRow> row = DecodeStateRow(**value);
    if (!report.Readable(row.status(), name)) return;
    const std::optional<SubjectKey> of_entry = SubjectOf(row->entry);
    if (row->sequence == 0 || row->sequence >= first || !of_entry.has_value() || *of_entry != *subject) {
      report.Violation("CHANGELOG_STATE", name, "it is no entry that was let go, or one about something else");
      return;
    }
    CheckReferred(reader, row->entry, name, report);
  });
}

}  // namespace

uint64_t CheckChangelog(const Reader& reader, VerifyReport& report) {
  report.Begin("changelog");
  const absl::StatusOr<uint64_t> first = FirstRetained(reader);
  if (!report.Readable(first.status(), kChangelogTailKey)) return 0;
  EntriesCheck entries(reader, *first, report);
  entries.Run();
  report.Begin("state of what was let go of the changelog");
  CheckStateRows(reader, *first, report);
  if (*first > 1) CheckChangelogState(reader, entries.subjects(), report);
  return entries.newest();
}

}  // namespace trialweave::store
