#ifndef TRIALWEAVE_NORMALIZER_EVIDENCE_TIME_POINTS_H_
#define TRIALWEAVE_NORMALIZER_EVIDENCE_TIME_POINTS_H_

#include <string_view>
#include <vector>

#include "trialweave/v1/evidence.pb.h"

namespace trialweave::normalizer {

// FoundTime is a time that a text names, with its span there, bytes.
struct FoundTime {
  v1::TimePoint point;
  size_t offset = 0;
  size_t length = 0;
};

// All times of a text, English and Chinese: "1, 3 and 6 months" are three, as are "week 4, 8, 12" and
// "治疗后1、3、6个月". Units are never converted. A pure function, linear in the text's size.
std::vector<FoundTime> FindTimes(std::string_view text);

}  // namespace trialweave::normalizer

#endif  // TRIALWEAVE_NORMALIZER_EVIDENCE_TIME_POINTS_H_
