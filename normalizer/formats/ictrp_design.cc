#include "normalizer/formats/ictrp_design.h"

#include <algorithm>

#include "absl/strings/str_cat.h"

namespace trialweave::normalizer {
namespace {

std::string DesignLabel(RegistrationBuilder& builder, std::string_view label) {
  const std::string& text = builder.study().design().text();
  const size_t at = text.find(label);
  if (at == std::string::npos) return "";
  const size_t start = at + label.size();
  std::string value = builder.Clean(std::string_view(text).substr(start, text.find_first_of(".;\n", start) - start));
  while (!value.empty() && (value.back() == ',' || value.back() == ' ')) value.pop_back();
  return value;
}

// "None" of "None (Open Label)" and of "None, Control: Active", "N/A" of "N/A: single arm study".
std::string HeadOf(const std::string& text) {
  std::string head = text.substr(0, std::min({text.find(" ("), text.find(", "), text.find(": ")}));
  return head;
}

// "Double (Participant, Investigator)".
void ReadMaskedRoles(RegistrationBuilder* builder, const std::string& text) {
  v1::Design& design = *builder->study().mutable_design();
  const size_t open = text.find(" ("), close = text.rfind(')');
  const v1::Masking masking = design.masking_class();
  if (open == std::string::npos || close == std::string::npos || close < open) return;
  // "Blinded (masking used)" names nobody.
  if (masking < v1::MASKING_SINGLE || text.compare(open + 2, 7, "masking") == 0) return;
  for (const std::string& role : SplitList(std::string_view(text).substr(open + 2, close - open - 2), ',')) {
    design.add_masked_roles(role);
  }
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
  design.set_intervention_model(DesignLabel(*builder, "Intervention model: "));
  design.set_primary_purpose(DesignLabel(*builder, "Primary purpose: "));
  if (const std::string text = DesignLabel(*builder, "Allocation: "); !text.empty()) {
    builder->SetAllocation(builder->vocabulary().Allocation("ictrp", text) ? text : HeadOf(text), where);
    if (!design.allocation().empty()) design.set_allocation(text);
  }
  if (const std::string text = DesignLabel(*builder, "Masking: "); !text.empty()) {
    builder->SetMasking(builder->vocabulary().Masking("ictrp", text) ? text : HeadOf(text), where);
    if (!design.masking().empty()) design.set_masking(text);
    ReadMaskedRoles(builder, text);
  }
  if (builder->registration().registry() == "eudract") ReadDesignQuestions(builder, where);
}

}  // namespace trialweave::normalizer
