#include "crawler/sources/archive_source.h"

#include "common/clock.h"
#include "crawler/crawl_run_testing.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "trialweave/crawlstate/v1/crawl_state.pb.h"

namespace trialweave::crawler {
namespace {

using ::testing::ElementsAre;

std::string StateAfter(const std::string& position) {
  crawlstate::v1::ArchiveState state;
  state.set_after(position);
  return state.SerializeAsString();
}

class ArchiveSourceTest : public CrawlRunTest {
 protected:
  std::vector<std::string> Contents() {
    std::vector<std::string> contents;
    for (const v1::RecordDocument& document : pipeline_.Documents()) {
      EXPECT_TRUE(document.has_rederivation());
      contents.push_back(document.content());
    }
    return contents;
  }
  absl::StatusOr<v1::Run> Run(bool full) { return CrawlRun(&archive_, options_, full, nullptr).Execute(); }

  common::FakeClock fake_clock_;
  common::ShutdownSignal shutdown_;
  ArchiveSource archive_{"archive", {}, &pipeline_, &fake_clock_, &shutdown_};
};

TEST_F(ArchiveSourceTest, SendsEveryArchivedDocumentAndBeginsAnewNextTime) {
  pipeline_.SetArchive({{"1", "a"}, {"2", "b"}, {"3", "c"}});
  const absl::StatusOr<v1::Run> run = Run(false);
  ASSERT_TRUE(run.ok()) << run.status();
  EXPECT_EQ(run->state(), v1::RUN_STATE_SUCCEEDED);
  EXPECT_THAT(Contents(), ElementsAre("a", "b", "c"));
  EXPECT_EQ(pipeline_.Documents()[0].container().digest(), "1") << "its own";
  EXPECT_EQ(pipeline_.finished().state(), "");
  EXPECT_EQ(pipeline_.Checkpoints().back().state(), StateAfter("3"));
}

TEST_F(ArchiveSourceTest, GoesOnWhereAnInterruptedPassWasProvenUnlessItIsFull) {
  pipeline_.SetArchive({{"1", "a"}, {"2", "b"}, {"3", "c"}});
  pipeline_.SetState(StateAfter("2"));
  ASSERT_TRUE(Run(false).ok());
  EXPECT_THAT(Contents(), ElementsAre("c"));
  pipeline_.SetState(StateAfter("2"));
  ASSERT_TRUE(Run(true).ok());
  EXPECT_THAT(Contents(), ElementsAre("a", "b", "c"));
}

TEST_F(ArchiveSourceTest, DeadLettersAreAskedForAndLeaveTheSourcesStateAlone) {
  pipeline_.SetArchive({{"1", "a"}});
  pipeline_.SetState(StateAfter("2"));
  v1::DeadLetterSelection selection;
  selection.set_source("ctgov");
  ASSERT_TRUE(CrawlRun(&archive_, options_, false, nullptr, selection).Execute().ok());
  EXPECT_THAT(Contents(), ElementsAre("a"));
  EXPECT_EQ(pipeline_.archive_request().dead_letters().source(), "ctgov");
  EXPECT_EQ(pipeline_.finished().state(), StateAfter("2"));
}

TEST_F(ArchiveSourceTest, WaitsForAStoreThatIsAway) {
  pipeline_.SetArchive({{"1", "a"}});
  const absl::StatusOr<std::unique_ptr<SourcePass>> pass = archive_.Open({true, ""});
  ASSERT_TRUE(pass.ok());
  pipeline_.FailCalls(5);
  const absl::StatusOr<std::optional<Container>> container = (*pass)->Next();
  ASSERT_TRUE(container.ok() && container->has_value());
  EXPECT_EQ((*container)->documents[0].content(), "a");
  shutdown_.Request();
  EXPECT_EQ((*pass)->Next().status().code(), absl::StatusCode::kCancelled);
}

}  // namespace
}  // namespace trialweave::crawler
