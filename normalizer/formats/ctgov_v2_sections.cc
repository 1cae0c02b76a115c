#include "normalizer/formats/ctgov_v2_sections.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "normalizer/formats/citation.h"
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

void CtgovV2Sections::Into(Value value, std::string* text, const char* field) {
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
  if (key != "isFdaRegulatedDrug" && key != "isFdaRegulatedDevice" && key != "isUnapprovedDevice" &&
      key != "isUsExport" && key != "fdaaa801Violation" && key != "isPpsd") {
    return;
  }
  const std::string_view printed = Text(value);
  if (printed.empty()) return;
  builder_.study().add_regulatory_mentions(absl::StrCat(std::string(key), ": ", std::string(printed)));
  builder_.At(Indexed("regulatory_mentions", builder_.study().regulatory_mentions_size()), where_);
}

void CtgovV2Sections::ReadDescription(Value module) {
  reader_.Members(module, [this](std::string_view key, Value value) {
    if (key == "briefSummary" || key == "detailedDescription")
      Into(value, builder_.study().mutable_summaries(), "summaries");
  });
}

void CtgovV2Sections::ReadConditions(Value module) {
  reader_.Members(module, [this](std::string_view key, Value value) {
    if (key != "conditions") return;
    reader_.Items(value, [this](size_t, Value condition) { builder_.AddCondition(Text(condition), where_); });
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
    } else if (key == "interventionModel" || key == "observationalModel") {
      Word(value, design.mutable_intervention_model(), "design.intervention_model");
    } else if (key == "primaryPurpose") {
      Word(value, design.mutable_primary_purpose(), "design.primary_purpose");
    } else if (key == "interventionModelDescription" || key == "timePerspective") {
      const std::string text = builder_.Clean(Text(value));
      if (text.empty()) return;
      if (!design.text().empty()) design.mutable_text()->append("\n");
      design.mutable_text()->append(text);
      builder_.At("design.text", where_);
    } else if (key == "maskingInfo") {
      reader_.Members(value, [&](std::string_view name, Value inner) {
        if (name == "masking") {
          builder_.SetMasking(Text(inner), where_);
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

void CtgovV2Sections::ReadArmsAndInterventions(Value module) {
  reader_.Members(module, [this](std::string_view key, Value value) {
    if (key == "armGroups") {
      reader_.Items(value, [this](size_t, Value group) { ReadArm(group); });
    } else if (key == "interventions") {
      reader_.Items(value, [this](size_t, Value intervention) { ReadIntervention(intervention); });
    }
  });
}

void CtgovV2Sections::ReadArm(Value group) {
  v1::Arm& arm = *builder_.study().add_arms();
  const std::string field = Indexed("arms", builder_.study().arms_size());
  reader_.Members(group, [&](std::string_view key, Value value) {
    if (key == "label") {
      builder_.AddText(arm.mutable_labels(), Text(value), field + ".labels", where_);
    } else if (key == "type") {
      arm.set_kind(builder_.Clean(Text(value)));
    } else if (key == "description") {
      builder_.AddText(arm.mutable_descriptions(), Text(value), field + ".descriptions", where_);
    } else if (key == "interventionNames") {
      reader_.Items(value, [&](size_t, Value name) { arm.add_intervention_names(builder_.Clean(Text(name))); });
    }
  });
}

void CtgovV2Sections::ReadIntervention(Value value) {
  v1::Intervention& intervention = *builder_.study().add_interventions();
  const std::string field = Indexed("interventions", builder_.study().interventions_size());
  reader_.Members(value, [&](std::string_view key, Value inner) {
    if (key == "type") {
      intervention.set_kind(builder_.Clean(Text(inner)));
    } else if (key == "name") {
      builder_.AddText(intervention.mutable_names(), Text(inner), field + ".names", where_);
    } else if (key == "description") {
      builder_.AddText(intervention.mutable_descriptions(), Text(inner), field + ".descriptions", where_);
    } else if (key == "otherNames") {
      reader_.Items(inner, [&](size_t, Value name) { intervention.add_other_names(builder_.Clean(Text(name))); });
    }
  });
}

void CtgovV2Sections::ReadOutcomes(Value module) {
  reader_.Members(module, [this](std::string_view key, Value value) {
    if (key != "primaryOutcomes" && key != "secondaryOutcomes" && key != "otherOutcomes") return;
    const bool primary = key == "primaryOutcomes";
    reader_.Items(value, [&](size_t, Value outcome) { ReadOutcome(outcome, primary); });
  });
}

void CtgovV2Sections::ReadOutcome(Value value, bool primary) {
  v1::OutcomeMeasure& outcome = *builder_.study().add_outcomes();
  const std::string field = Indexed("outcomes", builder_.study().outcomes_size());
  outcome.set_primary(primary);
  reader_.Members(value, [&](std::string_view key, Value inner) {
    if (key == "measure") {
      builder_.AddText(outcome.mutable_measures(), Text(inner), field + ".measures", where_);
    } else if (key == "timeFrame") {
      outcome.set_time_frame(builder_.Clean(Text(inner)));
      if (!outcome.time_frame().empty()) builder_.At(field + ".time_frame", where_);
    } else if (key == "description") {
      builder_.AddText(outcome.mutable_descriptions(), Text(inner), field + ".descriptions", where_);
    }
  });
}

void CtgovV2Sections::ReadEligibility(Value module) {
  reader_.Members(module, [this](std::string_view key, Value value) {
    if (key == "sex") {
      builder_.SetSex(Text(value), where_);
    } else if (key == "minimumAge" || key == "maximumAge") {
      const std::string_view age = Text(value);
      builder_.SetAge(age, key == "minimumAge", where_);
    } else if (key == "healthyVolunteers") {
      const std::string_view accepted = Text(value);
      if (accepted != "true" && accepted != "false") return;
      builder_.study().mutable_eligibility()->set_healthy_volunteers(accepted == "true");
      builder_.At("eligibility.healthy_volunteers", where_);
    } else if (key == "eligibilityCriteria") {
      Into(value, builder_.study().mutable_eligibility()->mutable_criteria(), "eligibility.criteria");
    }
  });
}

void CtgovV2Sections::ReadPlaces(Value module) {
  reader_.Members(module, [this](std::string_view key, Value value) {
    if (key == "locations") {
      reader_.Items(value, [this](size_t, Value location) { ReadLocation(location); });
    } else if (key == "overallOfficials" || key == "centralContacts") {
      reader_.Items(value, [this](size_t, Value person) {
        reader_.Members(person, [this](std::string_view name, Value inner) {
          if (name == "name") builder_.NotePerson(Text(inner));
        });
      });
    }
  });
}

void CtgovV2Sections::ReadLocation(Value location) {
  v1::Site site;
  Where where;
  reader_.Members(location, [&](std::string_view key, Value value) {
    if (key == "facility") {
      site.set_facility(builder_.Clean(Text(value)));
      where = where_;
    } else if (key == "city") {
      site.set_city(builder_.Clean(Text(value)));
    } else if (key == "country") {
      const std::string_view country = Text(value);
      site.set_country(builder_.AddCountry(country, where_));
      if (where.path.empty()) where = where_;
    }
  });
  if (site.facility().empty() && site.city().empty() && site.country().empty()) return;
  *builder_.study().add_sites() = std::move(site);
  builder_.At(Indexed("sites", builder_.study().sites_size()), where);
}

void CtgovV2Sections::ReadReferences(Value module) {
  reader_.Members(module, [this](std::string_view key, Value value) {
    if (key != "references") return;
    reader_.Items(value, [this](size_t, Value item) {
      v1::Reference& reference = *builder_.study().add_references();
      reader_.Members(item, [&](std::string_view name, Value inner) {
        if (name == "pmid") reference.set_pmid(std::string(Text(inner)));
        if (name == "citation") reference.set_citation(builder_.Clean(Text(inner)));
      });
      reference.set_doi(DoiIn(reference.citation()));
      builder_.At(Indexed("references", builder_.study().references_size()), where_);
    });
  });
}

void CtgovV2Sections::ReadIpd(Value module) {
  std::string sharing, description;
  Where where;
  reader_.Members(module, [&](std::string_view key, Value value) {
    if (key == "ipdSharing") {
      sharing = builder_.Clean(Text(value));
      where = where_;
    } else if (key == "description") {
      description = builder_.Clean(Text(value));
      if (where.path.empty()) where = where_;
    }
  });
  if (sharing.empty() && description.empty()) return;
  builder_.study().set_ipd_statement(sharing.empty()       ? description
                                     : description.empty() ? sharing
                                                           : absl::StrCat(sharing, ": ", description));
  builder_.At("ipd_statement", where);
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
  for (v1::Condition& condition : *study.mutable_conditions()) {
    const auto code = mesh_.find(absl::AsciiStrToLower(condition.names(0).text()));
    if (code != mesh_.end()) condition.add_codes(code->second);
  }
}

}  // namespace trialweave::normalizer
