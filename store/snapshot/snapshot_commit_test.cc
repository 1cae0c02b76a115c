#include "store/snapshot/snapshot_commit.h"

#include <string>
#include <utility>
#include <vector>

#include "common/status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "store/snapshot/snapshot_set.h"
#include "store/testing/store_fixture.h"

namespace trialweave::store {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr char kSet[] = "ictrp/test";

std::string Id(int number) { return "NCT" + std::to_string(10000000 + number); }

// A store that is given whole snapshots: registrations by number, observed at a time, each a document.
class SnapshotTest : public testing::Test {
 protected:
  SnapshotTest() : f_("snapshot_" + std::string(testing::UnitTest::GetInstance()->current_test_info()->name())) {
    run_ = f_.StartRun("file_drop");
  }

  // First and last ordinal of the documents.
  std::pair<uint64_t, uint64_t> Deliver(const std::vector<int>& numbers, int observed) {
    const uint64_t first = next_;
    std::vector<v1::CommitRequest> requests;
    for (int number : numbers) {
      TestDocument document;
      document.id = Id(number);
      document.observed = observed;
      document.source = "ictrp";
      document.format = "ictrp_csv";
      requests.push_back(RecordRequest(document));
    }
    next_ += requests.size();
    f_.SendAll(run_, first, std::move(requests));
    return {first, next_ - 1};
  }

  v1::RecordSnapshotResponse Record(const std::vector<int>& numbers, int observed, const std::string& set = kSet) {
    const auto [first, last] = Deliver(numbers, observed);
    const auto recorded = f_.RecordSnapshot(run_, set, observed, first, last);
    EXPECT_TRUE(recorded.ok()) << recorded.status();
    return recorded.value_or(v1::RecordSnapshotResponse());
  }

  // "set since tombstone" of each absence.
  std::vector<std::string> Absences(int number) {
    std::vector<std::string> texts;
    const v1::Registration head = f_.Head(Id(number));
    for (const v1::Absence& absence : head.absences()) {
      texts.push_back(absence.set() + " " + std::to_string(absence.since().seconds()) +
                      (absence.tombstone() ? " withdrawn" : ""));
    }
    return texts;
  }

  uint64_t Revision(int number) { return f_.Head(Id(number)).revision(); }

  StoreFixture f_;
  std::string run_;
  uint64_t next_ = 1;
};

TEST_F(SnapshotTest, WhatASnapshotLacksIsAbsentAtOnceAndWithdrawnWhenTheNextOneAgrees) {
  const v1::RecordSnapshotResponse first = Record({1, 2, 3}, 1000);
  EXPECT_EQ(first.registrations(), 3u);
  EXPECT_EQ(first.absent(), 0u);
  EXPECT_THAT(Absences(2), IsEmpty());
  const v1::RecordSnapshotResponse second = Record({1, 3}, 2000);
  EXPECT_EQ(second.registrations(), 2u);
  EXPECT_EQ(second.absent(), 1u);
  EXPECT_THAT(Absences(2), ElementsAre("ictrp/test 2000"));
  EXPECT_EQ(f_.Status().absent(), 1u);
  EXPECT_EQ(f_.Status().withdrawn(), 0u);
  Record({1, 3, 4}, 3000);
  EXPECT_THAT(Absences(2), ElementsAre("ictrp/test 2000 withdrawn"));
  EXPECT_THAT(Absences(4), IsEmpty());
  EXPECT_EQ(f_.Status().absent(), 1u);
  EXPECT_EQ(f_.Status().withdrawn(), 1u);
}

TEST_F(SnapshotTest, WhatReturnsIsNoLongerAbsent) {
  Record({1, 2}, 1000);
  Record({1}, 2000);
  Record({1}, 3000);
  EXPECT_THAT(Absences(2), SizeIs(1));
  Record({1, 2}, 4000);
  EXPECT_THAT(Absences(2), IsEmpty());
  EXPECT_EQ(f_.Status().absent(), 0u);
  EXPECT_EQ(f_.Status().withdrawn(), 0u);
  Record({1}, 5000);
  EXPECT_THAT(Absences(2), ElementsAre("ictrp/test 5000")) << "counted from its last return";
}

TEST_F(SnapshotTest, WhatIsLongGoneChangesNothingWithEverySnapshot) {
  Record({1, 2}, 1000);
  Record({1}, 2000);
  Record({1}, 3000);
  const uint64_t revision = Revision(2);
  const size_t entries = f_.Entries().size();
  for (int week = 4; week < 9; ++week) Record({1}, week * 1000);
  EXPECT_EQ(Revision(2), revision);
  EXPECT_EQ(f_.Entries().size(), entries + 5) << "the snapshots only";
}

TEST_F(SnapshotTest, AbsenceIsAHeadRevisionOfTheSameContentInOneCommitWithItsSnapshot) {
  Record({1, 2}, 1000);
  const v1::Registration before = f_.Head(Id(2));
  Record({1}, 2000);
  v1::Registration after = f_.Head(Id(2));
  EXPECT_EQ(after.revision(), before.revision() + 1);
  const std::vector<v1::ChangelogEntry> entries = f_.Entries();
  const v1::ChangelogEntry& changed = entries[entries.size() - 2];
  EXPECT_EQ(changed.head_changed().registration().SerializeAsString(), after.SerializeAsString());
  const v1::SnapshotRecorded& recorded = entries.back().snapshot_recorded();
  EXPECT_EQ(recorded.set(), kSet);
  EXPECT_EQ(recorded.observed_at().seconds(), 2000);
  EXPECT_EQ(recorded.registrations(), 1u);
  EXPECT_EQ(recorded.absent(), 1u);
  EXPECT_EQ(recorded.run(), run_);
  EXPECT_FALSE(recorded.inserted());
  after.clear_absences();
  after.set_revision(before.revision());
  EXPECT_EQ(after.SerializeAsString(), before.SerializeAsString());
}

TEST_F(SnapshotTest, LaterHeadsCarryAbsencesOnAndMergedOnesAreKeptOnce) {
  Record({1, 2}, 1000);
  TestDocument own;
  own.id = Id(2);
  own.observed = 1500;
  own.words = "own";
  ASSERT_TRUE(f_.Send(run_, next_++, RecordRequest(own)).ok());
  Record({1}, 2000);
  Record({1}, 3000);
  EXPECT_EQ(f_.Head(Id(2)).study().titles(0).text(), "own") << "its content is that of an earlier head revision";
  EXPECT_THAT(Absences(2), ElementsAre("ictrp/test 2000 withdrawn"));
  own.words = "own again";
  own.observed = 3500;
  ASSERT_TRUE(f_.Send(run_, next_++, RecordRequest(own)).ok());
  EXPECT_EQ(f_.Head(Id(2)).study().titles(0).text(), "own again");
  EXPECT_THAT(Absences(2), ElementsAre("ictrp/test 2000 withdrawn")) << "seen elsewhere, still not in the set";
  f_.Reopen();
  EXPECT_THAT(Absences(2), ElementsAre("ictrp/test 2000 withdrawn"));
  EXPECT_EQ(f_.Status().withdrawn(), 1u);
}

TEST_F(SnapshotTest, SetsAreApart) {
  Record({1, 2}, 1000, "a");
  Record({2, 3}, 1000, "b");
  Record({1}, 2000, "a");
  Record({3}, 2000, "b");
  Record({3}, 3000, "b");
  EXPECT_THAT(Absences(2), ElementsAre("a 2000", "b 2000 withdrawn"));
  EXPECT_THAT(Absences(1), IsEmpty());
  EXPECT_EQ(f_.Status().absent(), 1u) << "registrations, not absences";
  Record({1, 2}, 3000, "a");
  EXPECT_THAT(Absences(2), ElementsAre("b 2000 withdrawn"));
}

TEST_F(SnapshotTest, OlderSnapshotComesIntoItsPlace) {
  Record({1, 2}, 1000);
  Record({1}, 3000);
  EXPECT_THAT(Absences(2), ElementsAre("ictrp/test 3000"));
  Record({1}, 2000);
  EXPECT_THAT(Absences(2), ElementsAre("ictrp/test 2000 withdrawn"));
  EXPECT_TRUE(f_.Entries().back().snapshot_recorded().inserted());
  Record({7}, 500);
  EXPECT_THAT(Absences(7), ElementsAre("ictrp/test 1000 withdrawn")) << "of a snapshot before all others";
}

TEST_F(SnapshotTest, FilesOfOneTimeAreOneSnapshotAndSayingItAgainChangesNothing) {
  Record({1, 2, 3}, 1000);
  Record({1}, 2000);
  EXPECT_EQ(f_.Status().absent(), 2u);
  const v1::RecordSnapshotResponse both = Record({3}, 2000);
  EXPECT_EQ(both.registrations(), 2u);
  EXPECT_EQ(both.absent(), 1u);
  EXPECT_THAT(Absences(3), IsEmpty());
  EXPECT_THAT(Absences(2), ElementsAre("ictrp/test 2000"));
  const std::string before = f_.Status().SerializeAsString();
  const v1::RecordSnapshotResponse again = f_.RecordSnapshot(run_, kSet, 2000, 4, 4).value();
  EXPECT_EQ(again.registrations(), 2u);
  EXPECT_EQ(again.sequence(), f_.Status().sequence());
  EXPECT_EQ(f_.Status().SerializeAsString(), before);
}

TEST_F(SnapshotTest, EmptySnapshotLacksEverything) {
  Record({1, 2}, 1000);
  const v1::RecordSnapshotResponse empty = f_.RecordSnapshot(run_, kSet, 2000, next_, next_ - 1).value();
  EXPECT_EQ(empty.registrations(), 0u);
  EXPECT_EQ(empty.absent(), 2u);
  EXPECT_THAT(Absences(1), ElementsAre("ictrp/test 2000"));
}

TEST_F(SnapshotTest, WhatOneContainerNamesTwiceIsOneMember) {
  EXPECT_EQ(Record({1, 2, 1, 2, 2}, 1000).registrations(), 2u);
}

TEST_F(SnapshotTest, DeadLetterOrMissingOrdinalMakesNoSnapshot) {
  Record({1, 2}, 1000);
  const std::string before = f_.Status().content_digest();
  const auto [first, last] = Deliver({1}, 1000);
  const auto missing = f_.RecordSnapshot(run_, kSet, 2000, first, last + 1);
  EXPECT_EQ(common::ErrorReason(missing.status()), "ORDINALS_MISSING");
  TestDocument broken;
  broken.id = "x";
  ASSERT_TRUE(f_.Send(run_, next_++, CauseRequest(broken, v1::DEAD_LETTER_REASON_MALFORMED)).ok());
  const std::string with_letter = f_.Status().content_digest();
  EXPECT_NE(with_letter, before);
  const auto incomplete = f_.RecordSnapshot(run_, kSet, 2000, first, last + 1);
  EXPECT_EQ(incomplete.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(common::ErrorReason(incomplete.status()), "SNAPSHOT_INCOMPLETE");
  EXPECT_EQ(common::ErrorMetadata(incomplete.status(), "ordinal"), std::to_string(last + 1));
  EXPECT_EQ(f_.Status().content_digest(), with_letter);
  EXPECT_THAT(Absences(2), IsEmpty());
}

TEST_F(SnapshotTest, StaleAndFinishedRunsAreRefused) {
  Record({1}, 1000);
  const std::string newer = f_.StartRun("file_drop");
  const auto stale = f_.RecordSnapshot(run_, kSet, 2000, 1, 1);
  EXPECT_EQ(common::ErrorReason(stale.status()), "STALE_FENCING_TOKEN");
  v1::FinishRunRequest finish;
  finish.set_run(newer);
  ASSERT_TRUE(f_.Finish(finish).ok());
  const auto over = f_.RecordSnapshot(newer, kSet, 2000, 1, 0);
  EXPECT_EQ(common::ErrorReason(over.status()), "RUN_NOT_RUNNING");
}

TEST_F(SnapshotTest, WrongRequestsAreRefusedWithTheFieldAtFault) {
  const auto field = [&](const std::string& set, uint64_t first, uint64_t last) {
    const auto recorded = f_.RecordSnapshot(run_, set, 1000, first, last);
    EXPECT_EQ(recorded.status().code(), absl::StatusCode::kInvalidArgument);
    return common::ErrorMetadata(recorded.status(), "field");
  };
  EXPECT_EQ(field("", 1, 0), "set");
  EXPECT_EQ(field(std::string(129, 'a'), 1, 0), "set");
  EXPECT_EQ(field("two words", 1, 0), "set");
  EXPECT_EQ(field(kSet, 0, 0), "first_ordinal");
  EXPECT_EQ(field(kSet, 5, 3), "last_ordinal");
  EXPECT_TRUE(f_.RecordSnapshot(run_, std::string(128, 'a'), 1000, 1, 0).ok());
}

TEST_F(SnapshotTest, FailedWriteLeavesNothingOfASnapshot) {
  Record({1, 2}, 1000);
  const auto [first, last] = Deliver({1}, 2000);
  const auto before = f_.Status();
  f_.database().FailWrites(true);
  EXPECT_EQ(common::ErrorReason(f_.RecordSnapshot(run_, kSet, 2000, first, last).status()), "COMMIT_FAILED");
  f_.database().FailWrites(false);
  EXPECT_TRUE(f_.Status().read_only()) << "until the next change shows that it can write";
  EXPECT_EQ(f_.Status().sequence(), before.sequence());
  EXPECT_EQ(f_.Status().content_digest(), before.content_digest());
  EXPECT_TRUE(f_.RecordSnapshot(run_, kSet, 2000, first, last).ok());
  EXPECT_THAT(Absences(2), ElementsAre("ictrp/test 2000"));
}

// A large snapshot is entered in steps: what of it is there before it is recorded must not show.
TEST_F(SnapshotTest, MembersOfASnapshotThatIsNeverRecordedDoNotCount) {
  Record({1, 2}, 1000);
  const std::string before = f_.Status().content_digest();
  v1::RecordSnapshotRequest request;
  request.set_run(run_);
  request.set_fencing_token(1);
  request.set_set(kSet);
  request.mutable_observed_at()->set_seconds(1500);
  const std::vector<std::string> members = {Id(1), Id(8), Id(9)};
  ASSERT_TRUE(f_.Change([&](WriteContext& context) { return EnterMembers(request, members, context); }).ok());
  EXPECT_EQ(f_.Status().content_digest(), before);
  // 9 is another snapshot's first, 8 stays unknown; then a snapshot of the very time has 8 only.
  Record({1, 2, 9}, 2000);
  Record({1, 2, 8}, 1500);
  EXPECT_THAT(Absences(8), ElementsAre("ictrp/test 2000"));
  EXPECT_THAT(Absences(9), IsEmpty());
  const absl::StatusOr<SnapshotSet> set = SnapshotSet::Read(f_.store().latest(), kSet);
  ASSERT_TRUE(set.ok());
  EXPECT_TRUE(set->Contains(absl::FromUnixSeconds(1500)));
  EXPECT_EQ(set->After(absl::FromUnixSeconds(1500)), absl::FromUnixSeconds(2000));
}

TEST_F(SnapshotTest, LargeSnapshotsComeInStepsAndEndAlike) {
  std::vector<int> numbers;
  for (int i = 0; i < static_cast<int>(kMembersPerStep) + 500; ++i) numbers.push_back(i);
  EXPECT_EQ(Record(numbers, 1000).registrations(), numbers.size());
  EXPECT_EQ(Record({5, 4500}, 2000).absent(), numbers.size() - 2);
  EXPECT_EQ(f_.Status().absent(), numbers.size() - 2);
  EXPECT_THAT(Absences(4000), ElementsAre("ictrp/test 2000"));
  EXPECT_THAT(Absences(4500), IsEmpty());
  Record(numbers, 3000);
  EXPECT_EQ(f_.Status().absent(), 0u);
}

}  // namespace
}  // namespace trialweave::store
