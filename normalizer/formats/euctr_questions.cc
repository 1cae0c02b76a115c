#include "normalizer/formats/euctr_questions.h"

#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "normalizer/formats/printed_text.h"

namespace trialweave::normalizer {
namespace {

// Age groups of section F.1, the youngest first; a group that has others inside it comes after them.
struct AgeGroup {
  std::string_view code;
  int from, to;  // -1: none
  v1::AgeUnit from_unit, to_unit;
};
constexpr AgeGroup kAgeGroups[] = {
    {"F.1.1.1", 0, 0, v1::AGE_UNIT_DAYS, v1::AGE_UNIT_DAYS},
    {"F.1.1.2", 0, 0, v1::AGE_UNIT_DAYS, v1::AGE_UNIT_DAYS},
    {"F.1.1.3", 0, 27, v1::AGE_UNIT_DAYS, v1::AGE_UNIT_DAYS},
    {"F.1.1.4", 28, 23, v1::AGE_UNIT_DAYS, v1::AGE_UNIT_MONTHS},
    {"F.1.1.5", 2, 11, v1::AGE_UNIT_YEARS, v1::AGE_UNIT_YEARS},
    {"F.1.1.6", 12, 17, v1::AGE_UNIT_YEARS, v1::AGE_UNIT_YEARS},
    {"F.1.2", 18, 64, v1::AGE_UNIT_YEARS, v1::AGE_UNIT_YEARS},
    {"F.1.3", 65, -1, v1::AGE_UNIT_YEARS, v1::AGE_UNIT_YEARS},
};
constexpr AgeGroup kMinors = {"F.1.1", 0, 17, v1::AGE_UNIT_YEARS, v1::AGE_UNIT_YEARS};

constexpr std::pair<std::string_view, std::string_view> kPurposes[] = {
    {"E.6.1", "Diagnosis"},        {"E.6.2", "Prophylaxis"},      {"E.6.3", "Therapy"},
    {"E.6.4", "Safety"},           {"E.6.5", "Efficacy"},         {"E.6.6", "Pharmacokinetic"},
    {"E.6.7", "Pharmacodynamic"},  {"E.6.8", "Bioequivalence"},   {"E.6.9", "Dose response"},
    {"E.6.10", "Pharmacogenetic"}, {"E.6.11", "Pharmacogenomic"}, {"E.6.12", "Pharmacoeconomic"}};

const char* UnitName(v1::AgeUnit unit) {
  return unit == v1::AGE_UNIT_DAYS ? "days" : unit == v1::AGE_UNIT_MONTHS ? "months" : "years";
}

std::string Indexed(const char* field, int size) { return absl::StrCat(field, "[", size - 1, "]"); }

}  // namespace

void EuctrQuestions::Take(std::string_view code, std::string_view value, const Where& where) {
  answers_[std::string(code)] = {CleanLine(value, TextStyle::kPlain), where};
}

bool EuctrQuestions::Said(std::string_view code, bool* yes) const {
  const auto answer = answers_.find(code);
  if (answer == answers_.end()) return false;
  *yes = absl::EqualsIgnoreCase(answer->second.text, "yes");
  return *yes || absl::EqualsIgnoreCase(answer->second.text, "no");
}

bool EuctrQuestions::Yes(std::string_view code) const {
  bool yes = false;
  return Said(code, &yes) && yes;
}

void EuctrQuestions::AddPhases() {
  std::string questions;
  Where where;
  for (const auto& [code, label] : {std::pair<const char*, const char*>("E.7.1", "Human pharmacology (Phase I)"),
                                    {"E.7.2", "Therapeutic exploratory (Phase II)"},
                                    {"E.7.3", "Therapeutic confirmatory (Phase III)"},
                                    {"E.7.4", "Therapeutic use (Phase IV)"}}) {
    bool yes = false;
    if (!Said(code, &yes)) continue;
    if (yes || where.path.empty()) where = answers_.find(code)->second.where;
    absl::StrAppend(&questions, questions.empty() ? "" : " ", label, ": ", yes ? "yes" : "no");
  }
  if (!questions.empty()) builder_.AddPhase(questions, where);
  if (Yes("E.7.1.2")) builder_.AddPhase("Bioequivalence study", answers_.find("E.7.1.2")->second.where);
}

void EuctrQuestions::AddDesign() {
  v1::Design& design = *builder_.study().mutable_design();
  bool randomised = false;
  if (Said("E.8.1.1", &randomised))
    builder_.SetAllocation(randomised ? "Randomised: Yes" : "Randomised: No", answers_.find("E.8.1.1")->second.where);
  std::vector<std::string> masked, models;
  Where where;
  for (const auto& [code, word] : {std::pair<const char*, const char*>("E.8.1.2", "Open"),
                                   {"E.8.1.3", "Single blind"},
                                   {"E.8.1.4", "Double blind"}}) {
    if (!Yes(code)) continue;
    masked.push_back(word);
    where = answers_.find(code)->second.where;
  }
  if (masked.size() == 1) {
    builder_.SetMasking(masked[0], where);
  } else if (!masked.empty()) {
    // Parts of one trial that are masked in several ways.
    design.set_masking(absl::StrJoin(masked, ", "));
    builder_.At("design.masking", where);
    builder_.Note("masking: the record states several");
  }
  for (const auto& [code, word] :
       {std::pair<const char*, const char*>("E.8.1.5", "Parallel group"), {"E.8.1.6", "Cross over"}}) {
    if (!Yes(code)) continue;
    models.push_back(word);
    builder_.At("design.intervention_model", answers_.find(code)->second.where);
  }
  design.set_intervention_model(absl::StrJoin(models, ", "));
}

void EuctrQuestions::AddPurposes() {
  std::vector<std::string_view> purposes;
  for (const auto& [code, word] : kPurposes) {
    if (!Yes(code)) continue;
    if (purposes.empty()) builder_.At("design.primary_purpose", answers_.find(code)->second.where);
    purposes.push_back(word);
  }
  std::string text;
  for (std::string_view purpose : purposes) absl::StrAppend(&text, text.empty() ? "" : ", ", std::string(purpose));
  builder_.study().mutable_design()->set_primary_purpose(text);
}

void EuctrQuestions::AddAges() {
  const AgeGroup *youngest = nullptr, *oldest = nullptr;
  for (const AgeGroup& group : kAgeGroups) {
    if (!Yes(group.code)) continue;
    if (youngest == nullptr) youngest = &group;
    oldest = &group;
  }
  // Under 18, and not said how far.
  if (Yes("F.1.1") && (youngest == nullptr || !youngest->code.starts_with("F.1.1."))) {
    youngest = &kMinors;
    if (oldest == nullptr) oldest = &kMinors;
  }
  if (youngest == nullptr) return;
  v1::Eligibility& eligibility = *builder_.study().mutable_eligibility();
  eligibility.mutable_minimum()->set_value(youngest->from);
  eligibility.mutable_minimum()->set_unit(youngest->from_unit);
  builder_.SetAge(absl::StrCat(youngest->from, " ", UnitName(youngest->from_unit)), /*minimum=*/true,
                  answers_.find(youngest->code)->second.where);
  if (oldest->to < 0) return;
  eligibility.mutable_maximum()->set_value(oldest->to);
  eligibility.mutable_maximum()->set_unit(oldest->to_unit);
  builder_.SetAge(absl::StrCat(oldest->to, " ", UnitName(oldest->to_unit)), /*minimum=*/false,
                  answers_.find(oldest->code)->second.where);
}

void EuctrQuestions::AddPopulation() {
  bool female = false, male = false, healthy = false;
  if (Said("F.2.1", &female) && Said("F.2.2", &male)) {
    builder_.SetSex(absl::StrCat("Female: ", female ? "yes" : "no", " Male: ", male ? "yes" : "no"),
                    answers_.find("F.2.1")->second.where);
  }
  if (Said("F.3.1", &healthy)) {
    builder_.study().mutable_eligibility()->set_healthy_volunteers(healthy);
    builder_.At("eligibility.healthy_volunteers", answers_.find("F.3.1")->second.where);
  }
}

void EuctrQuestions::AddReviews() {
  v1::Study& study = builder_.study();
  const auto text = [this](const char* code) {
    const auto answer = answers_.find(code);
    return answer == answers_.end() ? std::string() : builder_.Clean(answer->second.text);
  };
  if (const std::string decision = text("N. authority"); !decision.empty()) {
    const std::string date = text("N. authority date");
    study.add_regulatory_mentions(
        absl::StrCat("Competent Authority Decision: ", decision, date.empty() ? "" : ", ", date));
    builder_.At(Indexed("regulatory_mentions", study.regulatory_mentions_size()),
                answers_.find("N. authority")->second.where);
  }
  const std::string opinion = text("N. opinion"), date = text("N. opinion date");
  if (opinion.empty() && date.empty()) return;
  v1::EthicsReview* review = study.add_ethics_reviews();
  review->set_status(opinion);
  const std::string field = Indexed("ethics_reviews", study.ethics_reviews_size());
  builder_.At(field, answers_.find(opinion.empty() ? "N. opinion date" : "N. opinion")->second.where);
  if (date.empty()) return;
  builder_.SetDate(review->mutable_approval_date(), date, v1::DATE_KIND_ACTUAL, field + ".approval_date",
                   answers_.find("N. opinion date")->second.where);
}

void EuctrQuestions::Finish() {
  AddPhases();
  AddDesign();
  AddPurposes();
  AddAges();
  AddPopulation();
  AddReviews();
}

}  // namespace trialweave::normalizer
