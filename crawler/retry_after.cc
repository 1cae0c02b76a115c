#include "crawler/retry_after.h"

#include <algorithm>
#include <cstdint>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"

namespace trialweave::crawler {

std::optional<absl::Duration> ParseRetryAfter(absl::string_view value, absl::Time now) {
  value = absl::StripAsciiWhitespace(value);
  if (value.empty()) return std::nullopt;
  const auto within = [](absl::Duration wait) { return std::clamp(wait, absl::ZeroDuration(), kLongestWait); };
  if (std::all_of(value.begin(), value.end(), [](char c) { return absl::ascii_isdigit(c); })) {
    uint64_t seconds = 0;
    if (!absl::SimpleAtoi(value, &seconds) || seconds > 86400) return kLongestWait;
    return within(absl::Seconds(seconds));
  }
  const std::string text(value);
  absl::Time date;
  for (const char* format : {"%a, %d %b %Y %H:%M:%S GMT", "%A, %d-%b-%y %H:%M:%S GMT", "%a %b %d %H:%M:%S %Y"}) {
    if (absl::ParseTime(format, text, absl::UTCTimeZone(), &date, nullptr)) return within(date - now);
  }
  return std::nullopt;
}

}  // namespace trialweave::crawler
