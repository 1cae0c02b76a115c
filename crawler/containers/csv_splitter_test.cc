#include "crawler/containers/csv_splitter.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "crawler/containers/split_testing.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace trialweave::crawler {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr char kHeader[] = "TrialID,Public title,Scientific title,Primary sponsor,Date registration,Countries";

// A row of that table, all fields quoted.
std::string Row(const std::string& id, const std::string& title) {
  return absl::StrCat("\"", id, "\",\"", title, "\",\"s\",\"Example Hospital\",\"2020-02-03\",\"China\"");
}

Split SplitRows(const std::string& rows, size_t chunk = SIZE_MAX, const SplitLimits& limits = {}) {
  return SplitAll(absl::StrCat(kHeader, "\r\n", rows), chunk, limits);
}

TEST(CsvSplitterTest, ARecordIsTheExactBytesOfItsRow) {
  const std::string first = Row("NCT09000001", "A \"\"quoted\"\" word, and\rbare\nfeeds\r\n<br>");
  const std::string second = "NCT09000002,plain,s,\"p\" ,2020-02-03,";
  const std::string all = absl::StrCat(kHeader, "\r\n", first, "\r\n", second, "\r\n");
  for (size_t chunk : {size_t{1}, size_t{2}, size_t{7}, SIZE_MAX}) {
    const Split split = SplitAll(all, chunk);
    EXPECT_THAT(split.Records(), ElementsAre(first, second)) << chunk;
    EXPECT_THAT(split.Reasons(), IsEmpty());
    EXPECT_EQ(split.result.source, "ictrp");
    EXPECT_EQ(split.result.format, "ictrp_csv");
    EXPECT_EQ(split.documents[1].container_offset(), all.find(second));
    EXPECT_EQ(split.documents[1].context().at("columns"), kHeader);
    EXPECT_EQ(split.documents[1].context().at("delimiter"), ",");
    EXPECT_EQ(split.documents[1].context().at("encoding"), "UTF-8");
  }
}

TEST(CsvSplitterTest, LineEndsAndMarksOfEveryDialectAreNoPartOfARow) {
  const std::string a = Row("NCT09000001", "a"), b = Row("NCT09000002", "b");
  for (const char* end : {"\n", "\r\n", "\r", "\r\r\n"}) {
    const std::string file = absl::StrCat("\xEF\xBB\xBF", kHeader, end, a, end, end, b);
    EXPECT_THAT(SplitAll(file).Records(), ElementsAre(a, b)) << absl::StrCat("line end of ", strlen(end));
    EXPECT_THAT(SplitAll(file + end, 3).Records(), ElementsAre(a, b));
  }
}

TEST(CsvSplitterTest, DelimitersOfSpreadsheetsAreSeen) {
  for (const char* delimiter : {";", "\t"}) {
    const std::string header = absl::StrReplaceAll(kHeader, {{",", delimiter}});
    const std::string row = absl::StrReplaceAll("NCT09000001,a b,s,p,2020-02-03,China", {{",", delimiter}});
    const Split split = SplitAll(absl::StrCat(header, "\n", row, "\n"));
    EXPECT_THAT(split.Records(), ElementsAre(row));
    EXPECT_EQ(split.documents[0].context().at("delimiter"), delimiter);
    EXPECT_THAT(SplitAll(absl::StrCat("sep=", delimiter, "\r\n", header, "\r\n", row)).Records(), ElementsAre(row));
  }
}

TEST(CsvSplitterTest, ColumnsAreKnownByNameWhateverTheirDress) {
  const std::string header = "index,\"Scientific_Title\",trial_id,COUNTRIES,url,phase,Study_type,mine";
  const std::string row = "7,t,NCT09000001,China,http://example.org,2,x,y";
  const Split split = SplitAll(absl::StrCat(header, "\n", row, "\n"));
  EXPECT_THAT(split.Records(), ElementsAre(row));
  EXPECT_EQ(split.documents[0].context().at("columns"), header);
}

TEST(CsvSplitterTest, OtherTablesAreOneDeadLetter) {
  for (const char* header : {"trial_id,last_updated,trial_status,completion_date,secondary_ids,results",
                             "trial_id,public_title,phase,countries,sponsor", "nctid,title,conditions,phases,url",
                             "Title,Phase,Countries,Study type,url,Condition"}) {
    const Split split = SplitAll(absl::StrCat(header, "\nNCT09000001,a,b,c,d,e\n"));
    EXPECT_THAT(split.Reasons(), ElementsAre(v1::DEAD_LETTER_REASON_UNSUPPORTED_FORMAT)) << header;
    EXPECT_EQ(split.documents.size(), 1u);
  }
}

TEST(CsvSplitterTest, ATableWithoutAHeaderIsKnownByItsFields) {
  std::vector<std::string> fields(62, "\"\"");
  fields[0] = "\"NCT09000001\"";
  fields[2] = "\"a title\r\nof two lines\"";
  fields[4] = "\"https://example.org/NCT09000001\"";
  const std::string row = absl::StrJoin(fields, ",");
  const Split split = SplitAll(absl::StrCat(row, "\r\n", row, "\r\n"), 11);
  EXPECT_THAT(split.Records(), ElementsAre(row, row));
  EXPECT_EQ(split.result.format, "ictrp_full_csv");
  EXPECT_EQ(split.documents[0].context().count("columns"), 0u);
  fields.pop_back();
  EXPECT_THAT(SplitAll(absl::StrJoin(fields, ",")).Reasons(), ElementsAre(v1::DEAD_LETTER_REASON_UNSUPPORTED_FORMAT));
}

TEST(CsvSplitterTest, RowsWithoutAnythingAreNoRecords) {
  const std::string a = Row("NCT09000001", "a");
  EXPECT_THAT(SplitRows(absl::StrCat(",,,,,\r\n \r\n\"\",\"\"\r\n", a, "\r\n,,,\r\n")).documents.size(), 1u);
  EXPECT_EQ(SplitRows("").documents.size(), 0u);
}

TEST(CsvSplitterTest, AWrongNumberOfFieldsIsOneDeadLetterOfOneRecord) {
  const std::string a = Row("NCT09000001", "a"), b = Row("NCT09000002", "b");
  for (const std::string& odd :
       {Row("NCT09000009", "x") + ",\"more\"", std::string("NCT09000009,x,\"of\ntwo lines\"")}) {
    const Split split = SplitRows(absl::StrCat(a, "\r\n", odd, "\r\n", b, "\r\n"), 5);
    EXPECT_THAT(split.Records(), ElementsAre(a, b));
    EXPECT_THAT(split.Reasons(), ElementsAre(v1::DEAD_LETTER_REASON_MALFORMED));
    EXPECT_EQ(split.documents[1].content(), odd);
    EXPECT_FALSE(split.documents[1].fragment());
    EXPECT_FALSE(split.result.fault.has_value());
  }
}

TEST(CsvSplitterTest, AStrayQuoteHarmsNoNeighbour) {
  const std::string a = Row("NCT09000001", "a"), b = Row("NCT09000002", "b");
  for (const std::string& bad : {Row("NCT09000009", "say \"hi\" there"), Row("NCT09000009", "never closed\",\"x"),
                                 std::string("\"NCT09000009\",\"t,\"s\",\"p\",\"2020\",\"China\""),
                                 std::string("\"NCT09000009\",\"t\",\"s\",\"p\",\"2020\",\"China"),
                                 Row("NCT09000009", "line\r\n\"inner\",line")}) {
    for (size_t chunk : {size_t{1}, size_t{13}, SIZE_MAX}) {
      const Split split = SplitRows(absl::StrCat(a, "\r\n", bad, "\r\n", b, "\r\n"), chunk);
      EXPECT_THAT(split.Records(), ElementsAre(a, b)) << bad;
      EXPECT_THAT(split.Reasons(), ElementsAre(v1::DEAD_LETTER_REASON_MALFORMED)) << bad;
      EXPECT_EQ(split.documents[1].content(), bad);
    }
  }
}

TEST(CsvSplitterTest, AMissingQuoteNeverGluesTwoTrials) {
  // The quote closes in the next row's "5"": six fields, and two trials.
  const std::string glued = "NCT09000001,\"never closed,s,p\r\nNCT09000002,5\",s,p,2020,China";
  const Split split = SplitRows(absl::StrCat(glued, "\r\n", Row("NCT09000003", "c"), "\r\n"));
  EXPECT_THAT(split.Records(), ElementsAre("NCT09000002,5\",s,p,2020,China", Row("NCT09000003", "c")));
  EXPECT_THAT(split.Reasons(), ElementsAre(v1::DEAD_LETTER_REASON_MALFORMED));
  EXPECT_TRUE(split.documents[0].fragment());
}

TEST(CsvSplitterTest, IdentifiersOnLinesOfTheirOwnAreContent) {
  const std::string row = Row("NCT09000001", "see\nNCT09000002,\nNCT09000003, and EUCTR2020-001722-66\n");
  EXPECT_THAT(SplitRows(row).Records(), ElementsAre(row));
}

TEST(CsvSplitterTest, AQuoteThatNeverClosesTakesTheRestOnly) {
  const std::string a = Row("NCT09000001", "a");
  const Split split = SplitRows(absl::StrCat(a, "\r\n\"NCT09000002\",\"open\r\nand on\r\n"), 3);
  EXPECT_THAT(split.Records(), ElementsAre(a));
  EXPECT_THAT(split.Reasons(), ElementsAre(v1::DEAD_LETTER_REASON_TRUNCATED));
  EXPECT_EQ(split.documents[1].content(), "\"NCT09000002\",\"open\r\nand on\r\n");
  EXPECT_TRUE(split.result.fault.has_value());
}

TEST(CsvSplitterTest, CutOffAnywhereTheCompleteRowsAreDelivered) {
  const std::string a = Row("NCT09000001", "a"), b = Row("NCT09000002", "b\r\n\"\"b");
  const std::string file = absl::StrCat(kHeader, "\r\n", a, "\r\n", b);
  const size_t first = file.find(a) + a.size(), second = file.find(b);
  for (size_t size = second + 1; size < file.size(); ++size) {
    const Split split = SplitAll(absl::string_view(file).substr(0, size), 9);
    // Before the last field, nothing shows that it is missing from a row that may end so.
    if (split.Records().size() == 2)
      EXPECT_EQ(file[size - 1], ',') << size;
    else
      EXPECT_THAT(split.Reasons(), ElementsAre(v1::DEAD_LETTER_REASON_TRUNCATED)) << size;
    EXPECT_EQ(split.Records()[0], a);
  }
  const Split cut = SplitAll(Gzipped(file + file).substr(0, 100));
  EXPECT_THAT(cut.Reasons(), ElementsAre(v1::DEAD_LETTER_REASON_TRUNCATED));
  EXPECT_GT(first, 0u);
}

TEST(CsvSplitterTest, ARowOverTheLimitIsADeadLetterAndTheNextIsUnharmed) {
  SplitLimits limits;
  limits.max_document_bytes = 300;
  limits.kept_bytes = 50;
  const std::string a = Row("NCT09000001", "a"), b = Row("NCT09000002", "b");
  for (size_t chunk : {size_t{1}, size_t{64}, SIZE_MAX}) {
    const Split split =
        SplitRows(absl::StrCat(a, "\n", Row("NCT09000009", std::string(5000, 'x')), "\n", b, "\n"), chunk, limits);
    EXPECT_THAT(split.Records(), ElementsAre(a, b)) << chunk;
    EXPECT_THAT(split.Reasons(), ElementsAre(v1::DEAD_LETTER_REASON_LIMIT_EXCEEDED));
    EXPECT_EQ(split.documents[1].content().size(), 50u);
  }
}

TEST(CsvSplitterTest, FilesPutIntoOneBeginTheirTablesAnew) {
  const std::string a = Row("NCT09000001", "a"), other = "Countries,TrialID,Public title,Phase,url,Study type";
  const std::string b = "China,NCT09000002,b,2,http://example.org,x";
  const Split split =
      SplitRows(absl::StrCat(a, "\r\n\xEF\xBB\xBF", kHeader, "\r\n", a, "\r\n", other, "\r\n", b, "\r\n"));
  EXPECT_THAT(split.Records(), ElementsAre(a, a, b));
  EXPECT_THAT(split.Reasons(), IsEmpty());
  EXPECT_EQ(split.documents[2].context().at("columns"), other);
}

TEST(CsvSplitterTest, RowsOfOneTrialAreOneDocument) {
  const std::string a = "CTR20990001,主要终点指标及评价时间,a,\"1\n2\",x\nCTR20990001,次要终点指标及评价时间,b,,y";
  const std::string b = "CTR20990002,主要终点指标及评价时间,c,3,z";
  for (size_t chunk : {size_t{1}, SIZE_MAX}) {
    const Split split = SplitAll(absl::StrCat(a, "\n", b, "\n"), chunk);
    EXPECT_THAT(split.Records(), ElementsAre(a, b));
    EXPECT_EQ(split.result.format, "cde_endpoints_csv");
    const Split again = SplitAll(absl::StrCat(a, "\n", b, "\n", a, "\n"), chunk);
    EXPECT_THAT(again.Records(), ElementsAre(a, b));
    EXPECT_THAT(again.Reasons(), ElementsAre(v1::DEAD_LETTER_REASON_MALFORMED));
    EXPECT_THAT(again.documents[2].cause().message(), HasSubstr("CTR20990001"));
    const Split odd = SplitAll(absl::StrCat(a, "\nCTR20990003,x\n", b, "\n"), chunk);
    EXPECT_THAT(odd.Records(), ElementsAre(a, b));
    EXPECT_EQ(odd.documents[1].content(), "CTR20990003,x");
  }
}

TEST(CsvSplitterTest, HostileQuotesTakeLinearTime) {
  std::string rows;
  for (int i = 0; i < 200'000; ++i) rows += "NCT09000001,\"\nNCT09000002,a,s,p,2020,\"\"\"\n";
  EXPECT_GT(SplitRows(rows).documents.size(), 0u);
  EXPECT_GT(SplitRows(std::string(4 << 20, '"')).documents.size(), 0u);
  EXPECT_GT(SplitRows(std::string(4 << 20, '\n') + "x").documents.size(), 0u);
}

}  // namespace
}  // namespace trialweave::crawler
