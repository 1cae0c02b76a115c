#include "query/search/snippets.h"

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace trialweave::query {
namespace {

SearchPlan Plan(absl::string_view query) {
  static const auto* synonyms = new Synonyms("exosome | 外泌体\n", "");
  return PlanSearch(*ParseSearchQuery(query), *synonyms, false);
}

// "title: Safety of [exosomes]"
std::vector<std::string> Shown(absl::string_view query, const v1::Trial& trial) {
  std::vector<std::string> shown;
  for (const v1::Snippet& snippet : SnippetsOf(Plan(query), trial)) {
    std::string text = snippet.text();
    for (int i = snippet.highlights_size() - 1; i >= 0; --i) {
      const v1::TextSpan& span = snippet.highlights(i);
      text.insert(span.offset() + span.length(), "]");
      text.insert(span.offset(), "[");
    }
    shown.push_back(absl::StrCat(snippet.field(), ": ", text));
  }
  return shown;
}

TEST(SnippetsTest, ShowsWhatWasFoundWithItsSynonyms) {
  v1::Trial trial;
  trial.mutable_study()->add_titles()->set_text("Safety of Exosomes");
  trial.mutable_study()->add_summaries()->set_text("间充质干细胞外泌体的安全性");
  trial.mutable_study()->add_summaries()->set_text("Nothing of it");
  EXPECT_THAT(Shown("外泌体", trial),
              testing::ElementsAre("title: Safety of [Exosomes]", "summary: 间充质干细胞[外泌体]的安全性"));
}

TEST(SnippetsTest, CutsLongTextsAtWordsAroundWhatWasFound) {
  std::string text;
  for (int i = 0; i < 200; ++i) absl::StrAppend(&text, "word", i, " ");
  text += "the exosome is here ";
  for (int i = 0; i < 200; ++i) absl::StrAppend(&text, "more", i, " ");
  v1::Trial trial;
  trial.mutable_study()->add_summaries()->set_text(text);
  const std::vector<std::string> shown = Shown("exosome", trial);
  ASSERT_EQ(shown.size(), 1u);
  EXPECT_THAT(shown[0], testing::MatchesRegex("summary: …word1.* the \\[exosome\\] is here more0.*…"));
  EXPECT_LT(shown[0].size(), 240u);
}

TEST(SnippetsTest, ShowsOneOfAField) {
  v1::Trial trial;
  for (const char* text : {"exosome a", "exosome b and exosomes"})
    trial.mutable_study()->add_summaries()->set_text(text);
  EXPECT_THAT(Shown("exosome", trial), testing::SizeIs(1));
}

}  // namespace
}  // namespace trialweave::query
