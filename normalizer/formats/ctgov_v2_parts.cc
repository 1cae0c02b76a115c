// What of a study's modules is about its parts: arms, interventions, outcomes, people and places, publications.
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "normalizer/formats/citation.h"
#include "normalizer/formats/ctgov_v2_sections.h"
#include "normalizer/formats/printed_text.h"

namespace trialweave::normalizer {
namespace {

std::string Indexed(const std::string& field, int size) { return absl::StrCat(field, "[", size - 1, "]"); }

// "DIETARY_SUPPLEMENT" as "Dietary Supplement: ".
std::string KindWords(const std::string& kind) {
  std::string words;
  for (char c : kind) {
    const bool first = words.empty() || words.back() == ' ';
    words.push_back(c == '_' ? ' ' : first ? c : absl::ascii_tolower(c));
  }
  return words.empty() ? words : words + ": ";
}

}  // namespace

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
      Into(value, arm.mutable_kind(), field + ".kind");
    } else if (key == "description") {
      builder_.AddText(arm.mutable_descriptions(), Text(value), field + ".descriptions", where_);
    } else if (key == "interventionNames") {
      reader_.Items(value, [&](size_t, Value name) {
        const std::string text = builder_.Clean(Text(name));
        if (text.empty()) return;
        arm.add_intervention_names(text);
        builder_.At(Indexed(field + ".intervention_names", arm.intervention_names_size()), where_);
      });
    }
  });
}

void CtgovV2Sections::ReadIntervention(Value value) {
  v1::Intervention& intervention = *builder_.study().add_interventions();
  const std::string field = Indexed("interventions", builder_.study().interventions_size());
  reader_.Members(value, [&](std::string_view key, Value inner) {
    if (key == "type") {
      Into(inner, intervention.mutable_kind(), field + ".kind");
    } else if (key == "name") {
      builder_.AddText(intervention.mutable_names(), Text(inner), field + ".names", where_);
    } else if (key == "description") {
      builder_.AddText(intervention.mutable_descriptions(), Text(inner), field + ".descriptions", where_);
    } else if (key == "otherNames") {
      reader_.Items(inner, [&](size_t, Value name) {
        const std::string text = builder_.Clean(Text(name));
        if (text.empty()) return;
        intervention.add_other_names(text);
        builder_.At(Indexed(field + ".other_names", intervention.other_names_size()), where_);
      });
    } else if (key == "armGroupLabels") {
      reader_.Items(inner, [&](size_t, Value label) {
        const std::string text = builder_.Clean(Text(label));
        if (!text.empty()) arm_labels_.push_back({builder_.study().interventions_size() - 1, text, where_});
      });
    }
  });
}

// "Dietary Supplement: Zinc", as the register itself names an arm's interventions, where it does so with the
// interventions only.
void CtgovV2Sections::NameInterventionsOfArms() {
  v1::Study& study = builder_.study();
  std::unordered_map<std::string, int> arms;
  for (int i = 0; i < study.arms_size(); ++i) {
    const v1::Arm& arm = study.arms(i);
    if (arm.labels_size() > 0 && arm.intervention_names_size() == 0) arms.emplace(arm.labels(0).text(), i);
  }
  for (const ArmLabel& label : arm_labels_) {
    const auto found = arms.find(label.text);
    const v1::Intervention& intervention = study.interventions(label.intervention);
    if (found == arms.end() || intervention.names_size() == 0) continue;
    v1::Arm* arm = study.mutable_arms(found->second);
    arm->add_intervention_names(absl::StrCat(KindWords(intervention.kind()), intervention.names(0).text()));
    builder_.At(Indexed(absl::StrCat("arms[", found->second, "].intervention_names"), arm->intervention_names_size()),
                label.where);
  }
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
    } else if (key == "eligibilityCriteria" || key == "studyPopulation" || key == "genderDescription") {
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
    if (key == "references") reader_.Items(value, [this](size_t, Value item) { ReadReference(item); });
    if (key == "availIpds") {
      reader_.Items(value, [this](size_t, Value item) {
        reader_.Members(item, [this](std::string_view, Value inner) { IpdLine(inner); });
      });
    }
  });
}

void CtgovV2Sections::ReadReference(Value item) {
  v1::Reference reference;
  Where citation, pmid;
  reader_.Members(item, [&](std::string_view name, Value inner) {
    if (name == "pmid") {
      reference.set_pmid(CleanLine(Text(inner), TextStyle::kPlain));
      pmid = where_;
    } else if (name == "citation") {
      reference.set_citation(builder_.Clean(Text(inner)));
      citation = where_;
    }
  });
  reference.set_doi(DoiIn(reference.citation()));
  if (reference.ByteSizeLong() == 0) return;
  const bool cited = !reference.citation().empty(), numbered = !reference.pmid().empty();
  *builder_.study().add_references() = std::move(reference);
  const std::string field = Indexed("references", builder_.study().references_size());
  if (cited) builder_.At(field + ".citation", citation);
  if (numbered) builder_.At(field + ".pmid", pmid);
}

void CtgovV2Sections::IpdLine(Value value) {
  const std::string text = builder_.Clean(Text(value));
  if (text.empty()) return;
  std::string* description = builder_.study().mutable_ipd_description();
  absl::StrAppend(description, description->empty() ? "" : "\n", text);
  builder_.At("ipd_description", where_);
}

void CtgovV2Sections::ReadIpd(Value module) {
  std::string* statement = builder_.study().mutable_ipd_statement();
  reader_.Members(module, [&](std::string_view key, Value value) {
    if (key == "ipdSharing" || key == "description") {
      const std::string text = builder_.Clean(Text(value));
      if (text.empty()) return;
      // The word comes first, whatever the order of the members.
      const bool first = key == "ipdSharing";
      if (!statement->empty()) statement->insert(first ? 0 : statement->size(), ": ");
      statement->insert(first ? 0 : statement->size(), text);
      builder_.At("ipd_statement", where_);
    } else if (key == "infoTypes") {
      reader_.Items(value, [this](size_t, Value type) { IpdLine(type); });
    } else if (key == "timeFrame" || key == "accessCriteria" || key == "url") {
      IpdLine(value);
    }
  });
}

}  // namespace trialweave::normalizer
