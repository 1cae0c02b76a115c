#ifndef TRIALWEAVE_CRAWLER_CONTAINERS_SIDE_CAR_H_
#define TRIALWEAVE_CRAWLER_CONTAINERS_SIDE_CAR_H_

#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace trialweave::crawler {

// SideCar is what FILE.meta says of FILE: where an operator got it, when, who that was, and of what it is all.
//
//   obtained_at: 2026-01-02T03:04:05Z
//   obtained_by: registry desk
//   origin: https://example.org/export
//   complete_set: ictrp/covid-19
struct SideCar {
  std::optional<absl::Time> obtained_at;
  std::string obtained_by;
  std::string origin;
  // The set of which the file is a complete snapshot; empty when it is of none.
  std::string complete_set;
};

// INVALID_ARGUMENT (SIDE_CAR_INVALID): a line that is no "key: value", a time that is none, or a set whose name is not
// 1 to 128 visible ASCII characters or that is named twice. Blank lines, lines that begin with '#' and unknown keys are
// skipped.
absl::StatusOr<SideCar> ParseSideCar(absl::string_view text);

}  // namespace trialweave::crawler

#endif  // TRIALWEAVE_CRAWLER_CONTAINERS_SIDE_CAR_H_
