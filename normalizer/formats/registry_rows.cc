#include "normalizer/formats/registry_rows.h"

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "normalizer/formats/printed_enrollment.h"

namespace trialweave::normalizer {
namespace {

// Labels are compared with one another; beyond this the groups are not arms but noise.
constexpr int kMaxArms = 1'000;

v1::Arm* ArmOf(RegistrationBuilder* builder, std::string_view label, const Where& where) {
  for (v1::Arm& arm : *builder->study().mutable_arms()) {
    if (arm.labels_size() > 0 && absl::EqualsIgnoreCase(arm.labels(0).text(), std::string(label))) return &arm;
  }
  if (builder->study().arms_size() >= kMaxArms) return nullptr;
  v1::Arm* arm = builder->study().add_arms();
  const std::string field = absl::StrCat("arms[", builder->study().arms_size() - 1, "]");
  if (!builder->AddText(arm->mutable_labels(), label, "", where)) {
    builder->study().mutable_arms()->RemoveLast();
    return nullptr;
  }
  builder->At(field, where);
  return arm;
}

void AddIntervention(RegistrationBuilder* builder, std::string_view name, const Where& where) {
  v1::Intervention intervention;
  if (!builder->AddText(intervention.mutable_names(), name, "", where)) return;
  *builder->study().add_interventions() = std::move(intervention);
  builder->At(absl::StrCat("interventions[", builder->study().interventions_size() - 1, "]"), where);
}

}  // namespace

void ReadTargetSize(RegistrationBuilder* builder, std::string_view printed, const Where& where) {
  builder->SetEnrollment(printed, v1::DATE_KIND_UNSPECIFIED, where);
  if (!builder->study().enrollment().has_count()) return;
  for (const auto& [label, size] : SplitGroups(CleanText(printed, TextStyle::kMarkup))) {
    const std::optional<int64_t> count = ReadEnrollment(size);
    if (!count.has_value()) continue;
    if (v1::Arm* arm = ArmOf(builder, label, where)) arm->set_size(*count);
  }
}

void ReadGroupInterventions(RegistrationBuilder* builder, std::string_view printed, const Where& where) {
  const std::string text = builder->Clean(printed, "intervention");
  if (text.empty()) return;
  const std::vector<std::pair<std::string, std::string>> groups = SplitGroups(text);
  if (groups.empty()) AddIntervention(builder, text, where);
  for (const auto& [label, name] : groups) {
    v1::Arm* arm = ArmOf(builder, label, where);
    if (builder->Clean(name, "intervention").empty()) continue;
    AddIntervention(builder, name, where);
    if (arm != nullptr) arm->add_intervention_names(builder->Clean(name));
  }
}

void ApplyWithdrawalInTitle(RegistrationBuilder* builder) {
  v1::Study& study = builder->study();
  for (const v1::LocalizedText& title : study.titles()) {
    const std::string lower = absl::AsciiStrToLower(title.text());
    const bool withdrawn = absl::StartsWith(lower, "withdraw") || absl::StrContains(lower, "(withdrawn") ||
                           absl::StrContains(lower, "[withdrawn") || absl::StartsWith(lower, "撤销") ||
                           absl::StartsWith(lower, "撤回") || absl::StrContains(lower, "（撤销") ||
                           absl::StrContains(lower, "（撤回");
    // "Withdrawal of ..." is a study of withdrawal.
    if (!withdrawn || absl::StartsWith(lower, "withdrawal")) continue;
    study.set_status(v1::RECRUITMENT_STATUS_WITHDRAWN);
    builder->Note("status: withdrawn, as the title says");
    return;
  }
}

void AddCriteria(RegistrationBuilder* builder, std::string_view inclusion, std::string_view exclusion,
                 const Where& where) {
  std::string in = builder->Clean(inclusion), out = builder->Clean(exclusion);
  // ICTRP repeats the heading inside the value, and prints it alone where there is nothing.
  for (auto& [text, heading] : {std::pair<std::string&, std::string_view>(in, "inclusion criteria:"),
                                std::pair<std::string&, std::string_view>(out, "exclusion criteria:")}) {
    const std::string head = absl::AsciiStrToLower(text.substr(0, heading.size()));
    if (head == heading) text = builder->Clean(std::string_view(text).substr(heading.size()));
  }
  std::string both;
  if (!in.empty()) both = absl::StrCat("Inclusion criteria:\n", in);
  if (!out.empty()) absl::StrAppend(&both, both.empty() ? "" : "\n\n", "Exclusion criteria:\n", out);
  builder->AddText(builder->study().mutable_eligibility()->mutable_criteria(), both, "eligibility.criteria", where);
}

}  // namespace trialweave::normalizer
