#include "store/linkage/match/comparison.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

namespace trialweave::store {
namespace {

struct FieldLevels {
  std::string_view name;
  // From level 1 on.
  std::array<std::string_view, kMaxLevels - 1> levels;
};

constexpr std::array<FieldLevels, kMatchFields> kFields = {{
    {"title",
     {"below 0.1", "from 0.1", "from 0.2", "from 0.3", "from 0.4", "from 0.5", "from 0.6", "from 0.7", "from 0.8",
      "from 0.9", "from 0.98"}},
    {"title covered",
     {"below 0.2", "from 0.2", "from 0.35", "from 0.5", "from 0.65", "from 0.8", "from 0.9", "from 0.98"}},
    {"title information", {"below 10", "from 10", "from 20", "from 30", "from 40", "from 60", "from 80"}},
    {"rare words", {"below 6", "from 6", "from 10", "from 14", "from 18", "from 21"}},
    {"title rest", {"below 5", "from 5", "from 10", "from 20", "from 30", "from 45"}},
    {"numerals", {"others", "some more on one side", "equal"}},
    {"sequel", {"one of them", "both or none"}},
    {"acronym", {"another", "equal"}},
    {"sponsor", {"nothing shared", "below 0.3", "from 0.3", "from 0.6", "from 0.95"}},
    {"size",
     {"beyond 4 times", "within 4 times", "within 2 times", "within 1.5 times", "within 20 %", "within 5 %",
      "equal, a round number", "equal"}},
    {"size of siblings", {"another", "within 5 %", "equal"}},
    {"start",
     {"beyond 2 years", "within 2 years", "within 366 days", "within 186 days", "within 93 days", "within 31 days",
      "within 16 days", "within 3 days"}},
    {"registered",
     {"beyond 2 years", "within 2 years", "within 366 days", "within 186 days", "within 93 days", "within 31 days",
      "within 8 days"}},
    {"completed",
     {"beyond 2 years", "within 2 years", "within 366 days", "within 186 days", "within 93 days", "within 31 days",
      "within 3 days"}},
    {"phase", {"another", "overlapping", "equal"}},
    {"study type", {"another", "equal"}},
    {"conditions", {"nothing shared", "below 0.3", "from 0.3", "from 0.6", "from 0.9"}},
    {"interventions", {"nothing shared", "below 0.2", "from 0.2", "from 0.4", "from 0.6", "from 0.8"}},
    {"primary outcomes", {"below 0.1", "from 0.1", "from 0.25", "from 0.4", "from 0.6", "from 0.8"}},
    {"countries", {"none shared", "shared"}},
    {"persons", {"none shared", "shared"}},
    {"e-mail addresses", {"none shared", "shared"}},
    {"phone numbers", {"none shared", "shared"}},
    {"protocol numbers", {"none shared", "shared"}},
}};

// 1 + the number of `bounds` (ascending) that `value` reaches.
template <size_t kBounds>
uint8_t LevelOf(double value, const double (&bounds)[kBounds]) {
  uint8_t level = 1;
  for (const double bound : bounds) level += value >= bound ? 1 : 0;
  return level;
}

// 1 + the number of `bounds` (descending) that `value` keeps within.
template <size_t kBounds>
uint8_t LevelWithin(double value, const double (&bounds)[kBounds]) {
  uint8_t level = 1;
  for (const double bound : bounds) level += value <= bound ? 1 : 0;
  return level;
}

bool Share(const Tokens& a, const Tokens& b) {
  for (size_t i = 0, j = 0; i < a.size() && j < b.size();) {
    if (a[i] == b[j]) return true;
    a[i] < b[j] ? ++i : ++j;
  }
  return false;
}

Tokens Common(const Tokens& a, const Tokens& b) {
  Tokens common;
  std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(common));
  return common;
}

// Shared information of that of the side which has less; absent when one has none.
std::optional<double> Covered(const Tokens& a, const Tokens& b, const WordFrequencies& frequencies) {
  if (a.empty() || b.empty()) return std::nullopt;
  const double less = std::min(frequencies.Information(a), frequencies.Information(b));
  return less <= 0 ? 0 : frequencies.Information(Common(a, b)) / less;
}

template <size_t kBounds>
uint8_t CoveredLevel(const Tokens& a, const Tokens& b, const WordFrequencies& frequencies,
                     const double (&bounds)[kBounds]) {
  const std::optional<double> covered = Covered(a, b, frequencies);
  return covered.has_value() ? LevelOf(*covered, bounds) : kUnknown;
}

uint8_t SharedLevel(const Tokens& a, const Tokens& b) {
  return a.empty() || b.empty() ? kUnknown : Share(a, b) ? 2 : 1;
}

template <size_t kBounds>
uint8_t DaysLevel(const std::vector<Day>& a, const std::vector<Day>& b, const double (&bounds)[kBounds]) {
  int64_t nearest = std::numeric_limits<int64_t>::max();
  for (const Day x : a) {
    for (const Day y : b) nearest = std::min(nearest, std::abs(int64_t{x} - y));
  }
  return a.empty() || b.empty() ? kUnknown : LevelWithin(static_cast<double>(nearest), bounds);
}

uint8_t SizeLevel(const MatchRecord& a, const MatchRecord& b) {
  static constexpr double kTimes[] = {4, 2, 1.5, 1.2, 1.05};
  double nearest = std::numeric_limits<double>::max();
  for (const int64_t x : a.sizes) {
    for (const int64_t y : b.sizes) {
      // Round numbers are planned by many.
      if (x == y) return x % 10 == 0 ? 7 : 8;
      const double larger = static_cast<double>(std::max(x, y)), smaller = static_cast<double>(std::min(x, y));
      nearest = std::min(nearest, (larger + 0.5) / (smaller + 0.5));
    }
  }
  return a.sizes.empty() || b.sizes.empty() ? kUnknown : LevelWithin(nearest, kTimes);
}

// TitleLevels compares the titles of two registrations.
struct TitleLevels {
  double alike = 0;
  double covered = 0;

  TitleLevels(const MatchRecord& a, const MatchRecord& b, const WordFrequencies& frequencies) {
    // Below this a title says too little to be covered.
    constexpr double kFullInformation = 25;
    for (const Tokens& x : a.titles) {
      const double of_x = frequencies.Information(x);
      for (const Tokens& y : b.titles) {
        const double shared = frequencies.Information(Common(x, y)), of_y = frequencies.Information(y);
        const double all = of_x + of_y - shared, less = std::min(of_x, of_y);
        if (all > 0) alike = std::max(alike, shared / all);
        if (less > 0) covered = std::max(covered, shared / less * std::min(1.0, less / kFullInformation));
      }
    }
  }
};

// Information of words of `a`'s titles that `b` has nowhere.
double TitleRest(const MatchRecord& a, const MatchRecord& b, const WordFrequencies& frequencies) {
  double rest = 0;
  for (const uint32_t word : a.title_words) {
    const bool there = std::binary_search(b.title_words.begin(), b.title_words.end(), word) ||
                       std::binary_search(b.conditions.begin(), b.conditions.end(), word) ||
                       std::binary_search(b.interventions.begin(), b.interventions.end(), word);
    if (!there) rest += frequencies.Information(word);
  }
  return rest;
}

Tokens Subject(const MatchRecord& record) {
  Tokens all = record.title_words;
  for (const Tokens* more : {&record.conditions, &record.interventions})
    all.insert(all.end(), more->begin(), more->end());
  std::sort(all.begin(), all.end());
  all.erase(std::unique(all.begin(), all.end()), all.end());
  return all;
}

// Information of the three most informative words that both have.
double RareWords(const MatchRecord& a, const MatchRecord& b, const WordFrequencies& frequencies) {
  std::array<double, 3> best = {0, 0, 0};
  for (const uint32_t word : Common(Subject(a), Subject(b))) {
    const double information = frequencies.Information(word);
    auto least = std::min_element(best.begin(), best.end());
    *least = std::max(*least, information);
  }
  return best[0] + best[1] + best[2];
}

uint8_t NumeralsLevel(const MatchRecord& a, const MatchRecord& b) {
  if (a.numerals == b.numerals) return 3;
  const auto part_of = [](const Tokens& x, const Tokens& y) {
    return std::includes(y.begin(), y.end(), x.begin(), x.end());
  };
  return part_of(a.numerals, b.numerals) || part_of(b.numerals, a.numerals) ? 2 : 1;
}

uint8_t PhaseLevel(uint8_t a, uint8_t b) {
  if (a == 0 || b == 0) return kUnknown;
  return a == b ? 3 : (a & b) != 0 ? 2 : 1;
}

}  // namespace

WordFrequencies::WordFrequencies(uint64_t records, std::unordered_map<uint32_t, uint32_t> counts)
    : records_(std::max<uint64_t>(records, 2)), rare_(std::log(static_cast<double>(records_) / 2)) {
  for (const auto& [token, count] : counts) {
    information_[token] = static_cast<float>(
        std::log(static_cast<double>(records_) / static_cast<double>(std::clamp<uint64_t>(count, 1, records_))));
  }
}

double WordFrequencies::Information(uint32_t token) const {
  const auto found = information_.find(token);
  return found == information_.end() ? rare_ : found->second;
}

double WordFrequencies::Information(const Tokens& tokens) const {
  double information = 0;
  for (const uint32_t token : tokens) information += Information(token);
  return information;
}

Comparison Compare(const MatchRecord& a, const MatchRecord& b, const WordFrequencies& frequencies) {
  static constexpr double kTitle[] = {0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.98};
  static constexpr double kTitleCovered[] = {0.2, 0.35, 0.5, 0.65, 0.8, 0.9, 0.98};
  static constexpr double kTitleInformation[] = {10, 20, 30, 40, 60, 80};
  static constexpr double kRareWords[] = {6, 10, 14, 18, 21};
  static constexpr double kTitleRest[] = {5, 10, 20, 30, 45};
  static constexpr double kSponsor[] = {0.01, 0.3, 0.6, 0.95};
  static constexpr double kConditions[] = {0.01, 0.3, 0.6, 0.9};
  static constexpr double kInterventions[] = {0.01, 0.2, 0.4, 0.6, 0.8};
  static constexpr double kOutcomes[] = {0.1, 0.25, 0.4, 0.6, 0.8};
  static constexpr double kStart[] = {732, 366, 186, 93, 31, 16, 3};
  static constexpr double kRegistered[] = {732, 366, 186, 93, 31, 8};
  static constexpr double kCompleted[] = {732, 366, 186, 93, 31, 3};
  Comparison levels = {};
  const auto set = [&levels](MatchField field, uint8_t level) { levels[static_cast<size_t>(field)] = level; };
  const auto at = [&levels](MatchField field) { return levels[static_cast<size_t>(field)]; };
  if (!a.titles.empty() && !b.titles.empty()) {
    const TitleLevels titles(a, b, frequencies);
    set(MatchField::kTitle, LevelOf(titles.alike, kTitle));
    set(MatchField::kTitleCovered, LevelOf(titles.covered, kTitleCovered));
    set(MatchField::kTitleInformation,
        LevelOf(frequencies.Information(Common(a.title_words, b.title_words)), kTitleInformation));
    set(MatchField::kRareWords, LevelOf(RareWords(a, b, frequencies), kRareWords));
    set(MatchField::kTitleRest,
        LevelOf(std::min(TitleRest(a, b, frequencies), TitleRest(b, a, frequencies)), kTitleRest));
    set(MatchField::kNumerals, NumeralsLevel(a, b));
    set(MatchField::kSequel, a.sequel == b.sequel ? 2 : 1);
  }
  set(MatchField::kAcronym, SharedLevel(a.acronyms, b.acronyms));
  set(MatchField::kSponsor, CoveredLevel(a.sponsors, b.sponsors, frequencies, kSponsor));
  set(MatchField::kSize, SizeLevel(a, b));
  const uint8_t sponsor = at(MatchField::kSponsor), size = at(MatchField::kSize);
  if (at(MatchField::kTitleCovered) >= 6 && size != kUnknown && (sponsor == kUnknown || sponsor >= 4)) {
    set(MatchField::kSiblingSize, size >= 7 ? 3 : size == 6 ? 2 : 1);
  }
  set(MatchField::kStart, DaysLevel(a.started, b.started, kStart));
  set(MatchField::kRegistered, DaysLevel(a.registered, b.registered, kRegistered));
  set(MatchField::kCompleted, DaysLevel(a.completed, b.completed, kCompleted));
  set(MatchField::kPhase, PhaseLevel(a.phases, b.phases));
  if (a.study_type != v1::STUDY_TYPE_UNSPECIFIED && b.study_type != v1::STUDY_TYPE_UNSPECIFIED) {
    set(MatchField::kStudyType, a.study_type == b.study_type ? 2 : 1);
  }
  set(MatchField::kConditions, CoveredLevel(a.conditions, b.conditions, frequencies, kConditions));
  set(MatchField::kInterventions, CoveredLevel(a.interventions, b.interventions, frequencies, kInterventions));
  set(MatchField::kOutcomes, CoveredLevel(a.primary_outcomes, b.primary_outcomes, frequencies, kOutcomes));
  set(MatchField::kCountries, SharedLevel(a.countries, b.countries));
  set(MatchField::kPersons, SharedLevel(a.persons, b.persons));
  set(MatchField::kEmails, SharedLevel(a.emails, b.emails));
  set(MatchField::kPhones, SharedLevel(a.phones, b.phones));
  set(MatchField::kProtocolNumbers, SharedLevel(a.protocol_numbers, b.protocol_numbers));
  return levels;
}

std::string_view FieldName(MatchField field) { return kFields[static_cast<size_t>(field)].name; }

std::string_view LevelName(MatchField field, uint8_t level) {
  if (level == kUnknown) return "not stated by both";
  return level < kMaxLevels ? kFields[static_cast<size_t>(field)].levels[level - 1] : std::string_view();
}

}  // namespace trialweave::store
