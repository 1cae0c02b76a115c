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

// "Withdraw  Safety of ...", "Withdrawn: ...", "Cancelled by the investigator  ...", "Cancelled, due to ...". A title
// about withdrawing, withdrawal or cancelled operations is none.
bool StartsWithdrawn(std::string_view lower) {
  static constexpr std::string_view kWords[] = {"withdrawn", "withdrew", "withdraw", "cancelled", "canceled", "cancel"};
  static constexpr std::string_view kReasons[] = {"by ", "due ", "because ", "for lack", "as ", "since "};
  for (std::string_view word : kWords) {
    if (!lower.starts_with(word)) continue;
    const std::string_view rest = lower.substr(word.size());
    if (rest.empty() || (!absl::ascii_isalnum(rest[0]) && rest[0] != ' ' && rest[0] != '-')) return true;
    if (rest[0] != ' ') return false;
    if (rest.starts_with("  ")) return true;
    for (std::string_view reason : kReasons) {
      if (rest.substr(1).starts_with(reason)) return true;
    }
    // "Withdraw Efficacy of ..." is marked; "Withdraw from ventilation" and "Cancelled operations" are subjects.
    return word.starts_with("withdr") && !rest.starts_with(" of ") && !rest.starts_with(" from ") &&
           !rest.starts_with(" or ") && !rest.starts_with(" and ");
  }
  return false;
}

bool SaysWithdrawn(std::string_view title) {
  static constexpr std::string_view kStarts[] = {"撤销", "撤回", "已撤销", "已撤回", "已取消", "撤消"};
  static constexpr std::string_view kBracketed[] = {
      "(withdraw", "[withdraw", "(cancelled", "[cancelled", "（撤销", "（撤回", "（已撤",   "(撤销",   "(撤回",
      "(已撤",     "【撤销",    "【撤回",     "【已撤",     "[撤销",  "[已撤",  "（已取消", "(已取消", "【已取消"};
  const std::string lower = absl::AsciiStrToLower(std::string(title));
  if (StartsWithdrawn(lower)) return true;
  for (std::string_view start : kStarts) {
    if (lower.starts_with(start)) return true;
  }
  for (std::string_view mark : kBracketed) {
    const size_t at = lower.find(mark);
    // "(withdrawal of ...)" and "(withdrawing ...)" are subjects.
    if (at != std::string::npos && lower.compare(at + mark.size(), 2, "al") != 0 &&
        lower.compare(at + mark.size(), 3, "ing") != 0) {
      return true;
    }
  }
  return false;
}

}  // namespace

void ReadTargetSize(RegistrationBuilder* builder, std::string_view printed, const Where& where) {
  builder->SetEnrollment(printed, v1::DATE_KIND_UNSPECIFIED, where);
  if (!builder->study().enrollment().has_count()) return;
  for (const SizedGroup& group : ReadSizedGroups(printed)) {
    if (v1::Arm* arm = ArmOf(builder, group.label, where)) arm->set_size(group.size);
  }
}

void ReadGroupInterventions(RegistrationBuilder* builder, std::string_view printed, const Where& where) {
  const std::string text = builder->Clean(printed, "intervention");
  if (text.empty()) return;
  const std::vector<std::pair<std::string, std::string>> groups = SplitGroups(text);
  if (groups.empty()) AddIntervention(builder, text, where);
  for (const auto& [label, name] : groups) {
    if (!builder->Clean(name, "intervention").empty()) AddIntervention(builder, name, where);
    JoinArm(builder, label, name, where);
  }
}

void JoinArm(RegistrationBuilder* builder, std::string_view label, std::string_view intervention, const Where& where) {
  v1::Arm* arm = ArmOf(builder, label, where);
  const std::string name = builder->Clean(intervention, "intervention");
  if (arm != nullptr && !name.empty()) arm->add_intervention_names(name);
}

void ApplyWithdrawalInTitle(RegistrationBuilder* builder) {
  v1::Study& study = builder->study();
  for (int i = 0; i < study.titles_size(); ++i) {
    if (!SaysWithdrawn(study.titles(i).text())) continue;
    study.set_status(v1::RECRUITMENT_STATUS_WITHDRAWN);
    // The status stands where the title does, beside its own element.
    if (const auto title = builder->PlaceOf(absl::StrCat("titles[", i, "]"))) builder->At("status", *title);
    builder->Note("status: withdrawn, as the title says");
    return;
  }
}

void AddCriteria(RegistrationBuilder* builder, std::string_view inclusion, std::string_view exclusion,
                 const Where& inclusion_where, const Where& exclusion_where) {
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
  builder->AddText(builder->study().mutable_eligibility()->mutable_criteria(), both, "eligibility.criteria",
                   in.empty() ? exclusion_where : inclusion_where);
  const int size = builder->study().eligibility().criteria_size();
  if (!in.empty() && !out.empty() && size > 0)
    builder->At(absl::StrCat("eligibility.criteria[", size - 1, "]"), exclusion_where);
}

std::string CityOf(std::string_view city, std::string_view province) {
  if (!city.empty()) return std::string(city);
  const std::string lower = absl::AsciiStrToLower(std::string(province));
  for (std::string_view municipality :
       {"北京", "上海", "天津", "重庆", "beijing", "shanghai", "tianjin", "chongqing"}) {
    if (lower.starts_with(municipality)) return std::string(province);
  }
  return "";
}

}  // namespace trialweave::normalizer
