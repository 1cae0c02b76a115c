#include "query/export/sample_trial.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace trialweave::query {
namespace {

// Sentences of about `bytes`.
std::string Prose(int bytes, int number) {
  std::string text;
  for (int i = 0; static_cast<int>(text.size()) < bytes; ++i) {
    absl::StrAppend(&text, "Participants of group ", (number * 7 + i) % 97,
                    " are seen at week 12 for pain, function and \"adverse events\"; 外泌体.\n");
  }
  return text;
}

void AddText(google::protobuf::RepeatedPtrField<v1::LocalizedText>* texts, const char* language,
             const std::string& text) {
  v1::LocalizedText* added = texts->Add();
  added->set_language(language);
  added->set_text(text);
}

void SetDate(int year, int month, int day, v1::StudyDate* date) {
  date->mutable_date()->set_year(year);
  date->mutable_date()->set_month(month);
  date->mutable_date()->set_day(day);
  date->set_text(absl::StrFormat("%04d-%02d", year, month));
}

void FillLists(int number, v1::Study* study) {
  for (const char* condition : {"Knee Osteoarthritis", "Chronic Pain"}) {
    AddText(study->add_conditions()->mutable_names(), "en", condition);
  }
  AddText(study->add_interventions()->mutable_names(), "en", absl::StrCat("MSC-EV, batch ", number));
  study->mutable_interventions(0)->set_kind("BIOLOGICAL");
  v1::Sponsor* sponsor = study->add_sponsors();
  AddText(sponsor->mutable_names(), "en", "University Hospital");
  sponsor->set_lead(true);
  AddText(study->add_sponsors()->mutable_names(), "en", "Institute, Department of Trials");
  for (const char* country : {"CN", "US"}) study->add_countries(country);
  for (int i = 0; i < 12; ++i) {
    v1::Site* site = study->add_sites();
    site->set_facility(absl::StrCat("Clinical site ", i));
    site->set_city("City");
    site->set_country("US");
  }
  for (int i = 0; i < 15; ++i) {
    v1::OutcomeMeasure* outcome = study->add_outcomes();
    outcome->set_primary(i == 0);
    AddText(outcome->mutable_measures(), "en", absl::StrCat("Change in score ", i));
    outcome->set_time_frame("12 weeks");
    AddText(outcome->mutable_descriptions(), "en", Prose(150, i));
  }
}

void FillStudy(int number, v1::Study* study) {
  AddText(study->mutable_titles(), "en", absl::StrCat("Extracellular Vesicles in Knee Osteoarthritis, study ", number));
  AddText(study->mutable_titles(), "zh", "外泌体治疗膝骨关节炎");
  AddText(study->mutable_official_titles(), "en", Prose(120, number));
  AddText(study->mutable_summaries(), "en", Prose(1200, number));
  AddText(study->mutable_descriptions(), "en", Prose(2500, number));
  AddText(study->mutable_keywords(), "en", "exosome");
  study->set_status(v1::RECRUITMENT_STATUS_RECRUITING);
  study->set_status_text("RECRUITING");
  study->set_study_type(v1::STUDY_TYPE_INTERVENTIONAL);
  study->add_phases(v1::PHASE_PHASE1);
  study->add_phases(v1::PHASE_PHASE2);
  study->mutable_enrollment()->set_count(20 + number % 100);
  SetDate(2024, 5, 17, study->mutable_registration_date());
  SetDate(2024, 6, 0, study->mutable_start_date());
  SetDate(2026, 0, 0, study->mutable_completion_date());
  study->set_has_results(number % 2 == 0);
  AddText(study->mutable_eligibility()->mutable_criteria(), "en", Prose(2000, number));
  study->mutable_eligibility()->mutable_minimum()->set_value(18);
  FillLists(number, study);
}

v1::Fact* AddFact(const char* field, const char* value, v1::EvFacts* facts) {
  v1::Fact* fact = facts->add_facts();
  fact->set_field(field);
  fact->set_value(value);
  fact->set_state(v1::FACT_STATE_REPORTED);
  fact->set_confidence(0.93);
  fact->set_rule("ev_intervention");
  return fact;
}

void FillFacts(v1::EvFacts* facts) {
  facts->set_product_class(v1::PRODUCT_CLASS_PURE_EV);
  AddFact("product_class", "pure_ev", facts);
  AddFact("source", "umbilical_cord", facts);
  AddFact("donor", "allogeneic", facts);
  AddFact("isolation", "ultracentrifugation", facts);
  AddFact("route", "intra_articular", facts);
  v1::DoseFact* dose = AddFact("dose", "3-5 x 10e11 particles", facts)->mutable_dose();
  dose->set_literal("3-5 x 10e11 particles");
  dose->set_low(3e11);
  dose->set_high(5e11);
  dose->set_unit("particles");
  dose->set_per("dose");
  dose->set_certainty(v1::DOSE_CERTAINTY_INFERRED);
  v1::EndpointFact* endpoint = AddFact("endpoint", "womac", facts)->mutable_endpoint();
  endpoint->set_primary(true);
  endpoint->add_time_points()->set_value(12);
  endpoint->mutable_time_points(0)->set_unit("weeks");
  AddFact("ind_status", "stated", facts);
  AddFact("ivd_status", "stated", facts);
  AddFact("acceptance_number", "CXSL2300006", facts);
  AddFact("registration_number", "2018L02345", facts);
  AddFact("evidence_type", "rct", facts);
  facts->add_not_found("comparator");
}

}  // namespace

v1::Trial SampleTrial(int number) {
  v1::Trial trial;
  trial.set_name(absl::StrFormat("trials/t%07d", number));
  trial.set_kind(v1::TRIAL_KIND_REGISTERED);
  trial.add_registration_ids("ChiCTR2400000001");
  trial.add_registration_ids(absl::StrFormat("NCT%08d", number));
  for (const char* registry : {"chictr", "ctgov"}) trial.add_registries(registry);
  FillStudy(number, trial.mutable_study());
  FillFacts(trial.mutable_ev_facts());
  for (int i = 0; i < 2; ++i) {
    v1::DocumentRef* document = trial.add_documents();
    document->set_record_id(trial.registration_ids(i));
    document->set_source("ctgov");
    document->set_format("ctgov_v2_json");
    document->set_raw_digest(std::string(32, static_cast<char>(number + i)));
    document->mutable_observed_at()->set_seconds(1700000000 + number);
  }
  for (int i = 0; i < 60; ++i) {
    v1::FieldProvenance* provenance = trial.add_provenance();
    provenance->set_field(absl::StrCat("outcomes[", i, "].measures"));
    provenance->set_document(i % 2);
    provenance->set_path(absl::StrCat("/protocolSection/outcomesModule/primaryOutcomes/", i));
  }
  v1::RegistrationAbsence* absence = trial.add_absences();
  absence->set_registration_id("ChiCTR2400000001");
  absence->set_set("ictrp/covid-19");
  absence->mutable_since()->set_seconds(1588723200);
  absence->set_tombstone(true);
  trial.set_sequence(1000 + number);
  trial.mutable_update_time()->set_seconds(1700000000);
  trial.mutable_update_time()->set_nanos(123456789);
  return trial;
}

}  // namespace trialweave::query
