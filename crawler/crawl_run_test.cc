#include "crawler/crawl_run.h"

#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "common/sha256.h"
#include "common/status.h"
#include "crawler/fake_pipeline.h"
#include "crawler/fetch_error.h"
#include "crawler/scheduler.h"
#include "crawler/sources/file_drop_source.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace trialweave::crawler {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

std::string Study(int n) { return absl::StrCat("{\"protocolSection\":{\"n\":", n, "}}"); }

std::string Array(int first, int count) {
  std::string array = "[";
  for (int i = 0; i < count; ++i) absl::StrAppend(&array, i == 0 ? "" : ",", Study(first + i));
  return array + "]";
}

// A source whose passes are told what to do.
class ScriptedSource : public Source {
 public:
  class Pass : public SourcePass {
   public:
    explicit Pass(ScriptedSource* source) : source_(source) {}
    absl::StatusOr<std::optional<Container>> Next() override {
      if (next_ < source_->containers.size()) return source_->containers[next_++];
      if (!source_->error.ok()) return source_->error;
      return std::nullopt;
    }
    void Complete(const std::string& key) override { source_->completed.push_back(key); }
    std::string State() const override { return absl::StrCat("after ", source_->completed.size()); }
    absl::StatusOr<PassSummary> Finish() override { return source_->summary; }

   private:
    ScriptedSource* const source_;
    size_t next_ = 0;
  };

  const std::string& id() const override { return id_; }
  std::string kind() const override { return "scripted"; }
  std::string location() const override { return "nowhere"; }
  absl::StatusOr<std::unique_ptr<SourcePass>> Open(const PassRequest& request) override {
    opened = request;
    return std::make_unique<Pass>(this);
  }

  std::vector<Container> containers;
  absl::Status error;
  PassSummary summary;
  std::vector<std::string> completed;
  PassRequest opened;

 private:
  const std::string id_ = "ctgov";
};

class CrawlRunTest : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = testing::TempDir() + "/" + testing::UnitTest::GetInstance()->current_test_info()->name();
    fs::create_directories(folder_);
    options_.store = &pipeline_;
    options_.connector = &pipeline_;
    options_.clock = &clock_;
    options_.observer = &observer_;
    options_.instance = "test";
    options_.lease_ttl = absl::Milliseconds(30);
    options_.checkpoint_interval = absl::ZeroDuration();
    options_.ingest.first_backoff = absl::Milliseconds(1);
    options_.ingest.longest_backoff = absl::Milliseconds(1);
    options_.ingest.window_documents = 8;
  }

  void AddPage(const std::string& key, const std::string& bytes) {
    Container container;
    container.key = key;
    container.path = folder_ + "/" + key;
    std::ofstream(container.path, std::ios::binary) << bytes;
    container.ref.set_digest(common::Sha256(bytes));
    container.ref.set_origin("https://example.org/" + key);
    source_.containers.push_back(container);
  }

  absl::StatusOr<v1::Run> Crawl(bool full = false) { return CrawlRun(&source_, options_, full, nullptr).Execute(); }

  std::string folder_;
  common::SystemClock clock_;
  CrawlObserver observer_;
  FakePipeline pipeline_;
  ScriptedSource source_;
  CrawlRunOptions options_;
};

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
  EXPECT_EQ(run->counts().challenged(), 19u);
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

class FileDropTest : public CrawlRunTest {
 protected:
  void SetUp() override {
    CrawlRunTest::SetUp();
    drop_ = folder_ + "/drop";
    fs::remove_all(drop_);
    fs::create_directories(drop_ + "/sub");
  }
  void Put(const std::string& path, const std::string& bytes) {
    std::ofstream(drop_ + "/" + path, std::ios::binary) << bytes;
  }
  v1::Run Crawl(bool full = false) {
    config::v1::FileDropConfig config;
    config.set_folder(drop_);
    config.set_settle_seconds(settle_seconds_);
    FileDropSource source("file_drop", config, {}, {}, &clock_);
    auto run = CrawlRun(&source, options_, full, nullptr).Execute();
    EXPECT_TRUE(run.ok()) << run.status();
    return run.ok() ? *run : v1::Run();
  }
  std::vector<std::string> Origins() {
    std::vector<std::string> origins;
    for (const v1::RecordDocument& document : pipeline_.Documents()) origins.push_back(document.container().origin());
    return origins;
  }

  std::string drop_;
  int settle_seconds_ = 0;
};

TEST_F(FileDropTest, WalksInOrderAndLeavesOutWhatIsNoDelivery) {
  Put("b.json", Array(1, 1));
  Put("a.json", Array(2, 1));
  Put("sub/c.json", Array(3, 1));
  Put("a.json.meta", "obtained_by: desk\n");
  Put(".hidden.json", Array(4, 1));
  Put("big.json.part", Array(5, 1));
  Put("x.json~", Array(6, 1));
  fs::create_symlink(drop_ + "/a.json", drop_ + "/link.json");
  const v1::Run run = Crawl();
  EXPECT_EQ(run.state(), v1::RUN_STATE_SUCCEEDED);
  EXPECT_THAT(Origins(), ElementsAre("a.json", "b.json", "link.json", "sub/c.json"));
  EXPECT_EQ(pipeline_.Documents()[0].container().obtained_by(), "desk");
}

TEST_F(FileDropTest, SideCarGivesTimeAndOriginWhereRecordsDoNot) {
  Put("a.json", Array(1, 1));
  Put("a.json.meta", "obtained_at: 2026-01-02T03:04:05Z\norigin: https://example.org/x\n");
  Put("b.json", R"([{"protocolSection":{},"derivedSection":{"miscInfoModule":{"versionHolder":"2025-05-07"}}}])");
  Put("b.json.meta", "obtained_at: 2026-01-02T03:04:05Z\n");
  Put("c.json", Array(3, 1));
  Put("c.json.meta", "what is this");
  fs::last_write_time(drop_ + "/c.json", fs::file_time_type::clock::now() - std::chrono::hours(1000));
  const v1::Run run = Crawl();
  const auto documents = pipeline_.Documents();
  EXPECT_EQ(documents[0].container().observed_at().seconds(), 1767323045);
  EXPECT_EQ(documents[0].container().origin(), "https://example.org/x");
  EXPECT_EQ(documents[1].container().observed_at().seconds(), 1746576000);
  EXPECT_LT(documents[2].container().observed_at().seconds(), absl::ToUnixSeconds(absl::Now() - absl::Hours(999)));
  EXPECT_THAT(run.detail(), HasSubstr("1 side-cars that cannot be read"));
}

TEST_F(FileDropTest, SecondPassSkipsWhatIsProvenAndFullPassDoesNot) {
  Put("a.json", Array(1, 2));
  Put("b.json", Array(3, 2));
  EXPECT_EQ(Crawl().delivered(), 4u);
  EXPECT_EQ(Crawl().delivered(), 0u);
  Put("b.json", Array(3, 3));
  const v1::Run changed = Crawl();
  EXPECT_EQ(changed.delivered(), 3u);
  EXPECT_THAT(changed.detail(), HasSubstr("1 files unchanged"));
  const v1::Run full = Crawl(true);
  EXPECT_EQ(full.delivered(), 5u);
  EXPECT_EQ(full.counts().unchanged(), 5u);
  Put("a.json.meta", "obtained_at: 2026-01-02T03:04:05Z\n");
  EXPECT_EQ(Crawl().delivered(), 2u) << "a new side-car is a new observation";
}

TEST_F(FileDropTest, InterruptedRunGoesOnFromItsCheckpoint) {
  for (int i = 0; i < 20; ++i) Put(absl::StrCat("f", 10 + i, ".json"), Array(i * 10, 10));
  config::v1::FileDropConfig config;
  config.set_folder(drop_);
  FileDropSource source("file_drop", config, {}, {}, &clock_);
  CrawlRun run(&source, options_, false, nullptr);
  pipeline_.OnDocument([&run](const v1::RecordDocument& document) {
    if (document.ordinal() == 120) run.Cancel();
  });
  EXPECT_EQ(run.Execute().status().code(), absl::StatusCode::kCancelled);
  pipeline_.OnDocument(nullptr);
  const v1::Run next = Crawl();
  EXPECT_EQ(next.state(), v1::RUN_STATE_SUCCEEDED);
  EXPECT_LT(next.delivered(), 150u) << "complete files are not sent again";
  EXPECT_GE(next.delivered(), 80u);
}

TEST_F(FileDropTest, WhatCannotBeTakenIsADeadLetter) {
  fs::create_symlink("/etc/hostname", drop_ + "/out.json");
  fs::create_symlink(drop_ + "/nothing", drop_ + "/dangling.json");
  ASSERT_EQ(mkfifo((drop_ + "/pipe.json").c_str(), 0600), 0);
  Put("empty.json", "");
  const v1::Run run = Crawl();
  EXPECT_EQ(run.counts().dead_lettered(), 4u);
  std::map<std::string, v1::DeadLetterReason> reasons;
  for (const auto& document : pipeline_.Documents()) reasons[document.container().origin()] = document.cause().reason();
  EXPECT_EQ(reasons["out.json"], v1::DEAD_LETTER_REASON_UNREADABLE);
  EXPECT_EQ(reasons["dangling.json"], v1::DEAD_LETTER_REASON_UNREADABLE);
  EXPECT_EQ(reasons["pipe.json"], v1::DEAD_LETTER_REASON_UNREADABLE);
  EXPECT_EQ(reasons["empty.json"], v1::DEAD_LETTER_REASON_EMPTY);
}

TEST_F(FileDropTest, FreshFilesAreLeftToSettle) {
  settle_seconds_ = 3600;
  Put("a.json", Array(1, 2));
  const v1::Run run = Crawl();
  EXPECT_EQ(run.delivered(), 0u);
  EXPECT_THAT(run.detail(), HasSubstr("1 files still changing"));
}

TEST_F(FileDropTest, MissingFolderIsAFailedRun) {
  fs::remove_all(drop_);
  const v1::Run run = Crawl();
  EXPECT_EQ(run.state(), v1::RUN_STATE_FAILED);
  EXPECT_THAT(run.detail(), HasSubstr("does not exist"));
}

class SchedulerTest : public CrawlRunTest {
 protected:
  // The scheduler owns its sources; the test keeps the script.
  class Borrowed : public Source {
   public:
    explicit Borrowed(Source* source) : source_(source) {}
    const std::string& id() const override { return source_->id(); }
    std::string kind() const override { return source_->kind(); }
    std::string location() const override { return source_->location(); }
    absl::StatusOr<std::unique_ptr<SourcePass>> Open(const PassRequest& request) override {
      return source_->Open(request);
    }

   private:
    Source* const source_;
  };
  std::unique_ptr<Scheduler> Make(absl::Duration interval) {
    std::vector<ScheduledSource> sources;
    sources.push_back({std::make_unique<Borrowed>(&source_), interval});
    return std::make_unique<Scheduler>(std::move(sources), options_);
  }
};

TEST_F(SchedulerTest, RunsOnRequestAndTellsTheWatcher) {
  AddPage("a", Array(1, 5));
  auto scheduler = Make(absl::ZeroDuration());
  EXPECT_EQ(scheduler->Request("ctgov", false, {}).code(), absl::StatusCode::kUnavailable) << "not started yet";
  scheduler->Start();
  EXPECT_EQ(common::ErrorReason(scheduler->Request("other", false, {})), "SOURCE_NOT_FOUND");
  absl::Notification done;
  v1::Run last;
  absl::Status end = absl::UnknownError("not called");
  RunWatcher watcher;
  watcher.on_progress = [&](const v1::Run& run, const std::string&) { last = run; };
  watcher.on_done = [&](const absl::Status& status) {
    end = status;
    done.Notify();
  };
  ASSERT_TRUE(scheduler->Request("ctgov", true, watcher).ok());
  EXPECT_EQ(common::ErrorReason(scheduler->Request("ctgov", true, {})), "RUN_IN_PROGRESS");
  done.WaitForNotification();
  EXPECT_TRUE(end.ok()) << end;
  EXPECT_EQ(last.state(), v1::RUN_STATE_SUCCEEDED);
  EXPECT_EQ(last.delivered(), 5u);
  EXPECT_EQ(scheduler->List()[0].kind, "scripted");
}

TEST_F(SchedulerTest, RunsOnItsIntervalUntilStopped) {
  AddPage("a", Array(1, 1));
  absl::Mutex mutex;
  int runs = 0;
  pipeline_.OnDocument([&](const v1::RecordDocument&) {
    absl::MutexLock lock(&mutex);
    ++runs;
  });
  auto scheduler = Make(absl::Milliseconds(1));
  scheduler->Start();
  {
    absl::MutexLock lock(&mutex);
    const auto thrice = [&runs] { return runs >= 3; };
    mutex.Await(absl::Condition(&thrice));
  }
  scheduler->Stop();
}

TEST_F(SchedulerTest, StopEndsARunWhosePeersAreAway) {
  AddPage("a", Array(1, 5));
  pipeline_.FailStreams(1'000'000);
  absl::Notification started, done;
  auto scheduler = Make(absl::ZeroDuration());
  scheduler->Start();
  RunWatcher watcher;
  watcher.on_progress = [&](const v1::Run&, const std::string&) {
    if (!started.HasBeenNotified()) started.Notify();
  };
  watcher.on_done = [&](const absl::Status& status) {
    EXPECT_EQ(status.code(), absl::StatusCode::kCancelled);
    done.Notify();
  };
  ASSERT_TRUE(scheduler->Request("ctgov", false, watcher).ok());
  started.WaitForNotification();
  scheduler->Stop();
  done.WaitForNotification();
}

}  // namespace
}  // namespace trialweave::crawler
