#ifndef TRIALWEAVE_QUERY_VIEW_PACKED_DATE_H_
#define TRIALWEAVE_QUERY_VIEW_PACKED_DATE_H_

#include <cstdint>
#include <optional>

#include "query/date_range.h"
#include "trialweave/v1/types.pb.h"

namespace trialweave::query {

// PackedDate is a calendar date of partial precision in four bytes.
class PackedDate {
 public:
  // Not a date.
  PackedDate() = default;
  // nullopt when `date` is no calendar date.
  static std::optional<PackedDate> Of(const v1::PartialDate& date) {
    if (!RangeOf(date)) return std::nullopt;
    PackedDate packed;
    packed.number_ = date.year() * 10000 + date.month() * 100 + date.day();
    return packed;
  }

  int year() const { return number_ / 10000; }
  // 0: only the year is known.
  int month() const { return number_ / 100 % 100; }
  // 0: only the month is known.
  int day() const { return number_ % 100; }
  DateRange Range() const {
    // A whole day, as most dates are.
    if (day() != 0) return {number_, number_};
    return RangeOf(year(), month(), day()).value_or(DateRange());
  }

 private:
  int32_t number_ = 0;
};

}  // namespace trialweave::query

#endif  // TRIALWEAVE_QUERY_VIEW_PACKED_DATE_H_
