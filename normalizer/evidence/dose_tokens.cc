#include "normalizer/evidence/dose_tokens.h"

#include <array>
#include <cstdint>
#include <cstdlib>
#include <utility>

#include "absl/strings/ascii.h"

namespace trialweave::normalizer {
namespace {

using Kind = DoseToken::Kind;

// No dose has more digits; longer runs are no numbers.
constexpr size_t kMaxDigits = 20;

struct Sign {
  std::string_view bytes;
  Kind kind;
};

// Signs and words that are more than letters, longest first where one begins another.
constexpr Sign kSigns[] = {
    {"**", Kind::kCaret}, {"\\*", Kind::kStar},  {"*", Kind::kStar},   {"＊", Kind::kStar},  {"^", Kind::kCaret},
    {"＾", Kind::kCaret}, {"\\^", Kind::kCaret}, {"×", Kind::kTimes},  {"✕", Kind::kTimes},  {"✖", Kind::kTimes},
    {"╳", Kind::kTimes},  {"·", Kind::kTimes},   {"∙", Kind::kTimes},  {"⋅", Kind::kTimes},  {"-", Kind::kRange},
    {"–", Kind::kRange},  {"—", Kind::kRange},   {"‐", Kind::kRange},  {"‑", Kind::kRange},  {"−", Kind::kRange},
    {"－", Kind::kRange}, {"~", Kind::kRange},   {"～", Kind::kRange}, {"至", Kind::kRange}, {"到", Kind::kRange},
    {",", Kind::kList},   {"，", Kind::kList},   {"、", Kind::kList},  {";", Kind::kList},   {"；", Kind::kList},
    {"或", Kind::kList},  {"和", Kind::kList},   {"及", Kind::kList},  {"/", Kind::kSlash},  {"／", Kind::kSlash},
};

constexpr std::pair<std::string_view, char> kSuperscripts[] = {{"⁰", '0'}, {"¹", '1'}, {"²", '2'}, {"³", '3'},
                                                               {"⁴", '4'}, {"⁵", '5'}, {"⁶", '6'}, {"⁷", '7'},
                                                               {"⁸", '8'}, {"⁹", '9'}};

size_t CharacterLength(char c) {
  const auto u = static_cast<unsigned char>(c);
  return u < 0x80 ? 1 : u < 0xE0 ? 2 : u < 0xF0 ? 3 : 4;
}

class Lexer {
 public:
  explicit Lexer(std::string_view text) : text_(text) {}

  std::vector<DoseToken> Run() {
    bool spaced = false;
    while (pos_ < text_.size()) {
      if (SkipBlank()) {
        spaced = true;
        continue;
      }
      DoseToken token;
      token.spaced = spaced;
      token.begin = pos_;
      Read(&token);
      token.end = pos_;
      spaced = false;
      tokens_.push_back(std::move(token));
    }
    return std::move(tokens_);
  }

 private:
  // ASCII digit at `pos`, full-width ones too; 0 when there is none.
  char DigitAt(size_t pos, size_t* length) const {
    *length = 1;
    if (pos < text_.size() && absl::ascii_isdigit(text_[pos])) return text_[pos];
    *length = 3;
    if (text_.substr(pos, 2) == "\xEF\xBC" && pos + 2 < text_.size()) {
      const auto c = static_cast<unsigned char>(text_[pos + 2]);
      if (c >= 0x90 && c <= 0x99) return static_cast<char>('0' + c - 0x90);
    }
    return 0;
  }

  bool SkipBlank() {
    if (absl::ascii_isspace(text_[pos_])) return ++pos_, true;
    for (std::string_view blank : {"\xC2\xA0", "\xE3\x80\x80", "\xE2\x80\x89", "\xE2\x80\xAF", "\xE2\x80\x8B"}) {
      if (text_.substr(pos_).starts_with(blank)) return pos_ += blank.size(), true;
    }
    return false;
  }

  std::string ReadDigits() {
    std::string digits;
    size_t length = 0;
    for (char d = DigitAt(pos_, &length); d != 0; d = DigitAt(pos_, &length)) {
      digits.push_back(d);
      pos_ += length;
    }
    return digits;
  }

  // Whether ",ddd" follows that is no more than three digits.
  bool AtThousands() const {
    if (text_.substr(pos_, 1) != ",") return false;
    size_t length = 0, at = pos_ + 1;
    int count = 0;
    for (; DigitAt(at, &length) != 0; at += length) ++count;
    return count == 3;
  }

  // Whether ",d" follows and neither another digit nor another such group: "1,5", but not "1,2,3" or "1,2 and 4".
  bool AtDecimalComma() const {
    size_t length = 0, next = 0;
    if (text_.substr(pos_, 1) != "," || DigitAt(pos_ + 1, &length) == 0) return false;
    const size_t behind = pos_ + 1 + length;
    if (DigitAt(behind, &next) != 0) return false;
    if (text_.substr(behind, 1) == "," && DigitAt(behind + 1, &next) != 0) return false;
    // "1,2 and 4 mL" is a list.
    for (std::string_view list : {" and ", " or ", "和", "或", "、"}) {
      if (text_.substr(behind).starts_with(list)) return false;
    }
    return true;
  }

  // Not a member of a list ("1,2,3"), a power or the end of a range ("1x10^6,2x10^6", "3-5,6"). Behind a times sign ten
  // alone is no power.
  bool MayHaveComma(const DoseToken& token) const {
    if (token.begin > 0 && text_[token.begin - 1] == ',') return false;
    if (tokens_.empty() || (token.digits == "10" && tokens_.back().kind == Kind::kTimes)) return true;
    const Kind before = tokens_.back().kind;
    return before != Kind::kCaret && before != Kind::kStar && before != Kind::kTimes && before != Kind::kRange;
  }

  void ReadNumber(DoseToken* token) {
    token->kind = Kind::kNumber;
    token->digits = ReadDigits();
    while (token->digits.size() < kMaxDigits && AtThousands()) {
      ++pos_;
      token->digits += ReadDigits();
    }
    size_t length = 0;
    const bool point = text_.substr(pos_, 1) == "." || text_.substr(pos_, 3) == "．";
    const size_t mark = text_.substr(pos_, 1) == "." ? 1 : 3;
    if (point && DigitAt(pos_ + mark, &length) != 0) {
      pos_ += mark;
      token->digits += "." + ReadDigits();
    }
    if (!point && MayHaveComma(*token) && AtDecimalComma()) {
      ++pos_;
      token->digits += "." + ReadDigits();
      token->decimal_comma = true;
    }
    if (token->digits.size() > kMaxDigits) {
      token->kind = Kind::kOther;
      return;
    }
    token->value = std::strtod(token->digits.c_str(), nullptr);
    ReadExponent(token);
  }

  void ReadExponent(DoseToken* token) {
    if (pos_ >= text_.size() || (text_[pos_] != 'e' && text_[pos_] != 'E')) return;
    const size_t before = pos_;
    size_t length = 0;
    ++pos_;
    if (pos_ < text_.size() && text_[pos_] == '+') ++pos_;
    const std::string digits = DigitAt(pos_, &length) != 0 ? ReadDigits() : "";
    if (digits.empty() || digits.size() > 2) {
      pos_ = before;
      return;
    }
    token->kind = Kind::kENotation;
    token->exponent = std::atoi(digits.c_str());
  }

  bool ReadSuperscript(DoseToken* token) {
    std::string digits;
    for (bool more = true; more;) {
      more = false;
      for (const auto& [bytes, digit] : kSuperscripts) {
        if (!text_.substr(pos_).starts_with(bytes)) continue;
        digits.push_back(digit);
        pos_ += bytes.size();
        more = true;
        break;
      }
    }
    if (digits.empty() || digits.size() > 3) return false;
    token->kind = Kind::kSuperscript;
    token->value = std::atoi(digits.c_str());
    return true;
  }

  bool ReadSign(DoseToken* token) {
    for (const Sign& sign : kSigns) {
      if (!text_.substr(pos_).starts_with(sign.bytes)) continue;
      token->kind = sign.kind;
      pos_ += sign.bytes.size();
      return true;
    }
    return false;
  }

  void ReadWord(DoseToken* token) {
    token->kind = Kind::kWord;
    // Micro signs (U+00B5, U+03BC) belong to the units that they begin.
    while (pos_ < text_.size()) {
      const std::string_view rest = text_.substr(pos_);
      if (absl::ascii_isalpha(rest[0]) || (rest[0] == '\'' && !token->word.empty())) {
        token->word.push_back(absl::ascii_tolower(rest[0]));
        ++pos_;
      } else if (rest.starts_with("\xC2\xB5") || rest.starts_with("\xCE\xBC")) {
        token->word += "u";
        pos_ += 2;
      } else if (rest.starts_with("’") && !token->word.empty()) {
        token->word.push_back('\'');
        pos_ += 3;
      } else {
        break;
      }
    }
    if (!token->word.empty()) {
      NameSigns(token);
      return;
    }
    const size_t length = std::min(CharacterLength(text_[pos_]), text_.size() - pos_);
    if (length == 1) token->kind = Kind::kOther;
    token->word = std::string(text_.substr(pos_, length));
    pos_ += length;
  }

  static void NameSigns(DoseToken* token) {
    if (token->word == "x") token->kind = Kind::kTimes;
    if (token->word == "to") token->kind = Kind::kRange;
    if (token->word == "or" || token->word == "and") token->kind = Kind::kList;
  }

  void Read(DoseToken* token) {
    size_t length = 0;
    if (DigitAt(pos_, &length) != 0) return ReadNumber(token);
    if (ReadSuperscript(token) || ReadSign(token)) return;
    ReadWord(token);
  }

  const std::string_view text_;
  size_t pos_ = 0;
  std::vector<DoseToken> tokens_;
};

}  // namespace

std::vector<DoseToken> DoseTokens(std::string_view text) { return Lexer(text).Run(); }

}  // namespace trialweave::normalizer
