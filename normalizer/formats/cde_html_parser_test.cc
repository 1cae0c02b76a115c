#include "normalizer/formats/cde_html_parser.h"

#include "gmock/gmock.h"
#include "normalizer/formats/parser_testing.h"

namespace trialweave::normalizer {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(CdeHtmlParserTest, ReadsIdentifiersAndTexts) {
  const std::string document = Sample("cde_html/page.html");
  const v1::Registration record = Record(ParseCdeHtml, document);
  const v1::Study& study = record.study();
  EXPECT_EQ(record.registration_id(), "CTR20990001");
  EXPECT_EQ(record.registry(), "cde");
  EXPECT_EQ(record.url(), "http://www.chinadrugtrials.org.cn/clinicaltrials.searchlistdetail.dhtml");
  std::vector<std::string> ids;
  for (const auto& id : record.secondary_ids()) ids.push_back(id.type() + "=" + id.printed());
  EXPECT_THAT(ids, ElementsAre("CDE related trial=CTR20990002", "CDE acceptance number=CXSL9900001",
                               "CDE acceptance number=CXSL9900002", "Protocol number=EV-KOA-101"));
  ASSERT_EQ(record.mentioned_ids_size(), 1);
  EXPECT_EQ(record.mentioned_ids(0).value(), "NCT06431152");
  ASSERT_EQ(study.titles_size(), 1);
  EXPECT_EQ(study.titles(0).text(), "外泌体注射液治疗膝骨关节炎");
  EXPECT_EQ(study.official_titles_size(), 1);
  ASSERT_EQ(study.summaries_size(), 1);
  EXPECT_EQ(study.summaries(0).text(), "主要目的：评价安全性。\n\n次要目的：探索疗效。");
  ASSERT_EQ(study.sponsors_size(), 2);
  EXPECT_TRUE(study.sponsors(0).lead());
  EXPECT_EQ(study.sponsors(1).names(0).text(), "Example Vesicles Ltd");
  EXPECT_EQ(study.conditions(0).names(0).text(), "膝骨关节炎");
  EXPECT_EQ(BytesOf(record, "registration_id", document), "CTR20990001");
}

TEST(CdeHtmlParserTest, ReadsStatusDesignAndDates) {
  const v1::Study study = Record(ParseCdeHtml, Sample("cde_html/page.html")).study();
  EXPECT_EQ(study.status(), v1::RECRUITMENT_STATUS_RECRUITING);
  EXPECT_EQ(study.status_text(), "进行中（招募中）");
  EXPECT_THAT(study.phases(), ElementsAre(v1::PHASE_PHASE1, v1::PHASE_PHASE2));
  EXPECT_EQ(study.design().primary_purpose(), "安全性和有效性");
  EXPECT_EQ(study.design().intervention_model(), "平行分组");
  EXPECT_EQ(study.design().allocation_class(), v1::ALLOCATION_RANDOMIZED);
  EXPECT_EQ(study.design().masking_class(), v1::MASKING_DOUBLE);
  EXPECT_EQ(study.enrollment().count(), 48);
  EXPECT_FALSE(study.has_actual_enrollment());
  EXPECT_EQ(Show(study.registration_date()), "2024-3-5 actual");
  EXPECT_EQ(Show(study.start_date()), "2024-3-28 actual");
  EXPECT_FALSE(study.has_completion_date());
  EXPECT_EQ(Show(study.last_update_date()), "2024-3-29 actual");
  EXPECT_FALSE(study.has_has_results());
  EXPECT_EQ(study.unmapped_size(), 0) << study.unmapped(0);
}

TEST(CdeHtmlParserTest, ReadsRowsOfTables) {
  const v1::Study study = Record(ParseCdeHtml, Sample("cde_html/page.html")).study();
  ASSERT_EQ(study.arms_size(), 2);
  EXPECT_THAT(study.arms(0).intervention_names(), ElementsAre("人脐带间充质干细胞外泌体注射液", "玻璃酸钠注射液"));
  EXPECT_THAT(study.arms(1).intervention_names(), ElementsAre("安慰剂"));
  ASSERT_EQ(study.interventions_size(), 3);
  EXPECT_EQ(study.interventions(0).kind(), "生物制品");
  EXPECT_EQ(study.interventions(0).names(1).text(), "EV Injection");
  EXPECT_THAT(study.interventions(0).other_names(), ElementsAre("EV-01"));
  // A number at the end is not taken for that of the next row, as in text that was run together.
  EXPECT_THAT(study.interventions(0).descriptions(0).text(), HasSubstr("用药时程: 共2"));
  ASSERT_EQ(study.outcomes_size(), 3);
  EXPECT_TRUE(study.outcomes(0).primary());
  EXPECT_FALSE(study.outcomes(2).primary());
  EXPECT_EQ(study.outcomes(1).time_frame(), "3、6、12个月");
  EXPECT_EQ(study.outcomes(1).descriptions(0).text(), "有效性指标");
  ASSERT_EQ(study.sites_size(), 2);
  EXPECT_EQ(study.sites(0).facility(), "示例大学附属医院");
  EXPECT_EQ(study.sites(1).city(), "上海市");
  EXPECT_THAT(study.countries(), ElementsAre("CN"));
  ASSERT_EQ(study.ethics_reviews_size(), 2);
  EXPECT_EQ(study.ethics_reviews(0).status(), "修改后同意");
  EXPECT_EQ(Show(study.ethics_reviews(1).approval_date()), "2024-2-20 actual");
}

TEST(CdeHtmlParserTest, ReadsEligibility) {
  const v1::Eligibility eligibility = Record(ParseCdeHtml, Sample("cde_html/page.html")).study().eligibility();
  EXPECT_EQ(eligibility.minimum_age(), "40岁");
  EXPECT_EQ(eligibility.maximum_age(), "75岁");
  EXPECT_EQ(eligibility.sex(), v1::SEX_ALL);
  EXPECT_TRUE(eligibility.has_healthy_volunteers());
  ASSERT_EQ(eligibility.criteria_size(), 1);
  EXPECT_EQ(eligibility.criteria(0).text(),
            "Inclusion criteria:\n1 疼痛不低于4分\n2 签署知情同意书\n\nExclusion criteria:\n1 恶性肿瘤");
}

TEST(CdeHtmlParserTest, ResultsSummaryIsOneWithADate) {
  std::string page = Sample("cde_html/page.html");
  const std::string nothing = "<tr><td colspan=\"3\">暂未填写此信息</td></tr>";
  page.replace(page.find(nothing), nothing.size(), "<tr><td>1</td><td>1.0</td><td>2025-01-02</td></tr>");
  const v1::Study study = Record(ParseCdeHtml, page).study();
  EXPECT_TRUE(study.has_results());
  EXPECT_EQ(Show(study.results_date()), "2025-1-2 actual");
}

TEST(CdeHtmlParserTest, NeverTakesPersons) { ExpectNoPersonalData(Record(ParseCdeHtml, Sample("cde_html/page.html"))); }

TEST(CdeHtmlParserTest, RefusesWhatIsNoTrialPage) {
  ExpectRefusesWhatIsNoText(ParseCdeHtml, Sample("cde_html/page.html"));
  EXPECT_EQ(ReasonOf(ParseCdeHtml, Sample("cde_html_corpus/no_id.html")), v1::DEAD_LETTER_REASON_NO_IDENTIFIER);
  EXPECT_EQ(ReasonOf(ParseCdeHtml, "<html><body>412 Precondition Failed</body></html>"),
            v1::DEAD_LETTER_REASON_WRONG_ROOT);
  ParseContext context = TestContext();
  context.limits.max_elements = 100;
  EXPECT_EQ(ReasonOf(ParseCdeHtml, Sample("cde_html/page.html"), context), v1::DEAD_LETTER_REASON_LIMIT_EXCEEDED);
}

TEST(CdeHtmlParserTest, CutOffAnywhereIsADeadLetter) {
  ExpectTruncationsAreDeadLetters(ParseCdeHtml, Sample("cde_html/page.html"), 15);
}

}  // namespace
}  // namespace trialweave::normalizer
