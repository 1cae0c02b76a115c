#include "normalizer/notices/notice_page.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "normalizer/formats/encoding.h"
#include "normalizer/formats/html_page.h"
#include "normalizer/notices/html_links.h"

namespace trialweave::normalizer {
namespace {

constexpr size_t kMostMeta = 500;
constexpr size_t kLongestLabel = 60;

// The first `tag` ("</main") from `from` on, whatever its case.
size_t FindTag(std::string_view html, std::string_view tag, size_t from) {
  for (size_t at = html.find('<', from); at != std::string_view::npos; at = html.find('<', at + 1)) {
    const std::string_view found = html.substr(at, tag.size());
    if (absl::EqualsIgnoreCase(absl::string_view(found.data(), found.size()),
                               absl::string_view(tag.data(), tag.size())))
      return at;
  }
  return std::string_view::npos;
}

void ReadMeta(std::string_view content, NoticePage* page) {
  std::string saved_from, canonical, og, own;
  for (const HtmlTag& tag : FindHtmlTags(content, {"meta", "link"}, kMostMeta)) {
    const Where where{tag.name, tag.begin, tag.end - tag.begin};
    if (tag.name == "link") {
      if (canonical.empty() && absl::EqualsIgnoreCase(HtmlAttribute(tag, "rel"), "canonical")) {
        canonical = HtmlAttribute(tag, "href");
        page->address = {canonical, {"link[canonical]", where.offset, where.length}};
      }
      continue;
    }
    std::string name = HtmlAttribute(tag, "name");
    if (name.empty()) name = HtmlAttribute(tag, "property");
    absl::AsciiStrToLower(&name);
    PageText text{HtmlAttribute(tag, "content"), {absl::StrCat("meta[", name, "]"), where.offset, where.length}};
    if (!name.empty() && name.size() <= kLongestLabel && !text.text.empty())
      page->meta.try_emplace(std::move(name), std::move(text));
  }
  for (const char* name : {"og:url", "url"}) {
    const auto it = page->meta.find(name);
    if (page->address.text.empty() && it != page->meta.end()) page->address = it->second;
  }
}

void ReadHeading(std::string_view content, NoticePage* page) {
  for (std::string_view name : {"h1", "h2", "h3", "title"}) {
    for (const HtmlTag& tag : FindHtmlTags(content, {name}, 10)) {
      const size_t end = std::min(FindTag(content, absl::StrCat("</", std::string(name)), tag.end), content.size());
      std::string text = HtmlParagraphs(content.substr(tag.end, end - tag.end));
      if (text.empty()) continue;
      page->heading = {std::move(text), {std::string(name), tag.end, end - tag.end}};
      return;
    }
  }
}

// Where the content begins and ends.
std::string_view ContentOf(std::string_view content, const PageText& heading) {
  size_t begin = 0;
  if (heading.where.path == "h1") begin = heading.where.offset + heading.where.length;
  size_t end = content.size();
  for (std::string_view tag : {"</main", "<footer"}) end = std::min(end, FindTag(content, tag, begin));
  return content.substr(begin, end - begin);
}

}  // namespace

std::optional<v1::DeadLetterCause> ReadNoticePage(std::string_view content, const ParseContext& context,
                                                  NoticePage* page) {
  HtmlPage whole;
  if (auto cause = ReadHtmlPage(content, context, &whole)) return cause;
  ReadMeta(content, page);
  if (page->address.text.empty()) page->address = {whole.saved_from, {"saved from url", 0, 0}};
  ReadHeading(content, page);
  const std::string_view body = ContentOf(content, page->heading);
  const uint64_t begin = body.data() - content.data();
  for (const HtmlCell& cell : whole.cells) {
    if (cell.length == 0 || cell.offset < begin || cell.offset + cell.length > begin + body.size()) continue;
    for (size_t from = 0; from <= cell.text.size();) {
      const size_t to = std::min(cell.text.find('\n', from), cell.text.size());
      std::string line = CleanLine(std::string_view(cell.text).substr(from, to - from), TextStyle::kPlain);
      if (!line.empty()) page->lines.push_back({std::move(line), {"", cell.offset, cell.length}});
      from = to + 1;
    }
  }
  return std::nullopt;
}

std::pair<std::string, std::string> SplitLabel(std::string_view line) {
  const size_t ascii = line.find(':'), wide = line.find("：");
  const size_t at = std::min(ascii, wide);
  std::string label(line.substr(0, at));
  std::string value;
  if (at != std::string_view::npos) {
    if (at > kLongestLabel) return {std::string(line), ""};
    value = CleanLine(line.substr(at + (at == wide ? 3 : 1)), TextStyle::kPlain);
  }
  label = CleanLine(label, TextStyle::kPlain);
  absl::AsciiStrToLower(&label);
  return {std::move(label), std::move(value)};
}

}  // namespace trialweave::normalizer
