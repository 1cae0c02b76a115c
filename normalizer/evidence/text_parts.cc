#include "normalizer/evidence/text_parts.h"

#include <algorithm>

#include "absl/strings/ascii.h"

namespace trialweave::normalizer {

bool HasPart(std::string_view text, std::string_view lower_part) {
  const auto same = [](char a, char b) { return absl::ascii_tolower(static_cast<unsigned char>(a)) == b; };
  return std::search(text.begin(), text.end(), lower_part.begin(), lower_part.end(), same) != text.end();
}

bool HasAny(std::string_view text, std::initializer_list<std::string_view> lower_parts) {
  return std::any_of(lower_parts.begin(), lower_parts.end(),
                     [&](std::string_view part) { return HasPart(text, part); });
}

size_t LastName(std::string_view text, std::string_view name) {
  const auto is_word = [&](size_t at) {
    return at < text.size() && absl::ascii_isalnum(static_cast<unsigned char>(text[at]));
  };
  size_t at = text.rfind(name);
  while (at != std::string_view::npos && ((at > 0 && is_word(at - 1)) || is_word(at + name.size()))) {
    at = at == 0 ? std::string_view::npos : text.rfind(name, at - 1);
  }
  return at;
}

}  // namespace trialweave::normalizer
