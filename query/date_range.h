#ifndef TRIALWEAVE_QUERY_DATE_RANGE_H_
#define TRIALWEAVE_QUERY_DATE_RANGE_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "trialweave/v1/types.pb.h"

namespace trialweave::query {

// DateRange is the days that a date of partial precision may mean, both inclusive, each as the number
// yyyymmdd: 2024-05 is 20240501 to 20240531. Proleptic Gregorian calendar.
struct DateRange {
  int32_t first = 0;
  int32_t last = 0;

  bool Contains(const DateRange& other) const { return first <= other.first && other.last <= last; }
  bool Overlaps(const DateRange& other) const { return first <= other.last && other.first <= last; }
};

// nullopt when `date` is no calendar date.
std::optional<DateRange> RangeOf(const v1::PartialDate& date);
std::optional<DateRange> RangeOf(int year, int month, int day);

// "2024", "2024-05" or "2024-05-17"; nullopt when `text` is none of them.
std::optional<v1::PartialDate> ParsePartialDate(absl::string_view text);

// As ParsePartialDate reads it.
std::string FormatPartialDate(const v1::PartialDate& date);

}  // namespace trialweave::query

#endif  // TRIALWEAVE_QUERY_DATE_RANGE_H_
