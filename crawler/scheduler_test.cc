#include "crawler/scheduler.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/synchronization/notification.h"
#include "common/status.h"
#include "crawler/crawl_run_testing.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace trialweave::crawler {
namespace {

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
