#include "query/changelog_follower.h"

#include <deque>
#include <utility>
#include <vector>

#include "common/status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "query/view/memory_view.h"

namespace trialweave::query {
namespace {

ChangelogBatch Batch(uint64_t first, uint64_t last, uint64_t latest) {
  ChangelogBatch batch;
  for (uint64_t sequence = first; sequence <= last; ++sequence) batch.entries.Add()->set_sequence(sequence);
  batch.up_to_sequence = last;
  batch.latest_sequence = latest;
  return batch;
}

// A part of the snapshot at `latest`, which is not in the order of sequences as a whole.
ChangelogBatch Snapshot(uint64_t first, uint64_t last, uint64_t latest) {
  ChangelogBatch batch = Batch(first, last, latest);
  batch.up_to_sequence = latest;
  batch.snapshot = true;
  return batch;
}

// Plays one prepared watch after the other.
class ScriptedSource : public ChangelogSource {
 public:
  struct Script {
    std::vector<ChangelogBatch> batches;
    absl::Status end;
  };
  absl::Status Watch(uint64_t after, const std::function<absl::Status(const ChangelogBatch&)>& on_batch) override {
    asked.push_back(after);
    if (scripts.empty()) {
      shutdown->Request();
      return absl::CancelledError();
    }
    const Script script = std::move(scripts.front());
    scripts.pop_front();
    for (const ChangelogBatch& batch : script.batches) {
      if (absl::Status status = on_batch(batch); !status.ok()) return status;
    }
    return script.end;
  }
  void Cancel() override {}

  std::deque<Script> scripts;
  std::vector<uint64_t> asked;
  common::ShutdownSignal* shutdown = nullptr;
};

class ChangelogFollowerTest : public testing::Test {
 protected:
  ChangelogFollowerTest() { source_.shutdown = &shutdown_; }

  common::FakeClock clock_{absl::FromUnixSeconds(100)};
  common::ShutdownSignal shutdown_;
  common::Readiness readiness_;
  MemoryView view_{&clock_, absl::Seconds(600)};
  ScriptedSource source_;
  int applied_ = 0;
  ChangelogFollower follower_{&source_, &view_, &clock_, &readiness_, [this] { ++applied_; }};
  const absl::Status lost_ = common::MakeError(absl::StatusCode::kUnavailable, "X", "lost");
};

TEST_F(ChangelogFollowerTest, IsReadyOnceItReachedWhatWasNewestWhenItConnected) {
  source_.scripts.push_back({{Batch(1, 2, 5)}, lost_});
  follower_.RunOnce().IgnoreError();
  EXPECT_FALSE(readiness_.Get());
  EXPECT_EQ(follower_.LagSequences(), 3);
  // The store moves on, but what counts is where it was.
  source_.scripts.push_back({{Batch(3, 4, 6), Batch(5, 6, 9)}, lost_});
  follower_.RunOnce().IgnoreError();
  EXPECT_TRUE(readiness_.Get());
  EXPECT_EQ(follower_.LagSequences(), 3);
  EXPECT_EQ(applied_, 3);
}

TEST_F(ChangelogFollowerTest, AnEmptyStoreIsCaughtUpWithAtOnce) {
  source_.scripts.push_back({{Batch(1, 0, 0)}, lost_});
  follower_.RunOnce().IgnoreError();
  EXPECT_TRUE(readiness_.Get());
}

TEST_F(ChangelogFollowerTest, ResumesAtItsSequenceAfterEachLoss) {
  source_.scripts.push_back({{Batch(1, 3, 3)}, lost_});
  source_.scripts.push_back({{}, lost_});
  source_.scripts.push_back({{Batch(4, 4, 4)}, lost_});
  follower_.Run(shutdown_);
  EXPECT_THAT(source_.asked, testing::ElementsAre(0, 3, 3, 4));
  EXPECT_EQ(view_.Position().sequence, 4);
}

TEST_F(ChangelogFollowerTest, BuildsAnewWhenItCannotBeFollowedFromThere) {
  source_.scripts.push_back({{Batch(1, 3, 3)}, lost_});
  source_.scripts.push_back({{}, common::MakeError(absl::StatusCode::kOutOfRange, "SEQUENCE_AHEAD", "x")});
  follower_.RunOnce().IgnoreError();
  follower_.RunOnce().IgnoreError();
  EXPECT_FALSE(readiness_.Get());
  EXPECT_EQ(view_.Position().sequence, 0);
  EXPECT_EQ(follower_.state().rebuilds, 1);
}

TEST_F(ChangelogFollowerTest, WhatFellBehindShowsWhatItHasUntilASnapshotTakesItsPlace) {
  source_.scripts.push_back({{Batch(1, 3, 3)}, lost_});
  follower_.RunOnce().IgnoreError();
  const auto behind = common::MakeError(absl::StatusCode::kOutOfRange, "SEQUENCE_NOT_RETAINED", "x");
  source_.scripts.push_back({{}, behind});
  follower_.RunOnce().IgnoreError();
  EXPECT_TRUE(readiness_.Get());
  EXPECT_EQ(view_.Position().sequence, 3);
  EXPECT_EQ(follower_.state().rebuilds, 1);
  // A snapshot that breaks off leaves nothing behind.
  source_.scripts.push_back({{Snapshot(5, 7, 9)}, lost_});
  follower_.RunOnce().IgnoreError();
  EXPECT_EQ(view_.Position().sequence, 3);
  EXPECT_TRUE(readiness_.Get());
  source_.scripts.push_back({{Snapshot(2, 2, 9), Snapshot(8, 9, 9), Batch(10, 9, 9), Batch(10, 11, 11)}, lost_});
  applied_ = 0;
  follower_.RunOnce().IgnoreError();
  EXPECT_THAT(source_.asked, testing::ElementsAre(0, 3, 0, 0));
  EXPECT_EQ(view_.Position().sequence, 11);
  EXPECT_EQ(applied_, 2) << "the snapshot at once, and the batch after it";
  EXPECT_TRUE(readiness_.Get());
  source_.scripts.push_back({{}, lost_});
  follower_.RunOnce().IgnoreError();
  EXPECT_EQ(source_.asked.back(), 11) << "and goes on from there";
}

TEST_F(ChangelogFollowerTest, AFirstViewIsReadyWhenItsSnapshotIsWhole) {
  source_.scripts.push_back({{Snapshot(2, 5, 6), Snapshot(6, 6, 6)}, lost_});
  follower_.RunOnce().IgnoreError();
  EXPECT_FALSE(readiness_.Get());
  EXPECT_EQ(view_.Position().sequence, 0);
  source_.scripts.push_back({{Snapshot(2, 5, 6), Snapshot(6, 6, 6), Batch(7, 6, 6)}, lost_});
  follower_.RunOnce().IgnoreError();
  EXPECT_TRUE(readiness_.Get());
  EXPECT_EQ(view_.Position().sequence, 6);
}

TEST_F(ChangelogFollowerTest, ASnapshotThatLacksItsEndIsRefused) {
  source_.scripts.push_back({{Snapshot(2, 5, 7), Batch(8, 7, 7)}, lost_});
  EXPECT_EQ(common::ErrorReason(follower_.RunOnce()), "SNAPSHOT_INCOMPLETE");
  EXPECT_EQ(view_.Position().sequence, 0);
}

TEST_F(ChangelogFollowerTest, AStoreThatKeepsEverythingAfterAllIsAnotherOne) {
  source_.scripts.push_back({{Batch(1, 5, 5)}, lost_});
  source_.scripts.push_back({{}, common::MakeError(absl::StatusCode::kOutOfRange, "SEQUENCE_NOT_RETAINED", "x")});
  source_.scripts.push_back({{Batch(1, 2, 2)}, lost_});
  for (int i = 0; i < 3; ++i) follower_.RunOnce().IgnoreError();
  EXPECT_EQ(view_.Position().sequence, 2);
}

TEST_F(ChangelogFollowerTest, RefusesAGapAndAsksAgain) {
  source_.scripts.push_back({{Batch(1, 1, 5), Batch(4, 5, 5)}, lost_});
  EXPECT_EQ(common::ErrorReason(follower_.RunOnce()), "CHANGELOG_GAP");
  EXPECT_EQ(view_.Position().sequence, 1);
}

TEST_F(ChangelogFollowerTest, LagGrowsWhileTheStoreIsAway) {
  source_.scripts.push_back({{Batch(1, 1, 1)}, lost_});
  follower_.RunOnce().IgnoreError();
  clock_.Advance(absl::Seconds(30));
  EXPECT_EQ(follower_.Lag(), absl::Seconds(30));
  EXPECT_EQ(follower_.LagSequences(), 0);
}

}  // namespace
}  // namespace trialweave::query
