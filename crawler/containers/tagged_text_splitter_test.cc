#include "crawler/containers/tagged_text_splitter.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "crawler/containers/split_testing.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace trialweave::crawler {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr char kRisA[] = "TY  - JOUR\nT1  - A made-up title\nDB  - Embase\nN2  - one\n\nTY - two\nER  -";
constexpr char kRisB[] = "TY  - JOUR\nTI  - Another\nER  -";
constexpr char kRisC[] = "TY  - JOUR\nTI  - A third\nDP  - NLM\nER  -";
constexpr char kMedlineA[] = "PMID- 39990001\nTI  - A made-up title\n      in two lines\nSO  - J. 2020;1:2.";
constexpr char kMedlineB[] = "PMID- 39990002\nTI  - Another\nSO  - J. 2021;1:2.";
constexpr char kOvidA[] = "<1. >\nVN  - Ovid\nUI  - 99\nAB  - one\nResult(s): two\nYR  - 2020";
constexpr char kOvidB[] = "<20. >\nVN  - Ovid\nUI  - 98\nYR  - 2021";

constexpr char kRowsA[] =
    "\"TITLE\",\"Knees\"\n\"ORIGINAL TITLE\",\"Knie\"\n\"AUTHOR NAMES\",\"Muster A.\",\"Beispiel B.\"\n\"SOURCE\",\"J. "
    "(2020)\"\n"
    "\"ABSTRACT\",\"One\n\nTITLE,\"\"two\"\"\"";
constexpr char kRowsB[] = "\"ORIGINAL TITLE\",\"Ellbogen\"\n\"AUTHOR NAMES\",\"Muster A.\"";

const size_t kChunks[] = {1, 5, 64, SIZE_MAX};

TEST(TaggedTextSplitterTest, ReferencesOfRisEndWithTheirMark) {
  const std::string file =
      absl::StrCat("\xEF\xBB\xBF", kRisA, "\n\n", kRisB, "  - \r\n\r\n", kRisC, "\n", "\xEF\xBB\xBF", kRisB);
  for (size_t chunk : kChunks) {
    const Split split = SplitAll(file, chunk);
    EXPECT_THAT(split.Records(), ElementsAre(kRisA, kRisB, kRisC, kRisB)) << chunk;
    EXPECT_THAT(split.Reasons(), IsEmpty()) << chunk;
  }
}

TEST(TaggedTextSplitterTest, EachReferenceOfRisIsOfTheDatabaseThatItNames) {
  const Split split = SplitAll(absl::StrCat(kRisA, "\n", kRisB, "\n", kRisC, "\n"));
  ASSERT_EQ(split.documents.size(), 3u);
  EXPECT_EQ(split.documents[0].source(), "embase");
  EXPECT_EQ(split.documents[0].format(), "embase_ris");
  EXPECT_EQ(split.documents[1].source(), "report");
  EXPECT_EQ(split.documents[1].format(), "ris");
  EXPECT_EQ(split.documents[2].source(), "pubmed");
  EXPECT_EQ(split.documents[2].format(), "pubmed_ris");
  EXPECT_EQ(OriginOf(TaggedText::kRis, "TY  - JOUR\nU2  - L2099999991\nDB  - Medline\n").format, "embase_ris");
  EXPECT_EQ(OriginOf(TaggedText::kRis, "TY  - JOUR\nDB  - Scopus\nU2  - Lx\n").format, "ris");
}

TEST(TaggedTextSplitterTest, WhatOvidPrintsBetweenReferencesIsNone) {
  const std::string file =
      absl::StrCat("1.\n", kRisA, "\nNL  - J Joint\n\nLink to the Ovid Full Text: http://x\n\n2.\n", kRisB, "\n",
                   std::string(100, ' '), "\nLink to the End\n");
  for (size_t chunk : kChunks) {
    const Split split = SplitAll(file, chunk);
    EXPECT_THAT(split.Records(), ElementsAre(kRisA, kRisB)) << chunk;
    EXPECT_THAT(split.Reasons(), IsEmpty()) << chunk;
  }
}

TEST(TaggedTextSplitterTest, OtherLinesBetweenReferencesAreADeadLetter) {
  const std::string stray = "T1  - A reference whose first line is lost";
  const std::string file = absl::StrCat(kRisA, "\n", stray, "\n", kRisB, "\n  odd\n");
  for (size_t chunk : kChunks) {
    const Split split = SplitAll(file, chunk);
    EXPECT_THAT(split.Records(), ElementsAre(kRisA, kRisB)) << chunk;
    EXPECT_THAT(split.Reasons(), ElementsAre(v1::DEAD_LETTER_REASON_MALFORMED, v1::DEAD_LETTER_REASON_MALFORMED))
        << chunk;
    ASSERT_EQ(split.documents.size(), 4u);
    EXPECT_EQ(split.documents[1].content(), stray);
    EXPECT_TRUE(split.documents[1].fragment());
  }
}

TEST(TaggedTextSplitterTest, AReferenceWithoutItsEndHarmsNoOther) {
  const std::string open = "TY  - JOUR\nTI  - Open";
  const Split split = SplitAll(absl::StrCat(open, "\n\n", kRisA, "\n", open, "\n"));
  EXPECT_THAT(split.Records(), ElementsAre(kRisA));
  EXPECT_THAT(split.Reasons(), ElementsAre(v1::DEAD_LETTER_REASON_TRUNCATED, v1::DEAD_LETTER_REASON_TRUNCATED));
  EXPECT_EQ(split.documents[0].content(), open);
}

TEST(TaggedTextSplitterTest, ReferencesOfPubmedLastUntilTheNext) {
  for (const char* line_end : {"\n", "\r\n"}) {
    const auto lines = [&](const char* text) { return absl::StrReplaceAll(text, {{"\n", line_end}}); };
    const std::string a = lines(kMedlineA), b = lines(kMedlineB);
    for (size_t chunk : kChunks) {
      const Split split = SplitAll(absl::StrCat(lines("\n"), a, lines("\n\n"), b, lines("\n\n\n")), chunk);
      EXPECT_THAT(split.Records(), ElementsAre(a, b)) << chunk;
      EXPECT_THAT(split.Reasons(), IsEmpty()) << chunk;
      EXPECT_EQ(split.documents[1].format(), "medline_text");
      EXPECT_EQ(split.documents[1].source(), "pubmed");
    }
  }
}

TEST(TaggedTextSplitterTest, ReferencesOfOvidLastUntilTheNext) {
  for (size_t chunk : kChunks) {
    const Split split = SplitAll(absl::StrCat(kOvidA, "\n\n", kOvidB), chunk);
    EXPECT_THAT(split.Records(), ElementsAre(kOvidA, kOvidB)) << chunk;
    EXPECT_EQ(split.documents[1].format(), "ovid_text");
    EXPECT_EQ(split.documents[1].source(), "report");
  }
  EXPECT_EQ(OriginOf(TaggedText::kOvid, "<1. >\nDB  - Embase\n").source, "embase");
  EXPECT_EQ(OriginOf(TaggedText::kOvid, "<1. >\r\nDB  - Ovid MEDLINE(R)\r\n").source, "pubmed");
  EXPECT_THAT(SplitAll(absl::StrCat(kOvidA, "\n\n<20. >\nVN  - Ovid\nTI  - A cut tit")).Reasons(),
              ElementsAre(v1::DEAD_LETTER_REASON_TRUNCATED));
}

TEST(TaggedTextSplitterTest, TheBeginningOfAReferenceIsNotSwallowedByTheOneBefore) {
  for (const char* cut : {"P", "PMID-", "PMID- "}) {
    const Split split = SplitAll(absl::StrCat(kMedlineA, "\n\n", cut));
    EXPECT_THAT(split.documents[0].content(), kMedlineA) << cut;
    EXPECT_EQ(split.Reasons().size() + split.Records().size(), 2u) << cut;
  }
  for (const char* cut : {"<", "<2", "<2.", "<2. "}) {
    const Split split = SplitAll(absl::StrCat(kOvidA, "\n\n", cut));
    EXPECT_THAT(split.Records(), ElementsAre(kOvidA)) << cut;
    EXPECT_THAT(split.Reasons(), ElementsAre(v1::DEAD_LETTER_REASON_MALFORMED)) << cut;
  }
}

TEST(TaggedTextSplitterTest, OversizedReferenceKeepsAPrefixAndTheNextIsNotHarmed) {
  SplitLimits limits;
  limits.max_document_bytes = 300;
  limits.kept_bytes = 50;
  const std::string huge = absl::StrCat("TY  - JOUR\nN2  - ", std::string(1'000'000, 'x'), "\nER  - \n");
  for (size_t chunk : {size_t{100}, size_t{4096}, SIZE_MAX}) {
    const Split split = SplitAll(absl::StrCat(kRisA, "\n", huge, kRisB, "\n"), chunk, limits);
    EXPECT_THAT(split.Records(), ElementsAre(kRisA, kRisB));
    EXPECT_THAT(split.Reasons(), ElementsAre(v1::DEAD_LETTER_REASON_LIMIT_EXCEEDED));
    EXPECT_EQ(split.documents[1].content(), huge.substr(0, 50));
  }
}

TEST(TaggedTextSplitterTest, BlanksBehindAReferenceAreNoneOfItsBytesHoweverTheyArrive) {
  SplitLimits limits;
  limits.max_document_bytes = std::string(kMedlineA).size();
  limits.kept_bytes = 50;
  for (size_t chunk : {size_t{100}, size_t{4096}, SIZE_MAX}) {
    const Split split =
        SplitAll(absl::StrCat(kMedlineA, std::string(1'000'000, ' '), "\n\n", kMedlineA, "x\n"), chunk, limits);
    EXPECT_THAT(split.Records(), ElementsAre(kMedlineA)) << chunk;
    EXPECT_THAT(split.Reasons(), ElementsAre(v1::DEAD_LETTER_REASON_LIMIT_EXCEEDED)) << chunk;
  }
}

TEST(TaggedTextSplitterTest, CardsEndWithTheirMark) {
  const std::string card = "Citation card\nTitle: Knees\nSummary: Citation card or not\nEnd of card";
  for (size_t chunk : kChunks) {
    const Split split = SplitAll(absl::StrCat(card, "\r\n\n", card, "\nCitation card \nTitle: Cut"), chunk);
    EXPECT_THAT(split.Records(), ElementsAre(card, card)) << chunk;
    EXPECT_THAT(split.Reasons(), ElementsAre(v1::DEAD_LETTER_REASON_TRUNCATED)) << chunk;
    EXPECT_EQ(split.documents[0].source(), "report");
    EXPECT_EQ(split.documents[0].format(), "citation_card");
  }
}

TEST(TaggedTextSplitterTest, ReferencesOfRowsLastUntilAnEmptyLineOutsideQuotes) {
  const std::string query = "\"SEARCH QUERY\",\"'exosome'/exp\n AND knee\"\n\n";
  for (const char* between :
       {"\n\n", "\r\n\r\n", "\n------------------------------------\n", "\n\n\"RECORD 2\"\n", "\n,,,\n"}) {
    for (size_t chunk : kChunks) {
      const Split split = SplitAll(absl::StrCat("\xEF\xBB\xBF", query, kRowsA, between, kRowsB, "\n\n"), chunk);
      EXPECT_THAT(split.Records(), ElementsAre(kRowsA, kRowsB)) << between << chunk;
      EXPECT_THAT(split.Reasons(), IsEmpty()) << between << chunk;
      EXPECT_EQ(split.documents[0].source(), "embase");
      EXPECT_EQ(split.documents[0].format(), "embase_rows_csv");
    }
  }
  EXPECT_THAT(SplitAll(absl::StrCat(kRowsA, "\n", kRowsA)).Records(), ElementsAre(kRowsA, kRowsA));
}

TEST(TaggedTextSplitterTest, AReferenceOfRowsWithAnOpenQuoteHarmsNoOther) {
  const std::string open = "\"TITLE\",\"Open\"\n\"ABSTRACT\",\"never closed";
  const Split split = SplitAll(absl::StrCat(kRowsA, "\n\n", open, "\n\n", kRowsA, "\n\nodd, row\n\n", open));
  EXPECT_THAT(split.Records(), ElementsAre(kRowsA, open, kRowsA));
  EXPECT_THAT(split.Reasons(), ElementsAre(v1::DEAD_LETTER_REASON_MALFORMED, v1::DEAD_LETTER_REASON_TRUNCATED));
  EXPECT_TRUE(split.documents.back().fragment());
}

TEST(TaggedTextSplitterTest, TablesOfReferencesAreNoRowsOfFields) {
  EXPECT_EQ(TaggedTextOf(kRowsA), TaggedText::kRows);
  EXPECT_EQ(TaggedTextOf("TITLE,Knees\nAUTHOR NAMES,Muster A.\nSOURCE,J.\n"), TaggedText::kRows);
  EXPECT_EQ(TaggedTextOf("Title,Author Names,Source\nKnees,Muster A.,J.\n"), TaggedText::kNone);
  EXPECT_EQ(TaggedTextOf("TITLE,Knees\nAUTHOR,Muster A.\nSOURCE,J.\n"), TaggedText::kNone);
  EXPECT_EQ(TaggedTextOf("AUTHOR NAMES,Muster A.\nSOURCE,J.\nABSTRACT,x\nSOURCE TITLE,J.\n"), TaggedText::kNone);
}

TEST(TaggedTextSplitterTest, OtherTextIsNone) {
  EXPECT_EQ(TaggedTextOf("AU  - Muster\nTY  - JOUR\n"), TaggedText::kNone);
  EXPECT_EQ(TaggedTextOf("Some words\nof a preamble\nTY  - JOUR\n"), TaggedText::kRis);
  EXPECT_EQ(TaggedTextOf("<html>\n<1.>\n"), TaggedText::kNone);
  EXPECT_EQ(TaggedTextOf("30668574\n30235242\n"), TaggedText::kNone);
}

}  // namespace
}  // namespace trialweave::crawler
