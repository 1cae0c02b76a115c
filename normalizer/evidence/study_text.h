#ifndef TRIALWEAVE_NORMALIZER_EVIDENCE_STUDY_TEXT_H_
#define TRIALWEAVE_NORMALIZER_EVIDENCE_STUDY_TEXT_H_

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "normalizer/evidence/ev_extractor.h"
#include "normalizer/vocabulary/vocabulary.h"

namespace trialweave::normalizer {

inline const EvExtractor& Extractor() {
  static const EvExtractor extractor(Vocabulary::Embedded()->evidence_terms());
  return extractor;
}

// StudyText builds a registration from what a study says of itself.
class StudyText {
 public:
  explicit StudyText(const std::string& title) { Text(study()->add_titles(), title); }

  StudyText&& Intervention(const std::string& name, const std::string& description = "",
                           const std::string& kind = "BIOLOGICAL") && {
    v1::Intervention* intervention = study()->add_interventions();
    intervention->set_kind(kind);
    Text(intervention->add_names(), name);
    if (!description.empty()) Text(intervention->add_descriptions(), description);
    return std::move(*this);
  }
  StudyText&& Arm(const std::string& kind, const std::string& label, const std::string& description,
                  const std::string& intervention = "") && {
    v1::Arm* arm = study()->add_arms();
    arm->set_kind(kind);
    Text(arm->add_labels(), label);
    Text(arm->add_descriptions(), description);
    if (!intervention.empty()) arm->add_intervention_names(intervention);
    return std::move(*this);
  }
  StudyText&& Summary(const std::string& text) && {
    Text(study()->add_summaries(), text);
    return std::move(*this);
  }
  StudyText&& Condition(const std::string& text) && {
    Text(study()->add_conditions()->add_names(), text);
    return std::move(*this);
  }
  StudyText&& Outcome(const std::string& measure, const std::string& time_frame, bool primary) && {
    v1::OutcomeMeasure* outcome = study()->add_outcomes();
    Text(outcome->add_measures(), measure);
    outcome->set_time_frame(time_frame);
    outcome->set_primary(primary);
    return std::move(*this);
  }
  StudyText&& Observational() && {
    study()->set_study_type(v1::STUDY_TYPE_OBSERVATIONAL);
    return std::move(*this);
  }
  StudyText&& Country(const std::string& code) && {
    study()->add_countries(code);
    return std::move(*this);
  }
  StudyText&& Regulatory(const std::string& text) && {
    study()->add_regulatory_mentions(text);
    return std::move(*this);
  }

  std::optional<v1::EvFacts> Facts() const { return Extractor().Extract(registration_); }
  v1::ProductClass Class() const {
    const auto facts = Facts();
    return facts.has_value() ? facts->product_class() : v1::PRODUCT_CLASS_UNSPECIFIED;
  }
  // Values of a field.
  std::set<std::string> Values(std::string_view field) const {
    std::set<std::string> values;
    const auto facts = Facts();
    if (!facts.has_value()) return values;
    for (const v1::Fact& fact : facts->facts()) {
      if (fact.field() == field) values.insert(fact.value());
    }
    return values;
  }
  const v1::Registration& registration() const { return registration_; }

 private:
  v1::Study* study() { return registration_.mutable_study(); }
  static void Text(v1::LocalizedText* text, const std::string& value) { text->set_text(value); }

  v1::Registration registration_;
};

}  // namespace trialweave::normalizer

#endif  // TRIALWEAVE_NORMALIZER_EVIDENCE_STUDY_TEXT_H_
