#include "common/registry_id.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace trialweave::common {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> Values(std::string_view text) {
  std::vector<std::string> values;
  for (const RegistryId& id : FindRegistryIds(text)) values.push_back(id.value);
  return values;
}

std::string Parsed(std::string_view text) {
  const auto id = ParseRegistryId(text);
  return id.has_value() ? id->value : "";
}

struct Canonical {
  const char* scheme;
  const char* value;
};

class CanonicalTest : public testing::TestWithParam<Canonical> {};

TEST_P(CanonicalTest, IsFoundAndIsItsOwnCanonicalSpelling) {
  const auto [scheme, value] = GetParam();
  const std::string text = std::string("see (") + value + "), and others";
  const auto ids = FindRegistryIds(text);
  ASSERT_EQ(ids.size(), 1u) << value;
  EXPECT_EQ(ids[0].value, value);
  EXPECT_EQ(ids[0].scheme, scheme);
  EXPECT_EQ(ids[0].repair, "");
  EXPECT_EQ(text.substr(ids[0].offset, ids[0].length), value);
  EXPECT_EQ(SchemeOf(value), scheme);
}

INSTANTIATE_TEST_SUITE_P(
    AllSchemes, CanonicalTest,
    testing::Values(
        Canonical{"ctgov", "NCT06431152"}, Canonical{"chictr", "ChiCTR2000029308"},
        Canonical{"chictr", "ChiCTR-TRC-13003806"}, Canonical{"chictr", "ChiCTR-ONRC-13003806"},
        Canonical{"itmctr", "ITMCTR2100005248"}, Canonical{"chimctr", "ChiMCTR2100005248"},
        Canonical{"amctr", "AMCTR-IOR-18000205"}, Canonical{"cde", "CTR20230454"}, Canonical{"nhc", "MR-13-24-017929"},
        Canonical{"eudract", "EUCTR2020-001722-66"}, Canonical{"ctis", "CTIS2022-503089-57"},
        Canonical{"isrctn", "ISRCTN18948812"}, Canonical{"drks", "DRKS00017041"},
        Canonical{"anzctr", "ACTRN12620000417987"}, Canonical{"ctri", "CTRI/2020/04/024479"},
        Canonical{"ctri", "CTRI/2010/091/002967"}, Canonical{"ctri", "CTRI/2026/08/101234"},
        Canonical{"irct", "IRCT20200310046736N1"}, Canonical{"irct", "IRCT138808222695N1"},
        Canonical{"jprn_umin", "JPRN-UMIN000044519"}, Canonical{"jprn_jrct", "JPRN-jRCT2031200252"},
        Canonical{"jprn_jrct", "JPRN-jRCTs031210288"}, Canonical{"jprn_japic", "JPRN-JapicCTI-205238"},
        Canonical{"jprn_japic", "JPRN-JapicCTI-R180123"}, Canonical{"jprn_jmacct", "JPRN-JMA-IIA00412"},
        Canonical{"cris", "KCT0004907"}, Canonical{"pactr", "PACTR202004693933092"}, Canonical{"rebec", "RBR-5p8nzk6"},
        Canonical{"rebec", "RBR-6m69fc"}, Canonical{"rebec", "RBR-10c5kvt3"}, Canonical{"repec", "PER-019-20"},
        Canonical{"rpcec", "RPCEC00000306"}, Canonical{"slctr", "SLCTR/2020/011"}, Canonical{"tctr", "TCTR20200402001"},
        Canonical{"lbctr", "LBCTR2020043495"}, Canonical{"ntr", "NTR4337"}, Canonical{"ntr", "NL8504"},
        Canonical{"nl_omon", "NL-OMON20001"}, Canonical{"utn", "U1111-1217-6306"}, Canonical{"hkuctr", "HKUCTR-2839"},
        Canonical{"cuhk", "CUHK_CCRB00456"}, Canonical{"cuhk", "CUHK_CCT00456"}, Canonical{"snctp", "SNCTP000001234"},
        Canonical{"phrr", "PHRR150423-000991"}, Canonical{"device", "CIV-17-03-018624"}));

struct Repair {
  const char* printed;
  const char* value;
};

class RepairTest : public testing::TestWithParam<Repair> {};

TEST_P(RepairTest, IsRepairedAndSaysSo) {
  const auto id = ParseRegistryId(GetParam().printed);
  ASSERT_TRUE(id.has_value()) << GetParam().printed;
  EXPECT_EQ(id->value, GetParam().value) << GetParam().printed;
  EXPECT_NE(id->repair, "") << GetParam().printed;
}

INSTANTIATE_TEST_SUITE_P(
    Spellings, RepairTest,
    testing::Values(
        Repair{"NCT 00670254", "NCT00670254"}, Repair{"nct00670254", "NCT00670254"},
        Repair{"NCT#00670254", "NCT00670254"}, Repair{"NCTO2950051", "NCT02950051"},
        Repair{"NCT Number: 03849118", "NCT03849118"}, Repair{"NT 03096834", "NCT03096834"},
        Repair{"nct 0643 1152", "NCT06431152"}, Repair{"ＮＣＴ０６４３１１５２", "NCT06431152"},
        Repair{"CHICTR2000029308", "ChiCTR2000029308"}, Repair{"ChiCTR-2000029308", "ChiCTR2000029308"},
        Repair{"ChiCTR200029308", "ChiCTR2000029308"}, Repair{"ChiCTR-IOR17013015", "ChiCTR-IOR-17013015"},
        Repair{"ChiCTR TRC 13003806", "ChiCTR-TRC-13003806"}, Repair{"chictr-trc-13003806", "ChiCTR-TRC-13003806"},
        Repair{"MR–13–24–017929", "MR-13-24-017929"}, Repair{"MR 13 24 017929", "MR-13-24-017929"},
        Repair{"EudraCT No: 2020-001722-66", "EUCTR2020-001722-66"},
        Repair{"EudraCT number 2020-001722-66", "EUCTR2020-001722-66"},
        Repair{"EUDRACT #: 2020-001722-66", "EUCTR2020-001722-66"},
        Repair{"EUDRA CT NO: 2020-001722-66", "EUCTR2020-001722-66"},
        Repair{"Eudract N° 2020-001722-66", "EUCTR2020-001722-66"},
        Repair{"EudraCT-NO.2020-001722-66", "EUCTR2020-001722-66"},
        Repair{"EudraCT 202000172266", "EUCTR2020-001722-66"}, Repair{"2004 002714 11", "EUCTR2004-002714-11"},
        Repair{"2015/002079/11", "EUCTR2015-002079-11"}, Repair{"2015-002079/11", "EUCTR2015-002079-11"},
        Repair{"2010--022818-19", "EUCTR2010-022818-19"}, Repair{"2009-012 449-48", "EUCTR2009-012449-48"},
        Repair{"EU CT number: 2022-503089-57-00", "CTIS2022-503089-57"}, Repair{"ISRCTN : 64254080", "ISRCTN64254080"},
        Repair{"ISRCTN No. 64254080", "ISRCTN64254080"}, Repair{"ISRCTN-64254080", "ISRCTN64254080"},
        Repair{"ISCRTN64254080", "ISRCTN64254080"}, Repair{"DRKS 00004353", "DRKS00004353"},
        Repair{"DRKS-Nr. 00004353", "DRKS00004353"}, Repair{"DKRS00000766", "DRKS00000766"},
        Repair{"ANZCTR 12620000417987", "ACTRN12620000417987"}, Repair{"ACTRNO12620000417987", "ACTRN12620000417987"},
        Repair{"CTRI-2020-04-024479", "CTRI/2020/04/024479"},
        Repair{"CTRI / 2020 / 04 / 024479", "CTRI/2020/04/024479"}, Repair{"CTRI202004024479", "CTRI/2020/04/024479"},
        Repair{"UMIN:000000562", "JPRN-UMIN000000562"}, Repair{"UMIN-CTR 000008396", "JPRN-UMIN000008396"},
        Repair{"JPRN-JRCT2031200252", "JPRN-jRCT2031200252"}, Repair{"JapicCTI- 205238", "JPRN-JapicCTI-205238"},
        Repair{"JAPIC CTI-205238", "JPRN-JapicCTI-205238"}, Repair{"RBR5p8nzk6", "RBR-5p8nzk6"},
        Repair{"RBR-5P8NZK6", "RBR-5p8nzk6"}, Repair{"SLCTR/ 2020/011", "SLCTR/2020/011"},
        Repair{"UTN 1111-1217-6306", "U1111-1217-6306"}, Repair{"UTN number: U1111-1217-6306", "U1111-1217-6306"},
        Repair{"KCT 0004907", "KCT0004907"}, Repair{"NTC02950051", "NCT02950051"},
        Repair{"ISRTCN64254080", "ISRCTN64254080"}, Repair{"ISCTRN 64254080", "ISRCTN64254080"},
        Repair{"DRSK00004353", "DRKS00004353"}, Repair{"DRKS0004353", "DRKS00004353"},
        Repair{"ANZCTRN12620000417987", "ACTRN12620000417987"}, Repair{"IRCT20200310046736 N1", "IRCT20200310046736N1"},
        Repair{"IRCT20200310046736-N1", "IRCT20200310046736N1"}, Repair{"C000000562", "JPRN-UMIN000000562"},
        Repair{"jRCTs 031210288", "JPRN-jRCTs031210288"}, Repair{"JRCT2031200252", "JPRN-jRCT2031200252"},
        Repair{"JapicCTI-22-0001", "JPRN-JapicCTI-220001"}, Repair{"PER 019-20", "PER-019-20"},
        Repair{"1111-1217-6306", "U1111-1217-6306"}, Repair{"U-1111-1217-6306", "U1111-1217-6306"},
        Repair{"NL OMON20001", "NL-OMON20001"}, Repair{"HKU CTR-2839", "HKUCTR-2839"},
        Repair{"CUHK-CCRB00456", "CUHK_CCRB00456"}, Repair{"CUHK_CCRB-00456", "CUHK_CCRB00456"},
        Repair{"CIV-ID 17-03-018624", "CIV-17-03-018624"}, Repair{"NCT\xE2\x80\x8B 06431152", "NCT06431152"}));

TEST(RegistryIdTest, CanonicalisesWithoutRepairWhereThePrefixIsOptional) {
  EXPECT_EQ(Parsed("UMIN000044519"), "JPRN-UMIN000044519");
  EXPECT_EQ(Parsed("jRCT2031200252"), "JPRN-jRCT2031200252");
  EXPECT_EQ(Parsed("JapicCTI-205238"), "JPRN-JapicCTI-205238");
  EXPECT_EQ(Parsed("2020-001722-66"), "EUCTR2020-001722-66");
  EXPECT_EQ(Parsed("2022-503089-57-00"), "CTIS2022-503089-57");
  EXPECT_EQ(Parsed("ACTRN12620000417987p"), "ACTRN12620000417987");
  EXPECT_EQ(Parsed("NCT01283139_2"), "NCT01283139");
}

TEST(RegistryIdTest, CutsTheCountryOff) {
  const auto id = ParseRegistryId("EUCTR2021-000037-14-ES");
  ASSERT_TRUE(id.has_value());
  EXPECT_EQ(id->value, "EUCTR2021-000037-14");
  EXPECT_EQ(id->country, "ES");
  EXPECT_EQ(ParseRegistryId("EUCTR2015-000125-90-3rd")->country, "3RD");
  EXPECT_EQ(ParseRegistryId("EUCTR2015-000125-90-Outside-EU/EEA")->country, "3RD");
}

TEST(RegistryIdTest, FindsSeveralInOneText) {
  EXPECT_THAT(Values("ITMCTR2100005248;ChiMCTR2100005248;ChiCTR2100050713"),
              ElementsAre("ITMCTR2100005248", "ChiMCTR2100005248", "ChiCTR2100050713"));
  EXPECT_THAT(Values("NL4187/NTR4337"), ElementsAre("NL4187", "NTR4337"));
  EXPECT_THAT(Values("注册号为ChiCTR2000029308，备案号：MR-13-24-017929。"),
              ElementsAre("ChiCTR2000029308", "MR-13-24-017929"));
  EXPECT_THAT(Values("NCT01283139 dated 20/01/2011"), ElementsAre("NCT01283139"));
  EXPECT_THAT(Values("IdentifierNCT01234567Phase"), ElementsAre("NCT01234567"));
  EXPECT_THAT(Values("NCT06431152ChiCTR2000029308NCT05060107"),
              ElementsAre("NCT06431152", "ChiCTR2000029308", "NCT05060107"));
  EXPECT_THAT(Values("as registered (NCT06431152).12 And NCT05060107.3"), ElementsAre("NCT06431152", "NCT05060107"));
  EXPECT_THAT(Values("search?query=eudract_number:2021-000037-14"), ElementsAre("EUCTR2021-000037-14"));
}

TEST(RegistryIdTest, OffsetsCountOriginalBytes) {
  const std::string text = "编号：ＮＣＴ０６４３１１５２。";
  const auto ids = FindRegistryIds(text);
  ASSERT_EQ(ids.size(), 1u);
  EXPECT_EQ(text.substr(ids[0].offset, ids[0].length), "ＮＣＴ０６４３１１５２");
}

TEST(RegistryIdTest, RefusesPlaceholdersAndImpossibleNumbers) {
  for (const char* text : {"NCT00000000",
                           "NCT12345678",
                           "NCT99999999",
                           "ISRCTN12345678",
                           "ISRCTN00000000",
                           "2222-222222-22",
                           "2020-000000-00",
                           "2020-001722-06",
                           "ACTRN12620000417988",
                           "ChiCTR0000000000",
                           "IRCT20200310046736",
                           "U1111-0000-0000",
                           "MR-99-24-017929",
                           "TCTR20201302001",
                           "ChiCTR-FROM 10102019",
                           "ChiCTR1900000000",
                           "NTR-101",
                           "NL-101",
                           "NL 61234",
                           "CTR-107",
                           "PER-977",
                           "2015-A01234-45"}) {
    EXPECT_THAT(Values(text), IsEmpty()) << text;
    EXPECT_EQ(Parsed(text), "") << text;
  }
}

TEST(RegistryIdTest, RefusesWhatIsNoRegistryIdentifier) {
  for (const char* text : {"+86 21 0012 3456 78",
                           "call 2020-123456",
                           "R01NS051306",
                           "doi:10.1186/s12967-025-06371-1",
                           "10.1002/2020-001722-66",
                           "NL41789.078.13",
                           "ethics no. 2020-01234-66",
                           "per 100 000",
                           "NL63 coronavirus",
                           "p75NTR123456",
                           "PACTR2020046939330",
                           "81772345",
                           "JCM-2020-001722-66-1",
                           "grant 2018YFC1105800",
                           "CTR2023",
                           "ABCTR20230454",
                           "x2020-001722-66",
                           "2020-001722-66-77-88",
                           "EU CT scan 2020",
                           "MR imaging 13-24-017929",
                           "umin 12",
                           "NT 08980000 in running text"}) {
    EXPECT_THAT(Values(text), IsEmpty()) << text;
  }
  EXPECT_EQ(Parsed("the trial NCT06431152 was stopped"), "");
  EXPECT_EQ(Parsed("NCT06431152, NCT05060107"), "");
  EXPECT_EQ(Parsed(""), "");
}

TEST(RegistryIdTest, SchemeOfNeedsTheCanonicalSpelling) {
  EXPECT_EQ(SchemeOf("NCT 06431152"), "");
  EXPECT_EQ(SchemeOf("UMIN000044519"), "");
  EXPECT_EQ(SchemeOf("something"), "");
}

TEST(RegistryIdTest, LongHostileTextsAreReadInLinearTime) {
  std::string text;
  for (int i = 0; i < 200000; ++i) text += "NCT ";
  text += "EUDRACT no no no id id id ";
  for (int i = 0; i < 200000; ++i) text += "ChiCTR-";
  EXPECT_THAT(Values(text), IsEmpty());
}

}  // namespace
}  // namespace trialweave::common
