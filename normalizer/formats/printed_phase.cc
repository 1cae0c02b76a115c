#include "normalizer/formats/printed_phase.h"

#include <algorithm>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/str_replace.h"

namespace trialweave::normalizer {
namespace {

// Roman and Chinese numerals as ASCII, apart from one another; words of Chinese phases as blanks.
std::string Spelled(std::string_view printed) {
  std::string text = absl::StrReplaceAll(
      std::string(printed),
      {{"Ⅰ", "/i"},       {"Ⅱ", "/ii"}, {"Ⅲ", "/iii"}, {"Ⅳ", "/iv"}, {"ⅰ", "/i"},       {"ⅱ", "/ii"}, {"ⅲ", "/iii"},
       {"ⅳ", "/iv"},      {"一", "/1"}, {"二", "/2"},  {"三", "/3"}, {"四", "/4"},      {"期", " "},  {"临床试验", " "},
       {"临床研究", " "}, {"、", "/"},  {"，", "/"},   {"；", "/"},  {"／", "/"},       {"＋", "/"},  {"和", "/"},
       {"及", "/"},       {"至", "-"},  {"–", "-"},    {"—", "-"},   {"\xC2\xA0", " "}, {"（", " "},  {"）", " "}});
  absl::AsciiStrToLower(&text);
  return text;
}

// "2", "ii", "iia"; 0 for anything else.
int PhaseNumber(std::string_view token) {
  if (token.size() > 1 && token.back() >= 'a' && token.back() <= 'c') token.remove_suffix(1);
  static constexpr std::string_view kNumerals[] = {"1", "2", "3", "4", "i", "ii", "iii", "iv"};
  for (int i = 0; i < 8; ++i) {
    if (token == kNumerals[i]) return i % 4 + 1;
  }
  return 0;
}

// Words that say nothing about which phase it is; CTIS's among them ("Human pharmacology (Phase I) - Other").
bool IsFiller(std::string_view token) {
  static constexpr std::string_view kWords[] = {
      "phase",      "phases",       "clinical",       "trial",       "study",        "and",
      "human",      "pharmacology", "therapeutic",    "exploratory", "confirmatory", "use",
      "integrated", "first",        "administration", "humans",      "to",           "other"};
  return std::find(std::begin(kWords), std::end(kWords), token) != std::end(kWords);
}

}  // namespace

std::optional<std::vector<v1::Phase>> ReadPhases(std::string_view printed) {
  if (printed.size() > 120) return std::nullopt;
  const std::string text = Spelled(printed);
  bool found[6] = {};
  bool early = false, range = false;
  for (size_t i = 0; i < text.size();) {
    if (!absl::ascii_isalnum(text[i])) {
      range = range || text[i] == '-';
      if (std::string_view(" /-+,&;()").find(text[i]) == std::string_view::npos && i + 1 < text.size())
        return std::nullopt;
      ++i;
      continue;
    }
    size_t end = i;
    while (end < text.size() && absl::ascii_isalnum(text[end])) ++end;
    std::string_view token = std::string_view(text).substr(i, end - i);
    i = end;
    if (token == "early") {
      early = true;
      continue;
    }
    if (token.size() > 5 && token.starts_with("phase") && token != "phases") token.remove_prefix(5);
    const int phase = PhaseNumber(token);
    if (phase == 0 && !IsFiller(token)) return std::nullopt;
    if (early && phase > 1) return std::nullopt;
    if (phase == 0) continue;
    found[early ? 0 : phase] = true;
    early = false;
  }
  std::vector<v1::Phase> phases;
  static constexpr v1::Phase kPhases[] = {v1::PHASE_EARLY_PHASE1, v1::PHASE_PHASE1, v1::PHASE_PHASE2, v1::PHASE_PHASE3,
                                          v1::PHASE_PHASE4};
  for (int i = 0; i < 5; ++i) {
    if (!found[i]) continue;
    if (range && !phases.empty() && phases.back() != kPhases[i - 1]) return std::nullopt;
    phases.push_back(kPhases[i]);
  }
  if (phases.empty() || early) return std::nullopt;
  return phases;
}

std::optional<std::vector<v1::Phase>> ReadPhaseQuestions(std::string_view printed) {
  static constexpr std::pair<std::string_view, v1::Phase> kQuestions[] = {{"(phase i)", v1::PHASE_PHASE1},
                                                                          {"(phase ii)", v1::PHASE_PHASE2},
                                                                          {"(phase iii)", v1::PHASE_PHASE3},
                                                                          {"(phase iv)", v1::PHASE_PHASE4}};
  const std::string text = absl::AsciiStrToLower(std::string(printed));
  std::vector<v1::Phase> phases;
  bool answered = false;
  for (const auto& [question, phase] : kQuestions) {
    size_t at = text.find(question);
    if (at == std::string::npos) continue;
    at += question.size();
    const size_t answer = text.find_first_not_of(" :", at);
    if (answer == std::string::npos || text.substr(at, answer - at).find(':') == std::string::npos) continue;
    const bool yes = text.compare(answer, 3, "yes") == 0;
    if (!yes && text.compare(answer, 2, "no") != 0) continue;
    answered = true;
    if (yes) phases.push_back(phase);
  }
  if (!answered) return std::nullopt;
  return phases;
}

}  // namespace trialweave::normalizer
