#include "common/regulatory_id.h"

#include <fstream>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace trialweave::common {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// "kind:value" of all.
std::vector<std::string> Found(std::string_view text) {
  std::vector<std::string> found;
  for (const RegulatoryId& id : FindRegulatoryIds(text)) {
    EXPECT_EQ(id.printed, text.substr(id.offset, id.length));
    found.push_back(std::string(RegulatoryIdKindName(id.kind)) + ":" + id.value);
  }
  return found;
}

TEST(RegulatoryIdTest, FindsSeveralAcceptanceNumbersInOneField) {
  EXPECT_THAT(Found("CXSL2300901、JXHS2300902；CYZB1800903/CXHL2200904，JTS"),
              ElementsAre("cde_acceptance:CXSL2300901", "cde_acceptance:JXHS2300902", "cde_acceptance:CYZB1800903",
                          "cde_acceptance:CXHL2200904"));
  EXPECT_THAT(Found("受理号CXSL2300901的申请"), ElementsAre("cde_acceptance:CXSL2300901"));
}

TEST(RegulatoryIdTest, ReadsOtherSpellingsOfAcceptanceNumbers) {
  EXPECT_THAT(Found("ＣＸＳＬ２３００９０１"), ElementsAre("cde_acceptance:CXSL2300901"));
  EXPECT_THAT(Found("cxsl 2300901"), ElementsAre("cde_acceptance:CXSL2300901"));
}

TEST(RegulatoryIdTest, KeepsTheProvinceOfAnOldAcceptanceNumber) {
  EXPECT_THAT(Found("CXHL0500901甘, CXHL0500901"),
              ElementsAre("cde_acceptance:CXHL0500901甘", "cde_acceptance:CXHL0500901"));
  // 新 and 云 begin words, too.
  EXPECT_THAT(Found("CXSL2300901新药申请"), ElementsAre("cde_acceptance:CXSL2300901"));
}

TEST(RegulatoryIdTest, TellsInVitroDiagnosticsFromOtherDevices) {
  EXPECT_THAT(Found("国械注准20223400901, 国械注进2021 3 40 0902;国械注许20203140903 沪械注准20212070904"),
              ElementsAre("ivd_registration:国械注准20223400901", "ivd_registration:国械注进20213400902",
                          "device_registration:国械注许20203140903", "device_registration:沪械注准20212070904"));
}

TEST(RegulatoryIdTest, ReadsTheOlderShapesOfDeviceRegistrations) {
  EXPECT_THAT(Found("国食药监械（准）字2013第3400905号（更）"),
              ElementsAre("ivd_registration:国食药监械(准)字2013第3400905号"));
  EXPECT_THAT(Found("注册号：沪食药监械(准)字2012第2630906号"),
              ElementsAre("device_registration:沪食药监械(准)字2012第2630906号"));
  EXPECT_THAT(Found("国药管械(进)字2001第3210907号"), ElementsAre("device_registration:国药管械(进)字2001第3210907号"));
}

TEST(RegulatoryIdTest, ReadsFilingsOfStateProvinceAndCity) {
  EXPECT_THAT(
      Found("国械备20170901；沪浦械备20150902号；（粤械备20190903）；津械备20190904；苏苏械备20190905"),
      ElementsAre("device_filing:国械备20170901", "device_filing:沪浦械备20150902", "device_filing:粤械备20190903",
                  "device_filing:津械备20190904", "device_filing:苏苏械备20190905"));
}

TEST(RegulatoryIdTest, ReadsApprovalsOfDrugsAndOfTheirTrials) {
  EXPECT_THAT(Found("国药准字S20050901，国药准字 h20050902"),
              ElementsAre("drug_approval:国药准字S20050901", "drug_approval:国药准字H20050902"));
  EXPECT_THAT(Found("临床试验批件号：2018L09901，通知书编号2021LP09902"),
              ElementsAre("cde_clinical_trial:2018L09901", "cde_clinical_trial:2021LP09902"));
}

TEST(RegulatoryIdTest, ReadsIndNumbersInEverySpelling) {
  for (const char* text :
       {"IND 16901", "IND #16901", "IND#16901", "IND16901", "IND-16901", "IND No. 16901", "IND number: 016901",
        "BB-IND 16901", "BB-IND #16901", "Investigational New Drug (IND) application No. 16901", "(IND 16,901)",
        "IND: 16901.", "INDs 16901 and others", "IND № 16901"}) {
    EXPECT_THAT(Found(text), ElementsAre("fda_ind:IND 16901")) << text;
  }
  EXPECT_THAT(Found("IND #4901"), ElementsAre("fda_ind:IND 4901"));
  EXPECT_THAT(Found("IND 110901"), ElementsAre("fda_ind:IND 110901"));
  EXPECT_THAT(Found("IND #2019"), ElementsAre("fda_ind:IND 2019"));
}

TEST(RegulatoryIdTest, ReadsDeviceSubmissionsBesideTheirNames) {
  EXPECT_THAT(Found("510(k) Number K199901; cleared as K199902"), ElementsAre("fda_510k:K199901", "fda_510k:K199902"));
  EXPECT_THAT(Found("PMA P199903/S012, premarket approval P199904"),
              ElementsAre("fda_pma:P199903/S012", "fda_pma:P199904"));
  EXPECT_THAT(Found("HDE H199905; DEN199906; IDE G199907"),
              ElementsAre("fda_hde:H199905", "fda_de_novo:DEN199906", "fda_ide:IDE G199907"));
}

TEST(RegulatoryIdTest, ReadsBiologicsLicencesAndMasterFiles) {
  EXPECT_THAT(Found("BLA 125901, STN: BL 125902/0, STN 103903"),
              ElementsAre("fda_bla:BLA 125901", "fda_bla:BLA 125902", "fda_bla:BLA 103903"));
  EXPECT_THAT(Found("DMF No. 34901"), ElementsAre("fda_master_file:DMF 34901"));
}

TEST(RegulatoryIdTest, ReadsCasesOfWarningLetters) {
  EXPECT_THAT(Found("MARCS-CMS 662901 — MARCS-CMS: 662902, marcs-cms #662903"),
              ElementsAre("fda_marcs_cms:MARCS-CMS 662901", "fda_marcs_cms:MARCS-CMS 662902",
                          "fda_marcs_cms:MARCS-CMS 662903"));
  EXPECT_THAT(Found("https://example.org/x/warning-letters/some-firm-llc-662904-06052024?p=1"),
              ElementsAre("fda_marcs_cms:MARCS-CMS 662904"));
}

TEST(RegulatoryIdTest, ReadsDatabasesBesideTheirNames) {
  EXPECT_THAT(Found("EV-TRACK ID: EV209901"), ElementsAre("ev_track:EV209901"));
  EXPECT_THAT(Found("Embase accession L2049901036"), ElementsAre("embase:L2049901036"));
}

TEST(RegulatoryIdTest, KnowsWithheldAcceptanceNumbers) {
  EXPECT_TRUE(SaysAcceptanceNumberWithheld(" 企业选择不公示 "));
  EXPECT_FALSE(SaysAcceptanceNumberWithheld("CXSL2300901"));
}

class NegativeListTest : public testing::TestWithParam<const char*> {};

TEST_P(NegativeListTest, YieldsNothing) {
  std::ifstream file(std::string("common/testdata/") + GetParam());
  size_t lines = 0;
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line[0] == '#') continue;
    ++lines;
    // What authorities issue is no registry identifier, and the other way round.
    if (std::string(GetParam()) == "not_registry_ids.txt" && !FindRegulatoryIds(line).empty()) {
      EXPECT_THAT(line, testing::AnyOf(testing::HasSubstr("CX"), testing::HasSubstr("械"), testing::HasSubstr("国药"),
                                       testing::HasSubstr("IND"), testing::HasSubstr("CY"), testing::HasSubstr("JX")));
      continue;
    }
    EXPECT_THAT(Found(line), IsEmpty()) << line;
  }
  EXPECT_GT(lines, 40u);
}

INSTANTIATE_TEST_SUITE_P(Lists, NegativeListTest, testing::Values("not_regulatory_ids.txt", "not_registry_ids.txt"));

TEST(RegulatoryIdTest, HostileTextTakesLinearTime) {
  for (const char* unit : {"CXSL ", "IND (", "械注准 ", "/warning-letters/", "K193035 ", "国食药监械(准)字"}) {
    std::string text;
    while (text.size() < 4 * 1024 * 1024) text += unit;
    EXPECT_THAT(FindRegulatoryIds(text), IsEmpty()) << unit;
  }
}

}  // namespace
}  // namespace trialweave::common
