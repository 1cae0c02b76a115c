#ifndef TRIALWEAVE_QUERY_FILTER_FILTER_LIMITS_H_
#define TRIALWEAVE_QUERY_FILTER_FILTER_LIMITS_H_

#include <cstddef>

namespace trialweave::query {

// Limits of a filter; beyond them it is FILTER_INVALID.
inline constexpr size_t kMaxFilterBytes = 8192;
inline constexpr int kMaxFilterDepth = 32;
inline constexpr int kMaxFilterRestrictions = 256;

}  // namespace trialweave::query

#endif  // TRIALWEAVE_QUERY_FILTER_FILTER_LIMITS_H_
