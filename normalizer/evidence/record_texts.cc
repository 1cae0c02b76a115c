#include "normalizer/evidence/record_texts.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"

namespace trialweave::normalizer {
namespace {

using Localized = google::protobuf::RepeatedPtrField<v1::LocalizedText>;

class Collector {
 public:
  void Add(RecordText like, const std::string& path, const std::string& text) {
    if (text.empty()) return;
    like.text = text;
    like.path = path;
    texts_.push_back(std::move(like));
  }
  void Add(const RecordText& like, const std::string& path, const Localized& texts) {
    for (int i = 0; i < texts.size(); ++i) Add(like, absl::StrCat(path, "[", i, "].text"), texts[i].text());
  }
  void Add(const RecordText& like, const std::string& path,
           const google::protobuf::RepeatedPtrField<std::string>& texts) {
    for (int i = 0; i < texts.size(); ++i) Add(like, absl::StrCat(path, "[", i, "]"), texts[i]);
  }

  std::vector<RecordText> Take() {
    std::stable_sort(texts_.begin(), texts_.end(),
                     [](const RecordText& a, const RecordText& b) { return a.role < b.role; });
    return std::move(texts_);
  }

 private:
  std::vector<RecordText> texts_;
};

RecordText Of(TextRole role, int item = 0, bool name = false, bool primary = false) {
  RecordText text;
  text.role = role;
  text.item = item;
  text.name = name;
  text.primary = primary;
  return text;
}

void AddDesign(const v1::Study& study, Collector* texts) {
  const v1::Design& design = study.design();
  texts->Add(Of(TextRole::kDesign), "study.design.allocation", design.allocation());
  texts->Add(Of(TextRole::kDesign), "study.design.intervention_model", design.intervention_model());
  texts->Add(Of(TextRole::kDesign), "study.design.masking", design.masking());
  texts->Add(Of(TextRole::kDesign), "study.design.text", design.text());
}

void AddStudy(const v1::Study& study, Collector* texts) {
  texts->Add(Of(TextRole::kTitle), "study.titles", study.titles());
  texts->Add(Of(TextRole::kTitle), "study.official_titles", study.official_titles());
  texts->Add(Of(TextRole::kTitle), "study.acronym", study.acronym());
  texts->Add(Of(TextRole::kSummary), "study.summaries", study.summaries());
  texts->Add(Of(TextRole::kDescription), "study.descriptions", study.descriptions());
  texts->Add(Of(TextRole::kKeyword), "study.keywords", study.keywords());
  for (int i = 0; i < study.conditions_size(); ++i) {
    texts->Add(Of(TextRole::kCondition, i), absl::StrCat("study.conditions[", i, "].names"),
               study.conditions(i).names());
  }
  for (int i = 0; i < study.interventions_size(); ++i) {
    const std::string path = absl::StrCat("study.interventions[", i, "]");
    const v1::Intervention& intervention = study.interventions(i);
    texts->Add(Of(TextRole::kIntervention, i, true), path + ".names", intervention.names());
    texts->Add(Of(TextRole::kIntervention, i, true), path + ".other_names", intervention.other_names());
    texts->Add(Of(TextRole::kIntervention, i), path + ".descriptions", intervention.descriptions());
  }
  for (int i = 0; i < study.arms_size(); ++i) {
    const std::string path = absl::StrCat("study.arms[", i, "]");
    texts->Add(Of(TextRole::kArm, i, true), path + ".labels", study.arms(i).labels());
    texts->Add(Of(TextRole::kArm, i), path + ".descriptions", study.arms(i).descriptions());
  }
  for (int i = 0; i < study.outcomes_size(); ++i) {
    const std::string path = absl::StrCat("study.outcomes[", i, "]");
    const v1::OutcomeMeasure& outcome = study.outcomes(i);
    texts->Add(Of(TextRole::kOutcome, i, true, outcome.primary()), path + ".measures", outcome.measures());
    texts->Add(Of(TextRole::kOutcome, i, false, outcome.primary()), path + ".descriptions", outcome.descriptions());
    texts->Add(Of(TextRole::kTimeFrame, i, false, outcome.primary()), path + ".time_frame", outcome.time_frame());
  }
  AddDesign(study, texts);
  texts->Add(Of(TextRole::kRegulatory), "study.regulatory_mentions", study.regulatory_mentions());
  texts->Add(Of(TextRole::kResult), "study.results_summary.texts", study.results_summary().texts());
}

void Append(const std::string& text, std::string* buffer) {
  buffer->append(text);
  buffer->push_back('\n');
}
void Append(const Localized& texts, std::string* buffer) {
  for (const v1::LocalizedText& text : texts) Append(text.text(), buffer);
}

}  // namespace

std::vector<RecordText> TextsOf(const v1::Registration& registration) {
  Collector texts;
  AddStudy(registration.study(), &texts);
  return texts.Take();
}

std::vector<RecordText> TextsOf(const v1::Publication& publication) {
  Collector texts;
  texts.Add(Of(TextRole::kTitle), "titles", publication.titles());
  texts.Add(Of(TextRole::kSummary), "abstracts", publication.abstracts());
  texts.Add(Of(TextRole::kKeyword), "keywords", publication.keywords());
  texts.Add(Of(TextRole::kDesign), "publication_types", publication.publication_types());
  return texts.Take();
}

std::vector<RecordText> TextsOf(const v1::RegulatoryNotice& notice) {
  Collector texts;
  texts.Add(Of(TextRole::kTitle), "titles", notice.titles());
  texts.Add(Of(TextRole::kIntervention, 0, true), "products", notice.products());
  texts.Add(Of(TextRole::kSummary), "subject", notice.subject());
  texts.Add(Of(TextRole::kDescription), "bodies", notice.bodies());
  texts.Add(Of(TextRole::kRegulatory), "reference_numbers", notice.reference_numbers());
  return texts.Take();
}

void AppendMainTexts(const v1::Registration& registration, std::string* buffer) {
  const v1::Study& study = registration.study();
  Append(study.titles(), buffer);
  Append(study.official_titles(), buffer);
  Append(study.summaries(), buffer);
  Append(study.descriptions(), buffer);
  Append(study.keywords(), buffer);
  for (const v1::Condition& condition : study.conditions()) Append(condition.names(), buffer);
  for (const v1::Intervention& intervention : study.interventions()) {
    Append(intervention.names(), buffer);
    for (const std::string& name : intervention.other_names()) Append(name, buffer);
    Append(intervention.descriptions(), buffer);
  }
  for (const v1::Arm& arm : study.arms()) {
    Append(arm.labels(), buffer);
    Append(arm.descriptions(), buffer);
  }
  for (const v1::OutcomeMeasure& outcome : study.outcomes()) Append(outcome.measures(), buffer);
}

void AppendMainTexts(const v1::Publication& publication, std::string* buffer) {
  Append(publication.titles(), buffer);
  Append(publication.abstracts(), buffer);
  for (const std::string& keyword : publication.keywords()) Append(keyword, buffer);
}

void AppendMainTexts(const v1::RegulatoryNotice& notice, std::string* buffer) {
  Append(notice.titles(), buffer);
  Append(notice.bodies(), buffer);
  Append(notice.subject(), buffer);
  for (const std::string& product : notice.products()) Append(product, buffer);
}

}  // namespace trialweave::normalizer
