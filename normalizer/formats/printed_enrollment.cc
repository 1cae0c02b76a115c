#include "normalizer/formats/printed_enrollment.h"

#include <string>

#include "absl/strings/ascii.h"
#include "normalizer/formats/printed_text.h"

namespace trialweave::normalizer {
namespace {

// "30", "1,200", "30例", "30 participants"; nothing else.
std::optional<int64_t> ReadCount(std::string_view text) {
  int64_t count = 0;
  size_t digits = 0, i = 0;
  while (i < text.size() && text[i] == ' ') ++i;
  for (; i < text.size() && (absl::ascii_isdigit(text[i]) || (text[i] == ',' && digits > 0 && i + 3 < text.size()));
       ++i) {
    if (text[i] == ',') continue;
    count = count * 10 + (text[i] - '0');
    if (++digits > 9) return std::nullopt;
  }
  if (digits == 0) return std::nullopt;
  std::string rest = CleanLine(text.substr(i), TextStyle::kPlain);
  absl::AsciiStrToLower(&rest);
  for (std::string_view unit : {"", "例", "人", "名", "participants", "subjects", "patients", "cases"}) {
    if (rest == unit) return count;
  }
  return std::nullopt;
}

}  // namespace

std::optional<int64_t> ReadEnrollment(std::string_view printed) {
  const std::string text = CleanLine(printed, TextStyle::kMarkup);
  std::optional<int64_t> count = ReadCount(text);
  if (!count.has_value()) {
    int64_t sum = 0;
    const std::vector<std::string> parts = SplitList(text, ';');
    if (parts.empty()) return std::nullopt;
    for (const std::string& part : parts) {
      // The size is what follows the last colon; labels may hold colons of their own.
      size_t colon = part.rfind(':');
      size_t length = 1;
      const size_t wide = part.rfind("：");
      if (wide != std::string::npos && (colon == std::string::npos || wide > colon)) {
        colon = wide;
        length = 3;
      }
      if (colon == std::string::npos) return std::nullopt;
      const std::optional<int64_t> size = ReadCount(std::string_view(part).substr(colon + length));
      if (!size.has_value()) return std::nullopt;
      sum += *size;
    }
    count = sum;
  }
  if (*count >= kUnknownEnrollment) return std::nullopt;
  return count;
}

}  // namespace trialweave::normalizer
