#include "normalizer/formats/nhc_html_parser.h"

#include <algorithm>
#include <map>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/registry_id.h"
#include "normalizer/formats/html_page.h"
#include "normalizer/formats/registry_rows.h"

namespace trialweave::normalizer {
namespace {

enum class Field {
  kIdentifier,
  kTitle,
  kOfficialTitle,
  kStudyType,
  kDesign,
  kPhase,
  kPurpose,
  kCondition,
  kSubjects,
  kSampleSize,
  kStatus,
  kLeadSponsor,
  kSponsor,
  kIntervention,
  kPrimaryOutcome,
  kSecondaryOutcome,
  kStart,
  kEnd,
  kPeriod,
  kFirstFiled,
  kFiled,
  kUpdated,
  kOtherIds,
  kInclusion,
  kExclusion,
  kSex,
  kMinimumAge,
  kMaximumAge,
  kIpd,
  kSummary,
};

// Labels without blanks and colons; parentheses are half-width. No label of a person or a contact is among
// them, so nothing of the kind can be read.
const std::map<std::string_view, Field>& Labels() {
  static const auto* const kLabels = new std::map<std::string_view, Field>{{"备案号", Field::kIdentifier},
                                                                           {"项目备案编号", Field::kIdentifier},
                                                                           {"项目备案号", Field::kIdentifier},
                                                                           {"备案编号", Field::kIdentifier},
                                                                           {"登记号", Field::kIdentifier},
                                                                           {"医学研究登记备案号", Field::kIdentifier},
                                                                           {"项目编号", Field::kIdentifier},
                                                                           {"项目名称", Field::kTitle},
                                                                           {"研究名称", Field::kTitle},
                                                                           {"研究项目名称", Field::kTitle},
                                                                           {"备案题目", Field::kOfficialTitle},
                                                                           {"研究题目", Field::kOfficialTitle},
                                                                           {"项目题目", Field::kOfficialTitle},
                                                                           {"正式题目", Field::kOfficialTitle},
                                                                           {"研究类型", Field::kStudyType},
                                                                           {"研究设计", Field::kDesign},
                                                                           {"研究设计类型", Field::kDesign},
                                                                           {"研究分期", Field::kPhase},
                                                                           {"试验分期", Field::kPhase},
                                                                           {"研究阶段", Field::kPhase},
                                                                           {"研究目的", Field::kPurpose},
                                                                           {"研究简介", Field::kSummary},
                                                                           {"项目简介", Field::kSummary},
                                                                           {"研究内容", Field::kSummary},
                                                                           {"研究内容摘要", Field::kSummary},
                                                                           {"研究疾病", Field::kCondition},
                                                                           {"疾病名称", Field::kCondition},
                                                                           {"研究疾病名称", Field::kCondition},
                                                                           {"目标疾病", Field::kCondition},
                                                                           {"适应症", Field::kCondition},
                                                                           {"研究对象", Field::kSubjects},
                                                                           {"样本量", Field::kSampleSize},
                                                                           {"研究样本量", Field::kSampleSize},
                                                                           {"样本总量", Field::kSampleSize},
                                                                           {"预计样本量", Field::kSampleSize},
                                                                           {"计划样本量", Field::kSampleSize},
                                                                           {"研究状态", Field::kStatus},
                                                                           {"项目状态", Field::kStatus},
                                                                           {"研究实施状态", Field::kStatus},
                                                                           {"招募状态", Field::kStatus},
                                                                           {"主要研究单位", Field::kLeadSponsor},
                                                                           {"组长单位", Field::kLeadSponsor},
                                                                           {"牵头单位", Field::kLeadSponsor},
                                                                           {"实施负责单位", Field::kLeadSponsor},
                                                                           {"实施负责(组长)单位", Field::kLeadSponsor},
                                                                           {"主要负责单位", Field::kLeadSponsor},
                                                                           {"负责单位", Field::kLeadSponsor},
                                                                           {"申办单位", Field::kLeadSponsor},
                                                                           {"研究发起单位", Field::kLeadSponsor},
                                                                           {"项目发起单位", Field::kLeadSponsor},
                                                                           {"合作单位", Field::kSponsor},
                                                                           {"参与单位", Field::kSponsor},
                                                                           {"参加单位", Field::kSponsor},
                                                                           {"其他合作单位", Field::kSponsor},
                                                                           {"参与机构", Field::kSponsor},
                                                                           {"干预措施", Field::kIntervention},
                                                                           {"干预方法", Field::kIntervention},
                                                                           {"干预措施名称", Field::kIntervention},
                                                                           {"主要结局指标", Field::kPrimaryOutcome},
                                                                           {"主要指标", Field::kPrimaryOutcome},
                                                                           {"主要观察指标", Field::kPrimaryOutcome},
                                                                           {"主要终点", Field::kPrimaryOutcome},
                                                                           {"主要研究指标", Field::kPrimaryOutcome},
                                                                           {"次要结局指标", Field::kSecondaryOutcome},
                                                                           {"次要指标", Field::kSecondaryOutcome},
                                                                           {"次要观察指标", Field::kSecondaryOutcome},
                                                                           {"次要终点", Field::kSecondaryOutcome},
                                                                           {"次要研究指标", Field::kSecondaryOutcome},
                                                                           {"开始日期", Field::kStart},
                                                                           {"实施开始时间", Field::kStart},
                                                                           {"实施结束时间", Field::kEnd},
                                                                           {"实施开始日期", Field::kStart},
                                                                           {"实施结束日期", Field::kEnd},
                                                                           {"研究开始日期", Field::kStart},
                                                                           {"研究开始时间", Field::kStart},
                                                                           {"开始时间", Field::kStart},
                                                                           {"项目开始日期", Field::kStart},
                                                                           {"结束日期", Field::kEnd},
                                                                           {"研究结束日期", Field::kEnd},
                                                                           {"研究结束时间", Field::kEnd},
                                                                           {"结束时间", Field::kEnd},
                                                                           {"项目结束日期", Field::kEnd},
                                                                           {"研究时间", Field::kPeriod},
                                                                           {"研究起止时间", Field::kPeriod},
                                                                           {"起止时间", Field::kPeriod},
                                                                           {"研究周期", Field::kPeriod},
                                                                           {"首次备案日期", Field::kFirstFiled},
                                                                           {"首次备案时间", Field::kFirstFiled},
                                                                           {"备案日期", Field::kFiled},
                                                                           {"备案时间", Field::kFiled},
                                                                           {"登记日期", Field::kFiled},
                                                                           {"更新日期", Field::kUpdated},
                                                                           {"最近更新日期", Field::kUpdated},
                                                                           {"最后更新日期", Field::kUpdated},
                                                                           {"其他注册号", Field::kOtherIds},
                                                                           {"其他登记号", Field::kOtherIds},
                                                                           {"其他平台注册号", Field::kOtherIds},
                                                                           {"其它注册号", Field::kOtherIds},
                                                                           {"临床试验注册号", Field::kOtherIds},
                                                                           {"注册号", Field::kOtherIds},
                                                                           {"在其他机构的注册号", Field::kOtherIds},
                                                                           {"纳入标准", Field::kInclusion},
                                                                           {"入选标准", Field::kInclusion},
                                                                           {"排除标准", Field::kExclusion},
                                                                           {"性别", Field::kSex},
                                                                           {"受试者性别", Field::kSex},
                                                                           {"最小年龄", Field::kMinimumAge},
                                                                           {"最大年龄", Field::kMaximumAge},
                                                                           {"年龄下限", Field::kMinimumAge},
                                                                           {"年龄上限", Field::kMaximumAge},
                                                                           {"数据共享计划", Field::kIpd},
                                                                           {"是否共享原始数据", Field::kIpd}};
  return *kLabels;
}

struct Pair {
  Field field;
  std::string label;
  std::string value;
  Where where;
};

void ReplaceAll(std::string* text, std::string_view from, std::string_view to) {
  size_t at = text->find(from);
  if (at == std::string::npos) return;
  std::string out;
  size_t start = 0;
  for (; at != std::string::npos; at = text->find(from, start)) {
    out.append(*text, start, at - start).append(to);
    start = at + from.size();
  }
  *text = out.append(*text, start, std::string::npos);
}

// The label as the table of labels has it; empty when it is too long for one.
std::string LabelKey(std::string_view text) {
  if (text.empty() || text.size() > 90) return "";
  std::string key = CleanText(text, TextStyle::kPlain);
  ReplaceAll(&key, "（", "(");
  ReplaceAll(&key, "）", ")");
  ReplaceAll(&key, "：", ":");
  ReplaceAll(&key, "　", "");
  key.erase(std::remove_if(key.begin(), key.end(),
                           [](char c) { return c == ' ' || c == ':' || c == '*' || c == '\n' || c == '\t'; }),
            key.end());
  return key;
}

const Field* FieldOf(std::string_view text, std::string* label) {
  *label = LabelKey(text);
  const auto it = Labels().find(*label);
  return it == Labels().end() ? nullptr : &it->second;
}

// "label: value" in one piece of text.
bool SplitLabelled(const HtmlCell& cell, std::vector<Pair>* pairs) {
  size_t colon = cell.text.find(':');
  size_t length = 1;
  const size_t wide = cell.text.find("：");
  if (wide < colon) {
    colon = wide;
    length = 3;
  }
  if (colon > 90) return false;  // or none
  std::string label;
  const Field* field = FieldOf(std::string_view(cell.text).substr(0, colon), &label);
  std::string value = CleanText(std::string_view(cell.text).substr(colon + length), TextStyle::kPlain);
  if (field == nullptr || value.empty()) return false;
  pairs->push_back({*field, label, std::move(value), {label, cell.offset, cell.length}});
  return true;
}

std::vector<Pair> PairsOf(const std::vector<HtmlCell>& cells) {
  std::vector<Pair> pairs;
  for (size_t i = 0; i < cells.size(); ++i) {
    std::string label, other;
    const Field* field = FieldOf(cells[i].text, &label);
    if (field == nullptr) {
      SplitLabelled(cells[i], &pairs);
      continue;
    }
    if (i + 1 >= cells.size() || !HtmlValueFollows(cells[i], cells[i + 1]) ||
        FieldOf(cells[i + 1].text, &other) != nullptr)
      continue;
    const HtmlCell& value = cells[++i];
    if (!value.text.empty()) pairs.push_back({*field, label, value.text, {label, value.offset, value.length}});
  }
  return pairs;
}

// NhcPage turns pairs into a record.
class NhcPage {
 public:
  explicit NhcPage(RegistrationBuilder* builder) : builder_(*builder) {}

  void Read(const std::vector<Pair>& pairs) {
    // The identifier first: what is stated twice is compared with it.
    for (const Pair& pair : pairs) {
      if (pair.field == Field::kIdentifier && builder_.registration().registration_id().empty()) ReadIdentifier(pair);
    }
    for (const Pair& pair : pairs) ReadPair(pair);
    AddCriteria(&builder_, inclusion_.value, exclusion_.value, inclusion_.where, exclusion_.where);
    if (builder_.study().conditions().empty() && !subjects_.value.empty()) ReadConditions(subjects_);
    ApplyWithdrawalInTitle(&builder_);
  }

 private:
  void ReadIdentifier(const Pair& pair) {
    for (const common::RegistryId& id : common::FindRegistryIds(pair.value)) {
      if (id.scheme == "nhc" && builder_.SetIdentifier(id.value, pair.where)) return;
    }
  }

  void ReadPair(const Pair& pair) {
    v1::Study& study = builder_.study();
    const std::string& value = pair.value;
    const Where& where = pair.where;
    switch (pair.field) {
      case Field::kIdentifier:
        // Another registry's number may stand under a label of the kind.
        if (!common::FindRegistryIds(value).empty()) builder_.AddSecondaryIds(value, pair.label, where);
        break;
      case Field::kTitle:
        if (study.titles().empty()) builder_.AddText(study.mutable_titles(), value, "titles", where);
        break;
      case Field::kOfficialTitle:
        if (study.official_titles().empty())
          builder_.AddText(study.mutable_official_titles(), value, "official_titles", where);
        break;
      case Field::kPurpose:
      case Field::kSummary:
        builder_.AddText(study.mutable_summaries(), value, "summaries", where);
        break;
      case Field::kStudyType:
        ReadStudyType(pair);
        break;
      case Field::kDesign:
        study.mutable_design()->set_text(builder_.Clean(value));
        builder_.At("design.text", where);
        break;
      case Field::kPhase:
        builder_.AddPhase(value, where);
        break;
      case Field::kCondition:
        ReadConditions(pair);
        break;
      case Field::kSubjects:
        subjects_ = pair;
        break;
      case Field::kSampleSize:
        ReadTargetSize(&builder_, value, where);
        break;
      case Field::kStatus:
        builder_.SetStatus(value, where);
        break;
      default:
        ReadMore(pair);
    }
  }

  void ReadMore(const Pair& pair) {
    v1::Study& study = builder_.study();
    const std::string& value = pair.value;
    const Where& where = pair.where;
    switch (pair.field) {
      case Field::kLeadSponsor:
      case Field::kSponsor:
        ReadSponsors(pair);
        break;
      case Field::kIntervention:
        ReadGroupInterventions(&builder_, value, where);
        break;
      case Field::kPrimaryOutcome:
      case Field::kSecondaryOutcome:
        for (const std::string& outcome : SplitList(value, ';')) {
          builder_.AddOutcome(outcome, pair.field == Field::kPrimaryOutcome, where);
        }
        break;
      case Field::kPeriod:
        ReadPeriod(pair);
        break;
      case Field::kOtherIds:
        for (const std::string& id : SplitList(value, ';')) builder_.AddSecondaryIds(id, pair.label, where);
        break;
      case Field::kInclusion:
        inclusion_ = pair;
        break;
      case Field::kExclusion:
        exclusion_ = pair;
        break;
      case Field::kSex:
        builder_.SetSex(value, where);
        break;
      case Field::kMinimumAge:
      case Field::kMaximumAge:
        builder_.SetAge(value, pair.field == Field::kMinimumAge, where);
        break;
      case Field::kIpd:
        study.set_ipd_statement(builder_.Clean(value));
        if (!study.ipd_statement().empty()) builder_.At("ipd_statement", where);
        break;
      default:
        ReadDate(pair);
    }
  }

  void ReadDate(const Pair& pair) {
    v1::Study& study = builder_.study();
    const auto set = [&](v1::StudyDate* date, const char* field) {
      builder_.SetDate(date, pair.value, v1::DATE_KIND_UNSPECIFIED, field, pair.where);
    };
    if (pair.field == Field::kStart) set(study.mutable_start_date(), "start_date");
    if (pair.field == Field::kEnd) set(study.mutable_completion_date(), "completion_date");
    if (pair.field == Field::kUpdated) set(study.mutable_last_update_date(), "last_update_date");
    if (pair.field == Field::kFirstFiled) set(study.mutable_registration_date(), "registration_date");
    // The first filing is the registration; a later one is an update of it.
    if (pair.field == Field::kFiled && !study.has_registration_date())
      set(study.mutable_registration_date(), "registration_date");
  }

  // "2023-02-01 至 2025-01-31".
  void ReadPeriod(const Pair& pair) {
    for (std::string_view separator : {"至", "到", "~", "～", "--", "—"}) {
      const size_t at = pair.value.find(separator);
      if (at == std::string::npos) continue;
      builder_.SetDate(builder_.study().mutable_start_date(), std::string_view(pair.value).substr(0, at),
                       v1::DATE_KIND_UNSPECIFIED, "start_date", pair.where);
      builder_.SetDate(builder_.study().mutable_completion_date(),
                       std::string_view(pair.value).substr(at + separator.size()), v1::DATE_KIND_UNSPECIFIED,
                       "completion_date", pair.where);
      return;
    }
  }

  // "干预性研究/随机对照": the type is what the vocabulary knows of it.
  void ReadStudyType(const Pair& pair) {
    const std::vector<std::string> parts = SplitList(pair.value, '/');
    const bool known = builder_.vocabulary().StudyType("nhc", pair.value).has_value();
    builder_.SetStudyType(known || parts.empty() ? pair.value : parts[0], pair.where);
  }

  void ReadConditions(const Pair& pair) {
    std::string text = pair.value;
    ReplaceAll(&text, "、", ";");
    for (const std::string& condition : SplitList(text, ';')) builder_.AddCondition(condition, pair.where);
  }

  void ReadSponsors(const Pair& pair) {
    std::string text = pair.value;
    ReplaceAll(&text, "、", ";");
    for (const std::string& sponsor : SplitList(text, ';')) {
      builder_.AddSponsor(sponsor, v1::AGENCY_CLASS_UNSPECIFIED, pair.field == Field::kLeadSponsor, pair.where);
    }
  }

  RegistrationBuilder& builder_;
  Pair subjects_ = {};
  Pair inclusion_ = {};
  Pair exclusion_ = {};
};

}  // namespace

ParseResult ParseNhcHtml(std::string_view content, const ParseContext& context) {
  HtmlPage page;
  if (auto cause = ReadHtmlPage(content, context, &page)) return *cause;
  const std::vector<Pair> pairs = PairsOf(page.cells);
  if (pairs.empty()) {
    return MakeCause(v1::DEAD_LETTER_REASON_WRONG_ROOT, "no label of a medical research project with a value");
  }
  RegistrationBuilder builder(context, {"nhc", TextStyle::kPlain, "zh"});
  NhcPage(&builder).Read(pairs);
  if (builder.overflowed())
    return MakeCause(v1::DEAD_LETTER_REASON_LIMIT_EXCEEDED, "more values than a registry entry can have");
  if (builder.registration().registration_id().empty()) {
    return MakeCause(v1::DEAD_LETTER_REASON_NO_IDENTIFIER, "no filing number (MR-pp-yy-nnnnnn) beside its label");
  }
  if (page.saved_from.find("medicalresearch.org.cn/") != std::string::npos) {
    builder.registration().set_url(page.saved_from);
    builder.At("url", {"saved from url", 0, 0});
  }
  // The registry is China's own; every project in it is one of China's.
  builder.AddCountry("中国", {"registry", 0, 0});
  return builder.Finish();
}

}  // namespace trialweave::normalizer
