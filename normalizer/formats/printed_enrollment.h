#ifndef TRIALWEAVE_NORMALIZER_FORMATS_PRINTED_ENROLLMENT_H_
#define TRIALWEAVE_NORMALIZER_FORMATS_PRINTED_ENROLLMENT_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace trialweave::normalizer {

// ClinicalTrials.gov's "unknown".
inline constexpr int64_t kUnknownEnrollment = 99'999'999;

// A number of participants as printed: "120", "1,200", "60例", "40 (20 in each arm)", "国内:45；", or groups whose
// sizes are summed ("treatment group:30;control group:30;"). nullopt when it cannot be read with certainty, or means
// unknown.
std::optional<int64_t> ReadEnrollment(std::string_view printed);

// One group of a size: "control group:30".
struct SizedGroup {
  // As printed.
  std::string label;
  int64_t size = 0;
};

// The groups that ReadEnrollment adds up; a group that names the total is none of them. Empty for a plain number and
// for text that is not read.
std::vector<SizedGroup> ReadSizedGroups(std::string_view printed);

}  // namespace trialweave::normalizer

#endif  // TRIALWEAVE_NORMALIZER_FORMATS_PRINTED_ENROLLMENT_H_
