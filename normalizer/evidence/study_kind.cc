#include "normalizer/evidence/study_kind.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "normalizer/evidence/text_parts.h"

namespace trialweave::normalizer {
namespace {

bool IsComparatorKind(std::string_view kind) {
  for (std::string_view word :
       {"comparator", "control", "no_intervention", "no intervention", "placebo", "sham", "对照"}) {
    if (HasPart(kind, word)) return true;
  }
  return false;
}

// Of registries that do not say which arm gets what: only the labels of comparators name it, or are named by it.
bool NamesComparatorOnly(const v1::Intervention& intervention, const v1::Study& study,
                         const std::vector<bool>& comparator_arms) {
  constexpr size_t kShortest = 3;
  const auto lower = [](std::string text) {
    std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return absl::ascii_tolower(c); });
    return text;
  };
  bool comparator = false;
  for (const v1::LocalizedText& localized : intervention.names()) {
    const std::string name = lower(localized.text());
    for (int i = 0; i < study.arms_size(); ++i) {
      for (const v1::LocalizedText& text : study.arms(i).labels()) {
        const std::string label = lower(text.text());
        if (name.size() < kShortest || label.size() < kShortest) continue;
        if (name.find(label) == std::string::npos && label.find(name) == std::string::npos) continue;
        if (!comparator_arms[static_cast<size_t>(i)]) return false;
        comparator = true;
      }
    }
  }
  return comparator;
}

}  // namespace

StudyKind KindOf(const v1::Registration& registration) {
  const v1::Study& study = registration.study();
  StudyKind kind;
  kind.observational = study.study_type() == v1::STUDY_TYPE_OBSERVATIONAL;
  kind.not_randomised = study.design().allocation_class() == v1::ALLOCATION_NON_RANDOMIZED ||
                        study.design().allocation_class() == v1::ALLOCATION_NOT_APPLICABLE;
  std::map<std::string, std::pair<int, int>> uses;
  for (const v1::Arm& arm : study.arms()) {
    bool comparator = IsComparatorKind(arm.kind());
    if (arm.kind().empty()) {
      for (const v1::LocalizedText& label : arm.labels()) comparator |= IsComparatorKind(label.text());
    }
    kind.comparator_arms.push_back(comparator);
    kind.arm_kinds.push_back(arm.kind());
    for (const std::string& name : arm.intervention_names()) {
      ++(comparator ? uses[name].second : uses[name].first);
      // "Biological: EXB-1"
      const size_t colon = name.find(": ");
      if (colon != std::string::npos) {
        ++(comparator ? uses[name.substr(colon + 2)].second : uses[name.substr(colon + 2)].first);
      }
    }
  }
  // Where all are compared with one another, all are studied.
  if (std::all_of(study.arms().begin(), study.arms().end(),
                  [](const v1::Arm& arm) { return HasPart(arm.kind(), "active"); })) {
    std::fill(kind.comparator_arms.begin(), kind.comparator_arms.end(), false);
    uses.clear();
  }
  kind.untyped_arms = study.arms_size() > 1 && std::all_of(study.arms().begin(), study.arms().end(),
                                                           [](const v1::Arm& arm) { return arm.kind().empty(); });
  kind.untyped_interventions =
      std::all_of(study.interventions().begin(), study.interventions().end(),
                  [](const v1::Intervention& intervention) { return intervention.kind().empty(); });
  for (const v1::Intervention& intervention : study.interventions()) {
    const std::string& type = intervention.kind();
    kind.diagnostic_interventions.push_back(HasPart(type, "diagnostic") || HasPart(type, "genetic") ||
                                            HasPart(type, "诊断"));
    kind.product_interventions.push_back(HasPart(type, "drug") || HasPart(type, "biological") ||
                                         HasPart(type, "combination") || HasPart(type, "supplement") ||
                                         HasPart(type, "药"));
    bool comparator = uses.empty() && NamesComparatorOnly(intervention, study, kind.comparator_arms);
    bool assigned = false;
    for (const v1::LocalizedText& name : intervention.names()) {
      const auto used = uses.find(name.text());
      if (used == uses.end()) continue;
      assigned = true;
      comparator |= used->second.first == 0 && used->second.second > 0;
    }
    kind.unassigned_interventions.push_back(!uses.empty() && !assigned);
    kind.comparator_interventions.push_back(comparator);
  }
  return kind;
}

}  // namespace trialweave::normalizer
