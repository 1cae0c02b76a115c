#include "store/ledger/run_name.h"

#include <algorithm>
#include <charconv>

#include "absl/strings/ascii.h"
#include "store/errors.h"

namespace trialweave::store {
namespace {

constexpr std::string_view kSources = "sources/";
constexpr std::string_view kRuns = "/runs/";
constexpr size_t kMaxSourceId = 63;

}  // namespace

bool IsSourceId(std::string_view id) {
  return !id.empty() && id.size() <= kMaxSourceId && id != "-" && std::all_of(id.begin(), id.end(), [](char c) {
    return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '-' || c == '.';
  });
}

absl::StatusOr<RunKey> ParseRunName(std::string_view name) {
  const absl::Status invalid = InvalidFieldError("run", "not of the form sources/{source}/runs/{number}");
  const size_t runs = name.find(kRuns);
  if (name.substr(0, kSources.size()) != kSources || runs == std::string_view::npos || runs < kSources.size()) {
    return invalid;
  }
  RunKey run;
  run.source = std::string(name.substr(kSources.size(), runs - kSources.size()));
  const std::string_view number = name.substr(runs + kRuns.size());
  const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), run.number);
  if (!IsSourceId(run.source) || error != std::errc() || end != number.data() + number.size() || run.number == 0 ||
      number[0] == '0') {
    return invalid;
  }
  return run;
}

std::string RunName(const RunKey& run) { return SourceName(run.source) + "/runs/" + std::to_string(run.number); }

absl::StatusOr<std::string> ParseSourceName(std::string_view name) {
  if (name.substr(0, kSources.size()) != kSources || !IsSourceId(name.substr(kSources.size()))) {
    return InvalidFieldError("name", "not of the form sources/{source}");
  }
  return std::string(name.substr(kSources.size()));
}

std::string SourceName(std::string_view source) { return std::string(kSources).append(source); }

}  // namespace trialweave::store
