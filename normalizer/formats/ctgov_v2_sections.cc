#include "normalizer/formats/ctgov_v2_sections.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "normalizer/formats/printed_text.h"

namespace trialweave::normalizer {
namespace {

std::string Indexed(const char* field, int size) { return absl::StrCat(field, "[", size - 1, "]"); }

// AgencyClass of the API's data structure page.
v1::AgencyClass AgencyClassOf(std::string_view printed) {
  if (printed == "INDUSTRY") return v1::AGENCY_CLASS_INDUSTRY;
  if (printed == "NIH") return v1::AGENCY_CLASS_NIH;
  if (printed == "FED") return v1::AGENCY_CLASS_FEDERAL;
  if (printed == "OTHER_GOV") return v1::AGENCY_CLASS_OTHER_GOVERNMENT;
  if (printed == "NETWORK") return v1::AGENCY_CLASS_NETWORK;
  if (printed == "INDIV") return v1::AGENCY_CLASS_INDIVIDUAL;
  if (printed == "OTHER") return v1::AGENCY_CLASS_OTHER;
  return v1::AGENCY_CLASS_UNSPECIFIED;
}

v1::DateKind DateKindOf(std::string_view printed) {
  if (printed == "ACTUAL") return v1::DATE_KIND_ACTUAL;
  if (printed == "ESTIMATED" || printed == "ANTICIPATED") return v1::DATE_KIND_ESTIMATED;
  return v1::DATE_KIND_UNSPECIFIED;
}

}  // namespace

void CtgovV2Sections::Into(Value value, std::string* text, const std::string& field) {
  *text = builder_.Clean(Text(value));
  if (!text->empty()) builder_.At(field, where_);
}

// A word of an enumeration: "NONE" and "NA" are answers there, not spellings of nothing.
void CtgovV2Sections::Word(Value value, std::string* text, const char* field) {
  *text = CleanLine(Text(value), TextStyle::kPlain);
  if (!text->empty()) builder_.At(field, where_);
}

void CtgovV2Sections::DateStruct(Value value, v1::StudyDate* date, const char* field) {
  std::string_view printed;
  Where where;
  v1::DateKind kind = v1::DATE_KIND_UNSPECIFIED;
  reader_.Members(value, [&](std::string_view key, Value inner) {
    if (key == "date") {
      printed = Text(inner);
      where = where_;
    } else if (key == "type") {
      kind = DateKindOf(Text(inner));
    }
  });
  builder_.SetDate(date, printed, kind, field, where);
}

void CtgovV2Sections::ReadProtocolSection(Value section) {
  reader_.Members(section, [this](std::string_view key, Value module) {
    if (key == "identificationModule") {
      ReadIdentification(module);
    } else if (key == "statusModule") {
      ReadStatus(module);
    } else if (key == "sponsorCollaboratorsModule") {
      ReadSponsors(module);
    } else if (key == "oversightModule") {
      reader_.Members(module, [this](std::string_view name, Value value) { ReadOversight(name, value); });
    } else if (key == "descriptionModule") {
      ReadDescription(module);
    } else if (key == "conditionsModule") {
      ReadConditions(module);
    } else if (key == "designModule") {
      ReadDesign(module);
    } else if (key == "armsInterventionsModule") {
      ReadArmsAndInterventions(module);
    } else if (key == "outcomesModule") {
      ReadOutcomes(module);
    } else if (key == "eligibilityModule") {
      ReadEligibility(module);
    } else if (key == "contactsLocationsModule") {
      ReadPlaces(module);
    } else if (key == "referencesModule") {
      ReadReferences(module);
    } else if (key == "ipdSharingStatementModule") {
      ReadIpd(module);
    }
  });
}

void CtgovV2Sections::ReadIdentification(Value module) {
  v1::Study& study = builder_.study();
  reader_.Members(module, [&](std::string_view key, Value value) {
    if (key == "nctId") {
      builder_.SetIdentifier(Text(value), where_);
    } else if (key == "nctIdAliases") {
      reader_.Items(value, [this](size_t, Value alias) { builder_.AddAlias(Text(alias), where_); });
    } else if (key == "orgStudyIdInfo") {
      ReadSecondaryId(value, /*organisation=*/true);
    } else if (key == "secondaryIdInfos") {
      reader_.Items(value, [this](size_t, Value info) { ReadSecondaryId(info, /*organisation=*/false); });
    } else if (key == "briefTitle") {
      Into(value, study.mutable_titles(), "titles");
    } else if (key == "officialTitle") {
      Into(value, study.mutable_official_titles(), "official_titles");
    } else if (key == "acronym") {
      Into(value, study.mutable_acronym(), "acronym");
    }
  });
}

void CtgovV2Sections::ReadSecondaryId(Value info, bool organisation) {
  std::string_view id, type, domain;
  Where where;
  reader_.Members(info, [&](std::string_view key, Value value) {
    if (key == "id") {
      id = Text(value);
      where = where_;
    } else if (key == "type") {
      type = Text(value);
    } else if (key == "domain") {
      domain = Text(value);
    }
  });
  std::string label = organisation ? "Organization study ID" : std::string(type);
  if (!domain.empty()) label += label.empty() ? std::string(domain) : absl::StrCat(": ", std::string(domain));
  builder_.AddSecondaryIds(id, label, where);
}

void CtgovV2Sections::ReadStatus(Value module) {
  v1::Study& study = builder_.study();
  reader_.Members(module, [&](std::string_view key, Value value) {
    if (key == "overallStatus") {
      builder_.SetStatus(Text(value), where_);
    } else if (key == "lastKnownStatus") {
      const std::string_view printed = Text(value);
      if (const auto status = builder_.vocabulary().Status("ctgov", printed)) {
        study.set_last_known_status(*status);
        builder_.At("last_known_status", where_);
      } else if (!printed.empty()) {
        builder_.Unmapped("last_known_status", printed);
      }
    } else if (key == "whyStopped") {
      Into(value, study.mutable_why_stopped(), "why_stopped");
    } else if (key == "expandedAccessInfo") {
      ReadExpandedAccess(value);
    } else if (key == "startDateStruct") {
      DateStruct(value, study.mutable_start_date(), "start_date");
    } else if (key == "primaryCompletionDateStruct") {
      DateStruct(value, study.mutable_primary_completion_date(), "primary_completion_date");
    } else if (key == "completionDateStruct") {
      DateStruct(value, study.mutable_completion_date(), "completion_date");
    } else if (key == "studyFirstPostDateStruct") {
      DateStruct(value, study.mutable_registration_date(), "registration_date");
    } else if (key == "studyFirstSubmitDate") {
      registered_on_submission_ = std::string(Text(value));
      registered_where_ = where_;
    } else if (key == "lastUpdatePostDateStruct") {
      DateStruct(value, study.mutable_last_update_date(), "last_update_date");
    } else if (key == "resultsFirstPostDateStruct") {
      DateStruct(value, study.mutable_results_date(), "results_date");
    }
  });
}

void CtgovV2Sections::ReadSponsors(Value module) {
  reader_.Members(module, [this](std::string_view key, Value value) {
    if (key == "leadSponsor") {
      ReadSponsor(value, /*lead=*/true);
    } else if (key == "collaborators") {
      reader_.Items(value, [this](size_t, Value agency) { ReadSponsor(agency, /*lead=*/false); });
    } else if (key == "responsibleParty") {
      reader_.Members(value, [this](std::string_view name, Value inner) {
        if (name == "investigatorFullName" || name == "oldNameTitle") builder_.NotePerson(Text(inner));
      });
    }
  });
}

void CtgovV2Sections::ReadSponsor(Value agency, bool lead) {
  std::string_view name;
  Where where;
  v1::AgencyClass agency_class = v1::AGENCY_CLASS_UNSPECIFIED;
  reader_.Members(agency, [&](std::string_view key, Value value) {
    if (key == "name") {
      name = Text(value);
      where = where_;
    } else if (key == "class") {
      agency_class = AgencyClassOf(Text(value));
    }
  });
  builder_.AddSponsor(name, agency_class, lead, where);
}

void CtgovV2Sections::ReadOversight(std::string_view key, Value value) {
  if (key == "isFdaRegulatedDrug" || key == "isFdaRegulatedDevice" || key == "isUnapprovedDevice" ||
      key == "isUsExport" || key == "fdaaa801Violation" || key == "isPpsd" || key == "oversightHasDmc") {
    RegulatoryMention(key, value);
  }
}

void CtgovV2Sections::RegulatoryMention(std::string_view key, Value value) {
  const std::string printed = CleanLine(Text(value), TextStyle::kMarkdown);
  if (printed.empty()) return;
  builder_.study().add_regulatory_mentions(absl::StrCat(std::string(key), ": ", printed));
  builder_.At(Indexed("regulatory_mentions", builder_.study().regulatory_mentions_size()), where_);
}

// Access outside the trial; the registration that offers it has an NCT number of its own.
void CtgovV2Sections::ReadExpandedAccess(Value info) {
  reader_.Members(info, [this](std::string_view key, Value value) {
    if (key == "hasExpandedAccess") RegulatoryMention(key, value);
    if (key != "nctId") return;
    builder_.Mention(Text(value));
    RegulatoryMention("expandedAccessNctId", value);
  });
}

void CtgovV2Sections::ReadDescription(Value module) {
  reader_.Members(module, [this](std::string_view key, Value value) {
    if (key == "briefSummary") Into(value, builder_.study().mutable_summaries(), "summaries");
    if (key == "detailedDescription") Into(value, builder_.study().mutable_descriptions(), "descriptions");
  });
}

void CtgovV2Sections::ReadConditions(Value module) {
  reader_.Members(module, [this](std::string_view key, Value value) {
    if (key == "conditions") {
      reader_.Items(value, [this](size_t, Value condition) { builder_.AddCondition(Text(condition), where_); });
    } else if (key == "keywords") {
      reader_.Items(value, [this](size_t, Value word) { Into(word, builder_.study().mutable_keywords(), "keywords"); });
    }
  });
}

void CtgovV2Sections::ReadDesign(Value module) {
  reader_.Members(module, [this](std::string_view key, Value value) {
    if (key == "studyType") {
      builder_.SetStudyType(Text(value), where_);
    } else if (key == "phases") {
      reader_.Items(value, [this](size_t, Value phase) { builder_.AddPhase(Text(phase), where_); });
    } else if (key == "designInfo") {
      ReadDesignInfo(value);
    } else if (key == "targetDuration") {
      DesignLine(value, "Target duration: ");
    } else if (key == "patientRegistry") {
      DesignLine(value, "Patient registry: ");
    } else if (key == "bioSpec") {
      reader_.Members(value, [this](std::string_view name, Value inner) {
        if (name == "description") Into(inner, builder_.study().mutable_descriptions(), "descriptions");
      });
    } else if (key == "enrollmentInfo") {
      std::string count;
      Where where;
      v1::DateKind kind = v1::DATE_KIND_UNSPECIFIED;
      reader_.Members(value, [&](std::string_view name, Value inner) {
        if (name == "count") {
          count = std::string(Text(inner));
          where = where_;
        } else if (name == "type") {
          kind = DateKindOf(Text(inner));
        }
      });
      builder_.SetEnrollment(count, kind, where);
    }
  });
}

void CtgovV2Sections::ReadDesignInfo(Value info) {
  v1::Design& design = *builder_.study().mutable_design();
  reader_.Members(info, [&](std::string_view key, Value value) {
    if (key == "allocation") {
      builder_.SetAllocation(Text(value), where_);
    } else if (key == "interventionModel") {
      Word(value, design.mutable_intervention_model(), "design.intervention_model");
    } else if (key == "observationalModel") {
      Word(value, design.mutable_observational_model(), "design.observational_model");
    } else if (key == "timePerspective") {
      Word(value, design.mutable_time_perspective(), "design.time_perspective");
    } else if (key == "primaryPurpose") {
      Word(value, design.mutable_primary_purpose(), "design.primary_purpose");
    } else if (key == "interventionModelDescription") {
      DesignLine(value, "");
    } else if (key == "maskingInfo") {
      reader_.Members(value, [&](std::string_view name, Value inner) {
        if (name == "masking") {
          builder_.SetMasking(Text(inner), where_);
        } else if (name == "maskingDescription") {
          DesignLine(inner, "");
        } else if (name == "whoMasked") {
          reader_.Items(inner, [this](size_t, Value role) {
            const std::string_view text = Text(role);
            builder_.AddMaskedRole(text, where_);
          });
        }
      });
    }
  });
}

void CtgovV2Sections::DesignLine(Value value, std::string_view label) {
  const std::string text = builder_.Clean(Text(value));
  if (text.empty()) return;
  std::string* design = builder_.study().mutable_design()->mutable_text();
  absl::StrAppend(design, design->empty() ? "" : "\n", absl::string_view(label.data(), label.size()), text);
  builder_.At("design.text", where_);
}

void CtgovV2Sections::ReadDerivedSection(Value section) {
  reader_.Members(section, [this](std::string_view key, Value module) {
    if (key == "miscInfoModule") {
      reader_.Members(module, [this](std::string_view name, Value value) {
        if (name != "versionHolder") return;
        builder_.registration().add_volatile_fields(absl::StrCat("versionHolder: ", std::string(Text(value))));
      });
    } else if (key == "conditionBrowseModule") {
      reader_.Members(module, [this](std::string_view name, Value meshes) {
        if (name != "meshes") return;
        reader_.Items(meshes, [this](size_t, Value mesh) {
          std::string id, term;
          reader_.Members(mesh, [&](std::string_view part, Value value) {
            if (part == "id") id = std::string(Text(value));
            if (part == "term") term = absl::AsciiStrToLower(std::string(Text(value)));
          });
          if (!id.empty()) mesh_[term] = absl::StrCat("mesh:", id);
        });
      });
    }
  });
}

void CtgovV2Sections::Finish() {
  v1::Study& study = builder_.study();
  // Studies of the early years have no post date.
  if (!study.has_registration_date() || study.registration_date().text().empty()) {
    builder_.SetDate(study.mutable_registration_date(), registered_on_submission_, v1::DATE_KIND_UNSPECIFIED,
                     "registration_date", registered_where_);
  }
  NameInterventionsOfArms();
  for (v1::Condition& condition : *study.mutable_conditions()) {
    const auto code = mesh_.find(absl::AsciiStrToLower(condition.names(0).text()));
    if (code != mesh_.end()) condition.add_codes(code->second);
  }
}

}  // namespace trialweave::normalizer
