#include "normalizer/formats/chictr_html_labels.h"

#include <unordered_map>

#include "normalizer/formats/html_page.h"

namespace trialweave::normalizer {
namespace {

struct Row {
  std::string_view key;
  ChictrLabel label;
};

// Keys as HtmlLabelKey makes them. Pages of different years word some labels differently.
constexpr Row kChinese[] = {
    {"注册号", ChictrLabel::kIdentifier},
    {"最近更新日期", ChictrLabel::kLastRefreshed},
    {"注册时间", ChictrLabel::kRegistered},
    {"注册号状态", ChictrLabel::kRegistrationStatus},
    {"注册题目", ChictrLabel::kTitle},
    {"注册题目简写", ChictrLabel::kAcronym},
    {"研究课题的正式科学名称", ChictrLabel::kOfficialTitle},
    {"正式科学名", ChictrLabel::kOfficialTitle},
    {"研究课题代号", ChictrLabel::kSubjectId},
    {"研究课题的正式科学名称简写", ChictrLabel::kAcronym},
    {"在二级注册机构或其它机构的注册号", ChictrLabel::kPartnerId},
    {"在二级注册机构或其他机构的注册号", ChictrLabel::kPartnerId},
    {"在其它机构的注册号", ChictrLabel::kPartnerId},
    {"在其他机构的注册号", ChictrLabel::kPartnerId},
    {"全球唯一识别码", ChictrLabel::kUtn},
    {"申请注册联系人", ChictrLabel::kPerson},
    {"研究负责人", ChictrLabel::kPerson},
    {"伦理委员会联系人", ChictrLabel::kPerson},
    {"是否获伦理委员会批准", ChictrLabel::kEthicsApproved},
    {"伦理委员会批件文号", ChictrLabel::kEthicsNumber},
    {"批准本研究的伦理委员会名称", ChictrLabel::kEthicsCommittee},
    {"伦理委员会批准日期", ChictrLabel::kEthicsDate},
    {"研究实施负责单位", ChictrLabel::kPrimarySponsor},
    {"试验主办单位", ChictrLabel::kSecondarySponsor},
    {"经费或物资来源", ChictrLabel::kFunding},
    {"研究疾病", ChictrLabel::kCondition},
    {"研究疾病名称", ChictrLabel::kCondition},
    {"研究疾病代码", ChictrLabel::kConditionCode},
    {"研究类型", ChictrLabel::kStudyType},
    {"研究所处阶段", ChictrLabel::kPhase},
    {"研究设计", ChictrLabel::kDesign},
    {"研究目的", ChictrLabel::kObjectives},
    {"药物成份或治疗方案详述", ChictrLabel::kTreatment},
    {"药物成分或治疗方案详述", ChictrLabel::kTreatment},
    {"纳入标准", ChictrLabel::kInclusion},
    {"排除标准", ChictrLabel::kExclusion},
    {"研究实施时间", ChictrLabel::kExecution},
    {"征募观察对象时间", ChictrLabel::kRecruiting},
    {"征募研究对象时间", ChictrLabel::kRecruiting},
    {"干预措施", ChictrLabel::kInterventions},
    {"组别", ChictrLabel::kGroup},
    {"样本量", ChictrLabel::kSampleSize},
    {"例数", ChictrLabel::kSampleSize},
    {"样本总量", ChictrLabel::kTotalSize},
    {"金标准或参考标准", ChictrLabel::kGoldStandard},
    {"指标试验", ChictrLabel::kIndexTest},
    {"目标人群", ChictrLabel::kTargetPopulation},
    {"容易混淆的疾病人群", ChictrLabel::kSimilarPopulation},
    {"研究实施地点", ChictrLabel::kSettings},
    {"国家", ChictrLabel::kCountry},
    {"省", ChictrLabel::kProvince},
    {"市", ChictrLabel::kCity},
    {"单位", ChictrLabel::kInstitution},
    {"指标中文名", ChictrLabel::kOutcome},
    {"指标类型", ChictrLabel::kOutcomeType},
    {"测量时间点", ChictrLabel::kOutcomeTime},
    {"测量方法", ChictrLabel::kOutcomeMethod},
    {"征募研究对象情况", ChictrLabel::kStatus},
    {"年龄范围", ChictrLabel::kAge},
    {"最小", ChictrLabel::kMinimumAge},
    {"最大", ChictrLabel::kMaximumAge},
    {"性别", ChictrLabel::kSex},
    {"随机方法", ChictrLabel::kRandomization},
    {"盲法", ChictrLabel::kBlinding},
    {"是否共享原始数据", ChictrLabel::kIpd},
    {"原始数据公开时间", ChictrLabel::kIpdTime},
    {"共享原始数据的方式", ChictrLabel::kIpdWay},
};

constexpr Row kEnglish[] = {
    {"registrationnumber", ChictrLabel::kIdentifier},
    {"dateoflastrefreshedon", ChictrLabel::kLastRefreshed},
    {"dateofregistration", ChictrLabel::kRegistered},
    {"registrationstatus", ChictrLabel::kRegistrationStatus},
    {"publictitle", ChictrLabel::kTitle},
    {"englishacronym", ChictrLabel::kAcronym},
    {"scientifictitle", ChictrLabel::kOfficialTitle},
    {"scientifictitleacronym", ChictrLabel::kAcronym},
    {"studysubjectid", ChictrLabel::kSubjectId},
    {"theregistrationnumberofthepartnerregistryorotherregister", ChictrLabel::kPartnerId},
    {"registrationnumberofthepartnerregistryorotherregister", ChictrLabel::kPartnerId},
    {"utn", ChictrLabel::kUtn},
    {"applicant", ChictrLabel::kPerson},
    {"studyleader", ChictrLabel::kPerson},
    {"contactnameoftheethiccommittee", ChictrLabel::kPerson},
    {"approvedbyethiccommittee", ChictrLabel::kEthicsApproved},
    {"approvedbyethicscommittee", ChictrLabel::kEthicsApproved},
    {"approvednoofethiccommittee", ChictrLabel::kEthicsNumber},
    {"approvednoofethicscommittee", ChictrLabel::kEthicsNumber},
    {"nameoftheethiccommittee", ChictrLabel::kEthicsCommittee},
    {"nameoftheethicscommittee", ChictrLabel::kEthicsCommittee},
    {"dateofapprovedbyethiccommittee", ChictrLabel::kEthicsDate},
    {"dateofapprovedbyethicscommittee", ChictrLabel::kEthicsDate},
    {"primarysponsor", ChictrLabel::kPrimarySponsor},
    {"secondarysponsor", ChictrLabel::kSecondarySponsor},
    {"sourceoffunding", ChictrLabel::kFunding},
    {"sourcesoffunding", ChictrLabel::kFunding},
    {"targetdisease", ChictrLabel::kCondition},
    {"targetdiseasecode", ChictrLabel::kConditionCode},
    {"studytype", ChictrLabel::kStudyType},
    {"studyphase", ChictrLabel::kPhase},
    {"studydesign", ChictrLabel::kDesign},
    {"objectivesofstudy", ChictrLabel::kObjectives},
    {"descriptionformedicineorprotocoloftreatmentindetail", ChictrLabel::kTreatment},
    {"inclusioncriteria", ChictrLabel::kInclusion},
    {"exclusioncriteria", ChictrLabel::kExclusion},
    {"studyexecutetime", ChictrLabel::kExecution},
    {"recruitingtime", ChictrLabel::kRecruiting},
    {"interventions", ChictrLabel::kInterventions},
    {"intervention", ChictrLabel::kInterventions},
    {"group", ChictrLabel::kGroup},
    {"samplesize", ChictrLabel::kSampleSize},
    {"totalsamplesize", ChictrLabel::kTotalSize},
    {"goldstandardorreferencestandard", ChictrLabel::kGoldStandard},
    {"indextest", ChictrLabel::kIndexTest},
    {"targetcondition", ChictrLabel::kTargetPopulation},
    {"populationwithconditiondifficulttodistinguishfromthetargetcondition", ChictrLabel::kSimilarPopulation},
    {"populationwithsimilarcondition", ChictrLabel::kSimilarPopulation},
    {"countriesofrecruitmentandresearchsettings", ChictrLabel::kSettings},
    {"country", ChictrLabel::kCountry},
    {"province", ChictrLabel::kProvince},
    {"city", ChictrLabel::kCity},
    {"institutionhospital", ChictrLabel::kInstitution},
    {"institution", ChictrLabel::kInstitution},
    {"outcome", ChictrLabel::kOutcome},
    {"outcomename", ChictrLabel::kOutcome},
    {"type", ChictrLabel::kOutcomeType},
    {"measuretimepointofoutcome", ChictrLabel::kOutcomeTime},
    {"measuremethod", ChictrLabel::kOutcomeMethod},
    {"recruitingstatus", ChictrLabel::kStatus},
    {"participantage", ChictrLabel::kAge},
    {"minage", ChictrLabel::kMinimumAge},
    {"maxage", ChictrLabel::kMaximumAge},
    {"gender", ChictrLabel::kSex},
    {"randomizationprocedure", ChictrLabel::kRandomization},
    {"blinding", ChictrLabel::kBlinding},
    {"ipdsharing", ChictrLabel::kIpd},
    {"thetimeofsharingipd", ChictrLabel::kIpdTime},
    {"thewayofsharingipd", ChictrLabel::kIpdWay},
};

const std::unordered_map<std::string_view, ChictrLabelText>& Labels() {
  static const auto* const kLabels = [] {
    auto* labels = new std::unordered_map<std::string_view, ChictrLabelText>;
    for (const Row& row : kChinese) labels->emplace(row.key, ChictrLabelText{row.label, "zh"});
    for (const Row& row : kEnglish) labels->emplace(row.key, ChictrLabelText{row.label, "en"});
    return labels;
  }();
  return *kLabels;
}

}  // namespace

std::vector<ChictrLabelText> FindChictrLabels(std::string_view cell) {
  const std::string key = HtmlLabelKey(cell);
  if (key.empty()) return {};
  if (const auto it = Labels().find(key); it != Labels().end()) return {it->second};
  const auto halves = HtmlLabelHalves(key);
  if (!halves.has_value()) return {};
  const auto zh = Labels().find(halves->first), en = Labels().find(halves->second);
  const bool zh_known = zh != Labels().end(), en_known = en != Labels().end();
  if (zh_known && en_known && zh->second.label == en->second.label) return {zh->second, en->second};
  // One half in words that are not listed. Without the colon it may be a value that begins like a label.
  if (zh_known == en_known || !EndsWithColon(cell)) return {};
  return {ChictrLabelText{(zh_known ? zh : en)->second.label, "zh"},
          ChictrLabelText{(zh_known ? zh : en)->second.label, "en"}};
}

}  // namespace trialweave::normalizer
