#ifndef TRIALWEAVE_NORMALIZER_FORMATS_CHICTR_HTML_VALUES_H_
#define TRIALWEAVE_NORMALIZER_FORMATS_CHICTR_HTML_VALUES_H_

#include <string>
#include <string_view>

namespace trialweave::normalizer {

// What ChiCTR's pages print in a way of their own.

// "从 From 2024-06-01 00:00:00 至 To 2025-01-01 00:00:00". An end that is not given is empty.
struct ChictrPeriod {
  std::string from, to;
};
ChictrPeriod ReadChictrPeriod(std::string_view printed);

// One end of "最小 Min age 18 岁 years 最大 Max age 65 岁 years", with its unit in the first language: "18岁", "65
// years". Empty when there is no number behind the mark.
std::string ReadChictrAge(std::string_view printed, bool minimum);

// 主要指标, Primary indicator. The other types are secondary, additional and adverse events.
bool IsChictrPrimary(std::string_view type);

}  // namespace trialweave::normalizer

#endif  // TRIALWEAVE_NORMALIZER_FORMATS_CHICTR_HTML_VALUES_H_
