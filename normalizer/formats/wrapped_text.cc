#include "normalizer/formats/wrapped_text.h"

namespace trialweave::normalizer {
namespace {

constexpr std::string_view kLineEndMark = "@@@";

bool IsBlank(char c) { return c == ' ' || c == '\t'; }

// Cuts one line off `rest`; its end may be "\n", "\r\n", "\r" or "@@@".
std::string_view TakeLine(std::string_view* rest) {
  size_t end = 0;
  for (; end < rest->size(); ++end) {
    const char c = (*rest)[end];
    if (c == '\n' || c == '\r' || (c == '@' && rest->substr(end, kLineEndMark.size()) == kLineEndMark)) break;
  }
  const std::string_view line = rest->substr(0, end);
  size_t skip = 0;
  if (end < rest->size()) {
    skip = (*rest)[end] == '@' ? kLineEndMark.size() : rest->substr(end, 2) == "\r\n" ? 2 : 1;
  }
  rest->remove_prefix(end + skip);
  return line;
}

}  // namespace

bool HasLineEndMarks(std::string_view text) { return text.find(kLineEndMark) != std::string_view::npos; }

std::string Unwrapped(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  // The first paragraph begins like any other: after an empty line.
  bool after_empty = true;
  while (!text.empty()) {
    std::string_view line = TakeLine(&text);
    const bool indented = !line.empty() && IsBlank(line[0]);
    while (!line.empty() && IsBlank(line.front())) line.remove_prefix(1);
    while (!line.empty() && IsBlank(line.back())) line.remove_suffix(1);
    if (line.empty()) {
      after_empty = true;
      continue;
    }
    if (!out.empty()) out += after_empty ? "\n\n" : indented ? " " : "\n";
    out += line;
    after_empty = false;
  }
  return out;
}

}  // namespace trialweave::normalizer
