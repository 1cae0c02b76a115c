#include "normalizer/notices/html_links.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "normalizer/formats/html_cells.h"
#include "normalizer/formats/printed_text.h"

namespace trialweave::normalizer {
namespace {

constexpr size_t kMaxTags = 100'000;

// Behind the '>' of the tag whose attributes begin at `pos`; quotes after '=' are honoured.
size_t TagEnd(std::string_view html, size_t pos) {
  char quote = 0;
  for (; pos < html.size(); ++pos) {
    const char c = html[pos];
    if (quote != 0) {
      if (c == quote) quote = 0;
    } else if ((c == '"' || c == '\'') && html[pos - 1] == '=') {
      quote = c;
    } else if (c == '>') {
      return pos + 1;
    }
  }
  return html.size();
}

// Behind the element whose content is no markup; `name` is in lower case.
size_t RawEnd(std::string_view html, size_t pos, std::string_view name) {
  for (size_t at = html.find("</", pos); at != std::string_view::npos; at = html.find("</", at + 2)) {
    const std::string_view found = html.substr(at + 2, name.size());
    if (absl::EqualsIgnoreCase(absl::string_view(found.data(), found.size()),
                               absl::string_view(name.data(), name.size())))
      return at;
  }
  return html.size();
}

}  // namespace

std::vector<HtmlTag> FindHtmlTags(std::string_view html, const std::vector<std::string_view>& names, size_t most) {
  std::vector<HtmlTag> tags;
  for (size_t at = html.find('<'); at < html.size() && tags.size() < most; at = html.find('<', at)) {
    if (html.substr(at).starts_with("<!--")) {
      const size_t end = html.find("-->", at + 4);
      if (end == std::string_view::npos) break;
      at = end + 3;
      continue;
    }
    HtmlTag tag;
    size_t end = at + 1;
    while (end < html.size() && tag.name.size() < 16 && absl::ascii_isalnum(html[end]))
      tag.name.push_back(absl::ascii_tolower(html[end++]));
    if (tag.name.empty()) {
      ++at;
      continue;
    }
    tag.begin = at;
    tag.end = TagEnd(html, end);
    tag.attributes = html.substr(end, tag.end - end);
    at = tag.name == "script" || tag.name == "style" ? RawEnd(html, tag.end, tag.name) : tag.end;
    if (std::find(names.begin(), names.end(), tag.name) != names.end()) tags.push_back(std::move(tag));
  }
  return tags;
}

std::string HtmlAttribute(const HtmlTag& tag, std::string_view name) {
  const std::string_view text = tag.attributes;
  for (size_t i = 0; i < text.size();) {
    if (absl::ascii_isspace(text[i]) || text[i] == '/' || text[i] == '>') {
      ++i;
      continue;
    }
    const size_t begin = i;
    while (i < text.size() && text[i] != '=' && text[i] != '>' && !absl::ascii_isspace(text[i])) ++i;
    const std::string_view key = text.substr(begin, i - begin);
    std::string_view value;
    if (i < text.size() && text[i] == '=') {
      ++i;
      const char quote = i < text.size() && (text[i] == '"' || text[i] == '\'') ? text[i] : 0;
      const size_t from = quote == 0 ? i : i + 1;
      size_t to = quote == 0 ? text.find_first_of(" \t\r\n>", from) : text.find(quote, from);
      to = std::min(to, text.size());
      value = text.substr(std::min(from, to), to - std::min(from, to));
      i = to + (quote == 0 ? 0 : 1);
    }
    if (absl::EqualsIgnoreCase(absl::string_view(key.data(), key.size()), absl::string_view(name.data(), name.size())))
      return CleanLine(value, TextStyle::kReferences);
  }
  return "";
}

std::string HtmlParagraphs(std::string_view html) {
  bool too_many = false;
  std::string text;
  for (const HtmlCell& cell : ReadHtmlCells(html, kMaxTags, &too_many)) {
    if (!text.empty() && !cell.text.empty()) text += '\n';
    text += cell.text;
  }
  return text;
}

std::string HtmlText(std::string_view html) { return CleanLine(HtmlParagraphs(html), TextStyle::kPlain); }

}  // namespace trialweave::normalizer
