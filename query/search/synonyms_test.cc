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

size_t LengthOf(const Synonyms& synonyms, absl::string_view typed) {
  const std::vector<SearchWord> words = SearchWords(typed);
  return synonyms.Find(words, words.size()).words;
}

// Whether the term with which `typed` begins finds `text` by a group.
bool Finds(const Synonyms& synonyms, absl::string_view typed, absl::string_view text) {
  const std::vector<SearchWord> words = SearchWords(typed);
  const std::vector<uint32_t> groups = synonyms.Find(words, words.size()).groups;
  const StemmedWords stemmed(SearchWords(text));
  bool found = false;
  for (size_t at = 0; at < stemmed.words.size(); ++at) {
    synonyms.VisitAt(stemmed, at, [&](uint32_t group, size_t) {
      found |= std::find(groups.begin(), groups.end(), group) != groups.end();
    });
  }
  return found;
}

TEST(SynonymsTest, FindsTheLongestTermInAnyForm) {
  const Synonyms synonyms(kGroups, kVocabulary);
  EXPECT_EQ(LengthOf(synonyms, "Knee-Osteoarthritis pain"), 2);
  EXPECT_EQ(LengthOf(synonyms, "knees of"), 1);
  EXPECT_EQ(LengthOf(synonyms, "膝骨关节炎"), 5);
  EXPECT_TRUE(Finds(synonyms, "Knee-Osteoarthritis pain", "severe KOA"));
  EXPECT_FALSE(Finds(synonyms, "Knee-Osteoarthritis pain", "膝 pain"));
  EXPECT_TRUE(Finds(synonyms, "膝骨关节炎", "of knee osteoarthritis"));
  EXPECT_FALSE(Finds(synonyms, "膝骨关节炎", "osteoarthritis of the knee"));
  EXPECT_FALSE(Finds(synonyms, "膝骨关节炎", "膝 骨关节炎")) << "they do not stand together";
}

TEST(SynonymsTest, TakesVocabularyEntriesWithoutCase) {
  const Synonyms synonyms(kGroups, kVocabulary);
  EXPECT_TRUE(Finds(synonyms, "外泌体", "Exosomal"));
  EXPECT_TRUE(Finds(synonyms, "plant exosomes", "外泌体治疗"));
  EXPECT_EQ(LengthOf(synonyms, "EXO"), 0);
}

TEST(SynonymsTest, NarrowerTermsAreFoundOneWayOnly) {
  const Synonyms synonyms(kGroups, kVocabulary);
  EXPECT_TRUE(Finds(synonyms, "vesicles", "exosome"));
  EXPECT_FALSE(Finds(synonyms, "exosome", "vesicle"));
}

TEST(SynonymsTest, KnowsTheWordsOfItsTerms) {
  const Synonyms synonyms(kGroups, kVocabulary);
  EXPECT_TRUE(synonyms.Knows(SearchWords("plants")[0]));
  EXPECT_FALSE(synonyms.Knows(SearchWords("pain")[0]));
}

TEST(SynonymsTest, TellsReferencesToNothing) {
  EXPECT_THAT(Synonyms(kGroups, kVocabulary).missing(), testing::ElementsAre("ev/none"));
}

TEST(SynonymsTest, ShippedFilesHoldTogether) {
  EXPECT_THAT(Synonyms::Shipped().missing(), testing::IsEmpty());
  EXPECT_EQ(LengthOf(Synonyms::Shipped(), "外泌体"), 3);
  EXPECT_TRUE(Finds(Synonyms::Shipped(), "外泌体", "MSC-derived exosomes"));
}

}  // namespace
}  // namespace trialweave::query
