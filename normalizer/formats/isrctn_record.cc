#include "normalizer/formats/isrctn_record.h"

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "normalizer/formats/citation.h"
#include "normalizer/formats/isrctn_text.h"
#include "normalizer/formats/printed_enrollment.h"
#include "normalizer/formats/printed_text.h"
#include "normalizer/formats/registry_rows.h"

namespace trialweave::normalizer {
namespace {

std::string Indexed(const char* field, int size) { return absl::StrCat(field, "[", size - 1, "]"); }

// Elements of externalRefs that are ids, with the registry's labels for them.
struct RefLabel {
  std::string_view element;
  const char* label;
};
constexpr RefLabel kRefLabels[] = {{"eudraCTNumber", "EudraCT number"},
                                   {"ctisNumber", "CTIS number"},
                                   {"irasNumber", "IRAS number"},
                                   {"clinicalTrialsGovNumber", "ClinicalTrials.gov number"},
                                   {"protocolSerialNumber", "Protocol serial number"}};

// sponsorType of the registry's form.
v1::AgencyClass AgencyClassOf(const std::string& printed) {
  if (printed == "Industry") return v1::AGENCY_CLASS_INDUSTRY;
  if (printed == "Government") return v1::AGENCY_CLASS_OTHER_GOVERNMENT;
  if (printed.empty() || printed == "Not defined") return v1::AGENCY_CLASS_UNSPECIFIED;
  return v1::AGENCY_CLASS_OTHER;
}

}  // namespace

void IsrctnRecord::Read() {
  // Names only, to know a sponsor who is a person.
  for (pugi::xml_node contact : record_.children("contact")) {
    builder_.NotePerson(
        absl::StrCat(XmlDocument::TextOf(contact.child("forename")), XmlDocument::TextOf(contact.child("surname"))));
  }
  ReadIdentifiers();
  ReadExternalRefs();
  ReadDescription();
  ReadDesign();
  ReadStatus();
  ReadParticipants();
  ReadConditionsAndInterventions();
  ReadResults();
  ReadOutputs();
  ReadIpd();
  ReadParties();
  ReadVolatile();
}

void IsrctnRecord::ReadIdentifiers() {
  const pugi::xml_node isrctn = trial_.child("isrctn");
  reader_.Each(trial_, "isrctn", [this](const std::string& printed, const Where& where) {
    std::string number = CleanLine(printed, TextStyle::kPlain);
    const bool digits = !number.empty() && number.find_first_not_of("0123456789") == std::string::npos;
    if (digits && number.size() < 8) {
      // A number of eight digits that was once taken for a quantity.
      number.insert(0, 8 - number.size(), '0');
      builder_.Note("registration_id: leading zeros restored");
    }
    builder_.SetIdentifier(digits ? "ISRCTN" + number : number, where);
  });
  v1::Study& study = builder_.study();
  builder_.SetDate(study.mutable_registration_date(), isrctn.attribute("dateAssigned").value(),
                   v1::DATE_KIND_UNSPECIFIED, "registration_date", {reader_.WhereOf(isrctn).path + "/@dateAssigned"});
  builder_.SetDate(study.mutable_last_update_date(), trial_.attribute("lastUpdated").value(), v1::DATE_KIND_UNSPECIFIED,
                   "last_update_date", {reader_.WhereOf(trial_).path + "/@lastUpdated"});
}

void IsrctnRecord::ReadExternalRefs() {
  const pugi::xml_node refs = trial_.child("externalRefs");
  for (const RefLabel& ref : kRefLabels) {
    reader_.Each(refs, ref.element.data(),
                 [&](const std::string& id, const Where& where) { builder_.AddSecondaryIds(id, ref.label, where); });
  }
  for (pugi::xml_node number : refs.child("secondaryNumbers").children("secondaryNumber")) {
    const std::string type = number.attribute("numberType").value();
    builder_.AddSecondaryIds(reader_.TextOf(number), type.empty() ? "Secondary number" : type, reader_.WhereOf(number));
  }
}

void IsrctnRecord::ReadDescription() {
  const pugi::xml_node description = trial_.child("trialDescription");
  v1::Study& study = builder_.study();
  reader_.Into(description, "title", study.mutable_titles(), "titles");
  reader_.Into(description, "scientificTitle", study.mutable_official_titles(), "official_titles");
  reader_.Into(description, "acronym", study.mutable_acronym(), "acronym");
  reader_.Into(description, "studyHypothesis", study.mutable_descriptions(), "descriptions");
  ReadSummary(description);
  ReadOutcomes(description, "primaryOutcomes", "primaryOutcome", /*primary=*/true);
  ReadOutcomes(description, "secondaryOutcomes", "secondaryOutcome", /*primary=*/false);
  ReadEthics(description);
}

void IsrctnRecord::ReadSummary(pugi::xml_node description) {
  reader_.Each(description, "plainEnglishSummary", [this](const std::string& printed, const Where& where) {
    const std::string text = WithoutMainContact(printed);
    if (text.size() != printed.size()) builder_.Note("summaries: the main contact left out");
    builder_.AddText(builder_.study().mutable_summaries(), text, "summaries", where);
  });
}

// Newer records have an element per outcome; older ones one text, which may be a numbered list.
void IsrctnRecord::ReadOutcomes(pugi::xml_node description, const char* structured, const char* text, bool primary) {
  v1::Study& study = builder_.study();
  bool any = false;
  for (pugi::xml_node element : description.child(structured).children("outcomeMeasure")) {
    v1::OutcomeMeasure outcome;
    const std::string field = Indexed("outcomes", study.outcomes_size() + 1);
    reader_.Into(element, "variable", outcome.mutable_measures(), field + ".measures");
    reader_.Into(element, "timepoints", outcome.mutable_time_frame(), field + ".time_frame");
    reader_.Into(element, "method", outcome.mutable_descriptions(), field + ".descriptions");
    if (outcome.ByteSizeLong() == 0) continue;
    outcome.set_primary(primary);
    *study.add_outcomes() = std::move(outcome);
    any = true;
  }
  if (any) return;
  reader_.Each(description, text, [&](const std::string& printed, const Where& where) {
    for (const std::string& item : NumberedItems(printed)) builder_.AddOutcome(item, primary, where);
  });
}

void IsrctnRecord::ReadEthics(pugi::xml_node description) {
  v1::Study& study = builder_.study();
  const auto add = [&](const PrintedEthics& printed, const Where& where) {
    v1::EthicsReview review;
    builder_.AddText(review.mutable_committees(), printed.committee, "", where);
    review.set_status(builder_.Clean(printed.status));
    review.set_reference(builder_.Clean(printed.reference));
    const std::string field = Indexed("ethics_reviews", study.ethics_reviews_size() + 1);
    if (!printed.date.empty()) {
      builder_.SetDate(review.mutable_approval_date(), printed.date, v1::DATE_KIND_UNSPECIFIED,
                       field + ".approval_date", where);
    }
    if (review.ByteSizeLong() == 0) return;
    *study.add_ethics_reviews() = std::move(review);
    builder_.At(field, where);
  };
  for (pugi::xml_node committee : description.child("ethicsCommittees").children("ethicsCommittee")) {
    const pugi::xml_node name = committee.child("committeeName");
    add({committee.attribute("approvalStatus").value(), committee.attribute("statusDate").value(), reader_.TextOf(name),
         reader_.TextOf(committee.child("committeeReference"))},
        reader_.WhereOf(name ? name : committee));
  }
  reader_.Each(description, "ethicsApproval", [&](const std::string& printed, const Where& where) {
    for (const std::string& item : NumberedItems(builder_.Clean(printed))) add(ReadEthicsApproval(item), where);
  });
}

void IsrctnRecord::ReadDesign() {
  const pugi::xml_node design = trial_.child("trialDesign");
  v1::Study& study = builder_.study();
  v1::Design& content = *study.mutable_design();
  reader_.Each(design, "primaryStudyDesign",
               [this](const std::string& type, const Where& where) { builder_.SetStudyType(type, where); });
  for (const char* line : {"studyDesign", "secondaryStudyDesign"}) {
    reader_.Line(design, line, content.mutable_text(), "design.text");
  }
  for (const char* kind : {"interventionalTrialDesign", "observationalTrialDesign"}) {
    const pugi::xml_node details = design.child(kind);
    reader_.Each(details, "allocation",
                 [this](const std::string& text, const Where& where) { builder_.SetAllocation(text, where); });
    reader_.Each(details, "masking",
                 [this](const std::string& text, const Where& where) { builder_.SetMasking(text, where); });
    reader_.Word(details, "assignment", content.mutable_intervention_model(), "design.intervention_model");
    reader_.Line(details, "control", content.mutable_text(), "design.text");
    reader_.Line(details.child("purposes"), "purpose", content.mutable_primary_purpose(), "design.primary_purpose");
  }
  if (content.primary_purpose().empty()) {
    for (pugi::xml_node parent : {design, design.child("trialTypes")}) {
      reader_.Line(parent, "trialType", content.mutable_primary_purpose(), "design.primary_purpose");
    }
  }
  reader_.Each(design, "overallEndDate", [&](const std::string& date, const Where& where) {
    builder_.SetDate(study.mutable_completion_date(), date, v1::DATE_KIND_UNSPECIFIED, "completion_date", where);
  });
  reader_.Into(design, "reasonAbandoned", study.mutable_why_stopped(), "why_stopped");
}

void IsrctnRecord::ReadStatus() {
  reader_.Each(trial_.child("trialDesign"), "overallStatusOverride",
               [this](const std::string& status, const Where& where) { builder_.SetStatus(status, where); });
  v1::Study& study = builder_.study();
  if (!study.status_text().empty()) return;
  reader_.Each(trial_.child("participants"), "recruitmentStatusOverride",
               [&](const std::string& status, const Where& where) {
                 builder_.SetStatus(status, where);
                 if (study.status() != v1::RECRUITMENT_STATUS_TERMINATED) return;
                 // Recruitment has stopped; the trial may go on.
                 study.set_status(v1::RECRUITMENT_STATUS_NOT_RECRUITING);
                 builder_.Note("status: said of the recruitment, not of the trial");
               });
}

void IsrctnRecord::ReadParticipants() {
  const pugi::xml_node participants = trial_.child("participants");
  v1::Study& study = builder_.study();
  ReadEnrollment(participants);
  ReadAgesAndSex(participants);
  ReadPlaces(participants);
  AddCriteria(&builder_, reader_.TextOf(participants.child("inclusion")),
              reader_.TextOf(participants.child("exclusion")), reader_.WhereOf(participants.child("inclusion")),
              reader_.WhereOf(participants.child("exclusion")));
  const auto start = [&](const std::string& date, const Where& where) {
    if (!study.start_date().text().empty()) return;
    builder_.SetDate(study.mutable_start_date(), date, v1::DATE_KIND_UNSPECIFIED, "start_date", where);
  };
  reader_.Each(participants, "recruitmentStart", start);
  reader_.Each(trial_.child("trialDesign"), "overallStartDate", start);
}

void IsrctnRecord::ReadEnrollment(pugi::xml_node participants) {
  v1::Study& study = builder_.study();
  for (const char* name : {"targetEnrolment", "totalTarget"}) {
    reader_.Each(participants, name, [&](const std::string& printed, const Where& where) {
      if (study.enrollment().text().empty()) builder_.SetEnrollment(printed, v1::DATE_KIND_ESTIMATED, where);
    });
  }
  reader_.Each(participants, "totalFinalEnrolment", [&](const std::string& printed, const Where& where) {
    if (study.enrollment().text().empty()) return builder_.SetEnrollment(printed, v1::DATE_KIND_ACTUAL, where);
    const std::string text = builder_.Clean(printed);
    if (text.empty()) return;
    v1::Enrollment* actual = study.mutable_actual_enrollment();
    actual->set_text(text);
    actual->set_kind(v1::DATE_KIND_ACTUAL);
    if (const std::optional<int64_t> count = normalizer::ReadEnrollment(text)) actual->set_count(*count);
    builder_.At("actual_enrollment", where);
  });
}

void IsrctnRecord::ReadAgesAndSex(pugi::xml_node participants) {
  v1::Eligibility& eligibility = *builder_.study().mutable_eligibility();
  for (const char* name : {"lowerAgeLimit", "upperAgeLimit"}) {
    const pugi::xml_node limit = participants.child(name);
    std::string text = reader_.TextOf(limit);
    if (builder_.Clean(text).empty() && limit.attribute("value")) {
      text = absl::StrCat(limit.attribute("value").value(), " ", limit.attribute("unit").value());
    }
    builder_.SetAge(text, name == std::string_view("lowerAgeLimit"), reader_.WhereOf(limit));
  }
  reader_.Each(participants, "gender",
               [this](const std::string& sex, const Where& where) { builder_.SetSex(sex, where); });
  const auto healthy = [&](bool yes, const Where& where) {
    eligibility.set_healthy_volunteers(yes);
    builder_.At("eligibility.healthy_volunteers", where);
  };
  for (pugi::xml_node parent : {participants, participants.child("participantTypes")}) {
    reader_.Each(parent, "participantType", [&](const std::string& type, const Where& where) {
      if (absl::StartsWithIgnoreCase(CleanLine(type, TextStyle::kPlain), "healthy volunteer")) healthy(true, where);
    });
  }
  reader_.Each(participants, "healthyVolunteersAllowed", [&](const std::string& printed, const Where& where) {
    const std::string word = absl::AsciiStrToLower(CleanLine(printed, TextStyle::kPlain));
    if (word == "true" || word == "yes") healthy(true, where);
    if (word == "false" || word == "no") healthy(false, where);
  });
}

void IsrctnRecord::ReadPlaces(pugi::xml_node participants) {
  v1::Study& study = builder_.study();
  reader_.Each(participants.child("recruitmentCountries"), "country",
               [this](const std::string& country, const Where& where) { builder_.AddCountry(country, where); });
  for (pugi::xml_node centre : participants.child("trialCentres").children("trialCentre")) {
    v1::Site site;
    const pugi::xml_node name = centre.child("name");
    site.set_facility(builder_.Clean(reader_.TextOf(name)));
    site.set_city(builder_.Clean(reader_.TextOf(centre.child("city"))));
    reader_.Each(centre, "country", [&](const std::string& country, const Where& where) {
      site.set_country(builder_.AddCountry(country, where));
    });
    if (site.ByteSizeLong() == 0) continue;
    *study.add_sites() = std::move(site);
    builder_.At(Indexed("sites", study.sites_size()), reader_.WhereOf(name ? name : centre));
  }
}

void IsrctnRecord::ReadConditionsAndInterventions() {
  v1::Study& study = builder_.study();
  for (pugi::xml_node condition : trial_.child("conditions").children("condition")) {
    reader_.Each(condition, "description",
                 [this](const std::string& text, const Where& where) { builder_.AddCondition(text, where); });
  }
  for (pugi::xml_node element : trial_.child("interventions").children("intervention")) {
    v1::Intervention intervention;
    const std::string field = Indexed("interventions", study.interventions_size() + 1);
    reader_.Into(element, "interventionType", intervention.mutable_kind(), field + ".kind");
    reader_.Into(element, "drugNames", intervention.mutable_names(), field + ".names");
    reader_.Into(element, "description", intervention.mutable_descriptions(), field + ".descriptions");
    reader_.Each(element, "phase",
                 [this](const std::string& phase, const Where& where) { builder_.AddPhase(phase, where); });
    if (intervention.ByteSizeLong() > 0) *study.add_interventions() = std::move(intervention);
  }
}

void IsrctnRecord::ResultsAt(const Where& where) {
  builder_.study().set_has_results(true);
  builder_.At("has_results", where);
}

void IsrctnRecord::AddReference(const std::string& citation, const std::string& link, const Where& where) {
  v1::Study& study = builder_.study();
  v1::Reference reference;
  reference.set_citation(builder_.Clean(citation));
  for (const std::string& text : {link, citation}) {
    if (reference.pmid().empty()) reference.set_pmid(PmidIn(text));
    if (reference.doi().empty()) reference.set_doi(DoiIn(text));
  }
  if (reference.ByteSizeLong() == 0) return;
  // The registry lists a publication in a field of text and, since 2021, among the outputs.
  const std::string key = absl::StrCat(reference.pmid(), " ", reference.doi());
  if (key.size() > 1 && !publications_.insert(key).second) return;
  *study.add_references() = std::move(reference);
  builder_.At(Indexed("references", study.references_size()), where);
}

void IsrctnRecord::ReadResults() {
  const pugi::xml_node results = trial_.child("results");
  for (const char* report : {"basicReport", "plainEnglishReport"}) {
    reader_.Each(results, report, [this](const std::string& text, const Where& where) {
      if (builder_.Clean(text).empty()) return;
      ResultsAt(where);
      builder_.AddText(builder_.study().mutable_results_summary()->mutable_texts(), text, "results_summary.texts",
                       where);
    });
  }
  // A publication a line: "2021 Results article in https://... results (added 20/10/2020)".
  reader_.Each(results, "publicationDetails", [this](const std::string& printed, const Where& where) {
    for (const std::string& line : SplitList(builder_.Clean(printed), '\n')) {
      if (absl::StrContains(absl::AsciiStrToLower(line), "results article")) ResultsAt(where);
      AddReference(line, "", where);
    }
  });
}

void IsrctnRecord::ReadOutputs() {
  v1::Study& study = builder_.study();
  for (pugi::xml_node output : trial_.child("outputs").children("output")) {
    const std::string type = absl::AsciiStrToLower(output.attribute("outputType").value());
    const std::string link = output.child("externalLink").attribute("url").value();
    const Where where = {reader_.WhereOf(output).path};
    if (absl::StrContains(type, "article") || absl::StrContains(type, "publication") ||
        !absl::StrCat(PmidIn(link), DoiIn(link)).empty()) {
      AddReference(link, link, where);
    }
    if (!absl::StrContains(type, "result")) continue;
    ResultsAt(where);
    // The day on which the registry took the first of them in.
    if (study.results_date().text().empty()) {
      builder_.SetDate(study.mutable_results_date(), output.attribute("dateUploaded").value(),
                       v1::DATE_KIND_UNSPECIFIED, "results_date", where);
    }
  }
}

void IsrctnRecord::ReadIpd() {
  std::string* statement = builder_.study().mutable_ipd_statement();
  const auto add = [&](const std::string& printed, const Where& where) {
    const std::string text = builder_.Clean(printed);
    if (text.empty()) return;
    *statement = statement->empty() ? text : absl::StrCat(*statement, ": ", text);
    builder_.At("ipd_statement", where);
  };
  const pugi::xml_node results = trial_.child("results");
  reader_.Each(trial_.child("miscellaneous"), "ipdSharingPlan", add);
  reader_.Each(results, "ipdSharingStatement", add);
  reader_.Each(results.child("dataPolicies"), "dataPolicy", add);
}

void IsrctnRecord::ReadParties() {
  v1::Study& study = builder_.study();
  for (pugi::xml_node sponsor : record_.children("sponsor")) {
    const v1::AgencyClass agency_class = AgencyClassOf(builder_.Clean(reader_.TextOf(sponsor.child("sponsorType"))));
    reader_.Each(sponsor, "organisation", [&](const std::string& name, const Where& where) {
      builder_.AddSponsor(name, agency_class, /*lead=*/study.sponsors().empty(), where);
    });
  }
  for (pugi::xml_node funder : record_.children("funder")) {
    reader_.Into(funder, "name", study.mutable_funders(), "funders");
  }
}

void IsrctnRecord::ReadVolatile() {
  reader_.Each(record_, "record_last_import", [this](const std::string& time, const Where&) {
    builder_.registration().add_volatile_fields(
        absl::StrCat("record_last_import: ", CleanLine(time, TextStyle::kPlain)));
  });
}

}  // namespace trialweave::normalizer
