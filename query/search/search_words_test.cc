#include "query/search/search_words.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "gtest/gtest.h"

namespace trialweave::query {
namespace {

// "msc +ev" for a joined word.
std::string Shown(absl::string_view text) {
  return absl::StrJoin(SearchWords(text), " ", [](std::string* out, const SearchWord& word) {
    absl::StrAppend(out, word.joined ? "+" : "", word.text);
  });
}

TEST(SearchWordsTest, FoldsCaseWidthDiacriticsAndSuperscripts) {
  EXPECT_EQ(Shown("Sjögren ＭＳＣ 10⁹"), "sjogren msc 109");
}

TEST(SearchWordsTest, JoinsWhatASingleHyphenJoins) {
  EXPECT_EQ(Shown("MSC-EV"), "msc +ev");
  EXPECT_EQ(Shown("PD‑L1"), "pd +l1");
  EXPECT_EQ(Shown("phase 1 - 2"), "phase 1 2");
  EXPECT_EQ(Shown("a--b"), "a b");
}

TEST(SearchWordsTest, TakesChineseCharacterByCharacter) {
  EXPECT_EQ(Shown("外泌体治疗"), "外 +泌 +体 +治 +疗");
  EXPECT_EQ(Shown("外泌体,治疗"), "外 +泌 +体 治 +疗");
  EXPECT_EQ(Shown("MSC外泌体"), "msc 外 +泌 +体");
}

TEST(SearchWordsTest, ReadsTraditionalChineseAsSimplified) { EXPECT_EQ(Shown("膝關節"), Shown("膝关节")); }

TEST(SearchWordsTest, KnowsWhereWordsStand) {
  const std::string text = "Safety of é-外泌";
  const std::vector<SearchWord> words = SearchWords(text);
  ASSERT_EQ(words.size(), 5u);
  EXPECT_EQ(text.substr(words[2].offset, words[2].length), "é");
  EXPECT_EQ(text.substr(words[4].offset, words[4].length), "泌");
}

TEST(SearchWordsTest, PartsWordsAtBytesThatAreNoUtf8) {
  EXPECT_EQ(Shown("kn\xff"
                  "ee"),
            "kn ee");
}

TEST(SearchWordsTest, CutsEndlessWords) {
  const std::vector<SearchWord> words = SearchWords(std::string(1000, 'x'));
  ASSERT_EQ(words.size(), 1u);
  EXPECT_EQ(words[0].text.size(), 64u);
  EXPECT_EQ(words[0].length, 1000u);
}

}  // namespace
}  // namespace trialweave::query
