#include "store/linkage/match/comparison.h"

#include <algorithm>
#include <bit>
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

bool Share(TokenSpan a, TokenSpan b) {
  for (size_t i = 0, j = 0; i < a.size() && j < b.size();) {
    if (a[i] == b[j]) return true;
    a[i] < b[j] ? ++i : ++j;
  }
  return false;
}

// Calls `take(i, j)` for each value a[i] == b[j].
template <typename Take>
void EachCommon(TokenSpan a, TokenSpan b, const Take& take) {
  for (size_t i = 0, j = 0; i < a.size() && j < b.size();) {
    const uint32_t x = a[i], y = b[j];
    if (x == y) take(i, j);
    i += x <= y ? 1 : 0;
    j += y <= x ? 1 : 0;
  }
}

// Shared information of that of the side which has less; absent when one has none.
std::optional<double> Covered(TokenSpan a, TokenSpan b, const WordFrequencies& frequencies) {
  if (a.empty() || b.empty()) return std::nullopt;
  const double less = std::min(frequencies.Information(a), frequencies.Information(b));
  double shared = 0;
  EachCommon(a, b, [&](size_t i, size_t) { shared += frequencies.Information(a[i]); });
  return less <= 0 ? 0 : shared / less;
}

uint8_t SharedLevel(TokenSpan a, TokenSpan b) { return a.empty() || b.empty() ? kUnknown : Share(a, b) ? 2 : 1; }

template <size_t kBounds>
uint8_t DaysLevel(TokenSpan a, TokenSpan b, const double (&bounds)[kBounds]) {
  int64_t nearest = std::numeric_limits<int64_t>::max();
  for (const uint32_t x : a) {
    for (const uint32_t y : b)
      nearest = std::min(nearest, std::abs(int64_t{static_cast<Day>(x)} - static_cast<Day>(y)));
  }
  return a.empty() || b.empty() ? kUnknown : LevelWithin(static_cast<double>(nearest), bounds);
}

uint8_t SizeLevel(TokenSpan a, TokenSpan b) {
  static constexpr double kTimes[] = {4, 2, 1.5, 1.2, 1.05};
  double nearest = std::numeric_limits<double>::max();
  for (const uint32_t x : a) {
    for (const uint32_t y : b) {
      // Round numbers are planned by many.
      if (x == y) return x % 10 == 0 ? 7 : 8;
      const double larger = static_cast<double>(std::max(x, y)), smaller = static_cast<double>(std::min(x, y));
      nearest = std::min(nearest, (larger + 0.5) / (smaller + 0.5));
    }
  }
  return a.empty() || b.empty() ? kUnknown : LevelWithin(nearest, kTimes);
}

// TitleLevels compares the titles of two registrations.
struct TitleLevels {
  double alike = 0;
  double covered = 0;
  // Information of the words that both have in titles.
  double information = 0;

  TitleLevels(const MatchRecord& a, const MatchRecord& b, const WordFrequencies& frequencies) {
    // Below this a title says too little to be covered.
    constexpr double kFullInformation = 25;
    const TokenSpan of_a = a.part(MatchPart::kTitleWords), of_b = b.part(MatchPart::kTitleWords);
    const std::array<double, kMostValues> informations = Informations(of_a, frequencies);
    std::array<CommonWord, kMostValues> common;
    size_t count = 0;
    EachCommon(of_a, of_b, [&](size_t i, size_t j) {
      common[count++] = {i, j, informations[i]};
      information += informations[i];
    });
    const std::array<double, kMostTitles> wholes_b = Wholes(b, Informations(of_b, frequencies));
    const std::array<double, kMostTitles> wholes_a = Wholes(a, informations);
    for (size_t x = 0; x < a.titles(); ++x) {
      for (size_t y = 0; y < b.titles(); ++y) {
        double shared = 0;
        for (size_t i = 0; i < count; ++i) {
          if (a.TitleHas(x, common[i].in_a) && b.TitleHas(y, common[i].in_b)) shared += common[i].information;
        }
        const double all = wholes_a[x] + wholes_b[y] - shared, less = std::min(wholes_a[x], wholes_b[y]);
        if (all > 0) alike = std::max(alike, shared / all);
        if (less > 0) covered = std::max(covered, shared / less * std::min(1.0, less / kFullInformation));
      }
    }
  }

 private:
  struct CommonWord {
    size_t in_a, in_b;
    double information;
  };

  static std::array<double, kMostValues> Informations(TokenSpan words, const WordFrequencies& frequencies) {
    std::array<double, kMostValues> informations;
    for (size_t i = 0; i < words.size(); ++i) informations[i] = frequencies.Information(words[i]);
    return informations;
  }

  // Of each title.
  static std::array<double, kMostTitles> Wholes(const MatchRecord& record,
                                                const std::array<double, kMostValues>& informations) {
    std::array<double, kMostTitles> wholes = {};
    const size_t words = record.part(MatchPart::kTitleWords).size();
    for (size_t title = 0; title < record.titles(); ++title) {
      for (size_t word = 0; word < words; ++word)
        wholes[title] += record.TitleHas(title, word) ? informations[word] : 0;
    }
    return wholes;
  }
};

// Words of titles, conditions and interventions, sorted, each once.
class Subject {
 public:
  explicit Subject(const MatchRecord& record) {
    const auto add = [this](TokenSpan more) {
      std::array<uint32_t, kMost> merged;
      const auto end =
          std::set_union(words_.begin(), words_.begin() + count_, more.begin(), more.end(), merged.begin());
      count_ = end - merged.begin();
      std::copy(merged.begin(), end, words_.begin());
    };
    for (const MatchPart part : {MatchPart::kTitleWords, MatchPart::kConditions, MatchPart::kInterventions})
      add(record.part(part));
  }
  TokenSpan words() const { return TokenSpan(words_).first(static_cast<size_t>(count_)); }

 private:
  static constexpr size_t kMost = 3 * kMostValues;

  std::array<uint32_t, kMost> words_;
  ptrdiff_t count_ = 0;
};

// Information of words of `a`'s titles that `b` has nowhere.
double TitleRest(TokenSpan titles_of_a, const Subject& b, const WordFrequencies& frequencies) {
  double rest = frequencies.Information(titles_of_a);
  EachCommon(titles_of_a, b.words(), [&](size_t i, size_t) { rest -= frequencies.Information(titles_of_a[i]); });
  return rest;
}

// Information of the three most informative words that both have.
double RareWords(const Subject& a, const Subject& b, const WordFrequencies& frequencies) {
  std::array<double, 3> best = {0, 0, 0};
  EachCommon(a.words(), b.words(), [&](size_t i, size_t) {
    auto least = std::min_element(best.begin(), best.end());
    *least = std::max(*least, frequencies.Information(a.words()[i]));
  });
  return best[0] + best[1] + best[2];
}

uint8_t NumeralsLevel(TokenSpan a, TokenSpan b) {
  if (std::equal(a.begin(), a.end(), b.begin(), b.end())) return 3;
  const auto part_of = [](TokenSpan x, TokenSpan y) { return std::includes(y.begin(), y.end(), x.begin(), x.end()); };
  return part_of(a, b) || part_of(b, a) ? 2 : 1;
}

uint8_t PhaseLevel(uint8_t a, uint8_t b) {
  if (a == 0 || b == 0) return kUnknown;
  return a == b ? 3 : (a & b) != 0 ? 2 : 1;
}

// Levels collects the levels of a pair.
class Levels {
 public:
  Levels(const MatchRecord& a, const MatchRecord& b, const WordFrequencies& frequencies)
      : a_(a), b_(b), frequencies_(frequencies) {}

  Comparison Compared() {
    if (a_.titles() > 0 && b_.titles() > 0) CompareTitles();
    Shared(MatchField::kAcronym, MatchPart::kAcronyms);
    CompareCovered();
    CompareSizes();
    CompareDates();
    Set(MatchField::kPhase, PhaseLevel(a_.phases(), b_.phases()));
    if (a_.study_type() != v1::STUDY_TYPE_UNSPECIFIED && b_.study_type() != v1::STUDY_TYPE_UNSPECIFIED) {
      Set(MatchField::kStudyType, a_.study_type() == b_.study_type() ? 2 : 1);
    }
    Shared(MatchField::kCountries, MatchPart::kCountries);
    Shared(MatchField::kPersons, MatchPart::kPersons);
    Shared(MatchField::kEmails, MatchPart::kEmails);
    Shared(MatchField::kPhones, MatchPart::kPhones);
    Shared(MatchField::kProtocolNumbers, MatchPart::kProtocolNumbers);
    return levels_;
  }

 private:
  void Set(MatchField field, uint8_t level) { levels_[static_cast<size_t>(field)] = level; }
  uint8_t At(MatchField field) const { return levels_[static_cast<size_t>(field)]; }
  void Shared(MatchField field, MatchPart part) { Set(field, SharedLevel(a_.part(part), b_.part(part))); }

  template <size_t kBounds>
  void Cover(MatchField field, MatchPart part, const double (&bounds)[kBounds]) {
    const std::optional<double> covered = Covered(a_.part(part), b_.part(part), frequencies_);
    Set(field, covered.has_value() ? LevelOf(*covered, bounds) : kUnknown);
  }

  void CompareTitles() {
    static constexpr double kTitle[] = {0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.98};
    static constexpr double kTitleCovered[] = {0.2, 0.35, 0.5, 0.65, 0.8, 0.9, 0.98};
    static constexpr double kTitleInformation[] = {10, 20, 30, 40, 60, 80};
    static constexpr double kRareWords[] = {6, 10, 14, 18, 21};
    static constexpr double kTitleRest[] = {5, 10, 20, 30, 45};
    const TitleLevels titles(a_, b_, frequencies_);
    const Subject of_a(a_), of_b(b_);
    Set(MatchField::kTitle, LevelOf(titles.alike, kTitle));
    Set(MatchField::kTitleCovered, LevelOf(titles.covered, kTitleCovered));
    Set(MatchField::kTitleInformation, LevelOf(titles.information, kTitleInformation));
    Set(MatchField::kRareWords, LevelOf(RareWords(of_a, of_b, frequencies_), kRareWords));
    Set(MatchField::kTitleRest, LevelOf(std::min(TitleRest(a_.part(MatchPart::kTitleWords), of_b, frequencies_),
                                                 TitleRest(b_.part(MatchPart::kTitleWords), of_a, frequencies_)),
                                        kTitleRest));
    Set(MatchField::kNumerals, NumeralsLevel(a_.part(MatchPart::kNumerals), b_.part(MatchPart::kNumerals)));
    Set(MatchField::kSequel, a_.sequel() == b_.sequel() ? 2 : 1);
  }

  void CompareCovered() {
    static constexpr double kSponsor[] = {0.01, 0.3, 0.6, 0.95};
    static constexpr double kConditions[] = {0.01, 0.3, 0.6, 0.9};
    static constexpr double kInterventions[] = {0.01, 0.2, 0.4, 0.6, 0.8};
    static constexpr double kOutcomes[] = {0.1, 0.25, 0.4, 0.6, 0.8};
    Cover(MatchField::kSponsor, MatchPart::kSponsors, kSponsor);
    Cover(MatchField::kConditions, MatchPart::kConditions, kConditions);
    Cover(MatchField::kInterventions, MatchPart::kInterventions, kInterventions);
    Cover(MatchField::kOutcomes, MatchPart::kPrimaryOutcomes, kOutcomes);
  }

  void CompareSizes() {
    const uint8_t size = SizeLevel(a_.part(MatchPart::kSizes), b_.part(MatchPart::kSizes));
    const uint8_t sponsor = At(MatchField::kSponsor);
    Set(MatchField::kSize, size);
    if (At(MatchField::kTitleCovered) >= 6 && size != kUnknown && (sponsor == kUnknown || sponsor >= 4)) {
      Set(MatchField::kSiblingSize, size >= 7 ? 3 : size == 6 ? 2 : 1);
    }
  }

  void CompareDates() {
    static constexpr double kStart[] = {732, 366, 186, 93, 31, 16, 3};
    static constexpr double kRegistered[] = {732, 366, 186, 93, 31, 8};
    static constexpr double kCompleted[] = {732, 366, 186, 93, 31, 3};
    const auto days = [this](MatchField field, MatchPart part, const auto& bounds) {
      Set(field, DaysLevel(a_.part(part), b_.part(part), bounds));
    };
    days(MatchField::kStart, MatchPart::kStarted, kStart);
    days(MatchField::kRegistered, MatchPart::kRegistered, kRegistered);
    days(MatchField::kCompleted, MatchPart::kCompleted, kCompleted);
  }

  const MatchRecord& a_;
  const MatchRecord& b_;
  const WordFrequencies& frequencies_;
  Comparison levels_ = {};
};

}  // namespace

WordFrequencies::WordFrequencies(uint64_t records, const std::unordered_map<uint32_t, uint32_t>& counts)
    : records_(std::max<uint64_t>(records, 2)), rare_(std::log(static_cast<double>(records_) / 2)) {
  slots_.resize(std::bit_ceil(2 * counts.size() + 1));
  mask_ = slots_.size() - 1;
  for (const auto& [token, count] : counts) {
    size_t at = SlotOf(token);
    while (slots_[at].information >= 0) at = (at + 1) & mask_;
    slots_[at] = {token, static_cast<float>(std::log(static_cast<double>(records_) /
                                                     static_cast<double>(std::clamp<uint64_t>(count, 1, records_))))};
  }
}

double WordFrequencies::Information(TokenSpan tokens) const {
  double information = 0;
  for (const uint32_t token : tokens) information += Information(token);
  return information;
}

Comparison Compare(const MatchRecord& a, const MatchRecord& b, const WordFrequencies& frequencies) {
  return Levels(a, b, frequencies).Compared();
}

std::string_view FieldName(MatchField field) { return kFields[static_cast<size_t>(field)].name; }

std::string_view LevelName(MatchField field, uint8_t level) {
  if (level == kUnknown) return "not stated by both";
  return level < kMaxLevels ? kFields[static_cast<size_t>(field)].levels[level - 1] : std::string_view();
}

}  // namespace trialweave::store
