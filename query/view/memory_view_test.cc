#include "query/view/memory_view.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/clock.h"
#include "common/packed_provenance.h"
#include "common/status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "query/view/trial_name.h"

namespace trialweave::query {
namespace {

using Entries = google::protobuf::RepeatedPtrField<v1::ChangelogEntry>;

class MemoryViewTest : public testing::Test {
 protected:
  v1::ChangelogEntry& NextEntry() {
    v1::ChangelogEntry& entry = *log_.Add();
    entry.set_sequence(log_.size());
    entry.mutable_commit_time()->set_seconds(1000 + log_.size());
    return entry;
  }
  v1::Registration& LogHead(const std::string& id, int enrollment) {
    v1::Registration& head = *NextEntry().mutable_head_changed()->mutable_registration();
    head.set_name("registrations/" + id);
    head.set_registration_id(id);
    head.set_registry(id[0] == 'N' ? "ctgov" : "chictr");
    head.mutable_study()->mutable_enrollment()->set_count(enrollment);
    head.mutable_study()->set_status(v1::RECRUITMENT_STATUS_RECRUITING);
    head.add_provenance()->set_field("status");
    common::PackProvenance(&head);
    return head;
  }
  void LogMembers(const std::string& trial, const std::vector<std::string>& ids, const std::string& into = "") {
    v1::MembershipChanged& change = *NextEntry().mutable_membership_changed();
    change.set_trial("trials/" + trial);
    for (const std::string& id : ids) change.add_registration_ids(id);
    if (!into.empty()) change.set_merged_into("trials/" + into);
  }
  // What was logged since the last call, as one batch.
  void Apply() {
    Entries batch;
    for (; applied_ < log_.size(); ++applied_) *batch.Add() = log_[applied_];
    ASSERT_EQ(view_.Apply(batch), absl::OkStatus());
  }
  // Trials with one registration each, "NCT0" and so on, named for their founders.
  void LogTrials(int count) {
    for (int i = 0; i < count; ++i) {
      const std::string id = absl::StrCat("NCT", i);
      LogHead(id, i);
      LogMembers(FoundersTrialId(id), {id});
    }
  }
  static std::string Dump(const MemoryView& view) {
    TrialQuery query;
    query.page_size = 1000;
    std::string out = absl::StrCat(view.Position().sequence, " ", view.Counts().registrations, "\n");
    const auto page = view.ListTrials(query);
    for (const SelectedTrial& trial : page->value.records) {
      absl::StrAppend(&out, Unpacked<v1::Trial>(*trial.record).DebugString());
    }
    return out;
  }
  std::string TrialNamed(const std::string& id) {
    const auto found = view_.FindTrial(id);
    return found.value ? found.value->name() : "";
  }

  common::FakeClock clock_{absl::FromUnixSeconds(5000)};
  MemoryView view_{&clock_, absl::Seconds(600)};
  Entries log_;
  int applied_ = 0;
};

TEST_F(MemoryViewTest, ShowsATrialWithItsSequenceAndTime) {
  LogTrials(1);
  LogHead("NCT0", 12);
  Apply();
  const auto found = view_.FindTrial(FoundersTrialId("NCT0"));
  ASSERT_TRUE(found.value);
  EXPECT_EQ(found.value->study().enrollment().count(), 12);
  EXPECT_EQ(found.value->sequence(), 3);
  EXPECT_EQ(found.value->update_time().seconds(), 1003);
  EXPECT_EQ(found.position.sequence, 3);
  const auto registration = view_.FindRegistration("NCT0");
  EXPECT_EQ(registration.value->trial(), "trials/" + FoundersTrialId("NCT0"));
  EXPECT_EQ(registration.value->provenance(0).field(), "status");
  EXPECT_TRUE(registration.value->packed_provenance().empty());
}

TEST_F(MemoryViewTest, AppliesEachEntryOnceAndRefusesGaps) {
  LogTrials(2);
  Apply();
  const std::string before = Dump(view_);
  EXPECT_EQ(view_.Apply(log_), absl::OkStatus());
  EXPECT_EQ(Dump(view_), before);
  Entries later;
  later.Add()->set_sequence(7);
  EXPECT_EQ(common::ErrorReason(view_.Apply(later)), "CHANGELOG_GAP");
  EXPECT_EQ(view_.Position().sequence, 4);
}

TEST_F(MemoryViewTest, ResolvesMergedAndWouldBeNamesForEver) {
  LogTrials(2);
  Apply();
  const std::string first = FoundersTrialId("NCT0"), second = FoundersTrialId("NCT1");
  LogMembers(first, {"NCT0", "NCT1"});
  LogMembers(second, {}, first);
  LogHead("ChiCTR5", 5);
  LogMembers(first, {"ChiCTR5", "NCT0", "NCT1"});
  LogMembers("goneearlier", {}, second);
  Apply();
  EXPECT_EQ(TrialNamed(second), "trials/" + first);
  EXPECT_EQ(TrialNamed(FoundersTrialId("ChiCTR5")), "trials/" + first);
  EXPECT_EQ(TrialNamed("goneearlier"), "trials/" + first);
  EXPECT_EQ(TrialNamed("NCT1"), "trials/" + first);
  EXPECT_EQ(TrialNamed("nothing"), "");
  // A split: what had been merged lives again.
  LogMembers(first, {"ChiCTR5", "NCT0"});
  LogMembers(second, {"NCT1"});
  Apply();
  EXPECT_EQ(TrialNamed(second), "trials/" + second);
  EXPECT_EQ(view_.FindRegistration("NCT1").value->trial(), "trials/" + second);
  EXPECT_EQ(view_.Counts().trials, 2);
}

TEST_F(MemoryViewTest, ResolvesAliasesAndStatedIdentifiers) {
  v1::Registration& head = LogHead("NCT0", 1);
  head.add_aliases()->set_value("NCT99");
  head.add_secondary_ids()->set_value("EUCTR2020-000001-11");
  LogMembers("abcdefghij", {"NCT0"});
  Apply();
  EXPECT_EQ(view_.Resolve("NCT99").value.registration_id, "NCT0");
  EXPECT_EQ(view_.Resolve("NCT99").value.trial, "trials/abcdefghij");
  EXPECT_EQ(view_.Resolve("EUCTR2020-000001-11").value.registration_id, "");
  EXPECT_EQ(view_.Resolve("EUCTR2020-000001-11").value.trial, "trials/abcdefghij");
  LogHead("NCT0", 1);
  Apply();
  EXPECT_EQ(view_.Resolve("NCT99").value.trial, "") << "the new head no longer states it";
}

TEST_F(MemoryViewTest, PagesAreOneSnapshotWhileTheViewMovesOn) {
  LogTrials(5);
  Apply();
  TrialQuery query;
  query.filter = *Filter::Parse("enrollment < 5");
  query.page_size = 2;
  const auto first = view_.ListTrials(query);
  ASSERT_TRUE(first.ok());
  EXPECT_EQ(first->value.total_size, 5);
  EXPECT_TRUE(first->value.more);
  // Every trial changes so that it no longer matches, and one goes.
  for (int i = 0; i < 5; ++i) LogHead(absl::StrCat("NCT", i), 100);
  LogMembers(FoundersTrialId("NCT4"), {}, FoundersTrialId("NCT0"));
  Apply();
  std::vector<std::string> names;
  query.sequence = first->value.sequence;
  query.total_size = first->value.total_size;
  auto page = *first;
  while (true) {
    for (const SelectedTrial& each : page.value.records) {
      const auto trial = Unpacked<v1::Trial>(*each.record);
      names.push_back(trial.name());
      EXPECT_LT(trial.study().enrollment().count(), 5);
    }
    if (!page.value.more) break;
    query.after_name = names.back();
    const auto next = view_.ListTrials(query);
    ASSERT_TRUE(next.ok()) << next.status();
    page = *next;
  }
  EXPECT_EQ(names.size(), 5);
  EXPECT_TRUE(std::is_sorted(names.begin(), names.end()));
  query = TrialQuery();
  query.filter = *Filter::Parse("enrollment < 5");
  EXPECT_EQ(view_.ListTrials(query)->value.total_size, 0);
}

TEST_F(MemoryViewTest, DropsSupersededVersionsAfterTheHorizon) {
  LogTrials(3);
  Apply();
  TrialQuery query;
  query.page_size = 1;
  const auto first = view_.ListTrials(query);
  ASSERT_TRUE(first->value.more);
  for (int i = 0; i < 3; ++i) LogHead(absl::StrCat("NCT", i), 100);
  Apply();
  EXPECT_EQ(view_.Counts().versions, 6);
  clock_.Advance(absl::Seconds(599));
  view_.Prune();
  EXPECT_EQ(view_.Counts().versions, 6);
  clock_.Advance(absl::Seconds(2));
  view_.Prune();
  EXPECT_EQ(view_.Counts().versions, 3);
  query.sequence = first->value.sequence;
  const auto expired = view_.ListTrials(query);
  EXPECT_EQ(expired.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(common::ErrorReason(expired.status()), "PAGE_TOKEN_EXPIRED");
}

TEST_F(MemoryViewTest, KeepsNoVersionsThatNoTokenNeeds) {
  LogTrials(3);
  Apply();
  for (int i = 0; i < 3; ++i) LogHead(absl::StrCat("NCT", i), 100);
  Apply();
  EXPECT_EQ(view_.Counts().versions, 3);
}

TEST_F(MemoryViewTest, IndexFollowsChangesAndRemovals) {
  LogTrials(3);
  LogHead("NCT1", 1).mutable_study()->set_status(v1::RECRUITMENT_STATUS_COMPLETED);
  LogMembers(FoundersTrialId("NCT2"), {}, FoundersTrialId("NCT0"));
  Apply();
  TrialQuery query;
  query.filter = *Filter::Parse("status = RECRUITING");
  const auto recruiting = view_.ListTrials(query);
  EXPECT_EQ(recruiting->value.total_size, 1);
  EXPECT_EQ(recruiting->value.examined, 1) << "the index leaves only what matches";
  query.filter = *Filter::Parse("status = COMPLETED");
  EXPECT_EQ(view_.ListTrials(query)->value.total_size, 1);
}

TEST_F(MemoryViewTest, ASelectionStaysReadableUntilTheViewIsBuiltAnew) {
  LogTrials(5);
  Apply();
  auto selection = view_.Select(*Filter::Parse("enrollment >= 2 AND NOT title:x"), 0, nullptr);
  ASSERT_TRUE(selection.ok()) << selection.status();
  EXPECT_EQ(selection->trials.cardinality(), 3);
  for (int i = 0; i < 5; ++i) LogHead(absl::StrCat("NCT", i), 100);
  LogMembers(FoundersTrialId("NCT4"), {}, FoundersTrialId("NCT0"));
  Apply();
  view_.Prune();
  const TrialOrder largest_first = {{{Field::kEnrollment, true}}};
  const auto sizes = [&](const std::string& after) {
    std::vector<int64_t> found;
    for (const SelectedTrial& each : view_.Ordered(*selection, selection->trials, largest_first, after, 2)) {
      found.push_back(Unpacked<v1::Trial>(*each.record).study().enrollment().count());
    }
    return found;
  };
  EXPECT_THAT(sizes(""), testing::ElementsAre(4, 3));
  EXPECT_THAT(sizes(FoundersTrialId("NCT3")), testing::ElementsAre(2));
  EXPECT_EQ(view_.NumbersOf(*selection, {FoundersTrialId("NCT4"), "other"}).cardinality(), 1);
  EXPECT_GT(view_.Counts().versions, view_.Counts().trials);
  EXPECT_TRUE(view_.Holds(*selection));
  view_.Reset();
  EXPECT_FALSE(view_.Holds(*selection));
  EXPECT_TRUE(sizes("").empty());
  selection = absl::CancelledError();
  EXPECT_EQ(view_.Select(*Filter::Parse("title:x"), 99, nullptr).status().code(), absl::StatusCode::kInvalidArgument);
}

TEST_F(MemoryViewTest, ShortPagesBoundTheirBytes) {
  LogTrials(4);
  Apply();
  TrialQuery query;
  query.max_page_bytes = 1;
  const auto page = view_.ListTrials(query);
  EXPECT_EQ(page->value.records.size(), 1);
  EXPECT_TRUE(page->value.more);
}

TEST_F(MemoryViewTest, StopsWhenTheCallerIsGone) {
  LogTrials(4);
  Apply();
  TrialQuery query;
  query.cancelled = [] { return true; };
  EXPECT_EQ(view_.ListTrials(query).status().code(), absl::StatusCode::kCancelled);
}

TEST_F(MemoryViewTest, ARebuiltViewEqualsALiveOneHoweverItWasCut) {
  LogTrials(6);
  Apply();
  for (int i = 0; i < 6; ++i) {
    LogHead(absl::StrCat("NCT", i), 50 + i);
    if (i % 2 == 0) Apply();
    LogMembers(FoundersTrialId("NCT0"), {"NCT0", "NCT3"});
    LogMembers(FoundersTrialId("NCT3"), {}, FoundersTrialId("NCT0"));
  }
  Apply();
  const std::string live = Dump(view_);
  MemoryView rebuilt(&clock_, absl::Seconds(600));
  ASSERT_EQ(rebuilt.Apply(log_), absl::OkStatus());
  EXPECT_EQ(Dump(rebuilt), live);
  view_.Reset();
  EXPECT_EQ(view_.Counts().trials, 0);
  for (const v1::ChangelogEntry& entry : log_) {
    Entries one;
    *one.Add() = entry;
    ASSERT_EQ(view_.Apply(one), absl::OkStatus());
  }
  EXPECT_EQ(Dump(view_), live);
}

TEST_F(MemoryViewTest, HeadAndMembershipMayComeInEitherOrder) {
  LogMembers("abcdefghij", {"NCT0"});
  LogHead("NCT0", 9);
  Apply();
  EXPECT_EQ(view_.FindTrial("abcdefghij").value->study().enrollment().count(), 9);
}

TEST_F(MemoryViewTest, CountsOpenDeadLettersAndKeepsSourceStates) {
  NextEntry().mutable_dead_letter_changed()->set_name("deadLetters/a");
  NextEntry().mutable_dead_letter_changed()->set_name("deadLetters/b");
  NextEntry().mutable_dead_letter_changed()->set_name("deadLetters/a");
  v1::DeadLetter& resolved = *NextEntry().mutable_dead_letter_changed();
  resolved.set_name("deadLetters/b");
  resolved.mutable_resolve_time()->set_seconds(1);
  NextEntry().mutable_source_state_changed()->set_name("sources/ictrp");
  NextEntry().mutable_source_state_changed()->set_name("sources/ctgov");
  Apply();
  EXPECT_EQ(view_.Counts().dead_letters_open, 1);
  const auto coverage = view_.Coverage();
  ASSERT_EQ(coverage.value.sources.size(), 2);
  EXPECT_EQ(coverage.value.sources[0].name(), "sources/ctgov");
  EXPECT_EQ(coverage.value.counts.dead_letters_open, 1);
  EXPECT_EQ(coverage.position.sequence, view_.Position().sequence);
}

}  // namespace
}  // namespace trialweave::query
