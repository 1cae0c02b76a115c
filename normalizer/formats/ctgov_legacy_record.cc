#include "normalizer/formats/ctgov_legacy_record.h"

#include <tuple>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
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
constexpr const char* kOversight[] = {"authority",
                                      "is_fda_regulated",
                                      "is_fda_regulated_drug",
                                      "is_unapproved_device",
                                      "is_fda_regulated_device",
                                      "is_ppsd",
                                      "is_us_export",
                                      "is_section_801",
                                      "fdaaa801_violation",
                                      "has_dmc",
                                      "has_expanded_access"};

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
  reader_.Into(study.child("biospec_descr"), "textblock", content.mutable_descriptions(), "descriptions");
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
  // The registration that offers access outside the trial has an NCT number of its own.
  reader_.Each(study.child("expanded_access_info"), "nct_id", [&](const std::string& id, const Where& where) {
    builder_.Mention(id);
    content.add_regulatory_mentions(absl::StrCat("expanded_access_nct_id: ", CleanLine(id, TextStyle::kPlain)));
    builder_.At(Indexed("regulatory_mentions", content.regulatory_mentions_size()), where);
  });
}

void CtgovLegacyRecord::ReadDesign(pugi::xml_node study) {
  reader_.Each(study, "study_type",
               [this](const std::string& type, const Where& where) { builder_.SetStudyType(type, where); });
  reader_.Each(study, "phase",
               [this](const std::string& phase, const Where& where) { builder_.AddPhase(phase, where); });
  const pugi::xml_node enrollment = study.child("enrollment");
  builder_.SetEnrollment(reader_.TextOf(enrollment), KindOf(enrollment), reader_.WhereOf(enrollment));
  ReadDesignInfo(study.child("study_design_info"));
  reader_.Each(study, "target_duration", [this](const std::string& printed, const Where& where) {
    std::string* text = builder_.study().mutable_design()->mutable_text();
    absl::StrAppend(text, text->empty() ? "" : "\n", "Target duration: ", CleanLine(printed, TextStyle::kReferences));
    builder_.At("design.text", where);
  });
  ReadDesignText(study);
}

void CtgovLegacyRecord::ReadDesignInfo(pugi::xml_node info) {
  v1::Design& design = *builder_.study().mutable_design();
  reader_.Each(info, "allocation",
               [this](const std::string& text, const Where& where) { builder_.SetAllocation(text, where); });
  reader_.Each(info, "masking",
               [this](const std::string& text, const Where& where) { builder_.SetMasking(text, where); });
  reader_.Word(info, "intervention_model", design.mutable_intervention_model(), "design.intervention_model");
  reader_.Word(info, "observational_model", design.mutable_observational_model(), "design.observational_model");
  reader_.Word(info, "time_perspective", design.mutable_time_perspective(), "design.time_perspective");
  reader_.Word(info, "primary_purpose", design.mutable_primary_purpose(), "design.primary_purpose");
  for (const char* line : {"intervention_model_description", "masking_description"}) {
    reader_.Line(info, line, design.mutable_text(), "design.text");
  }
}

void CtgovLegacyRecord::SetDesignWord(std::string_view label, const std::string& value, const Where& where) {
  v1::Design& design = *builder_.study().mutable_design();
  const std::tuple<std::string_view, std::string*, const char*> words[] = {
      {"Primary Purpose:", design.mutable_primary_purpose(), "design.primary_purpose"},
      {"Intervention Model:", design.mutable_intervention_model(), "design.intervention_model"},
      {"Observational Model:", design.mutable_observational_model(), "design.observational_model"},
      {"Time Perspective:", design.mutable_time_perspective(), "design.time_perspective"}};
  for (const auto& [name, word, field] : words) {
    if (label != name || value.empty()) continue;
    *word = value;
    builder_.At(field, where);
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
      SetDesignWord(label, value, where);
    }
  });
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
