#include "normalizer/formats/ctis_part_one.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "normalizer/formats/printed_text.h"

namespace trialweave::normalizer {
namespace {

std::string Indexed(const char* field, int size) { return absl::StrCat(field, "[", size - 1, "]"); }

// Kinds of organisation that CTIS tells apart.
v1::AgencyClass AgencyClassOf(std::string_view type, std::string_view commercial) {
  if (absl::StartsWithIgnoreCase(std::string(type), "Pharmaceutical") ||
      absl::StartsWithIgnoreCase(std::string(type), "Industry") || commercial == "true" || commercial == "Commercial") {
    return v1::AGENCY_CLASS_INDUSTRY;
  }
  return type.empty() && commercial.empty() ? v1::AGENCY_CLASS_UNSPECIFIED : v1::AGENCY_CLASS_OTHER;
}

}  // namespace

void CtisPartOne::Read(Value part) {
  reader_.Members(part, [this](std::string_view key, Value value) {
    if (key == "trialDetails") {
      ReadTrialDetails(value);
    } else if (key == "rowSubjectCount") {
      subjects_elsewhere_ = std::string(Text(value));
    } else if (key == "rowCountriesInfo") {
      reader_.Items(value, [this](size_t, Value country) {
        reader_.Members(country, [this](std::string_view name, Value inner) {
          if (name == "name") builder_.AddCountry(Text(inner), where_);
        });
      });
    } else if (key == "products") {
      reader_.Items(value, [this](size_t, Value product) { products_.ReadProduct(product); });
    } else if (key == "productRoleGroupInfos") {
      reader_.Items(value, [this](size_t, Value group) { products_.ReadGroup(group); });
    } else if (key == "sponsors") {
      reader_.Items(value, [this](size_t, Value sponsor) { ReadSponsor(sponsor); });
    } else if (key == "therapeuticAreas") {
      reader_.Items(value, [this](size_t, Value area) {
        reader_.Members(area, [this](std::string_view name, Value inner) {
          if (name == "name") AddKeyword(inner);
        });
      });
    }
  });
}

void CtisPartOne::AddKeyword(Value value) { Into(value, builder_.study().mutable_keywords(), "keywords"); }

void CtisPartOne::ReadTrialDetails(Value details) {
  reader_.Members(details, [this](std::string_view key, Value value) {
    if (key == "clinicalTrialIdentifiers") {
      ReadIdentifiers(value);
    } else if (key == "trialInformation") {
      ReadInformation(value);
    } else if (key == "protocolInformation") {
      reader_.Members(value, [this](std::string_view name, Value design) {
        if (name != "studyDesign") return;
        reader_.Members(design, [this](std::string_view part, Value periods) {
          if (part != "periodDetails") return;
          reader_.Items(periods, [this](size_t, Value period) { ReadPeriod(period); });
        });
      });
    } else if (key == "scientificAdviceAndPip") {
      reader_.Members(value, [this](std::string_view name, Value plans) {
        if (name != "paediatricInvestigationPlan") return;
        reader_.Items(plans, [this](size_t, Value plan) {
          reader_.Members(plan, [this](std::string_view part, Value number) {
            if (part != "paediatricInvestigationNumber" || builder_.Clean(Text(number)).empty()) return;
            builder_.study().add_regulatory_mentions(
                absl::StrCat("Paediatric investigation plan: ", builder_.Clean(Text(number))));
            builder_.At(Indexed("regulatory_mentions", builder_.study().regulatory_mentions_size()), where_);
          });
        });
      });
    } else if (key == "associatedClinicalTrials") {
      reader_.Items(value, [this](size_t, Value trial) { ReadRelated(trial); });
    } else if (key == "pubmedCode") {
      reader_.Items(value, [this](size_t, Value pmid) { AddReference(pmid); });
    }
  });
}

// Another trial, never another identifier of this one.
void CtisPartOne::ReadRelated(Value trial) {
  reader_.Members(trial, [this](std::string_view key, Value value) {
    if (key == "ctNumber") builder_.Mention(Text(value));
  });
}

void CtisPartOne::AddReference(Value pmid) {
  const std::string text = builder_.Clean(Text(pmid));
  if (text.empty()) return;
  const bool digits = std::all_of(text.begin(), text.end(), [](char c) { return absl::ascii_isdigit(c); });
  v1::Reference* reference = builder_.study().add_references();
  digits ? reference->set_pmid(text) : reference->set_citation(text);
  builder_.At(Indexed("references", builder_.study().references_size()), where_);
}

void CtisPartOne::ReadIdentifiers(Value identifiers) {
  v1::Study& study = builder_.study();
  reader_.Members(identifiers, [&](std::string_view key, Value value) {
    if (key == "fullTitle") {
      Into(value, study.mutable_official_titles(), "official_titles");
    } else if (key == "fullTitleTranslations") {
      protocol_.AddTranslations(value, study.mutable_official_titles());
    } else if (key == "publicTitle") {
      Into(value, study.mutable_titles(), "titles");
    } else if (key == "publicTitleTranslations") {
      protocol_.AddTranslations(value, study.mutable_titles());
    } else if (key == "shortTitle") {
      builder_.AddSecondaryIds(Text(value), "Protocol code", where_);
    } else if (key == "secondaryIdentifyingNumbers") {
      ReadOtherNumbers(value);
    }
  });
}

void CtisPartOne::ReadOtherNumbers(Value numbers) {
  const auto read = [this](std::string_view label, Value entry) {
    std::string_view number, name;
    Where where;
    reader_.Members(entry, [&](std::string_view key, Value value) {
      if (key == "number") {
        number = Text(value);
        where = where_;
      } else if (key == "otherRegistryName") {
        name = Text(value);
      }
    });
    builder_.AddSecondaryIds(number, name.empty() ? label : name, where);
  };
  reader_.Members(numbers, [&](std::string_view key, Value value) {
    if (key == "nctNumber") {
      read("NCT number", value);
    } else if (key == "isrctnNumber") {
      read("ISRCTN number", value);
    } else if (key == "whoUniversalTrialNumber") {
      read("WHO universal trial number", value);
    } else if (key == "additionalRegistries") {
      reader_.Items(value, [&](size_t, Value registry) { read("Additional registry", registry); });
    }
  });
}

void CtisPartOne::ReadInformation(Value information) {
  reader_.Members(information, [this](std::string_view key, Value value) {
    if (key == "trialCategory") {
      reader_.Members(value, [this](std::string_view name, Value inner) {
        if (name != "trialPhase") return;
        phase_ = std::string(Text(inner));
        phase_where_ = where_;
      });
    } else if (key == "medicalCondition") {
      protocol_.ReadConditions(value);
    } else if (key == "trialObjective") {
      protocol_.ReadObjective(value);
    } else if (key == "eligibilityCriteria") {
      protocol_.ReadCriteria(value);
    } else if (key == "endPoint") {
      reader_.Members(value, [this](std::string_view name, Value points) {
        if (name == "primaryEndPoints") protocol_.ReadEndPoints(points, /*primary=*/true);
        if (name == "secondaryEndPoints") protocol_.ReadEndPoints(points, /*primary=*/false);
      });
    } else if (key == "trialDuration") {
      ReadDuration(value);
    } else if (key == "sourceOfMonetarySupport") {
      reader_.Items(value, [this](size_t, Value source) {
        reader_.Members(source, [this](std::string_view name, Value inner) {
          if (name == "organisationName") Into(inner, builder_.study().mutable_funders(), "funders");
        });
      });
    } else if (key == "populationOfTrialSubjects") {
      ReadPopulation(value);
    } else if (key == "individualParticipantData" || key == "individualParticipantDataSharingStatement") {
      ReadSharing(value);
    }
  });
}

// Estimates; what has happened stands beside part I and goes before them.
void CtisPartOne::ReadDuration(Value duration) {
  v1::Study& study = builder_.study();
  reader_.Members(duration, [&](std::string_view key, Value value) {
    const bool global = key == "estimatedGlobalEndDate";
    if (key == "estimatedRecruitmentStartDate") {
      if (!study.has_start_date())
        builder_.SetDate(study.mutable_start_date(), Text(value), v1::DATE_KIND_ESTIMATED, "start_date", where_);
    } else if (global || (key == "estimatedEndDate" && !study.completion_date().has_date())) {
      if (study.completion_date().kind() == v1::DATE_KIND_ACTUAL) return;
      builder_.SetDate(study.mutable_completion_date(), Text(value), v1::DATE_KIND_ESTIMATED, "completion_date",
                       where_);
    }
  });
}

void CtisPartOne::ReadPopulation(Value population) {
  reader_.Members(population, [this](std::string_view key, Value value) {
    if (key == "isFemaleSubjects") {
      female_ = Text(value) == "true";
      sex_where_ = where_;
    } else if (key == "isMaleSubjects") {
      male_ = Text(value) == "true";
    } else if (key == "clinicalTrialGroups") {
      reader_.Items(value, [this](size_t, Value group) {
        reader_.Members(group, [this](std::string_view name, Value inner) {
          if (name != "name") return;
          const std::string word = absl::AsciiStrToLower(std::string(Text(inner)));
          groups_where_ = where_;
          healthy_ = healthy_ || absl::StrContains(word, "healthy");
          patients_ = patients_ || absl::StrContains(word, "patient");
        });
      });
    }
  });
}

void CtisPartOne::ReadSharing(Value sharing) {
  std::string& statement = *builder_.study().mutable_ipd_statement();
  reader_.Members(sharing, [&](std::string_view key, Value value) {
    if (key == "id" || key.ends_with("Id")) return;
    const std::string text = builder_.Clean(Text(value));
    if (text.empty()) return;
    // The plan is a code of a list that CTIS does not publish with the record.
    absl::StrAppend(&statement, statement.empty() ? "" : "\n", std::string(key), ": ", text);
    builder_.At("ipd_statement", where_);
  });
}

void CtisPartOne::ReadPeriod(Value period) {
  v1::Design& design = *builder_.study().mutable_design();
  reader_.Members(period, [&](std::string_view key, Value value) {
    if (key == "allocationMethod") {
      if (design.allocation().empty()) builder_.SetAllocation(Text(value), where_);
    } else if (key == "blindingMethodCode") {
      if (design.masking().empty()) builder_.SetMasking(Text(value), where_);
    } else if (key == "title" || key == "periodDescription" || key == "description" || key == "blindingDetails") {
      const std::string text = builder_.Clean(Text(value));
      if (text.empty()) return;
      absl::StrAppend(design.mutable_text(), design.text().empty() ? "" : "\n", text);
      builder_.At("design.text", where_);
    } else if (key == "blindedRoles") {
      reader_.Items(value, [&](size_t, Value role) {
        reader_.Members(role, [&](std::string_view name, Value inner) {
          if (name != "name" || builder_.Clean(Text(inner)).empty()) return;
          design.add_masked_roles(builder_.Clean(Text(inner)));
          builder_.At("design.masked_roles", where_);
        });
      });
    } else if (key == "armDetails") {
      reader_.Items(value, [this](size_t, Value arm) { ReadArm(arm); });
    }
  });
}

void CtisPartOne::ReadArm(Value printed) {
  v1::Arm arm;
  Where where;
  reader_.Members(printed, [&](std::string_view key, Value value) {
    if (key == "title" || key == "armTitle") {
      builder_.AddText(arm.mutable_labels(), Text(value), "", where_);
      where = where_;
    } else if (key == "description" || key == "armDescription") {
      builder_.AddText(arm.mutable_descriptions(), Text(value), "", where_);
    }
  });
  if (arm.labels_size() == 0 && arm.descriptions_size() == 0) return;
  *builder_.study().add_arms() = std::move(arm);
  builder_.At(Indexed("arms", builder_.study().arms_size()), where);
}

void CtisPartOne::ReadSponsor(Value sponsor) {
  std::string_view name, type, commercial;
  bool lead = false;
  Where where;
  reader_.Members(sponsor, [&](std::string_view key, Value value) {
    if (key == "primary") {
      lead = Text(value) == "true";
    } else if (key == "isCommercial" || (key == "commercial" && commercial.empty())) {
      commercial = Text(value);
    } else if (key == "organisation") {
      reader_.Members(value, [&](std::string_view part, Value inner) {
        if (part == "name") {
          name = Text(inner);
          where = where_;
        } else if (part == "type") {
          type = Text(inner);
        }
      });
    }
  });
  builder_.AddSponsor(name, AgencyClassOf(type, commercial), lead, where);
}

void CtisPartOne::Finish() {
  v1::Study& study = builder_.study();
  products_.Finish();
  if (study.phase_text().empty() && !phase_.empty()) builder_.AddPhase(phase_, phase_where_);
  protocol_.Finish();
  if (study.eligibility().sex() == v1::SEX_UNSPECIFIED && female_.has_value() && male_.has_value()) {
    builder_.SetSex(absl::StrCat("Female: ", *female_ ? "yes" : "no", " Male: ", *male_ ? "yes" : "no"), sex_where_);
  }
  if (healthy_ || patients_) {
    study.mutable_eligibility()->set_healthy_volunteers(healthy_);
    builder_.At("eligibility.healthy_volunteers", groups_where_);
  }
}

}  // namespace trialweave::normalizer
