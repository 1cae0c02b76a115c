#include "query/search/search_words.h"

#include <array>
#include <memory>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/ascii.h"
#include "unicode/normalizer2.h"
#include "unicode/translit.h"
#include "unicode/uchar.h"
#include "unicode/unistr.h"
#include "unicode/utf8.h"

namespace trialweave::query {
namespace {

constexpr size_t kMaxWordBytes = 64;
// CJK Unified Ideographs and Extension A, as Unicode's blocks have them.
constexpr UChar32 kFirstIdeograph = 0x3400;
constexpr UChar32 kLastIdeograph = 0x9FFF;

bool IsIdeographic(UChar32 c) {
  return c >= 0x80 && (u_hasBinaryProperty(c, UCHAR_IDEOGRAPHIC) || (c >= 0x3040 && c <= 0x30FF));
}

bool IsMark(UChar32 c) {
  const auto type = u_charType(c);
  return type == U_NON_SPACING_MARK || type == U_COMBINING_SPACING_MARK || type == U_ENCLOSING_MARK;
}

// Superscripts count as the digits that they are.
bool IsWordCharacter(UChar32 c) {
  if (c < 0x80) return absl::ascii_isalnum(static_cast<unsigned char>(c));
  return u_isalnum(c) || u_charType(c) == U_OTHER_NUMBER;
}

// Hyphens and dashes that join two words: ASCII's, U+2010 to U+2012, the minus sign and the full-width one.
bool IsHyphen(UChar32 c) { return c == '-' || (c >= 0x2010 && c <= 0x2012) || c == 0x2212 || c == 0xFF0D; }

// Traditional characters with another simplified form, by ICU's transliterator (Unihan's data).
const absl::flat_hash_map<UChar32, UChar32>& SimplifiedForms() {
  static const auto* forms = [] {
    auto* table = new absl::flat_hash_map<UChar32, UChar32>();
    UErrorCode error = U_ZERO_ERROR;
    const std::unique_ptr<icu::Transliterator> to_simplified(
        icu::Transliterator::createInstance("Traditional-Simplified", UTRANS_FORWARD, error));
    if (U_FAILURE(error)) return table;
    for (UChar32 c = kFirstIdeograph; c <= kLastIdeograph; ++c) {
      icu::UnicodeString text(c);
      to_simplified->transliterate(text);
      if (text.countChar32() == 1 && text.char32At(0) != c) table->emplace(c, text.char32At(0));
    }
    return table;
  }();
  return *forms;
}

UChar32 Simplified(UChar32 c) {
  if (c < kFirstIdeograph || c > kLastIdeograph) return c;
  const auto form = SimplifiedForms().find(c);
  return form == SimplifiedForms().end() ? c : form->second;
}

// Appends what `c` is in the index; nothing for a mark or a character of no word.
void AppendFolded(UChar32 c, std::string& out) {
  if (c < 0x80) {
    if (absl::ascii_isalnum(static_cast<unsigned char>(c)))
      out.push_back(absl::ascii_tolower(static_cast<unsigned char>(c)));
    return;
  }
  UErrorCode error = U_ZERO_ERROR;
  static const icu::Normalizer2* const nfkd = icu::Normalizer2::getNFKDInstance(error);
  icu::UnicodeString parts;
  if (nfkd == nullptr || !nfkd->getDecomposition(c, parts)) parts = icu::UnicodeString(c);
  icu::UnicodeString kept;
  for (int32_t i = 0; i < parts.length(); i = parts.moveIndex32(i, 1)) {
    const UChar32 part = parts.char32At(i);
    if (u_isalnum(part)) kept.append(Simplified(part));
  }
  kept.foldCase().toUTF8String(out);
}

class WordReader {
 public:
  explicit WordReader(absl::string_view text) : text_(text) {}

  std::vector<SearchWord> Read() {
    for (int32_t at = 0; at < static_cast<int32_t>(text_.size());) {
      const int32_t start = at;
      UChar32 c = 0;
      U8_NEXT(reinterpret_cast<const uint8_t*>(text_.data()), at, static_cast<int32_t>(text_.size()), c);
      if (c >= 0) {
        Take(c, static_cast<uint32_t>(start), static_cast<uint32_t>(at));
      } else {
        Part();
      }
    }
    Part();
    return std::move(words_);
  }

 private:
  void Take(UChar32 c, uint32_t start, uint32_t end) {
    if (c >= 0x80 && IsMark(c)) return;  // belongs to the letter before it
    if (IsIdeographic(c)) {
      const bool follows = !words_.empty() && words_.back().ideographic && word_.text.empty() && end_ == start;
      Part();
      word_ = {"", start, end - start, true, follows};
      AppendFolded(c, word_.text);
      Part();
      end_ = end;
      return;
    }
    if (!IsWordCharacter(c)) {
      const bool joins = IsHyphen(c) && !word_.text.empty();
      Part();
      hyphen_end_ = joins ? end : 0;
      return;
    }
    if (word_.text.empty()) word_ = {"", start, 0, false, hyphen_end_ != 0 && hyphen_end_ == start};
    hyphen_end_ = 0;
    if (word_.text.size() < kMaxWordBytes) AppendFolded(c, word_.text);
    word_.length = end - word_.offset;
  }

  // The word in hand ends.
  void Part() {
    if (word_.text.size() > kMaxWordBytes) word_.text.resize(kMaxWordBytes);
    if (!word_.text.empty()) words_.push_back(std::move(word_));
    word_ = SearchWord();
    hyphen_end_ = 0;
  }

  const absl::string_view text_;
  std::vector<SearchWord> words_;
  SearchWord word_;
  // End of the last ideograph, and of a hyphen right behind a word; 0 for none.
  uint32_t end_ = 0;
  uint32_t hyphen_end_ = 0;
};

}  // namespace

std::vector<SearchWord> SearchWords(absl::string_view text) { return WordReader(text).Read(); }

}  // namespace trialweave::query
