#include "normalizer/formats/chictr_html_parser.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "normalizer/formats/chictr_html_page.h"
#include "normalizer/formats/chictr_html_values.h"
#include "normalizer/formats/printed_enrollment.h"
#include "normalizer/formats/printed_phase.h"
#include "normalizer/formats/registry_rows.h"

namespace trialweave::normalizer {
namespace {

using Label = ChictrLabel;
using Texts = google::protobuf::RepeatedPtrField<v1::LocalizedText>;

std::string LineOf(std::string_view printed) { return CleanLine(printed, TextStyle::kPlain); }

// ChictrHtmlRecord puts a page into a builder.
class ChictrHtmlRecord {
 public:
  ChictrHtmlRecord(const ChictrHtmlPage& page, RegistrationBuilder* builder) : page_(page), builder_(*builder) {}

  void Read() {
    for (const std::string& person : page_.persons) builder_.NotePerson(LineOf(person));
    ReadIdentifiers();
    ReadTitles();
    ReadEthics();
    ReadSponsors();
    ReadDesign();
    ReadDates();
    ReadGroups();
    ReadSites();
    ReadOutcomes();
    ReadEligibility();
    ReadIpd();
    ApplyWithdrawalInTitle(&builder_);
  }

 private:
  // Both languages of a value, once each.
  bool AddBoth(const ChictrText& text, Texts* texts, const char* field) {
    const int before = texts->size();
    AddOne(text.zh, text.where, texts, field);
    AddOne(text.common, text.where, texts, field);
    AddOne(text.en, text.where_en, texts, field);
    return texts->size() > before;
  }

  void AddOne(const std::string& printed, const Where& where, Texts* texts, const char* field) {
    const std::string text = builder_.Clean(printed);
    if (text.empty()) return;
    for (const v1::LocalizedText& other : *texts) {
      if (other.text() == text) return;
    }
    builder_.AddText(texts, text, field, where);
  }

  void Plain(Label label, std::string* text, const char* field) {
    const ChictrText& value = page_.Get(label);
    *text = LineOf(builder_.Clean(value.any()));
    if (text->empty()) *text = LineOf(builder_.Clean(value.zh));
    if (!text->empty()) builder_.At(field, value.where);
  }

  // The printed word that `known` knows, English before Chinese; else the one that there is.
  template <typename Known>
  std::string Word(const ChictrText& text, const Known& known) const {
    std::vector<std::string> words;
    for (const std::string& printed : {text.en, text.zh, text.common}) {
      for (std::string& line : SplitLines(printed)) words.push_back(std::move(line));
    }
    for (const std::string& word : words) {
      if (known(word)) return word;
    }
    return words.empty() ? "" : words[0];
  }

  static std::vector<std::string> SplitLines(const std::string& printed) {
    std::vector<std::string> lines;
    const std::string text = CleanText(printed, TextStyle::kPlain);
    for (size_t begin = 0; begin < text.size();) {
      const size_t end = std::min(text.find('\n', begin), text.size());
      if (std::string line = LineOf(text.substr(begin, end - begin)); !line.empty()) lines.push_back(std::move(line));
      begin = end + 1;
    }
    return lines;
  }

  void ReadIdentifiers() {
    const ChictrText& id = page_.Get(Label::kIdentifier);
    builder_.SetIdentifier(LineOf(id.any()), id.where);
    const std::pair<Label, const char*> fields[] = {
        {Label::kUtn, "UTN"}, {Label::kPartnerId, "Partner registry"}, {Label::kSubjectId, "Study subject ID"}};
    for (const auto& [label, type] : fields) {
      const ChictrText& text = page_.Get(label);
      for (const std::string& printed : {text.common, text.zh, text.en})
        builder_.AddSecondaryIds(LineOf(printed), type, text.where);
    }
  }

  void ReadTitles() {
    v1::Study& study = builder_.study();
    AddBoth(page_.Get(Label::kTitle), study.mutable_titles(), "titles");
    AddBoth(page_.Get(Label::kOfficialTitle), study.mutable_official_titles(), "official_titles");
    AddBoth(page_.Get(Label::kObjectives), study.mutable_summaries(), "summaries");
    AddBoth(page_.Get(Label::kTreatment), study.mutable_descriptions(), "descriptions");
    Plain(Label::kAcronym, study.mutable_acronym(), "acronym");
    // Whether it was registered before it began is the registry's own judgement of the entry.
    std::string registration;
    Plain(Label::kRegistrationStatus, &registration, "regulatory_mentions[0]");
    if (!registration.empty()) study.add_regulatory_mentions("Registration status: " + registration);
  }

  void ReadEthics() {
    v1::EthicsReview review;
    AddBoth(page_.Get(Label::kEthicsCommittee), review.mutable_committees(), "");
    review.set_status(LineOf(builder_.Clean(page_.Get(Label::kEthicsApproved).any())));
    review.set_reference(LineOf(builder_.Clean(page_.Get(Label::kEthicsNumber).any())));
    const ChictrText& date = page_.Get(Label::kEthicsDate);
    if (!builder_.Clean(date.any(), "date").empty()) {
      builder_.SetDate(review.mutable_approval_date(), date.any(), v1::DATE_KIND_UNSPECIFIED,
                       "ethics_reviews[0].approval_date", date.where);
    }
    if (review.ByteSizeLong() == 0) return;
    *builder_.study().add_ethics_reviews() = std::move(review);
    const Label at = page_.Get(Label::kEthicsCommittee).empty() ? Label::kEthicsApproved : Label::kEthicsCommittee;
    builder_.At("ethics_reviews[0]", page_.Get(at).where);
  }

  // One sponsor with its names in both languages.
  void AddSponsor(const ChictrText& text, bool lead) {
    const std::string first = LineOf(builder_.Clean(text.any()));
    if (first.empty()) return;
    builder_.AddSponsor(first, v1::AGENCY_CLASS_UNSPECIFIED, lead, text.where);
    v1::Sponsor& sponsor = *builder_.study().mutable_sponsors()->rbegin();
    const std::string second = LineOf(builder_.Clean(text.zh));
    if (second != first) AddOne(second, text.where, sponsor.mutable_names(), "");
  }

  void ReadSponsors() {
    AddSponsor(page_.Get(Label::kPrimarySponsor), /*lead=*/true);
    for (const ChictrPlace& place : page_.sponsors) AddSponsor(place.institution, /*lead=*/false);
    // Pages without the table name them beside the label.
    if (page_.sponsors.empty()) AddSponsor(page_.Get(Label::kSecondarySponsor), /*lead=*/false);
    AddBoth(page_.Get(Label::kFunding), builder_.study().mutable_funders(), "funders");
    ReadConditions();
  }

  // The same diseases in two languages, paired where both list as many.
  void ReadConditions() {
    const ChictrText& text = page_.Get(Label::kCondition);
    const std::vector<std::string> zh = SplitList(builder_.Clean(text.zh.empty() ? text.common : text.zh), ';');
    const std::vector<std::string> en = SplitList(builder_.Clean(text.en), ';');
    const bool paired = zh.size() == en.size();
    if (!paired && !zh.empty() && !en.empty()) {
      v1::Condition condition;
      AddBoth(text, condition.mutable_names(), "");
      AddCondition(std::move(condition), text.where);
    } else {
      for (size_t i = 0; i < std::max(zh.size(), en.size()); ++i) {
        v1::Condition condition;
        if (i < zh.size()) AddOne(zh[i], text.where, condition.mutable_names(), "");
        if (i < en.size()) AddOne(en[i], text.where_en, condition.mutable_names(), "");
        AddCondition(std::move(condition), text.where);
      }
    }
    ReadConditionCode();
  }

  void AddCondition(v1::Condition condition, const Where& where) {
    if (condition.names().empty()) return;
    *builder_.study().add_conditions() = std::move(condition);
    builder_.At(absl::StrCat("conditions[", builder_.study().conditions_size() - 1, "]"), where);
  }

  // ChiCTR asks for a code of ICD-10; what has another shape is somebody's own.
  void ReadConditionCode() {
    const std::string code = LineOf(builder_.Clean(page_.Get(Label::kConditionCode).any()));
    if (code.empty() || builder_.study().conditions_size() != 1) return;
    const bool icd =
        code.size() >= 3 && code.size() <= 8 && absl::ascii_isupper(code[0]) && absl::ascii_isdigit(code[1]) &&
        absl::ascii_isdigit(code[2]) &&
        std::all_of(code.begin() + 3, code.end(), [](char c) { return absl::ascii_isalnum(c) || c == '.'; });
    if (icd) builder_.study().mutable_conditions(0)->add_codes("icd10:" + code);
  }

  void ReadDesign() {
    v1::Study& study = builder_.study();
    const Vocabulary& vocabulary = builder_.vocabulary();
    const ChictrText& status = page_.Get(Label::kStatus);
    const auto status_word =
        Word(status, [&](const std::string& word) { return vocabulary.Status("chictr", word).has_value(); });
    builder_.SetStatus(status_word, status.where);
    const ChictrText& type = page_.Get(Label::kStudyType);
    builder_.SetStudyType(
        Word(type, [&](const std::string& word) { return vocabulary.StudyType("chictr", word).has_value(); }),
        type.where);
    const ChictrText& phase = page_.Get(Label::kPhase);
    const std::string phase_word = Word(phase, [&](const std::string& word) {
      return vocabulary.Phases("chictr", word).has_value() || ReadPhases(word).has_value();
    });
    if (!phase_word.empty()) builder_.AddPhase(phase_word, phase.where);
    Plain(Label::kDesign, study.mutable_design()->mutable_text(), "design.text");
    ReadAllocation();
    ReadMasking();
  }

  // The design's word says it ("随机平行对照", where English says only "Parallel"); the procedure is prose.
  void ReadAllocation() {
    const ChictrText& design = page_.Get(Label::kDesign);
    for (const std::string& printed : {design.zh, design.en, design.common}) {
      const std::string word = LineOf(printed);
      if (word.empty() || !builder_.vocabulary().Allocation("chictr", word).has_value()) continue;
      builder_.SetAllocation(word, design.where);
      break;
    }
    const ChictrText& procedure = page_.Get(Label::kRandomization);
    ChictrText labelled = procedure;
    if (!builder_.Clean(procedure.zh).empty()) labelled.zh = "随机方法：" + procedure.zh;
    if (!builder_.Clean(procedure.en).empty()) labelled.en = "Randomization procedure: " + procedure.en;
    if (!builder_.Clean(procedure.common).empty()) labelled.common = "随机方法：" + procedure.common;
    AddBoth(labelled, builder_.study().mutable_descriptions(), "descriptions");
  }

  void ReadMasking() {
    const ChictrText& blinding = page_.Get(Label::kBlinding);
    const auto known = [&](const std::string& word) {
      return builder_.vocabulary().Masking("chictr", word).has_value();
    };
    const std::string word = Word(blinding, known);
    constexpr size_t kLongestWord = 60;
    if (known(word) || word.size() <= kLongestWord) {
      builder_.SetMasking(word, blinding.where);
      return;
    }
    // Prose, not a word that a list lacks.
    builder_.study().mutable_design()->set_masking(LineOf(builder_.Clean(blinding.any())));
    builder_.At("design.masking", blinding.where);
  }

  void SetDate(v1::StudyDate* date, const std::string& printed, const char* field, const Where& where) {
    if (!builder_.Clean(printed, "date").empty())
      builder_.SetDate(date, printed, v1::DATE_KIND_UNSPECIFIED, field, where);
  }

  void ReadDates() {
    v1::Study& study = builder_.study();
    const ChictrText& registered = page_.Get(Label::kRegistered);
    SetDate(study.mutable_registration_date(), registered.any(), "registration_date", registered.where);
    const ChictrText& refreshed = page_.Get(Label::kLastRefreshed);
    SetDate(study.mutable_last_update_date(), refreshed.any(), "last_update_date", refreshed.where);
    const ChictrText& execution = page_.Get(Label::kExecution);
    const ChictrText& recruiting = page_.Get(Label::kRecruiting);
    const ChictrPeriod study_time = ReadChictrPeriod(execution.any()),
                       recruiting_time = ReadChictrPeriod(recruiting.any());
    const bool fallback = study_time.from.empty();
    SetDate(study.mutable_start_date(), fallback ? recruiting_time.from : study_time.from, "start_date",
            fallback ? recruiting.where : execution.where);
    SetDate(study.mutable_completion_date(), study_time.to, "completion_date", execution.where);
  }

  void ReadGroups();
  void ReadTotalSize(int64_t sum, bool summed, const std::string& text, const Where& where);
  void ReadSites();
  void ReadOutcomes();
  void ReadEligibility();
  void ReadIpd();
  void AddIntervention(const ChictrText& text, v1::Arm* arm, const char* kind);

  const ChictrHtmlPage& page_;
  RegistrationBuilder& builder_;
};

void ChictrHtmlRecord::AddIntervention(const ChictrText& text, v1::Arm* arm, const char* kind) {
  v1::Intervention intervention;
  for (const auto& [printed, where] :
       {std::pair<std::string, Where>(text.zh, text.where), {text.common, text.where}, {text.en, text.where_en}}) {
    if (!builder_.Clean(printed, "intervention").empty()) AddOne(printed, where, intervention.mutable_names(), "");
  }
  if (intervention.names().empty()) return;
  if (arm != nullptr) arm->add_intervention_names(intervention.names(0).text());
  intervention.set_kind(kind);
  *builder_.study().add_interventions() = std::move(intervention);
  builder_.At(absl::StrCat("interventions[", builder_.study().interventions_size() - 1, "]"), text.where);
}

void ChictrHtmlRecord::ReadGroups() {
  v1::Study& study = builder_.study();
  int64_t sum = 0;
  bool summed = !page_.groups.empty();
  std::string text;
  Where where;
  for (const ChictrGroup& group : page_.groups) {
    v1::Arm arm;
    AddBoth(group.label, arm.mutable_labels(), "");
    const std::string size = LineOf(builder_.Clean(group.size.any()));
    const std::optional<int64_t> count = ReadEnrollment(size);
    if (count.has_value()) {
      arm.set_size(*count);
      sum += *count;
    }
    summed = summed && count.has_value();
    if (!size.empty()) {
      absl::StrAppend(&text, LineOf(group.label.any()), ":", size, ";");
      if (where.path.empty()) where = group.size.where;
    }
    AddIntervention(group.intervention, &arm, "");
    if (arm.labels().empty() && !arm.has_size() && arm.intervention_names().empty()) continue;
    *study.add_arms() = std::move(arm);
    builder_.At(absl::StrCat("arms[", study.arms_size() - 1, "]"), group.label.where);
  }
  AddIntervention(page_.Get(Label::kGoldStandard), nullptr, "Gold standard");
  AddIntervention(page_.Get(Label::kIndexTest), nullptr, "Index test");
  if (page_.groups.empty()) {
    const ChictrText& all = page_.Get(Label::kInterventions);
    ReadGroupInterventions(&builder_, all.any(), all.where);
  }
  ReadTotalSize(sum, summed, text, where);
}

// Groups are summed as ChiCTR's other formats print them ("group:30;group:30;"). A total that they contradict, or a
// group without a number, leaves the number out.
void ChictrHtmlRecord::ReadTotalSize(int64_t sum, bool summed, const std::string& text, const Where& where) {
  const ChictrText& total = page_.Get(Label::kTotalSize);
  const std::string total_text = LineOf(builder_.Clean(total.any()));
  if (text.empty()) {
    if (!total_text.empty()) ReadTargetSize(&builder_, total_text, total.where);
    return;
  }
  v1::Enrollment* enrollment = builder_.study().mutable_enrollment();
  enrollment->set_text(text);
  builder_.At("enrollment", where);
  const std::optional<int64_t> stated = ReadEnrollment(total_text);
  if (summed && sum < kUnknownEnrollment && (!stated.has_value() || *stated == sum)) {
    enrollment->set_count(sum);
  } else {
    builder_.Note("enrollment: no number that can be read with certainty");
  }
}

void ChictrHtmlRecord::ReadSites() {
  v1::Study& study = builder_.study();
  const auto line = [&](const ChictrText& text) {
    const std::string english = LineOf(builder_.Clean(text.any()));
    return english.empty() ? LineOf(builder_.Clean(text.zh)) : english;
  };
  for (const ChictrPlace& place : page_.settings) {
    v1::Site site;
    site.set_facility(line(place.institution));
    site.set_city(CityOf(line(place.city), line(place.province)));
    const std::string country = line(place.country);
    if (!country.empty()) site.set_country(builder_.AddCountry(country, place.country.where));
    if (site.facility().empty() && site.city().empty()) continue;
    *study.add_sites() = std::move(site);
    builder_.At(absl::StrCat("sites[", study.sites_size() - 1, "]"), place.institution.where);
  }
}

void ChictrHtmlRecord::ReadOutcomes() {
  v1::Study& study = builder_.study();
  for (const ChictrOutcome& row : page_.outcomes) {
    v1::OutcomeMeasure outcome;
    if (!AddBoth(row.name, outcome.mutable_measures(), "")) continue;
    outcome.set_primary(IsChictrPrimary(LineOf(row.type.any())));
    outcome.set_time_frame(LineOf(builder_.Clean(row.time.any())));
    if (outcome.time_frame().empty()) outcome.set_time_frame(LineOf(builder_.Clean(row.time.zh)));
    AddBoth(row.method, outcome.mutable_descriptions(), "");
    *study.add_outcomes() = std::move(outcome);
    builder_.At(absl::StrCat("outcomes[", study.outcomes_size() - 1, "]"), row.name.where);
  }
}

void ChictrHtmlRecord::ReadEligibility() {
  const ChictrText& in = page_.Get(Label::kInclusion);
  const ChictrText& out = page_.Get(Label::kExclusion);
  AddCriteria(&builder_, in.zh.empty() ? in.common : in.zh, out.zh.empty() ? out.common : out.zh, in.where, out.where);
  AddCriteria(&builder_, in.en, out.en, in.where_en, out.where_en);
  const std::string both = LineOf(page_.Get(Label::kAge).any());
  const Where& where = page_.Get(Label::kAge).where;
  std::string minimum = LineOf(page_.Get(Label::kMinimumAge).any());
  std::string maximum = LineOf(page_.Get(Label::kMaximumAge).any());
  if (minimum.empty()) minimum = ReadChictrAge(both, /*minimum=*/true);
  if (maximum.empty()) maximum = ReadChictrAge(both, /*minimum=*/false);
  builder_.SetAge(minimum, /*minimum=*/true, where);
  builder_.SetAge(maximum, /*minimum=*/false, where);
  const ChictrText& sex = page_.Get(Label::kSex);
  builder_.SetSex(
      Word(sex, [&](const std::string& word) { return builder_.vocabulary().Sex("chictr", word).has_value(); }),
      sex.where);
}

void ChictrHtmlRecord::ReadIpd() {
  std::string statement;
  for (Label label : {Label::kIpd, Label::kIpdTime, Label::kIpdWay}) {
    const ChictrText& text = page_.Get(label);
    const std::string printed = LineOf(builder_.Clean(text.any()));
    if (printed.empty()) continue;
    absl::StrAppend(&statement, statement.empty() ? "" : ": ", printed);
    builder_.At("ipd_statement", text.where);
  }
  builder_.study().set_ipd_statement(statement);
}

}  // namespace

ParseResult ParseChictrHtml(std::string_view content, const ParseContext& context) {
  HtmlPage html;
  if (auto cause = ReadHtmlPage(content, context, &html)) return *cause;
  const ChictrHtmlPage page = ReadChictrHtmlPage(html.cells);
  if (page.fields.empty()) {
    return MakeCause(v1::DEAD_LETTER_REASON_WRONG_ROOT, "no label of a ChiCTR project page with a value");
  }
  RegistrationBuilder builder(context, {"chictr", TextStyle::kPlain, "en"});
  ChictrHtmlRecord(page, &builder).Read();
  if (builder.overflowed() || page.overflowed)
    return MakeCause(v1::DEAD_LETTER_REASON_LIMIT_EXCEEDED, "more values than a registry entry can have");
  if (builder.registration().registration_id().empty()) {
    return MakeCause(v1::DEAD_LETTER_REASON_NO_IDENTIFIER, "no registration number beside its label");
  }
  if (absl::StrContains(html.saved_from, "chictr.org.cn/")) {
    builder.registration().set_url(html.saved_from);
    builder.At("url", {"saved from url", 0, 0});
  }
  return builder.Finish();
}

}  // namespace trialweave::normalizer
