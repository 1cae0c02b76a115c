#include "normalizer/formats/cde_values.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace trialweave::normalizer {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(CdeValuesTest, KnowsTheWaysToSayNothing) {
  EXPECT_TRUE(IsCdeUnfilled(" 登记人暂未填写该信息 "));
  EXPECT_TRUE(IsCdeUnfilled("暂未填写此信息"));
  EXPECT_FALSE(IsCdeUnfilled("45"));
  EXPECT_FALSE(IsCdeUnfilled(""));
}

TEST(CdeValuesTest, ReadsWhatOtherMeans) {
  EXPECT_EQ(ReadCdeChoice("其它其他说明:生物等效性试验"), "生物等效性试验");
  EXPECT_EQ(ReadCdeChoice("其他\n  其他说明：安全性"), "安全性");
  EXPECT_EQ(ReadCdeChoice("其它\n\t\tBE试验"), "BE试验");
  EXPECT_EQ(ReadCdeChoice("其它"), "其它");
  EXPECT_EQ(ReadCdeChoice("其他国内多中心试验"), "其他国内多中心试验");
  EXPECT_EQ(ReadCdeChoice("II期"), "II期");
}

TEST(CdeValuesTest, ReadsAStatusInTwoParts) {
  EXPECT_EQ(ReadCdeStatus("进行中\n\t （尚未招募）"), "进行中（尚未招募）");
  EXPECT_EQ(ReadCdeStatus("进行中 招募中"), "进行中（招募中）");
  EXPECT_EQ(ReadCdeStatus("进行中(招募完成)"), "进行中（招募完成）");
  EXPECT_EQ(ReadCdeStatus("进行中"), "进行中");
  EXPECT_EQ(ReadCdeStatus("主动终止"), "主动终止");
}

TEST(CdeValuesTest, ReadsBothEndsOfAges) {
  EXPECT_EQ(ReadCdeAges("45岁(最小年龄)至65岁(最大年龄)").minimum, "45岁");
  EXPECT_EQ(ReadCdeAges("45岁(最小年龄)至\n 65岁(最大年龄)").maximum, "65岁");
  EXPECT_EQ(ReadCdeAges("6月（最小年龄）至无上限（最大年龄）").minimum, "6月");
  EXPECT_EQ(ReadCdeAges("6月（最小年龄）至无上限（最大年龄）").maximum, "");
  EXPECT_EQ(ReadCdeAges("至65岁(最大年龄)").minimum, "");
  EXPECT_EQ(ReadCdeAges("至65岁(最大年龄)").maximum, "65岁");
  EXPECT_EQ(ReadCdeAges("成人").minimum, "");
}

TEST(CdeValuesTest, ReadsRegions) {
  const CdeRegions both = ReadCdeRegions("国内:45；国际:登记人暂未填写该信息；");
  EXPECT_EQ(both.domestic, "45");
  EXPECT_EQ(both.worldwide, "");
  EXPECT_TRUE(both.international);
  EXPECT_EQ(ReadCdeRegions("国内: 48 人；").domestic, "48 人");
  EXPECT_EQ(ReadCdeRegions("国际：NA；").worldwide, "");
  EXPECT_FALSE(ReadCdeRegions("国内：2023-03-01；").international);
}

TEST(CdeValuesTest, ReadsAcceptanceNumbers) {
  EXPECT_THAT(ReadCdeAcceptanceNumbers("CXSL2300001/CXSL2300002"), ElementsAre("CXSL2300001", "CXSL2300002"));
  EXPECT_THAT(ReadCdeAcceptanceNumbers("CXHL0500001甘、JXSB1900007"), ElementsAre("CXHL0500001甘", "JXSB1900007"));
  EXPECT_THAT(ReadCdeAcceptanceNumbers("企业选择不公示"), IsEmpty());
  EXPECT_THAT(ReadCdeAcceptanceNumbers("CXSL23000012"), IsEmpty());
  EXPECT_THAT(ReadCdeAcceptanceNumbers("CXSL2300001 等"), IsEmpty());
  EXPECT_THAT(ReadCdeAcceptanceNumbers("B202000123-01"), IsEmpty());
}

TEST(CdeValuesTest, ReadsApplicantsInOrder) {
  EXPECT_THAT(ReadCdeApplicants("Alpha Bio/ 甲（上海）有限公司/\n乙有限公司"),
              ElementsAre("Alpha Bio", "甲（上海）有限公司", "乙有限公司"));
  EXPECT_THAT(ReadCdeApplicants("A/B 公司"), ElementsAre("A/B 公司"));
  EXPECT_THAT(ReadCdeApplicants(" "), IsEmpty());
}

TEST(CdeValuesTest, ReadsDrugsThatWereRunTogether) {
  const auto drugs = ReadCdeDrugs(
      "1中文通用名:甲片英文通用名:Alpha "
      "Tablets商品:NA剂型:片剂规格:5mg用量:口服，每日2次用药时程:共2周期2中文通用名:乙片英文通用名:NA商品名称:乙宁剂型:"
      "片剂");
  ASSERT_EQ(drugs.size(), 2u);
  EXPECT_EQ(drugs[0].chinese_name, "甲片");
  EXPECT_EQ(drugs[0].english_name, "Alpha Tablets");
  EXPECT_EQ(drugs[0].usage, "剂型: 片剂\n规格: 5mg\n用量: 口服，每日2次\n用药时程: 共2周期");
  EXPECT_EQ(drugs[1].chinese_name, "乙片");
  EXPECT_EQ(drugs[1].trade_name, "乙宁");
}

TEST(CdeValuesTest, TakesADrugWithoutLabelsAsItsName) {
  ASSERT_EQ(ReadCdeDrugs("人脐带间充质干细胞外泌体注射液").size(), 1u);
  EXPECT_EQ(ReadCdeDrugs("人脐带间充质干细胞外泌体注射液")[0].chinese_name, "人脐带间充质干细胞外泌体注射液");
  EXPECT_THAT(ReadCdeDrugs("暂未填写此信息"), IsEmpty());
  EXPECT_THAT(ReadCdeDrugs(""), IsEmpty());
}

}  // namespace
}  // namespace trialweave::normalizer
