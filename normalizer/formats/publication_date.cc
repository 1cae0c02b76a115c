#include "normalizer/formats/publication_date.h"

#include <array>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"

namespace trialweave::normalizer {
namespace {

constexpr std::array<std::string_view, 12> kMonths = {"january",   "february", "march",    "april",
                                                      "may",       "june",     "july",     "august",
                                                      "september", "october",  "november", "december"};
constexpr int kMaxTokens = 12;

// 0 for a word that is no month's name or the beginning of one.
int MonthOf(std::string_view word) {
  if (word.size() < 3) return 0;
  for (size_t i = 0; i < kMonths.size(); ++i) {
    if (kMonths[i].starts_with(word)) return static_cast<int>(i) + 1;
  }
  return 0;
}

// What a printed date is made of, in order.
struct Parts {
  std::vector<int> years;
  std::vector<int> months;  // those with a name
  std::vector<int> numbers;
  bool year_first = false;
  // Too much, or a number that is neither year, month nor day.
  bool odd = false;
};

void TakeNumber(std::string_view digits, Parts* parts) {
  int value = 0;
  for (char c : digits.substr(0, 8)) value = value * 10 + (c - '0');
  const bool first = parts->years.empty() && parts->numbers.empty() && parts->months.empty();
  if (digits.size() == 4 && value >= 1600 && value <= 2100) {
    if (parts->years.empty()) parts->year_first = first;
    if (parts->years.empty() || parts->years.back() != value) parts->years.push_back(value);
  } else if (digits.size() == 8 && first) {
    parts->years.push_back(value / 10000);
    parts->year_first = true;
    parts->numbers = {value / 100 % 100, value % 100};
    parts->odd = value / 10000 < 1600 || value / 10000 > 2100;
  } else if (digits.size() <= 2) {
    parts->numbers.push_back(value);
  } else {
    parts->odd = true;
  }
}

Parts PartsOf(std::string_view text) {
  Parts parts;
  int tokens = 0;
  for (size_t i = 0; i < text.size();) {
    size_t end = i;
    if (absl::ascii_isdigit(text[i])) {
      while (end < text.size() && absl::ascii_isdigit(text[end])) ++end;
      TakeNumber(text.substr(i, end - i), &parts);
    } else if (absl::ascii_isalpha(text[i])) {
      while (end < text.size() && absl::ascii_isalpha(text[end])) ++end;
      std::string word(text.substr(i, end - i));
      absl::AsciiStrToLower(&word);
      if (const int month = MonthOf(word)) parts.months.push_back(month);
    } else {
      ++i;
      continue;
    }
    i = end;
    if (++tokens > kMaxTokens) parts.odd = true;
  }
  return parts;
}

bool IsDay(int year, int month, int day) {
  static constexpr std::array<int, 13> kDays = {0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return day >= 1 && day <= kDays[month] + (month == 2 && leap ? 1 : 0);
}

}  // namespace

std::optional<v1::PartialDate> ReadPublicationDate(std::string_view printed) {
  if (printed.size() > 100) return std::nullopt;
  const Parts parts = PartsOf(printed);
  if (parts.odd || parts.years.size() != 1) return std::nullopt;
  v1::PartialDate date;
  date.set_year(parts.years[0]);
  // Numbers alone are a month and a day only in the order of ISO 8601.
  const bool numeric = parts.months.empty() && parts.year_first && !parts.numbers.empty();
  int month = parts.months.size() == 1 ? parts.months[0] : 0;
  std::vector<int> days = parts.numbers;
  if (numeric) {
    month = days[0];
    days.erase(days.begin());
  }
  if (month < 1 || month > 12) return date;
  date.set_month(month);
  if (days.size() == 1 && IsDay(date.year(), month, days[0])) date.set_day(days[0]);
  return date;
}

}  // namespace trialweave::normalizer
