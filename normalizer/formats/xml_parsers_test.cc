#include "gmock/gmock.h"
#include "normalizer/formats/chictr_xml_parser.h"
#include "normalizer/formats/ictrp_portal_xml_parser.h"
#include "normalizer/formats/parser_testing.h"

namespace trialweave::normalizer {
namespace {

using ::testing::ElementsAre;

TEST(ChictrXmlParserTest, ReadsFundersKeywordsAndEthics) {
  const v1::Study study = Record(ParseChictrXml, Sample("chictr_xml/full.xml")).study();
  ASSERT_EQ(study.funders_size(), 1);
  EXPECT_EQ(study.funders(0).text(), "Example Science Fund");
  ASSERT_EQ(study.keywords_size(), 2);
  EXPECT_EQ(study.keywords(1).text(), "cartilage");
  ASSERT_EQ(study.ethics_reviews_size(), 1);
  EXPECT_EQ(study.ethics_reviews(0).status(), "Approved");
  EXPECT_EQ(Show(study.ethics_reviews(0).approval_date()), "2024-4-12");
}

TEST(ChictrXmlParserTest, ReadsEveryField) {
  const std::string document = Sample("chictr_xml/full.xml");
  const v1::Registration record = Record(ParseChictrXml, document);
  const v1::Study& study = record.study();
  EXPECT_EQ(record.registration_id(), "ChiCTR2400084905");
  EXPECT_EQ(record.registry(), "chictr");
  EXPECT_EQ(record.url(), "http://www.chictr.org.cn/showproj.aspx?proj=1");
  ASSERT_EQ(record.secondary_ids_size(), 2);
  EXPECT_EQ(record.secondary_ids(0).value(), "U1111-1217-6306");
  EXPECT_EQ(record.secondary_ids(1).value(), "NCT06431152");
  EXPECT_EQ(record.secondary_ids(1).type(), "ClinicalTrials.gov");
  EXPECT_EQ(record.mentioned_ids(0).value(), "NCT05060107");
  EXPECT_EQ(study.official_titles(0).language(), "zh");
  EXPECT_EQ(study.study_type(), v1::STUDY_TYPE_INTERVENTIONAL);
  EXPECT_THAT(study.phases(), ElementsAre(v1::PHASE_PILOT));
  EXPECT_EQ(study.design().text(), "Parallel");
  EXPECT_EQ(study.enrollment().count(), 60);
  EXPECT_EQ(study.enrollment().text(), "treatment group1:30;control group:30;");
  ASSERT_EQ(study.arms_size(), 2);
  EXPECT_EQ(study.arms(0).size(), 30);
  EXPECT_THAT(study.arms(0).intervention_names(), ElementsAre("exosomes & saline"));
  ASSERT_EQ(study.interventions_size(), 1);
  EXPECT_EQ(Show(study.start_date()), "2024-6-1 estimated");
  EXPECT_EQ(Show(study.registration_date()), "2024-5-27");
  EXPECT_EQ(Show(study.completion_date()), "2026-3-1");
  EXPECT_TRUE(study.has_results());
  EXPECT_EQ(study.results_summary().url(), "http://example.org/results");
  EXPECT_EQ(study.ipd_statement(), "Yes: on request to [e-mail]");
  EXPECT_THAT(study.countries(), ElementsAre("CN"));
  EXPECT_EQ(study.conditions(0).names(0).text(), "Knee osteoarthritis");
  ASSERT_EQ(study.outcomes_size(), 3);
  EXPECT_EQ(study.outcomes(1).measures(0).text(), "WOMAC");
  EXPECT_FALSE(study.outcomes(2).primary());
  EXPECT_EQ(study.eligibility().sex(), v1::SEX_ALL);
  EXPECT_EQ(study.eligibility().minimum_age(), "40");
  EXPECT_EQ(study.eligibility().maximum_age(), "");
  EXPECT_EQ(study.eligibility().criteria(0).text(),
            "Inclusion criteria:\n1. pain;\n2. age\n\nExclusion criteria:\ntumour, see NCT05060107");
  ExpectNoPersonalData(record);
  EXPECT_EQ(PathOf(record, "enrollment"), "main/target_size");
  EXPECT_EQ(BytesOf(record, "phases", document), "0");
}

TEST(ChictrXmlParserTest, WithdrawalInTheTitleCounts) {
  const v1::Study study = Record(ParseChictrXml, Sample("chictr_xml/full.xml")).study();
  EXPECT_EQ(study.status(), v1::RECRUITMENT_STATUS_WITHDRAWN);
  EXPECT_EQ(study.status_text(), "Recruiting");
}

TEST(ChictrXmlParserTest, APersonWhoSponsorsIsOnlyAClass) {
  const v1::Study study = Record(ParseChictrXml, Sample("chictr_xml/full.xml")).study();
  ASSERT_EQ(study.sponsors_size(), 3);
  EXPECT_EQ(study.sponsors(0).agency_class(), v1::AGENCY_CLASS_INDIVIDUAL);
  EXPECT_EQ(study.sponsors(0).names_size(), 0);
  EXPECT_TRUE(study.sponsors(0).lead());
  EXPECT_EQ(study.sponsors(2).names(0).text(), "Third Hospital");
}

TEST(ChictrXmlParserTest, TakesAContainerWithOneRecordAndNoMore) {
  const std::string one = Sample("chictr_xml/old_id.xml");
  EXPECT_EQ(Record(ParseChictrXml, "<?xml version='1.0'?><trials subjects='1'>" + one + "</trials>").registration_id(),
            "ChiCTR-TRC-13003806");
  EXPECT_EQ(ReasonOf(ParseChictrXml, "<trials>" + one + one + "</trials>"), v1::DEAD_LETTER_REASON_WRONG_ROOT);
  EXPECT_EQ(ReasonOf(ParseChictrXml, "<trials/>"), v1::DEAD_LETTER_REASON_WRONG_ROOT);
  EXPECT_EQ(Record(ParseChictrXml, Sample("chictr_xml/cdata.xml")).registration_id(), "ChiCTR2400084905");
}

TEST(IctrpPortalXmlParserTest, ReadsAnEuropeanRow) {
  const v1::Registration record = Record(ParseIctrpPortalXml, Sample("ictrp_portal_xml/eu.xml"));
  const v1::Study& study = record.study();
  EXPECT_EQ(record.registration_id(), "EUCTR2021-000037-14");
  EXPECT_EQ(study.results_summary().url(), "https://example.org/results/2021-000037-14");
  ASSERT_EQ(study.results_summary().texts_size(), 2);
  EXPECT_EQ(study.results_summary().texts(0).text(), "Pain fell, as in NCT05060107.");
  EXPECT_EQ(PathOf(record, "results_summary.texts[1]"), "results_adverse_events");
  EXPECT_EQ(record.registry(), "eudract");
  EXPECT_EQ(record.country_part(), "ES");
  EXPECT_THAT(record.volatile_fields(),
              ElementsAre("Export_date: 06/09/2024 16:01:13", "Last_Refreshed_on: 5 July 2021"));
  ASSERT_EQ(record.secondary_ids_size(), 2);
  EXPECT_EQ(record.secondary_ids(0).printed(), "NEOD001-301");
  EXPECT_EQ(record.secondary_ids(1).value(), "NCT04973137");
  EXPECT_EQ(study.titles(0).text(), "A study of vesicles");
  EXPECT_EQ(study.status(), v1::RECRUITMENT_STATUS_AUTHORISED);
  EXPECT_THAT(study.phases(), ElementsAre(v1::PHASE_PHASE2, v1::PHASE_PHASE3));
  EXPECT_EQ(study.eligibility().sex(), v1::SEX_ALL);
  EXPECT_EQ(Show(study.registration_date()), "2021-6-9");
  EXPECT_EQ(Show(study.start_date()), "2021-7-1");
  EXPECT_EQ(Show(study.completion_date()), "2022-1-16");
  EXPECT_EQ(Show(study.results_date()), "2022-12-17");
  EXPECT_TRUE(study.has_results());
  EXPECT_THAT(study.countries(), ElementsAre("ES", "KR", "PT"));
  EXPECT_THAT(study.unmapped_countries(), ElementsAre("Asia except Japan"));
  EXPECT_EQ(study.conditions(0).names(0).text(), "Knee osteoarthritis");
  EXPECT_EQ(study.interventions(0).names(0).text(), "EXO-1");
  EXPECT_EQ(study.design().text(), "Controlled: yes\nRandomised: yes\nOpen: no");
  EXPECT_EQ(study.eligibility().criteria(0).text(), "Inclusion criteria:\n1.Adults\n2.eGFR <45");
  EXPECT_EQ(study.sponsors_size(), 3);
  ExpectNoPersonalData(record);
}

TEST(IctrpPortalXmlParserTest, ReadsARowOfClinicalTrialsGov) {
  const v1::Registration record = Record(ParseIctrpPortalXml, Sample("ictrp_portal_xml/ctgov.xml"));
  const v1::Study& study = record.study();
  EXPECT_EQ(record.registry(), "ctgov");
  EXPECT_EQ(study.status(), v1::RECRUITMENT_STATUS_NOT_RECRUITING);
  EXPECT_THAT(study.phases(), ElementsAre(v1::PHASE_PHASE2, v1::PHASE_PHASE3));
  EXPECT_EQ(Show(study.registration_date()), "2024-5-17");
  EXPECT_EQ(Show(study.start_date()), "2024-4-25");
  EXPECT_FALSE(study.enrollment().has_count());
  EXPECT_EQ(study.enrollment().text(), "99999999");
  EXPECT_EQ(study.design().allocation(), "Randomized");
  EXPECT_EQ(study.design().masking(), "None (Open Label)");
  ASSERT_EQ(study.interventions_size(), 2);
  EXPECT_EQ(study.interventions(0).kind(), "Biological");
  EXPECT_EQ(study.interventions(0).names(0).text(), "UC-MSC sEV");
  ASSERT_EQ(study.outcomes_size(), 2);
  EXPECT_EQ(study.outcomes(0).measures(0).text(), "Pain");
  EXPECT_EQ(study.outcomes(0).time_frame(), "12 months");
  EXPECT_EQ(study.sponsors(0).agency_class(), v1::AGENCY_CLASS_INDIVIDUAL);
  ExpectNoPersonalData(record);
}

TEST(IctrpPortalXmlParserTest, ReadsARowOfChictr) {
  const v1::Study study = Record(ParseIctrpPortalXml, Sample("ictrp_portal_xml/chictr.xml")).study();
  EXPECT_EQ(study.status(), v1::RECRUITMENT_STATUS_WITHDRAWN);
  EXPECT_EQ(study.enrollment().count(), 400);
  EXPECT_EQ(study.arms_size(), 2);
  EXPECT_EQ(study.interventions_size(), 0);
  EXPECT_THAT(study.phases(), ElementsAre(v1::PHASE_PILOT));
  EXPECT_EQ(Show(study.start_date()), "2020-2");
  EXPECT_THAT(study.countries(), ElementsAre("CN"));
}

// A row of `register_id` with `elements` and nothing else.
v1::Registration Row(const std::string& register_id, const std::string& elements) {
  return Record(ParseIctrpPortalXml, "<Trial><TrialID>" + register_id + "</TrialID>" + elements + "</Trial>");
}

TEST(IctrpPortalXmlParserTest, FourAnswersOfNoAreNoPhase) {
  const v1::Registration record =
      Row("EUCTR2021-000037-14-DE",
          "<Phase>Human pharmacology (Phase I): no\nTherapeutic exploratory (Phase II): no</Phase>");
  EXPECT_EQ(record.study().phases_size(), 0);
  EXPECT_EQ(record.study().phase_text(), "Human pharmacology (Phase I): no Therapeutic exploratory (Phase II): no");
  EXPECT_EQ(record.study().unmapped_size(), 0);
}

TEST(IctrpPortalXmlParserTest, UnknownWordsStayAsPrinted) {
  const v1::Study study = Row("ChiCTR2000034346",
                              "<Recruitment_Status>Paused &amp;amp; odd</Recruitment_Status><Phase>Unheard-of</Phase>"
                              "<Target_size>20-40</Target_size><Date_enrollement>2024-13-45</Date_enrollement>")
                              .study();
  EXPECT_EQ(study.status(), v1::RECRUITMENT_STATUS_UNSPECIFIED);
  EXPECT_EQ(study.phase_text(), "Unheard-of");
  EXPECT_THAT(study.unmapped(), ElementsAre("status: Paused & odd", "phase: Unheard-of"));
  EXPECT_FALSE(study.enrollment().has_count());
  EXPECT_FALSE(study.start_date().has_date());
  EXPECT_EQ(study.start_date().text(), "2024-13-45");
}

TEST(IctrpPortalXmlParserTest, AnAbandonedTrialSaysSoInItsTitle) {
  for (const char* title :
       {"Withdraw  Safety of A", "Withdrawn: A", "[Withdrawn] A", "Cancelled by the investigator    A",
        "Cancelled, due to modified protocol A", "撤销 甲", "（已撤销）甲", "【撤回】甲"}) {
    const v1::Registration record = Row("ChiCTR2000034346", "<Public_title>" + std::string(title) + "</Public_title>");
    EXPECT_EQ(record.study().status(), v1::RECRUITMENT_STATUS_WITHDRAWN) << title;
    EXPECT_EQ(PathOf(record, "status"), "Public_title") << title;
  }
  for (const char* title : {"Withdrawal of opioids", "Withdrawing care", "Withdraw from ventilation",
                            "Cancelled operations", "Pain (withdrawal of opioids)", "取消术前禁食"}) {
    EXPECT_EQ(Row("ChiCTR2000034346", "<Public_title>" + std::string(title) + "</Public_title>").study().status(),
              v1::RECRUITMENT_STATUS_UNSPECIFIED)
        << title;
  }
}

TEST(IctrpPortalXmlParserTest, ReadsValuesWithMarkupAndListsOfCountries) {
  const v1::Registration record = Row(
      "CTRI/2020/05/025067",
      "<Countries>China, Japan;Korea, Republic of</Countries><Exclusion_Criteria>Exclusion criteria: a<br/>b &amp;lt;5 "
      "<i>c</i></Exclusion_Criteria><Date_registration>21-10-2013</Date_registration><Condition>A&amp;nbsp;B;C</"
      "Condition>");
  EXPECT_THAT(record.study().countries(), ElementsAre("CN", "JP", "KR"));
  EXPECT_EQ(record.study().eligibility().criteria(0).text(), "Exclusion criteria:\na\nb <5 c");
  EXPECT_EQ(PathOf(record, "eligibility.criteria[0]"), "Exclusion_Criteria");
  EXPECT_EQ(Show(record.study().registration_date()), "2013-10-21");
  ASSERT_EQ(record.study().conditions_size(), 2);
  EXPECT_EQ(record.study().conditions(0).names(0).text(), "A B");
}

TEST(IctrpPortalXmlParserTest, LeavesARemarkBehindTheIdentifierOut) {
  const v1::Registration record = Row("CTRI/2017/11/010531 [Registered on: 16/11/2017]", "");
  EXPECT_EQ(record.registration_id(), "CTRI/2017/11/010531");
  EXPECT_THAT(record.notes(), ElementsAre("registration_id: a remark behind it left out"));
  EXPECT_EQ(ReasonOf(ParseIctrpPortalXml, "<Trial><TrialID>see NCT06431152 and more</TrialID></Trial>"),
            v1::DEAD_LETTER_REASON_NO_IDENTIFIER);
}

TEST(IctrpPortalXmlParserTest, WhatWasNotSelectedIsAbsent) {
  const v1::Study study =
      Row("JPRN-UMIN000041234", "<Phase>Not selected</Phase><Study_type>Not Specified</Study_type>").study();
  EXPECT_EQ(study.ByteSizeLong(), 0u);
}

TEST(IctrpPortalXmlParserTest, GroupsWithoutSemicolonsAreArms) {
  const v1::Study study = Row("ChiCTR2000034346", "<Target_size>Group A:20 Group B:25</Target_size>").study();
  EXPECT_EQ(study.enrollment().count(), 45);
  ASSERT_EQ(study.arms_size(), 2);
  EXPECT_EQ(study.arms(1).size(), 25);
}

struct XmlCase {
  const char* name;
  Parser parse;
  const char* sample;
  const char* record;
};

class XmlParserTest : public testing::TestWithParam<XmlCase> {};

TEST_P(XmlParserTest, RefusesWhatIsNoRecord) {
  const Parser parse = GetParam().parse;
  const std::string name = GetParam().record;
  ExpectRefusesWhatIsNoText(parse, Sample(GetParam().sample));
  EXPECT_EQ(ReasonOf(parse, "{\"a\":1}"), v1::DEAD_LETTER_REASON_WRONG_ROOT);
  EXPECT_EQ(ReasonOf(parse, "<html><body>no access<br></body></html>"), v1::DEAD_LETTER_REASON_WRONG_ROOT);
  EXPECT_EQ(ReasonOf(parse, "<!DOCTYPE html><p>"), v1::DEAD_LETTER_REASON_WRONG_ROOT);
  EXPECT_EQ(ReasonOf(parse, "<rss></rss>"), v1::DEAD_LETTER_REASON_WRONG_ROOT);
  EXPECT_EQ(ReasonOf(parse, "<" + name + "><a></b></" + name + ">"), v1::DEAD_LETTER_REASON_MALFORMED);
  EXPECT_EQ(ReasonOf(parse, "<" + name + "/>"), v1::DEAD_LETTER_REASON_NO_IDENTIFIER);
  EXPECT_EQ(ReasonOf(parse, Sample("chictr_xml/entity_bomb.xml")), v1::DEAD_LETTER_REASON_LIMIT_EXCEEDED);
  EXPECT_EQ(ReasonOf(parse, "<" + name + ">" + Nested(10000, "<a>", "", "</a>") + "</" + name + ">"),
            v1::DEAD_LETTER_REASON_LIMIT_EXCEEDED);
  ParseContext utf16 = TestContext();
  utf16.encoding = "UTF-16";
  EXPECT_EQ(ReasonOf(parse, Sample(GetParam().sample), utf16), v1::DEAD_LETTER_REASON_BAD_ENCODING);
}

TEST_P(XmlParserTest, CutOffAnywhereIsADeadLetter) {
  ExpectTruncationsAreDeadLetters(GetParam().parse, Sample(GetParam().sample), 8);
}

TEST_P(XmlParserTest, ElementsWithoutEndAreRefusedBeforeTheyAreBuilt) {
  ParseContext context = TestContext();
  context.limits.max_elements = 1000;
  const std::string name = GetParam().record;
  std::string many = "<" + name + ">";
  for (int i = 0; i < 5000; ++i) many += "<a/>";
  EXPECT_EQ(ReasonOf(GetParam().parse, many + "</" + name + ">", context), v1::DEAD_LETTER_REASON_LIMIT_EXCEEDED);
}

INSTANTIATE_TEST_SUITE_P(Formats, XmlParserTest,
                         testing::Values(XmlCase{"Chictr", ParseChictrXml, "chictr_xml/full.xml", "Triall"},
                                         XmlCase{"Ictrp", ParseIctrpPortalXml, "ictrp_portal_xml/eu.xml", "Trial"}),
                         [](const testing::TestParamInfo<XmlCase>& info) { return info.param.name; });

}  // namespace
}  // namespace trialweave::normalizer
