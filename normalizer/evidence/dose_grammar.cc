#include "normalizer/evidence/dose_grammar.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "normalizer/evidence/dose_tokens.h"
#include "normalizer/evidence/dose_unit.h"
#include "re2/re2.h"

namespace trialweave::normalizer {
namespace {

using Kind = DoseToken::Kind;

// Powers of ten that doses of particles and cells come in.
constexpr int kMinExponent = 3;
constexpr int kMaxExponent = 15;
// From here on an amount is a count of particles or cells.
constexpr double kLarge = 1e4;

// A number, or a range of numbers, without its unit.
struct Amount {
  double low = 0;
  double high = 0;
  bool power = false;
  bool range = false;
  DoseCertainty certainty = DoseCertainty::kExact;
  std::string rule;
  size_t next = 0;
};

struct Power {
  int exponent = 0;
  DoseCertainty certainty = DoseCertainty::kExact;
  std::string rule;
  size_t next = 0;
};

// Words that scale a number: "1 million", 3亿.
struct Scale {
  std::string_view first;
  std::string_view second;
  double factor;
};
constexpr Scale kScales[] = {{"million", "", 1e6}, {"billion", "", 1e9}, {"thousand", "", 1e3}, {"trillion", "", 1e12},
                             {"百", "万", 1e6},    {"千", "万", 1e7},    {"万", "", 1e4},       {"亿", "", 1e8}};

class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text), tokens_(DoseTokens(text)) {}

  std::vector<Dose> Run() {
    for (size_t at = 0; at < tokens_.size();) {
      const size_t next = ReadDoses(at);
      at = std::max(next, at + 1);
    }
    return std::move(doses_);
  }

 private:
  bool Is(size_t at, Kind kind) const { return at < tokens_.size() && tokens_[at].kind == kind; }
  bool IsNumber(size_t at) const { return Is(at, Kind::kNumber); }
  bool IsTimes(size_t at) const { return Is(at, Kind::kTimes) || Is(at, Kind::kStar); }
  bool IsTen(size_t at) const { return IsNumber(at) && tokens_[at].digits == "10"; }
  bool IsSmallInteger(size_t at) const {
    return IsNumber(at) && tokens_[at].digits.size() <= 2 && tokens_[at].digits.find('.') == std::string::npos;
  }
  static bool IsExponent(double value) { return value >= kMinExponent && value <= kMaxExponent; }

  // 10^11, 10¹¹, 10 \* 11 (a caret mistyped), 10 11 and 1011 (a superscript lost), 10e11 (a calculator's 10^11). The
  // misprints count only behind a multiplication sign and before a count of particles or cells.
  std::optional<Power> ReadPower(size_t at, bool multiplied) const {
    Power power;
    if (Is(at, Kind::kENotation) && tokens_[at].digits == "10" && multiplied) {
      return Power{tokens_[at].exponent, DoseCertainty::kInferred, "ten_e_notation", at + 1};
    }
    if (!IsNumber(at)) return std::nullopt;
    if (IsTen(at)) {
      if (Is(at + 1, Kind::kSuperscript)) {
        return Power{static_cast<int>(tokens_[at + 1].value), DoseCertainty::kExact, "", at + 2};
      }
      if (Is(at + 1, Kind::kCaret) && IsSmallInteger(at + 2)) {
        return Power{static_cast<int>(tokens_[at + 2].value), DoseCertainty::kExact, "", at + 3};
      }
      if (!multiplied) return std::nullopt;
      if (Is(at + 1, Kind::kStar))
        power = {0, DoseCertainty::kInferred, "star_for_caret", at + 3};
      else if (IsSmallInteger(at + 1) && tokens_[at + 1].spaced)
        power = {0, DoseCertainty::kInferred, "spaced_superscript", at + 2};
      else
        return std::nullopt;
      const size_t exponent = power.next - 1;
      if (!IsSmallInteger(exponent) || !IsExponent(tokens_[exponent].value)) return std::nullopt;
      power.exponent = static_cast<int>(tokens_[exponent].value);
    } else {
      const std::string& digits = tokens_[at].digits;
      if (!multiplied || digits.size() < 3 || digits.size() > 4 || digits.substr(0, 2) != "10") return std::nullopt;
      // "2 × 10.8 mL"
      if (digits.find('.') != std::string::npos) return std::nullopt;
      power = {std::stoi(digits.substr(2)), DoseCertainty::kInferred, "flattened_superscript", at + 1};
      if (digits[2] == '0' || !IsExponent(power.exponent)) return std::nullopt;
    }
    // In a range or a list, the unit stands behind the last member.
    if (!CountUnitFollows(tokens_, power.next) && !LeadsToCountUnit(power.next)) return std::nullopt;
    return power;
  }

  // Whether a range or list of further powers leads to a count unit.
  bool LeadsToCountUnit(size_t at) const {
    constexpr size_t kMaxTokens = 24;
    if (!Is(at, Kind::kRange) && !Is(at, Kind::kList)) return false;
    for (size_t i = at; i < std::min(at + kMaxTokens, tokens_.size()); ++i) {
      if (CountUnitFollows(tokens_, i)) return true;
      const Kind kind = tokens_[i].kind;
      if (kind == Kind::kWord || kind == Kind::kOther || kind == Kind::kSlash) return false;
    }
    return false;
  }

  std::optional<Amount> Scaled(Amount amount) const {
    for (const Scale& scale : kScales) {
      const auto word = [&](size_t at, std::string_view text) {
        return Is(at, Kind::kWord) && tokens_[at].word == text;
      };
      if (!word(amount.next, scale.first) || (!scale.second.empty() && !word(amount.next + 1, scale.second))) continue;
      amount.low *= scale.factor;
      amount.high *= scale.factor;
      amount.power = true;
      amount.next += scale.second.empty() ? 1 : 2;
      break;
    }
    return amount;
  }

  static Amount Raised(double low, double high, const Power& power) {
    Amount amount;
    const double factor = std::pow(10.0, power.exponent);
    amount.low = low * factor;
    amount.high = high * factor;
    amount.power = true;
    amount.range = low != high;
    amount.certainty = power.certainty;
    amount.rule = power.rule;
    amount.next = power.next;
    return amount;
  }

  // One number or power, without a range of powers.
  std::optional<Amount> ReadSimple(size_t at) const {
    Amount amount;
    if (Is(at, Kind::kENotation)) {
      const DoseToken& token = tokens_[at];
      amount.low = amount.high = token.value * std::pow(10.0, token.exponent);
      amount.power = true;
      amount.next = at + 1;
      // Alone, "10e9" may mean 10^9 or 10^10.
      if (token.digits == "10") {
        amount.certainty = DoseCertainty::kAmbiguous;
        amount.rule = "ten_e_notation_alone";
      }
      return amount;
    }
    if (!IsNumber(at)) return std::nullopt;
    if (const auto power = ReadPower(at, /*multiplied=*/false)) return Raised(1, 1, *power);
    const double first = tokens_[at].value;
    // "3-5 × 10^11": one power for both.
    if (Is(at + 1, Kind::kRange) && IsNumber(at + 2) && IsTimes(at + 3)) {
      if (const auto power = ReadPower(at + 4, true)) return Raised(first, tokens_[at + 2].value, *power);
    }
    if (IsTimes(at + 1)) {
      if (const auto power = ReadPower(at + 2, true)) return Raised(first, first, *power);
      if (!IsNumber(at + 2)) return std::nullopt;
      // "2 x 100 mg" may be two of these, and "2 x 109 mg" anything.
      amount.low = amount.high = tokens_[at + 2].value;
      amount.certainty = DoseCertainty::kAmbiguous;
      amount.rule = "multiplied_number";
      amount.next = at + 3;
      return amount;
    }
    amount.low = amount.high = first;
    amount.next = at + 1;
    if (Is(at + 1, Kind::kRange) && IsNumber(at + 2) && !IsTimes(at + 3) && tokens_[at + 2].value > first) {
      amount.high = tokens_[at + 2].value;
      amount.range = true;
      amount.next = at + 3;
    }
    return Scaled(amount);
  }

  std::optional<Amount> ReadAmount(size_t at) const {
    std::optional<Amount> low = ReadSimple(at);
    if (!low.has_value() || low->range || !low->power || !Is(low->next, Kind::kRange)) return low;
    const std::optional<Amount> high = ReadSimple(low->next + 1);
    if (!high.has_value() || !high->power || high->range || high->low <= low->low) return low;
    low->high = high->high;
    low->range = true;
    low->next = high->next;
    if (low->certainty == DoseCertainty::kExact) {
      low->certainty = high->certainty;
      low->rule = high->rule;
    }
    return low;
  }

  // "COVID-19", "T2", "NCT0643"
  bool IsPartOfName(size_t at) const {
    const auto joined_letters = [this](size_t word) {
      return Is(word, Kind::kWord) && absl::ascii_islower(tokens_[word].word[0]);
    };
    if (at == 0 || tokens_[at].spaced) return false;
    if (joined_letters(at - 1)) return true;
    return at > 1 && Is(at - 1, Kind::kRange) && !tokens_[at - 1].spaced && joined_letters(at - 2);
  }

  // A list of amounts that share the unit behind the last one; nothing is added when there is none. Returns where to go
  // on.
  size_t ReadDoses(size_t at) {
    if (IsPartOfName(at)) return at + 1;
    constexpr size_t kMaxMembers = 12;
    std::vector<std::pair<size_t, Amount>> members;
    for (size_t next = at; members.size() < kMaxMembers;) {
      const std::optional<Amount> amount = ReadAmount(next);
      if (!amount.has_value()) break;
      if (!members.empty() && !Alike(members.back().second, *amount)) break;
      members.emplace_back(next, *amount);
      const std::optional<DoseUnit> unit = ReadDoseUnit(tokens_, amount->next, amount->high >= kLarge);
      if (unit.has_value()) {
        for (const auto& [begin, member] : members) Add(begin, member, *unit, begin == members.back().first);
        return unit->next;
      }
      next = amount->next;
      // "1, 2, and 3 mL"
      if (!Is(next, Kind::kList)) break;
      const bool comma = tokens_[next].end - tokens_[next].begin == 1;
      if (comma && !amount->power) break;
      ++next;
      if (Is(next, Kind::kList)) ++next;
    }
    return members.empty() ? at + 1 : members[0].second.next;
  }

  // Members of one list are of one size: a year or a page number beside a dose is none.
  static bool Alike(const Amount& a, const Amount& b) {
    if (a.power != b.power || a.low <= 0 || b.low <= 0) return false;
    return std::max(a.low, b.low) / std::min(a.low, b.low) <= (a.power ? 1e6 : 100);
  }

  void Add(size_t begin, const Amount& amount, const DoseUnit& unit, bool last) {
    // "2 vesicles", "0 mL" are no doses.
    if (amount.high <= 0 || (unit.kind == DoseUnitKind::kCount && amount.high < 1e3)) return;
    Dose dose;
    const size_t end = last ? unit.next : amount.next;
    dose.offset = tokens_[begin].begin;
    dose.length = tokens_[end - 1].end - dose.offset;
    dose.literal = std::string(text_.substr(dose.offset, dose.length));
    dose.unit = unit.unit;
    dose.per = unit.per;
    dose.certainty = amount.certainty;
    dose.rule = amount.rule;
    if (!unit.rule.empty() && dose.certainty != DoseCertainty::kAmbiguous) {
      dose.certainty = DoseCertainty::kInferred;
      dose.rule = dose.rule.empty() ? unit.rule : absl::StrCat(dose.rule, "; ", unit.rule);
    }
    const bool decimal_comma =
        std::any_of(tokens_.begin() + static_cast<ptrdiff_t>(begin), tokens_.begin() + static_cast<ptrdiff_t>(end),
                    [](const DoseToken& token) { return token.decimal_comma; });
    if (decimal_comma && dose.certainty != DoseCertainty::kAmbiguous) {
      dose.certainty = DoseCertainty::kInferred;
      dose.rule = dose.rule.empty() ? "decimal_comma" : absl::StrCat(dose.rule, "; decimal_comma");
    }
    if (dose.certainty != DoseCertainty::kAmbiguous) dose.reading = DoseReading{amount.low, amount.high};
    doses_.push_back(std::move(dose));
  }

  const std::string_view text_;
  const std::vector<DoseToken> tokens_;
  std::vector<Dose> doses_;
};

}  // namespace

bool IsVolumeUnit(std::string_view unit) { return unit == "mL" || unit == "µL"; }

std::vector<Dose> FindDoses(std::string_view text) {
  // A digit, or what a full-width one begins with.
  const bool number =
      std::any_of(text.begin(), text.end(), [](char c) { return (c >= '0' && c <= '9') || c == '\xEF'; });
  return number ? Parser(text).Run() : std::vector<Dose>();
}

std::vector<Dose> WithoutDiluents(std::string_view text, std::vector<Dose> doses) {
  // Another dose this near shares the sentence with the volume, bytes.
  constexpr size_t kReach = 120;
  const auto is_volume = [](const Dose& dose) { return IsVolumeUnit(dose.unit); };
  // "15 cc in NaCl 0.9% 100 cc"
  static const RE2 in_solution(
      "(?i)[0-9] ?[a-zµ]+[^.;0-9]{0,24} (?:in|with) (?:sterile |normal |physiological "
      ")?(?:NaCl|saline|D?PBS|dextrose|glucose|ringer'?s? lactate)"
      "(?: ?[0-9][0-9.]* ?%)?(?: solution)?(?: of)?$");
  const auto is_diluent = [&](const Dose& volume) {
    if (!is_volume(volume)) return false;
    const size_t reach = std::min(volume.offset, kReach);
    std::string_view before = text.substr(volume.offset - reach, reach);
    while (!before.empty() && before.back() == ' ') before.remove_suffix(1);
    for (std::string_view word :
         {" in", "diluted to", "diluted with", "reconstituted with", "溶于", "稀释至", "加入", "复溶于"}) {
      if (before.ends_with(word)) return true;
    }
    if (RE2::PartialMatch(re2::StringPiece(before.data(), before.size()), in_solution)) return true;
    std::string_view behind = text.substr(volume.offset + volume.length, 40);
    for (std::string_view word : {" diluent", " of diluent", " of normal saline", " normal saline", " saline",
                                  " of saline", " PBS", " of PBS", " 0.9%", " NaCl", "生理盐水", "氯化钠"}) {
      if (behind.starts_with(word)) return true;
    }
    return std::any_of(doses.begin(), doses.end(), [&](const Dose& other) {
      if (is_volume(other) || IsVolumeUnit(other.per)) return false;
      const size_t apart = other.offset > volume.offset ? other.offset - volume.offset : volume.offset - other.offset;
      return apart <= kReach;
    });
  };
  std::vector<Dose> kept;
  for (const Dose& dose : doses) {
    if (!is_diluent(dose)) kept.push_back(dose);
  }
  return kept;
}

}  // namespace trialweave::normalizer
