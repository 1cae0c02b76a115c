#include "crawler/crawl_run.h"

#include <string>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "common/sha256.h"
#include "common/status.h"
#include "crawler/crawl_run_testing.h"
#include "crawler/fetch_error.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace trialweave::crawler {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;

TEST_F(CrawlRunTest, DeliversEveryRecordAndBalances) {
  AddPage("a", Array(1, 20));
  AddPage("b", Array(15, 10));
  AddPage("empty", "[]");
  source_.summary.declared = 24;
  source_.summary.state = "done";
  const auto run = Crawl(true);
  ASSERT_TRUE(run.ok()) << run.status();
  EXPECT_EQ(run->state(), v1::RUN_STATE_SUCCEEDED);
  EXPECT_EQ(run->delivered(), 30u);
  EXPECT_EQ(run->declared(), 24u);
  EXPECT_EQ(run->counts().created(), 24u);
  EXPECT_EQ(run->counts().unchanged(), 6u);
  EXPECT_TRUE(source_.opened.full);
  EXPECT_THAT(source_.completed, ElementsAre("a", "b", "empty"));
  EXPECT_EQ(pipeline_.finished().containers(), 3u);
  EXPECT_EQ(pipeline_.finished().state(), "done");
  EXPECT_TRUE(pipeline_.lease_released());
  const std::vector<v1::RecordDocument> documents = pipeline_.Documents();
  EXPECT_EQ(documents[20].ordinal(), 21u);
  EXPECT_EQ(documents[20].container_ordinal(), 0u);
  EXPECT_EQ(documents[20].container().origin(), "https://example.org/b");
  EXPECT_EQ(documents[20].content_sha256(), common::Sha256(documents[20].content()));
  EXPECT_EQ(documents[20].source(), "ctgov");
}

TEST_F(CrawlRunTest, SurvivesStreamsThatBreakAndPeersThatAreAway) {
  AddPage("a", Array(1, 100));
  pipeline_.FailCalls(3);
  pipeline_.FailStreams(3);
  pipeline_.BreakStreamsAfter(7);
  const auto run = Crawl();
  ASSERT_TRUE(run.ok()) << run.status();
  EXPECT_EQ(run->state(), v1::RUN_STATE_SUCCEEDED);
  EXPECT_EQ(run->counts().created(), 100u);
  EXPECT_GT(pipeline_.streams(), 10);
  EXPECT_GT(pipeline_.repeated(), 5) << "answers that were lost are asked for again";
}

TEST_F(CrawlRunTest, LostAnswerToFinishRunIsNoFailure) {
  AddPage("a", Array(1, 3));
  pipeline_.LoseFinishAnswer();
  const auto run = Crawl();
  ASSERT_TRUE(run.ok()) << run.status();
  EXPECT_EQ(run->state(), v1::RUN_STATE_SUCCEEDED);
  EXPECT_EQ(run->counts().created(), 3u);
}

TEST_F(CrawlRunTest, MissingRecordsMakeItIncomplete) {
  AddPage("a", Array(1, 10));
  source_.summary.declared = 12;
  const auto run = Crawl();
  ASSERT_TRUE(run.ok()) << run.status();
  EXPECT_EQ(run->state(), v1::RUN_STATE_INCOMPLETE);
  EXPECT_EQ(run->counts().missing(), 2u);
  EXPECT_EQ(run->declared(), 12u);
}

TEST_F(CrawlRunTest, ChallengedRecordsAreCountedAsSuch) {
  AddPage("a", Array(1, 10));
  AddPage("wall", "<html>acw_sc__v2</html>");
  source_.summary.declared = 30;
  source_.summary.challenged = source_.summary.incomplete = true;
  source_.summary.health = v1::SOURCE_HEALTH_CHALLENGED;
  const auto run = Crawl();
  ASSERT_TRUE(run.ok()) << run.status();
  EXPECT_EQ(run->state(), v1::RUN_STATE_INCOMPLETE);
  EXPECT_EQ(run->counts().dead_lettered(), 1u);
  EXPECT_EQ(run->counts().challenged(), 20u);
  EXPECT_EQ(run->counts().missing(), 0u);
  EXPECT_EQ(pipeline_.finished().health(), v1::SOURCE_HEALTH_CHALLENGED);
}

TEST_F(CrawlRunTest, ChallengeWithoutATotalIsNeverASuccess) {
  AddPage("wall", "<html>acw_sc__v2</html>");
  source_.summary.challenged = true;
  const auto run = Crawl();
  ASSERT_TRUE(run.ok()) << run.status();
  EXPECT_EQ(run->state(), v1::RUN_STATE_INCOMPLETE);
  EXPECT_EQ(run->counts().challenged(), 1u);
}

TEST_F(CrawlRunTest, DriftedTotalIsToldAndStillBalances) {
  AddPage("a", Array(1, 10));
  source_.summary.declared = 8;
  const auto run = Crawl();
  ASSERT_TRUE(run.ok()) << run.status();
  EXPECT_EQ(run->declared(), 10u);
  EXPECT_THAT(run->detail(), HasSubstr("declared total of 8 drifted"));
}

TEST_F(CrawlRunTest, SourceThatFailsLeavesAFailedRunWithWhatCameBefore) {
  AddPage("a", Array(1, 5));
  source_.error = ThrottledError("https://example.org/b", 429);
  const auto run = Crawl();
  ASSERT_TRUE(run.ok()) << run.status();
  EXPECT_EQ(run->state(), v1::RUN_STATE_FAILED);
  EXPECT_EQ(run->delivered(), 5u);
  EXPECT_EQ(pipeline_.finished().failure().code(), static_cast<int>(absl::StatusCode::kUnavailable));
  EXPECT_EQ(pipeline_.finished().health(), v1::SOURCE_HEALTH_THROTTLED);
}

TEST_F(CrawlRunTest, ContainerThatCannotBeReadIsADeadLetter) {
  AddPage("a", Array(1, 2));
  Container gone;
  gone.key = "gone";
  gone.path = folder_ + "/gone";
  gone.ref.set_origin("gone");
  source_.containers.insert(source_.containers.begin(), gone);
  const auto run = Crawl();
  ASSERT_TRUE(run.ok()) << run.status();
  EXPECT_EQ(run->counts().dead_lettered(), 1u);
  EXPECT_EQ(run->counts().created(), 2u);
  EXPECT_EQ(pipeline_.Documents()[0].cause().reason(), v1::DEAD_LETTER_REASON_UNREADABLE);
  EXPECT_THAT(pipeline_.Documents()[0].container().digest(), SizeIs(32));
}

TEST_F(CrawlRunTest, CheckpointsProveOrdinalsInOrderWithTheStateOfCompleteContainers) {
  for (int page = 0; page < 10; ++page) AddPage(absl::StrCat("p", page), Array(page * 10, 10));
  ASSERT_TRUE(Crawl().ok());
  const std::vector<v1::Checkpoint> checkpoints = pipeline_.Checkpoints();
  ASSERT_FALSE(checkpoints.empty());
  uint64_t last = 0;
  for (const v1::Checkpoint& checkpoint : checkpoints) {
    EXPECT_GT(checkpoint.up_to_ordinal(), last);
    last = checkpoint.up_to_ordinal();
    EXPECT_LE(checkpoint.state(), absl::StrCat("after ", last / 10)) << "no container is complete before its ordinals";
  }
  EXPECT_EQ(last, 100u);
}

TEST_F(CrawlRunTest, CompleteSnapshotIsRecordedWithItsOrdinalsBeforeItsContainerIsComplete) {
  AddPage("a", Array(1, 3));
  AddPage("b", Array(3, 5));
  MakeSnapshot(1, "set/b");
  AddPage("none", "[]");
  MakeSnapshot(2, "set/none");
  const auto run = Crawl();
  ASSERT_TRUE(run.ok()) << run.status();
  EXPECT_EQ(run->state(), v1::RUN_STATE_SUCCEEDED);
  EXPECT_EQ(run->detail(), "");
  const auto snapshots = pipeline_.Snapshots();
  ASSERT_THAT(snapshots, SizeIs(2));
  EXPECT_EQ(snapshots[0].run(), run->name());
  EXPECT_EQ(snapshots[0].set(), "set/b");
  EXPECT_EQ(snapshots[0].observed_at().seconds(), 1000);
  EXPECT_EQ(snapshots[0].first_ordinal(), 4u);
  EXPECT_EQ(snapshots[0].last_ordinal(), 8u);
  EXPECT_EQ(snapshots[1].first_ordinal(), 9u);
  EXPECT_EQ(snapshots[1].last_ordinal(), 8u);
  EXPECT_EQ(pipeline_.Documents()[3].container().complete_set(), "set/b");
}

TEST_F(CrawlRunTest, SnapshotWhoseAnswerIsLostIsRecordedAgain) {
  AddPage("a", Array(1, 3));
  MakeSnapshot(0, "set");
  pipeline_.LoseSnapshotAnswer();
  ASSERT_TRUE(Crawl().ok());
  EXPECT_THAT(pipeline_.Snapshots(), SizeIs(2));
  EXPECT_THAT(source_.completed, ElementsAre("a"));
}

TEST_F(CrawlRunTest, ContainerWithAFaultIsNoSnapshotAndTheRunSaysSo) {
  AddPage("cut", Array(1, 3).substr(0, 60));
  AddPage("refused", Array(10, 3));
  AddPage("moving", Array(20, 3));
  AddPage("whole", Array(30, 3));
  for (size_t i = 0; i < 4; ++i) MakeSnapshot(i, "set/" + source_.containers[i].key);
  source_.changed = "moving";
  // The normalizer knows better than the splitter.
  pipeline_.Refuse(Study(11));
  const auto run = Crawl();
  ASSERT_TRUE(run.ok()) << run.status();
  EXPECT_EQ(run->state(), v1::RUN_STATE_SUCCEEDED);
  EXPECT_THAT(run->detail(), HasSubstr("cut is no complete snapshot: "));
  EXPECT_THAT(run->detail(), HasSubstr("refused is no complete snapshot: SNAPSHOT_INCOMPLETE"));
  EXPECT_THAT(run->detail(), HasSubstr("moving is no complete snapshot: it changed"));
  ASSERT_THAT(pipeline_.Snapshots(), SizeIs(1));
  EXPECT_EQ(pipeline_.Snapshots()[0].set(), "set/whole");
  EXPECT_THAT(source_.completed, ElementsAre("cut", "refused", "moving", "whole"));
}

TEST_F(CrawlRunTest, NoCheckpointCallsAContainerCompleteBeforeItsSnapshotIsRecorded) {
  AddPage("a", Array(1, 3));
  MakeSnapshot(0, "set");
  bool cancelled = false;
  CrawlRun run(&source_, options_, false, nullptr);
  pipeline_.OnSnapshot([&] {
    // As if the crawler died here.
    EXPECT_THAT(source_.completed, SizeIs(0));
    cancelled = true;
    run.Cancel();
  });
  EXPECT_EQ(run.Execute().status().code(), absl::StatusCode::kCancelled);
  EXPECT_TRUE(cancelled);
  EXPECT_THAT(source_.completed, SizeIs(0));
  for (const v1::Checkpoint& checkpoint : pipeline_.Checkpoints()) EXPECT_EQ(checkpoint.state(), "after 0");
}

TEST_F(CrawlRunTest, LostLeaseEndsTheRunWithoutFinishingIt) {
  AddPage("a", Array(1, 200));
  pipeline_.OnDocument([this](const v1::RecordDocument& document) {
    if (document.ordinal() == 50) pipeline_.TakeLease();
  });
  const auto run = Crawl();
  EXPECT_EQ(run.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(common::ErrorReason(run.status()), "STALE_FENCING_TOKEN");
  EXPECT_EQ(pipeline_.finished().run(), "");
}

TEST_F(CrawlRunTest, LostLeaseIsNoticedWhileTheNormalizerIsAway) {
  AddPage("a", Array(1, 5));
  pipeline_.FailStreams(1'000'000);
  absl::Notification started;
  std::thread thief([&] {
    started.WaitForNotification();
    pipeline_.TakeLease();
  });
  CrawlRun run(&source_, options_, false, [&](const v1::Run&, const std::string&) {
    if (!started.HasBeenNotified()) started.Notify();
  });
  const auto result = run.Execute();
  thief.join();
  EXPECT_EQ(common::ErrorReason(result.status()), "STALE_FENCING_TOKEN");
}

TEST_F(CrawlRunTest, CancelLeavesTheRunOpenForTheNextOne) {
  AddPage("a", Array(1, 200));
  CrawlRun run(&source_, options_, false, nullptr);
  pipeline_.OnDocument([&run](const v1::RecordDocument& document) {
    if (document.ordinal() == 50) run.Cancel();
  });
  EXPECT_EQ(run.Execute().status().code(), absl::StatusCode::kCancelled);
  EXPECT_EQ(pipeline_.finished().run(), "");
  EXPECT_TRUE(pipeline_.lease_released());
  pipeline_.OnDocument(nullptr);
  const auto next = Crawl();
  ASSERT_TRUE(next.ok()) << next.status();
  EXPECT_EQ(next->state(), v1::RUN_STATE_SUCCEEDED);
  EXPECT_EQ(next->delivered(), 200u);
}

}  // namespace
}  // namespace trialweave::crawler
