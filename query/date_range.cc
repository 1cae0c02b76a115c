#include "query/date_range.h"

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_format.h"
#include "absl/strings/string_view.h"

namespace trialweave::query {
namespace {

int DaysInMonth(int year, int month) {
  constexpr int kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return month == 2 && leap ? 29 : kDays[month - 1];
}

// Exactly `digits` decimal digits from the front of `text`; -1 when they are not there.
int TakeNumber(absl::string_view& text, size_t digits) {
  int value = 0;
  if (text.size() < digits) return -1;
  for (size_t i = 0; i < digits; ++i) {
    if (!absl::ascii_isdigit(static_cast<unsigned char>(text[i]))) return -1;
    value = value * 10 + (text[i] - '0');
  }
  text.remove_prefix(digits);
  return value;
}

}  // namespace

std::optional<DateRange> RangeOf(const v1::PartialDate& date) { return RangeOf(date.year(), date.month(), date.day()); }

std::optional<DateRange> RangeOf(int year, int month, int day) {
  if (year < 1 || year > 9999 || month < 0 || month > 12 || day < 0 || (month == 0 && day != 0)) return std::nullopt;
  if (month == 0) return DateRange{year * 10000 + 101, year * 10000 + 1231};
  const int days = DaysInMonth(year, month);
  if (day > days) return std::nullopt;
  const int32_t base = year * 10000 + month * 100;
  if (day == 0) return DateRange{base + 1, base + days};
  return DateRange{base + day, base + day};
}

std::optional<v1::PartialDate> ParsePartialDate(absl::string_view text) {
  v1::PartialDate date;
  int value = TakeNumber(text, 4);
  if (value < 1) return std::nullopt;
  date.set_year(value);
  for (const bool is_month : {true, false}) {
    if (text.empty()) break;
    if (text[0] != '-') return std::nullopt;
    text.remove_prefix(1);
    value = TakeNumber(text, 2);
    if (value < 1) return std::nullopt;
    is_month ? date.set_month(value) : date.set_day(value);
  }
  if (!text.empty() || !RangeOf(date)) return std::nullopt;
  return date;
}

std::string FormatPartialDate(const v1::PartialDate& date) {
  if (date.month() == 0) return absl::StrFormat("%04d", date.year());
  if (date.day() == 0) return absl::StrFormat("%04d-%02d", date.year(), date.month());
  return absl::StrFormat("%04d-%02d-%02d", date.year(), date.month(), date.day());
}

}  // namespace trialweave::query
