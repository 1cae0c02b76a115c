#include "store/commit/committer.h"

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "absl/time/clock.h"
#include "common/clock.h"
#include "common/status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "store/changelog/embedded_changelog.h"
#include "store/database/faulty_database.h"
#include "store/database/rocksdb_database.h"

namespace trialweave::store {
namespace {

using ::testing::ElementsAre;

class CountingObserver : public StoreObserver {
 public:
  void OnGroup(const GroupEvents& events, size_t items, size_t, absl::Duration, uint64_t) override {
    groups.push_back(items);
    links += events.links.size();
  }
  void OnGroupFailed(size_t) override { ++failed; }
  std::vector<size_t> groups;
  size_t links = 0;
  int failed = 0;
};

class CommitterTest : public ::testing::Test {
 protected:
  CommitterTest() {
    const std::string folder = ::testing::TempDir() + "/committer";
    std::filesystem::remove_all(folder);
    database_ = std::make_unique<FaultyDatabase>(*RocksDbDatabase::Open(folder, 16 * 1024 * 1024));
    changelog_ = *EmbeddedChangelog::Open(database_.get());
    gate_ = std::make_unique<WriteGate>(database_.get(), 0);
    context_ = std::make_unique<WriteContext>(database_.get(), changelog_.get(), &clock_);
    committer_ = std::make_unique<Committer>(context_.get(), gate_.get(), &observer_, CommitterLimits{4, 1000});
  }
  void Submit(const std::string& key, absl::Status result = absl::OkStatus(), size_t bytes = 1) {
    CommitItem item;
    item.bytes = bytes;
    item.apply = [key, result](WriteContext& context) {
      context.transaction().Put(Family::kNames, key, "value");
      storage::v1::StoredEntry entry;
      entry.mutable_run_reported()->set_detail(key);
      context.Append(entry);
      context.runs().Find(context.transaction(), "run").value();
      context.runs().Mutable("run").set_watermark(context.runs().Mutable("run").watermark() + 1);
      context.events().links.push_back(v1::LINK_METHOD_DECISION);
      return result;
    };
    item.done = [this](const absl::Status& status) { statuses_.push_back(status); };
    committer_->Submit(std::move(item));
  }
  bool Has(const std::string& key) { return database_->latest().Get(Family::kNames, key)->has_value(); }
  uint64_t StoredWatermark() {
    storage::v1::StoredRun run;
    database_->latest().Read(Family::kRuns, "run", &run).value();
    return run.watermark();
  }

  common::FakeClock clock_;
  CountingObserver observer_;
  std::unique_ptr<FaultyDatabase> database_;
  std::unique_ptr<EmbeddedChangelog> changelog_;
  std::unique_ptr<WriteGate> gate_;
  std::unique_ptr<WriteContext> context_;
  std::unique_ptr<Committer> committer_;
  std::vector<absl::Status> statuses_;
};

TEST_F(CommitterTest, WhatWaitsBecomesOneGroupUpToTheLimits) {
  for (char c : std::string("abcdef")) Submit(std::string(1, c));
  committer_->RunOnce();
  EXPECT_EQ(statuses_.size(), 4u);
  committer_->RunOnce();
  EXPECT_THAT(observer_.groups, ElementsAre(4, 2));
  Submit("g", absl::OkStatus(), 2000);
  Submit("h");
  committer_->RunOnce();
  EXPECT_THAT(observer_.groups, ElementsAre(4, 2, 1)) << "an item over the limit goes alone";
}

TEST_F(CommitterTest, ABadItemIsUndoneWithoutATraceAndHarmsNoOther) {
  Submit("a");
  Submit("bad", absl::InvalidArgumentError("bad"));
  Submit("c");
  committer_->RunOnce();
  ASSERT_EQ(statuses_.size(), 3u);
  EXPECT_TRUE(statuses_[0].ok());
  EXPECT_EQ(statuses_[1].code(), absl::StatusCode::kInvalidArgument);
  EXPECT_TRUE(statuses_[2].ok());
  EXPECT_TRUE(Has("a"));
  EXPECT_FALSE(Has("bad"));
  EXPECT_TRUE(Has("c"));
  EXPECT_EQ(changelog_->latest(), 2u);
  EXPECT_EQ(changelog_->Read(1, 1, 1)->front().run_reported().detail(), "c");
  EXPECT_EQ(StoredWatermark(), 2u);
  EXPECT_EQ(observer_.links, 2u);
}

TEST_F(CommitterTest, ChangesAreRefusedUntilWhatTheyNeedIsReadAndThenTaken) {
  absl::Status prepared = absl::DataLossError("a record is broken");
  int times = 0;
  const auto prepare = [&] {
    ++times;
    return prepared;
  };
  WriteGate gate(database_.get(), 0, prepare, WriteGate::kInterval);
  committer_ = std::make_unique<Committer>(context_.get(), &gate, &observer_, CommitterLimits{4, 1000});
  Submit("early");
  committer_->RunOnce();
  EXPECT_EQ(common::ErrorReason(statuses_.at(0)), "STORE_READ_ONLY");
  EXPECT_EQ(gate.state().detail, "a record is broken");
  EXPECT_FALSE(Has("early"));
  prepared = absl::OkStatus();
  absl::SleepFor(WriteGate::kInterval);
  Submit("late");
  Submit("later");
  committer_->RunOnce();
  EXPECT_TRUE(gate.state().writable);
  EXPECT_TRUE(Has("late"));
  EXPECT_EQ(times, 2) << "once it has succeeded it is not asked again";
}

TEST_F(CommitterTest, AFailedWriteAcknowledgesNothingAndTheNextGroupGoesOn) {
  database_->FailWrites(true);
  Submit("a");
  Submit("bad", absl::InvalidArgumentError("bad"));
  committer_->RunOnce();
  ASSERT_EQ(statuses_.size(), 2u);
  for (const absl::Status& status : statuses_) {
    EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable);
    EXPECT_EQ(common::ErrorReason(status), "COMMIT_FAILED");
  }
  EXPECT_EQ(observer_.failed, 1);
  EXPECT_EQ(changelog_->latest(), 0u);
  database_->FailWrites(false);
  Submit("b");
  committer_->RunOnce();
  EXPECT_TRUE(statuses_.back().ok());
  EXPECT_FALSE(Has("a"));
  EXPECT_EQ(changelog_->latest(), 1u) << "no gap";
  EXPECT_EQ(StoredWatermark(), 1u) << "cached records of the lost group are forgotten";
}

TEST_F(CommitterTest, AClosedGateRefusesWithoutTouchingTheDatabase) {
  std::vector<bool> states;
  gate_->OnChange([&](bool writable) { states.push_back(writable); });
  database_->FailWrites(true);
  Submit("a");
  committer_->RunOnce();
  EXPECT_EQ(common::ErrorReason(statuses_.back()), "COMMIT_FAILED");
  EXPECT_FALSE(gate_->state().writable);
  Submit("b");
  committer_->RunOnce();
  EXPECT_EQ(statuses_.back().code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(common::ErrorReason(statuses_.back()), "STORE_READ_ONLY");
  EXPECT_EQ(gate_->state().reason, "DATABASE_UNAVAILABLE");
  EXPECT_THAT(states, ElementsAre(false)) << "told once";
}

TEST_F(CommitterTest, SaysWhenThereIsRoomAgain) {
  int room = 0;
  EXPECT_TRUE(committer_->HasRoomOr([&] { ++room; }));
  for (int i = 0; i < 16; ++i) Submit(std::to_string(i));
  EXPECT_FALSE(committer_->HasRoomOr([&] { ++room; }));
  EXPECT_EQ(room, 0);
  committer_->RunOnce();
  EXPECT_EQ(room, 1);
  EXPECT_TRUE(committer_->HasRoomOr([&] { ++room; }));
}

TEST_F(CommitterTest, StoppingFinishesWhatWasSubmittedAndRefusesTheRest) {
  committer_->Start();
  for (int i = 0; i < 20; ++i) Submit(std::to_string(i));
  committer_->Stop();
  ASSERT_EQ(statuses_.size(), 20u);
  EXPECT_TRUE(statuses_.back().ok());
  Submit("late");
  EXPECT_EQ(common::ErrorReason(statuses_.back()), "DRAINING");
  EXPECT_FALSE(Has("late"));
}

}  // namespace
}  // namespace trialweave::store
