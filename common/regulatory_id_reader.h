#ifndef TRIALWEAVE_COMMON_REGULATORY_ID_READER_H_
#define TRIALWEAVE_COMMON_REGULATORY_ID_READER_H_

#include <cstddef>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/regulatory_id.h"

namespace trialweave::common::internal {

// FoundNumber is a number in folded text.
struct FoundNumber {
  RegulatoryIdKind kind = RegulatoryIdKind::kCdeAcceptance;
  std::string value;
  size_t start = 0;
  size_t end = 0;
};

std::string Joined(std::initializer_list<std::string_view> parts);

// How many digits follow at `pos`, at most `limit`.
size_t DigitsAt(std::string_view text, size_t pos, size_t limit);

// Nothing of a word or number touches [start, end) in `text`. A comma or dot followed by a digit is part of a number.
bool StandsAlone(std::string_view text, size_t start, size_t end);

// One of `labels` (lower case) stands within 80 bytes before or behind [start, end), whatever its case.
bool HasLabelNear(std::string_view text, size_t start, size_t end, const std::vector<std::string_view>& labels);

// The number that begins at `pos` (for devices: whose 械 stands there), if one does. `pos` is the first byte of an
// upper or lower case letter, of a digit, or of a Chinese character.
std::optional<FoundNumber> ReadChineseNumber(std::string_view text, size_t pos);
std::optional<FoundNumber> ReadAmericanNumber(std::string_view text, size_t pos);

}  // namespace trialweave::common::internal

#endif  // TRIALWEAVE_COMMON_REGULATORY_ID_READER_H_
