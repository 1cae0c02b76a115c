#include "normalizer/formats/medline_text_parser.h"

#include "gmock/gmock.h"
#include "normalizer/formats/publication_testing.h"

namespace trialweave::normalizer {
namespace {

using ::testing::ElementsAre;

TEST(MedlineTextParserTest, ReadsEveryField) {
  const std::string document = Sample("medline_text/article.nbib");
  const v1::Publication entry = PublicationOf(ParseMedlineText, document);
  EXPECT_EQ(entry.name(), "pubmed:39999991");
  EXPECT_EQ(entry.doi(), "10.9999/jij.2024.101");
  EXPECT_THAT(entry.accessions(), ElementsAre("pmc:PMC9999991"));
  EXPECT_EQ(entry.titles(0).text(), "Vesicles of umbilical cord cells for knee pain: a made-up trial in two lines.");
  EXPECT_EQ(entry.titles(1).text(), "Xi gai teng tong.");
  EXPECT_EQ(entry.titles(1).language(), "zh");
  EXPECT_EQ(entry.abstracts(0).text(),
            "BACKGROUND: Pain of the knee is common. METHODS: Thirty people; see NCT06431152.");
  EXPECT_THAT(entry.authors(), ElementsAre("Muster, Ada B", "Beispiel, Karl", "Knee Study Group"));
  EXPECT_EQ(entry.journal(), "Journal of invented joint research");
  EXPECT_EQ(Show(entry.publication_date()), "2024-5-17");
  EXPECT_EQ(entry.volume(), "12");
  EXPECT_EQ(entry.issue(), "3");
  EXPECT_EQ(entry.pages(), "101-9");
  EXPECT_THAT(entry.serial_numbers(), ElementsAre("2999-0018", "2999-0009"));
  EXPECT_THAT(entry.languages(), ElementsAre("zh"));
  EXPECT_THAT(entry.publication_types(), ElementsAre("Journal Article", "Randomized Controlled Trial"));
  EXPECT_THAT(entry.keywords(),
              ElementsAre("mesh:Exosomes", "mesh:Osteoarthritis, Knee", "mesh:Osteoarthritis, Knee/therapy",
                          "mesh:Osteoarthritis, Knee/metabolism", "substance:Vesiculin", "vesicle therapy"));
  ASSERT_EQ(entry.trial_ids_size(), 2);
  EXPECT_EQ(entry.trial_ids(0).value(), "NCT05060107");
  EXPECT_EQ(entry.trial_ids(0).type(), "ClinicalTrials.gov");
  EXPECT_EQ(entry.trial_ids(1).value(), "NCT06431152");
  EXPECT_EQ(PathOf(entry, "titles[0]"), "TI");
  EXPECT_EQ(BytesOf(entry, "titles[0]", document),
            "Vesicles of umbilical cord cells for knee pain: a made-up trial in\n      two lines.");
  ExpectNothingPersonal(entry);
  ExpectProvenanceOfEveryField(entry);
}

TEST(MedlineTextParserTest, AChapterOfABookNeedsNoCitation) {
  const v1::Publication entry = PublicationOf(ParseMedlineText, Sample("medline_text/book.nbib"));
  EXPECT_EQ(entry.titles(0).text(), "Invented Knee Disorder");
  EXPECT_EQ(entry.journal(), "Reviews of invented joints");
}

TEST(MedlineTextParserTest, WhatIsNoEntryIsRefused) {
  const std::string good = Sample("medline_text/article.nbib");
  ExpectRefusesWhatIsNoText(ParseMedlineText, good);
  ExpectTruncationsAreDeadLetters(ParseMedlineText, good.substr(0, good.find("\nSO  - ") + 7), 8);
  EXPECT_EQ(ReasonOf(ParseMedlineText, "PMID- none\nTI  - a\nSO  - b"), v1::DEAD_LETTER_REASON_NO_IDENTIFIER);
}

}  // namespace
}  // namespace trialweave::normalizer
