#include "store/linkage/match/match_names.h"

#include <algorithm>
#include <span>
#include <string>

#include "absl/strings/str_cat.h"
#include "store/linkage/match/match_words.h"

namespace trialweave::store {
namespace {

// Whether a text has one of the names: whole words of Latin letters, Han characters anywhere.
bool Names(std::string_view text, std::span<const std::string_view> latin, std::span<const std::string_view> han = {}) {
  // Between single blanks, so that words are whole.
  std::string words = " ";
  for (const std::string& word : WholeWords(text)) words += word + " ";
  const auto named = [&words](std::string_view name) {
    return words.find(absl::StrCat(" ", std::string(name), " ")) != std::string::npos;
  };
  const auto stands = [&words](std::string_view name) { return words.find(name) != std::string::npos; };
  return std::any_of(latin.begin(), latin.end(), named) || std::any_of(han.begin(), han.end(), stands);
}

}  // namespace

bool NamesSequel(std::string_view text) {
  static constexpr std::string_view kLatin[] = {
      "extension",    "follow up",     "followup",  "long term",    "rollover",    "roll over",
      "substudy",     "sub study",     "ancillary", "continuation", "langzeit",    "nachbeobachtung",
      "verlengerung", "verlaengerung", "suivi",     "long terme",   "seguimiento", "largo plazo"};
  static constexpr std::string_view kHan[] = {"延长", "随访", "长期"};
  return Names(text, kLatin, kHan);
}

bool NamesPilot(std::string_view text) {
  static constexpr std::string_view kLatin[] = {
      "pilot",  "feasibility", "pilotstudie", "pilotstudien", "pilotprojekt", "machbarkeit", "machbarkeitsstudie",
      "pilote", "faisabilite", "piloto",      "pilota",       "factibilidad", "pilotforsog"};
  static constexpr std::string_view kHan[] = {"预试验", "预实验", "先导性", "试点"};
  return Names(text, kLatin, kHan);
}

bool NamesHospital(std::string_view sponsor) {
  static constexpr std::string_view kLatin[] = {"hospital",
                                                "hospitals",
                                                "krankenhaus",
                                                "klinikum",
                                                "hopital",
                                                "ospedale",
                                                "ziekenhuis",
                                                "sygehus",
                                                "sykehus",
                                                "sjukhus",
                                                "sairaala",
                                                "hospitalet",
                                                "universitetsklinikum",
                                                "universitaetsklinikum",
                                                "universitetshospital"};
  return Names(sponsor, kLatin);
}

}  // namespace trialweave::store
