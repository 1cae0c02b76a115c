#include "tests/soak/soak_settings.h"

#include <cstdlib>

#include "absl/strings/numbers.h"

namespace trialweave::tests {

uint64_t SoakSetting(const char* name, uint64_t otherwise) {
  const char* value = std::getenv(name);
  uint64_t number = 0;
  return value != nullptr && absl::SimpleAtoi(value, &number) ? number : otherwise;
}

}  // namespace trialweave::tests
