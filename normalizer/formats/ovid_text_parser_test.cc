#include "normalizer/formats/ovid_text_parser.h"

#include "gmock/gmock.h"
#include "normalizer/formats/publication_testing.h"

namespace trialweave::normalizer {
namespace {

using ::testing::ElementsAre;

TEST(OvidTextParserTest, ReadsAReferenceOfEmbase) {
  const v1::Publication entry = PublicationOf(ParseOvidText, Sample("ovid_text/embase.ovd"));
  EXPECT_EQ(entry.name(), "embase:2099999997");
  EXPECT_EQ(entry.doi(), "10.9999/s12919-018-0099-8");
  EXPECT_EQ(entry.titles(0).text(), "Quality of knees: A made-up review.");
  EXPECT_EQ(entry.abstracts(0).text(), "Background: Knees have quality.\nMethod(s): We looked at NCT06431152.");
  EXPECT_THAT(entry.authors(), ElementsAre("Muster A.", "Beispiel K.D."));
  EXPECT_EQ(entry.journal(), "Knee Proceedings");
  EXPECT_EQ(entry.volume(), "12");
  EXPECT_EQ(entry.issue(), "Supplement 3");
  EXPECT_EQ(entry.pages(), "");
  EXPECT_EQ(Show(entry.publication_date()), "2018-3");
  EXPECT_THAT(entry.serial_numbers(), ElementsAre("2999-0018"));
  EXPECT_THAT(entry.keywords(), ElementsAre("emtree:quality of life", "emtree:knee"));
  EXPECT_THAT(entry.publication_types(), ElementsAre("Conference Abstract"));
  ASSERT_EQ(entry.trial_ids_size(), 1);
  EXPECT_EQ(entry.trial_ids(0).value(), "NCT06431152");
  ExpectNothingPersonal(entry);
  ExpectProvenanceOfEveryField(entry);
}

TEST(OvidTextParserTest, ReadsAReferenceOfMedline) {
  const v1::Publication entry = PublicationOf(ParseOvidText, Sample("ovid_text/medline.ovd"));
  EXPECT_EQ(entry.name(), "pubmed:39999998");
  EXPECT_EQ(entry.journal(), "Journal of Joints");
  EXPECT_EQ(entry.volume(), "12");
  EXPECT_EQ(entry.issue(), "3");
  EXPECT_EQ(entry.pages(), "45-50");
  EXPECT_EQ(Show(entry.publication_date()), "2018");
  EXPECT_THAT(entry.keywords(), ElementsAre("mesh:Knee/pp [Physiopathology]"));
}

TEST(OvidTextParserTest, WhatIsNoReferenceIsRefused) {
  const std::string good = Sample("ovid_text/embase.ovd");
  ExpectRefusesWhatIsNoText(ParseOvidText, good);
  ExpectTruncationsAreDeadLetters(ParseOvidText, good.substr(0, good.find("\nTI  - ") + 7), 8);
  EXPECT_EQ(ReasonOf(ParseOvidText, "<1. >\nTI  - a\n<2. >\nTI  - b"), v1::DEAD_LETTER_REASON_WRONG_ROOT);
}

}  // namespace
}  // namespace trialweave::normalizer
