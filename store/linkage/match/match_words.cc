#include "store/linkage/match/match_words.h"

#include <unicode/bytestream.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/uscript.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "common/ascii_only.h"
#include "store/linkage/match/match_terms.h"

namespace trialweave::store {
namespace {

constexpr size_t kStem = 7;

bool IsDense(UChar32 c) {
  if (c < 0x80) return false;
  UErrorCode error = U_ZERO_ERROR;
  const UScriptCode script = uscript_getScript(c, &error);
  return script == USCRIPT_HAN || script == USCRIPT_HIRAGANA || script == USCRIPT_KATAKANA || script == USCRIPT_HANGUL;
}

icu::UnicodeString Utf16(std::string_view text) {
  return icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<int32_t>(text.size())));
}

std::string Utf8(const icu::UnicodeString& text) {
  std::string utf8;
  return text.toUTF8String(utf8);
}

// Letters that Unicode does not take apart.
UChar32 WithoutStroke(UChar32 c) { return c == 0xE6 ? UChar32('e') : c == 0xF8 ? UChar32('o') : c; }

icu::UnicodeString FoldedUtf16(std::string_view text) {
  UErrorCode error = U_ZERO_ERROR;
  const icu::Normalizer2* fold = icu::Normalizer2::getNFKCCasefoldInstance(error);
  const icu::Normalizer2* apart = icu::Normalizer2::getNFDInstance(error);
  const icu::UnicodeString raw = Utf16(text);
  if (U_FAILURE(error)) return raw;
  const icu::UnicodeString decomposed = apart->normalize(fold->normalize(raw, error), error);
  icu::UnicodeString folded;
  for (int32_t i = 0; i < decomposed.length(); i = decomposed.moveIndex32(i, 1)) {
    const UChar32 c = decomposed.char32At(i);
    const int8_t type = u_charType(c);
    if (type != U_NON_SPACING_MARK && type != U_ENCLOSING_MARK) folded.append(WithoutStroke(c));
    // "a" with diaeresis is written "ae", too, and an "e" in English ("Anamie", "anaemia", "anemia").
    if (c == 0x308 && folded.endsWith('a')) folded.setCharAt(folded.length() - 1, 'e');
  }
  // Hangul was taken apart with the marks.
  return icu::Normalizer2::getNFCInstance(error)->normalize(folded, error);
}

// Small letters, marks left out.
std::string Folded(std::string_view text) {
  return common::IsAsciiOnly(text) ? absl::AsciiStrToLower(std::string(text)) : Utf8(FoldedUtf16(text));
}

enum class Kind { kNone, kLetters, kDigits, kDense };

Kind KindOf(UChar32 c) {
  if (c < 0x80) {
    const auto ascii = static_cast<unsigned char>(c);
    return absl::ascii_isdigit(ascii) ? Kind::kDigits : absl::ascii_isalpha(ascii) ? Kind::kLetters : Kind::kNone;
  }
  if (IsDense(c)) return Kind::kDense;
  if (u_isdigit(c)) return Kind::kDigits;
  return u_isalpha(c) ? Kind::kLetters : Kind::kNone;
}

// The character at `at`, behind which `at` is then.
UChar32 NextCharacter(std::string_view text, int32_t* at) {
  UChar32 c;
  U8_NEXT_OR_FFFD(text.data(), *at, static_cast<int32_t>(text.size()), c);
  return c;
}

bool IsDigitAt(std::string_view text, int32_t at) {
  return at < static_cast<int32_t>(text.size()) && u_isdigit(NextCharacter(text, &at));
}

// Calls `take(kind, run)` for every run of one kind in folded text; a point or comma between digits belongs to their
// number, as a point.
template <typename Take>
void EachRun(std::string_view text, const Take& take) {
  Kind kind = Kind::kNone;
  int32_t begin = 0;
  const auto end_run = [&](int32_t end) {
    const std::string_view run = text.substr(begin, end - begin);
    if (kind == Kind::kDigits && run.find(',') != std::string_view::npos) {
      std::string number(run);
      std::replace(number.begin(), number.end(), ',', '.');
      take(kind, std::string_view(number));
    } else if (kind != Kind::kNone) {
      take(kind, run);
    }
    begin = end;
  };
  for (int32_t next = 0; next < static_cast<int32_t>(text.size());) {
    const int32_t at = next;
    const UChar32 c = NextCharacter(text, &next);
    const bool point = kind == Kind::kDigits && (c == '.' || c == ',') && IsDigitAt(text, next);
    const Kind now = point ? Kind::kDigits : KindOf(c);
    if (now == kind) continue;
    end_run(at);
    kind = now;
  }
  end_run(static_cast<int32_t>(text.size()));
}

bool IsRoman(std::string_view word) {
  return word.size() <= 4 && word.find_first_not_of("ivx") == std::string_view::npos;
}

// A Roman numeral up to 20 in digits, anything else as it is.
std::string Arabic(std::string_view word) {
  static constexpr std::string_view kRoman[] = {"i",  "ii",  "iii",  "iv",  "v",  "vi",  "vii",  "viii",  "ix",  "x",
                                                "xi", "xii", "xiii", "xiv", "xv", "xvi", "xvii", "xviii", "xix", "xx"};
  const auto* const at = std::find(std::begin(kRoman), std::end(kRoman), word);
  return at == std::end(kRoman) ? std::string(word) : std::to_string(at - std::begin(kRoman) + 1);
}

bool IsVowelEnding(char c) { return c == 'e' || c == 'a' || c == 'o'; }

// C as it sounds, so that Latin words of English, German and the Romance languages meet: "k", before e, i and y "z".
char Sounded(std::string_view word, size_t i) {
  if (word[i] != 'c' || (i + 1 < word.size() && word[i + 1] == 'h')) return word[i];
  const char next = i + 1 < word.size() ? word[i + 1] : '\0';
  return next == 'e' || next == 'i' || next == 'y' ? 'z' : 'k';
}

bool StartsCharacter(char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }

// UTF-16 units of UTF-8.
size_t Units(std::string_view text) {
  const auto units = [](char c) { return static_cast<unsigned char>(c) >= 0xF0 ? 2 : StartsCharacter(c) ? 1 : 0; };
  size_t count = 0;
  for (char c : text) count += units(c);
  return count;
}

// The first characters of UTF-8, at most `count`.
std::string_view First(std::string_view text, size_t count) {
  size_t end = 0;
  for (; end < text.size(); ++end) {
    if (StartsCharacter(text[end]) && count-- == 0) break;
  }
  return text.substr(0, end);
}

// "Tuebingen", but not "frequency", "influenza", "blues".
bool IsUmlautsE(std::string_view word, size_t i) {
  if (word[i] != 'e' || i < 2 || word[i - 1] != 'u' || i + 2 >= word.size()) return false;
  return word[i - 2] != 'q' && !(i > 2 && word.substr(i - 3, 2) == "fl");
}

// The form of a folded word of letters in which it is compared.
std::string Stem(std::string_view word) {
  std::string sounded;
  sounded.reserve(word.size());
  for (size_t i = 0; i < word.size(); ++i) {
    // "ae" is the other spelling of "e", also where it was an umlaut.
    const bool diphthong = i > 0 && i + 1 < word.size() && (word[i] == 'a' || word[i] == 'o') && word[i + 1] == 'e';
    if (!diphthong && !IsUmlautsE(word, i)) sounded.push_back(Sounded(word, i));
  }
  constexpr size_t kShortest = 5;
  size_t units = Units(sounded);
  if (units >= kShortest && sounded.back() == 's') {
    sounded.pop_back();
    --units;
  }
  if (units >= kShortest && IsVowelEnding(sounded.back())) sounded.pop_back();
  sounded.resize(First(sounded, kStem).size());
  return sounded;
}

// Terms reads words as what match_terms.tsv says.
class Terms {
 public:
  Terms() {
    const std::string_view text = MatchTerms();
    for (size_t at = 0; at < text.size();) {
      const size_t end = std::min(text.find('\n', at), text.size());
      AddLine(text.substr(at, end - at));
      at = end + 1;
    }
    // A term's own words may be read as other terms': "hepatocellular carcinoma", of which cancer is one.
    const auto rows = terms_;
    for (auto& [word, read] : terms_) {
      std::vector<std::string> resolved;
      for (const std::string& stem : read) {
        const auto row = rows.find(stem);
        const bool itself =
            row == rows.end() || std::find(row->second.begin(), row->second.end(), stem) != row->second.end();
        if (itself) {
          resolved.push_back(stem);
        } else {
          resolved.insert(resolved.end(), row->second.begin(), row->second.end());
        }
      }
      read = std::move(resolved);
    }
  }

  // What to read instead; null: the word itself.
  const std::vector<std::string>* Find(const std::string& stem) const {
    const auto found = terms_.find(stem);
    return found == terms_.end() ? nullptr : &found->second;
  }
  int32_t longest_dense() const { return longest_dense_; }

 private:
  void AddLine(std::string_view line) {
    const size_t tab = line.find('\t');
    if (line.empty() || line[0] == '#' || tab == std::string_view::npos) return;
    std::vector<std::string> read;
    if (line.substr(0, tab) != "-") {
      EachRun(Folded(line.substr(0, tab)), [&](Kind, std::string_view run) { read.push_back(Stem(run)); });
    }
    EachRun(Folded(line.substr(tab + 1)), [&](Kind kind, std::string_view run) {
      if (kind == Kind::kDense) longest_dense_ = std::max(longest_dense_, Utf16(run).length());
      terms_.emplace(kind == Kind::kDense ? std::string(run) : Stem(run), read);
    });
  }

  absl::flat_hash_map<std::string, std::vector<std::string>> terms_;
  int32_t longest_dense_ = 1;
};

const Terms& TheTerms() {
  static const auto* const kTerms = new Terms();
  return *kTerms;
}

void AddStem(std::string stem, std::vector<std::string>* words) {
  const std::vector<std::string>* const read = TheTerms().Find(stem);
  if (read == nullptr) {
    words->push_back(std::move(stem));
  } else {
    words->insert(words->end(), read->begin(), read->end());
  }
}

// Every two neighbours of what no term covers; a single character only where it stands alone.
void AddPairs(const icu::UnicodeString& rest, bool alone, std::vector<std::string>* words) {
  for (int32_t i = 0; i + 1 < rest.length(); ++i) words->push_back(Utf8(icu::UnicodeString(rest, i, 2)));
  if (alone && rest.length() == 1) words->push_back(Utf8(rest));
}

// Han, kana and hangul: the longest terms from the left, the rest in pairs.
void AddDense(std::string_view text, std::vector<std::string>* words) {
  const icu::UnicodeString run = Utf16(text);
  int32_t rest = 0, at = 0;
  while (at < run.length()) {
    int32_t length = std::min(TheTerms().longest_dense(), run.length() - at);
    const std::vector<std::string>* read = nullptr;
    for (; length > 0 && read == nullptr; --length) {
      read = TheTerms().Find(Utf8(icu::UnicodeString(run, at, length)));
      if (read != nullptr) break;
    }
    if (read == nullptr) {
      ++at;
      continue;
    }
    AddPairs(icu::UnicodeString(run, rest, at - rest), false, words);
    words->insert(words->end(), read->begin(), read->end());
    rest = at += length;
  }
  AddPairs(icu::UnicodeString(run, rest), rest == 0, words);
}

}  // namespace

std::vector<std::string> MatchWords(std::string_view text) {
  std::vector<std::string> words;
  EachRun(Folded(text), [&](Kind kind, std::string_view run) {
    if (kind == Kind::kDense) {
      AddDense(run, &words);
    } else if (kind == Kind::kLetters) {
      AddStem(Stem(run), &words);
    } else {
      words.emplace_back(run);
    }
  });
  return words;
}

uint32_t TokenOf(std::string_view word) {
  uint32_t hash = 2166136261u;
  for (char c : word) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619u;
  return hash;
}

std::vector<std::string> WholeWords(std::string_view text) {
  std::vector<std::string> words;
  EachRun(Folded(text), [&](Kind, std::string_view run) { words.emplace_back(run); });
  return words;
}

std::vector<std::string> Numerals(std::string_view text) {
  // "COVID-19" is "SARS-CoV-2", and was "2019-nCoV".
  static constexpr std::string_view kVirus[] = {"covid", "cov", "ncov"};
  const auto is_virus = [](std::string_view word) {
    return std::find(std::begin(kVirus), std::end(kVirus), word) != std::end(kVirus);
  };
  std::vector<std::string> numerals;
  std::string before;
  EachRun(Folded(text), [&](Kind kind, std::string_view word) {
    if (kind == Kind::kLetters && is_virus(word) && before == "2019") numerals.pop_back();
    if ((kind == Kind::kDigits && !is_virus(before)) ||
        (kind == Kind::kLetters && (IsRoman(word) || word == "b" || word == "c"))) {
      numerals.push_back(Arabic(word));
    }
    before = std::string(word);
  });
  std::sort(numerals.begin(), numerals.end());
  numerals.erase(std::unique(numerals.begin(), numerals.end()), numerals.end());
  return numerals;
}

bool IsPlaceholderTitle(std::string_view title) {
  // All of a title, but for brackets and punctuation; words of a real one may well say the same.
  static constexpr std::string_view kWhole[] = {"title withheld", "title not available", "no title",
                                                "to be determined"};
  static constexpr std::string_view kPunctuation = " []().,:;-";
  const std::string folded = Folded(title);
  if (folded.find("not approved or cleared by the u.s. fda") != std::string::npos) return true;
  const size_t begin = folded.find_first_not_of(kPunctuation);
  if (begin == std::string::npos) return true;
  const std::string_view words =
      std::string_view(folded).substr(begin, folded.find_last_not_of(kPunctuation) + 1 - begin);
  return std::find(std::begin(kWhole), std::end(kWhole), words) != std::end(kWhole);
}

}  // namespace trialweave::store
