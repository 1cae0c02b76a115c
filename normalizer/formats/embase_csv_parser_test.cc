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

TEST(EmbaseRowsCsvParserTest, ReadsARowAField) {
  const std::string document = Sample("embase_csv/rows.csv");
  const v1::Publication entry = PublicationOf(ParseEmbaseRowsCsv, document);
  EXPECT_EQ(entry.name(), "embase:2099999995");
  EXPECT_EQ(entry.pmid(), "39999995");
  EXPECT_EQ(entry.doi(), "10.9999/today-by-row");
  ASSERT_EQ(entry.titles_size(), 1);
  EXPECT_EQ(entry.titles(0).text(), "Knees of today, by row");
  ASSERT_EQ(entry.abstracts_size(), 1);
  EXPECT_EQ(entry.abstracts(0).text(), "One line.\n\nTITLE, of a second \"line\".\n\nA second paragraph.");
  EXPECT_THAT(entry.authors(), ElementsAre("Muster A.B.", "Beispiel K."));
  EXPECT_EQ(entry.journal(), "Knee Journal");
  EXPECT_EQ(Show(entry.publication_date()), "2024-3-1");
  EXPECT_EQ(entry.volume(), "3");
  EXPECT_EQ(entry.issue(), "2");
  EXPECT_EQ(entry.pages(), "10-19");
  EXPECT_THAT(entry.publication_types(), ElementsAre("Article"));
  EXPECT_THAT(entry.languages(), ElementsAre("en"));
  EXPECT_THAT(entry.keywords(), ElementsAre("emtree:exosome", "emtree:1,2 dimethylhydrazine", "emtree:hyaluronic acid",
                                            "emtree:knee pain", "emtree:human", "walking", "stairs, up and down"));
  ASSERT_EQ(entry.trial_ids_size(), 2);
  EXPECT_EQ(entry.trial_ids(0).value(), "NCT06431152");
  EXPECT_EQ(entry.trial_ids(1).value(), "ChiCTR2000029308");
  EXPECT_EQ(PathOf(entry, "titles[0]"), "TITLE");
  EXPECT_EQ(BytesOf(entry, "titles[0]", document), "Knees of today, by row");
  ExpectNothingPersonal(entry);
  ExpectProvenanceOfEveryField(entry);
}

TEST(EmbaseRowsCsvParserTest, BothLayoutsAreTheSameRecord) {
  const std::string table =
      "Title,Author Names,Source,Emtree Drug Index Terms,PUI,DOI\n"
      "Knees,\"Muster A.B., Beispiel K.\",Knee Journal (2025) 4:1 (1-2),\"exosome (drug therapy), 1,2 "
      "diol\",L2099999994,"
      "10.9999/x";
  const std::string rows =
      "TITLE,Knees\nAUTHOR NAMES,Muster A.B.,Beispiel K.\nSOURCE,Knee Journal (2025) 4:1 (1-2)\n"
      "EMTREE DRUG INDEX TERMS,exosome (drug therapy),\"1,2 "
      "diol\"\nPUI,L2099999994\nDOI,10.9999/x,https://doi.org/10.9999/x\n";
  v1::Publication of_table = PublicationOf(ParseEmbaseCsv, table), of_rows = PublicationOf(ParseEmbaseRowsCsv, rows);
  of_table.clear_provenance();
  of_rows.clear_provenance();
  EXPECT_EQ(of_table.DebugString(), of_rows.DebugString());
  EXPECT_THAT(of_rows.keywords(), ElementsAre("emtree:exosome", "emtree:1,2 diol"));
}

TEST(EmbaseRowsCsvParserTest, WhatIsNoReferenceIsRefused) {
  ExpectRefusesWhatIsNoText(ParseEmbaseRowsCsv, Sample("embase_csv/few_rows.csv"));
  EXPECT_EQ(ReasonOf(ParseEmbaseRowsCsv, "\"TITLE\",\"Knees"), v1::DEAD_LETTER_REASON_TRUNCATED);
  EXPECT_EQ(ReasonOf(ParseEmbaseRowsCsv, "\"TITLE\",\"Knees\"x"), v1::DEAD_LETTER_REASON_MALFORMED);
  EXPECT_EQ(ReasonOf(ParseEmbaseRowsCsv, "\"TITLE\"\n\"AUTHOR NAMES\",\"Muster A.\""),
            v1::DEAD_LETTER_REASON_NO_IDENTIFIER);
  EXPECT_EQ(ReasonOf(ParseEmbaseRowsCsv, "TITLE,Knees\nTITLE,Elbows"), v1::DEAD_LETTER_REASON_WRONG_ROOT);
  EXPECT_EQ(ReasonOf(ParseEmbaseRowsCsv, "Name,Knees"), v1::DEAD_LETTER_REASON_WRONG_ROOT);
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
