// EndNote's XML and Reflib's JSON say what EndNote's RIS says of the same reference.
#include "absl/strings/str_replace.h"
#include "gmock/gmock.h"
#include "normalizer/formats/endnote_xml_parser.h"
#include "normalizer/formats/publication_testing.h"
#include "normalizer/formats/reflib_json_parser.h"
#include "normalizer/formats/ris_parser.h"

namespace trialweave::normalizer {
namespace {

using ::testing::ElementsAre;
using ::testing::ElementsAreArray;

TEST(ReferenceManagersTest, EndnoteXmlSaysWhatItsRisSays) {
  const std::string document = Sample("endnote_xml/record.xml");
  v1::Publication xml = PublicationOf(ParseEndnoteXml, document);
  v1::Publication ris = PublicationOf(ParseRis, Sample("ris/endnote.ris"));
  ExpectNothingPersonal(xml);
  ExpectProvenanceOfEveryField(xml);
  EXPECT_EQ(PathOf(xml, "titles[0]"), "titles/title");
  EXPECT_EQ(BytesOf(xml, "titles[0]", document),
            "<style face=\"normal\" font=\"default\" size=\"100%\">Light for the knee</style>");
  xml.clear_provenance();
  ris.clear_provenance();
  EXPECT_EQ(xml.DebugString(), ris.DebugString());
}

TEST(ReferenceManagersTest, StyleRunsAreOneText) {
  const std::string styled =
      absl::StrReplaceAll(Sample("endnote_xml/record.xml"),
                          {{">Light for the knee<",
                            ">2 x 10</style><style face=\"superscript\">9</style><style face=\"italic\"> in</style> "
                            "<style face=\"normal\">vivo<"}});
  EXPECT_EQ(PublicationOf(ParseEndnoteXml, styled).titles(0).text(), "2 x 10^9 in vivo");
}

TEST(ReferenceManagersTest, ReflibJsonSaysTheSameExceptWhatItLeavesOut) {
  const v1::Publication json = PublicationOf(ParseReflibJson, Sample("reflib_json/reference.json"));
  const v1::Publication ris = PublicationOf(ParseRis, Sample("ris/endnote.ris"));
  EXPECT_EQ(json.titles(0).text(), ris.titles(0).text());
  EXPECT_THAT(json.authors(), ElementsAreArray(ris.authors()));
  EXPECT_EQ(json.doi(), ris.doi());
  EXPECT_EQ(json.journal(), ris.journal());
  EXPECT_EQ(Show(json.publication_date()), Show(ris.publication_date()));
  EXPECT_THAT(json.serial_numbers(), ElementsAreArray(ris.serial_numbers()));
  EXPECT_THAT(json.keywords(), ElementsAreArray(ris.keywords()));
  EXPECT_EQ(json.pages(), ris.pages());
  EXPECT_EQ(json.trial_ids(0).value(), "NCT05060107");
  EXPECT_EQ(PathOf(json, "authors[1]"), "/authors/1");
  ExpectNothingPersonal(json);
}

TEST(ReferenceManagersTest, WhatIsNoReferenceIsRefused) {
  const std::string xml = Sample("endnote_xml/record.xml"), json = Sample("reflib_json/reference.json");
  ExpectRefusesWhatIsNoText(ParseEndnoteXml, xml);
  ExpectTruncationsAreDeadLetters(ParseEndnoteXml, xml, 8);
  ExpectRefusesWhatIsNoText(ParseReflibJson, json);
  ExpectTruncationsAreDeadLetters(ParseReflibJson, json, 1);
  EXPECT_EQ(ReasonOf(ParseEndnoteXml, "<record/>"), v1::DEAD_LETTER_REASON_NO_IDENTIFIER);
  EXPECT_EQ(ReasonOf(ParseReflibJson, "{\"recNumber\":\"1\"}"), v1::DEAD_LETTER_REASON_NO_IDENTIFIER);
  EXPECT_EQ(ReasonOf(ParseReflibJson, "[]"), v1::DEAD_LETTER_REASON_WRONG_ROOT);
}

}  // namespace
}  // namespace trialweave::normalizer
