#include "store/verification/changelog_check.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "common/timestamps.h"
#include "store/chain/head_reader.h"
#include "store/format/keys.h"
#include "store/literature/literature_reader.h"

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

}  // namespace

uint64_t CheckChangelog(const Reader& reader, VerifyReport& report) {
  report.Begin("changelog");
  uint64_t newest = 0;
  absl::Time time = absl::InfinitePast();
  StoredEntry entry;
  ForEach(reader, Family::kChangelog, "", &entry, report, [&](std::string_view key) {
    const absl::StatusOr<uint64_t> sequence = DecodeSequence(key);
    if (!report.Readable(sequence.status(), "an entry of the changelog")) return;
    const std::string name = absl::StrCat("changelog/", *sequence);
    // The oldest one may be any: what is before it was let go.
    if (newest != 0 && *sequence != newest + 1) {
      report.Violation("CHANGELOG_GAP", name,
                       absl::StrCat("entries ", newest + 1, " to ", *sequence - 1,
                                    " are not there: followers cannot go on, and start from a snapshot"));
    }
    newest = *sequence;
    const absl::Time commit_time = common::FromTimestamp(entry.commit_time());
    if (commit_time < time) report.Violation("CHANGELOG_TIME", name, "its time is before that of the entry before it");
    time = std::max(time, commit_time);
    if (entry.change_case() == StoredEntry::CHANGE_NOT_SET) {
      report.Violation("CHANGELOG_ENTRY", name, "it has no change that this release knows");
      return;
    }
    if (absl::Status status = ReadReferred(reader, entry); !status.ok()) {
      report.Violation("HEAD_MISSING", name,
                       absl::StrCat("what it names cannot be read: ", std::string(status.message())));
    }
  });
  return newest;
}

}  // namespace trialweave::store
