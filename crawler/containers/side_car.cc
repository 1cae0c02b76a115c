#include "crawler/containers/side_car.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "common/status.h"
#include "crawler/containers/observed_at.h"

namespace trialweave::crawler {
namespace {

absl::Status InvalidSideCarError(absl::string_view message) {
  return common::MakeError(absl::StatusCode::kInvalidArgument, "SIDE_CAR_INVALID", std::string(message));
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
    }
  }
  return side_car;
}

}  // namespace trialweave::crawler
