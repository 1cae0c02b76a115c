#include "normalizer/formats/printed_text.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include "absl/strings/ascii.h"
#include "common/ascii_only.h"

namespace trialweave::normalizer {
namespace {

bool IsInlineBlank(char c) { return c == ' ' || c == '\t' || c == '\v' || c == '\f'; }

// Escapes are CommonMark's: a backslash before ASCII punctuation.
std::string Unescape(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && i + 1 < text.size() && absl::ascii_ispunct(text[i + 1])) ++i;
    out.push_back(text[i]);
  }
  return out;
}

// Tags that registries leave in their values; anything else that starts with '<' is text ("eGFR <45").
std::string_view TagAt(std::string_view text, std::string* name) {
  static constexpr std::string_view kTags[] = {"br", "p", "div", "li",  "ul",   "ol",  "tr",     "b",     "i",
                                               "em", "u", "td",  "sup", "span", "sub", "strong", "table", "tbody"};
  const size_t end = text.substr(0, 120).find('>');
  if (end == std::string_view::npos) return {};
  size_t start = 1;
  if (start < end && text[start] == '/') ++start;
  size_t stop = start;
  while (stop < end && absl::ascii_isalpha(text[stop])) ++stop;
  *name = std::string(text.substr(start, stop - start));
  absl::AsciiStrToLower(name);
  const char after = text[stop];
  if (after != '>' && after != '/' && after != ' ') return {};
  if (std::find(std::begin(kTags), std::end(kTags), *name) == std::end(kTags)) return {};
  return text.substr(0, end + 1);
}

std::string StripTags(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  std::string name;
  for (size_t i = 0; i < text.size();) {
    const size_t begin = std::min(text.find('<', i), text.size());
    out += text.substr(i, begin - i);
    i = begin;
    if (i == text.size()) break;
    const std::string_view tag = TagAt(text.substr(i), &name);
    if (tag.empty()) {
      out.push_back(text[i++]);
      continue;
    }
    const bool block =
        name == "br" || name == "p" || name == "div" || name == "li" || name == "tr" || name == "ul" || name == "ol";
    if (block) out.push_back('\n');
    i += tag.size();
  }
  return out;
}

// References that registries leave in their values once the document's own are resolved (WHO ICTRP escapes twice).
struct NamedReference {
  std::string_view name;
  std::string_view text;
};
constexpr NamedReference kReferences[] = {
    {"nbsp", " "},  {"amp", "&"},    {"lt", "<"},     {"gt", ">"},    {"quot", "\""}, {"apos", "'"},   {"le", "≤"},
    {"ge", "≥"},    {"plusmn", "±"}, {"times", "×"},  {"micro", "µ"}, {"mu", "μ"},    {"deg", "°"},    {"middot", "·"},
    {"ndash", "–"}, {"mdash", "—"},  {"hellip", "…"}, {"bull", "•"},  {"lsquo", "‘"}, {"rsquo", "’"},  {"ldquo", "“"},
    {"rdquo", "”"}, {"alpha", "α"},  {"beta", "β"},   {"gamma", "γ"}, {"delta", "δ"}, {"kappa", "κ"},  {"sup2", "²"},
    {"sup3", "³"},  {"eacute", "é"}, {"egrave", "è"}, {"auml", "ä"},  {"ouml", "ö"},  {"uuml", "ü"},   {"szlig", "ß"},
    {"reg", "®"},   {"trade", "™"},  {"copy", "©"},   {"laquo", "«"}, {"raquo", "»"}, {"ccedil", "ç"}, {"ntilde", "ñ"}};

void AppendUtf8(uint32_t code, std::string* out) {
  if (code < 0x80) {
    out->push_back(static_cast<char>(code));
  } else if (code < 0x800) {
    out->push_back(static_cast<char>(0xC0 | code >> 6));
    out->push_back(static_cast<char>(0x80 | (code & 0x3F)));
  } else {
    if (code >= 0x10000) {
      out->push_back(static_cast<char>(0xF0 | code >> 18));
      out->push_back(static_cast<char>(0x80 | (code >> 12 & 0x3F)));
    } else {
      out->push_back(static_cast<char>(0xE0 | code >> 12));
    }
    out->push_back(static_cast<char>(0x80 | (code >> 6 & 0x3F)));
    out->push_back(static_cast<char>(0x80 | (code & 0x3F)));
  }
}

// "#160" or "#xA0"; false for anything else and for what is no character of text.
bool AppendNumbered(std::string_view number, std::string* out) {
  const bool hex = number.size() > 2 && (number[1] == 'x' || number[1] == 'X');
  number.remove_prefix(hex ? 2 : 1);
  uint32_t code = 0;
  if (number.empty() || number.size() > 7) return false;
  for (char c : number) {
    if (!(hex ? absl::ascii_isxdigit(c) : absl::ascii_isdigit(c))) return false;
    const char lower = absl::ascii_tolower(c);
    code = code * (hex ? 16 : 10) + static_cast<uint32_t>(lower <= '9' ? lower - '0' : lower - 'a' + 10);
  }
  const bool text = code == '\n' || code == '\r' || code == '\t' || (code >= 0x20 && code < 0x7F) ||
                    (code >= 0xA0 && code < 0xD800) || (code >= 0xE000 && code < 0xFFFE) ||
                    (code >= 0x10000 && code <= 0x10FFFF);
  if (text) AppendUtf8(code, out);
  return text;
}

bool IsMailCharacter(char c) {
  return absl::ascii_isalnum(c) || std::string_view("._%+-").find(c) != std::string_view::npos;
}

// Personal data has no place in records: addresses in running text go, whatever field they stand in.
void RemoveMailAddresses(std::string* text) {
  std::string out;
  size_t done = 0;
  for (size_t at = text->find('@'); at != std::string::npos; at = text->find('@', std::max(done, at + 1))) {
    size_t start = at, end = at + 1;
    while (start > done && IsMailCharacter((*text)[start - 1])) --start;
    while (end < text->size() && (absl::ascii_isalnum((*text)[end]) || (*text)[end] == '.' || (*text)[end] == '-'))
      ++end;
    while (end > at + 1 && ((*text)[end - 1] == '.' || (*text)[end - 1] == '-')) --end;
    const std::string_view host = std::string_view(*text).substr(at + 1, end - at - 1);
    if (start == at || host.find('.') == std::string_view::npos) continue;
    out.append(*text, done, start - done).append("[e-mail]");
    done = end;
  }
  if (done > 0) *text = out.append(*text, done, std::string::npos);
}

// The length of a blank of any width at `pos`; 0 when there is none. U+00A0, U+3000, U+FEFF.
size_t WideBlankAt(std::string_view text, size_t pos) {
  const std::string_view rest = text.substr(pos, 3);
  if (rest.starts_with("\xC2\xA0")) return 2;
  if (rest == "\xE3\x80\x80" || rest == "\xEF\xBB\xBF") return 3;
  return 0;
}

std::string_view TrimBlanks(std::string_view text) {
  while (!text.empty() && IsInlineBlank(text.front())) text.remove_prefix(1);
  while (!text.empty() && IsInlineBlank(text.back())) text.remove_suffix(1);
  return text;
}

bool Holds(std::string_view text, char c) { return text.find(c) != std::string_view::npos; }

// TidyRuns finds where a line's text may not go on as it stands: line ends, and what blanks of other widths begin with.
class TidyRuns {
 public:
  explicit TidyRuns(std::string_view text) : text_(text) {
    wide_ = !common::IsAsciiOnly(text) && (Holds(text, '\xC2') || Holds(text, '\xE3') || Holds(text, '\xEF'));
    returns_ = Holds(text, '\r');
    newlines_ = Holds(text, '\n');
  }
  // The whole text is one run.
  bool one() const { return !wide_ && !returns_ && !newlines_; }
  // The end of the run from `i` on.
  size_t End(size_t i) const {
    if (!wide_ && !returns_) return std::min(text_.find('\n', i), text_.size());
    while (i < text_.size() && !kStops[static_cast<unsigned char>(text_[i])]) ++i;
    return i;
  }

 private:
  static constexpr std::array<bool, 256> kStops = [] {
    std::array<bool, 256> stops = {};
    for (unsigned char c : {'\r', '\n', '\xC2', '\xE3', '\xEF'}) stops[c] = true;
    return stops;
  }();

  const std::string_view text_;
  bool wide_, returns_, newlines_;
};

// Line ends become \n; blanks at both ends of lines and more than one empty line in a row go.
std::string TidyLines(std::string_view text) {
  const TidyRuns runs(text);
  if (runs.one()) return std::string(TrimBlanks(text));
  std::string out;
  out.reserve(text.size());
  bool line_start = true;
  int newlines = 2;
  const auto take = [&](std::string_view run) {
    if (line_start) run.remove_prefix(std::find_if_not(run.begin(), run.end(), IsInlineBlank) - run.begin());
    if (run.empty()) return;
    out += run;
    line_start = false;
    newlines = 0;
  };
  for (size_t i = 0; i < text.size();) {
    const size_t run = runs.End(i);
    if (run > i) take(text.substr(i, run - i));
    if (run == text.size()) break;
    i = run;
    const char c = text[i];
    if (c != '\r' && c != '\n') {
      const size_t wide = WideBlankAt(text, i);
      take(wide != 0 ? std::string_view(" ") : text.substr(i, 1));
      i += std::max<size_t>(wide, 1);
      continue;
    }
    ++i;
    if (c == '\r' && i < text.size() && text[i] == '\n') continue;
    while (!out.empty() && IsInlineBlank(out.back())) out.pop_back();
    if (newlines < 2) out.push_back('\n');
    ++newlines;
    line_start = true;
  }
  while (!out.empty() && (IsInlineBlank(out.back()) || out.back() == '\n')) out.pop_back();
  return out;
}

}  // namespace

std::string ResolveReferences(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (size_t i = 0; i < text.size();) {
    const size_t begin = std::min(text.find('&', i), text.size());
    out += text.substr(i, begin - i);
    i = begin;
    if (i == text.size()) break;
    const size_t end = text.substr(i, 12).find(';');
    if (end == std::string_view::npos || end < 3) {
      out.push_back(text[i++]);
      continue;
    }
    const std::string_view name = text.substr(i + 1, end - 1);
    bool resolved = name[0] == '#' && AppendNumbered(name, &out);
    for (const NamedReference& reference : kReferences) {
      if (resolved || name != reference.name) continue;
      out += reference.text;
      resolved = true;
    }
    if (resolved) {
      i += end + 1;
    } else {
      out.push_back(text[i++]);
    }
  }
  return out;
}

std::string CleanText(std::string_view printed, TextStyle style) {
  // Most texts wear nothing: they are not copied before their lines are tidied.
  std::string_view text = printed;
  std::string undressed;
  const auto become = [&](std::string other) {
    undressed = std::move(other);
    text = undressed;
  };
  if (style == TextStyle::kMarkdown && Holds(text, '\\')) become(Unescape(text));
  if (style == TextStyle::kMarkup && Holds(text, '<')) become(StripTags(text));
  if (style != TextStyle::kPlain && Holds(text, '&')) {
    become(ResolveReferences(text));
    if (style == TextStyle::kMarkup && Holds(text, '<')) become(StripTags(text));
  }
  std::string tidy = TidyLines(text);
  if (tidy.find('@') != std::string::npos) RemoveMailAddresses(&tidy);
  return tidy;
}

std::string CleanLine(std::string_view printed, TextStyle style) {
  std::string text = CleanText(printed, style);
  const auto parts = [](char a, char b) { return a == '\n' || a == '\t' || (a == ' ' && b == ' '); };
  if (std::adjacent_find(text.begin(), text.end(), parts) == text.end()) return text;
  std::string line;
  line.reserve(text.size());
  for (char c : text) {
    const char blank_free = c == '\n' || c == '\t' ? ' ' : c;
    if (blank_free != ' ' || line.empty() || line.back() != ' ') line.push_back(blank_free);
  }
  return line;
}

std::string LanguageOf(std::string_view text, std::string_view fallback) {
  if (common::IsAsciiOnly(text)) return std::string(fallback);
  bool han = false;
  for (size_t i = 0; i + 2 < text.size(); ++i) {
    const auto lead = static_cast<unsigned char>(text[i]);
    if (lead < 0xE3 || lead > 0xED) continue;
    const unsigned code = (lead & 0x0F) << 12 | (static_cast<unsigned char>(text[i + 1]) & 0x3F) << 6 |
                          (static_cast<unsigned char>(text[i + 2]) & 0x3F);
    if (code >= 0x3041 && code <= 0x30FE) return "ja";
    if (code >= 0xAC00 && code <= 0xD7A3) return "ko";
    if (code >= 0x3400 && code <= 0x9FFF) han = true;
    i += 2;
  }
  return han ? "zh" : std::string(fallback);
}

std::vector<std::string> SplitList(std::string_view text, char separator) {
  const std::string wide = {'\xEF', '\xBC', static_cast<char>(0x80 + (separator - 0x20))};
  std::vector<std::string> parts;
  std::string part;
  const auto flush = [&] {
    std::string trimmed = TidyLines(part);
    if (!trimmed.empty()) parts.push_back(std::move(trimmed));
    part.clear();
  };
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == separator) {
      flush();
    } else if (text.substr(i, 3) == wide) {
      flush();
      i += 2;
    } else {
      part.push_back(text[i]);
    }
  }
  flush();
  return parts;
}

std::vector<std::pair<std::string, std::string>> SplitGroups(std::string_view text) {
  std::vector<std::pair<std::string, std::string>> groups;
  for (const std::string& part : SplitList(text, ';')) {
    size_t colon = part.find(':');
    size_t length = 1;
    const size_t wide = part.find("：");
    if (wide != std::string::npos && (colon == std::string::npos || wide < colon)) {
      colon = wide;
      length = 3;
    }
    if (colon != std::string::npos && colon > 0 && colon <= 120) {
      groups.emplace_back(TidyLines(std::string_view(part).substr(0, colon)),
                          TidyLines(std::string_view(part).substr(colon + length)));
    } else if (!groups.empty()) {
      groups.back().second += "; " + part;
    } else {
      return {};
    }
  }
  return groups;
}

bool IsPersonName(std::string_view name) {
  static constexpr std::string_view kTitles[] = {"dr ", "dr. ", "prof ", "prof. ", "professor ",
                                                 "mr ", "mr. ", "mrs ",  "ms ",    "ms. "};
  static constexpr std::string_view kDegrees[] = {" md", " m.d.", " m.d", " phd", " ph.d.", " mbbs", ",md", ",phd"};
  static constexpr std::string_view kOrganisations[] = {
      "hospital", "univers", "institut",   "inc",     "ltd",     "gmbh",     "laborator", "pharma",
      "center",   "centre",  "foundation", "clinic",  "college", "company",  "co.",       "group",
      "school",   "academy", "trust",      "service", "therap",  "research", "department"};
  std::string lower(name);
  absl::AsciiStrToLower(&lower);
  const bool titled =
      std::any_of(std::begin(kTitles), std::end(kTitles), [&](std::string_view t) { return lower.starts_with(t); }) ||
      std::any_of(std::begin(kDegrees), std::end(kDegrees), [&](std::string_view d) { return lower.ends_with(d); });
  return titled && std::none_of(std::begin(kOrganisations), std::end(kOrganisations),
                                [&](std::string_view o) { return lower.find(o) != std::string::npos; });
}

}  // namespace trialweave::normalizer
