#include "normalizer/formats/ictrp_interventions.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "normalizer/formats/inline_arms.h"
#include "normalizer/formats/printed_text.h"
#include "normalizer/formats/registry_rows.h"

namespace trialweave::normalizer {
namespace {

// Kinds that ClinicalTrials.gov puts before a colon.
constexpr std::string_view kInterventionKinds[] = {
    "Drug",    "Device", "Biological",         "Procedure",           "Radiation",      "Behavioral",
    "Genetic", "Other",  "Dietary Supplement", "Combination Product", "Diagnostic Test"};

std::vector<std::string> ProductNames(const std::string& form) {
  std::vector<std::string> names;
  for (std::string_view label : {"Product Name: ", "Trade Name: "}) {
    for (size_t at = form.find(label); at != std::string::npos; at = form.find(label, at + 1)) {
      const size_t start = at + label.size();
      const size_t line = form.find('\n', start), next = form.find(",Product Code:", start);
      std::string name(
          CleanLine(std::string_view(form).substr(start, std::min(line, next) - start), TextStyle::kPlain));
      if (!name.empty() && name.size() <= 200) names.push_back(std::move(name));
    }
  }
  return names;
}

// kind_of_all is of all that the text lists; one that the printed words begin with is of these alone.
void AddIntervention(RegistrationBuilder* builder, const std::string& printed, const Where& where,
                     std::string_view kind_of_all = {}) {
  v1::Intervention intervention;
  intervention.set_kind(std::string(kind_of_all));
  std::string_view name = printed;
  const size_t colon = printed.find(": ");
  for (std::string_view kind : kInterventionKinds) {
    if (colon == kind.size() && name.starts_with(kind)) {
      intervention.set_kind(std::string(kind));
      name.remove_prefix(colon + 2);
      break;
    }
  }
  // EU CTR and CTIS print a form; its product names are the names, the form is the description.
  const std::vector<std::string> products = ProductNames(printed);
  for (const std::string& product : products) builder->AddText(intervention.mutable_names(), product, "", where);
  builder->AddText(products.empty() ? intervention.mutable_names() : intervention.mutable_descriptions(), name, "",
                   where);
  if (intervention.names_size() == 0) return;
  *builder->study().add_interventions() = std::move(intervention);
  builder->At(absl::StrCat("interventions[", builder->study().interventions_size() - 1, "]"), where);
}

// False where the text holds none.
bool ReadArms(RegistrationBuilder* builder, const std::string& text, const Where& where) {
  std::string_view rest = text, kind;
  // "Drug : Experimental group: ..."
  const size_t colon = rest.find(" : ");
  if (colon != std::string_view::npos && rest.substr(0, colon).find_first_of(".;:\n") == std::string_view::npos) {
    // "Intervention group : ..." is no kind.
    const std::string_view head = rest.substr(0, colon);
    if (!absl::StrContains(absl::AsciiStrToLower(std::string(head)), "group")) kind = head;
    rest.remove_prefix(colon + 3);
  }
  const std::vector<InlineArm> arms = SplitInlineArms(rest);
  for (const InlineArm& arm : arms) {
    const int before = builder->study().interventions_size();
    AddIntervention(builder, arm.text, where, kind);
    if (arm.label.empty() || builder->study().interventions_size() == before) continue;
    const v1::Intervention& added = builder->study().interventions(before);
    JoinArm(builder, arm.label, added.names_size() > 0 ? added.names(0).text() : "", where);
  }
  return !arms.empty();
}

}  // namespace

void ReadIctrpInterventions(RegistrationBuilder* builder, const std::string& text, bool listed, const Where& where) {
  // ClinicalTrials.gov lists interventions, other lists may be of arms.
  if (builder->registration().registry() != "ctgov" && ReadArms(builder, text, where)) return;
  if (!listed) return AddIntervention(builder, text, where);
  for (const std::string& part : SplitList(text, ';')) AddIntervention(builder, part, where);
}

}  // namespace trialweave::normalizer
