#include "normalizer/formats/euctr_record.h"

#include <algorithm>
#include <unordered_map>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "normalizer/formats/printed_text.h"
#include "normalizer/formats/registry_rows.h"

namespace trialweave::normalizer {
namespace {

// Longest name of a country in words: "United Kingdom of Great Britain and Northern Ireland".
constexpr size_t kCountryWords = 8;

std::string Indexed(const char* field, int size) { return absl::StrCat(field, "[", size - 1, "]"); }

}  // namespace

EuctrRecord::Handler EuctrRecord::HandlerOf(std::string_view code) {
  using R = EuctrRecord;
  static const auto* const handlers =
      new std::unordered_map<std::string_view, Handler>{{"X.1", &R::TakeNumber},
                                                        {"A.2", &R::TakeNumber},
                                                        {"X.3", &R::TakeAuthority},
                                                        {"A.1", &R::TakeAuthority},
                                                        {"X.7", &R::TakeLink},
                                                        {"A.3", &R::TakeText},
                                                        {"A.3.1", &R::TakeText},
                                                        {"A.3.2", &R::TakeAcronym},
                                                        {"X.2", &R::TakeId},
                                                        {"A.4.1", &R::TakeId},
                                                        {"A.5.1", &R::TakeId},
                                                        {"A.5.2", &R::TakeId},
                                                        {"A.5.3", &R::TakeId},
                                                        {"A.5.4", &R::TakeId},
                                                        {"A.8", &R::TakePlan},
                                                        {"B.1.1", &R::TakeSponsor},
                                                        {"B.3.1", &R::TakeSponsor},
                                                        {"B.4.1", &R::TakeText},
                                                        {"E.1.1", &R::TakeCondition},
                                                        {"E.1.1.1", &R::TakeText},
                                                        {"E.1.1.2", &R::TakeText},
                                                        {"E.1.2", &R::TakeMeddra},
                                                        {"E.1.2 code", &R::TakeMeddra},
                                                        {"E.1.2 term", &R::TakeMeddra},
                                                        {"E.2.1", &R::TakeText},
                                                        {"E.2.2", &R::TakeText},
                                                        {"E.3", &R::TakeCriteria},
                                                        {"E.4", &R::TakeCriteria},
                                                        {"E.5.1", &R::TakeEndPoint},
                                                        {"E.5.1.1", &R::TakeEndPoint},
                                                        {"E.5.2", &R::TakeEndPoint},
                                                        {"E.5.2.1", &R::TakeEndPoint},
                                                        {"E.8.1.7.1", &R::TakeDesignText},
                                                        {"E.8.2.3.1", &R::TakeDesignText},
                                                        {"E.8.6.3", &R::TakeRegions},
                                                        {"F.4.1", &R::TakeNumberOfSubjects},
                                                        {"F.4.2.1", &R::TakeNumberOfSubjects},
                                                        {"F.4.2.2", &R::TakeNumberOfSubjects},
                                                        {"X.4", &R::TakeState},
                                                        {"X.5", &R::TakeState},
                                                        {"X.6", &R::TakeState},
                                                        {"P. status", &R::TakeState},
                                                        {"P. date", &R::TakeState}};
  const auto handler = handlers->find(code);
  if (handler != handlers->end()) return handler->second;
  if (code.starts_with("D.")) return &R::TakeProduct;
  return code.empty() ? nullptr : &R::TakeQuestion;
}

void EuctrRecord::Take(const EuctrAnswer& answer) {
  if (const Handler handler = HandlerOf(answer.code)) (this->*handler)(answer);
}

void EuctrRecord::AddLocalized(Texts* texts, const EuctrAnswer& answer, const char* field) {
  if (builder_.AddText(texts, answer.value, field, answer.where) && !answer.language.empty())
    texts->rbegin()->set_language(std::string(answer.language));
}

void EuctrRecord::TakeNumber(const EuctrAnswer& answer) {
  const std::string number = CleanLine(answer.value, TextStyle::kPlain);
  if (number.empty() || (!number_.empty() && answer.code != "A.2")) return;
  number_ = number;
  number_where_ = answer.where;
}

void EuctrRecord::TakeAuthority(const EuctrAnswer& answer) {
  const std::string authority = CleanLine(answer.value, TextStyle::kPlain);
  if (authority.empty()) return;
  authority_ = authority;
  authority_where_ = answer.where;
}

// ".../trial/2020-001722-66/ES/", ".../3RD/", ".../Outside EU/EEA/".
void EuctrRecord::TakeLink(const EuctrAnswer& answer) {
  const std::string link = CleanLine(answer.value, TextStyle::kPlain);
  if (!absl::StartsWith(link, "http")) return;
  builder_.registration().set_url(link);
  builder_.At("url", answer.where);
  const size_t number = link.find("/trial/");
  const size_t slash = number == std::string::npos ? number : link.find('/', number + 7);
  if (slash == std::string::npos) return;
  std::string country = link.substr(slash + 1);
  while (!country.empty() && country.back() == '/') country.pop_back();
  if (!country.empty()) country_ = country;
}

void EuctrRecord::TakeText(const EuctrAnswer& answer) {
  v1::Study& study = builder_.study();
  if (answer.code == "A.3") {
    AddLocalized(study.mutable_official_titles(), answer, "official_titles");
  } else if (answer.code == "A.3.1") {
    AddLocalized(study.mutable_titles(), answer, "titles");
  } else if (answer.code == "B.4.1") {
    AddLocalized(study.mutable_funders(), answer, "funders");
  } else if (answer.code == "E.2.1") {
    AddLocalized(study.mutable_summaries(), answer, "summaries");
  } else if (answer.code == "E.2.2") {
    AddLocalized(study.mutable_descriptions(), answer, "descriptions");
  } else {
    AddLocalized(study.mutable_keywords(), answer, "keywords");
  }
}

// "Name or abbreviated title": an acronym is a word or a few, and what is longer is one more title.
void EuctrRecord::TakeAcronym(const EuctrAnswer& answer) {
  v1::Study& study = builder_.study();
  const std::string text = CleanLine(builder_.Clean(answer.value), TextStyle::kPlain);
  constexpr size_t kAcronymBytes = 30;
  if (text.empty()) return;
  if (text.size() <= kAcronymBytes) {
    if (!study.acronym().empty()) return;
    study.set_acronym(text);
    builder_.At("acronym", answer.where);
    return;
  }
  const auto same = [&text](const v1::LocalizedText& title) { return title.text() == text; };
  if (std::none_of(study.titles().begin(), study.titles().end(), same))
    AddLocalized(study.mutable_titles(), answer, "titles");
}

void EuctrRecord::TakeId(const EuctrAnswer& answer) {
  const char* type = answer.code == "A.5.1"   ? "ISRCTN number"
                     : answer.code == "A.5.2" ? "US NCT number"
                     : answer.code == "A.5.3" ? "WHO universal trial number"
                     : answer.code == "A.5.4" ? "Other identifier"
                                              : "Sponsor's protocol code number";
  builder_.AddSecondaryIds(answer.value, type, answer.where);
}

// "P/0123/2010", "EMEA-000468-PIP02-12"; what stands here else is no number.
void EuctrRecord::TakePlan(const EuctrAnswer& answer) {
  const std::string plan = CleanLine(builder_.Clean(answer.value), TextStyle::kPlain);
  if (!absl::StartsWith(plan, "P/") && !absl::StartsWith(plan, "EMEA") && !absl::StartsWith(plan, "EMA")) return;
  builder_.study().add_regulatory_mentions("Paediatric investigation plan: " + plan);
  builder_.At(Indexed("regulatory_mentions", builder_.study().regulatory_mentions_size()), answer.where);
}

// The first sponsor leads.
void EuctrRecord::TakeSponsor(const EuctrAnswer& answer) {
  v1::Study& study = builder_.study();
  if (answer.code == "B.1.1") {
    builder_.AddSponsor(answer.value, v1::AGENCY_CLASS_UNSPECIFIED, study.sponsors_size() == 0, answer.where);
    return;
  }
  const std::string status = CleanLine(answer.value, TextStyle::kPlain);
  if (study.sponsors_size() == 0 || status.empty()) return;
  v1::Sponsor* sponsor = study.mutable_sponsors(study.sponsors_size() - 1);
  if (absl::EqualsIgnoreCase(status, "Commercial")) {
    sponsor->set_agency_class(v1::AGENCY_CLASS_INDUSTRY);
  } else if (absl::EqualsIgnoreCase(status, "Non-Commercial")) {
    sponsor->set_agency_class(v1::AGENCY_CLASS_OTHER);
  } else {
    builder_.Unmapped("sponsor_status", status);
  }
}

// Its translations follow it.
void EuctrRecord::TakeCondition(const EuctrAnswer& answer) {
  v1::Study& study = builder_.study();
  if (answer.language.empty() || study.conditions_size() == 0) {
    builder_.AddCondition(answer.value, answer.where);
    if (study.conditions_size() > 0 && !answer.language.empty())
      study.mutable_conditions(0)->mutable_names(0)->set_language(std::string(answer.language));
  } else {
    AddLocalized(study.mutable_conditions(0)->mutable_names(), answer, "");
  }
}

// MedDRA terms: a code, then its term.
void EuctrRecord::TakeMeddra(const EuctrAnswer& answer) {
  const std::string text = CleanLine(builder_.Clean(answer.value), TextStyle::kPlain);
  if (answer.code == "E.1.2 code") {
    meddra_term_ = text;
    meddra_where_ = answer.where;
  } else if (answer.code == "E.1.2 term" && !text.empty()) {
    v1::Study& study = builder_.study();
    constexpr int kCompared = 100;
    v1::Condition* condition = nullptr;
    for (int i = 0; i < std::min(study.conditions_size(), kCompared) && condition == nullptr; ++i) {
      if (absl::EqualsIgnoreCase(study.conditions(i).names(0).text(), text)) condition = study.mutable_conditions(i);
    }
    if (condition == nullptr) {
      builder_.AddCondition(text, answer.where);
      condition = study.mutable_conditions(study.conditions_size() - 1);
    }
    if (!meddra_term_.empty()) condition->add_codes("meddra:" + meddra_term_);
    meddra_term_.clear();
  }
}

void EuctrRecord::TakeCriteria(const EuctrAnswer& answer) {
  Criteria& criteria = criteria_[std::string(answer.language)];
  const bool inclusion = answer.code == "E.3";
  (inclusion ? criteria.inclusion : criteria.exclusion) = std::string(answer.value);
  if (answer.language.empty()) (inclusion ? inclusion_where_ : exclusion_where_) = answer.where;
}

void EuctrRecord::TakeEndPoint(const EuctrAnswer& answer) {
  v1::Study& study = builder_.study();
  const bool primary = answer.code.starts_with("E.5.1");
  v1::OutcomeMeasure* last = study.outcomes_size() == 0 ? nullptr : study.mutable_outcomes(study.outcomes_size() - 1);
  if (last != nullptr && last->primary() != primary) last = nullptr;
  if (answer.code.ends_with(".1") && answer.code.size() > 5) {
    if (last == nullptr || !answer.language.empty() || !last->time_frame().empty()) return;
    last->set_time_frame(builder_.Clean(answer.value));
  } else if (last != nullptr && !answer.language.empty()) {
    AddLocalized(last->mutable_measures(), answer, "");
  } else {
    const int before = study.outcomes_size();
    builder_.AddOutcome(answer.value, primary, answer.where);
    if (study.outcomes_size() > before && !answer.language.empty())
      study.mutable_outcomes(before)->mutable_measures(0)->set_language(std::string(answer.language));
  }
}

void EuctrRecord::TakeDesignText(const EuctrAnswer& answer) {
  const std::string text = builder_.Clean(answer.value);
  if (text.empty() || !answer.language.empty()) return;
  std::string* design = builder_.study().mutable_design()->mutable_text();
  absl::StrAppend(design, design->empty() ? "" : "\n", answer.code == "E.8.2.3.1" ? "Comparator: " : "", text);
  builder_.At("design.text", answer.where);
}

// One country a line; ctrdata joins the lines with blanks, so that the longest names that are known tell them apart.
void EuctrRecord::TakeRegions(const EuctrAnswer& answer) {
  for (const std::string& line : SplitList(builder_.Clean(answer.value), '\n')) {
    if (builder_.vocabulary().Country(line).has_value()) {
      builder_.AddCountry(line, answer.where);
      continue;
    }
    const std::vector<std::string> words = absl::StrSplit(line, ' ', absl::SkipEmpty());
    for (size_t i = 0; i < words.size();) {
      size_t length = std::min(kCountryWords, words.size() - i);
      std::string name;
      for (; length > 0; --length) {
        name = absl::StrJoin(words.begin() + i, words.begin() + i + length, " ");
        if (length == 1 || builder_.vocabulary().Country(name).has_value()) break;
      }
      builder_.AddCountry(name, answer.where);
      i += length;
    }
  }
}

void EuctrRecord::TakeNumberOfSubjects(const EuctrAnswer& answer) {
  if (builder_.Clean(answer.value).empty()) return;
  // The widest circle comes last in the form; a nought there says that it was not filled in.
  const std::string number = CleanLine(answer.value, TextStyle::kPlain);
  if (number == "0" && builder_.study().enrollment().has_count()) return;
  const char* label = answer.code == "F.4.1"     ? "In the member state: "
                      : answer.code == "F.4.2.1" ? "In the EEA: "
                                                 : "In the whole clinical trial: ";
  builder_.SetEnrollment(absl::StrCat(label, number), v1::DATE_KIND_ESTIMATED, answer.where);
}

void EuctrRecord::TakeState(const EuctrAnswer& answer) {
  v1::Study& study = builder_.study();
  if (answer.code == "X.4") {
    builder_.SetStudyType(answer.value, answer.where);
  } else if (answer.code == "X.5" || (answer.code == "P. status" && study.status_text().empty())) {
    builder_.SetStatus(answer.value, answer.where);
  } else if (answer.code == "X.6") {
    builder_.SetDate(study.mutable_registration_date(), answer.value, v1::DATE_KIND_ACTUAL, "registration_date",
                     answer.where);
  } else if (answer.code == "P. date") {
    builder_.SetDate(study.mutable_completion_date(), answer.value, v1::DATE_KIND_ACTUAL, "completion_date",
                     answer.where);
  }
}

// The EudraCT number is the registration, the member state the part: as the WHO's rows "EUCTR2020-001722-66-ES".
void EuctrRecord::AddIdentifier() {
  const std::string state = authority_.substr(0, authority_.find(" - "));
  std::string country = country_;
  if (country.empty()) country = builder_.vocabulary().Country(state).value_or("");
  if (absl::StrContains(absl::AsciiStrToLower(country.empty() ? authority_ : country), "outside") ||
      absl::EqualsIgnoreCase(country, "third") || absl::EqualsIgnoreCase(country, "3rd"))
    country = "3RD";
  const std::string number = absl::StartsWith(number_, "EUCTR") ? number_.substr(5) : number_;
  const auto upper = absl::AsciiStrToUpper(country);
  if (country.empty() || !builder_.SetIdentifier(absl::StrCat(number, "-", upper), number_where_))
    builder_.SetIdentifier(number, number_where_);
  const std::string& part = builder_.registration().country_part();
  if (part.empty()) builder_.Note("country_part: no member state that can be read with certainty");
  if (builder_.vocabulary().Country(state).has_value()) {
    builder_.AddCountry(state, authority_where_);
  } else if (part.size() == 2) {
    builder_.study().add_countries(part);
    builder_.At("countries", number_where_);
  }
}

void EuctrRecord::AddAllCriteria() {
  for (const auto& [language, criteria] : criteria_) {
    const int before = builder_.study().eligibility().criteria_size();
    AddCriteria(&builder_, criteria.inclusion, criteria.exclusion, inclusion_where_, exclusion_where_);
    if (!language.empty() && builder_.study().eligibility().criteria_size() > before)
      builder_.study().mutable_eligibility()->mutable_criteria()->rbegin()->set_language(language);
  }
}

void EuctrRecord::Finish() {
  AddIdentifier();
  products_.Finish();
  questions_.Finish();
  AddAllCriteria();
}

}  // namespace trialweave::normalizer
