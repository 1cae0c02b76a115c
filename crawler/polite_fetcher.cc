#include "crawler/polite_fetcher.h"

#include <fstream>

#include "absl/strings/str_cat.h"
#include "common/log.h"
#include "common/status.h"
#include "crawler/containers/challenge_page.h"
#include "crawler/fetch_error.h"
#include "crawler/retry_after.h"

namespace trialweave::crawler {
namespace {

constexpr size_t kBodyHeadBytes = 64 * 1024;

std::string BodyHead(const FetchResponse& response) {
  if (response.spool_path.empty()) return response.body.substr(0, kBodyHeadBytes);
  std::string head(kBodyHeadBytes, '\0');
  std::ifstream file(response.spool_path, std::ios::binary);
  file.read(head.data(), static_cast<std::streamsize>(head.size()));
  head.resize(static_cast<size_t>(file.gcount()));
  return head;
}

absl::Status JudgeStatus(const FetchResponse& response) {
  if (response.status == 429 || response.status == 503) return ThrottledError(response.url, response.status);
  return HttpStatusError(response.url, response.status);
}

bool RetryableHttp(int status) {
  return status == 200 || status == 403 || status == 408 || status == 425 || status == 429 || status >= 500;
}

bool Retryable(const FetchOutcome& outcome) {
  if (outcome.response.has_value()) return IsChallenged(outcome.status) || RetryableHttp(outcome.response->status);
  return outcome.status.code() == absl::StatusCode::kUnavailable ||
         outcome.status.code() == absl::StatusCode::kDeadlineExceeded;
}

}  // namespace

FetchOutcome PoliteFetcher::Attempt(const std::string& source, const FetchRequest& request, const Judge& judge) {
  const absl::Time start = clock_->Now();
  FetchOutcome outcome;
  absl::StatusOr<FetchResponse> response = fetcher_->Fetch(request);
  if (response.ok()) {
    outcome.response = *std::move(response);
    if (outcome.response->status == 200) {
      outcome.status = judge(*outcome.response);
    } else if (outcome.response->status != 304) {
      outcome.status = JudgeStatus(*outcome.response);
      // The content decides what it is, not the status.
      const absl::string_view vendor = ChallengeVendor(BodyHead(*outcome.response));
      if (!vendor.empty()) outcome.status = ChallengedError(request.url, std::string(vendor));
    }
  } else {
    outcome.status = response.status();
  }
  Report(source, outcome, clock_->Now() - start);
  return outcome;
}

void PoliteFetcher::Report(const std::string& source, const FetchOutcome& outcome, absl::Duration took) {
  const bool answered = outcome.response.has_value();
  const std::string code = answered ? absl::StrCat(outcome.response->status) : common::ErrorReason(outcome.status);
  observer_->OnFetch(source, code, took, answered ? outcome.response->bytes : 0);
  if (IsThrottled(outcome.status)) observer_->OnThrottled(source);
  if (IsChallenged(outcome.status)) observer_->OnChallenged(source);
}

FetchOutcome PoliteFetcher::Get(const std::string& source, const FetchRequest& request, const Politeness& politeness,
                                const Judge& judge) {
  const std::string host = HostOf(request.url);
  common::Backoff backoff(politeness.backoff, kLongestWait);
  common::Backoff throttle_backoff(politeness.throttle_backoff, kLongestWait);
  for (int attempt = 1;; ++attempt) {
    if (absl::Status status = limiter_->Acquire(host, politeness.requests_per_second); !status.ok()) {
      return {status, std::nullopt};
    }
    FetchOutcome outcome = Attempt(source, request, judge);
    if (outcome.status.ok() || !Retryable(outcome) || attempt >= politeness.max_attempts) return outcome;
    std::optional<absl::Duration> wait;
    if (outcome.response.has_value()) {
      wait = ParseRetryAfter(outcome.response->Header("retry-after"), clock_->Now());
    }
    if (!wait.has_value()) wait = IsThrottled(outcome.status) ? throttle_backoff.Next() : backoff.Next();
    common::LogWarn("fetch will be tried again", {{"source", source},
                                                  {"error", std::string(outcome.status.message())},
                                                  {"attempt", attempt},
                                                  {"wait_seconds", absl::ToDoubleSeconds(*wait)}});
    limiter_->Pause(host, *wait);
    if (shutdown_->WaitFor(*wait, *clock_)) return {InterruptedError(), std::nullopt};
  }
}

}  // namespace trialweave::crawler
