#include "normalizer/formats/ictrp_design.h"

#include <re2/re2.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "normalizer/formats/printed_text.h"

namespace trialweave::normalizer {
namespace {

using re2::RE2;
using re2::StringPiece;

// Where the value that starts at `start` ends: at a full stop, a semicolon, the end of its line, or where a comma
// leads to the next label ("None, Control: Active").
size_t EndOfValue(std::string_view text, size_t start) {
  const size_t end = std::min(text.find_first_of(".;\n", start), text.size());
  for (size_t comma = text.find(", ", start); comma < end; comma = text.find(", ", comma + 1)) {
    size_t next = comma + 2;
    while (next < end && (absl::ascii_isalpha(text[next]) || text[next] == ' ' || text[next] == '/')) ++next;
    if (next < end && next > comma + 2 && text[next] == ':') return comma;
  }
  return end;
}

// The value behind the first of `labels` that the text has; IRCT and RPCEC have their own words for them.
std::string DesignLabel(const std::string& text, std::initializer_list<std::string_view> labels) {
  for (std::string_view label : labels) {
    const size_t at = text.find(label);
    // "Allocation: " inside "Randomised Allocation: " is another label.
    if (at == std::string::npos || (at > 0 && absl::ascii_isalpha(text[at - 1]))) continue;
    const size_t start = at + label.size();
    // Whether a word such as "None" says nothing is for its field to judge.
    std::string value =
        CleanLine(std::string_view(text).substr(start, EndOfValue(text, start) - start), TextStyle::kPlain);
    while (!value.empty() && (value.back() == ',' || value.back() == ' ')) value.pop_back();
    return value;
  }
  return "";
}

// The first letters of what stands behind a question, lower case.
std::string AnswerTo(const std::string& text, std::string_view question) {
  const size_t at = text.find(question);
  return at == std::string::npos ? "" : absl::AsciiStrToLower(text.substr(at + question.size(), 3));
}

// EU CTR: "Controlled: yes Randomised: yes Open: no Single blind: no Double blind: yes".
void ReadDesignQuestions(RegistrationBuilder* builder, const Where& where) {
  v1::Design& design = *builder->study().mutable_design();
  const std::string randomised = AnswerTo(design.text(), "Randomised: ");
  if (randomised == "yes" || randomised.starts_with("no")) {
    design.set_allocation(absl::StrCat("Randomised: ", randomised == "yes" ? "yes" : "no"));
    design.set_allocation_class(randomised == "yes" ? v1::ALLOCATION_RANDOMIZED : v1::ALLOCATION_NON_RANDOMIZED);
    builder->At("design.allocation", where);
  }
  static constexpr std::pair<std::string_view, v1::Masking> kQuestions[] = {
      {"Open: ", v1::MASKING_NONE}, {"Single blind: ", v1::MASKING_SINGLE}, {"Double blind: ", v1::MASKING_DOUBLE}};
  for (const auto& [question, masking] : kQuestions) {
    if (AnswerTo(design.text(), question) != "yes") continue;
    const std::string printed = absl::StrCat(std::string(question), "yes");
    // Two answers of yes contradict one another.
    design.set_masking_class(design.masking().empty() ? masking : v1::MASKING_UNSPECIFIED);
    design.set_masking(design.masking().empty() ? printed : absl::StrCat(design.masking(), ", ", printed));
    builder->At("design.masking", where);
  }
}

// A way in which registers print a class.
template <typename Class>
struct Wording {
  Class value;
  // One group: the words.
  std::unique_ptr<const RE2> words;
};

// `behind`: what must follow the words.
template <typename Class>
Wording<Class> Words(Class value, const char* words, const char* behind = "") {
  return {value, std::make_unique<const RE2>(absl::StrCat("(?i)\\b(", words, ")\\b", behind))};
}

// The class that the text says in words, and the words, of several the first listed. Empty when it says none, or two.
template <typename Class, size_t kCount>
std::optional<std::pair<Class, std::string>> SaidIn(StringPiece text, const Wording<Class> (&wordings)[kCount]) {
  std::optional<std::pair<Class, std::string>> said;
  for (const Wording<Class>& wording : wordings) {
    StringPiece words;
    if (!RE2::PartialMatch(text, *wording.words, &words)) continue;
    if (said.has_value() && said->first != wording.value) return std::nullopt;
    if (!said.has_value()) said.emplace(wording.value, std::string(words));
  }
  return said;
}

// What CTRI, jRCT, PACTR, ISRCTN, ReBEC and others say in words: "randomized controlled trial, double blind, parallel
// assignment", "Randomized, Parallel Group Trial".
void ReadDesignInWords(RegistrationBuilder* builder, const Where& where) {
  // Of longer texts, which REPEC has, the beginning says it. What generates CTRI's sequence is a line of its own.
  constexpr size_t kBeginning = 300;
  static const RE2 not_randomised("(?i)\\b((?:non|not)[- ]?randomi[sz]ed|non-RCT)\\b");
  static const RE2 unclear("(?i)\\b(?:(?:quasi|pseudo)[- ]?|previously )randomi");
  static const Wording<v1::Allocation> kAllocations[] = {
      Words(v1::ALLOCATION_RANDOMIZED, "randomi[sz]ed|RCT"),
      Words(v1::ALLOCATION_NOT_APPLICABLE, "single[- ]arm(?:ed)?|single[- ]group")};
  static const Wording<v1::Masking> kMaskings[] = {
      Words(v1::MASKING_NONE, "open[- ]label(?:led)?|unblinded|unmasked|masking not used"),
      // No open list, no open extension.
      Words(v1::MASKING_NONE, "open(?: study| trial)?", "\\s*(?:[,;.(]|$)"),
      Words(v1::MASKING_SINGLE, "single[- ](?:blind|mask)(?:ed)?"),
      Words(v1::MASKING_DOUBLE, "double[- ](?:blind|mask)(?:ed)?"),
      Words(v1::MASKING_TRIPLE, "triple[- ](?:blind|mask)(?:ed)?"),
      Words(v1::MASKING_QUADRUPLE, "quadruple[- ](?:blind|mask)(?:ed)?")};
  static const RE2 model(
      "(?i)\\b(parallel(?:[- ]group| assignment)?|cross-?over(?: assignment)?|factorial|sequential)\\b");
  v1::Design& design = *builder->study().mutable_design();
  const std::string& all = design.text();
  const StringPiece text(all.data(), std::min({kBeginning, all.size(), all.find("Method of generating")}));
  if (design.allocation().empty()) {
    // The Dutch register asks twice; to "Randomized:" the answer is "No" even where the type is "2 or more arms,
    // randomized".
    const std::string type = DesignLabel(all, {"Type: "});
    const bool says_no = all.starts_with("Randomized: No");
    const StringPiece of_groups = says_no ? StringPiece(type) : text;
    StringPiece words;
    if (RE2::PartialMatch(of_groups, not_randomised, &words)) {
      design.set_allocation(std::string(words));
      design.set_allocation_class(v1::ALLOCATION_NON_RANDOMIZED);
    } else if (const auto said = SaidIn(of_groups, kAllocations);
               said.has_value() && !RE2::PartialMatch(of_groups, unclear)) {
      design.set_allocation(said->second);
      design.set_allocation_class(said->first);
    }
    if (!design.allocation().empty()) builder->At("design.allocation", where);
  }
  if (design.masking().empty()) {
    if (const auto said = SaidIn(text, kMaskings)) {
      design.set_masking(said->second);
      design.set_masking_class(said->first);
      builder->At("design.masking", where);
    }
  }
  // "treatment purpose"; ISRCTN has it in brackets at the end.
  static const RE2 purpose("(?i), ([a-z][a-z /]*) purpose\\b"),
      last("\\((Treatment|Prevention|Screening|Diagnostic|Quality of life|Other)\\)$");
  StringPiece words;
  if (design.primary_purpose().empty() &&
      (RE2::PartialMatch(text, purpose, &words) || RE2::PartialMatch(text, last, &words))) {
    design.set_primary_purpose(std::string(words));
    builder->At("design.primary_purpose", where);
  }
  if (design.intervention_model().empty() && RE2::PartialMatch(text, model, &words)) {
    design.set_intervention_model(std::string(words));
    builder->At("design.intervention_model", where);
  }
}

}  // namespace

// "Allocation: Randomized. Intervention model: ... . Masking: None (Open Label)."
void ReadIctrpDesign(RegistrationBuilder* builder, const Where& where) {
  v1::Design& design = *builder->study().mutable_design();
  design.set_intervention_model(
      builder->Clean(DesignLabel(design.text(), {"Intervention model: ", "Intervention Model : ", "Assignment: "})));
  design.set_primary_purpose(builder->Clean(
      DesignLabel(design.text(), {"Primary purpose: ", "Primary Purpose : ", "Study design purpose: ", "Purpose: "})));
  std::string allocation =
      DesignLabel(design.text(), {"Allocation: ", "Allocation : ", "Randomization: ", "Randomisation: "});
  // ChiCTR and others print a word and no label: "Single arm", "Non randomized control".
  const auto alone = builder->vocabulary().Allocation("ictrp", design.text());
  if (allocation.empty() && alone.value_or(v1::ALLOCATION_UNSPECIFIED) != v1::ALLOCATION_UNSPECIFIED) {
    allocation = design.text();
  }
  if (!allocation.empty()) builder->SetAllocation(allocation, where);
  const std::string masking =
      DesignLabel(design.text(), {"Masking: ", "Blinding: ", "Blinding/Masking : ", "Blinding and masking:"});
  if (!masking.empty()) builder->SetMasking(masking, where);
  if (builder->registration().registry() == "eudract") return ReadDesignQuestions(builder, where);
  ReadDesignInWords(builder, where);
}

}  // namespace trialweave::normalizer
