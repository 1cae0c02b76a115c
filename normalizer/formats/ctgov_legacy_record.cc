#include "normalizer/formats/ctgov_legacy_record.h"

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "normalizer/formats/citation.h"
#include "normalizer/formats/printed_text.h"

namespace trialweave::normalizer {
namespace {

std::string Indexed(const char* field, int size) { return absl::StrCat(field, "[", size - 1, "]"); }

// agency_class of the schema, and the words of the API that later releases took over.
v1::AgencyClass AgencyClassOf(std::string printed) {
  absl::AsciiStrToLower(&printed);
  if (printed == "industry") return v1::AGENCY_CLASS_INDUSTRY;
  if (printed == "nih") return v1::AGENCY_CLASS_NIH;
  if (printed == "u.s. fed" || printed == "fed") return v1::AGENCY_CLASS_FEDERAL;
  if (printed == "other gov" || printed == "other_gov") return v1::AGENCY_CLASS_OTHER_GOVERNMENT;
  if (printed == "network") return v1::AGENCY_CLASS_NETWORK;
  if (printed == "individual" || printed == "indiv") return v1::AGENCY_CLASS_INDIVIDUAL;
  if (printed == "other") return v1::AGENCY_CLASS_OTHER;
  return v1::AGENCY_CLASS_UNSPECIFIED;
}

// Attribute type of dates and of the enrolment: "Actual", "Anticipated", "Estimate", "Estimated".
v1::DateKind KindOf(pugi::xml_node element) {
  const std::string type = absl::AsciiStrToLower(element.attribute("type").value());
  if (type == "actual") return v1::DATE_KIND_ACTUAL;
  if (type == "anticipated" || absl::StartsWith(type, "estimate")) return v1::DATE_KIND_ESTIMATED;
  return v1::DATE_KIND_UNSPECIFIED;
}

// Elements of oversight_info; some stood at the top in older releases.
constexpr const char* kOversight[] = {
    "authority", "is_fda_regulated", "is_fda_regulated_drug", "is_unapproved_device", "is_fda_regulated_device",
    "is_ppsd",   "is_us_export",     "is_section_801",        "fdaaa801_violation"};

}  // namespace

void CtgovLegacyRecord::Read() {
  const pugi::xml_node study = reader_.document().record();
  ReadPersons(study);
  ReadIdentifiers(study);
  ReadTexts(study);
  ReadStatus(study);
  ReadDates(study);
  ReadSponsors(study);
  ReadOversight(study);
  ReadDesign(study);
  ReadArms(study);
  ReadInterventions(study);
  ReadOutcomes(study);
  ReadEligibility(study);
  ReadPlaces(study);
  ReadReferences(study);
  ReadIpd(study);
  ReadResults(study);
  ReadVolatile(study);
}

// Names only, to know a sponsor who is a person.
void CtgovLegacyRecord::ReadPersons(pugi::xml_node study) {
  for (const char* name : {"overall_official", "overall_contact", "overall_contact_backup"}) {
    for (pugi::xml_node person : study.children(name)) {
      const std::string last = XmlDocument::TextOf(person.child("last_name"));
      builder_.NotePerson(last);
      builder_.NotePerson(absl::StrCat(XmlDocument::TextOf(person.child("first_name")),
                                       XmlDocument::TextOf(person.child("middle_name")), last));
    }
  }
  const pugi::xml_node party = study.child("responsible_party");
  builder_.NotePerson(XmlDocument::TextOf(party.child("investigator_full_name")));
  // "Ada Example, Professor of Surgery".
  const std::string titled = XmlDocument::TextOf(party.child("name_title"));
  builder_.NotePerson(titled);
  builder_.NotePerson(titled.substr(0, titled.find_first_of(",/")));
}

void CtgovLegacyRecord::ReadIdentifiers(pugi::xml_node study) {
  const pugi::xml_node ids = study.child("id_info");
  reader_.Each(ids, "nct_id", [this](const std::string& id, const Where& where) {
    if (builder_.registration().registration_id().empty()) builder_.SetIdentifier(id, where);
  });
  reader_.Each(ids, "nct_alias", [this](const std::string& id, const Where& where) { builder_.AddAlias(id, where); });
  reader_.Each(ids, "org_study_id", [this](const std::string& id, const Where& where) {
    builder_.AddSecondaryIds(id, "Organization study ID", where);
  });
  reader_.Each(ids, "secondary_id",
               [this](const std::string& id, const Where& where) { builder_.AddSecondaryIds(id, "", where); });
}

void CtgovLegacyRecord::ReadTexts(pugi::xml_node study) {
  v1::Study& content = builder_.study();
  reader_.Into(study, "brief_title", content.mutable_titles(), "titles");
  reader_.Into(study, "official_title", content.mutable_official_titles(), "official_titles");
  reader_.Into(study, "acronym", content.mutable_acronym(), "acronym");
  reader_.Into(study.child("brief_summary"), "textblock", content.mutable_summaries(), "summaries");
  reader_.Into(study.child("detailed_description"), "textblock", content.mutable_descriptions(), "descriptions");
  reader_.Into(study, "keyword", content.mutable_keywords(), "keywords");
  reader_.Each(study, "condition",
               [this](const std::string& condition, const Where& where) { builder_.AddCondition(condition, where); });
}

void CtgovLegacyRecord::ReadStatus(pugi::xml_node study) {
  v1::Study& content = builder_.study();
  reader_.Each(study, "overall_status",
               [this](const std::string& status, const Where& where) { builder_.SetStatus(status, where); });
  reader_.Each(study, "last_known_status", [&](const std::string& printed, const Where& where) {
    if (const auto status = builder_.vocabulary().Status("ctgov", printed)) {
      content.set_last_known_status(*status);
      builder_.At("last_known_status", where);
    } else {
      builder_.Unmapped("last_known_status", printed);
    }
  });
  reader_.Into(study, "why_stopped", content.mutable_why_stopped(), "why_stopped");
}

void CtgovLegacyRecord::ReadDate(pugi::xml_node study, std::initializer_list<const char*> names, v1::StudyDate* date,
                                 const char* field) {
  for (const char* name : names) {
    const pugi::xml_node element = study.child(name);
    builder_.SetDate(date, reader_.TextOf(element), KindOf(element), field, reader_.WhereOf(element));
    if (!date->text().empty()) return;
  }
}

void CtgovLegacyRecord::ReadDates(pugi::xml_node study) {
  v1::Study& content = builder_.study();
  ReadDate(study, {"start_date"}, content.mutable_start_date(), "start_date");
  ReadDate(study, {"primary_completion_date"}, content.mutable_primary_completion_date(), "primary_completion_date");
  ReadDate(study, {"completion_date"}, content.mutable_completion_date(), "completion_date");
  // Releases before 2018 had no posting dates; their names follow.
  ReadDate(study, {"study_first_posted", "study_first_submitted", "firstreceived_date"},
           content.mutable_registration_date(), "registration_date");
  ReadDate(study, {"last_update_posted", "last_update_submitted", "lastchanged_date"},
           content.mutable_last_update_date(), "last_update_date");
  ReadDate(study, {"results_first_posted", "firstreceived_results_date"}, content.mutable_results_date(),
           "results_date");
}

void CtgovLegacyRecord::ReadSponsors(pugi::xml_node study) {
  for (pugi::xml_node agency : study.child("sponsors").children()) {
    const std::string_view name = agency.name();
    if (name != "lead_sponsor" && name != "collaborator") continue;
    const v1::AgencyClass agency_class = AgencyClassOf(reader_.TextOf(agency.child("agency_class")));
    reader_.Each(agency, "agency", [&](const std::string& printed, const Where& where) {
      builder_.AddSponsor(printed, agency_class, name == "lead_sponsor", where);
    });
  }
}

void CtgovLegacyRecord::ReadOversight(pugi::xml_node study) {
  v1::Study& content = builder_.study();
  for (const char* name : kOversight) {
    for (pugi::xml_node parent : {study, study.child("oversight_info")}) {
      reader_.Each(parent, name, [&](const std::string& printed, const Where& where) {
        content.add_regulatory_mentions(absl::StrCat(name, ": ", CleanLine(printed, TextStyle::kReferences)));
        builder_.At(Indexed("regulatory_mentions", content.regulatory_mentions_size()), where);
      });
    }
  }
}

void CtgovLegacyRecord::ReadDesign(pugi::xml_node study) {
  reader_.Each(study, "study_type",
               [this](const std::string& type, const Where& where) { builder_.SetStudyType(type, where); });
  reader_.Each(study, "phase",
               [this](const std::string& phase, const Where& where) { builder_.AddPhase(phase, where); });
  const pugi::xml_node enrollment = study.child("enrollment");
  builder_.SetEnrollment(reader_.TextOf(enrollment), KindOf(enrollment), reader_.WhereOf(enrollment));
  ReadDesignInfo(study.child("study_design_info"));
  ReadDesignText(study);
}

void CtgovLegacyRecord::ReadDesignInfo(pugi::xml_node info) {
  v1::Design& design = *builder_.study().mutable_design();
  reader_.Each(info, "allocation",
               [this](const std::string& text, const Where& where) { builder_.SetAllocation(text, where); });
  reader_.Each(info, "masking",
               [this](const std::string& text, const Where& where) { builder_.SetMasking(text, where); });
  for (const char* model : {"intervention_model", "observational_model"}) {
    reader_.Word(info, model, design.mutable_intervention_model(), "design.intervention_model");
  }
  reader_.Word(info, "primary_purpose", design.mutable_primary_purpose(), "design.primary_purpose");
  for (const char* line : {"intervention_model_description", "masking_description", "time_perspective"}) {
    reader_.Line(info, line, design.mutable_text(), "design.text");
  }
}

// Releases before 2017 print the design in one line: "Allocation: Randomized, Intervention Model: Parallel Assignment,
// Masking: Double Blind (Subject, Caregiver), Primary Purpose: Treatment". A value goes as far as the next label.
void CtgovLegacyRecord::ReadDesignText(pugi::xml_node study) {
  static constexpr std::string_view kLabels[] = {
      "Allocation:", "Endpoint Classification:", "Control:",         "Intervention Model:", "Observational Model:",
      "Masking:",    "Primary Purpose:",         "Time Perspective:"};
  v1::Design& design = *builder_.study().mutable_design();
  reader_.Line(study, "study_design", design.mutable_text(), "design.text");
  reader_.Each(study, "study_design", [&](const std::string& printed, const Where& where) {
    const std::string text = CleanLine(printed, TextStyle::kReferences);
    for (std::string_view label : kLabels) {
      const size_t at = text.find(label);
      if (at == std::string::npos) continue;
      size_t end = text.size();
      for (std::string_view other : kLabels) {
        const size_t next = text.find(other, at + label.size());
        if (next != std::string::npos) end = std::min(end, next);
      }
      std::string value = text.substr(at + label.size(), end - at - label.size());
      while (!value.empty() && (value.back() == ' ' || value.back() == ',')) value.pop_back();
      value.erase(0, value.find_first_not_of(' '));
      if (label == "Allocation:") builder_.SetAllocation(value, where);
      if (label == "Masking:") builder_.SetMasking(value, where);
      std::string* word = label == "Primary Purpose:" ? design.mutable_primary_purpose()
                          : label.ends_with("Model:") ? design.mutable_intervention_model()
                                                      : nullptr;
      if (word == nullptr || value.empty()) continue;
      *word = value;
      builder_.At(label == "Primary Purpose:" ? "design.primary_purpose" : "design.intervention_model", where);
    }
  });
}

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
      builder_.At(Indexed((field + ".other_names").c_str(), intervention.other_names_size()), where);
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
    reader_.Each(element, "arm_group_label", [&](const std::string& printed, const Where&) {
      const auto arm = arms_.find(builder_.Clean(printed));
      if (arm != arms_.end()) content.mutable_arms(arm->second)->add_intervention_names(name);
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
      const pugi::xml_node citation = element.child("citation");
      builder_.At(Indexed("references", content.references_size()),
                  reader_.WhereOf(citation ? citation : element.child("PMID")));
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
}

void CtgovLegacyRecord::ReadVolatile(pugi::xml_node study) {
  const auto add = [this](const std::string& field, const std::string& value) {
    if (!value.empty()) builder_.registration().add_volatile_fields(absl::StrCat(field, ": ", value));
  };
  add("download_date",
      CleanLine(reader_.TextOf(study.child("required_header").child("download_date")), TextStyle::kPlain));
  // Rank in the search whose result was downloaded.
  add("rank", study.attribute("rank").value());
  add("rank", XmlDocument::TextOf(study.child("rank")));
  // When a conversion to JSON was made.
  add("record_last_import", XmlDocument::TextOf(study.child("record_last_import")));
}

}  // namespace trialweave::normalizer
