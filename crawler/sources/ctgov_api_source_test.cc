#include "crawler/sources/ctgov_api_source.h"

#include <fstream>
#include <map>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/sha256.h"
#include "common/status.h"
#include "crawler/crawler_config.h"
#include "crawler/fetch_error.h"
#include "crawler/sources/ctgov_api_urls.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace trialweave::crawler {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::string Page(int studies, const std::string& token, const std::string& total = "", int first = 0) {
  std::string page =
      absl::StrCat("{", total.empty() ? "" : absl::StrCat("\"totalCount\":", total, ","), "\"studies\":[");
  for (int i = 0; i < studies; ++i) {
    absl::StrAppend(&page, i == 0 ? "" : ",", "{\"protocolSection\":{\"n\":", first + i, "}}");
  }
  return absl::StrCat(page, "]", token.empty() ? "" : absl::StrCat(",\"nextPageToken\":\"", token, "\""), "}");
}

// Answers by what the URL contains; the last rule that fits counts.
class RuleFetcher : public Fetcher {
 public:
  void On(const std::string& part, int status, const std::string& body) { rules.push_back({part, status, body}); }
  absl::StatusOr<FetchResponse> Fetch(const FetchRequest& request) override {
    urls.push_back(request.url);
    FetchResponse response;
    response.status = 404;
    response.url = request.url;
    for (const Rule& rule : rules) {
      if (!absl::StrContains(request.url, rule.part)) continue;
      response.status = rule.status;
      response.body = rule.body;
    }
    if (response.status == 0) return FetchFailedError(request.url, "reset");
    response.bytes = response.body.size();
    response.sha256 = common::Sha256(response.body);
    if (!request.spool_path.empty()) {
      std::ofstream(request.spool_path, std::ios::binary) << response.body;
      response.spool_path = request.spool_path;
      response.body.clear();
    }
    return response;
  }
  struct Rule {
    std::string part;
    int status;
    std::string body;
  };
  std::vector<Rule> rules;
  std::vector<std::string> urls;
};

class CtgovApiSourceTest : public testing::Test {
 protected:
  void SetUp() override {
    fetcher_.On("/version", 200, R"({"apiVersion":"2.0.3","dataTimestamp":"2024-06-10T09:00:05"})");
    config_.set_base_url("https://example.org/api/v2");
    config_.set_page_size(2);
    config_.set_max_attempts(2);
    config_.set_requests_per_second(10);
    config_.set_overlap_days(2);
  }

  // One whole pass; the containers' keys.
  std::vector<std::string> Pass(bool full = true, const std::string& state = "") {
    FetchSettings settings;
    settings.fetcher = &polite_;
    settings.spool_dir = testing::TempDir();
    CtgovApiSource source("ctgov", config_, settings);
    auto pass = source.Open({full, state});
    status_ = pass.status();
    std::vector<std::string> keys;
    if (!pass.ok()) return keys;
    for (;;) {
      auto container = (*pass)->Next();
      status_ = container.status();
      if (!container.ok() || !container->has_value()) break;
      keys.push_back((*container)->key);
      containers_.push_back(**container);
    }
    if (status_.ok()) summary_ = *(*pass)->Finish();
    return keys;
  }

  common::FakeClock clock_;
  common::ShutdownSignal shutdown_;
  RuleFetcher fetcher_;
  HostLimiter limiter_{&clock_, &shutdown_};
  CrawlObserver observer_;
  PoliteFetcher polite_{&fetcher_, &limiter_, &clock_, &shutdown_, &observer_};
  config::v1::CtgovApiConfig config_;
  absl::Status status_;
  PassSummary summary_;
  std::vector<Container> containers_;
};

TEST_F(CtgovApiSourceTest, FollowsTokensToAnEmptyLastPage) {
  fetcher_.On("/studies", 200, Page(2, "t1", "4"));
  fetcher_.On("pageToken=t1", 200, Page(2, "t2", "", 2));
  fetcher_.On("pageToken=t2", 200, Page(0, ""));
  EXPECT_THAT(Pass(), ElementsAre("page 1", "page 2", "page 3"));
  EXPECT_TRUE(status_.ok()) << status_;
  EXPECT_EQ(summary_.declared, 4u);
  EXPECT_FALSE(summary_.incomplete);
  EXPECT_EQ(summary_.detail, "");
  EXPECT_EQ(containers_[0].ref.observed_at().seconds(), 1718010005);
  EXPECT_THAT(containers_[0].ref.digest(), testing::SizeIs(32));
  EXPECT_THAT(fetcher_.urls[1], "https://example.org/api/v2/studies?format=json&countTotal=true&pageSize=2");
}

TEST_F(CtgovApiSourceTest, IncrementReachesBackOverTheOverlapInOrderOfUpdates) {
  fetcher_.On("/studies", 200, Page(0, "", "0"));
  Pass();
  const std::string state = summary_.state;
  Pass(false, state);
  EXPECT_THAT(fetcher_.urls.at(4), HasSubstr("&filter.advanced=AREA%5BLastUpdatePostDate%5DRANGE%5B2024-06-08%2CMAX%5D"
                                             "&sort=LastUpdatePostDate%3Aasc"));
  Pass(true, state);
  EXPECT_THAT(fetcher_.urls.at(7), testing::Not(HasSubstr("filter.advanced")));
  config_.set_query("osteoarthritis AND exosome");
  Pass(false, state);
  EXPECT_THAT(fetcher_.urls.at(10), testing::EndsWith("&query.term=osteoarthritis%20AND%20exosome"))
      << "another query needs everything";
}

TEST_F(CtgovApiSourceTest, DamagedPageIsFetchedAgain) {
  fetcher_.On("/studies", 200, Page(2, "t1", "2").substr(0, 40));
  Pass();
  EXPECT_EQ(fetcher_.urls.size(), 4u) << "version, two attempts, version";
  EXPECT_TRUE(summary_.incomplete);
  EXPECT_FALSE(summary_.challenged);
  EXPECT_THAT(summary_.detail, HasSubstr("page 1"));
  EXPECT_EQ(containers_.size(), 1u) << "what there is of it is delivered";
}

TEST_F(CtgovApiSourceTest, ChallengePageEndsThePassAsChallenged) {
  fetcher_.On("/studies", 200, Page(2, "t1", "40"));
  for (int status : {200, 405}) {
    fetcher_.On("pageToken=t1", status, "<html><title>Just a moment...</title></html>");
    containers_.clear();
    EXPECT_THAT(Pass(), ElementsAre("page 1", "page 2"));
    EXPECT_TRUE(summary_.challenged);
    EXPECT_EQ(summary_.health, v1::SOURCE_HEALTH_CHALLENGED);
    EXPECT_EQ(summary_.declared, 40u);
  }
}

TEST_F(CtgovApiSourceTest, PageThatCannotBeFetchedIsAContainerWithACause) {
  fetcher_.On("/studies", 200, Page(2, "t1", "40"));
  fetcher_.On("pageToken=t1", 0, "");
  EXPECT_THAT(Pass(), ElementsAre("page 1", "page 2"));
  EXPECT_EQ(containers_[1].cause->reason(), v1::DEAD_LETTER_REASON_UNREADABLE);
  EXPECT_TRUE(summary_.incomplete);
}

TEST_F(CtgovApiSourceTest, RepeatedTokenOrPageEndsTheLoop) {
  fetcher_.On("/studies", 200, Page(2, "t1", "40"));
  EXPECT_THAT(Pass(), ElementsAre("page 1", "page 2"));
  EXPECT_THAT(summary_.detail, HasSubstr("repeats"));
  EXPECT_TRUE(summary_.incomplete);
}

TEST_F(CtgovApiSourceTest, NothingAtAllIsAnError) {
  fetcher_.On("/studies", 0, "");
  Pass();
  EXPECT_EQ(common::ErrorReason(status_), "FETCH_FAILED");
  fetcher_.On("/version", 200, "<html>Access denied</html>");
  Pass();
  EXPECT_EQ(common::ErrorReason(status_), "BAD_BODY");
}

TEST_F(CtgovApiSourceTest, DataThatChangesDuringTheRunIsNoted) {
  fetcher_.On("/studies", 200, Page(1, "", "1"));
  FetchSettings settings;
  settings.fetcher = &polite_;
  settings.spool_dir = testing::TempDir();
  CtgovApiSource source("ctgov", config_, settings);
  auto pass = source.Open({true, ""});
  ASSERT_TRUE(pass.ok());
  ASSERT_TRUE((*pass)->Next().ok());
  fetcher_.On("/version", 200, R"({"dataTimestamp":"2024-06-11T09:00:05"})");
  EXPECT_THAT((*pass)->Finish()->detail, HasSubstr("from 2024-06-10T09:00:05 to 2024-06-11T09:00:05"));
}

TEST(CrawlerConfigTest, SaysWhichFieldIsWrong) {
  config::v1::CrawlerConfig good;
  good.mutable_server()->set_listen("127.0.0.1:0");
  good.set_normalizer("127.0.0.1:1");
  good.set_store("unix:/tmp/store");
  good.add_sources()->set_id("ctgov");
  good.mutable_sources(0)->mutable_ctgov_api();
  EXPECT_TRUE(ValidateCrawlerConfig(good).ok()) << ValidateCrawlerConfig(good);
  const auto error = [&good](auto change) {
    config::v1::CrawlerConfig bad = good;
    change(bad);
    const absl::Status status = ValidateCrawlerConfig(bad);
    EXPECT_EQ(common::ErrorReason(status), "CONFIG_INVALID");
    return std::string(status.message());
  };
  using Config = config::v1::CrawlerConfig;
  EXPECT_THAT(error([](Config& c) { c.clear_store(); }), HasSubstr("store"));
  EXPECT_THAT(error([](Config& c) { c.set_user_agent("bot"); }), HasSubstr("contact"));
  EXPECT_THAT(error([](Config& c) { c.mutable_sources(0)->set_id("CT gov"); }),
              HasSubstr("sources[0].id is \"CT gov\""));
  EXPECT_THAT(error([](Config& c) { *c.add_sources() = c.sources(0); }), HasSubstr("two sources"));
  EXPECT_THAT(error([](Config& c) { c.mutable_sources(0)->clear_kind(); }), HasSubstr("no kind"));
  EXPECT_THAT(error([](Config& c) { c.mutable_sources(0)->mutable_file_drop(); }), HasSubstr("folder is missing"));
  EXPECT_THAT(error([](Config& c) { c.mutable_sources(0)->mutable_ctgov_api()->set_page_size(1001); }),
              HasSubstr("page_size is 1001: expected 0 to 1000"));
  EXPECT_THAT(error([](Config& c) { c.mutable_sources(0)->mutable_ctgov_api()->set_base_url("ftp://x"); }),
              HasSubstr("base_url"));
  EXPECT_THAT(error([](Config& c) { c.mutable_sources(0)->mutable_ctgov_api()->set_requests_per_second(-1); }),
              HasSubstr("requests_per_second"));
}

TEST(CrawlerConfigTest, FillsDefaults) {
  config::v1::CrawlerConfig config;
  config.add_sources()->mutable_ctgov_api()->set_base_url("http://127.0.0.1:1/api/v2/");
  config.add_sources()->mutable_ctgov_api();
  config = WithDefaults(config);
  EXPECT_EQ(config.sources(0).ctgov_api().base_url(), "http://127.0.0.1:1/api/v2");
  EXPECT_EQ(config.sources(1).ctgov_api().base_url(), "https://clinicaltrials.gov/api/v2");
  EXPECT_EQ(config.sources(1).ctgov_api().page_size(), 1000);
  EXPECT_EQ(config.lease_seconds(), 30);
  EXPECT_THAT(config.user_agent(), HasSubstr("@"));
  EXPECT_NE(config.instance(), "");
}

}  // namespace
}  // namespace trialweave::crawler
