#include "normalizer/formats/embase_json_parser.h"

#include "gmock/gmock.h"
#include "normalizer/formats/publication_testing.h"

namespace trialweave::normalizer {
namespace {

using ::testing::ElementsAre;

TEST(EmbaseJsonParserTest, ReadsAResultOfTheApi) {
  const v1::Publication entry = PublicationOf(ParseEmbaseJson, Sample("embase_json/result.json"));
  EXPECT_EQ(entry.name(), "embase:2099999991");
  EXPECT_EQ(entry.pmid(), "39999991");
  EXPECT_EQ(entry.doi(), "10.9999/jij.2024.101");
  EXPECT_EQ(entry.titles(0).text(), "Vesicles of cord cells for knee pain");
  EXPECT_EQ(entry.abstracts(0).text(), "Thirty people received vesicles.\nThey walked; NCT06431152.");
  EXPECT_THAT(entry.authors(), ElementsAre("Muster A.B.", "Beispiel K."));
  EXPECT_EQ(entry.journal(), "Journal of Invented Joint Research");
  EXPECT_EQ(Show(entry.publication_date()), "2024");
  EXPECT_EQ(entry.volume(), "7");
  EXPECT_EQ(entry.issue(), "2");
  EXPECT_EQ(entry.pages(), "152-160");
  EXPECT_THAT(entry.serial_numbers(), ElementsAre("2999-0018"));
  EXPECT_THAT(entry.keywords(), ElementsAre("emtree:knee osteoarthritis", "emtree:exosome"));
  EXPECT_THAT(entry.publication_types(), ElementsAre("Article"));
  EXPECT_THAT(entry.languages(), ElementsAre("en"));
  ASSERT_EQ(entry.trial_ids_size(), 1);
  EXPECT_EQ(entry.trial_ids(0).value(), "NCT06431152");
  EXPECT_EQ(PathOf(entry, "titles[0]"), "/head/citationTitle/titleText/0/ttltext");
  ExpectNothingPersonal(entry);
  ExpectProvenanceOfEveryField(entry);
}

TEST(EmbaseJsonParserTest, WhatIsNoResultIsRefused) {
  const std::string good = Sample("embase_json/result.json");
  ExpectRefusesWhatIsNoText(ParseEmbaseJson, good);
  ExpectTruncationsAreDeadLetters(ParseEmbaseJson, good, 1);
  EXPECT_EQ(ReasonOf(ParseEmbaseJson, "{\"head\":{}}"), v1::DEAD_LETTER_REASON_WRONG_ROOT);
  EXPECT_EQ(ReasonOf(ParseEmbaseJson, "{\"head\":{},\"itemInfo\":{}}"), v1::DEAD_LETTER_REASON_NO_IDENTIFIER);
}

}  // namespace
}  // namespace trialweave::normalizer
