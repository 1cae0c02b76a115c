#include "query/cli/point_in_time.h"

#include <algorithm>
#include <cstdint>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "common/status.h"
#include "common/timestamps.h"

namespace trialweave::query {

absl::StatusOr<google::protobuf::Timestamp> ParseAsOf(const std::string& text) {
  absl::Time time;
  absl::CivilDay day;
  if (absl::ParseCivilTime(text, &day)) {
    return common::ToTimestamp(absl::FromCivil(day + 1, absl::UTCTimeZone()) - absl::Nanoseconds(1));
  }
  std::string error;
  if (absl::ParseTime(absl::RFC3339_full, text, &time, &error)) return common::ToTimestamp(time);
  return common::MakeError(
      absl::StatusCode::kInvalidArgument, "USAGE",
      absl::StrCat("\"", common::Trimmed(text), "\" is no time such as 2025-09-30 or 2025-09-30T12:00:00Z"));
}

absl::Status SetPoint(const CommandLine& line, v1::ReadOptions* options) {
  options->set_read_sequence(line.read_sequence);
  if (line.as_of.empty()) return absl::OkStatus();
  absl::StatusOr<google::protobuf::Timestamp> as_of = ParseAsOf(line.as_of);
  if (!as_of.ok()) return as_of.status();
  *options->mutable_as_of() = *as_of;
  return absl::OkStatus();
}

absl::StatusOr<v1::RegistrationVersion> ParseVersion(const std::string& text) {
  v1::RegistrationVersion version;
  uint64_t revision = 0;
  // A year has four digits, but no day has: a number is a revision.
  if (std::all_of(text.begin(), text.end(), [](unsigned char c) { return absl::ascii_isdigit(c); }) &&
      absl::SimpleAtoi(text, &revision)) {
    version.set_revision(revision);
    return version;
  }
  absl::StatusOr<google::protobuf::Timestamp> as_of = ParseAsOf(text);
  if (!as_of.ok()) return as_of.status();
  *version.mutable_as_of() = *as_of;
  return version;
}

}  // namespace trialweave::query
