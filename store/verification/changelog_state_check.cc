#include "store/verification/changelog_state_check.h"

#include <functional>
#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "store/changelog/changelog_tail.h"
#include "trialweave/storage/v1/storage.pb.h"
#include "trialweave/v1/changelog.pb.h"

namespace trialweave::store {
namespace {

using ::trialweave::storage::v1::StoredEntry;

class StateCheck {
 public:
  StateCheck(const Reader& reader, const TailSubjects& tail, VerifyReport& report)
      : reader_(reader), tail_(tail), report_(report) {}

  void Run() {
    Registrations();
    Trials();
    Literature<storage::v1::StoredPublication>(Family::kPublications, EncodePublication(""), SubjectKind::kPublication);
    Literature<storage::v1::StoredNotice>(Family::kNotices, EncodeNotice(""), SubjectKind::kNotice);
    DeadLetters();
  }

 private:
  // What is must be told by the tail, or by a row that agrees.
  void Check(const SubjectKey& subject, const std::function<bool(const StoredEntry&)>& agrees) {
    if (tail_.Contains(subject)) return;
    const std::string name = absl::StrCat("changelog_state/", subject.name);
    const absl::StatusOr<std::optional<std::string>> value =
        reader_.Get(Family::kChangelogState, EncodeSubject(subject));
    if (!report_.Readable(value.status(), name)) return;
    if (!value->has_value()) {
      report_.Violation("CHANGELOG_STATE", name, "it is not there: who starts from a snapshot does not see it");
      return;
    }
    const absl::StatusOr<StateRow> row = DecodeStateRow(**value);
    // Said already, when the rows were looked at.
    if (!row.ok() || agrees(row->entry)) return;
    report_.Violation("CHANGELOG_STATE", name, "it is older than what the store has, or other: a snapshot shows that");
  }

  void Registrations() {
    storage::v1::StoredRegistration stored;
    ForEach(reader_, Family::kRegistrations, "", &stored, report_, [&](std::string_view key) {
      if (stored.head_revision() == 0) return;
      Check({SubjectKind::kRegistration, std::string(key)},
            [&](const StoredEntry& entry) { return entry.head_changed().revision() == stored.head_revision(); });
    });
  }

  void Trials() {
    v1::MembershipChanged stored;
    ForEach(reader_, Family::kTrials, "", &stored, report_, [&](std::string_view) {
      Check({SubjectKind::kTrial, stored.trial()}, [&](const StoredEntry& entry) {
        return entry.membership_changed().SerializeAsString() == stored.SerializeAsString();
      });
    });
  }

  template <typename Stored>
  void Literature(Family family, const std::string& prefix, SubjectKind kind) {
    Stored stored;
    ForEach(reader_, family, prefix, &stored, report_, [&](std::string_view key) {
      if (stored.revision() == 0) return;
      Check({kind, NameOf(stored, std::string(key.substr(prefix.size())))}, [&](const StoredEntry& entry) {
        const storage::v1::LiteratureRef& ref =
            kind == SubjectKind::kNotice ? entry.notice_changed() : entry.publication_changed();
        return ref.revision() == stored.revision();
      });
    });
  }
  static std::string NameOf(const storage::v1::StoredPublication&, std::string key) { return key; }
  static std::string NameOf(const storage::v1::StoredNotice& notice, const std::string&) { return notice.name(); }

  void DeadLetters() {
    storage::v1::StoredDeadLetter stored;
    ForEach(reader_, Family::kDeadLetters, DeadLettersPrefix(), &stored, report_, [&](std::string_view) {
      if (stored.dead_letter().has_resolve_time()) return;
      Check({SubjectKind::kDeadLetter, stored.dead_letter().name()},
            [](const StoredEntry& entry) { return !EndsSubject(entry); });
    });
  }

  const Reader& reader_;
  const TailSubjects& tail_;
  VerifyReport& report_;
};

}  // namespace

void CheckChangelogState(const Reader& reader, const TailSubjects& tail, VerifyReport& report) {
  report.Begin("snapshots of the state");
  StateCheck(reader, tail, report).Run();
}

}  // namespace trialweave::store
