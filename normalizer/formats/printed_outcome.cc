#include "normalizer/formats/printed_outcome.h"

#include <re2/re2.h>

#include "absl/strings/ascii.h"

namespace trialweave::normalizer {
namespace {

using re2::RE2;
using re2::StringPiece;

// "Pain. Timepoint: ", "VASTimepoint: ": behind the end of what is measured, not "at each time point: ".
constexpr char kTimePoint[] = R"((?:(?i:(?:\A|[.;,\n])\s*Time ?points? ?:)|[\w)\]%]Timepoints? ?:) ?)";
constexpr char kMethod[] = R"((?i)[.;,]?\s*(?:Method of measurement|\bMeasure) ?: ?)";
// A bracket that says when: a time at its begin, no unit and no range.
constexpr char kWhen[] =
    R"((?i)\s*\[\s*((?:time ?frame|at |baseline|pre|before|after|during|from|up to|over|days? \d|weeks? \d|months? \d|years? \d|within|)"
    R"(every|post|until|throughout|\d)[^\[\]]*?(?:\d|baseline|discharge|visit|surgery|study)[^\[\]]*)\])";

std::string Trimmed(StringPiece text) {
  absl::string_view view(text.data(), text.size());
  view = absl::StripAsciiWhitespace(view);
  while (!view.empty() && (view.back() == ';' || view.back() == ',')) view.remove_suffix(1);
  while (!view.empty() && view.front() == ';') view.remove_prefix(1);
  return std::string(absl::StripAsciiWhitespace(view));
}

// A sentence's stop ends it, one of several in it stays.
std::string WithoutStop(std::string text) {
  if (!text.empty() && text.back() == '.') text.pop_back();
  return text;
}

// A mark begins with the end of what stands before it, when that is a letter or a stop.
size_t LengthOfMeasure(StringPiece mark) { return mark.empty() || mark[0] == 'T' || mark[0] == 't' ? 0 : 1; }

bool Find(const RE2& pattern, StringPiece text, size_t from, StringPiece* found) {
  return pattern.Match(text, from, text.size(), RE2::UNANCHORED, found, 1);
}

size_t BeginOf(StringPiece part, StringPiece text) { return static_cast<size_t>(part.data() - text.data()); }

}  // namespace

PrintedOutcome ReadPrintedOutcome(std::string_view printed) {
  static const RE2 time_point(kTimePoint), method(kMethod), name(R"((?i)^\s*(?:Outcome )?name ?: ?)");
  static const RE2 frame(R"(^((?s).+?)\[(?i:Time ?frame):?\s*((?s).*)\]\s*$)");
  static const RE2 when(std::string("^((?s).+?)") + kWhen + R"(\s*[.;]?\s*$)");
  StringPiece text(printed.data(), printed.size());
  RE2::Consume(&text, name);
  PrintedOutcome outcome;
  StringPiece mark, other, measure, time;
  if (Find(time_point, text, 0, &mark)) {
    // Several outcomes in one text, or a sentence about times: kept as they are.
    const size_t behind = BeginOf(mark, text) + mark.size();
    if (Find(time_point, text, behind, &other)) return {std::string(printed), "", ""};
    StringPiece head = text.substr(0, BeginOf(mark, text) + LengthOfMeasure(mark));
    StringPiece tail = text.substr(behind);
    // The method stands behind the time, or before it.
    for (StringPiece* part : {&tail, &head}) {
      if (!Find(method, *part, 0, &mark)) continue;
      outcome.method = WithoutStop(Trimmed(part->substr(BeginOf(mark, *part) + mark.size())));
      *part = part->substr(0, BeginOf(mark, *part));
      break;
    }
    outcome.measure = WithoutStop(Trimmed(head));
    outcome.time_frame = WithoutStop(Trimmed(tail));
  } else if (RE2::FullMatch(text, frame, &measure, &time) || RE2::FullMatch(text, when, &measure, &time)) {
    outcome.measure = Trimmed(measure);
    outcome.time_frame = Trimmed(time);
  }
  if (outcome.measure.empty()) return {std::string(printed), "", ""};
  return outcome;
}

std::vector<std::string> SplitOutcomes(std::string_view printed) {
  static const RE2 time_point(kTimePoint), when(kWhen), name(R"((?i)[\n;]\s*(?:Outcome )?name ?:)");
  static const RE2 begins(R"(^\s*(?:\p{Lu}|\p{Han}))"), part(R"((?i)^\s*(?:Time ?points?|Measure|Method)\b)");
  const StringPiece text(printed.data(), printed.size());
  std::vector<std::string> outcomes;
  size_t begin = 0;
  const auto take = [&](size_t end) {
    std::string outcome = Trimmed(text.substr(begin, end - begin));
    if (!outcome.empty()) outcomes.push_back(std::move(outcome));
    begin = end;
  };
  StringPiece mark;
  if (Find(name, text, 0, &mark)) {
    for (size_t at = 0; Find(name, text, at, &mark); at = BeginOf(mark, text) + mark.size()) take(BeginOf(mark, text));
  } else if (Find(time_point, text, 0, &mark)) {
    // The outcome of the next time point begins behind the last semicolon before it that a new part could follow.
    for (size_t at = BeginOf(mark, text) + mark.size(); Find(time_point, text, at, &mark);) {
      const size_t next = BeginOf(mark, text);
      for (size_t semicolon = printed.rfind(';', next); semicolon != std::string_view::npos && semicolon >= at;
           semicolon = semicolon == 0 ? std::string_view::npos : printed.rfind(';', semicolon - 1)) {
        const StringPiece rest = text.substr(semicolon + 1);
        if (!RE2::PartialMatch(rest, begins) || RE2::PartialMatch(rest, part)) continue;
        take(semicolon + 1);
        break;
      }
      at = next + mark.size();
    }
  } else {
    for (size_t at = 0; Find(when, text, at, &mark);) {
      at = BeginOf(mark, text) + mark.size();
      take(at);
    }
  }
  take(text.size());
  return outcomes;
}

}  // namespace trialweave::normalizer
