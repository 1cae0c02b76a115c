#include "query/search/search_texts.h"

namespace trialweave::query {
namespace {

// Weights follow what a title, a name and a paragraph say of what a trial is about; docs/search.md has them.
constexpr int kTitleWeight = 6;
constexpr int kNameWeight = 4;
constexpr int kKeywordWeight = 3;
constexpr int kTextWeight = 1;

class TextCollector {
 public:
  void Add(const char* field, absl::string_view text, int weight) {
    if (!text.empty()) texts_.push_back({field, text, weight});
  }
  template <typename Texts>
  void AddAll(const char* field, const Texts& texts, int weight) {
    for (const v1::LocalizedText& text : texts) Add(field, text.text(), weight);
  }
  std::vector<SearchText> Take() { return std::move(texts_); }

 private:
  std::vector<SearchText> texts_;
};

void AddNames(const v1::Study& study, TextCollector& texts) {
  texts.AddAll("title", study.titles(), kTitleWeight);
  texts.AddAll("title", study.official_titles(), kTitleWeight);
  texts.Add("title", study.acronym(), kTitleWeight);
  for (const v1::Condition& condition : study.conditions()) texts.AddAll("condition", condition.names(), kNameWeight);
  for (const v1::Intervention& intervention : study.interventions()) {
    texts.AddAll("intervention", intervention.names(), kNameWeight);
    for (const std::string& name : intervention.other_names()) texts.Add("intervention", name, kNameWeight);
  }
  texts.AddAll("keyword", study.keywords(), kKeywordWeight);
}

void AddProse(const v1::Study& study, TextCollector& texts) {
  texts.AddAll("summary", study.summaries(), kTextWeight);
  for (const v1::Arm& arm : study.arms()) {
    texts.AddAll("arm", arm.labels(), kTextWeight);
    texts.AddAll("arm", arm.descriptions(), kTextWeight);
  }
  for (const v1::Intervention& intervention : study.interventions()) {
    texts.AddAll("intervention", intervention.descriptions(), kTextWeight);
  }
  for (const v1::OutcomeMeasure& outcome : study.outcomes()) texts.AddAll("outcome", outcome.measures(), kTextWeight);
  texts.AddAll("description", study.descriptions(), kTextWeight);
  for (const v1::Sponsor& sponsor : study.sponsors()) texts.AddAll("sponsor", sponsor.names(), kTextWeight);
  for (const v1::Site& site : study.sites()) {
    texts.Add("site", site.facility(), kTextWeight);
    texts.Add("site", site.city(), kTextWeight);
  }
  texts.AddAll("results", study.results_summary().texts(), kTextWeight);
}

}  // namespace

std::vector<SearchText> SearchTexts(const v1::Trial& trial) {
  TextCollector texts;
  AddNames(trial.study(), texts);
  AddProse(trial.study(), texts);
  return texts.Take();
}

}  // namespace trialweave::query
