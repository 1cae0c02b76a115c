#ifndef TRIALWEAVE_TESTS_SOAK_SOAK_SETTINGS_H_
#define TRIALWEAVE_TESTS_SOAK_SOAK_SETTINGS_H_

#include <cstdint>

namespace trialweave::tests {

// A figure that `ops/soak` sets in the environment for a long run; `otherwise` in the ordinary tests.
uint64_t SoakSetting(const char* name, uint64_t otherwise);

}  // namespace trialweave::tests

#endif  // TRIALWEAVE_TESTS_SOAK_SOAK_SETTINGS_H_
