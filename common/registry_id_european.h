#ifndef TRIALWEAVE_COMMON_REGISTRY_ID_EUROPEAN_H_
#define TRIALWEAVE_COMMON_REGISTRY_ID_EUROPEAN_H_

#include <optional>
#include <string>
#include <string_view>

namespace trialweave::common::internal {

// A EudraCT or EU CT number as it stood in a text.
struct EuropeanNumber {
  // "eudract" or "ctis".
  std::string_view scheme;
  // "EUCTR2020-001722-66", "CTIS2022-503089-57".
  std::string value;
  std::string country;
  // Separators were other ones, doubled, missing or inside a group.
  bool repaired = false;
  size_t end = 0;
};

// How far the spelling may be from yyyy-nnnnnn-cc.
enum class EuropeanSpelling {
  // Bare in running text: hyphens only.
  kStrict,
  // The whole text: other separators, but some.
  kSeparated,
  // After a label: also without any separator.
  kLabelled,
};

// Reads a number at `pos` of `text`. EudraCT serials start with 0, those of CTIS with 5 (EMA); check digits
// below 10 were never issued for EudraCT.
std::optional<EuropeanNumber> ReadEuropeanNumber(std::string_view text, size_t pos, EuropeanSpelling spelling);

// Length of the label at `pos` ("EudraCT", "EU CT", "CTIS"), without what follows it; 0 when there is none.
size_t EuropeanLabel(std::string_view text, size_t pos);

}  // namespace trialweave::common::internal

#endif  // TRIALWEAVE_COMMON_REGISTRY_ID_EUROPEAN_H_
