#include "normalizer/formats/embase_csv_parser.h"

#include "gmock/gmock.h"
#include "normalizer/formats/publication_testing.h"

namespace trialweave::normalizer {
namespace {

using ::testing::ElementsAre;

TEST(EmbaseCsvParserTest, ReadsTheColumnsThatTheUserChose) {
  const std::string document = Sample("embase_csv/chosen_columns.csv");
  const v1::Publication entry = PublicationOf(ParseEmbaseCsv, document);
  EXPECT_THAT(entry.name(), testing::StartsWith("doi:10.9999/2303-9027.1#"));
  EXPECT_EQ(entry.titles(0).text(), "Knees, and their management");
  EXPECT_EQ(entry.abstracts(0).text(), "One line.\n\nAnother \"line\".");
  EXPECT_THAT(entry.authors(), ElementsAre("Muster A.B.", "Beispiel K."));
  EXPECT_EQ(entry.journal(), "Knee Journal");
  EXPECT_EQ(Show(entry.publication_date()), "2014-8-25");
  EXPECT_EQ(entry.volume(), "3");
  EXPECT_EQ(entry.issue(), "3");
  EXPECT_EQ(entry.pages(), "152-160");
  EXPECT_THAT(entry.keywords(), ElementsAre("emtree:exosome", "emtree:knee pain", "emtree:human"));
  ASSERT_EQ(entry.trial_ids_size(), 1);
  EXPECT_EQ(entry.trial_ids(0).value(), "NCT06431152");
  EXPECT_EQ(PathOf(entry, "titles[0]"), "Title");
  EXPECT_EQ(BytesOf(entry, "titles[0]", document), "Knees, and their management");
  ExpectNothingPersonal(entry);
  ExpectProvenanceOfEveryField(entry);
}

TEST(EmbaseCsvParserTest, ReadsColumnsOfTheirOwn) {
  const v1::Publication entry = PublicationOf(ParseEmbaseCsv, Sample("embase_csv/all_columns.csv"));
  EXPECT_EQ(entry.name(), "embase:2099999996");
  EXPECT_EQ(entry.pmid(), "39999996");
  EXPECT_EQ(entry.doi(), "10.9999/today");
  EXPECT_EQ(entry.pages(), "10-19");
  EXPECT_EQ(Show(entry.publication_date()), "2024-3");
  EXPECT_THAT(entry.publication_types(), ElementsAre("Article"));
  EXPECT_THAT(entry.keywords(), ElementsAre("emtree:knee", "walking"));
  EXPECT_THAT(entry.languages(), ElementsAre("en"));
}

TEST(EmbaseCsvParserTest, WhatIsNoRowIsRefused) {
  ExpectRefusesWhatIsNoText(ParseEmbaseCsv, Sample("embase_csv/all_columns.csv"));
  EXPECT_EQ(ReasonOf(ParseEmbaseCsv, "Title,Source\n\"Knees"), v1::DEAD_LETTER_REASON_TRUNCATED);
  EXPECT_EQ(ReasonOf(ParseEmbaseCsv, "Title,Source\nKnees"), v1::DEAD_LETTER_REASON_TRUNCATED);
  EXPECT_EQ(ReasonOf(ParseEmbaseCsv, "Name,Source\nKnees,x"), v1::DEAD_LETTER_REASON_WRONG_ROOT);
  EXPECT_EQ(ReasonOf(ParseEmbaseCsv, "Title,Source\nKnees,x\nElbows,y"), v1::DEAD_LETTER_REASON_WRONG_ROOT);
}

}  // namespace
}  // namespace trialweave::normalizer
