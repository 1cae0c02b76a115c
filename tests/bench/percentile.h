#ifndef TRIALWEAVE_TESTS_BENCH_PERCENTILE_H_
#define TRIALWEAVE_TESTS_BENCH_PERCENTILE_H_

#include <algorithm>
#include <vector>

namespace trialweave::tests {

// The value below which `share` of the values are, 0.5 for the median; 0 where there are none.
inline double Percentile(std::vector<double> values, double share) {
  if (values.empty()) return 0;
  const auto at = values.begin() + static_cast<ptrdiff_t>(share * static_cast<double>(values.size() - 1));
  std::nth_element(values.begin(), at, values.end());
  return *at;
}

}  // namespace trialweave::tests

#endif  // TRIALWEAVE_TESTS_BENCH_PERCENTILE_H_
