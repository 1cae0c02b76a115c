#include "common/doi.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"

namespace trialweave::common {
namespace {

// No DOI comes near.
constexpr size_t kMaxBytes = 1024;

std::string PercentDecoded(std::string_view text) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size() && absl::ascii_isxdigit(text[i + 1]) &&
        absl::ascii_isxdigit(text[i + 2])) {
      out += absl::HexStringToBytes(std::string(text.substr(i + 1, 2)));
      i += 2;
    } else {
      out.push_back(text[i]);
    }
  }
  return out;
}

// What stands before the DOI: nothing, a label, or an address up to its path.
std::string_view WithoutDress(std::string_view text) {
  for (std::string_view mark : {"doi.org/", "doi:", "doi"}) {
    const size_t at = text.find(mark);
    if (at == std::string_view::npos || (mark != "doi.org/" && at != 0)) continue;
    text.remove_prefix(at + mark.size());
    break;
  }
  while (!text.empty() && (absl::ascii_isspace(text.front()) || text.front() == ':' || text.front() == '/'))
    text.remove_prefix(1);
  return text;
}

// Length of the prefix "10.1234" or "10.1234.56"; 0 when there is none.
size_t PrefixLength(std::string_view text) {
  if (!text.starts_with("10.")) return 0;
  size_t end = 3;
  while (end < text.size() && (absl::ascii_isdigit(text[end]) || text[end] == '.')) ++end;
  return end >= 7 && end <= 20 && text[end - 1] != '.' ? end : 0;
}

void TrimEnd(std::string* doi) {
  const auto count = [doi](char c) { return std::count(doi->begin(), doi->end(), c); };
  while (!doi->empty()) {
    const char last = doi->back();
    const bool unopened = (last == ')' && count(')') > count('(')) || (last == ']' && count(']') > count('[')) ||
                          (last == '>' && count('>') > count('<'));
    if (!unopened && std::string_view(".,;:\"'").find(last) == std::string_view::npos) return;
    doi->pop_back();
  }
}

}  // namespace

std::string CanonicalDoi(std::string_view printed) {
  std::string text(printed.substr(0, kMaxBytes));
  absl::StripAsciiWhitespace(&text);
  if (absl::StartsWithIgnoreCase(text, "http")) text = PercentDecoded(text);
  absl::AsciiStrToLower(&text);
  const std::string_view rest = WithoutDress(text);
  const size_t prefix = PrefixLength(rest);
  if (prefix == 0 || prefix >= rest.size() || rest[prefix] != '/') return "";
  const auto end =
      std::find_if(rest.begin(), rest.end(), [](char c) { return absl::ascii_isspace(c) || absl::ascii_iscntrl(c); });
  std::string doi(rest.begin(), end);
  TrimEnd(&doi);
  return doi.size() > prefix + 1 ? doi : "";
}

}  // namespace trialweave::common
