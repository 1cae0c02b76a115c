#include "store/linkage/match/match_words.h"

#include <unicode/bytestream.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/uscript.h>

#include <algorithm>
#include <unordered_map>

#include "absl/strings/ascii.h"
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

// What Folded makes of ASCII, as most texts are: small letters.
icu::UnicodeString FoldedAscii(std::string_view text) {
  const auto size = static_cast<int32_t>(text.size());
  icu::UnicodeString folded;
  UChar* to = folded.getBuffer(size);
  if (to == nullptr) return folded;
  for (int32_t i = 0; i < size; ++i)
    to[i] = static_cast<UChar>(absl::ascii_tolower(static_cast<unsigned char>(text[i])));
  folded.releaseBuffer(size);
  return folded;
}

// Folded, marks left out.
icu::UnicodeString Folded(std::string_view text) {
  if (common::IsAsciiOnly(text)) return FoldedAscii(text);
  UErrorCode error = U_ZERO_ERROR;
  const icu::Normalizer2* fold = icu::Normalizer2::getNFKCCasefoldInstance(error);
  const icu::Normalizer2* apart = icu::Normalizer2::getNFDInstance(error);
  const icu::UnicodeString raw =
      icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<int32_t>(text.size())));
  if (U_FAILURE(error)) return raw;
  const icu::UnicodeString decomposed = apart->normalize(fold->normalize(raw, error), error);
  icu::UnicodeString folded;
  for (int32_t i = 0; i < decomposed.length(); i = decomposed.moveIndex32(i, 1)) {
    const UChar32 c = decomposed.char32At(i);
    const int8_t type = u_charType(c);
    if (type != U_NON_SPACING_MARK && type != U_ENCLOSING_MARK) folded.append(c == 0xE6 ? UChar32('e') : c);
    // "a" with diaeresis is written "ae", too, and an "e" in English ("Anamie", "anaemia", "anemia").
    if (c == 0x308 && folded.endsWith('a')) folded.setCharAt(folded.length() - 1, 'e');
  }
  // Hangul was taken apart with the marks.
  return icu::Normalizer2::getNFCInstance(error)->normalize(folded, error);
}

std::string Utf8(const icu::UnicodeString& text) {
  std::string utf8;
  return text.toUTF8String(utf8);
}

enum class Kind { kNone, kLetters, kDigits, kDense };

// Calls `take(kind, run)` for every run of one kind; a point or comma between digits belongs to their number.
template <typename Take>
void EachRun(const icu::UnicodeString& text, const Take& take) {
  const auto kind_of = [](UChar32 c) {
    if (IsDense(c)) return Kind::kDense;
    if (c < 0x80) {
      const auto ascii = static_cast<unsigned char>(c);
      return absl::ascii_isdigit(ascii) ? Kind::kDigits : absl::ascii_isalpha(ascii) ? Kind::kLetters : Kind::kNone;
    }
    if (u_isdigit(c)) return Kind::kDigits;
    return u_isalpha(c) ? Kind::kLetters : Kind::kNone;
  };
  Kind kind = Kind::kNone;
  icu::UnicodeString run;
  for (int32_t i = 0; i < text.length(); i = text.moveIndex32(i, 1)) {
    const UChar32 c = text.char32At(i);
    Kind next = kind_of(c);
    const bool point =
        kind == Kind::kDigits && (c == '.' || c == ',') && i + 1 < text.length() && u_isdigit(text.char32At(i + 1));
    if (point) next = Kind::kDigits;
    if (next != kind) {
      if (kind != Kind::kNone) take(kind, run);
      run.remove();
      kind = next;
    }
    if (kind != Kind::kNone) run.append(point ? UChar32('.') : c);
  }
  if (kind != Kind::kNone) take(kind, run);
}

bool IsRoman(const std::string& word) { return word.size() <= 4 && word.find_first_not_of("ivx") == std::string::npos; }

// A Roman numeral up to 20 in digits, anything else as it is.
std::string Arabic(const std::string& word) {
  static constexpr std::string_view kRoman[] = {"i",  "ii",  "iii",  "iv",  "v",  "vi",  "vii",  "viii",  "ix",  "x",
                                                "xi", "xii", "xiii", "xiv", "xv", "xvi", "xvii", "xviii", "xix", "xx"};
  const auto* const at = std::find(std::begin(kRoman), std::end(kRoman), word);
  return at == std::end(kRoman) ? word : std::to_string(at - std::begin(kRoman) + 1);
}

bool IsVowelEnding(UChar c) { return c == 'e' || c == 'a' || c == 'o'; }

// C as it sounds, so that Latin words of English, German and the Romance languages meet: "k", before e, i and y "z".
UChar Sounded(const icu::UnicodeString& word, int32_t i) {
  if (word[i] != 'c' || (i + 1 < word.length() && word[i + 1] == 'h')) return word[i];
  const UChar next = i + 1 < word.length() ? word[i + 1] : 0;
  return next == 'e' || next == 'i' || next == 'y' ? 'z' : 'k';
}

// The form of a folded word of letters in which it is compared.
std::string Stem(const icu::UnicodeString& word) {
  icu::UnicodeString sounded;
  for (int32_t i = 0; i < word.length(); ++i) {
    // "ae" is the other spelling of "e", also where it was an umlaut.
    const bool dropped = (word[i] == 'a' || word[i] == 'o') && i + 1 < word.length() && word[i + 1] == 'e' && i > 0;
    if (!dropped) sounded.append(Sounded(word, i));
  }
  constexpr int32_t kShortest = 5;
  if (sounded.length() >= kShortest && sounded.endsWith('s')) sounded.truncate(sounded.length() - 1);
  if (sounded.length() >= kShortest && IsVowelEnding(sounded[sounded.length() - 1]))
    sounded.truncate(sounded.length() - 1);
  const int32_t end = sounded.moveIndex32(0, static_cast<int32_t>(kStem));
  return Utf8(icu::UnicodeString(sounded, 0, end));
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
      EachRun(Folded(line.substr(0, tab)), [&](Kind, const icu::UnicodeString& run) { read.push_back(Stem(run)); });
    }
    EachRun(Folded(line.substr(tab + 1)), [&](Kind kind, const icu::UnicodeString& run) {
      if (kind == Kind::kDense) longest_dense_ = std::max(longest_dense_, run.length());
      terms_.emplace(kind == Kind::kDense ? Utf8(run) : Stem(run), read);
    });
  }

  std::unordered_map<std::string, std::vector<std::string>> terms_;
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
void AddDense(const icu::UnicodeString& run, std::vector<std::string>* words) {
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
  EachRun(Folded(text), [&](Kind kind, const icu::UnicodeString& run) {
    if (kind == Kind::kDense) {
      AddDense(run, &words);
    } else if (kind == Kind::kLetters) {
      AddStem(Stem(run), &words);
    } else {
      words.push_back(Utf8(run));
    }
  });
  return words;
}

std::vector<std::string> Numerals(std::string_view text) {
  std::vector<std::string> numerals;
  EachRun(Folded(text), [&](Kind kind, const icu::UnicodeString& run) {
    std::string word = Utf8(run);
    if (kind == Kind::kDigits || (kind == Kind::kLetters && (IsRoman(word) || word == "b" || word == "c"))) {
      numerals.push_back(Arabic(word));
    }
  });
  std::sort(numerals.begin(), numerals.end());
  numerals.erase(std::unique(numerals.begin(), numerals.end()), numerals.end());
  return numerals;
}

bool NamesSequel(std::string_view text) {
  static constexpr std::string_view kWords[] = {"extension", "follow-up",    "follow up",    "followup", "long-term",
                                                "long term", "rollover",     "roll-over",    "substudy", "sub-study",
                                                "ancillary", "continuation", "verlängerung", "延长",     "随访"};
  const std::string folded = Utf8(Folded(text));
  return std::any_of(std::begin(kWords), std::end(kWords),
                     [&](std::string_view word) { return folded.find(Utf8(Folded(word))) != std::string::npos; });
}

bool IsPlaceholderTitle(std::string_view title) {
  // All of a title, but for brackets and punctuation; words of a real one may well say the same.
  static constexpr std::string_view kWhole[] = {"title withheld", "title not available", "no title",
                                                "to be determined"};
  static constexpr std::string_view kPunctuation = " []().,:;-";
  const std::string folded = Utf8(Folded(title));
  if (folded.find("not approved or cleared by the u.s. fda") != std::string::npos) return true;
  const size_t begin = folded.find_first_not_of(kPunctuation);
  if (begin == std::string::npos) return true;
  const std::string_view words =
      std::string_view(folded).substr(begin, folded.find_last_not_of(kPunctuation) + 1 - begin);
  return std::find(std::begin(kWhole), std::end(kWhole), words) != std::end(kWhole);
}

}  // namespace trialweave::store
