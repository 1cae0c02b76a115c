#include "tests/generator/study_generator.h"

#include <set>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "normalizer/formats/ctgov_v2_parser.h"

namespace trialweave::tests {
namespace {

using ::testing::AllOf;
using ::testing::Ge;
using ::testing::Le;

const char kModel[] =
    R"({"protocolSection":{"identificationModule":{"nctId":"NCT05000017","nctIdAliases":["NCT00999999"],"orgStudyIdInfo":{"id":"RG-17"},)"
    R"("secondaryIdInfos":[{"id":"ISRCTN12345679"}],)"
    R"("briefTitle":"Vesicles of the umbilical cord for painful knees with early arthritis"},"statusModule":)"
    R"({"overallStatus":"RECRUITING","startDateStruct":{"date":"2023-05-31"}},"descriptionModule":{"briefSummary":)"
    R"("People whose knees hurt although they exercise receive vesicles or saline and say every month how it \"went\". )"
    R"(The doctors compare both groups after twelve months and look for changes of the cartilage in images."},)"
    R"("designModule":{"studyType":"INTERVENTIONAL","enrollmentInfo":{"count":60,"type":"ESTIMATED"}}},"hasResults":false})";

v1::Registration Parsed(const std::string& study) {
  const auto vocabulary = normalizer::Vocabulary::Embedded();
  normalizer::ParseResult result = normalizer::ParseCtgovV2(study, {vocabulary.get(), {}});
  EXPECT_TRUE(std::holds_alternative<v1::Registration>(result)) << study;
  auto* registration = std::get_if<v1::Registration>(&result);
  return registration == nullptr ? v1::Registration() : *registration;
}

TEST(StudyGeneratorTest, MakesStudiesThatTheParserReads) {
  const StudyGenerator generator({kModel}, 1);
  for (const uint64_t number : {uint64_t{2}, uint64_t{777}, StudyGenerator::kMaxStudies - 1}) {
    const v1::Registration study = Parsed(generator.Make(number));
    EXPECT_EQ(study.registration_id(), StudyGenerator::IdOf(number));
    EXPECT_EQ(study.study().status(), v1::RECRUITMENT_STATUS_RECRUITING);
    EXPECT_THAT(study.study().enrollment().count(), AllOf(Ge(30), Le(90)));
    EXPECT_GT(study.study().start_date().date().year(), 2000);
  }
}

TEST(StudyGeneratorTest, IsTheSameForTheSameNumberAndNoOther) {
  const StudyGenerator generator({kModel}, 1), again({kModel}, 1), other({kModel}, 2);
  EXPECT_EQ(generator.Make(12), again.Make(12));
  EXPECT_NE(generator.Make(12), generator.Make(13));
  EXPECT_NE(generator.Make(12), other.Make(12));
}

TEST(StudyGeneratorTest, EveryTwentiethStatesAnotherRegistrysNumber) {
  const StudyGenerator generator({kModel}, 1);
  const auto stated = [&](uint64_t number) {
    std::set<std::string> ids;
    const v1::Registration study = Parsed(generator.Make(number));
    for (const v1::Identifier& id : study.secondary_ids()) {
      if (id.scheme() == "eudract") ids.insert(id.value());
    }
    return ids;
  };
  EXPECT_EQ(stated(40).size(), 1);
  EXPECT_NE(stated(40), stated(60));
  EXPECT_TRUE(stated(41).empty());
}

TEST(StudyGeneratorTest, NoTwoStateTheSameIdentifier) {
  const StudyGenerator generator({kModel}, 1);
  std::set<std::string> printed;
  size_t stated = 0;
  for (const uint64_t number : {1, 2, 3, 21, 1'000'021}) {
    const v1::Registration study = Parsed(generator.Make(number));
    for (const v1::Identifier& id : study.secondary_ids()) printed.insert(id.printed());
    for (const v1::Identifier& id : study.aliases()) printed.insert(id.printed());
    stated += static_cast<size_t>(study.secondary_ids_size() + study.aliases_size());
  }
  EXPECT_EQ(stated, 15);
  EXPECT_EQ(printed.size(), stated);
}

TEST(StudyGeneratorTest, SizesStayAndWordsGrowWithTheNumberOfStudies) {
  const StudyGenerator generator({kModel}, 1);
  std::set<std::string> words;
  const auto take = [&](uint64_t begin, uint64_t end) {
    const size_t before = words.size();
    for (uint64_t number = begin; number < end; ++number) {
      const std::string study = generator.Make(number);
      EXPECT_THAT(study.size(), AllOf(Ge(sizeof(kModel) * 8 / 10), Le(sizeof(kModel) * 14 / 10)));
      const v1::Registration parsed = Parsed(study);
      const std::string& text = parsed.study().summaries(0).text();
      size_t at = 0;
      for (size_t blank; (blank = text.find(' ', at)) != std::string::npos; at = blank + 1)
        words.insert(text.substr(at, blank - at));
    }
    return words.size() - before;
  };
  const size_t first = take(0, 200), second = take(200, 400);
  EXPECT_GT(first, 40);
  EXPECT_GT(second, 10) << "new studies bring new words";
  EXPECT_LT(second, first) << "but ever fewer";
}

}  // namespace
}  // namespace trialweave::tests
