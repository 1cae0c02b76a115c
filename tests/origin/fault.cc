#include "tests/origin/fault.h"

#include <map>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

namespace trialweave::tests {
namespace {

constexpr absl::string_view kErrorPage =
    "<!DOCTYPE html>\n<html><head><title>Server Error</title></head>\n"
    "<body><h1>Server Error</h1><p>The request could not be completed. Try again later.</p></body></html>\n";

// Shaped like the pages of the usual bot walls: a script that must run, a cookie that it would set.
constexpr absl::string_view kChallengePage =
    "<!DOCTYPE html>\n<html><head><meta name=\"robots\" content=\"noindex,nofollow\"><title>Just a "
    "moment...</title></head>\n"
    "<body><noscript>Enable JavaScript and cookies to continue</noscript>\n"
    "<form id=\"challenge-form\"></form><div id=\"captcha\" data-vendor=\"aliyun_waf\"></div>\n"
    "<script>var arg1='0';document.cookie='acw_sc__v2='+arg1;</script></body></html>\n";

const std::map<absl::string_view, FaultKind>& Kinds() {
  static const auto* kinds = new std::map<absl::string_view, FaultKind>{
      {"too_many_requests", FaultKind::kTooManyRequests},
      {"unavailable", FaultKind::kUnavailable},
      {"html_error", FaultKind::kHtmlError},
      {"challenge", FaultKind::kChallenge},
      {"reset", FaultKind::kReset},
      {"cut_short", FaultKind::kCutShort},
      {"truncated", FaultKind::kTruncated},
      {"slow", FaultKind::kSlow},
      {"gzip", FaultKind::kGzip},
      {"bomb", FaultKind::kBomb},
      {"withhold", FaultKind::kWithhold},
      {"repeat_token", FaultKind::kRepeatToken},
      {"data_timestamp", FaultKind::kDataTimestamp},
      {"status", FaultKind::kStatus},
  };
  return *kinds;
}

bool SetOne(absl::string_view name, absl::string_view value, Fault* fault) {
  if (name == "from") return absl::SimpleAtoi(value, &fault->from) && fault->from >= 1;
  if (name == "count") return absl::SimpleAtoi(value, &fault->count) && fault->count >= 0;
  if (name == "status") return absl::SimpleAtoi(value, &fault->status) && fault->status >= 200 && fault->status < 600;
  if (name == "amount") return absl::SimpleAtoi(value, &fault->amount);
  if (name == "delay_ms") {
    int millis = 0;
    if (!absl::SimpleAtoi(value, &millis) || millis < 0) return false;
    fault->delay = absl::Milliseconds(millis);
    return true;
  }
  if (name == "path") fault->path = std::string(value);
  if (name == "value") fault->value = std::string(value);
  if (name == "retry_after") fault->retry_after = std::string(value);
  return name == "path" || name == "value" || name == "retry_after";
}

// RFC 9110, 10.2.3: delay-seconds or an IMF-fixdate.
std::string RetryAfter(absl::string_view text, absl::Time now) {
  int seconds = 0;
  if (!absl::ConsumePrefix(&text, "date") || !absl::SimpleAtoi(text, &seconds)) return std::string(text);
  return absl::FormatTime("%a, %d %b %Y %H:%M:%S GMT", now + absl::Seconds(seconds), absl::UTCTimeZone());
}

}  // namespace

absl::StatusOr<Fault> ParseFault(absl::string_view text) {
  const std::vector<absl::string_view> words = absl::StrSplit(text, ' ', absl::SkipWhitespace());
  const auto kind = words.empty() ? Kinds().end() : Kinds().find(words[0]);
  if (kind == Kinds().end()) return absl::InvalidArgumentError(absl::StrCat("unknown fault: ", text));
  Fault fault;
  fault.kind = kind->second;
  if (fault.kind == FaultKind::kDataTimestamp) fault.path = "/api/v2/version";
  for (size_t i = 1; i < words.size(); ++i) {
    const std::pair<absl::string_view, absl::string_view> setting = absl::StrSplit(words[i], absl::MaxSplits('=', 1));
    if (!SetOne(setting.first, setting.second, &fault)) {
      return absl::InvalidArgumentError(absl::StrCat("cannot read the fault's setting: ", words[i]));
    }
  }
  return fault;
}

bool ReplacesAnswer(FaultKind kind) {
  return kind == FaultKind::kTooManyRequests || kind == FaultKind::kUnavailable || kind == FaultKind::kHtmlError ||
         kind == FaultKind::kChallenge || kind == FaultKind::kStatus;
}

Answer AnswerOfFault(const Fault& fault, absl::Time now) {
  Answer answer = PlainTextAnswer(fault.status == 0 ? 200 : fault.status, "error");
  switch (fault.kind) {
    case FaultKind::kTooManyRequests:
      answer = PlainTextAnswer(429, "Too many requests");
      break;
    case FaultKind::kUnavailable:
      answer = PlainTextAnswer(503, "Service unavailable");
      break;
    case FaultKind::kHtmlError:
      answer.content_type = "application/json";
      answer.body = std::string(kErrorPage);
      break;
    case FaultKind::kChallenge:
      answer.content_type = "text/html; charset=utf-8";
      answer.body = std::string(kChallengePage);
      break;
    default:
      break;
  }
  if (!fault.retry_after.empty()) answer.headers["Retry-After"] = RetryAfter(fault.retry_after, now);
  return answer;
}

void FaultPlan::Add(Fault fault) {
  absl::MutexLock lock(&mutex_);
  entries_.push_back(Entry{.fault = std::move(fault)});
}

void FaultPlan::Clear() {
  absl::MutexLock lock(&mutex_);
  entries_.clear();
}

std::vector<Fault> FaultPlan::Strike(absl::string_view path) {
  absl::MutexLock lock(&mutex_);
  std::vector<Fault> struck;
  for (Entry& entry : entries_) {
    if (!absl::StartsWith(path, entry.fault.path)) continue;
    const int since = ++entry.seen - entry.fault.from;
    if (since >= 0 && (entry.fault.count == 0 || since < entry.fault.count)) struck.push_back(entry.fault);
  }
  return struck;
}

}  // namespace trialweave::tests
