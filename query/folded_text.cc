#include "query/folded_text.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "unicode/uchar.h"
#include "unicode/utf8.h"

namespace trialweave::query {
namespace {

bool IsIdeographic(UChar32 c) { return u_hasBinaryProperty(c, UCHAR_IDEOGRAPHIC) || (c >= 0x3040 && c <= 0x30FF); }

// Marks belong to the letter before them.
bool IsWordCharacter(UChar32 c) {
  return u_isalnum(c) || u_charType(c) == U_NON_SPACING_MARK || u_charType(c) == U_COMBINING_SPACING_MARK;
}

void AppendUtf8(UChar32 c, std::string& out) {
  char buffer[U8_MAX_LENGTH];
  int32_t length = 0;
  UBool error = false;
  U8_APPEND(reinterpret_cast<uint8_t*>(buffer), length, U8_MAX_LENGTH, c, error);
  if (!error) out.append(buffer, length);
}

// The next character, folded, or a negative number for a bad byte.
UChar32 NextFolded(absl::string_view text, int32_t& i) {
  UChar32 c = 0;
  U8_NEXT(reinterpret_cast<const uint8_t*>(text.data()), i, static_cast<int32_t>(text.size()), c);
  if (c < 0) return c;
  if (c >= 0xFF01 && c <= 0xFF5E) c -= 0xFEE0;  // Unicode's "Halfwidth and Fullwidth Forms"
  return c < 0x80 ? (c >= 'A' && c <= 'Z' ? c + 32 : c) : u_foldCase(c, U_FOLD_CASE_DEFAULT);
}

}  // namespace

std::string FoldText(absl::string_view text) {
  std::string out;
  out.reserve(text.size() + 1);
  enum { kNone, kWord, kRun } in = kNone;
  for (int32_t i = 0; i < static_cast<int32_t>(text.size());) {
    const UChar32 c = NextFolded(text, i);
    if (c < 0 || !IsWordCharacter(c)) {
      in = kNone;
      continue;
    }
    const auto now = IsIdeographic(c) ? kRun : kWord;
    if (in != now) out.push_back(' ');
    in = now;
    AppendUtf8(c, out);
  }
  return out;
}

bool StartsIdeographic(absl::string_view text) {
  int32_t i = 0;
  return !text.empty() && static_cast<unsigned char>(text[0]) >= 0x80 && IsIdeographic(NextFolded(text, i));
}

std::vector<std::string> IndexWords(absl::string_view folded) {
  std::vector<std::string> words;
  for (const absl::string_view word : absl::StrSplit(folded, ' ', absl::SkipEmpty())) {
    if (!StartsIdeographic(word)) {
      words.emplace_back(std::string(word));
      continue;
    }
    for (int32_t i = 0; i < static_cast<int32_t>(word.size());) {
      const int32_t start = i;
      NextFolded(word, i);
      words.emplace_back(std::string(word.substr(start, i - start)));
    }
  }
  return words;
}

TextPattern::TextPattern(absl::string_view text) : folded_(FoldText(text)) {
  for (const absl::string_view word : absl::StrSplit(folded_, ' ', absl::SkipEmpty())) {
    needles_.push_back(absl::StrCat(StartsIdeographic(word) ? "" : " ", word));
  }
}

bool TextPattern::MatchesFolded(absl::string_view folded) const {
  for (const std::string& needle : needles_) {
    if (!absl::StrContains(folded, needle)) return false;
  }
  return !needles_.empty();
}

}  // namespace trialweave::query
