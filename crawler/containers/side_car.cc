#include "crawler/containers/side_car.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "common/status.h"
#include "crawler/containers/observed_at.h"

namespace trialweave::crawler {
namespace {

constexpr size_t kMaxSetBytes = 128;

absl::Status InvalidSideCarError(absl::string_view message) {
  return common::MakeError(absl::StatusCode::kInvalidArgument, "SIDE_CAR_INVALID", std::string(message));
}

// A file that is taken for complete makes absent what it lacks: nothing about that is guessed.
absl::Status SetCompleteSet(absl::string_view value, SideCar* side_car) {
  if (value.empty() || value.size() > kMaxSetBytes || !std::all_of(value.begin(), value.end(), absl::ascii_isgraph)) {
    return InvalidSideCarError(absl::StrCat("complete_set is no name of 1 to ", kMaxSetBytes,
                                            " visible ASCII characters: \"", common::Trimmed(std::string(value)),
                                            "\""));
  }
  if (!side_car->complete_set.empty()) return InvalidSideCarError("complete_set is there twice");
  side_car->complete_set = std::string(value);
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<SideCar> ParseSideCar(absl::string_view text) {
  SideCar side_car;
  absl::ConsumePrefix(&text, "\xEF\xBB\xBF");
  for (absl::string_view line : absl::StrSplit(text, absl::ByAnyChar("\r\n"))) {
    line = absl::StripAsciiWhitespace(line);
    if (line.empty() || line[0] == '#') continue;
    const std::pair<absl::string_view, absl::string_view> parts = absl::StrSplit(line, absl::MaxSplits(':', 1));
    if (parts.first.size() == line.size()) {
      return InvalidSideCarError(
          absl::StrCat("expected \"key: value\", found \"", common::Trimmed(std::string(line)), "\""));
    }
    const absl::string_view key = absl::StripAsciiWhitespace(parts.first);
    const absl::string_view value = absl::StripAsciiWhitespace(parts.second);
    if (key == "obtained_at") {
      side_car.obtained_at = ParseIsoDateTime(value);
      if (!side_car.obtained_at.has_value()) {
        return InvalidSideCarError(
            absl::StrCat("obtained_at is no RFC 3339 time: \"", common::Trimmed(std::string(value)), "\""));
      }
    } else if (key == "obtained_by") {
      side_car.obtained_by = std::string(value);
    } else if (key == "origin") {
      side_car.origin = std::string(value);
    } else if (key == "complete_set") {
      if (absl::Status status = SetCompleteSet(value, &side_car); !status.ok()) return status;
    }
  }
  return side_car;
}

}  // namespace trialweave::crawler
