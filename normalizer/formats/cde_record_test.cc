#include "normalizer/formats/cde_record.h"

#include "gmock/gmock.h"
#include "normalizer/formats/cde_values.h"
#include "normalizer/formats/parser_testing.h"

namespace trialweave::normalizer {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class CdeRecordTest : public testing::Test {
 protected:
  CdeRecordTest() { record_.Add(CdeField::kIdentifier, "CTR20990001", {"登记号"}); }

  v1::Registration Finish() {
    record_.Finish();
    return builder_.Finish();
  }

  const ParseContext context_ = TestContext();
  RegistrationBuilder builder_{context_, {"cde", TextStyle::kPlain, "zh"}};
  CdeRecord record_{&builder_};
};

TEST_F(CdeRecordTest, DetailedStatusGoesBeforeTheShortOne) {
  record_.Add(CdeField::kDetailedStatus, "进行中\n（尚未招募）", {});
  record_.Add(CdeField::kStatus, "进行中", {});
  const v1::Study study = Finish().study();
  EXPECT_EQ(study.status(), v1::RECRUITMENT_STATUS_NOT_YET_RECRUITING);
  EXPECT_EQ(study.status_text(), "进行中（尚未招募）");
  EXPECT_EQ(study.unmapped_size(), 0);
}

TEST_F(CdeRecordTest, StatusesOfThePlatformAreKnown) {
  for (const auto& [printed, status] : std::vector<std::pair<std::string, v1::RecruitmentStatus>>{
           {"进行中（招募中）", v1::RECRUITMENT_STATUS_RECRUITING},
           {"进行中 招募完成", v1::RECRUITMENT_STATUS_ACTIVE_NOT_RECRUITING},
           {"已完成", v1::RECRUITMENT_STATUS_COMPLETED},
           {"主动暂停", v1::RECRUITMENT_STATUS_SUSPENDED},
           {"责令暂停", v1::RECRUITMENT_STATUS_SUSPENDED_BY_AUTHORITY},
           {"主动终止", v1::RECRUITMENT_STATUS_TERMINATED}}) {
    EXPECT_EQ(TestVocabulary().Status("cde", ReadCdeStatus(printed)), status) << printed;
  }
}

TEST_F(CdeRecordTest, PhaseIsReadBehindOtherAndKeptAsPrinted) {
  record_.Add(CdeField::kPhase, "其它其他说明:BE试验", {});
  const v1::Study study = Finish().study();
  EXPECT_THAT(study.phases(), ElementsAre(v1::PHASE_BIOEQUIVALENCE));
  EXPECT_EQ(study.phase_text(), "其它其他说明:BE试验");
}

TEST_F(CdeRecordTest, CombinedPhasesAreTwo) {
  for (const char* printed : {"其它其他说明:Ib/II期", "其它其他说明:I/Ⅱ期", "其它其他说明:I/IIa期"}) {
    RegistrationBuilder builder(context_, {"cde", TextStyle::kPlain, "zh"});
    CdeRecord record(&builder);
    record.Add(CdeField::kPhase, printed, {});
    EXPECT_THAT(builder.Finish().study().phases(), ElementsAre(v1::PHASE_PHASE1, v1::PHASE_PHASE2)) << printed;
  }
}

TEST_F(CdeRecordTest, WithheldAcceptanceNumberIsSaidAndIsNoIdentifier) {
  record_.Add(CdeField::kAcceptanceNumber, "企业选择不公示", {});
  const v1::Registration registration = Finish();
  EXPECT_EQ(registration.secondary_ids_size(), 0);
  EXPECT_THAT(registration.study().regulatory_mentions(), ElementsAre("临床申请受理号: 企业选择不公示"));
}

TEST_F(CdeRecordTest, IdentifiersKeepTheirTypes) {
  record_.Add(CdeField::kAcceptanceNumber, "CXSL9900001/CXSL9900002", {});
  record_.Add(CdeField::kFilingNumber, "B202900123-01", {});
  record_.Add(CdeField::kProtocolNumber, "XY-EV-101", {});
  record_.Add(CdeField::kRelatedIdentifier, "CTR20990002，CTR20990003", {});
  const v1::Registration registration = Finish();
  std::vector<std::string> ids;
  for (const auto& id : registration.secondary_ids())
    ids.push_back(id.type() + "=" + (id.value().empty() ? id.printed() : id.value()));
  EXPECT_THAT(ids, ElementsAre("CDE acceptance number=CXSL9900001", "CDE acceptance number=CXSL9900002",
                               "CDE filing number=B202900123-01", "Protocol number=XY-EV-101",
                               "CDE related trial=CTR20990002", "CDE related trial=CTR20990003"));
}

TEST_F(CdeRecordTest, SizeOfChinaAloneIsTheTrials) {
  record_.Add(CdeField::kPlannedSize, "国内: 48 人；", {});
  record_.Add(CdeField::kFinalSize, "国内:登记人暂未填写该信息；", {});
  const v1::Study study = Finish().study();
  EXPECT_EQ(study.enrollment().count(), 48);
  EXPECT_EQ(study.enrollment().kind(), v1::DATE_KIND_ESTIMATED);
  EXPECT_FALSE(study.has_actual_enrollment());
}

TEST_F(CdeRecordTest, SizesOfChinaAndTheWorldAreNotAddedUp) {
  record_.Add(CdeField::kPlannedSize, "国内:120；国际:192；", {});
  record_.Add(CdeField::kFinalSize, "国内:0；国际:190；", {});
  const v1::Registration registration = Finish();
  EXPECT_FALSE(registration.study().enrollment().has_count());
  EXPECT_EQ(registration.study().enrollment().text(), "国内:120；国际:192；");
  EXPECT_EQ(registration.study().actual_enrollment().count(), 190);
  EXPECT_THAT(registration.notes(), ElementsAre(HasSubstr("enrollment")));
}

TEST_F(CdeRecordTest, ChinasPartOfAWorldwideSizeIsNoSizeOfTheTrial) {
  record_.Add(CdeField::kPlannedSize, "国内:25；国际:登记人暂未填写该信息；", {});
  EXPECT_FALSE(Finish().study().enrollment().has_count());
}

TEST_F(CdeRecordTest, BeginsWithTheFirstAndEndsWithTheLast) {
  record_.Add(CdeField::kFirstEnrolled, "国内：2023-03-01；国际：2022-11-02；", {});
  record_.Add(CdeField::kCompleted, "国内：2024-03-01；国际：2024-01-02；", {});
  const v1::Study study = Finish().study();
  EXPECT_EQ(Show(study.start_date()), "2022-11-2 actual");
  EXPECT_EQ(Show(study.completion_date()), "2024-3-1 actual");
}

TEST_F(CdeRecordTest, OverInChinaIsNotOver) {
  record_.Add(CdeField::kFirstEnrolled, "国内：登记人暂未填写该信息；", {});
  record_.Add(CdeField::kCompleted, "国内：2024-03-01；国际：登记人暂未填写该信息；", {});
  const v1::Study study = Finish().study();
  EXPECT_FALSE(study.has_start_date());
  EXPECT_EQ(Show(study.completion_date()), "none actual");
}

TEST_F(CdeRecordTest, DrugsBecomeInterventionsAndArms) {
  record_.Add(CdeField::kDrugName, "甲注射液   曾用名:XY-01", {"药物名称"});
  record_.Add(CdeField::kDrugType, "生物制品", {});
  record_.Add(CdeField::kTestDrugs, "1中文通用名:甲注射液英文通用名:Alpha商品:NA剂型:注射液规格:1ml", {"试验药"});
  record_.Add(CdeField::kControlDrugs, "1中文通用名:安慰剂英文通用名:NA商品:NA剂型:注射液", {"对照药"});
  const v1::Study study = Finish().study();
  ASSERT_EQ(study.interventions_size(), 2);
  EXPECT_EQ(study.interventions(0).kind(), "生物制品");
  EXPECT_EQ(study.interventions(0).names(1).text(), "Alpha");
  EXPECT_THAT(study.interventions(0).other_names(), ElementsAre("XY-01"));
  EXPECT_EQ(study.interventions(0).descriptions(0).text(), "剂型: 注射液\n规格: 1ml");
  ASSERT_EQ(study.arms_size(), 2);
  EXPECT_EQ(study.arms(1).kind(), "对照药");
  EXPECT_THAT(study.arms(1).intervention_names(), ElementsAre("安慰剂"));
}

TEST_F(CdeRecordTest, RowsOfSitesEndpointsAndEthics) {
  record_.AddSite("第一医院", "中国", "湖南省", "长沙市", {});
  record_.AddSite("第一医院", "中国", "湖南省", "长沙市", {});
  record_.AddSite("Example Cancer Center", "United States", "Texas", "Houston", {});
  record_.AddEndpoint(true, "VAS评分", "给药后12周", "有效性指标", {});
  record_.AddEndpoint(false, "暂未填写此信息", "", "", {});
  record_.AddEthics("第一医院伦理委员会", "修改后同意", "2023-01-09", {});
  const v1::Study study = Finish().study();
  ASSERT_EQ(study.sites_size(), 2);
  EXPECT_EQ(study.sites(1).country(), "US");
  EXPECT_THAT(study.countries(), ElementsAre("CN", "US"));
  ASSERT_EQ(study.outcomes_size(), 1);
  EXPECT_TRUE(study.outcomes(0).primary());
  EXPECT_EQ(study.outcomes(0).time_frame(), "给药后12周");
  ASSERT_EQ(study.ethics_reviews_size(), 1);
  EXPECT_EQ(study.ethics_reviews(0).status(), "修改后同意");
  EXPECT_EQ(Show(study.ethics_reviews(0).approval_date()), "2023-1-9 actual");
}

TEST_F(CdeRecordTest, EligibilityAndDesign) {
  record_.Add(CdeField::kAge, "18岁(最小年龄)至无上限(最大年龄)", {});
  record_.Add(CdeField::kSex, "男+女", {});
  record_.Add(CdeField::kHealthyVolunteers, "无", {});
  record_.Add(CdeField::kInclusion, "1 疼痛", {});
  record_.Add(CdeField::kRandomization, "随机化", {});
  record_.Add(CdeField::kBlinding, "双盲", {});
  record_.Add(CdeField::kDesignType, "平行分组", {});
  record_.Add(CdeField::kCategory, "其他其他说明:安全性", {});
  const v1::Study study = Finish().study();
  EXPECT_EQ(study.eligibility().minimum_age(), "18岁");
  EXPECT_EQ(study.eligibility().maximum_age(), "");
  EXPECT_EQ(study.eligibility().sex(), v1::SEX_ALL);
  EXPECT_TRUE(study.eligibility().has_healthy_volunteers());
  EXPECT_FALSE(study.eligibility().healthy_volunteers());
  EXPECT_EQ(study.design().allocation_class(), v1::ALLOCATION_RANDOMIZED);
  EXPECT_EQ(study.design().masking_class(), v1::MASKING_DOUBLE);
  EXPECT_EQ(study.design().intervention_model(), "平行分组");
  EXPECT_EQ(study.design().primary_purpose(), "安全性");
}

}  // namespace
}  // namespace trialweave::normalizer
