#include "normalizer/formats/cde_csv_parser.h"

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "normalizer/formats/parser_testing.h"

namespace trialweave::normalizer {
namespace {

using ::testing::ElementsAre;

TEST(CdeCsvParserTest, ReadsATrial) {
  const std::string document = Sample("cde_csv/trial.csv");
  const v1::Registration record = Record(ParseCdeCsv, document);
  const v1::Study& study = record.study();
  EXPECT_EQ(record.registration_id(), "CTR20990001");
  EXPECT_EQ(record.registry(), "cde");
  std::vector<std::string> ids;
  for (const v1::Identifier& id : record.secondary_ids()) ids.push_back(id.printed());
  EXPECT_THAT(ids, testing::IsSupersetOf({"CXSL9900001", "CXSL9900002", "JIA-01"}));
  EXPECT_EQ(study.titles(0).text(), "甲试验");
  EXPECT_EQ(study.official_titles(0).text(), "甲外泌体注射液的临床试验");
  EXPECT_EQ(study.status(), v1::RECRUITMENT_STATUS_NOT_YET_RECRUITING);
  EXPECT_THAT(study.phases(), ElementsAre(v1::PHASE_PHASE1, v1::PHASE_PHASE2));
  EXPECT_EQ(study.enrollment().count(), 45);
  EXPECT_FALSE(study.has_actual_enrollment());
  EXPECT_EQ(Show(study.registration_date()), "2099-2-16 actual");
  EXPECT_EQ(study.start_date().date().month(), 3);
  EXPECT_EQ(study.design().allocation_class(), v1::ALLOCATION_RANDOMIZED);
  EXPECT_EQ(study.design().masking_class(), v1::MASKING_DOUBLE);
  EXPECT_EQ(study.eligibility().minimum_age(), "40岁");
  EXPECT_EQ(study.eligibility().sex(), v1::SEX_ALL);
  EXPECT_FALSE(study.eligibility().healthy_volunteers());
  EXPECT_EQ(study.sponsors_size(), 2);
  EXPECT_EQ(study.conditions_size(), 1);
  EXPECT_EQ(study.unmapped_size(), 0);
  ExpectNoPersonalData(record);
  EXPECT_EQ(BytesOf(record, "titles[0]", document), "甲试验");
  EXPECT_EQ(PathOf(record, "titles[0]"), "common_name");
}

TEST(CdeCsvParserTest, AHeaderRowNamesColumnsInAnyOrder) {
  ParseContext context = TestContext();
  context.columns = "common_name;CTR_NO;mine";
  context.delimiter = ';';
  const ParseResult result = ParseCdeCsv("甲;CTR20990001;x", context);
  ASSERT_TRUE(std::holds_alternative<v1::Registration>(result));
  EXPECT_EQ(std::get<v1::Registration>(result).study().titles(0).text(), "甲");
}

TEST(CdeCsvParserTest, RowsOfOneTrialAreItsOutcomesReviewsAndSites) {
  const v1::Study outcomes = Record(ParseCdeEndpointsCsv, Sample("cde_csv/endpoints.csv")).study();
  ASSERT_EQ(outcomes.outcomes_size(), 2);
  EXPECT_TRUE(outcomes.outcomes(0).primary());
  EXPECT_EQ(outcomes.outcomes(0).measures(0).text(), "VAS评分\n疼痛");
  EXPECT_EQ(outcomes.outcomes(0).time_frame(), "12周");
  EXPECT_FALSE(outcomes.outcomes(1).primary());
  const v1::Study reviews = Record(ParseCdeEthicsCsv, Sample("cde_csv/ethics.csv")).study();
  ASSERT_EQ(reviews.ethics_reviews_size(), 2);
  EXPECT_EQ(reviews.ethics_reviews(0).status(), "修改后同意");
  EXPECT_EQ(Show(reviews.ethics_reviews(1).approval_date()), "2099-1-10 actual");
  const v1::Registration sites = Record(ParseCdeSitesCsv, Sample("cde_csv/sites.csv"));
  ASSERT_EQ(sites.study().sites_size(), 2);
  EXPECT_EQ(sites.study().sites(0).city(), "南京市");
  EXPECT_EQ(sites.study().sites(1).country(), "US");
  EXPECT_THAT(sites.study().countries(), ElementsAre("CN", "US"));
  EXPECT_EQ(PathOf(sites, "sites[1]"), "1/site_name");
  ExpectNoPersonalData(sites);
}

TEST(CdeCsvParserTest, RefusesWhatIsNoRecord) {
  for (const auto& [parse, sample] : std::vector<std::pair<Parser, std::string>>{{ParseCdeCsv, "trial"},
                                                                                 {ParseCdeEndpointsCsv, "endpoints"},
                                                                                 {ParseCdeEthicsCsv, "ethics"},
                                                                                 {ParseCdeSitesCsv, "sites"}}) {
    const std::string good = Sample("cde_csv/" + sample + ".csv");
    ExpectRefusesWhatIsNoText(parse, "CTR20990001,first field,second field");
    EXPECT_EQ(ReasonOf(parse, "CTR20990001,\"a\"b"), v1::DEAD_LETTER_REASON_MALFORMED);
    EXPECT_EQ(ReasonOf(parse, "CTR20990001,\"a"), v1::DEAD_LETTER_REASON_TRUNCATED);
    const size_t number = good.find("CTR20990001");
    EXPECT_EQ(ReasonOf(parse, good.substr(0, number) + "CTR" + good.substr(number + 11)),
              good.find("CTR20990001", number + 1) == std::string::npos ? v1::DEAD_LETTER_REASON_NO_IDENTIFIER
                                                                        : v1::DEAD_LETTER_REASON_MALFORMED);
    ParseContext other = TestContext();
    other.columns = "a,b";
    EXPECT_EQ(ReasonOf(parse, "a,b", other), v1::DEAD_LETTER_REASON_WRONG_ROOT);
  }
  const std::string trial = Sample("cde_csv/trial.csv");
  EXPECT_EQ(ReasonOf(ParseCdeCsv, absl::StrCat(trial, "\n", trial)), v1::DEAD_LETTER_REASON_MALFORMED);
}

}  // namespace
}  // namespace trialweave::normalizer
