#include "normalizer/formats/html_page.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "normalizer/formats/encoding.h"

namespace trialweave::normalizer {
namespace {

constexpr size_t kMaxLabelBytes = 400;

// True for a page whose <html> is never closed.
bool IsCutOff(std::string_view content) {
  std::string tail(content.substr(content.size() > 4096 ? content.size() - 4096 : 0));
  absl::AsciiStrToLower(&tail);
  return tail.find("</html>") == std::string::npos;
}

// "<!-- saved from url=(0052)https://www.example.org/page?id=1 -->", near the begin.
std::string SavedFrom(std::string_view content) {
  constexpr std::string_view kMark = "saved from url=(";
  const std::string_view head = content.substr(0, 4096);
  const size_t mark = head.find(kMark);
  if (mark == std::string_view::npos) return "";
  const size_t begin = head.find(')', mark);
  if (begin == std::string_view::npos) return "";
  std::string_view address = head.substr(begin + 1);
  address = address.substr(0, address.find_first_of(" \t\r\n<>\""));
  return address.starts_with("http") ? std::string(address) : "";
}

// The length of the parenthesis that opens or closes at `pos`, ASCII or full-width.
size_t BracketAt(std::string_view text, size_t pos, std::string_view ascii, std::string_view wide) {
  if (text.substr(pos).starts_with(ascii)) return ascii.size();
  return text.substr(pos).starts_with(wide) ? wide.size() : 0;
}

}  // namespace

std::optional<v1::DeadLetterCause> ReadHtmlPage(std::string_view content, const ParseContext& context, HtmlPage* page) {
  if (auto cause = CheckText(content, context.limits)) return cause;
  if (LooksLikeHtml(content) && IsCutOff(content)) {
    return MakeCause(v1::DEAD_LETTER_REASON_TRUNCATED, "the page ends before </html>", content.size());
  }
  bool too_many = false;
  page->cells = ReadHtmlCells(content, context.limits.max_elements, &too_many);
  page->saved_from = SavedFrom(content);
  if (too_many) {
    return MakeCause(v1::DEAD_LETTER_REASON_LIMIT_EXCEEDED,
                     absl::StrCat("more than ", context.limits.max_elements, " tags"));
  }
  return std::nullopt;
}

std::string HtmlLabelKey(std::string_view text) {
  std::string key;
  if (text.size() > kMaxLabelBytes) return key;
  int depth = 0;
  for (size_t i = 0; i < text.size();) {
    if (const size_t open = BracketAt(text, i, "(", "（")) {
      ++depth;
      i += open;
    } else if (const size_t close = BracketAt(text, i, ")", "）")) {
      depth = std::max(0, depth - 1);
      i += close;
    } else if (static_cast<unsigned char>(text[i]) < 0x80) {
      if (depth == 0 && absl::ascii_isalnum(text[i])) key.push_back(absl::ascii_tolower(text[i]));
      ++i;
    } else {
      // Han characters are the three-byte ones from U+3400 to U+9FFF; everything else of Unicode is punctuation here.
      const auto lead = static_cast<unsigned char>(text[i]);
      const size_t length = std::min<size_t>(lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2, text.size() - i);
      if (depth == 0 && lead >= 0xE3 && lead <= 0xE9 && !text.substr(i).starts_with("\xE3\x80"))
        key.append(text, i, length);
      i += length;
    }
  }
  return key;
}

std::optional<std::pair<std::string, std::string>> HtmlLabelHalves(const std::string& key) {
  const auto latin = [](char c) { return static_cast<unsigned char>(c) < 0x80; };
  const size_t tail = key.rend() - std::find_if_not(key.rbegin(), key.rend(), latin);
  if (tail == 0 || tail >= key.size()) return std::nullopt;
  return std::make_pair(key.substr(0, tail), key.substr(tail));
}

bool EndsWithColon(std::string_view text) {
  const std::string line = CleanLine(text, TextStyle::kPlain);
  return line.ends_with(':') || line.ends_with("：");
}

bool HtmlValueFollows(const HtmlCell& label, const HtmlCell& value) {
  using Kind = HtmlCell::Kind;
  if (label.kind == Kind::kCell) return value.kind == Kind::kCell && value.row == label.row;
  if (label.kind == Kind::kTerm) return value.kind == Kind::kDefinition;
  return value.kind == label.kind;
}

std::optional<HtmlLine> SplitHtmlLine(std::string_view text) {
  const size_t colon = text.find(':'), wide = text.find("：");
  const size_t at = std::min(colon, wide);
  if (at > kMaxLabelBytes) return std::nullopt;  // or none
  HtmlLine line{CleanLine(text.substr(0, at), TextStyle::kPlain),
                CleanText(text.substr(at + (at == wide ? 3 : 1)), TextStyle::kPlain)};
  if (line.label.empty() || line.value.empty()) return std::nullopt;
  return line;
}

}  // namespace trialweave::normalizer
