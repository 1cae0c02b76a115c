#ifndef TRIALWEAVE_NORMALIZER_FORMATS_CDE_RECORD_H_
#define TRIALWEAVE_NORMALIZER_FORMATS_CDE_RECORD_H_

#include <string>
#include <string_view>

#include "normalizer/formats/registration_builder.h"

namespace trialweave::normalizer {

// The fields of a trial on China's drug trial platform, by the labels of its page. Not read, because the model has no
// place for them: 方案最新版本号, 版本日期, 方案是否为联合用药, 已入组人数 (so far), 第一例受试者签署知情同意书日期,
// 数据安全监查委员会, 试验伤害保险, 试验范围 (the sites say where); because they are persons: 申请人联系人, 联系人...,
// 主要研究者.
enum class CdeField {
  kIdentifier,         // 登记号
  kRelatedIdentifier,  // 相关登记号
  kAcceptanceNumber,   // 临床申请受理号
  kFilingNumber,       // 备案号, of bioequivalence trials
  kProtocolNumber,     // 试验方案编号
  kTitle,              // 试验通俗题目
  kOfficialTitle,      // 试验专业题目
  kStatus,             // 试验状态: 进行中
  kDetailedStatus,     // 进行中（尚未招募）
  kFirstPublished,     // 首次公示信息日期
  kLastUpdated,        // the newest of 信息更新记录
  kApplicants,         // 申请人名称, 申办者名称
  kFunding,            // 试验项目经费来源, of older pages
  kDrugName,           // 药物名称, with its 曾用名
  kPreviousDrugName,   // 曾用名
  kDrugType,           // 药物类型
  kIndication,         // 适应症
  kPurpose,            // 试验目的
  kCategory,           // 试验分类
  kPhase,              // 试验分期
  kDesignType,         // 设计类型
  kRandomization,      // 随机化
  kBlinding,           // 盲法
  kAge,                // 年龄
  kSex,                // 性别
  kHealthyVolunteers,  // 健康受试者
  kInclusion,          // 入选标准
  kExclusion,          // 排除标准
  kTestDrugs,          // 试验药
  kControlDrugs,       // 对照药
  kPlannedSize,        // 目标入组人数
  kFinalSize,          // 实际入组总人数
  kFirstEnrolled,      // 第一例受试者入组日期
  kCompleted,          // 试验完成日期, 试验终止日期
};

// CdeRecord puts the platform's printed values into a builder, the same way for its page and for tables made from it.
// The identifier must come first. Lives for one document; call Finish once.
class CdeRecord {
 public:
  explicit CdeRecord(RegistrationBuilder* builder) : builder_(*builder) {}

  // Unfilled and empty values are absent.
  void Add(CdeField field, std::string_view printed, const Where& where);
  // A row of 各参加机构信息. The investigator's name is not among it.
  void AddSite(std::string_view facility, std::string_view country, std::string_view province, std::string_view city,
               const Where& where);
  // A row of 终点指标; `choice` is 有效性指标 and the like.
  void AddEndpoint(bool primary, std::string_view measure, std::string_view time, std::string_view choice,
                   const Where& where);
  // A row of 伦理委员会信息.
  void AddEthics(std::string_view committee, std::string_view decision, std::string_view date, const Where& where);
  // What needs several fields; then the builder may be finished.
  void Finish();

 private:
  struct Kept {
    std::string text;
    Where where;
  };

  void AddIdentifying(CdeField field, std::string_view printed, const Where& where);
  void AddDesign(CdeField field, std::string_view printed, const Where& where);
  void AddPeople(CdeField field, std::string_view printed, const Where& where);
  void AddAcceptanceNumbers(std::string_view printed, const Where& where);
  void AddDrugs(std::string_view printed, const char* group, const Where& where);
  void SetSize(std::string_view printed, bool planned, const Where& where);
  void SetRegionalDate(std::string_view printed, bool first, const Where& where);
  v1::Intervention* InterventionOf(const std::string& name);
  void AddDrugName();

  RegistrationBuilder& builder_;
  Kept status_, detailed_status_, inclusion_, exclusion_, drug_, previous_drug_, drug_type_;
};

}  // namespace trialweave::normalizer

#endif  // TRIALWEAVE_NORMALIZER_FORMATS_CDE_RECORD_H_
