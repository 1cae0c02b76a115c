#include "normalizer/formats/ctis_protocol.h"

#include <algorithm>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "normalizer/formats/printed_text.h"
#include "normalizer/formats/registry_rows.h"

namespace trialweave::normalizer {
namespace {

// Names that CTIS gives to languages, and their codes (ISO 639-1).
constexpr std::pair<std::string_view, std::string_view> kLanguages[] = {
    {"Bulgarian", "bg"},  {"Croatian", "hr"},   {"Czech", "cs"},     {"Danish", "da"},    {"Dutch", "nl"},
    {"English", "en"},    {"Estonian", "et"},   {"Finnish", "fi"},   {"French", "fr"},    {"German", "de"},
    {"Greek", "el"},      {"Hungarian", "hu"},  {"Icelandic", "is"}, {"Irish", "ga"},     {"Italian", "it"},
    {"Latvian", "lv"},    {"Lithuanian", "lt"}, {"Maltese", "mt"},   {"Norwegian", "no"}, {"Polish", "pl"},
    {"Portuguese", "pt"}, {"Romanian", "ro"},   {"Slovak", "sk"},    {"Slovenian", "sl"}, {"Spanish", "es"},
    {"Swedish", "sv"}};

// "und" (BCP 47) where neither CTIS nor the characters say it.
std::string LanguageCode(std::string_view name, std::string_view text) {
  for (const auto& [language, code] : kLanguages) {
    if (absl::EqualsIgnoreCase(std::string(name), std::string(language))) return std::string(code);
  }
  return LanguageOf(text, "und");
}

std::string Indexed(const char* field, int size) { return absl::StrCat(field, "[", size - 1, "]"); }

void AddItem(std::string_view text, std::string* items) {
  if (!text.empty()) absl::StrAppend(items, items->empty() ? "" : "\n", std::string(text));
}

}  // namespace

template <typename Take>
void CtisProtocol::EachTranslation(Value translations, const Take& take) {
  reader_.Items(translations, [&](size_t, Value translation) {
    std::string_view text, language;
    Where where;
    reader_.Members(translation, [&](std::string_view key, Value value) {
      if (key == "attributeTranslation") {
        text = Text(value);
        where = where_;
      } else if (key == "languageDescription") {
        language = Text(value);
      }
    });
    take(text, LanguageCode(language, text), where);
  });
}

void CtisProtocol::AddTranslations(Value translations, Texts* texts) {
  EachTranslation(translations, [&](std::string_view text, const std::string& language, const Where& where) {
    if (builder_.AddText(texts, text, "", where)) texts->rbegin()->set_language(language);
  });
}

void CtisProtocol::ReadConditions(Value condition) {
  reader_.Members(condition, [this](std::string_view key, Value value) {
    if (key == "partIMedicalConditions") {
      reader_.Items(value, [this](size_t, Value item) { ReadCondition(item); });
    } else if (key == "meddraConditionTerms") {
      reader_.Items(value, [this](size_t, Value term) { ReadMeddraTerm(term); });
    }
  });
}

void CtisProtocol::ReadCondition(Value item) {
  v1::Condition condition;
  Where where;
  reader_.Members(item, [&](std::string_view key, Value value) {
    if (key == "medicalCondition") {
      builder_.AddText(condition.mutable_names(), Text(value), "", where_);
      where = where_;
    } else if (key == "medicalConditionTranslations") {
      AddTranslations(value, condition.mutable_names());
    }
  });
  if (condition.names_size() == 0) return;
  *builder_.study().add_conditions() = std::move(condition);
  builder_.At(Indexed("conditions", builder_.study().conditions_size()), where);
}

void CtisProtocol::ReadMeddraTerm(Value term) {
  std::string name, code;
  Where where;
  reader_.Members(term, [&](std::string_view key, Value value) {
    if (key == "termName") {
      name = builder_.Clean(Text(value));
      where = where_;
    } else if (key == "classificationCode") {
      code = builder_.Clean(Text(value));
    }
  });
  if (code.empty()) return;
  v1::Study& study = builder_.study();
  constexpr int kCompared = 100;
  for (int i = 0; i < std::min(study.conditions_size(), kCompared); ++i) {
    v1::Condition* condition = study.mutable_conditions(i);
    if (!absl::EqualsIgnoreCase(condition->names(0).text(), name)) continue;
    condition->add_codes(absl::StrCat("meddra:", code));
    return;
  }
  builder_.AddCondition(name.empty() ? code : name, where);
  if (study.conditions_size() > 0) study.mutable_conditions()->rbegin()->add_codes(absl::StrCat("meddra:", code));
}

void CtisProtocol::ReadObjective(Value objective) {
  v1::Study& study = builder_.study();
  reader_.Members(objective, [&](std::string_view key, Value value) {
    if (key == "mainObjective") {
      Into(value, study.mutable_summaries(), "summaries");
    } else if (key == "mainObjectiveTranslations") {
      AddTranslations(value, study.mutable_summaries());
    } else if (key == "secondaryObjectives") {
      reader_.Items(value, [&](size_t, Value item) {
        reader_.Members(item, [&](std::string_view name, Value inner) {
          if (name == "secondaryObjective") Into(inner, study.mutable_descriptions(), "descriptions");
          if (name == "secondaryObjectiveTranslations") AddTranslations(inner, study.mutable_descriptions());
        });
      });
    }
  });
}

void CtisProtocol::ReadCriteria(Value criteria) {
  reader_.Members(criteria, [this](std::string_view key, Value value) {
    const bool inclusion = key == "principalInclusionCriteria";
    if (!inclusion && key != "principalExclusionCriteria") return;
    reader_.Items(value, [&](size_t, Value item) { ReadCriterion(item, inclusion); });
  });
}

void CtisProtocol::ReadCriterion(Value item, bool inclusion) {
  const auto items = [&](const std::string& language) {
    return inclusion ? &criteria_[language].inclusion : &criteria_[language].exclusion;
  };
  reader_.Members(item, [&](std::string_view key, Value value) {
    if (key == "principalInclusionCriteria" || key == "principalExclusionCriteria") {
      AddItem(Text(value), items(""));
      Where& where = inclusion ? inclusion_where_ : exclusion_where_;
      if (where.path.empty()) where = where_;
    } else if (key.ends_with("Translations")) {
      EachTranslation(value, [&](std::string_view text, const std::string& language, const Where&) {
        AddItem(text, items(language));
      });
    }
  });
}

void CtisProtocol::ReadEndPoints(Value points, bool primary) {
  reader_.Items(points, [&](size_t, Value point) {
    v1::OutcomeMeasure outcome;
    outcome.set_primary(primary);
    Where where;
    reader_.Members(point, [&](std::string_view key, Value value) {
      if (key == "endPoint") {
        builder_.AddText(outcome.mutable_measures(), Text(value), "", where_);
        where = where_;
      } else if (key == "endPointTranslations") {
        AddTranslations(value, outcome.mutable_measures());
      }
    });
    if (outcome.measures_size() == 0) return;
    *builder_.study().add_outcomes() = std::move(outcome);
    builder_.At(Indexed("outcomes", builder_.study().outcomes_size()), where);
  });
}

void CtisProtocol::Finish() {
  v1::Study& study = builder_.study();
  for (const auto& [language, criteria] : criteria_) {
    const int before = study.eligibility().criteria_size();
    AddCriteria(&builder_, criteria.inclusion, criteria.exclusion, inclusion_where_, exclusion_where_);
    if (!language.empty() && study.eligibility().criteria_size() > before)
      study.mutable_eligibility()->mutable_criteria()->rbegin()->set_language(language);
  }
}

}  // namespace trialweave::normalizer
