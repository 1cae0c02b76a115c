#include "normalizer/formats/html_cells.h"

#include <algorithm>

#include "absl/strings/ascii.h"

namespace trialweave::normalizer {
namespace {

struct Tag {
  std::string name;
  bool closing = false;
  size_t end = 0;  // Offset after '>'.
};

// The tag at `pos` (a '<'); false when it is text. Quotes are honoured, so '>' in an attribute does not end it.
bool ReadTag(std::string_view page, size_t pos, Tag* tag) {
  size_t i = pos + 1;
  tag->closing = i < page.size() && page[i] == '/';
  if (tag->closing) ++i;
  tag->name.clear();
  while (i < page.size() && absl::ascii_isalnum(page[i]) && tag->name.size() < 16) {
    tag->name.push_back(absl::ascii_tolower(page[i++]));
  }
  if (tag->name.empty() || !absl::ascii_isalpha(tag->name[0])) return false;
  char quote = 0;
  for (; i < page.size(); ++i) {
    const char c = page[i];
    if (quote != 0) {
      if (c == quote) quote = 0;
    } else if ((c == '"' || c == '\'') && page[i - 1] == '=') {
      quote = c;
    } else if (c == '>') {
      break;
    }
  }
  tag->end = std::min(i + 1, page.size());
  return true;
}

bool IsBlock(std::string_view name) {
  static constexpr std::string_view kBlocks[] = {"p",       "div",    "li",     "ul",       "ol",     "h1",   "h2",
                                                 "h3",      "h4",     "h5",     "h6",       "table",  "dl",   "section",
                                                 "article", "header", "footer", "form",     "body",   "html", "hr",
                                                 "tbody",   "thead",  "label",  "fieldset", "legend", "main", "nav"};
  return std::find(std::begin(kBlocks), std::end(kBlocks), name) != std::end(kBlocks);
}

void AppendUtf8(uint32_t code, std::string* out) {
  if (code == 0 || code > 0x10FFFF || (code >= 0xD800 && code < 0xE000)) return;
  if (code < 0x80) {
    out->push_back(static_cast<char>(code));
  } else if (code < 0x800) {
    out->push_back(static_cast<char>(0xC0 | code >> 6));
    out->push_back(static_cast<char>(0x80 | (code & 0x3F)));
  } else if (code < 0x10000) {
    out->push_back(static_cast<char>(0xE0 | code >> 12));
    out->push_back(static_cast<char>(0x80 | (code >> 6 & 0x3F)));
    out->push_back(static_cast<char>(0x80 | (code & 0x3F)));
  } else {
    out->push_back(static_cast<char>(0xF0 | code >> 18));
    out->push_back(static_cast<char>(0x80 | (code >> 12 & 0x3F)));
    out->push_back(static_cast<char>(0x80 | (code >> 6 & 0x3F)));
    out->push_back(static_cast<char>(0x80 | (code & 0x3F)));
  }
}

// Decodes the character reference at `pos` (a '&'); returns its length, 0 when it is text.
size_t ReadEntity(std::string_view page, size_t pos, std::string* out) {
  static constexpr std::pair<std::string_view, std::string_view> kNamed[] = {
      {"&nbsp;", " "},  {"&amp;", "&"},   {"&lt;", "<"},     {"&gt;", ">"},    {"&quot;", "\""}, {"&apos;", "'"},
      {"&ldquo;", "“"}, {"&rdquo;", "”"}, {"&ndash;", "–"},  {"&mdash;", "—"}, {"&times;", "×"}, {"&middot;", "·"},
      {"&ge;", "≥"},    {"&le;", "≤"},    {"&plusmn;", "±"}, {"&micro;", "µ"}, {"&ensp;", " "},  {"&emsp;", " "}};
  const std::string_view rest = page.substr(pos, 12);
  for (const auto& [name, text] : kNamed) {
    if (rest.starts_with(name)) {
      *out += text;
      return name.size();
    }
  }
  if (rest.size() < 3 || rest[1] != '#') return 0;
  const bool hex = rest[2] == 'x' || rest[2] == 'X';
  uint32_t code = 0;
  size_t i = hex ? 3 : 2;
  const size_t start = i;
  for (; i < rest.size() && (hex ? absl::ascii_isxdigit(rest[i]) : absl::ascii_isdigit(rest[i])); ++i) {
    const int digit = absl::ascii_isdigit(rest[i]) ? rest[i] - '0' : absl::ascii_tolower(rest[i]) - 'a' + 10;
    code = std::min<uint32_t>(code * (hex ? 16 : 10) + digit, 0x200000);
  }
  if (i == start || i >= rest.size() || rest[i] != ';') return 0;
  AppendUtf8(code, out);
  return i + 1;
}

// CellCutter collects text into cells as tags go by.
class CellCutter {
 public:
  void Text(std::string_view page, size_t from, size_t to) {
    for (size_t i = from; i < to;) {
      std::string decoded;
      size_t length = page[i] == '&' ? ReadEntity(page.substr(0, to), i, &decoded) : 0;
      if (length == 0) {
        decoded = page[i];
        length = 1;
      }
      for (char c : decoded) Put(c, i);
      if (text_started_ && !decoded.empty() && !absl::ascii_isspace(decoded.back())) end_ = i + length;
      i += length;
    }
  }

  void OnTag(const Tag& tag, size_t pos) {
    const std::string& name = tag.name;
    if (name == "br") {
      if (text_started_) Put('\n', pos);
    } else if (name == "tr") {
      Flush(HtmlCell::Kind::kText);
      row_ = tag.closing ? 0 : ++rows_;
    } else if (name == "td" || name == "th") {
      Flush(tag.closing ? HtmlCell::Kind::kText : HtmlCell::Kind::kCell);
    } else if (name == "dt" || name == "dd") {
      Flush(tag.closing ? HtmlCell::Kind::kText : name == "dt" ? HtmlCell::Kind::kTerm : HtmlCell::Kind::kDefinition);
    } else if (IsBlock(name)) {
      // A paragraph inside a cell is a line of it.
      if (kind_ == HtmlCell::Kind::kText || name == "table" || name == "dl" || name == "body" || name == "html") {
        Flush(HtmlCell::Kind::kText);
      } else if (text_started_) {
        Put('\n', pos);
      }
    }
  }

  std::vector<HtmlCell> Finish() {
    Flush(HtmlCell::Kind::kText);
    return std::move(cells_);
  }

 private:
  void Put(char c, size_t pos) {
    const bool blank = c == ' ' || c == '\t' || c == '\r';
    if (!text_started_) {
      if (blank || c == '\n') return;
      text_started_ = true;
      start_ = pos;
    }
    if (blank && !text_.empty() && (text_.back() == ' ' || text_.back() == '\n')) return;
    text_.push_back(blank ? ' ' : c);
  }

  // Ends the cell under way and starts one of `next`. An empty table cell is a cell too: it pairs with its label.
  void Flush(HtmlCell::Kind next) {
    while (!text_.empty() && (text_.back() == ' ' || text_.back() == '\n')) text_.pop_back();
    if (!text_.empty() || kind_ != HtmlCell::Kind::kText) {
      HtmlCell cell;
      cell.kind = kind_;
      cell.row = kind_ == HtmlCell::Kind::kCell ? row_ : 0;
      cell.offset = text_.empty() ? 0 : start_;
      cell.length = text_.empty() ? 0 : end_ - start_;
      cell.text = std::move(text_);
      cells_.push_back(std::move(cell));
    }
    text_.clear();
    text_started_ = false;
    kind_ = next;
  }

  std::vector<HtmlCell> cells_;
  std::string text_;
  bool text_started_ = false;
  size_t start_ = 0;
  size_t end_ = 0;
  HtmlCell::Kind kind_ = HtmlCell::Kind::kText;
  uint32_t row_ = 0;
  uint32_t rows_ = 0;
};

// Offset after the element whose content is no text ("</script>"); the page's end when it is never closed.
size_t SkipRaw(std::string_view page, size_t from, const std::string& name) {
  for (size_t i = page.find("</", from); i != std::string_view::npos; i = page.find("</", i + 2)) {
    std::string found(page.substr(i + 2, name.size()));
    absl::AsciiStrToLower(&found);
    if (found == name) return i;
  }
  return page.size();
}

}  // namespace

std::vector<HtmlCell> ReadHtmlCells(std::string_view page, size_t max_tags, bool* too_many) {
  CellCutter cutter;
  Tag tag;
  size_t tags = 0;
  *too_many = false;
  for (size_t i = 0; i < page.size();) {
    const size_t next = std::min(page.find('<', i), page.size());
    cutter.Text(page, i, next);
    if (next == page.size()) break;
    i = next;
    if (page.substr(i, 4) == "<!--") {
      const size_t end = page.find("-->", i + 4);
      i = end == std::string_view::npos ? page.size() : end + 3;
    } else if (i + 1 < page.size() && (page[i + 1] == '!' || page[i + 1] == '?')) {
      i = std::min(page.find('>', i), page.size() - 1) + 1;
    } else if (ReadTag(page, i, &tag)) {
      if (++tags > max_tags) {
        *too_many = true;
        break;
      }
      cutter.OnTag(tag, i);
      i = tag.end;
      const std::string& name = tag.name;
      if (!tag.closing &&
          (name == "script" || name == "style" || name == "head" || name == "select" || name == "noscript")) {
        i = SkipRaw(page, i, name);
      }
    } else {
      cutter.Text(page, i, i + 1);
      ++i;
    }
  }
  return cutter.Finish();
}

}  // namespace trialweave::normalizer
