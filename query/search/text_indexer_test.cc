#include "query/search/text_indexer.h"

#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace trialweave::query {
namespace {

using ::testing::ElementsAre;

// A view whose changes are put there by the test.
class ScriptedChanges : public ChangedTrials {
 public:
  TrialChanges TakeChanges() override {
    ++taken;
    TrialChanges changes = std::move(next);
    next = TrialChanges();
    next.sequence = changes.sequence;
    return changes;
  }
  void Change(uint32_t number, uint64_t sequence) {
    next.trials.push_back({number, absl::StrCat("T", number), nullptr});
    next.sequence = sequence;
  }

  TrialChanges next;
  int taken = 0;
};

// Remembers what it was told; may refuse it.
class RememberingIndex : public TextIndex {
 public:
  absl::StatusOr<std::unique_ptr<TextSnapshot>> Open() override { return absl::UnimplementedError("not needed"); }
  absl::Status Write(const TrialChanges& changes) override {
    ++asked;
    if (failing) return absl::UnavailableError("the disk is full");
    std::string said = absl::StrCat(changes.sequence, changes.reset ? " anew" : "");
    for (const ChangedTrial& trial : changes.trials) absl::StrAppend(&said, " ", trial.id);
    written.push_back(said);
    return absl::OkStatus();
  }

  bool failing = false;
  int asked = 0;
  std::vector<std::string> written;
};

class TextIndexerTest : public ::testing::Test {
 protected:
  common::SystemClock clock_;
  SnapshotPins pins_;
  ScriptedChanges changes_;
  RememberingIndex index_;
  common::Readiness ready_{true};
  int told_ = 0;
  TextIndexer indexer_{&changes_, &index_, &ready_, [this] { ++told_; }};
};

TEST_F(TextIndexerTest, WritesWhatChangedAndNothingWhenNothingDid) {
  changes_.Change(1, 5);
  ASSERT_TRUE(indexer_.RunOnce().ok());
  ASSERT_TRUE(indexer_.RunOnce().ok());
  EXPECT_THAT(index_.written, ElementsAre("5 T1"));
  EXPECT_EQ(indexer_.sequence(), 5u);
  EXPECT_EQ(told_, 1);
}

TEST_F(TextIndexerTest, WhatTheIndexRefusedIsWrittenByTheNextCallAndWhatCameMeanwhileAfterIt) {
  changes_.Change(1, 5);
  index_.failing = true;
  EXPECT_EQ(indexer_.RunOnce().code(), absl::StatusCode::kUnavailable);
  changes_.Change(2, 6);
  EXPECT_EQ(indexer_.RunOnce().code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(changes_.taken, 1) << "what was taken is kept, not taken anew";
  EXPECT_EQ(indexer_.sequence(), 0u);
  EXPECT_EQ(told_, 0);
  index_.failing = false;
  ASSERT_TRUE(indexer_.RunOnce().ok());
  ASSERT_TRUE(indexer_.RunOnce().ok());
  EXPECT_THAT(index_.written, ElementsAre("5 T1", "6 T2"));
  EXPECT_EQ(indexer_.sequence(), 6u);
}

TEST_F(TextIndexerTest, AViewBuiltAnewIsWrittenThoughItsSequenceIsKnown) {
  changes_.Change(1, 5);
  ASSERT_TRUE(indexer_.RunOnce().ok());
  changes_.next.reset = true;
  changes_.Change(7, 5);
  ASSERT_TRUE(indexer_.RunOnce().ok());
  EXPECT_THAT(index_.written, ElementsAre("5 T1", "5 anew T7"));
  // It may be empty, too: then nothing of before is left.
  changes_.next.reset = true;
  ASSERT_TRUE(indexer_.RunOnce().ok());
  EXPECT_EQ(index_.written.back(), "5 anew");
}

TEST_F(TextIndexerTest, MomentsOfTheNewestWritesStayReadable) {
  for (uint64_t sequence = 1; sequence <= 5; ++sequence) {
    changes_.Change(1, sequence);
    ASSERT_TRUE(pins_.Acquire(sequence, true));
    changes_.next.pin = std::make_shared<SnapshotPin>(&pins_, &clock_, sequence);
    ASSERT_TRUE(indexer_.RunOnce().ok());
  }
  EXPECT_FALSE(pins_.AnyIn(0, 3));
  for (const uint64_t sequence : {3, 4, 5}) EXPECT_TRUE(pins_.AnyIn(sequence, sequence + 1)) << sequence;
}

TEST_F(TextIndexerTest, WaitsForTheViewAndGoesOnAfterAFailure) {
  ready_.Set(false);
  changes_.Change(1, 5);
  common::ShutdownSignal shutdown;
  std::thread thread([&] { indexer_.Run(shutdown, clock_); });
  absl::SleepFor(absl::Milliseconds(350));
  const int before = changes_.taken;
  ready_.Set(true);
  while (indexer_.sequence() != 5) absl::SleepFor(absl::Milliseconds(5));
  shutdown.Request();
  thread.join();
  EXPECT_EQ(before, 0);
  EXPECT_THAT(index_.written, ElementsAre("5 T1"));
}

}  // namespace
}  // namespace trialweave::query
