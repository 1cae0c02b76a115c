#include "normalizer/formats/nhc_html_parser.h"

#include "gmock/gmock.h"
#include "normalizer/formats/parser_testing.h"

namespace trialweave::normalizer {
namespace {

using ::testing::ElementsAre;

TEST(NhcHtmlParserTest, ReadsEveryField) {
  const std::string document = Sample("nhc_html/page.html");
  const v1::Registration record = Record(ParseNhcHtml, document);
  const v1::Study& study = record.study();
  EXPECT_EQ(record.registration_id(), "MR-13-24-017929");
  EXPECT_EQ(record.registry(), "nhc");
  EXPECT_EQ(study.titles(0).text(), "外泌体关节腔注射治疗膝骨关节炎");
  EXPECT_EQ(study.titles(0).language(), "zh");
  EXPECT_EQ(study.official_titles(0).text(), "一项剂量递增研究");
  EXPECT_EQ(study.status(), v1::RECRUITMENT_STATUS_RECRUITING);
  EXPECT_EQ(study.study_type(), v1::STUDY_TYPE_INTERVENTIONAL);
  EXPECT_THAT(study.phases(), ElementsAre(v1::PHASE_PHASE1));
  EXPECT_EQ(study.design().text(), "随机、双盲");
  EXPECT_EQ(study.enrollment().count(), 60);
  ASSERT_EQ(study.sponsors_size(), 3);
  EXPECT_TRUE(study.sponsors(0).lead());
  EXPECT_EQ(study.sponsors(2).names(0).text(), "第二医院");
  ASSERT_EQ(study.conditions_size(), 2);
  EXPECT_EQ(study.conditions(1).names(0).text(), "软骨损伤");
  ASSERT_EQ(study.interventions_size(), 2);
  EXPECT_EQ(study.interventions(0).names(0).text(), "外泌体");
  ASSERT_EQ(study.outcomes_size(), 3);
  EXPECT_TRUE(study.outcomes(0).primary());
  EXPECT_EQ(Show(study.start_date()), "2024-3-1");
  EXPECT_EQ(Show(study.completion_date()), "2025-12");
  EXPECT_EQ(Show(study.registration_date()), "2024-2-20");
  EXPECT_EQ(Show(study.last_update_date()), "2024-6-2");
  EXPECT_EQ(record.secondary_ids(0).value(), "NCT06431152");
  ASSERT_EQ(record.mentioned_ids_size(), 2);
  EXPECT_EQ(record.mentioned_ids(0).value(), "NCT05060107");
  EXPECT_EQ(record.mentioned_ids(1).value(), "ChiCTR2400084905");
  EXPECT_EQ(study.eligibility().sex(), v1::SEX_ALL);
  EXPECT_EQ(study.eligibility().minimum_age(), "40岁");
  EXPECT_EQ(study.eligibility().maximum_age(), "");
  EXPECT_EQ(study.eligibility().criteria(0).text(), "Inclusion criteria:\n1. 疼痛\n\nExclusion criteria:\n肿瘤");
  EXPECT_THAT(study.countries(), ElementsAre("CN"));
  EXPECT_EQ(study.unmapped_size(), 0);
  EXPECT_EQ(PathOf(record, "registration_id"), "项目备案编号");
  EXPECT_EQ(BytesOf(record, "registration_id", document), "MR-13-24-017929");
}

TEST(NhcHtmlParserTest, NeverTakesPersons) { ExpectNoPersonalData(Record(ParseNhcHtml, Sample("nhc_html/page.html"))); }

TEST(NhcHtmlParserTest, TakesAFragment) {
  EXPECT_EQ(Record(ParseNhcHtml, Sample("nhc_html/fragment.html")).registration_id(), "MR-33-24-030536");
}

TEST(NhcHtmlParserTest, RefusesWhatIsNoProjectPage) {
  ExpectRefusesWhatIsNoText(ParseNhcHtml, Sample("nhc_html/page.html"));
  EXPECT_EQ(ReasonOf(ParseNhcHtml, Sample("nhc_html/forbidden.html")), v1::DEAD_LETTER_REASON_WRONG_ROOT);
  EXPECT_EQ(ReasonOf(ParseNhcHtml, "{\"备案号\":1}"), v1::DEAD_LETTER_REASON_WRONG_ROOT);
  EXPECT_EQ(ReasonOf(ParseNhcHtml, "<p>备案号：无</p>"), v1::DEAD_LETTER_REASON_NO_IDENTIFIER);
  EXPECT_EQ(ReasonOf(ParseNhcHtml, "<p>项目名称：外泌体</p>"), v1::DEAD_LETTER_REASON_NO_IDENTIFIER);
  ParseContext context = TestContext();
  context.limits.max_elements = 1000;
  EXPECT_EQ(ReasonOf(ParseNhcHtml, Nested(10000, "<div>", "备案号：MR-13-24-017929", "</div>"), context),
            v1::DEAD_LETTER_REASON_LIMIT_EXCEEDED);
}

TEST(NhcHtmlParserTest, DeepNestingCostsNothing) {
  EXPECT_EQ(Record(ParseNhcHtml, Nested(10000, "<div>", "<p>备案号：MR-13-24-017929</p>", "</div>")).registration_id(),
            "MR-13-24-017929");
}

TEST(NhcHtmlParserTest, CutOffAnywhereIsADeadLetter) {
  ExpectTruncationsAreDeadLetters(ParseNhcHtml, Sample("nhc_html/page.html"), 15);
}

}  // namespace
}  // namespace trialweave::normalizer
