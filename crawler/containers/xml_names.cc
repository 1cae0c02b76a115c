#include "crawler/containers/xml_names.h"

#include <algorithm>
#include <iterator>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/strip.h"

namespace trialweave::crawler {
namespace {

// Cuts a leading construct that ends with `terminator`; false when it does not end.
bool ConsumeThrough(absl::string_view* text, absl::string_view terminator) {
  const size_t end = text->find(terminator);
  if (end == absl::string_view::npos) return false;
  text->remove_prefix(end + terminator.size());
  return true;
}

// A document type up to its '>', with its internal subset.
bool ConsumeDoctype(absl::string_view* text) {
  const size_t bracket = text->find('[');
  const size_t close = text->find('>');
  if (bracket != absl::string_view::npos && bracket < close && !ConsumeThrough(text, "]")) return false;
  return ConsumeThrough(text, ">");
}

}  // namespace

bool IsNameStart(char c) {
  return absl::ascii_isalpha(c) || c == '_' || c == ':' || static_cast<unsigned char>(c) >= 0x80;
}

std::string DeclaredEncoding(absl::string_view declaration) {
  const size_t at = declaration.find("encoding");
  if (!absl::StartsWith(declaration, "<?xml") || at == absl::string_view::npos) return "";
  absl::string_view rest = absl::StripLeadingAsciiWhitespace(declaration.substr(at + 8));
  if (!absl::ConsumePrefix(&rest, "=")) return "";
  rest = absl::StripLeadingAsciiWhitespace(rest);
  if (rest.empty() || (rest[0] != '"' && rest[0] != '\'')) return "";
  const size_t end = rest.find(rest[0], 1);
  return end == absl::string_view::npos ? "" : std::string(rest.substr(1, end - 1));
}

std::string RootElement(absl::string_view head) {
  absl::ConsumePrefix(&head, "\xEF\xBB\xBF");
  for (;;) {
    head = absl::StripLeadingAsciiWhitespace(head);
    if (absl::StartsWith(head, "<?")) {
      if (!ConsumeThrough(&head, "?>")) return "";
    } else if (absl::StartsWith(head, "<!--")) {
      if (!ConsumeThrough(&head, "-->")) return "";
    } else if (absl::StartsWithIgnoreCase(head, "<!doctype")) {
      if (!ConsumeDoctype(&head)) return "";
    } else {
      break;
    }
  }
  if (head.size() < 2 || head[0] != '<' || !IsNameStart(head[1])) return "";
  size_t end = 1;
  while (end < head.size() && !absl::ascii_isspace(head[end]) && head[end] != '>' && head[end] != '/') ++end;
  return end == head.size() ? "" : std::string(head.substr(1, end - 1));
}

bool IsRssChannelElement(absl::string_view name) {
  constexpr absl::string_view kElements[] = {"title",          "link",      "description", "language", "copyright",
                                             "managingEditor", "webMaster", "pubDate",     "category", "lastBuildDate",
                                             "generator",      "docs",      "cloud",       "ttl",      "image",
                                             "rating",         "textInput", "skipHours",   "skipDays"};
  return absl::StrContains(name, ":") ||
         std::find(std::begin(kElements), std::end(kElements), name) != std::end(kElements);
}

}  // namespace trialweave::crawler
