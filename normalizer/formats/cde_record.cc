#include "normalizer/formats/cde_record.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "normalizer/formats/cde_values.h"
#include "normalizer/formats/printed_date.h"
#include "normalizer/formats/printed_enrollment.h"
#include "normalizer/formats/registry_rows.h"

namespace trialweave::normalizer {
namespace {

// Names are compared with one another; beyond this they are noise.
constexpr int kMaxDrugs = 1'000;

std::string LineOf(std::string_view printed) { return CleanLine(printed, TextStyle::kPlain); }

int64_t DayNumber(const v1::PartialDate& date) { return date.year() * 10'000 + date.month() * 100 + date.day(); }

}  // namespace

void CdeRecord::Add(CdeField field, std::string_view printed, const Where& where) {
  if (IsCdeUnfilled(printed) || LineOf(printed).empty()) return;
  switch (field) {
    case CdeField::kCategory:
    case CdeField::kPhase:
    case CdeField::kDesignType:
    case CdeField::kRandomization:
    case CdeField::kBlinding:
    case CdeField::kPlannedSize:
    case CdeField::kFinalSize:
    case CdeField::kFirstEnrolled:
    case CdeField::kCompleted:
      AddDesign(field, printed, where);
      break;
    case CdeField::kAge:
    case CdeField::kSex:
    case CdeField::kHealthyVolunteers:
    case CdeField::kInclusion:
    case CdeField::kExclusion:
    case CdeField::kTestDrugs:
    case CdeField::kControlDrugs:
    case CdeField::kDrugName:
    case CdeField::kPreviousDrugName:
    case CdeField::kDrugType:
      AddPeople(field, printed, where);
      break;
    default:
      AddIdentifying(field, printed, where);
  }
}

void CdeRecord::AddIdentifying(CdeField field, std::string_view printed, const Where& where) {
  v1::Study& study = builder_.study();
  switch (field) {
    case CdeField::kIdentifier:
      if (builder_.registration().registration_id().empty()) builder_.SetIdentifier(printed, where);
      break;
    case CdeField::kRelatedIdentifier:
      builder_.AddSecondaryIds(printed, "CDE related trial", where);
      break;
    case CdeField::kAcceptanceNumber:
      AddAcceptanceNumbers(printed, where);
      break;
    case CdeField::kFilingNumber:
      builder_.AddSecondaryIds(printed, "CDE filing number", where);
      break;
    case CdeField::kProtocolNumber:
      builder_.AddSecondaryIds(printed, "Protocol number", where);
      break;
    case CdeField::kTitle:
      builder_.AddText(study.mutable_titles(), printed, "titles", where);
      break;
    case CdeField::kOfficialTitle:
      builder_.AddText(study.mutable_official_titles(), printed, "official_titles", where);
      break;
    case CdeField::kPurpose:
      builder_.AddText(study.mutable_summaries(), printed, "summaries", where);
      break;
    case CdeField::kIndication:
      builder_.AddCondition(printed, where);
      break;
    case CdeField::kStatus:
      status_ = {ReadCdeStatus(printed), where};
      break;
    case CdeField::kDetailedStatus:
      detailed_status_ = {ReadCdeStatus(printed), where};
      break;
    case CdeField::kFirstPublished:
      builder_.SetDate(study.mutable_registration_date(), printed, v1::DATE_KIND_ACTUAL, "registration_date", where);
      break;
    case CdeField::kLastUpdated:
      builder_.SetDate(study.mutable_last_update_date(), printed, v1::DATE_KIND_ACTUAL, "last_update_date", where);
      break;
    case CdeField::kFunding:
      builder_.AddText(study.mutable_funders(), printed, "funders", where);
      break;
    default: {
      const std::vector<std::string> applicants = ReadCdeApplicants(printed);
      for (size_t i = 0; i < applicants.size(); ++i)
        builder_.AddSponsor(applicants[i], v1::AGENCY_CLASS_UNSPECIFIED, /*lead=*/i == 0, where);
    }
  }
}

void CdeRecord::AddAcceptanceNumbers(std::string_view printed, const Where& where) {
  const std::string text = builder_.Clean(printed, "id");
  if (text.empty()) return;
  builder_.study().add_regulatory_mentions(absl::StrCat("临床申请受理号: ", LineOf(text)));
  builder_.At(absl::StrCat("regulatory_mentions[", builder_.study().regulatory_mentions_size() - 1, "]"), where);
  // The company may choose not to publish it: that is said above, and no number.
  if (absl::StrContains(text, "不公示")) return;
  const std::vector<std::string> numbers = ReadCdeAcceptanceNumbers(text);
  if (numbers.empty()) builder_.AddSecondaryIds(text, "CDE acceptance number", where);
  for (const std::string& number : numbers) builder_.AddSecondaryIds(number, "CDE acceptance number", where);
}

void CdeRecord::AddDesign(CdeField field, std::string_view printed, const Where& where) {
  v1::Study& study = builder_.study();
  const std::string text = LineOf(printed);
  switch (field) {
    case CdeField::kCategory:
      study.mutable_design()->set_primary_purpose(builder_.Clean(ReadCdeChoice(printed)));
      if (!study.design().primary_purpose().empty()) builder_.At("design.primary_purpose", where);
      break;
    case CdeField::kPhase:
      // The words that say "other" stay in the text, and the phase is what they are followed by.
      builder_.AddPhase(ReadCdeChoice(printed), where);
      if (!study.phase_text().empty()) study.set_phase_text(text);
      break;
    case CdeField::kDesignType:
      study.mutable_design()->set_intervention_model(builder_.Clean(text));
      if (!study.design().intervention_model().empty()) builder_.At("design.intervention_model", where);
      break;
    case CdeField::kRandomization:
      builder_.SetAllocation(text, where);
      break;
    case CdeField::kBlinding:
      builder_.SetMasking(text, where);
      break;
    case CdeField::kPlannedSize:
    case CdeField::kFinalSize:
      SetSize(printed, field == CdeField::kPlannedSize, where);
      break;
    default:
      SetRegionalDate(printed, field == CdeField::kFirstEnrolled, where);
  }
}

// The platform does not say whether the world's number includes China's; where both are given and matter, neither
// is the trial's.
void CdeRecord::SetSize(std::string_view printed, bool planned, const Where& where) {
  const CdeRegions regions = ReadCdeRegions(printed);
  const bool labelled =
      regions.international || !regions.domestic.empty() || printed.find("国内") != std::string_view::npos;
  if (labelled && regions.domestic.empty() && regions.worldwide.empty()) return;
  v1::Enrollment* enrollment =
      planned ? builder_.study().mutable_enrollment() : builder_.study().mutable_actual_enrollment();
  const char* field = planned ? "enrollment" : "actual_enrollment";
  enrollment->set_text(LineOf(printed));
  enrollment->set_kind(planned ? v1::DATE_KIND_ESTIMATED : v1::DATE_KIND_ACTUAL);
  builder_.At(field, where);
  const std::optional<int64_t> china = ReadEnrollment(regions.domestic), world = ReadEnrollment(regions.worldwide);
  std::optional<int64_t> count;
  if (!labelled) {
    count = ReadEnrollment(printed);
  } else if (!regions.international) {
    count = china;
  } else if (regions.domestic.empty() || (china.has_value() && (*china == 0 || china == world))) {
    count = world;
  }
  if (count.has_value()) {
    enrollment->set_count(*count);
  } else {
    builder_.Note(absl::StrCat(field, ": no number that can be read with certainty"));
  }
}

// The trial begins with the first participant anywhere, and is over when it is over everywhere.
void CdeRecord::SetRegionalDate(std::string_view printed, bool first, const Where& where) {
  v1::Study& study = builder_.study();
  const char* field = first ? "start_date" : "completion_date";
  v1::StudyDate* date = first ? study.mutable_start_date() : study.mutable_completion_date();
  const CdeRegions regions = ReadCdeRegions(printed);
  const bool labelled = regions.international || printed.find("国内") != std::string_view::npos;
  if (!labelled) return builder_.SetDate(date, printed, v1::DATE_KIND_ACTUAL, field, where);
  if (regions.domestic.empty() && regions.worldwide.empty()) return;
  const bool both = !regions.domestic.empty() && !regions.worldwide.empty();
  std::string chosen = regions.domestic.empty() ? regions.worldwide : regions.domestic;
  if (both) {
    const auto china = ReadDate(regions.domestic), world = ReadDate(regions.worldwide);
    if (china.has_value() && world.has_value() && (DayNumber(*world) < DayNumber(*china)) == first)
      chosen = regions.worldwide;
    builder_.Note(absl::StrCat(field, first ? ": the earlier of two" : ": the later of two"));
  }
  builder_.SetDate(date, chosen, v1::DATE_KIND_ACTUAL, field, where);
  date->set_text(LineOf(printed));
  if (first || !regions.international || !regions.worldwide.empty()) return;
  date->clear_date();
  builder_.Note("completion_date: over in China, not said for the world");
}

void CdeRecord::AddPeople(CdeField field, std::string_view printed, const Where& where) {
  const std::string text = LineOf(printed);
  switch (field) {
    case CdeField::kAge: {
      const CdeAges ages = ReadCdeAges(printed);
      builder_.SetAge(ages.minimum, /*minimum=*/true, where);
      builder_.SetAge(ages.maximum, /*minimum=*/false, where);
      break;
    }
    case CdeField::kSex:
      builder_.SetSex(text, where);
      break;
    case CdeField::kHealthyVolunteers:
      if (text != "有" && text != "无") {
        builder_.Unmapped("healthy_volunteers", text);
        break;
      }
      builder_.study().mutable_eligibility()->set_healthy_volunteers(text == "有");
      builder_.At("eligibility.healthy_volunteers", where);
      break;
    case CdeField::kInclusion:
      inclusion_ = {std::string(printed), where};
      break;
    case CdeField::kExclusion:
      exclusion_ = {std::string(printed), where};
      break;
    case CdeField::kTestDrugs:
      AddDrugs(printed, "试验药", where);
      break;
    case CdeField::kControlDrugs:
      AddDrugs(printed, "对照药", where);
      break;
    case CdeField::kDrugName:
      drug_ = {text, where};
      break;
    case CdeField::kPreviousDrugName:
      previous_drug_ = {text, where};
      break;
    default:
      drug_type_ = {text, where};
  }
}

v1::Intervention* CdeRecord::InterventionOf(const std::string& name) {
  for (v1::Intervention& intervention : *builder_.study().mutable_interventions()) {
    if (intervention.names_size() > 0 && intervention.names(0).text() == name) return &intervention;
  }
  return nullptr;
}

void CdeRecord::AddDrugs(std::string_view printed, const char* group, const Where& where) {
  v1::Study& study = builder_.study();
  v1::Arm arm;
  for (const CdeDrug& drug : ReadCdeDrugs(printed)) {
    if (study.interventions_size() >= kMaxDrugs) break;
    const std::string chinese = builder_.Clean(drug.chinese_name), english = builder_.Clean(drug.english_name);
    const std::string name = chinese.empty() ? english : chinese;
    if (name.empty()) continue;
    if (std::find(arm.intervention_names().begin(), arm.intervention_names().end(), name) ==
        arm.intervention_names().end()) {
      arm.add_intervention_names(name);
    }
    // The same drug in another strength, or in the other group, is a row of its own.
    v1::Intervention* intervention = study.add_interventions();
    builder_.AddText(intervention->mutable_names(), chinese, "", where);
    builder_.AddText(intervention->mutable_names(), english, "", where);
    builder_.AddText(intervention->mutable_descriptions(), drug.usage, "", where);
    if (const std::string trade = builder_.Clean(drug.trade_name); !trade.empty()) intervention->add_other_names(trade);
    builder_.At(absl::StrCat("interventions[", study.interventions_size() - 1, "]"), where);
  }
  if (arm.intervention_names().empty()) return;
  arm.set_kind(group);
  builder_.AddText(arm.mutable_labels(), group, "", where);
  *study.add_arms() = std::move(arm);
  builder_.At(absl::StrCat("arms[", study.arms_size() - 1, "]"), where);
}

// The drug that the trial is registered for: one of the test drugs as a rule.
void CdeRecord::AddDrugName() {
  std::string name = drug_.text, previous = previous_drug_.text;
  // "甲片 曾用名:乙片".
  const size_t mark = name.find("曾用名");
  if (mark != std::string::npos) {
    previous = name.substr(mark + std::string_view("曾用名").size());
    name.resize(mark);
    for (std::string_view colon : {":", "："}) {
      if (previous.starts_with(colon)) previous.erase(0, colon.size());
    }
  }
  name = builder_.Clean(LineOf(name));
  if (name.empty()) return;
  v1::Intervention* intervention = InterventionOf(name);
  if (intervention == nullptr) {
    intervention = builder_.study().add_interventions();
    builder_.AddText(intervention->mutable_names(), name, "", drug_.where);
    builder_.At(absl::StrCat("interventions[", builder_.study().interventions_size() - 1, "]"), drug_.where);
  }
  if (const std::string other = builder_.Clean(previous); !other.empty()) intervention->add_other_names(LineOf(other));
  if (intervention->kind().empty()) intervention->set_kind(builder_.Clean(drug_type_.text));
}

void CdeRecord::AddSite(std::string_view facility, std::string_view country, std::string_view province,
                        std::string_view city, const Where& where) {
  v1::Study& study = builder_.study();
  v1::Site site;
  site.set_facility(LineOf(builder_.Clean(facility)));
  site.set_city(CityOf(LineOf(builder_.Clean(city)), LineOf(builder_.Clean(province))));
  site.set_country(builder_.AddCountry(country, where));
  if (site.facility().empty() && site.city().empty()) return;
  // One institution is listed once for each of its investigators.
  for (const v1::Site& other : study.sites()) {
    if (study.sites_size() > kMaxDrugs) break;
    if (other.facility() == site.facility() && other.city() == site.city()) return;
  }
  *study.add_sites() = std::move(site);
  builder_.At(absl::StrCat("sites[", study.sites_size() - 1, "]"), where);
}

void CdeRecord::AddEndpoint(bool primary, std::string_view measure, std::string_view time, std::string_view choice,
                            const Where& where) {
  if (IsCdeUnfilled(measure)) return;
  v1::OutcomeMeasure outcome;
  outcome.set_primary(primary);
  if (!builder_.AddText(outcome.mutable_measures(), measure, "", where)) return;
  if (!IsCdeUnfilled(time)) outcome.set_time_frame(LineOf(builder_.Clean(time)));
  if (!IsCdeUnfilled(choice)) builder_.AddText(outcome.mutable_descriptions(), choice, "", where);
  *builder_.study().add_outcomes() = std::move(outcome);
  builder_.At(absl::StrCat("outcomes[", builder_.study().outcomes_size() - 1, "]"), where);
}

void CdeRecord::AddEthics(std::string_view committee, std::string_view decision, std::string_view date,
                          const Where& where) {
  if (IsCdeUnfilled(committee)) return;
  v1::EthicsReview review;
  if (!builder_.AddText(review.mutable_committees(), committee, "", where)) return;
  if (!IsCdeUnfilled(decision)) review.set_status(LineOf(builder_.Clean(decision)));
  const std::string field = absl::StrCat("ethics_reviews[", builder_.study().ethics_reviews_size(), "]");
  if (!IsCdeUnfilled(date) && !builder_.Clean(date, "date").empty()) {
    builder_.SetDate(review.mutable_approval_date(), date, v1::DATE_KIND_ACTUAL, field + ".approval_date", where);
  }
  *builder_.study().add_ethics_reviews() = std::move(review);
  builder_.At(field, where);
}

void CdeRecord::Finish() {
  const Kept& status = detailed_status_.text.empty() ? status_ : detailed_status_;
  if (!status.text.empty()) builder_.SetStatus(status.text, status.where);
  // The platform holds the trials that are run in China.
  builder_.AddCountry("中国", {"registry", 0, 0});
  AddDrugName();
  AddCriteria(&builder_, inclusion_.text, exclusion_.text, inclusion_.where, exclusion_.where);
}

}  // namespace trialweave::normalizer
