#include "normalizer/evidence/dose_unit.h"

#include <algorithm>
#include <initializer_list>
#include <iterator>
#include <string_view>

#include "absl/strings/str_cat.h"

namespace trialweave::normalizer {
namespace {

using Kind = DoseToken::Kind;

// Words of a unit; a Chinese character is a word.
struct UnitPhrase {
  std::initializer_list<std::string_view> words;
  DoseUnitKind kind;
  std::string_view unit;
  std::string_view rule;
};

// Longer phrases before their beginnings.
const UnitPhrase kUnits[] = {
    {{"cell", "equivalents"}, DoseUnitKind::kCount, "cell equivalents", ""},
    {{"cell", "equivalent"}, DoseUnitKind::kCount, "cell equivalents", ""},
    {{"细", "胞", "当", "量"}, DoseUnitKind::kCount, "cell equivalents", ""},
    {{"个", "细", "胞", "当", "量"}, DoseUnitKind::kCount, "cell equivalents", ""},
    {{"particles"}, DoseUnitKind::kCount, "particles", ""},
    {{"particle"}, DoseUnitKind::kCount, "particles", ""},
    {{"articles"}, DoseUnitKind::kCount, "particles", "misspelt_unit"},
    {{"partikel"}, DoseUnitKind::kCount, "particles", ""},
    {{"part", "í", "culas"}, DoseUnitKind::kCount, "particles", ""},
    {{"nanoparticles"}, DoseUnitKind::kCount, "particles", ""},
    {{"vesicles"}, DoseUnitKind::kCount, "particles", ""},
    {{"nanovesicles"}, DoseUnitKind::kCount, "particles", ""},
    {{"evs"}, DoseUnitKind::kCount, "particles", ""},
    {{"ev"}, DoseUnitKind::kCount, "particles", ""},
    {{"sevs"}, DoseUnitKind::kCount, "particles", ""},
    {{"exosomes"}, DoseUnitKind::kCount, "particles", ""},
    {{"个", "颗", "粒"}, DoseUnitKind::kCount, "particles", ""},
    {{"颗", "粒", "数"}, DoseUnitKind::kCount, "particles", ""},
    {{"颗", "粒"}, DoseUnitKind::kCount, "particles", ""},
    {{"个", "粒", "子"}, DoseUnitKind::kCount, "particles", ""},
    {{"粒", "子"}, DoseUnitKind::kCount, "particles", ""},
    {{"个", "囊", "泡"}, DoseUnitKind::kCount, "particles", ""},
    {{"囊", "泡"}, DoseUnitKind::kCount, "particles", ""},
    {{"个", "外", "泌", "体"}, DoseUnitKind::kCount, "particles", ""},
    {{"个", "细", "胞"}, DoseUnitKind::kCount, "cells", ""},
    {{"细", "胞"}, DoseUnitKind::kCount, "cells", ""},
    {{"cells"}, DoseUnitKind::kCount, "cells", ""},
    {{"cell"}, DoseUnitKind::kCount, "cells", ""},
    {{"mscs"}, DoseUnitKind::kCount, "cells", ""},
    {{"ug"}, DoseUnitKind::kMass, "µg", ""},
    {{"mcg"}, DoseUnitKind::kMass, "µg", ""},
    {{"microgram"}, DoseUnitKind::kMass, "µg", ""},
    {{"micrograms"}, DoseUnitKind::kMass, "µg", ""},
    {{"微", "克"}, DoseUnitKind::kMass, "µg", ""},
    {{"mg"}, DoseUnitKind::kMass, "mg", ""},
    {{"milligram"}, DoseUnitKind::kMass, "mg", ""},
    {{"milligrams"}, DoseUnitKind::kMass, "mg", ""},
    {{"毫", "克"}, DoseUnitKind::kMass, "mg", ""},
    {{"ng"}, DoseUnitKind::kMass, "ng", ""},
    {{"ml"}, DoseUnitKind::kVolume, "mL", ""},
    {{"mls"}, DoseUnitKind::kVolume, "mL", ""},
    {{"milliliter"}, DoseUnitKind::kVolume, "mL", ""},
    {{"milliliters"}, DoseUnitKind::kVolume, "mL", ""},
    {{"millilitres"}, DoseUnitKind::kVolume, "mL", ""},
    {{"cc"}, DoseUnitKind::kVolume, "mL", ""},
    {{"ccs"}, DoseUnitKind::kVolume, "mL", ""},
    {{"cc's"}, DoseUnitKind::kVolume, "mL", ""},
    {{"毫", "升"}, DoseUnitKind::kVolume, "mL", ""},
    {{"ul"}, DoseUnitKind::kVolume, "µL", ""},
    {{"microliters"}, DoseUnitKind::kVolume, "µL", ""},
    {{"微", "升"}, DoseUnitKind::kVolume, "µL", ""},
    {{"pmol", "phospholipid"}, DoseUnitKind::kAmount, "pmol phospholipid", ""},
    {{"pmol", "phospholipids"}, DoseUnitKind::kAmount, "pmol phospholipid", ""},
    {{"pmol"}, DoseUnitKind::kAmount, "pmol", ""},
    {{"iu"}, DoseUnitKind::kAmount, "IU", ""},
};

struct PerWord {
  std::initializer_list<std::string_view> words;
  std::string_view per;
};

const PerWord kPerWords[] = {
    {{"dose"}, "dose"},
    {{"doses"}, "dose"},
    {{"剂"}, "dose"},
    {{"administration"}, "administration"},
    {{"injection"}, "administration"},
    {{"infusion"}, "administration"},
    {{"treatment"}, "administration"},
    {{"time"}, "administration"},
    {{"次"}, "administration"},
    {{"kg"}, "kg"},
    {{"kilogram"}, "kg"},
    {{"千", "克"}, "kg"},
    {{"公", "斤"}, "kg"},
    {{"ml"}, "mL"},
    {{"毫", "升"}, "mL"},
    {{"cc"}, "mL"},
    {{"joint"}, "joint"},
    {{"knee"}, "joint"},
    {{"关", "节"}, "joint"},
    {{"膝"}, "joint"},
    {{"disc"}, "disc"},
    {{"椎", "间", "盘"}, "disc"},
    {{"eye"}, "eye"},
    {{"眼"}, "eye"},
    {{"site"}, "site"},
    {{"day"}, "day"},
    {{"天"}, "day"},
    {{"日"}, "day"},
    {{"vial"}, "vial"},
    {{"支"}, "vial"},
    {{"瓶"}, "vial"},
};

// Concentrations of the laboratory: what stands before them is a threshold, no dose.
constexpr std::string_view kLaboratory[] = {"l", "dl", "min", "hpf", "hour", "h", "ul", "mm", "mmol", "升", "分"};

bool IsWord(const std::vector<DoseToken>& tokens, size_t at, std::string_view word) {
  return at < tokens.size() && tokens[at].kind == Kind::kWord && tokens[at].word == word;
}

// Number of tokens that `words` take at `at`; 0 when they do not stand there.
size_t Match(const std::vector<DoseToken>& tokens, size_t at, std::initializer_list<std::string_view> words) {
  size_t n = 0;
  for (std::string_view word : words) {
    if (!IsWord(tokens, at + n, word)) return 0;
    ++n;
  }
  return n;
}

const UnitPhrase* UnitAt(const std::vector<DoseToken>& tokens, size_t at, size_t* taken) {
  if (at >= tokens.size() || tokens[at].kind != DoseToken::Kind::kWord) return nullptr;
  const char first = tokens[at].word[0];
  for (const UnitPhrase& phrase : kUnits) {
    if (phrase.words.begin()->front() != first) continue;
    if (const size_t n = Match(tokens, at, phrase.words); n > 0) {
      *taken = n;
      return &phrase;
    }
  }
  return nullptr;
}

// "3 ml", as what a dose is in; 0 when it does not stand there.
size_t ReadVolume(const std::vector<DoseToken>& tokens, size_t at, std::string* volume) {
  if (at >= tokens.size() || tokens[at].kind != Kind::kNumber) return 0;
  size_t taken = 0;
  const UnitPhrase* unit = UnitAt(tokens, at + 1, &taken);
  if (unit == nullptr || unit->kind != DoseUnitKind::kVolume) return 0;
  *volume = absl::StrCat(tokens[at].digits, " ", std::string(unit->unit));
  return 1 + taken;
}

// What stands behind a slash or "per"; false when it makes the amount something else than a dose.
bool ReadPer(const std::vector<DoseToken>& tokens, DoseUnit* unit) {
  size_t at = unit->next;
  const bool marked =
      (at < tokens.size() && tokens[at].kind == Kind::kSlash) || IsWord(tokens, at, "per") || IsWord(tokens, at, "每");
  if (!marked) return true;
  ++at;
  if (at < tokens.size() && tokens[at].kind == Kind::kWord) {
    const std::string& word = tokens[at].word;
    if (std::find(std::begin(kLaboratory), std::end(kLaboratory), word) != std::end(kLaboratory)) return false;
    // Particles a microgram are the preparation's purity, particles a cell its yield.
    size_t taken = 0;
    const UnitPhrase* of = unit->kind == DoseUnitKind::kCount ? UnitAt(tokens, at, &taken) : nullptr;
    if (of != nullptr && of->kind != DoseUnitKind::kVolume) return false;
    // "m2", "cm²"
    const bool square = at + 1 < tokens.size() && !tokens[at + 1].spaced && tokens[at + 1].value == 2;
    if ((word == "m" || word == "cm") && square) {
      unit->per = word + "2";
      unit->next = at + 2;
      return true;
    }
  }
  for (const PerWord& per : kPerWords) {
    if (const size_t n = Match(tokens, at, per.words); n > 0) {
      unit->per = std::string(per.per);
      unit->next = at + n;
      return true;
    }
  }
  if (const size_t n = ReadVolume(tokens, at, &unit->per); n > 0) unit->next = at + n;
  return true;
}

// "... of exosomes in 10 μl PBS", "... exosome/10 μl"
void ReadVolumeBehind(const std::vector<DoseToken>& tokens, DoseUnit* unit) {
  constexpr size_t kMaxWords = 5;
  size_t at = unit->next;
  for (size_t words = 0; words < kMaxWords && at < tokens.size(); ++words, ++at) {
    if (IsWord(tokens, at, "in") || tokens[at].kind == Kind::kSlash) {
      if (const size_t n = ReadVolume(tokens, at + 1, &unit->per); n > 0) unit->next = at + 1 + n;
      return;
    }
    if (tokens[at].kind != Kind::kWord) return;
  }
}

bool IsFiller(const DoseToken& token) {
  if (token.kind == Kind::kRange) return !token.spaced;
  if (token.kind != Kind::kWord) return false;
  static constexpr std::string_view kFillers[] = {
      "ev",     "evs",  "sev",       "exosome", "exosomes", "exosomal", "exo",        "msc",  "mscs",
      "svf",    "live", "nucleated", "uc",      "huc",      "bm",       "ad",         "of",   "total",
      "viable", "nano", "small",     "derived", "hucmsc",   "ucmsc",    "allogeneic", "stem", "个",
      "外",     "泌",   "体",        "间",      "充",       "质",       "干",         "活"};
  return std::find(std::begin(kFillers), std::end(kFillers), token.word) != std::end(kFillers);
}

}  // namespace

std::optional<DoseUnit> ReadDoseUnit(const std::vector<DoseToken>& tokens, size_t at, bool large) {
  constexpr size_t kMaxFillers = 6;
  size_t taken = 0;
  const UnitPhrase* phrase = UnitAt(tokens, at, &taken);
  // "exosomes" may be what the particles are of: a later "particles" says more.
  for (size_t fillers = 0, i = at; large && fillers < kMaxFillers && i < tokens.size() && IsFiller(tokens[i]);
       ++fillers) {
    ++i;
    size_t n = 0;
    const UnitPhrase* later = UnitAt(tokens, i, &n);
    if (later == nullptr || later->kind != DoseUnitKind::kCount) continue;
    if (phrase == nullptr || later->unit == phrase->unit) {
      phrase = later;
      at = i;
      taken = n;
    }
  }
  DoseUnit unit;
  if (phrase == nullptr) {
    // "0.5-2 × 10^10/3 ml": a number of whatever there is in a volume.
    unit.next = at;
    if (!large || !ReadPer(tokens, &unit) || unit.per.find(' ') == std::string::npos) return std::nullopt;
    return unit;
  }
  unit.kind = phrase->kind;
  unit.unit = std::string(phrase->unit);
  unit.rule = std::string(phrase->rule);
  unit.next = at + taken;
  if (unit.kind == DoseUnitKind::kMass) {
    if (IsWord(tokens, unit.next, "total")) ++unit.next;
    if (IsWord(tokens, unit.next, "protein")) {
      unit.unit += " protein";
      ++unit.next;
    } else if (const size_t n = Match(tokens, unit.next, {"总", "蛋", "白"}); n > 0) {
      unit.unit += " protein";
      unit.next += n;
    }
  }
  if (!ReadPer(tokens, &unit)) return std::nullopt;
  if (unit.per.empty() && unit.kind != DoseUnitKind::kVolume) ReadVolumeBehind(tokens, &unit);
  return unit;
}

bool CountUnitFollows(const std::vector<DoseToken>& tokens, size_t at) {
  const std::optional<DoseUnit> unit = ReadDoseUnit(tokens, at, /*large=*/true);
  return unit.has_value() && unit->kind == DoseUnitKind::kCount;
}

}  // namespace trialweave::normalizer
