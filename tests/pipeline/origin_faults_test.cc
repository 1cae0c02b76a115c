// What a registry can do to a crawl: each fault ends in a ledger that balances and a source state that tells
// it apart from "nothing there", and once it is over the next run has everything.

#include <gtest/gtest.h>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "tests/pipeline/generated_studies.h"
#include "tests/pipeline/origin_cluster.h"

namespace trialweave::tests {
namespace {

constexpr int kStudies = 25;
constexpr char kPublished[] = "2026-06-12T09:00:05";
constexpr char kPublishedLater[] = "2026-06-13T09:00:05";

std::string ContentDigest(Cluster& cluster) {
  return absl::BytesToHexString(cluster.StoreStatus(true).content_digest());
}

// Of the 25 studies, crawled without a fault.
const std::string& UndisturbedDigest() {
  static const auto* const digest = [] {
    OriginCluster undisturbed(GeneratedArray(1, kStudies));
    const v1::Run run = undisturbed.Crawl(true);
    EXPECT_EQ(run.state(), v1::RUN_STATE_SUCCEEDED);
    EXPECT_EQ(run.declared(), kStudies);
    return new std::string(ContentDigest(undisturbed.cluster()));
  }();
  return *digest;
}

struct FaultCase {
  const char* name;
  // Without "from" and "count".
  const char* fault;
  // Of a run in which the fault strikes the second page and never ends.
  v1::SourceHealth health;
  // Of the second page, however often it is asked for.
  uint64_t delivered_from_it;
  uint64_t dead_letters;
};

constexpr FaultCase kFaults[] = {
    {"TooManyRequests", "too_many_requests retry_after=0", v1::SOURCE_HEALTH_THROTTLED, 0, 1},
    {"Unavailable", "unavailable", v1::SOURCE_HEALTH_THROTTLED, 0, 1},
    {"ServerError", "status status=500", v1::SOURCE_HEALTH_FAILING, 0, 1},
    {"Forbidden", "status status=403", v1::SOURCE_HEALTH_FAILING, 0, 1},
    {"HtmlErrorThatCallsItselfJson", "html_error", v1::SOURCE_HEALTH_FAILING, 0, 1},
    {"ChallengeWith200", "challenge", v1::SOURCE_HEALTH_CHALLENGED, 0, 1},
    {"ChallengeWith405", "challenge status=405", v1::SOURCE_HEALTH_CHALLENGED, 0, 1},
    {"Reset", "reset", v1::SOURCE_HEALTH_FAILING, 0, 1},
    {"CutShort", "cut_short", v1::SOURCE_HEALTH_FAILING, 0, 1},
    // Half a page of ten: what is whole of it is delivered, the rest is one dead letter.
    {"Truncated", "truncated", v1::SOURCE_HEALTH_FAILING, 5, 1},
};

class OriginFaultTest : public testing::TestWithParam<FaultCase> {
 protected:
  OriginFaultTest() : crawl_(GeneratedArray(1, kStudies)) {}

  std::string Fault(const std::string& settings) {
    return absl::StrCat(GetParam().fault, " path=/api/v2/studies ", settings);
  }

  OriginCluster crawl_;
};

TEST_P(OriginFaultTest, ThatPassesIsSurvived) {
  crawl_.SetFault(Fault("from=2 count=2"));
  const v1::Run run = crawl_.Crawl(true);
  EXPECT_EQ(run.state(), v1::RUN_STATE_SUCCEEDED) << run.ShortDebugString();
  EXPECT_EQ(run.counts().created(), kStudies);
  EXPECT_EQ(run.delivered(), kStudies);
  EXPECT_EQ(crawl_.SourceState().health(), v1::SOURCE_HEALTH_HEALTHY);
  EXPECT_EQ(ContentDigest(crawl_.cluster()), UndisturbedDigest());
}

TEST_P(OriginFaultTest, ThatStaysIsAccountedForAndTheNextRunHasEverything) {
  crawl_.SetFault(Fault("from=2 count=0"));
  const v1::Run run = crawl_.Crawl(true);
  EXPECT_EQ(run.state(), v1::RUN_STATE_INCOMPLETE) << run.ShortDebugString();
  EXPECT_EQ(run.declared(), kStudies);
  EXPECT_EQ(run.counts().created(), 10 + GetParam().delivered_from_it) << run.ShortDebugString();
  EXPECT_EQ(run.counts().dead_lettered(), GetParam().dead_letters) << run.ShortDebugString();
  const bool challenged = GetParam().health == v1::SOURCE_HEALTH_CHALLENGED;
  EXPECT_EQ(run.counts().challenged() > 0, challenged) << run.ShortDebugString();
  EXPECT_EQ(run.counts().missing() > 0, !challenged) << run.ShortDebugString();
  // The dead letter of a page is none of the declared records.
  EXPECT_EQ(run.distinct(), run.counts().created()) << run.ShortDebugString();
  EXPECT_EQ(run.distinct() + run.counts().challenged() + run.counts().missing(), kStudies) << run.ShortDebugString();
  const v1::SourceState state = crawl_.SourceState();
  EXPECT_EQ(state.health(), GetParam().health) << state.ShortDebugString();
  EXPECT_FALSE(state.detail().empty());
  EXPECT_FALSE(state.has_last_success_time());

  // Nothing was proven complete, so an increment takes everything.
  crawl_.origin().ClearFaults();
  const v1::Run next = crawl_.Crawl(false);
  EXPECT_EQ(next.state(), v1::RUN_STATE_SUCCEEDED) << next.ShortDebugString();
  EXPECT_EQ(next.distinct(), kStudies);
  EXPECT_EQ(next.counts().unchanged(), run.counts().created());
  EXPECT_EQ(crawl_.SourceState().health(), v1::SOURCE_HEALTH_HEALTHY);
  EXPECT_EQ(crawl_.cluster().Trials().size(), kStudies);
}

// The very first request of a run: there is no declared total yet to balance against.
TEST_P(OriginFaultTest, OfTheFirstPageIsNotASuccessWithoutRecords) {
  crawl_.SetFault(Fault("from=1 count=0"));
  const v1::Run run = crawl_.Crawl(true);
  EXPECT_TRUE(run.state() == v1::RUN_STATE_INCOMPLETE || run.state() == v1::RUN_STATE_FAILED) << run.ShortDebugString();
  const v1::SourceState state = crawl_.SourceState();
  EXPECT_EQ(state.health(), GetParam().health) << state.ShortDebugString();
  EXPECT_FALSE(state.detail().empty());
  EXPECT_FALSE(state.has_last_success_time());
  crawl_.origin().ClearFaults();
  EXPECT_EQ(crawl_.Crawl(false).distinct(), kStudies);
  EXPECT_EQ(crawl_.cluster().Trials().size(), kStudies);
}

INSTANTIATE_TEST_SUITE_P(EveryFault, OriginFaultTest, testing::ValuesIn(kFaults),
                         [](const auto& info) { return std::string(info.param.name); });

class OriginTest : public testing::Test {
 protected:
  OriginTest() : crawl_(GeneratedArray(1, kStudies)) {}

  // Requests for pages of studies so far.
  std::vector<LoggedRequest> PageRequests() {
    std::vector<LoggedRequest> pages;
    for (const LoggedRequest& request : crawl_.origin().requests()) {
      if (request.path == "/api/v2/studies") pages.push_back(request);
    }
    return pages;
  }

  OriginCluster crawl_;
};

TEST_F(OriginTest, RetryAfterIsObeyedInSecondsAndAsADate) {
  // A date has whole seconds, so that "2 s ahead" may be little more than one.
  for (const char* retry_after : {"1", "date+2"}) {
    crawl_.origin().ClearFaults();
    crawl_.SetFault(absl::StrCat("too_many_requests path=/api/v2/studies from=2 retry_after=", retry_after));
    const absl::Time start = absl::Now();
    EXPECT_EQ(crawl_.Crawl(true).state(), v1::RUN_STATE_SUCCEEDED);
    EXPECT_GE(absl::Now() - start, absl::Seconds(1)) << retry_after;
  }
}

TEST_F(OriginTest, FaultOfTheVersionCallFailsTheRunAndSaysWhy) {
  crawl_.SetFault("challenge status=405 path=/api/v2/version count=0");
  const v1::Run run = crawl_.Crawl(true);
  EXPECT_EQ(run.state(), v1::RUN_STATE_FAILED);
  EXPECT_EQ(run.delivered(), 0);
  EXPECT_EQ(crawl_.SourceState().health(), v1::SOURCE_HEALTH_CHALLENGED);
  crawl_.origin().ClearFaults();
  EXPECT_EQ(crawl_.Crawl(false).counts().created(), kStudies);
  EXPECT_EQ(ContentDigest(crawl_.cluster()), UndisturbedDigest());
}

TEST_F(OriginTest, WithheldStudiesAreMissing) {
  crawl_.SetFault("withhold amount=3 count=0");
  const v1::Run run = crawl_.Crawl(true);
  EXPECT_EQ(run.state(), v1::RUN_STATE_INCOMPLETE);
  EXPECT_EQ(run.declared(), kStudies);
  EXPECT_EQ(run.counts().created(), kStudies - 3);
  EXPECT_EQ(run.counts().missing(), 3);
  EXPECT_EQ(run.counts().dead_lettered(), 0);
  EXPECT_EQ(crawl_.SourceState().health(), v1::SOURCE_HEALTH_FAILING);
  crawl_.origin().ClearFaults();
  const v1::Run next = crawl_.Crawl(false);
  EXPECT_EQ(next.counts().created(), 3);
  EXPECT_EQ(next.counts().unchanged(), kStudies - 3);
  EXPECT_EQ(ContentDigest(crawl_.cluster()), UndisturbedDigest());
}

TEST_F(OriginTest, RepeatedPageTokenEndsTheRunIncomplete) {
  crawl_.SetFault("repeat_token path=/api/v2/studies from=2 count=0");
  const v1::Run run = crawl_.Crawl(true);
  EXPECT_EQ(run.state(), v1::RUN_STATE_INCOMPLETE);
  EXPECT_EQ(run.declared(), kStudies);
  EXPECT_EQ(run.distinct() + run.counts().missing(), kStudies);
  EXPECT_LE(PageRequests().size(), 4) << "paging must not go round";
  crawl_.origin().ClearFaults();
  EXPECT_EQ(crawl_.Crawl(false).distinct(), kStudies);
  EXPECT_EQ(ContentDigest(crawl_.cluster()), UndisturbedDigest());
}

TEST_F(OriginTest, NewDataInMidRunIsToldAndTakenByTheNextIncrement) {
  crawl_.SetFault(absl::StrCat("data_timestamp from=2 count=0 value=", kPublishedLater));
  const v1::Run run = crawl_.Crawl(true);
  EXPECT_EQ(run.state(), v1::RUN_STATE_SUCCEEDED);
  EXPECT_TRUE(absl::StrContains(run.detail(), kPublishedLater)) << run.detail();
  // The window begins at the older of the two, less the overlap.
  crawl_.Crawl(false);
  EXPECT_EQ(PageRequests().back().parameters.find("filter.advanced")->second,
            "AREA[LastUpdatePostDate]RANGE[2026-06-10,MAX]");
}

TEST_F(OriginTest, ChangedStudyIsUpdatedAndARemovedOneStays) {
  ASSERT_EQ(crawl_.Crawl(true).counts().created(), kStudies);
  std::string studies = GeneratedArray(1, kStudies - 1);
  const size_t at = studies.find("Generated study 7 of");
  studies.replace(at, 9, "Published");
  crawl_.Publish(studies, kPublishedLater);
  const v1::Run run = crawl_.Crawl(true);
  EXPECT_EQ(run.state(), v1::RUN_STATE_SUCCEEDED) << run.ShortDebugString();
  EXPECT_EQ(run.declared(), kStudies - 1);
  EXPECT_EQ(run.counts().updated(), 1);
  EXPECT_EQ(run.counts().unchanged(), kStudies - 2);
  EXPECT_EQ(crawl_.cluster().Trials().size(), kStudies) << "a study that the registry removes is not forgotten";
  EXPECT_EQ(crawl_.cluster().Trials("title:published").size(), 1);
}

TEST_F(OriginTest, IncrementFetchesOnlyTheWindow) {
  ASSERT_EQ(crawl_.Crawl(true).counts().created(), kStudies);
  // Two studies are new in June 2026; all others were updated in 2025.
  std::string recent = GeneratedArray(101, 2);
  for (const char* date : {"2025-06-11", "2025-07-11"}) recent.replace(recent.find(date), 10, "2026-06-13");
  recent.erase(recent.rfind(']'));
  crawl_.Publish(absl::StrCat(recent, ",", GeneratedArray(1, kStudies).substr(1)), kPublishedLater);
  const size_t before = PageRequests().size();
  const v1::Run run = crawl_.Crawl(false);
  EXPECT_EQ(run.state(), v1::RUN_STATE_SUCCEEDED) << run.ShortDebugString();
  EXPECT_FALSE(run.full());
  EXPECT_EQ(run.declared(), 2);
  EXPECT_EQ(run.counts().created(), 2);
  EXPECT_EQ(run.delivered(), 2);
  const std::vector<LoggedRequest> pages = PageRequests();
  ASSERT_EQ(pages.size(), before + 1);
  EXPECT_EQ(pages.back().parameters.find("filter.advanced")->second, "AREA[LastUpdatePostDate]RANGE[2026-06-10,MAX]");
  // The next window begins where this run's data was observed.
  const v1::Run again = crawl_.Crawl(false);
  EXPECT_EQ(again.counts().unchanged(), 2);
  EXPECT_EQ(PageRequests().back().parameters.find("filter.advanced")->second,
            "AREA[LastUpdatePostDate]RANGE[2026-06-11,MAX]");
}

TEST_F(OriginTest, IncrementThatFailsIsMadeUpForByTheNext) {
  ASSERT_EQ(crawl_.Crawl(true).counts().created(), kStudies);
  std::string studies = GeneratedArray(101, 30);
  for (int month = 1; month <= 12; ++month) {
    const std::string date = absl::StrCat("2025-", month < 10 ? "0" : "", month, "-11");
    for (size_t at; (at = studies.find(date)) != std::string::npos;) studies.replace(at, 10, "2026-06-13");
  }
  crawl_.Publish(studies, kPublishedLater);
  crawl_.SetFault("unavailable path=/api/v2/studies from=2 count=0");
  const v1::Run failed = crawl_.Crawl(false);
  EXPECT_EQ(failed.state(), v1::RUN_STATE_INCOMPLETE);
  EXPECT_EQ(failed.counts().created(), 10);
  crawl_.origin().ClearFaults();
  crawl_.Publish(studies, "2026-06-30T09:00:05");
  const v1::Run run = crawl_.Crawl(false);
  EXPECT_EQ(run.state(), v1::RUN_STATE_SUCCEEDED) << run.ShortDebugString();
  EXPECT_EQ(run.counts().created(), 20);
  EXPECT_EQ(run.counts().unchanged(), 10);
  EXPECT_EQ(PageRequests().back().parameters.find("filter.advanced")->second,
            "AREA[LastUpdatePostDate]RANGE[2026-06-10,MAX]")
      << "the failed run must not move the window";
}

// The crawler is killed while a page is on its way, started again and asked again.
TEST_F(OriginTest, KilledCrawlerStartsAgainAndEndsInTheSameContent) {
  Cluster& cluster = crawl_.cluster();
  crawl_.SetFault("slow path=/api/v2/studies from=2 count=0 amount=512 delay_ms=100");
  cluster.CrawlInBackground("ctgov");
  ASSERT_TRUE(cluster.AwaitStore([](const auto& status) { return status.registrations() >= 10; }));
  cluster.Kill("crawler");
  crawl_.origin().ClearFaults();
  const v1::Run killed = cluster.NewestRun("ctgov");
  EXPECT_EQ(killed.state(), v1::RUN_STATE_RUNNING);
  cluster.Start("crawler");
  const v1::Run run = crawl_.Crawl(false);
  EXPECT_EQ(run.state(), v1::RUN_STATE_SUCCEEDED) << run.ShortDebugString();
  EXPECT_EQ(run.counts().unchanged(), 10);
  EXPECT_EQ(run.counts().created(), kStudies - 10);
  EXPECT_EQ(ContentDigest(cluster), UndisturbedDigest());

  grpc::ClientContext context;
  v1::GetRunRequest request;
  request.set_name(killed.name());
  v1::GetRunResponse response;
  ASSERT_TRUE(cluster.store().GetRun(&context, request, &response).ok());
  EXPECT_EQ(response.run().state(), v1::RUN_STATE_INTERRUPTED);
  EXPECT_EQ(response.run().delivered(), 10);
  EXPECT_EQ(response.run().counts().created(), 10);
  ExpectBalanced(response.run());
  EXPECT_EQ(crawl_.SourceState().health(), v1::SOURCE_HEALTH_HEALTHY);
}

}  // namespace
}  // namespace trialweave::tests
