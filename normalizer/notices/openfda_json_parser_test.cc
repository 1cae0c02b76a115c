#include "normalizer/notices/openfda_json_parser.h"

#include "gmock/gmock.h"
#include "normalizer/notices/notice_testing.h"

namespace trialweave::normalizer {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

v1::RegulatoryNotice Read(const std::string& name) {
  return Notice(ParseOpenfdaJson, NoticeSample("openfda_json/" + name));
}

TEST(OpenfdaJsonParserTest, ReadsAnEnforcementReport) {
  const v1::RegulatoryNotice notice = Read("enforcement.json");
  EXPECT_EQ(notice.name(), "fda:recall-d-0901-2025");
  EXPECT_EQ(notice.kind(), "Enforcement report");
  EXPECT_EQ(Show(notice.issue_date()), "2025-1-15");
  EXPECT_THAT(notice.companies(), ElementsAre("Made Labs Inc."));
  EXPECT_THAT(notice.products(), ElementsAre("Exosome serum, 5 mL vial, used in NCT06431152", "EXOMADE"));
  EXPECT_EQ(notice.subject(), "Lack of Assurance of Sterility");
  EXPECT_THAT(notice.reference_numbers(), ElementsAre("D-0901-2025", "BLA125646"));
  EXPECT_EQ(notice.mentioned_ids(0).value(), "NCT06431152");
  EXPECT_EQ(PathOf(notice, "reference_numbers[1]"), "/openfda/application_number/0");
}

TEST(OpenfdaJsonParserTest, ReadsClearancesAndApprovals) {
  const v1::RegulatoryNotice cleared = Read("510k.json");
  EXPECT_EQ(cleared.name(), "fda:k909999");
  EXPECT_EQ(cleared.titles(0).text(), "Made-up cartilage scaffold");
  EXPECT_EQ(cleared.subject(), "Substantially Equivalent");
  EXPECT_EQ(Show(cleared.issue_date()), "2024-6-7");
  const v1::RegulatoryNotice approved = Read("pma.json");
  EXPECT_EQ(approved.name(), "fda:p909998-s012");
  EXPECT_THAT(approved.products(), ElementsAre("MADECART", "scaffold"));
  EXPECT_EQ(approved.bodies(0).text(), "Approval for a made-up change.");
  const v1::RegulatoryNotice drug = Read("drugsfda.json");
  EXPECT_EQ(drug.name(), "fda:bla199999");
  EXPECT_THAT(drug.products(), ElementsAre("MADECEL", "MADELEUCEL"));
  EXPECT_EQ(Show(drug.issue_date()), "2020-1-2");
}

TEST(OpenfdaJsonParserTest, ReadsAdverseEventsAndRecallsOfDevices) {
  const v1::RegulatoryNotice drug = Read("drug_event.json");
  EXPECT_EQ(drug.name(), "fda:faers-90000001");
  EXPECT_EQ(drug.subject(), "Arthralgia; Sepsis");
  EXPECT_THAT(drug.products(), ElementsAre("EXOSOME", "ASPIRIN"));
  const v1::RegulatoryNotice device = Read("device_event.json");
  EXPECT_EQ(device.name(), "fda:mdr-90000002");
  EXPECT_EQ(device.subject(), "Injury; Leak");
  EXPECT_EQ(device.bodies(0).text(), "A made-up leak was seen by [name].\nNone found.");
  EXPECT_EQ(Show(device.issue_date()), "2024-6-7");
  const v1::RegulatoryNotice recall = Read("device_recall.json");
  EXPECT_EQ(recall.name(), "fda:device-recall-z-0902-2025");
  EXPECT_THAT(recall.reference_numbers(), ElementsAre("Z-0902-2025", "K909999"));
  EXPECT_EQ(Show(recall.issue_date()), "2025-1-8");
}

TEST(OpenfdaJsonParserTest, ContactsAddressesAndPatientsStayOutside) {
  for (const char* name : {"enforcement.json", "510k.json", "pma.json", "drugsfda.json", "drug_event.json",
                           "device_event.json", "device_recall.json"}) {
    const v1::RegulatoryNotice notice = Read(name);
    ExpectProvenance(notice);
    for (const char* personal : {"EXAMPLE", "Example", "Sample Road", "61", "Sampletown"})
      EXPECT_THAT(notice.DebugString(), Not(HasSubstr(personal))) << name;
  }
}

TEST(OpenfdaJsonParserTest, RefusesWhatIsNoResult) {
  const std::string good = NoticeSample("openfda_json/enforcement.json");
  ExpectRefusesWhatIsNoText(ParseOpenfdaJson, good);
  ExpectTruncationsAreDeadLetters(ParseOpenfdaJson, good, 0);
  EXPECT_EQ(ReasonOf(ParseOpenfdaJson, "{\"term\":\"x\",\"count\":3}"), v1::DEAD_LETTER_REASON_WRONG_ROOT);
  EXPECT_EQ(ReasonOf(ParseOpenfdaJson, "{\"recall_number\":null,\"recalling_firm\":\"x\"}"),
            v1::DEAD_LETTER_REASON_NO_IDENTIFIER);
  EXPECT_EQ(ReasonOf(ParseOpenfdaJson, "{\"k_number\":[[]],\"device_name\":{}}"), v1::DEAD_LETTER_REASON_NO_IDENTIFIER);
  EXPECT_EQ(ReasonOf(ParseOpenfdaJson, "[]"), v1::DEAD_LETTER_REASON_WRONG_ROOT);
}

}  // namespace
}  // namespace trialweave::normalizer
