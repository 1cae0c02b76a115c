#include "crawler/containers/export_date.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/time/civil_time.h"
#include "crawler/containers/csv_fields.h"
#include "crawler/containers/observed_at.h"

namespace trialweave::crawler {
namespace {

absl::Time AtUtc(const absl::CivilDay& day) { return absl::FromCivil(day, absl::UTCTimeZone()); }

// "20200414" and "17 February 2020", the beginning of the day.
std::optional<absl::Time> ReadDay(const std::string& text) {
  absl::Time time;
  for (const char* format : {"%E4Y%m%d", "%d %B %E4Y"}) {
    if (absl::ParseTime(format, text, absl::UTCTimeZone(), &time, nullptr)) return time;
  }
  return std::nullopt;
}

}  // namespace

std::optional<SerialReadings> ReadSerialTime(absl::string_view text) {
  if (text.size() < 5 || text.size() > 24 || (text.size() > 5 && text[5] != '.')) return std::nullopt;
  const auto digit = [](char c) { return absl::ascii_isdigit(c); };
  if (!std::all_of(text.begin(), text.begin() + 5, digit) ||
      !std::all_of(text.begin() + std::min<size_t>(6, text.size()), text.end(), digit))
    return std::nullopt;
  int days = 0;
  double fraction = 0;
  if (!absl::SimpleAtoi(text.substr(0, 5), &days) || days < 20'000 || days > 60'000) return std::nullopt;
  if (text.size() > 6 && !absl::SimpleAtod(text.substr(5), &fraction)) return std::nullopt;
  const absl::CivilDay day = absl::CivilDay(1899, 12, 30) + days;
  const absl::CivilDay swapped = day.day() > 12 ? day : absl::CivilDay(day.year(), day.day(), day.month());
  const absl::Duration time = absl::Seconds(std::llround(fraction * 86'400));
  return SerialReadings{AtUtc(day) + time, AtUtc(swapped) + time};
}

bool ExportDate::Take(const v1::RecordDocument& document) {
  if (document.has_cause()) return true;
  if (first_) {
    first_ = false;
    const std::string text = document.format() == "ictrp_csv" ? CsvFieldOf(document, "exportdate") : "";
    certain_ = EmbeddedTime(document);
    readings_ = ReadSerialTime(text);
    if (readings_.has_value() && readings_->straight == readings_->swapped) {
      certain_ = readings_->straight;
      readings_.reset();
    }
  }
  if (!readings_.has_value()) return false;
  for (const char* column : {"dateregistration3", "lastrefreshedon"}) {
    const std::optional<absl::Time> day = ReadDay(CsvFieldOf(document, column));
    if (day.has_value() && (!newest_.has_value() || *day > *newest_)) newest_ = day;
  }
  return true;
}

std::optional<absl::Time> ExportDate::Inferred() const {
  if (!readings_.has_value() || !newest_.has_value()) return std::nullopt;
  const auto [earlier, later] = std::minmax(readings_->straight, readings_->swapped);
  if (earlier >= *newest_) return earlier;
  return later >= *newest_ ? std::optional<absl::Time>(later) : std::nullopt;
}

}  // namespace trialweave::crawler
