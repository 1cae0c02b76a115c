// What of a study is about its parts: arms, interventions, outcomes, places, publications, posted results.
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "normalizer/formats/citation.h"
#include "normalizer/formats/ctgov_legacy_record.h"
#include "normalizer/formats/ctgov_legacy_results.h"
#include "normalizer/formats/printed_text.h"

namespace trialweave::normalizer {
namespace {

std::string Indexed(const std::string& field, int size) { return absl::StrCat(field, "[", size - 1, "]"); }

}  // namespace

void CtgovLegacyRecord::ReadArms(pugi::xml_node study) {
  v1::Study& content = builder_.study();
  for (pugi::xml_node group : study.children("arm_group")) {
    v1::Arm& arm = *content.add_arms();
    const std::string field = Indexed("arms", content.arms_size());
    reader_.Into(group, "arm_group_label", arm.mutable_labels(), field + ".labels");
    reader_.Into(group, "arm_group_type", arm.mutable_kind(), field + ".kind");
    reader_.Into(group, "description", arm.mutable_descriptions(), field + ".descriptions");
    if (arm.labels_size() > 0) arms_.emplace(arm.labels(0).text(), content.arms_size() - 1);
    if (arm.ByteSizeLong() == 0) content.mutable_arms()->RemoveLast();
  }
}

void CtgovLegacyRecord::ReadInterventions(pugi::xml_node study) {
  v1::Study& content = builder_.study();
  for (pugi::xml_node element : study.children("intervention")) {
    v1::Intervention& intervention = *content.add_interventions();
    const std::string field = Indexed("interventions", content.interventions_size());
    reader_.Into(element, "intervention_type", intervention.mutable_kind(), field + ".kind");
    reader_.Into(element, "intervention_name", intervention.mutable_names(), field + ".names");
    reader_.Into(element, "description", intervention.mutable_descriptions(), field + ".descriptions");
    reader_.Each(element, "other_name", [&](const std::string& printed, const Where& where) {
      const std::string name = builder_.Clean(printed);
      if (name.empty()) return;
      intervention.add_other_names(name);
      builder_.At(Indexed(field + ".other_names", intervention.other_names_size()), where);
    });
    if (intervention.ByteSizeLong() == 0) {
      content.mutable_interventions()->RemoveLast();
      continue;
    }
    if (intervention.names_size() == 0) continue;
    // "Drug: Zidovudine", as the register itself names an arm's interventions.
    const std::string name = intervention.kind().empty()
                                 ? intervention.names(0).text()
                                 : absl::StrCat(intervention.kind(), ": ", intervention.names(0).text());
    reader_.Each(element, "arm_group_label", [&](const std::string& printed, const Where& where) {
      const auto arm = arms_.find(builder_.Clean(printed));
      if (arm == arms_.end()) return;
      v1::Arm* group = content.mutable_arms(arm->second);
      group->add_intervention_names(name);
      builder_.At(Indexed(absl::StrCat("arms[", arm->second, "].intervention_names"), group->intervention_names_size()),
                  where);
    });
  }
}

void CtgovLegacyRecord::ReadOutcomes(pugi::xml_node study) {
  v1::Study& content = builder_.study();
  for (const char* name : {"primary_outcome", "secondary_outcome", "other_outcome"}) {
    for (pugi::xml_node element : study.children(name)) {
      v1::OutcomeMeasure outcome;
      const std::string field = Indexed("outcomes", content.outcomes_size() + 1);
      reader_.Into(element, "measure", outcome.mutable_measures(), field + ".measures");
      reader_.Into(element, "time_frame", outcome.mutable_time_frame(), field + ".time_frame");
      reader_.Into(element, "description", outcome.mutable_descriptions(), field + ".descriptions");
      if (!element.child("measure") && outcome.ByteSizeLong() == 0) {
        builder_.AddText(outcome.mutable_measures(), reader_.TextOf(element), field + ".measures",
                         reader_.WhereOf(element));
      }
      if (outcome.ByteSizeLong() == 0) continue;
      outcome.set_primary(name == std::string_view("primary_outcome"));
      *content.add_outcomes() = std::move(outcome);
    }
  }
}

void CtgovLegacyRecord::ReadEligibility(pugi::xml_node study) {
  const pugi::xml_node eligibility = study.child("eligibility");
  v1::Eligibility& content = *builder_.study().mutable_eligibility();
  reader_.Into(eligibility.child("criteria"), "textblock", content.mutable_criteria(), "eligibility.criteria");
  reader_.Into(eligibility.child("study_pop"), "textblock", content.mutable_criteria(), "eligibility.criteria");
  reader_.Into(eligibility, "gender_description", content.mutable_criteria(), "eligibility.criteria");
  reader_.Each(eligibility, "gender",
               [this](const std::string& text, const Where& where) { builder_.SetSex(text, where); });
  reader_.Each(eligibility, "minimum_age",
               [this](const std::string& text, const Where& where) { builder_.SetAge(text, true, where); });
  reader_.Each(eligibility, "maximum_age",
               [this](const std::string& text, const Where& where) { builder_.SetAge(text, false, where); });
  reader_.Each(eligibility, "healthy_volunteers", [&](const std::string& text, const Where& where) {
    const std::string word = absl::AsciiStrToLower(CleanLine(text, TextStyle::kPlain));
    if (word != "no" && word != "yes" && word != "accepts healthy volunteers") {
      if (!builder_.Clean(text).empty()) builder_.Unmapped("healthy_volunteers", text);
      return;
    }
    content.set_healthy_volunteers(word != "no");
    builder_.At("eligibility.healthy_volunteers", where);
  });
}

void CtgovLegacyRecord::ReadPlaces(pugi::xml_node study) {
  v1::Study& content = builder_.study();
  for (pugi::xml_node location : study.children("location")) {
    const pugi::xml_node facility = location.child("facility");
    const pugi::xml_node address = facility.child("address");
    v1::Site site;
    site.set_facility(builder_.Clean(reader_.TextOf(facility.child("name"))));
    site.set_city(builder_.Clean(reader_.TextOf(address.child("city"))));
    reader_.Each(address, "country", [&](const std::string& country, const Where& where) {
      site.set_country(builder_.AddCountry(country, where));
    });
    if (site.ByteSizeLong() == 0) continue;
    *content.add_sites() = std::move(site);
    const pugi::xml_node name = facility.child("name");
    builder_.At(Indexed("sites", content.sites_size()), reader_.WhereOf(name ? name : address));
  }
  reader_.Each(study.child("location_countries"), "country",
               [this](const std::string& country, const Where& where) { builder_.AddCountry(country, where); });
}

void CtgovLegacyRecord::ReadReferences(pugi::xml_node study) {
  v1::Study& content = builder_.study();
  for (const char* name : {"reference", "results_reference"}) {
    for (pugi::xml_node element : study.children(name)) {
      v1::Reference reference;
      reference.set_citation(builder_.Clean(reader_.TextOf(element.child("citation"))));
      reference.set_pmid(CleanLine(reader_.TextOf(element.child("PMID")), TextStyle::kPlain));
      if (reference.citation().empty() && reference.pmid().empty()) continue;
      reference.set_doi(DoiIn(reference.citation()));
      *content.add_references() = std::move(reference);
      const std::string field = Indexed("references", content.references_size());
      reader_.At(element.child("citation"), field + ".citation");
      reader_.At(element.child("PMID"), field + ".pmid");
    }
  }
}

void CtgovLegacyRecord::ReadIpd(pugi::xml_node study) {
  const pugi::xml_node data = study.child("patient_data");
  std::string* statement = builder_.study().mutable_ipd_statement();
  for (const char* name : {"sharing_ipd", "ipd_description"}) {
    reader_.Each(data, name, [&](const std::string& printed, const Where& where) {
      const std::string text = builder_.Clean(printed);
      if (text.empty()) return;
      *statement = statement->empty() ? text : absl::StrCat(*statement, ": ", text);
      builder_.At("ipd_statement", where);
    });
  }
  for (const char* name : {"ipd_info_type", "ipd_time_frame", "ipd_access_criteria", "ipd_url"})
    reader_.Line(data, name, builder_.study().mutable_ipd_description(), "ipd_description");
}

void CtgovLegacyRecord::ReadResults(pugi::xml_node study) {
  v1::Study& content = builder_.study();
  const pugi::xml_node results = study.child("clinical_results");
  // A conversion from XML may leave an empty element for one that is not there.
  if (results.first_child() || !content.results_date().text().empty()) {
    content.set_has_results(true);
    const pugi::xml_node date = study.child("results_first_posted");
    builder_.At("has_results", results.first_child() ? Where{"clinical_results"} : reader_.WhereOf(date));
  }
  CtgovLegacyResults(&reader_).Read(results);
}

}  // namespace trialweave::normalizer
