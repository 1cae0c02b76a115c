#ifndef TRIALWEAVE_NORMALIZER_FORMATS_CHICTR_HTML_LABELS_H_
#define TRIALWEAVE_NORMALIZER_FORMATS_CHICTR_HTML_LABELS_H_

#include <string>
#include <string_view>
#include <vector>

namespace trialweave::normalizer {

// What a label of ChiCTR's project page introduces. Labels that are not here are not read: telephones, addresses and
// whatever else belongs to a contact; 伦理委员会批件附件, 采集人体标本 and its rows, 数据采集和管理,
// 数据与安全监察委员会, 干预措施代码, 单位级别 and 是否公开试验完成后的统计结果, for which the model has no place;
// 申请人所在单位 and 研究负责人所在单位, which say where a person works and not who stands behind the trial.
enum class ChictrLabel {
  kIdentifier,
  kLastRefreshed,
  kRegistered,
  kRegistrationStatus,
  kTitle,
  kAcronym,
  kOfficialTitle,
  kSubjectId,
  kPartnerId,
  kUtn,
  kPerson,  // only compared with the sponsors
  kEthicsApproved,
  kEthicsNumber,
  kEthicsCommittee,
  kEthicsDate,
  kPrimarySponsor,
  kSecondarySponsor,  // heads a table of institutions
  kFunding,
  kCondition,
  kConditionCode,
  kStudyType,
  kPhase,
  kDesign,
  kObjectives,
  kTreatment,
  kInclusion,
  kExclusion,
  kExecution,
  kRecruiting,
  kInterventions,  // heads a table of groups, or is one group's
  kGroup,
  kSampleSize,
  kTotalSize,
  kGoldStandard,
  kIndexTest,
  kTargetPopulation,
  kSimilarPopulation,
  kSettings,  // heads a table of institutions
  kCountry,
  kProvince,
  kCity,
  kInstitution,
  kOutcome,
  kOutcomeType,
  kOutcomeTime,
  kOutcomeMethod,
  kStatus,
  kAge,
  kMinimumAge,
  kMaximumAge,
  kSex,
  kRandomization,
  kBlinding,
  kIpd,
  kIpdTime,
  kIpdWay,
};

// A label in one of the page's two languages.
struct ChictrLabelText {
  ChictrLabel label;
  // "zh" or "en".
  std::string_view language;
};

// What the text of a cell is the label of: nothing, one language, or both.
std::vector<ChictrLabelText> FindChictrLabels(std::string_view cell);

}  // namespace trialweave::normalizer

#endif  // TRIALWEAVE_NORMALIZER_FORMATS_CHICTR_HTML_LABELS_H_
