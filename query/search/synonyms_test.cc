#include "query/search/synonyms.h"

#include <algorithm>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace trialweave::query {
namespace {

constexpr absl::string_view kGroups =
    "# a comment\n"
    "@ev/exosome\n"
    "@ev/none\n"
    "knee osteoarthritis | KOA | 膝骨关节炎\n"
    "knee | 膝\n"
    "vesicle > @ev/exosome\n";
constexpr absl::string_view kVocabulary =
    "# rows\n"
    "ev\texosome\t-\texosome | exosomal | plant exosome | 外泌体\n"
    "ev\texosome\tcase,context\tEXO\n";

// What `text` begins with: its length in words, and the others by their words put together.
std::vector<std::string> Others(const Synonyms& synonyms, absl::string_view text, size_t* length) {
  const std::vector<SearchWord> words = SearchWords(text);
  const Synonyms::Match match = synonyms.Find(words, words.size());
  *length = match.words;
  std::vector<std::string> others;
  for (const Synonyms::Term* term : match.others) {
    std::string all;
    for (const SearchWord& word : *term) all += word.text;
    others.push_back(all);
  }
  return others;
}

TEST(SynonymsTest, FindsTheLongestTermInAnyForm) {
  const Synonyms synonyms(kGroups, kVocabulary);
  size_t length = 0;
  EXPECT_THAT(Others(synonyms, "Knee-Osteoarthritis pain", &length), testing::ElementsAre("koa", "膝骨关节炎"));
  EXPECT_EQ(length, 2u);
  EXPECT_THAT(Others(synonyms, "knees of", &length), testing::ElementsAre("膝"));
  EXPECT_EQ(length, 1u);
  EXPECT_THAT(Others(synonyms, "膝骨关节炎", &length), testing::ElementsAre("kneeosteoarthritis", "koa"));
  EXPECT_EQ(length, 5u);
}

TEST(SynonymsTest, TakesVocabularyEntriesWithoutCaseAndWhatIsHeldByShorterTerms) {
  const Synonyms synonyms(kGroups, kVocabulary);
  size_t length = 0;
  EXPECT_THAT(Others(synonyms, "外泌体", &length), testing::ElementsAre("exosome"));
  EXPECT_THAT(Others(synonyms, "plant exosomes", &length), testing::ElementsAre("exosome", "外泌体"));
  Others(synonyms, "EXO", &length);
  EXPECT_EQ(length, 0u);
}

TEST(SynonymsTest, NarrowerTermsAreFoundOneWayOnly) {
  const Synonyms synonyms(kGroups, kVocabulary);
  size_t length = 0;
  EXPECT_THAT(Others(synonyms, "vesicles", &length), testing::ElementsAre("exosome", "外泌体"));
  EXPECT_THAT(Others(synonyms, "exosome", &length), testing::ElementsAre("外泌体"));
}

TEST(SynonymsTest, TellsReferencesToNothing) {
  EXPECT_THAT(Synonyms(kGroups, kVocabulary).missing(), testing::ElementsAre("ev/none"));
}

TEST(SynonymsTest, ShippedFilesHoldTogether) {
  EXPECT_THAT(Synonyms::Shipped().missing(), testing::IsEmpty());
  size_t length = 0;
  const std::vector<std::string> others = Others(Synonyms::Shipped(), "外泌体", &length);
  EXPECT_EQ(length, 3u);
  EXPECT_THAT(others, testing::Contains("exosome"));
}

}  // namespace
}  // namespace trialweave::query
