#include "normalizer/formats/pubmed_xml_parser.h"

#include "gmock/gmock.h"
#include "normalizer/formats/publication_testing.h"

namespace trialweave::normalizer {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

v1::Publication Article() { return PublicationOf(ParsePubmedXml, Sample("pubmed_xml/article.xml")); }

TEST(PubmedXmlParserTest, ReadsEveryField) {
  const v1::Publication entry = Article();
  EXPECT_EQ(entry.name(), "pubmed:39999991");
  EXPECT_EQ(entry.pmid(), "39999991");
  EXPECT_EQ(entry.doi(), "10.9999/jij.2024.101");
  EXPECT_THAT(entry.accessions(), ElementsAre("pmc:PMC9999991"));
  EXPECT_EQ(entry.journal(), "Journal of invented joint research");
  EXPECT_EQ(Show(entry.publication_date()), "2024-5-17");
  EXPECT_EQ(entry.publication_date().text(), "2024 May 17");
  EXPECT_EQ(entry.volume(), "12");
  EXPECT_EQ(entry.issue(), "3");
  EXPECT_EQ(entry.pages(), "101-9");
  EXPECT_THAT(entry.serial_numbers(), ElementsAre("2999-0018", "2999-0009"));
  EXPECT_THAT(entry.languages(), ElementsAre("zh"));
  EXPECT_THAT(entry.publication_types(), ElementsAre("Journal Article", "Randomized Controlled Trial"));
  EXPECT_THAT(entry.keywords(),
              ElementsAre("mesh:Exosomes", "mesh:Osteoarthritis, Knee", "mesh:Osteoarthritis, Knee/therapy",
                          "mesh:Knee ache", "substance:Vesiculin", "vesicle therapy"));
  EXPECT_EQ(entry.url(), "https://pubmed.ncbi.nlm.nih.gov/39999991/");
  EXPECT_FALSE(entry.deleted());
  EXPECT_THAT(entry.notes(), IsEmpty());
}

TEST(PubmedXmlParserTest, InlineMarkupLeavesTheTextAndPowersOfTen) {
  const v1::Publication entry = Article();
  ASSERT_EQ(entry.titles_size(), 2);
  EXPECT_EQ(entry.titles(0).text(), "[Vesicles of umbilical cord cells for knee pain: CO2 & 10^10 particles].");
  EXPECT_EQ(entry.titles(0).language(), "en");
  EXPECT_EQ(entry.titles(1).text(), "脐带细胞囊泡治疗膝痛。");
  EXPECT_EQ(entry.titles(1).language(), "zh");
}

TEST(PubmedXmlParserTest, SectionsOfAnAbstractKeepTheirLabels) {
  const v1::Publication entry = Article();
  ASSERT_EQ(entry.abstracts_size(), 2);
  EXPECT_EQ(
      entry.abstracts(0).text(),
      "BACKGROUND: Pain of the knee is common.\nMETHODS: Thirty people received 2×10^9 vesicles; see NCT06431152. "
      "Write to [e-mail].\nThey walked.");
  EXPECT_EQ(entry.abstracts(1).text(), "膝痛很常见。");
  EXPECT_EQ(entry.abstracts(1).language(), "zh");
}

TEST(PubmedXmlParserTest, AuthorsAreThePublishedOnesAndNobodyElse) {
  const v1::Publication entry = Article();
  EXPECT_THAT(entry.authors(), ElementsAre("Muster, Ada B", "Beispiel, Karl Jr", "Li, W", "Knee Study Group"));
  ExpectNothingPersonal(entry);
}

TEST(PubmedXmlParserTest, TrialsAreThoseOfDataBanksAndOfItsOwnText) {
  const v1::Publication entry = Article();
  ASSERT_EQ(entry.trial_ids_size(), 3);
  EXPECT_EQ(entry.trial_ids(0).value(), "NCT06431152");
  EXPECT_EQ(entry.trial_ids(0).type(), "");
  EXPECT_EQ(entry.trial_ids(1).value(), "NCT05060107");
  EXPECT_EQ(entry.trial_ids(1).type(), "ClinicalTrials.gov");
  EXPECT_EQ(entry.trial_ids(2).value(), "");
  EXPECT_EQ(entry.trial_ids(2).printed(), "ChiCTR-EX-1");
}

TEST(PubmedXmlParserTest, EveryValueSaysWhereItStood) {
  const std::string document = Sample("pubmed_xml/article.xml");
  const v1::Publication entry = Article();
  EXPECT_EQ(PathOf(entry, "titles[0]"), "MedlineCitation/Article/ArticleTitle");
  EXPECT_EQ(BytesOf(entry, "titles[0]", document).substr(0, 33), "[Vesicles of <i>umbilical</i> <i>");
  EXPECT_EQ(BytesOf(entry, "doi", document), "10.9999/JIJ.2024.101");
  EXPECT_EQ(BytesOf(entry, "authors[1]", document), "Beispiel");
  EXPECT_EQ(BytesOf(entry, "trial_ids[1]", document), "NCT05060107");
  ExpectProvenanceOfEveryField(entry);
}

TEST(PubmedXmlParserTest, AChapterOfABookHasItsOwnTitleAndAuthors) {
  const v1::Publication entry = PublicationOf(ParsePubmedXml, Sample("pubmed_xml/book.xml"));
  EXPECT_EQ(entry.name(), "pubmed:39999994");
  EXPECT_THAT(entry.accessions(), ElementsAre("bookshelf:NBK999994"));
  EXPECT_EQ(entry.titles(0).text(), "Invented Knee Disorder");
  EXPECT_EQ(entry.journal(), "Reviews of invented joints");
  EXPECT_THAT(entry.authors(), ElementsAre("Chapter, Carla"));
  EXPECT_EQ(Show(entry.publication_date()), "1993");
  EXPECT_THAT(entry.serial_numbers(), ElementsAre("978-3-00-000000-4"));
  EXPECT_THAT(entry.publication_types(), ElementsAre("Review"));
}

TEST(PubmedXmlParserTest, ADeletedEntryIsItsNumberAndSaysSo) {
  const v1::Publication entry = PublicationOf(ParsePubmedXml, Sample("pubmed_xml/deletion.xml"));
  EXPECT_EQ(entry.name(), "pubmed:39999992");
  EXPECT_EQ(entry.pmid(), "39999992");
  EXPECT_TRUE(entry.deleted());
  EXPECT_EQ(ReasonOf(ParsePubmedXml, "<PMID>none</PMID>"), v1::DEAD_LETTER_REASON_NO_IDENTIFIER);
}

TEST(PubmedXmlParserTest, DatesAreAsPreciseAsTheyAreCertain) {
  const auto dated = [](const std::string& date) {
    return PublicationOf(ParsePubmedXml,
                         "<PubmedArticle><MedlineCitation><PMID>5</PMID><Article><Journal><JournalIssue><PubDate>" +
                             date +
                             "</PubDate></JournalIssue></Journal><ArticleDate><Year>2001</Year></ArticleDate></Article>"
                             "</MedlineCitation></PubmedArticle>")
        .publication_date();
  };
  EXPECT_EQ(Show(dated("<MedlineDate>1978 Jul-Sep</MedlineDate>")), "1978");
  EXPECT_EQ(dated("<MedlineDate>1978 Jul-Sep</MedlineDate>").text(), "1978 Jul-Sep");
  EXPECT_EQ(Show(dated("<MedlineDate>1998 Dec-1999 Jan</MedlineDate>")), "none");
  EXPECT_EQ(Show(dated("<Year>2014</Year><Season>Summer</Season>")), "2014");
  EXPECT_EQ(Show(dated("<Year>2014</Year><Month>02</Month>")), "2014-2");
  EXPECT_EQ(Show(dated("")), "2001");
}

TEST(PubmedXmlParserTest, ASetOfOneWithItsDocumentTypeIsAnEntry) {
  const std::string type = "<!DOCTYPE PubmedArticleSet PUBLIC \"-//NLM//DTD\" \"p.dtd\">";
  const std::string set = "<PubmedArticleSet>" + Sample("pubmed_xml/article.xml") + "</PubmedArticleSet>";
  EXPECT_EQ(PublicationOf(ParsePubmedXml, "<?xml version=\"1.0\"?>" + type + set).pmid(), "39999991");
  EXPECT_EQ(ReasonOf(ParsePubmedXml, "<!DOCTYPE PubmedArticleSet [<!ENTITY x 'y'>]>" + set),
            v1::DEAD_LETTER_REASON_LIMIT_EXCEEDED);
}

TEST(PubmedXmlParserTest, WhatIsNoEntryIsRefused) {
  const std::string good = Sample("pubmed_xml/article.xml");
  ExpectRefusesWhatIsNoText(ParsePubmedXml, good);
  ExpectTruncationsAreDeadLetters(ParsePubmedXml, good, 16);
  EXPECT_EQ(ReasonOf(ParsePubmedXml, Sample("pubmed_xml/odd.xml")), v1::DEAD_LETTER_REASON_NO_IDENTIFIER);
  EXPECT_EQ(ReasonOf(ParsePubmedXml, "<rss><channel/></rss>"), v1::DEAD_LETTER_REASON_WRONG_ROOT);
  EXPECT_EQ(ReasonOf(ParsePubmedXml, "<PubmedArticleSet/>"), v1::DEAD_LETTER_REASON_WRONG_ROOT);
  EXPECT_EQ(ReasonOf(ParsePubmedXml, Nested(300, "<PubmedArticle>", "", "</PubmedArticle>")),
            v1::DEAD_LETTER_REASON_LIMIT_EXCEEDED);
}

}  // namespace
}  // namespace trialweave::normalizer
