#include "normalizer/evidence/time_points.h"

#include <re2/re2.h>

#include <algorithm>
#include <map>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"

namespace trialweave::normalizer {
namespace {

// A text with more is no schedule.
constexpr size_t kMaxTimes = 500;

using re2::RE2;
using re2::StringPiece;

// Number words that clinical texts use for times.
const std::map<std::string, double>& NumberWords() {
  static const std::map<std::string, double> words = {
      {"one", 1},          {"two", 2},          {"three", 3}, {"four", 4}, {"five", 5},    {"six", 6},
      {"seven", 7},        {"eight", 8},        {"nine", 9},  {"ten", 10}, {"twelve", 12}, {"eighteen", 18},
      {"twenty four", 24}, {"twenty-four", 24}, {"一", 1},    {"两", 2},   {"二", 2},      {"三", 3},
      {"四", 4},           {"五", 5},           {"六", 6},    {"八", 8},   {"十二", 12},   {"半", 0.5}};
  return words;
}

#define TW_NUMBER \
  R"((?:\d+(?:\.\d+)?|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|twelve|eighteen|twenty[- ]four)\b|十二|[一两二三四五六八半]))"
#define TW_UNIT R"((?:(?:hours?|hrs?|days?|weeks?|wks?|months?|mos?|years?|yrs?)\b|小时|天|日|周|星期|个月|月|年))"
#define TW_SEPARATOR R"((?:\s*(?:,|，|、|/|;|&|~|～|-|–|—|to|and|or|和|及|与|至|到)\s*){1,2})"

// "1, 3 and 6 months", "12-month"
const RE2& NumbersFirst() {
  static const RE2 pattern("(?i)(" TW_NUMBER "(?:" TW_SEPARATOR TW_NUMBER ")*)\\s*[-–]?\\s*(" TW_UNIT ")");
  return pattern;
}
// "week 4, 8 and 12"
const RE2& UnitFirst() {
  static const RE2 pattern("(?i)\\b(hours?|days?|weeks?|months?|years?)\\s*#?\\s*(\\d+(?:\\.\\d+)?(?:" TW_SEPARATOR
                           "(?:(?:hours?|days?|weeks?|months?|years?)\\s*)?\\d+(?:\\.\\d+)?)*)");
  return pattern;
}
const RE2& OneNumber() {
  static const RE2 pattern("(?i)(" TW_NUMBER ")");
  return pattern;
}

std::string UnitName(std::string unit) {
  absl::AsciiStrToLower(&unit);
  if (unit == "小时" || unit[0] == 'h') return "hours";
  if (unit == "天" || unit == "日" || unit[0] == 'd') return "days";
  if (unit == "周" || unit == "星期" || unit[0] == 'w') return "weeks";
  if (unit == "个月" || unit == "月" || unit[0] == 'm') return "months";
  return "years";
}

double Value(std::string printed) {
  double value = 0;
  if (absl::SimpleAtod(printed, &value)) return value;
  absl::AsciiStrToLower(&printed);
  const auto word = NumberWords().find(printed);
  return word == NumberWords().end() ? 0 : word->second;
}

// A year of the calendar, or an age.
bool IsNoTime(double value, const std::string& unit) { return unit == "years" ? value > 30 : value > 10000; }

// "At month 6 and 38 mm at month 12": what stands behind the number says that it is no time.
bool CountsOther(std::string_view text, size_t end) {
  static const RE2 other("(?i)^\\s*(?:%|(?:[cm]?m|ml|[kmµμ]?g|points?|of|patients|participants)\\b|个|例|分)");
  return RE2::PartialMatch(StringPiece(text.data() + end, text.size() - end), other);
}

// `unit_first`: nothing behind the numbers says what they count.
void Take(std::string_view text, StringPiece numbers, const std::string& unit, bool unit_first,
          std::vector<FoundTime>* times) {
  StringPiece rest = numbers;
  StringPiece number;
  while (RE2::FindAndConsume(&rest, OneNumber(), &number)) {
    const bool listed = unit_first && number.data() != numbers.data();
    if (listed && CountsOther(text, static_cast<size_t>(number.data() + number.size() - text.data()))) continue;
    FoundTime time;
    time.point.set_value(Value(std::string(number.data(), number.size())));
    time.point.set_unit(unit);
    time.point.set_text(std::string(number.data(), number.size()) + " " + unit);
    time.offset = static_cast<size_t>(number.data() - text.data());
    time.length = number.size();
    if (!IsNoTime(time.point.value(), unit)) times->push_back(std::move(time));
  }
}

}  // namespace

std::vector<FoundTime> FindTimes(std::string_view text) {
  std::vector<FoundTime> times;
  const StringPiece all(text.data(), text.size());
  // Stretches that a unit before or behind the numbers has explained.
  std::vector<std::pair<size_t, size_t>> explained;
  const auto scan = [&](const RE2& pattern, bool unit_first) {
    StringPiece rest = all;
    StringPiece first;
    StringPiece second;
    while (explained.size() < kMaxTimes && RE2::FindAndConsume(&rest, pattern, &first, &second)) {
      const StringPiece numbers = unit_first ? second : first;
      const StringPiece unit = unit_first ? first : second;
      const size_t begin = static_cast<size_t>(numbers.data() - text.data());
      const size_t end = begin + numbers.size();
      const bool known = std::any_of(explained.begin(), explained.end(),
                                     [&](const auto& span) { return begin < span.second && span.first < end; });
      if (known) continue;
      explained.emplace_back(begin, end);
      Take(text, numbers, UnitName(std::string(unit.data(), unit.size())), unit_first, &times);
    }
  };
  scan(NumbersFirst(), false);
  scan(UnitFirst(), true);
  std::sort(times.begin(), times.end(), [](const FoundTime& a, const FoundTime& b) { return a.offset < b.offset; });
  return times;
}

}  // namespace trialweave::normalizer
