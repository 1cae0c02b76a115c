#include "store/linkage/match/comparison.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <string_view>

#include "store/linkage/match/match_alternatives.h"
#include "store/linkage/match/weighed_record.h"

namespace trialweave::store {
namespace {

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
std::optional<double> Covered(const WeighedRecord& a, const WeighedRecord& b, MatchPart part) {
  if (a.words(part).empty() || b.words(part).empty()) return std::nullopt;
  const double less = std::min(a.Total(part), b.Total(part));
  const float* const information = a.information(part);
  double shared = 0;
  EachCommon(a.words(part), b.words(part), [&](size_t i, size_t) { shared += information[i]; });
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
  // Of the most alike pair of titles: shared information of all (less where CapByOthers says so), and what is not
  // shared on the side with less of it.
  double alike = 0;
  double changed = std::numeric_limits<double>::max();
  double covered = 0;

  TitleLevels(const WeighedRecord& a, const WeighedRecord& b) {
    const float* const informations = a.information(MatchPart::kTitleWords);
    std::array<CommonWord, kMostValues> common;
    size_t count = 0;
    EachCommon(a.words(MatchPart::kTitleWords), b.words(MatchPart::kTitleWords), [&](size_t i, size_t j) {
      common[count++] = {i, j, informations[i]};
    });
    for (size_t x = 0; x < a.record().titles(); ++x) {
      for (size_t y = 0; y < b.record().titles(); ++y) {
        double shared = 0;
        for (size_t i = 0; i < count; ++i) {
          if (a.record().TitleHas(x, common[i].in_a) && b.record().TitleHas(y, common[i].in_b))
            shared += common[i].information;
        }
        alikes_[x][y] = Take(shared, a.TitleTotal(x), b.TitleTotal(y));
      }
    }
    CapByOthers(a, b);
  }

 private:
  struct CommonWord {
    size_t in_a, in_b;
    double information;
  };

  // Short titles are shared by strangers ("Study on the mechanism of acupuncture for dyspepsia"): where both have other
  // titles, too, which say something else, such a pair tells no more than half.
  void CapByOthers(const WeighedRecord& a, const WeighedRecord& b) {
    constexpr double kElse = 0.35;
    const size_t of_a = a.record().titles(), of_b = b.record().titles();
    if (of_a < 2 || of_b < 2) return;
    size_t best_x = 0, best_y = 0;
    double others = 0;
    for (size_t x = 0; x < of_a; ++x) {
      for (size_t y = 0; y < of_b; ++y) {
        if (alikes_[x][y] > alikes_[best_x][best_y]) best_x = x, best_y = y;
      }
    }
    for (size_t x = 0; x < of_a; ++x) {
      for (size_t y = 0; y < of_b; ++y) {
        if (x != best_x && y != best_y) others = std::max(others, alikes_[x][y]);
      }
    }
    const bool short_title = std::min(a.TitleTotal(best_x), b.TitleTotal(best_y)) < kFullInformation;
    if (short_title && others < kElse) alike = std::min(alike, (1 + others) / 2);
  }

  // How alike the two are.
  double Take(double shared, double of_a, double of_b) {
    const double all = of_a + of_b - shared, less = std::min(of_a, of_b);
    if (less <= 0) return 0;
    const double now = shared / all;
    covered = std::max(covered, shared / less * std::min(1.0, less / kFullInformation));
    if (now < alike) return now;
    changed = now > alike ? less - shared : std::min(changed, less - shared);
    return alike = now;
  }

  // A title with less says too little to be covered, or to tell by itself.
  static constexpr double kFullInformation = 25;
  // By title of each; only those of titles that there are.
  std::array<std::array<double, kMostTitles>, kMostTitles> alikes_;
};

// Information of words of `a`'s titles that `b` has nowhere.
double TitleRest(const WeighedRecord& a, const WeighedRecord& b) {
  const float* const informations = a.information(MatchPart::kTitleWords);
  double rest = a.Total(MatchPart::kTitleWords);
  EachCommon(a.words(MatchPart::kTitleWords), b.subject(), [&](size_t i, size_t) { rest -= informations[i]; });
  return rest;
}

// What the words of titles, conditions and interventions that both have tell: all, and the three that tell most.
struct SharedSubject {
  double all = 0, rarest = 0;

  SharedSubject(const WeighedRecord& a, const WeighedRecord& b) {
    std::array<double, 3> best = {0, 0, 0};
    EachCommon(a.subject(), b.subject(), [&](size_t i, size_t) {
      const double information = a.subject_information()[i];
      all += information;
      auto least = std::min_element(best.begin(), best.end());
      *least = std::max(*least, information);
    });
    rarest = best[0] + best[1] + best[2];
  }
};

uint8_t NumeralsLevel(TokenSpan a, TokenSpan b) {
  if (std::equal(a.begin(), a.end(), b.begin(), b.end())) return a.empty() ? 3 : a.size() < 3 ? 4 : 5;
  const auto part_of = [](TokenSpan x, TokenSpan y) { return std::includes(y.begin(), y.end(), x.begin(), x.end()); };
  return part_of(a, b) || part_of(b, a) ? 2 : 1;
}

uint8_t CountriesLevel(TokenSpan a, TokenSpan b) {
  if (a.empty() || b.empty()) return kUnknown;
  size_t shared = 0;
  EachCommon(a, b, [&](size_t, size_t) { ++shared; });
  const size_t all = a.size() + b.size() - shared;
  if (shared == all) return shared < 3 ? 4 : 5;
  return shared == 0 ? 1 : 2 * shared < all ? 2 : 3;
}

// The year that a number of the European registers or of one that writes it alike begins with; 0 when it has none.
int YearOf(std::string_view id) {
  const size_t at = id.find_first_of("0123456789");
  if (at == std::string_view::npos || at + 5 > id.size() || (id[at + 4] != '-' && id[at + 4] != '/')) return 0;
  int year = 0;
  for (const char c : id.substr(at, 4)) year = c < '0' || c > '9' ? 0 : 10 * year + (c - '0');
  return year > 1990 && year < 2100 ? year : 0;
}

// How far `year` is from the nearest one in which `other` was registered or, when that is unknown, began.
int YearsFrom(int year, const MatchRecord& other) {
  const TokenSpan registered = other.part(MatchPart::kRegistered);
  int nearest = std::numeric_limits<int>::max();
  for (const uint32_t value : registered.empty() ? other.part(MatchPart::kStarted) : registered) {
    const double years = 1970 + static_cast<Day>(value) / 365.2425;
    nearest = std::min(nearest, std::abs(year - static_cast<int>(years)));
  }
  return nearest;
}

uint8_t YearLevel(const MatchRecord& a, const MatchRecord& b) {
  if (!a.part(MatchPart::kRegistered).empty() && !b.part(MatchPart::kRegistered).empty()) return kUnknown;
  const int of_a = YearOf(a.id()), of_b = YearOf(b.id());
  int apart = std::numeric_limits<int>::max();
  if (of_a != 0 && of_b != 0) apart = std::abs(of_a - of_b);
  if (of_a != 0 && of_b == 0) apart = YearsFrom(of_a, b);
  if (of_b != 0 && of_a == 0) apart = YearsFrom(of_b, a);
  if (apart == std::numeric_limits<int>::max()) return kUnknown;
  return apart == 0 ? 4 : apart == 1 ? 3 : apart == 2 ? 2 : 1;
}

uint8_t PhaseLevel(uint8_t a, uint8_t b) {
  if (a == 0 || b == 0) return kUnknown;
  return a == b ? 3 : (a & b) != 0 ? 2 : 1;
}

uint8_t AlternativesLevel(TokenSpan a, TokenSpan b) {
  const ComparedKinds kinds = CompareKinds(a, b);
  return kinds.apart > 0 ? 1 : kinds.alike > 0 ? 2 : kUnknown;
}

// Two sponsors share a word that is none of any hospital's.
bool ShareName(const MatchRecord& a, const MatchRecord& b) {
  static const auto* const kAny = [] {
    auto* words = new Tokens();
    for (const char* some :
         {"hospital university clinic institute college school academy foundation department faculty",
          "province provincial city municipal county region national china chinese general central",
          "first second third fourth fifth affiliated teaching people center medical medicine health",
          "surgery traditional children maternal women cancer tumor universitatsklinikum"}) {
      AddTokens(some, words);
    }
    return words;
  }();
  bool shared = false;
  EachCommon(a.part(MatchPart::kSponsors), b.part(MatchPart::kSponsors), [&](size_t i, size_t) {
    shared |= !std::binary_search(kAny->begin(), kAny->end(), a.part(MatchPart::kSponsors)[i]);
  });
  return shared;
}

// One is a pilot and a good deal smaller than the other, which is none: pilots and the trials that follow them share
// titles, sponsors and outcomes.
bool IsPilotOf(const MatchRecord& pilot, const MatchRecord& other) {
  constexpr double kLarger = 1.5;
  const TokenSpan sizes = pilot.part(MatchPart::kSizes), others = other.part(MatchPart::kSizes);
  if (!pilot.pilot() || other.pilot() || !other.pilot_known() || sizes.empty() || others.empty()) return false;
  return kLarger * sizes.back() <= others.front();
}

// Levels collects the levels of a pair.
class Levels {
 public:
  Levels(const WeighedRecord& a, const WeighedRecord& b)
      : weighed_a_(a), weighed_b_(b), a_(a.record()), b_(b.record()) {}

  Comparison Compared() {
    if (a_.titles() > 0 && b_.titles() > 0) CompareTitles();
    Shared(MatchField::kAcronym, MatchPart::kAcronyms);
    CompareCovered();
    CompareSizes();
    CompareDates();
    ComparePilots();
    Set(MatchField::kPhase, PhaseLevel(a_.phases(), b_.phases()));
    if (a_.study_type() != v1::STUDY_TYPE_UNSPECIFIED && b_.study_type() != v1::STUDY_TYPE_UNSPECIFIED) {
      Set(MatchField::kStudyType, a_.study_type() == b_.study_type() ? 2 : 1);
    }
    Set(MatchField::kCountries, CountriesLevel(a_.part(MatchPart::kCountries), b_.part(MatchPart::kCountries)));
    Set(MatchField::kYear, YearLevel(a_, b_));
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
    const std::optional<double> covered = Covered(weighed_a_, weighed_b_, part);
    Set(field, covered.has_value() ? LevelOf(*covered, bounds) : kUnknown);
  }

  void CompareTitles() {
    static constexpr double kTitle[] = {0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.98};
    static constexpr double kTitleCovered[] = {0.2, 0.35, 0.5, 0.65, 0.8, 0.9, 0.98};
    static constexpr double kSubjectInformation[] = {10, 20, 30, 40, 60, 80};
    static constexpr double kRareWords[] = {6, 10, 14, 18, 21};
    static constexpr double kTitleRest[] = {0.01, 5, 10, 20, 30, 45};
    static constexpr double kTitleChanged[] = {0.01, 3, 6, 12, 25};
    const TitleLevels titles(weighed_a_, weighed_b_);
    const SharedSubject subject(weighed_a_, weighed_b_);
    Set(MatchField::kTitle, LevelOf(titles.alike, kTitle));
    Set(MatchField::kTitleCovered, LevelOf(titles.covered, kTitleCovered));
    Set(MatchField::kSubjectInformation, LevelOf(subject.all, kSubjectInformation));
    Set(MatchField::kRareWords, LevelOf(subject.rarest, kRareWords));
    Set(MatchField::kTitleRest,
        LevelOf(std::min(TitleRest(weighed_a_, weighed_b_), TitleRest(weighed_b_, weighed_a_)), kTitleRest));
    Set(MatchField::kTitleChanged, LevelOf(titles.changed, kTitleChanged));
    Set(MatchField::kNumerals, NumeralsLevel(a_.part(MatchPart::kNumerals), b_.part(MatchPart::kNumerals)));
    Set(MatchField::kAlternatives,
        AlternativesLevel(a_.part(MatchPart::kAlternatives), b_.part(MatchPart::kAlternatives)));
    Set(MatchField::kSequel, a_.sequel() == b_.sequel() ? 2 : 1);
  }

  void CompareCovered() {
    static constexpr double kSponsor[] = {0.01, 0.3, 0.6, 0.95};
    static constexpr double kConditions[] = {0.01, 0.3, 0.6, 0.9};
    static constexpr double kInterventions[] = {0.01, 0.2, 0.4, 0.6, 0.8};
    static constexpr double kOutcomes[] = {0.1, 0.25, 0.4, 0.6, 0.8};
    Cover(MatchField::kSponsor, MatchPart::kSponsors, kSponsor);
    const uint8_t sponsor = At(MatchField::kSponsor);
    const bool hospitals = a_.hospital() && b_.hospital();
    if (sponsor != kUnknown) Set(MatchField::kHospitals, hospitals && !ShareName(a_, b_) ? 1 : 2);
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

  // Pilots are registered, and begin, months before the trials that follow them; what is planned and done of one trial
  // may differ as much.
  void ComparePilots() {
    // The level "within 93 days" of both.
    static constexpr uint8_t kNear = 5;
    const uint8_t start = At(MatchField::kStart), registered = At(MatchField::kRegistered);
    const bool apart = std::max(start, registered) < kNear && std::max(start, registered) != kUnknown;
    if (apart && (IsPilotOf(a_, b_) || IsPilotOf(b_, a_))) Set(MatchField::kSequel, 1);
  }

  const WeighedRecord& weighed_a_;
  const WeighedRecord& weighed_b_;
  const MatchRecord& a_;
  const MatchRecord& b_;
  Comparison levels_ = {};
};

}  // namespace

Comparer::Comparer(const MatchRecord& record, const WordFrequencies& frequencies)
    : frequencies_(frequencies), record_(std::make_unique<const WeighedRecord>(record, frequencies)) {}

Comparer::~Comparer() = default;

Comparison Comparer::With(const MatchRecord& other) const {
  return Levels(*record_, WeighedRecord(other, frequencies_)).Compared();
}

Comparison Compare(const MatchRecord& a, const MatchRecord& b, const WordFrequencies& frequencies) {
  return Comparer(a, frequencies).With(b);
}

}  // namespace trialweave::store
