#ifndef TRIALWEAVE_COMMON_BUILD_INFO_H_
#define TRIALWEAVE_COMMON_BUILD_INFO_H_

namespace trialweave::common {

// This release, as CHANGELOG.md names it.
inline constexpr char kVersion[] = "0.1.0";

}  // namespace trialweave::common

#endif  // TRIALWEAVE_COMMON_BUILD_INFO_H_
