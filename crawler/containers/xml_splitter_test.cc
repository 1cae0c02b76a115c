#include "crawler/containers/xml_splitter.h"

#include "absl/strings/str_cat.h"
#include "crawler/containers/split_testing.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace trialweave::crawler {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::UnorderedElementsAre;

constexpr char kTrialA[] =
    "<Trial attr=\"a > b\"><TrialID>NCT90000001</TrialID><!-- </Trial> --><x><![CDATA[ </Trial> ]]></x></Trial>";
constexpr char kTrialB[] = "<Trial>\r\n  <TrialID>ChiCTR9000000002</TrialID>&lt;/Trial&gt; 1 < 2\r\n</Trial >";

std::string Portal() {
  return absl::StrCat("<?xml version='1.0' encoding='UTF-8' ?>\n<!-- head -->\n<Trials_downloaded_from_ICTRP>\n  ",
                      kTrialA, "\r", kTrialB, "\n</Trials_downloaded_from_ICTRP>\n");
}

TEST(XmlSplitterTest, CutsPortalExportIntoTrialsWithExactBytes) {
  const Split split = SplitAll(Portal());
  EXPECT_THAT(split.Records(), ElementsAre(kTrialA, kTrialB));
  EXPECT_THAT(split.Reasons(), IsEmpty());
  EXPECT_EQ(split.documents[0].source(), "ictrp");
  EXPECT_EQ(split.documents[0].format(), "ictrp_portal_xml");
  EXPECT_EQ(split.documents[1].container_offset(), Portal().find(kTrialB));
  EXPECT_THAT(split.documents[0].context(),
              UnorderedElementsAre(Pair("root", "Trials_downloaded_from_ICTRP"), Pair("encoding", "UTF-8")));
}

TEST(XmlSplitterTest, CutsChictrFileAndReportsDeclaredEncoding) {
  const Split split = SplitAll(
      "\xEF\xBB\xBF<?xml version=\"1.0\" encoding=\"GB18030\"?><!DOCTYPE trials SYSTEM \"t.dtd\">"
      "<trials subjects=\"1\"><Triall><main/></Triall></trials>");
  EXPECT_THAT(split.Records(), ElementsAre("<Triall><main/></Triall>"));
  EXPECT_EQ(split.documents[0].source(), "chictr");
  EXPECT_EQ(split.documents[0].format(), "chictr_xml");
  EXPECT_THAT(split.documents[0].context(), UnorderedElementsAre(Pair("root", "trials"), Pair("encoding", "GB18030")));
}

TEST(XmlSplitterTest, ChunksOfAnySizeGiveTheSameDocuments) {
  const std::string bytes = Portal();
  for (size_t chunk = 1; chunk < bytes.size(); ++chunk) {
    const Split split = SplitAll(bytes, chunk);
    ASSERT_THAT(split.Records(), ElementsAre(kTrialA, kTrialB)) << chunk;
    ASSERT_THAT(split.Reasons(), IsEmpty()) << chunk;
  }
}

TEST(XmlSplitterTest, TruncationAtAnyByteKeepsCompleteRecordsAndOneTruncatedRest) {
  const std::string bytes = Portal();
  const size_t begin = bytes.find("ICTRP>") + 6;
  const size_t a_end = bytes.find(kTrialA) + sizeof(kTrialA) - 1;
  const size_t b_end = bytes.find(kTrialB) + sizeof(kTrialB) - 1;
  for (size_t cut = begin; cut + 1 < bytes.size(); ++cut) {
    const Split split = SplitAll(bytes.substr(0, cut));
    ASSERT_EQ(split.Records().size(), (cut >= a_end ? 1 : 0) + (cut >= b_end ? 1 : 0)) << cut;
    ASSERT_THAT(split.Reasons(), ElementsAre(v1::DEAD_LETTER_REASON_TRUNCATED)) << cut;
  }
}

TEST(XmlSplitterTest, ConcatenatedFilesAreAllSplit) {
  EXPECT_THAT(SplitAll(Portal() + Portal()).Records(), ElementsAre(kTrialA, kTrialB, kTrialA, kTrialB));
  EXPECT_THAT(SplitAll(Portal() + "\xEF\xBB\xBF" + Portal()).Reasons(), IsEmpty());
}

constexpr char kItemA[] = "<item><title>a</title><link>https://www.fda.gov/a</link></item>";
constexpr char kItemB[] = "<item>\n<title>b</title></item>";

std::string Feed() {
  return absl::StrCat(
      "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<rss version=\"2.0\"><channel>\n<title>t</title>"
      "<link>http://www.fda.gov/</link><atom:link href=\"x\" rel=\"self\"/><image><url>u</url><title>t</title></image>",
      kItemA, "\n", kItemB, "</channel></rss>\n");
}

TEST(XmlSplitterTest, CutsFeedIntoItemsAndItsOwnElementsAreNone) {
  const Split split = SplitAll(Feed());
  EXPECT_THAT(split.Records(), ElementsAre(kItemA, kItemB));
  EXPECT_THAT(split.Reasons(), IsEmpty());
  EXPECT_EQ(split.documents[0].source(), "fda");
  EXPECT_EQ(split.documents[0].format(), "fda_rss");
  EXPECT_EQ(SplitAll(Feed(), 7).Records(), split.Records());
}

TEST(XmlSplitterTest, WhatIsNeitherItemNorPartOfAChannelIsADeadLetter) {
  std::string bytes = Feed();
  bytes.replace(bytes.find("<item>"), 6, "<iten>");
  const Split split = SplitAll(bytes);
  EXPECT_THAT(split.Records(), ElementsAre(kItemB));
  EXPECT_THAT(split.Reasons(), ElementsAre(v1::DEAD_LETTER_REASON_WRONG_ROOT));
}

TEST(XmlSplitterTest, AnElementOfAFeedThatIsTornIsADeadLetter) {
  const Split split = SplitAll("<rss><channel><title>t</title><link>www.fda.gov/<a></item></link></channel></rss>");
  EXPECT_THAT(split.Reasons(), ElementsAre(v1::DEAD_LETTER_REASON_WRONG_ROOT));
}

TEST(XmlSplitterTest, AnEmptyFeedHasNoDocuments) {
  EXPECT_THAT(SplitAll("<rss><channel><title>t</title><link>https://www.fda.gov/x</link></channel></rss>").documents,
              IsEmpty());
}

constexpr char kStudyA[] =
    "<clinical_study rank=\"1\"><nct_id>NCT90000001</nct_id><!-- </clinical_study> --></clinical_study>";
constexpr char kStudyB[] = "<clinical_study>\r\n<x><![CDATA[</clinical_study>]]></x></clinical_study >";

std::string Studies() {
  return absl::StrCat("\xEF\xBB\xBF<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!-- a -->", kStudyA,
                      "\n\xEF\xBB\xBF<?xml version=\"1.0\"?><!DOCTYPE clinical_study SYSTEM \"p.dtd\">", kStudyB, "\n");
}

TEST(XmlSplitterTest, RecordsThatAreRootsAreCutWithExactBytes) {
  const std::string bytes = Studies();
  for (size_t chunk = 1; chunk < bytes.size(); ++chunk) {
    const Split split = SplitAll(bytes, chunk);
    ASSERT_THAT(split.Records(), ElementsAre(kStudyA, kStudyB)) << chunk;
    ASSERT_THAT(split.Reasons(), IsEmpty()) << chunk;
    EXPECT_EQ(split.documents[1].container_offset(), bytes.find(kStudyB));
  }
  const Split split = SplitAll(bytes);
  EXPECT_EQ(split.documents[0].source(), "ctgov");
  EXPECT_EQ(split.documents[0].format(), "ctgov_legacy_xml");
  EXPECT_THAT(split.documents[0].context(),
              UnorderedElementsAre(Pair("root", "clinical_study"), Pair("encoding", "UTF-8")));
}

TEST(XmlSplitterTest, TruncationOfARecordThatIsTheRootIsOneRest) {
  const std::string bytes = Studies();
  const size_t begin = bytes.find(kStudyA) + 16;
  const size_t a_end = bytes.find(kStudyA) + sizeof(kStudyA) - 1;
  const size_t b_begin = bytes.find("<!DOCTYPE");
  for (size_t cut = begin; cut < bytes.find(kStudyB) + sizeof(kStudyB) - 1; ++cut) {
    const Split split = SplitAll(bytes.substr(0, cut));
    ASSERT_EQ(split.Records().size(), cut >= a_end ? 1 : 0) << cut;
    if (cut < a_end || cut > b_begin + 50) {
      ASSERT_THAT(split.Reasons(), ElementsAre(v1::DEAD_LETTER_REASON_TRUNCATED)) << cut;
    }
  }
}

TEST(XmlSplitterTest, WhatStandsBetweenRootsHarmsNoNeighbour) {
  const Split split = SplitAll(absl::StrCat(kStudyA, "stray<other><a/></other></x>", kStudyB, "<clinical_study><a>",
                                            kStudyA, "<clinical_study/>"));
  EXPECT_THAT(split.Records(), ElementsAre(kStudyA, kStudyB, kStudyA, "<clinical_study/>"));
  std::vector<std::string> kept;
  for (const auto& document : split.documents) {
    if (document.has_cause()) kept.push_back(document.content());
  }
  EXPECT_THAT(kept, ElementsAre("stray", "<other><a/></other>", "</x>", "<clinical_study><a>"));
}

TEST(XmlSplitterTest, EntityBombInARecordThatIsTheRootIsOneDeadLetter) {
  const std::string bomb = "<!DOCTYPE clinical_study [<!ENTITY a \"aaaa\">]><clinical_study>&a;</clinical_study>";
  const Split split = SplitAll(bomb);
  ASSERT_THAT(split.Reasons(), ElementsAre(v1::DEAD_LETTER_REASON_LIMIT_EXCEEDED));
  EXPECT_EQ(split.documents[0].content(), bomb);
}

TEST(XmlSplitterTest, IsrctnAnswersAreCutWithAnyPrefixAndRoot) {
  const std::string full =
      "<fullTrial><trial version=\"2\"><isrctn>90000001</isrctn></trial><sponsor id=\"s\"/></fullTrial>";
  const std::string head =
      "<?xml version=\"1.0\"?><allTrials totalCount=\"2\" xmlns=\"http://www.67bricks.com/isrctn\">";
  const Split page = SplitAll(absl::StrCat(head, full, "\n", full, "</allTrials>"));
  EXPECT_THAT(page.Records(), ElementsAre(full, full));
  EXPECT_THAT(page.Reasons(), IsEmpty());
  EXPECT_EQ(page.documents[0].source(), "isrctn");
  EXPECT_EQ(page.documents[0].format(), "isrctn_xml");
  EXPECT_THAT(SplitAll(full).Records(), ElementsAre(full));
  const std::string prefixed = "<i:fullTrial><i:trial><i:isrctn>90000001</i:isrctn></i:trial></i:fullTrial>";
  const Split other = SplitAll(absl::StrCat("<i:allTrials xmlns:i=\"x\">", prefixed, prefixed, "</i:allTrials>"));
  EXPECT_THAT(other.Records(), ElementsAre(prefixed, prefixed));
  EXPECT_THAT(other.Reasons(), IsEmpty());
  const std::string bare = "<trial lastUpdated=\"x\"><isrctn>90000001</isrctn></trial>";
  EXPECT_THAT(SplitAll(bare).Records(), ElementsAre(bare));
  EXPECT_THAT(SplitAll("<trial><id>1</id></trial>").Reasons(), ElementsAre(v1::DEAD_LETTER_REASON_WRONG_ROOT));
  EXPECT_THAT(SplitAll("<allTrials totalCount=\"0\"/>").Records(), IsEmpty());
}

TEST(XmlSplitterTest, EntityBombIsOneDeadLetter) {
  const std::string bomb =
      "<?xml version=\"1.0\"?><!DOCTYPE trials [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]>"
      "<trials><Triall>&b;</Triall></trials>";
  const Split split = SplitAll(bomb);
  ASSERT_THAT(split.Reasons(), ElementsAre(v1::DEAD_LETTER_REASON_LIMIT_EXCEEDED));
  EXPECT_THAT(split.Records(), IsEmpty());
  EXPECT_EQ(split.documents[0].content(), bomb);
}

TEST(XmlSplitterTest, UnclosedRecordIsMalformedAndTheNextIsNotHarmed) {
  const Split split =
      SplitAll(absl::StrCat("<trials><Triall><main></Triall><Triall>x<Triall>y</Triall><Triall>z</trials>"));
  EXPECT_THAT(split.Records(), ElementsAre("<Triall><main></Triall>", "<Triall>y</Triall>"));
  EXPECT_THAT(split.Reasons(), ElementsAre(v1::DEAD_LETTER_REASON_MALFORMED, v1::DEAD_LETTER_REASON_MALFORMED));
  EXPECT_EQ(split.documents[1].content(), "<Triall>x");
  EXPECT_EQ(split.documents[3].content(), "<Triall>z");
}

TEST(XmlSplitterTest, WhatStandsBetweenRecordsIsKept) {
  const Split split = SplitAll("<trials>stray<other a='1'><other/></other><Triall/></b><note/></trials>");
  EXPECT_THAT(split.Records(), ElementsAre("<Triall/>"));
  std::vector<std::string> kept;
  for (const auto& document : split.documents) {
    if (document.has_cause()) kept.push_back(document.content());
  }
  EXPECT_THAT(kept, ElementsAre("stray", "<other a='1'><other/></other>", "</b>", "<note/>"));
}

TEST(XmlSplitterTest, SecondRootOfAnotherKindIsKept) {
  const Split split = SplitAll("<trials><Triall/></trials><rss></rss>");
  EXPECT_THAT(split.Records(), ElementsAre("<Triall/>"));
  EXPECT_THAT(split.Reasons(), ElementsAre(v1::DEAD_LETTER_REASON_WRONG_ROOT));
  EXPECT_EQ(split.documents[1].content(), "<rss></rss>");
}

TEST(XmlSplitterTest, OversizedAndDeepRecordsAreDeadLettersAndSplittingGoesOn) {
  SplitLimits limits;
  limits.max_document_bytes = 1000;
  limits.kept_bytes = 20;
  std::string deep;
  for (int i = 0; i < 60; ++i) absl::StrAppend(&deep, "<d>");
  limits.max_depth = 50;
  for (size_t chunk : {size_t{64}, SIZE_MAX}) {
    const Split split = SplitAll(absl::StrCat("<trials><Triall>", std::string(1'000'000, 'x'), "</Triall><Triall>",
                                              deep, "</Triall><Triall>ok</Triall></trials>"),
                                 chunk, limits);
    EXPECT_THAT(split.Reasons(),
                ElementsAre(v1::DEAD_LETTER_REASON_LIMIT_EXCEEDED, v1::DEAD_LETTER_REASON_LIMIT_EXCEEDED));
    EXPECT_EQ(split.documents[0].content(), "<Triall>xxxxxxxxxxxx");
    EXPECT_THAT(split.Records(), ElementsAre("<Triall>ok</Triall>"));
  }
}

TEST(XmlSplitterTest, RecordAfterAnUnclosedOversizedOneIsWholeHoweverTheBytesArrive) {
  SplitLimits limits;
  limits.max_document_bytes = 100;
  limits.kept_bytes = 10;
  const std::string next = "<Triall attribute=\"value of some length\">ok</Triall>";
  const std::string bytes = absl::StrCat("<trials><Triall>", std::string(1000, 'x'), next, "</trials>");
  for (size_t chunk = 1; chunk < 200; ++chunk) {
    std::vector<v1::RecordDocument> documents;
    const DocumentSink sink = [&documents](v1::RecordDocument document) {
      documents.push_back(std::move(document));
      return absl::OkStatus();
    };
    StringSource source(bytes);
    Window window(&source, chunk);
    DocumentEmitter emitter(limits, &sink);
    ASSERT_TRUE(XmlSplitter(&window, &emitter, {"trials", "Triall", "chictr", "chictr_xml"}).Run().ok());
    ASSERT_EQ(documents.size(), 2u) << chunk;
    EXPECT_EQ(documents[0].cause().reason(), v1::DEAD_LETTER_REASON_MALFORMED);
    ASSERT_EQ(documents[1].content(), next) << chunk;
  }
}

TEST(XmlSplitterTest, BrokenAttributeDoesNotSwallowTheNextRecord) {
  const Split split = SplitAll("<trials><Triall><a b=\"x></a></Triall><Triall>y</Triall></trials>");
  EXPECT_THAT(split.Records(), ElementsAre("<Triall><a b=\"x></a></Triall>", "<Triall>y</Triall>"));
}

// The characters of GB18030 have trailing bytes among letters, '[', '\\' and '|', and never '<', '>', '&' or quotes.
TEST(XmlSplitterTest, TrailingBytesOfGb18030AreNoMarkup) {
  std::string text;
  for (int lead = 0x81; lead <= 0xFE; ++lead) {
    for (int trail = 0x40; trail <= 0xFE; ++trail) {
      if (trail != 0x7F) text += {static_cast<char>(lead), static_cast<char>(trail)};
    }
    text += {static_cast<char>(lead), '0', '\x81', '9'};
  }
  const std::string record = absl::StrCat("<Triall a=\"", text, "\"><t>", text, "</t></Triall>");
  const Split split =
      SplitAll(absl::StrCat("<?xml version=\"1.0\" encoding=\"GB18030\"?><trials>", record, record, "</trials>"), 1000);
  EXPECT_THAT(split.Records(), testing::ElementsAre(record, record));
  EXPECT_EQ(split.documents[0].context().at("encoding"), "GB18030");
}

constexpr char kArticle[] =
    "<PubmedArticle><PMID Version=\"1\">39999991</PMID><x><PMID>39999990</PMID></x></PubmedArticle>";
constexpr char kBook[] = "<PubmedBookArticle><BookDocument/></PubmedBookArticle>";
constexpr char kDeletedA[] = "<PMID Version=\"1\">39999992</PMID>";
constexpr char kDeletedB[] = "<PMID>39999993</PMID>";

std::string Update() {
  return absl::StrCat("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<!DOCTYPE PubmedArticleSet PUBLIC \"-//NLM//DTD\" ",
                      "\"p.dtd\">\n<PubmedArticleSet>\n", kArticle, kBook, "<DeleteCitation>\n", kDeletedA, "\n",
                      kDeletedB, "\n</DeleteCitation>\n</PubmedArticleSet>\n");
}

TEST(XmlSplitterTest, RecordsOfTwoKindsAndOfAGroupAreARecordEach) {
  for (size_t chunk : {size_t{1}, size_t{7}, SIZE_MAX}) {
    const Split split = SplitAll(Update(), chunk);
    EXPECT_THAT(split.Records(), ElementsAre(kArticle, kBook, kDeletedA, kDeletedB)) << chunk;
    EXPECT_THAT(split.Reasons(), IsEmpty()) << chunk;
  }
  EXPECT_EQ(SplitAll(Update()).documents[2].source(), "pubmed");
  EXPECT_EQ(SplitAll(Update()).documents[2].format(), "pubmed_xml");
}

TEST(XmlSplitterTest, TruncatedGroupKeepsItsCompleteRecords) {
  const std::string bytes = Update();
  const size_t first = bytes.find("39999992"), last = bytes.find("39999993");
  for (size_t cut = first; cut + 2 < bytes.size(); ++cut) {
    const Split split = SplitAll(bytes.substr(0, cut));
    const size_t whole = 2 + (cut >= first + 15 ? 1 : 0) + (cut >= last + 15 ? 1 : 0);
    ASSERT_EQ(split.Records().size(), whole) << cut;
    ASSERT_THAT(split.Reasons(), ElementsAre(v1::DEAD_LETTER_REASON_TRUNCATED)) << cut;
  }
}

TEST(XmlSplitterTest, ARecordThatAGroupInterruptsHarmsNoOther) {
  const Split split = SplitAll(absl::StrCat("<PubmedArticleSet><PubmedArticle><a><DeleteCitation>", kDeletedA,
                                            "<PMID>1</DeleteCitation><odd/>", kArticle, "</PubmedArticleSet>"));
  EXPECT_THAT(split.Records(), ElementsAre(kDeletedA, kArticle));
  EXPECT_THAT(split.Reasons(), ElementsAre(v1::DEAD_LETTER_REASON_MALFORMED, v1::DEAD_LETTER_REASON_MALFORMED,
                                           v1::DEAD_LETTER_REASON_WRONG_ROOT));
}

TEST(XmlSplitterTest, AnEmptySetHasNoRecordsAndNoFault) {
  for (const char* set : {"<PubmedArticleSet></PubmedArticleSet>", "<PubmedArticleSet/>",
                          "<PubmedArticleSet><DeleteCitation/></PubmedArticleSet>"}) {
    const Split split = SplitAll(set);
    EXPECT_THAT(split.documents, IsEmpty()) << set;
    EXPECT_EQ(split.result.format, "pubmed_xml") << set;
    EXPECT_FALSE(split.result.fault.has_value()) << set;
  }
}

}  // namespace
}  // namespace trialweave::crawler
