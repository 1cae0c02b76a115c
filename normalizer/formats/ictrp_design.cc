#include "normalizer/formats/ictrp_design.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "normalizer/formats/printed_text.h"

namespace trialweave::normalizer {
namespace {

// Where the value that starts at `start` ends: at a full stop, a semicolon, the end of its line, or where a comma
// leads to the next label ("None, Control: Active").
size_t EndOfValue(std::string_view text, size_t start) {
  const size_t end = std::min(text.find_first_of(".;\n", start), text.size());
  for (size_t comma = text.find(", ", start); comma < end; comma = text.find(", ", comma + 1)) {
    size_t next = comma + 2;
    while (next < end && (absl::ascii_isalpha(text[next]) || text[next] == ' ')) ++next;
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

// EU CTR: "Controlled: yes Randomised: yes Open: no Single blind: no Double blind: yes".
void ReadDesignQuestions(RegistrationBuilder* builder, const Where& where) {
  const std::string& text = builder->study().design().text();
  const auto answer = [&text](std::string_view question) {
    const size_t at = text.find(question);
    return at == std::string::npos ? std::string() : text.substr(at + question.size(), 3);
  };
  v1::Design& design = *builder->study().mutable_design();
  const std::string randomised = answer("Randomised: ");
  if (randomised == "yes" || randomised.starts_with("no")) {
    design.set_allocation(absl::StrCat("Randomised: ", randomised == "yes" ? "yes" : "no"));
    design.set_allocation_class(randomised == "yes" ? v1::ALLOCATION_RANDOMIZED : v1::ALLOCATION_NON_RANDOMIZED);
    builder->At("design.allocation", where);
  }
  static constexpr std::pair<std::string_view, v1::Masking> kQuestions[] = {
      {"Open: ", v1::MASKING_NONE}, {"Single blind: ", v1::MASKING_SINGLE}, {"Double blind: ", v1::MASKING_DOUBLE}};
  for (const auto& [question, masking] : kQuestions) {
    if (answer(question) != "yes") continue;
    const std::string printed = absl::StrCat(std::string(question), "yes");
    // Two answers of yes contradict one another.
    design.set_masking_class(design.masking().empty() ? masking : v1::MASKING_UNSPECIFIED);
    design.set_masking(design.masking().empty() ? printed : absl::StrCat(design.masking(), ", ", printed));
    builder->At("design.masking", where);
  }
}

}  // namespace

// "Allocation: Randomized. Intervention model: ... . Masking: None (Open Label)."
void ReadIctrpDesign(RegistrationBuilder* builder, const Where& where) {
  v1::Design& design = *builder->study().mutable_design();
  design.set_intervention_model(builder->Clean(DesignLabel(design.text(), {"Intervention model: ", "Assignment: "})));
  design.set_primary_purpose(
      builder->Clean(DesignLabel(design.text(), {"Primary purpose: ", "Study design purpose: ", "Purpose: "})));
  std::string allocation = DesignLabel(design.text(), {"Allocation: ", "Randomization: ", "Randomisation: "});
  // ChiCTR and others print a word and no label: "Single arm", "Non randomized control".
  const auto alone = builder->vocabulary().Allocation("ictrp", design.text());
  if (allocation.empty() && alone.value_or(v1::ALLOCATION_UNSPECIFIED) != v1::ALLOCATION_UNSPECIFIED) {
    allocation = design.text();
  }
  if (!allocation.empty()) builder->SetAllocation(allocation, where);
  const std::string masking = DesignLabel(design.text(), {"Masking: ", "Blinding: "});
  if (!masking.empty()) builder->SetMasking(masking, where);
  if (builder->registration().registry() == "eudract") ReadDesignQuestions(builder, where);
}

}  // namespace trialweave::normalizer
