#include "normalizer/formats/citation_card_parser.h"

#include "absl/strings/str_replace.h"
#include "gmock/gmock.h"
#include "normalizer/formats/publication_testing.h"

namespace trialweave::normalizer {
namespace {

using ::testing::ElementsAre;

TEST(CitationCardParserTest, ReadsTheForm) {
  const std::string document = Sample("citation_card/english.txt");
  const v1::Publication entry = PublicationOf(ParseCitationCard, document);
  EXPECT_THAT(entry.name(), testing::StartsWith("citation:"));
  EXPECT_EQ(entry.titles(0).text(), "Vesicles for knees: what a company says");
  EXPECT_THAT(entry.authors(), ElementsAre("Muster, Ada", "Example Biotech Inc"));
  EXPECT_EQ(entry.journal(), "Example Biotech News");
  EXPECT_EQ(Show(entry.publication_date()), "2025-3-12");
  EXPECT_EQ(entry.url(), "https://www.example.org/news/knees");
  EXPECT_THAT(entry.publication_types(), ElementsAre("Company report"));
  EXPECT_THAT(entry.keywords(), ElementsAre("vesicles", "knee"));
  ASSERT_EQ(entry.trial_ids_size(), 2);
  EXPECT_EQ(entry.trial_ids(1).value(), "ChiCTR2400084905");
  EXPECT_EQ(entry.abstracts(0).text(),
            "Ten people were treated.\nResults: pain went from 7.5 to 2.8 at 12 months.\nNobody fell.");
  EXPECT_EQ(PathOf(entry, "titles[0]"), "title");
  EXPECT_EQ(BytesOf(entry, "titles[0]", document), "Vesicles for knees: what a company says");
  ExpectNothingPersonal(entry);
  ExpectProvenanceOfEveryField(entry);
}

TEST(CitationCardParserTest, LabelsMayBeChinese) {
  const v1::Publication entry = PublicationOf(ParseCitationCard, Sample("citation_card/chinese.txt"));
  EXPECT_EQ(entry.titles(0).text(), "外泌体治疗膝骨关节炎");
  EXPECT_EQ(entry.titles(0).language(), "zh");
  EXPECT_EQ(Show(entry.publication_date()), "2025-3");
  EXPECT_EQ(entry.trial_ids(0).value(), "ChiCTR2400084905");
}

TEST(CitationCardParserTest, WhatIsNoCardIsRefused) {
  const std::string good = Sample("citation_card/english.txt");
  ExpectRefusesWhatIsNoText(ParseCitationCard, good);
  ExpectTruncationsAreDeadLetters(ParseCitationCard, good.substr(0, good.size() - 1), 12);
  EXPECT_EQ(ReasonOf(ParseCitationCard, absl::StrReplaceAll(good, {{"\nKind", "\nMood"}})),
            v1::DEAD_LETTER_REASON_MALFORMED);
  EXPECT_EQ(ReasonOf(ParseCitationCard, absl::StrReplaceAll(good, {{"\nTitle", "\nDOI"}})),
            v1::DEAD_LETTER_REASON_NO_IDENTIFIER);
}

}  // namespace
}  // namespace trialweave::normalizer
