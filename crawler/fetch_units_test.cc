// Addresses, Retry-After, rates and patience: without a network, on a fake clock.
#include <arpa/inet.h>
#include <netinet/in.h>

#include <cstring>
#include <deque>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/status.h"
#include "crawler/address_policy.h"
#include "crawler/fetch_error.h"
#include "crawler/host_limiter.h"
#include "crawler/polite_fetcher.h"
#include "crawler/retry_after.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace trialweave::crawler {
namespace {

using ::testing::ElementsAre;
using ::testing::SizeIs;

bool Public(const std::string& text) {
  sockaddr_storage storage = {};
  if (absl::StrContains(text, ":")) {
    auto* v6 = reinterpret_cast<sockaddr_in6*>(&storage);
    v6->sin6_family = AF_INET6;
    EXPECT_EQ(inet_pton(AF_INET6, text.c_str(), &v6->sin6_addr), 1) << text;
  } else {
    auto* v4 = reinterpret_cast<sockaddr_in*>(&storage);
    v4->sin_family = AF_INET;
    EXPECT_EQ(inet_pton(AF_INET, text.c_str(), &v4->sin_addr), 1) << text;
  }
  return IsPublicAddress(reinterpret_cast<sockaddr*>(&storage));
}

TEST(AddressPolicyTest, OnlyGlobalUnicastIsPublic) {
  for (const char* address : {"130.14.29.110", "8.8.8.8", "172.32.0.1", "100.128.0.1", "2607:f220:41e:4290::110",
                              "::ffff:130.14.29.110", "64:ff9b::130.14.29.110", "2002:820e:1d6e::1"}) {
    EXPECT_TRUE(Public(address)) << address;
  }
  for (const char* address : {"127.0.0.1",
                              "0.0.0.0",
                              "10.1.2.3",
                              "100.64.0.1",
                              "169.254.169.254",
                              "172.16.0.1",
                              "172.31.255.255",
                              "192.168.1.1",
                              "198.18.0.1",
                              "224.0.0.1",
                              "255.255.255.255",
                              "::",
                              "::1",
                              "fe80::1",
                              "fc00::1",
                              "ff02::1",
                              "::ffff:127.0.0.1",
                              "::ffff:10.0.0.1",
                              "64:ff9b::10.0.0.1",
                              "2002:7f00:1::",
                              "2001:db8::1",
                              "2001::1"}) {
    EXPECT_FALSE(Public(address)) << address;
  }
}

TEST(RetryAfterTest, ReadsSecondsAndAllThreeDateForms) {
  const absl::Time now = absl::FromCivil(absl::CivilSecond(1994, 11, 6, 8, 49, 7), absl::UTCTimeZone());
  EXPECT_EQ(ParseRetryAfter("120", now), absl::Seconds(120));
  EXPECT_EQ(ParseRetryAfter(" 0 ", now), absl::ZeroDuration());
  EXPECT_EQ(ParseRetryAfter("Sun, 06 Nov 1994 08:49:37 GMT", now), absl::Seconds(30));
  EXPECT_EQ(ParseRetryAfter("Sunday, 06-Nov-94 08:49:37 GMT", now), absl::Seconds(30));
  EXPECT_EQ(ParseRetryAfter("Sun Nov  6 08:49:37 1994", now), absl::Seconds(30));
  EXPECT_EQ(ParseRetryAfter("Sun, 06 Nov 1994 08:00:00 GMT", now), absl::ZeroDuration());
  EXPECT_EQ(ParseRetryAfter("99999999999999999999", now), kLongestWait);
  EXPECT_EQ(ParseRetryAfter("-5", now), std::nullopt);
  EXPECT_EQ(ParseRetryAfter("soon", now), std::nullopt);
  EXPECT_EQ(ParseRetryAfter("", now), std::nullopt);
}

TEST(FetcherTest, HostOfUrlIsLowerCaseWithoutPortAndUser) {
  EXPECT_EQ(HostOf("https://ClinicalTrials.gov/api"), "clinicaltrials.gov");
  EXPECT_EQ(HostOf("http://user@127.0.0.1:80?x"), "127.0.0.1");
  EXPECT_EQ(HostOf("http://[::1]:8080/"), "[::1]");
  EXPECT_EQ(HostOf("ftp://example.org/"), "");
}

// Answers from a script; an empty body with status 0 is a transport error.
class ScriptedFetcher : public Fetcher {
 public:
  explicit ScriptedFetcher(common::Clock* clock) : clock_(clock) {}
  void Add(int status, std::string body, std::map<std::string, std::string> headers = {}) {
    FetchResponse response;
    response.status = status;
    response.body = std::move(body);
    response.headers = std::move(headers);
    script_.push_back(std::move(response));
  }
  absl::StatusOr<FetchResponse> Fetch(const FetchRequest& request) override {
    times.push_back(clock_->Now());
    FetchResponse response = script_.size() > 1 ? script_.front() : script_.back();
    if (script_.size() > 1) script_.pop_front();
    response.url = request.url;
    if (response.status == 0) return FetchFailedError(request.url, "reset");
    return response;
  }
  std::vector<absl::Time> times;

 private:
  common::Clock* const clock_;
  std::deque<FetchResponse> script_;
};

class PoliteFetcherTest : public testing::Test {
 protected:
  FetchOutcome Get() {
    FetchRequest request;
    request.url = "https://example.org/page";
    return polite_.Get("ctgov", request, politeness_, [](const FetchResponse& response) {
      return response.body == "good" ? absl::OkStatus() : BadBodyError(response.url, "not good");
    });
  }
  std::vector<double> Gaps() const {
    std::vector<double> gaps;
    for (size_t i = 1; i < fetcher_.times.size(); ++i) {
      gaps.push_back(absl::ToDoubleSeconds(fetcher_.times[i] - fetcher_.times[i - 1]));
    }
    return gaps;
  }

  common::FakeClock clock_;
  common::ShutdownSignal shutdown_;
  ScriptedFetcher fetcher_{&clock_};
  HostLimiter limiter_{&clock_, &shutdown_};
  CrawlObserver observer_;
  PoliteFetcher polite_{&fetcher_, &limiter_, &clock_, &shutdown_, &observer_};
  Politeness politeness_;
};

TEST_F(PoliteFetcherTest, SpacesRequestsToOneHost) {
  politeness_.requests_per_second = 0.5;
  fetcher_.Add(200, "good");
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(Get().status.ok());
  EXPECT_THAT(Gaps(), ElementsAre(2, 2));
}

TEST_F(PoliteFetcherTest, WaitsAsLongAsRetryAfterAsks) {
  fetcher_.Add(429, "", {{"retry-after", "700"}});
  fetcher_.Add(503, "", {{"retry-after", "Thu, 01 Jan 1970 00:20:00 GMT"}});
  fetcher_.Add(200, "good");
  EXPECT_TRUE(Get().status.ok());
  EXPECT_THAT(Gaps(), ElementsAre(700, 500));
}

TEST_F(PoliteFetcherTest, BacksOffLongerWhenThrottledWithoutRetryAfter) {
  fetcher_.Add(0, "");
  fetcher_.Add(500, "");
  fetcher_.Add(503, "");
  fetcher_.Add(429, "");
  fetcher_.Add(200, "good");
  EXPECT_TRUE(Get().status.ok());
  const std::vector<double> gaps = Gaps();
  ASSERT_THAT(gaps, SizeIs(4));
  EXPECT_LE(gaps[0], 1.0);
  EXPECT_GE(gaps[1], 1.0);
  EXPECT_LE(gaps[1], 2.0);
  EXPECT_GE(gaps[2], 30.0);
  EXPECT_LE(gaps[2], 60.0);
  EXPECT_GE(gaps[3], 60.0);
  EXPECT_LE(gaps[3], 120.0);
}

TEST_F(PoliteFetcherTest, GivesUpAfterItsAttemptsWithTheLastAnswer) {
  politeness_.max_attempts = 3;
  fetcher_.Add(200, "bad");
  const FetchOutcome outcome = Get();
  EXPECT_EQ(common::ErrorReason(outcome.status), "BAD_BODY");
  ASSERT_TRUE(outcome.response.has_value());
  EXPECT_EQ(outcome.response->body, "bad");
  EXPECT_THAT(fetcher_.times, SizeIs(3));
}

TEST_F(PoliteFetcherTest, DoesNotRepeatWhatWillNotChange) {
  fetcher_.Add(404, "");
  EXPECT_EQ(common::ErrorReason(Get().status), "HTTP_STATUS");
  EXPECT_THAT(fetcher_.times, SizeIs(1));
}

TEST_F(PoliteFetcherTest, KnowsAChallengeByItsContentWhateverItsStatus) {
  politeness_.max_attempts = 2;
  for (int status : {403, 405, 412, 503}) {
    ScriptedFetcher fetcher(&clock_);
    fetcher.Add(status, "<html><script>document.cookie='acw_sc__v2='</script></html>");
    PoliteFetcher polite(&fetcher, &limiter_, &clock_, &shutdown_, &observer_);
    FetchRequest request;
    request.url = "https://example.org/page";
    const FetchOutcome outcome =
        polite.Get("chictr", request, politeness_, [](const FetchResponse&) { return absl::OkStatus(); });
    EXPECT_EQ(common::ErrorReason(outcome.status), "CHALLENGED") << status;
    EXPECT_THAT(fetcher.times, SizeIs(2)) << status;
  }
}

TEST_F(PoliteFetcherTest, EndsItsWaitAtShutdown) {
  shutdown_.Request();
  fetcher_.Add(503, "");
  EXPECT_EQ(Get().status.code(), absl::StatusCode::kCancelled);
  EXPECT_THAT(fetcher_.times, SizeIs(1));
}

}  // namespace
}  // namespace trialweave::crawler
