#include "normalizer/formats/printed_date.h"

#include <array>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"

namespace trialweave::normalizer {
namespace {

constexpr std::array<std::string_view, 12> kMonths = {"january",   "february", "march",    "april",
                                                      "may",       "june",     "july",     "august",
                                                      "september", "october",  "november", "december"};

std::optional<v1::PartialDate> MakeDate(int year, int month, int day) {
  if (year < 1900 || year > 2100 || month < 0 || month > 12 || day < 0) return std::nullopt;
  if (month == 0 && day != 0) return std::nullopt;
  static constexpr std::array<int, 13> kDays = {0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  if (month != 0 && day > kDays[month] + (month == 2 && leap ? 1 : 0)) return std::nullopt;
  if (year == 1900 && month <= 1 && day <= 1) return std::nullopt;
  v1::PartialDate date;
  date.set_year(year);
  date.set_month(month);
  date.set_day(day);
  return date;
}

// A token of a printed date: a number with its count of digits, or a lower-case word.
struct Token {
  int number = -1;
  size_t digits = 0;
  std::string word;
};

// At most 8 tokens; everything that is neither digit nor letter separates. 年, 月, 日 separate too.
std::vector<Token> Tokenize(std::string_view text) {
  std::vector<Token> tokens;
  for (size_t i = 0; i < text.size() && tokens.size() < 8;) {
    Token token;
    if (absl::ascii_isdigit(text[i])) {
      token.number = 0;
      for (; i < text.size() && absl::ascii_isdigit(text[i]) && token.digits < 9; ++i, ++token.digits) {
        token.number = token.number * 10 + (text[i] - '0');
      }
    } else if (absl::ascii_isalpha(text[i])) {
      for (; i < text.size() && absl::ascii_isalpha(text[i]); ++i) token.word.push_back(absl::ascii_tolower(text[i]));
    } else {
      ++i;
      continue;
    }
    tokens.push_back(std::move(token));
  }
  return tokens;
}

int MonthOf(const std::string& word) {
  for (size_t i = 0; i < kMonths.size(); ++i) {
    if (word == kMonths[i] || (word.size() == 3 && kMonths[i].substr(0, 3) == word)) return static_cast<int>(i) + 1;
  }
  return word == "sept" ? 9 : 0;
}

// True when the tokens from `index` on are a time of day: "00:00:00", "T10:30:00Z", "4:01 PM". A second date makes
// the text a range, and neither end is the date.
bool IsTimeFrom(const std::vector<Token>& tokens, size_t index) {
  for (size_t i = index; i < tokens.size(); ++i) {
    const std::string& word = tokens[i].word;
    const bool mark = word == "t" || word == "z" || word == "am" || word == "pm" || word == "utc" || word == "gmt";
    const bool fraction = i >= index + 3 && tokens[i].digits > 0;
    const bool part = tokens[i].digits > 0 && tokens[i].digits <= 2 && tokens[i].number < 60;
    if (!mark && !fraction && !part) return false;
  }
  // A day and month without a year would look like hours and minutes; a time has both, and never stands alone.
  return tokens.size() == index || tokens.size() >= index + 2;
}

// "April 25, 2024", "April 2024", "25 April 2024".
std::optional<v1::PartialDate> ReadNamedMonth(const std::vector<Token>& tokens) {
  if (tokens.size() >= 3 && tokens[1].digits > 0 && tokens[1].digits <= 2 && tokens[2].digits == 4) {
    if (const int month = MonthOf(tokens[0].word)) return MakeDate(tokens[2].number, month, tokens[1].number);
  }
  if (tokens.size() >= 3 && tokens[0].digits > 0 && tokens[0].digits <= 2 && tokens[2].digits == 4) {
    if (const int month = MonthOf(tokens[1].word)) return MakeDate(tokens[2].number, month, tokens[0].number);
  }
  if (tokens.size() == 2 && tokens[1].digits == 4) {
    if (const int month = MonthOf(tokens[0].word)) return MakeDate(tokens[1].number, month, 0);
  }
  return std::nullopt;
}

}  // namespace

std::optional<v1::PartialDate> ReadDate(std::string_view printed) {
  if (printed.size() > 64) return std::nullopt;
  const std::vector<Token> tokens = Tokenize(printed);
  if (tokens.empty() || (tokens.size() > 3 && !IsTimeFrom(tokens, 3))) return std::nullopt;
  if (std::optional<v1::PartialDate> named = ReadNamedMonth(tokens)) return named;
  const auto digits = [&](size_t i) { return i < tokens.size() ? tokens[i].digits : 0; };
  const auto number = [&](size_t i) { return tokens[i].number; };
  if (digits(0) == 8 && tokens.size() == 1) return MakeDate(number(0) / 10000, number(0) / 100 % 100, number(0) % 100);
  if (digits(0) == 4) {
    if (tokens.size() == 1) return MakeDate(number(0), 0, 0);
    if (digits(1) < 1 || digits(1) > 2 || number(1) == 0) return std::nullopt;
    if (tokens.size() == 2) return MakeDate(number(0), number(1), 0);
    if (digits(2) < 1 || digits(2) > 2 || number(2) == 0) return std::nullopt;
    return MakeDate(number(0), number(1), number(2));
  }
  if (digits(0) >= 1 && digits(0) <= 2 && digits(1) >= 1 && digits(1) <= 2 && digits(2) == 4 && number(0) > 0 &&
      number(1) > 0) {
    return MakeDate(number(2), number(1), number(0));
  }
  return std::nullopt;
}

}  // namespace trialweave::normalizer
