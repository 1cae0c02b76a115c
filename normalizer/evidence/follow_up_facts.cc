#include "normalizer/evidence/follow_up_facts.h"

#include <re2/re2.h>

#include <algorithm>
#include <map>
#include <string>

#include "normalizer/evidence/people_given.h"
#include "normalizer/evidence/time_points.h"

namespace trialweave::normalizer {
namespace {

using re2::RE2;
using re2::StringPiece;

// Longest first: years before months.
double Days(const v1::TimePoint& time) {
  static const std::map<std::string, double> kDays = {
      {"hours", 1.0 / 24}, {"days", 1}, {"weeks", 7}, {"months", 30.4}, {"years", 365}};
  const auto unit = kDays.find(time.unit());
  return unit == kDays.end() ? 0 : time.value() * unit->second;
}

StringPiece PieceOf(const ReadText& read, size_t begin, size_t end) {
  return {read.text.text.data() + begin, end - begin};
}

bool IsAge(const ReadText& read, const FoundTime& time) {
  constexpr size_t kReach = 40;
  static const RE2 before(
      "(?i)\\b(?:ages?|aged)[\\s:=(]*(?:of |between |from )?(?:[\\d.]+\\s*(?:years?\\s*)?(?:to|and|±|[–-])\\s*)*$|"
      "\\b(?:older|younger) than\\s*$|年龄[^。；，]{0,12}$");
  static const RE2 behind("(?i)^[- ]?(?:years?|yrs?|months?)[- ](?:old|of age)\\b|^岁");
  const size_t begin = time.offset - std::min(time.offset, kReach);
  return RE2::PartialMatch(PieceOf(read, begin, time.offset), before) ||
         RE2::PartialMatch(PieceOf(read, time.offset + time.length, read.text.text.size()), behind);
}

bool IsFollowUp(const ReadText& read, const FoundTime& time) {
  const Sentence& sentence = SentenceAt(read.sentences, time.offset);
  static const RE2 follow("(?i)follow(?:ed)?[- ]?up|\\bfollowed(?: [^b]| b[^y]|[.,;]|$)|随访");
  if (IsAge(read, time)) return false;
  return RE2::PartialMatch(PieceOf(read, sentence.begin, sentence.end), follow);
}

// "At 3, 6 and 12 months", "week 24", "24-week visit", "six months after the last dose", 术后12个月; no age, no time
// that symptoms or a treatment lasted, and none between two treatments.
bool IsVisit(const ReadText& read, const FoundTime& time) {
  static const RE2 before(
      "(?i)(?:\\b(?:at|to|by|through|until|till|up to|after|on days?|on weeks?|days?|weeks?|months?|and|"
      "max(?:imum)?(?: of|:)?|第|至|后|于)\\s*(?:the |a )?(?:[\\d.]+(?:[ -](?:days?|weeks?|months?|years?))?(?:, | and "
      "|, and | or "
      "| to "
      "|、|和|及))*)$");
  static const RE2 behind(
      "(?i)^[- ]?(?:\\w+ )?(?:visit|follow|rate|outcome|result|evaluation|assessment|after (?:the "
      "|treatment|surgery|injection|"
      "last|final|infusion)|post|时|随访|后)");
  static const RE2 other(
      "(?i)\\b(?:aged?|years old|year-old|of age|older than|younger "
      "than)\\b|岁|recruit|symptom|durations?\\b|\\bcourse "
      "of\\b|\\bhistory\\b|previous|enrol|stored|refractory|unresponsive|"
      "intervals?\\b|\\bapart\\b|\\bevery\\b|cultured|incubat");
  constexpr size_t kReach = 60;
  constexpr double kOldest = 15 * 365;
  if (Days(time.point) > kOldest) return false;
  const Sentence& sentence = SentenceAt(read.sentences, time.offset);
  const size_t begin = std::max(sentence.begin, time.offset - std::min(time.offset, kReach));
  const size_t end = std::min(sentence.end, time.offset + time.length + kReach / 2);
  if (RE2::PartialMatch(PieceOf(read, begin, end), other)) return false;
  return RE2::PartialMatch(PieceOf(read, begin, time.offset), before) ||
         RE2::PartialMatch(PieceOf(read, time.offset + time.length, end), behind);
}

// Of a registration's measure: "MRI（6个月）", "12周Child-Pugh评分"; no age, no time that is asked about, and none over
// which something is collected.
bool IsOfMeasure(const ReadText& read, const FoundTime& time) {
  constexpr size_t kReach = 40;
  static const RE2 asked(
      "(?i)\\b(?:past|last|previous|prior|recall|over the|reflects?)\\b[^.;(（]{0,24}$|过去|既往|近$");
  static const RE2 collected("(?i)^[- ]?(?:hours?|h|小时)[- ]?(?:urin|ambulatory|holter|blood pressure|尿|动态|血压)");
  const size_t begin = time.offset - std::min(time.offset, kReach);
  const size_t end = time.offset + time.length;
  return !IsAge(read, time) && !RE2::PartialMatch(PieceOf(read, begin, time.offset), asked) &&
         !RE2::PartialMatch(PieceOf(read, end, std::min(read.text.text.size(), end + kReach)), collected);
}

}  // namespace

void AddFollowUp(const std::vector<ReadText>& texts, const StudyKind& kind, FactList* facts) {
  const bool visits = kind.article && (!facts->Has("evidence_type") || StudiesPeople(*facts->facts()));
  const bool framed = std::any_of(texts.begin(), texts.end(),
                                  [](const ReadText& read) { return read.text.role == TextRole::kTimeFrame; });
  constexpr double kAlike = 1.02;
  const ReadText* where = nullptr;
  FoundTime longest;
  for (const ReadText& read : texts) {
    // Registries without time frames print the time with the measure.
    const bool outcome = read.text.role == TextRole::kTimeFrame;
    const bool measure = !framed && read.text.role == TextRole::kOutcome && read.text.name;
    if (!outcome && !measure && !IsProse(read)) continue;
    for (const FoundTime& time : FindTimes(read.text.text)) {
      if (measure && !IsOfMeasure(read, time)) continue;
      if (!outcome && !measure && !IsFollowUp(read, time) && !(visits && IsVisit(read, time))) continue;
      // "Observation up to 24 months is planned."
      if (!outcome && kind.article && IsStillWanted(read, {nullptr, time.offset, time.length})) continue;
      // Of two that differ by less than 2 % the first: a year is 52 weeks.
      if (where != nullptr && Days(time.point) <= kAlike * Days(longest.point)) continue;
      where = &read;
      longest = time;
    }
  }
  if (where == nullptr) return;
  v1::Fact* fact =
      facts->AddNew("follow_up", longest.point.text(), where->text.role == TextRole::kTimeFrame ? 0.85 : 0.75,
                    "longest_time", *where, longest.offset, longest.length);
  *fact->mutable_time() = longest.point;
}

}  // namespace trialweave::normalizer
