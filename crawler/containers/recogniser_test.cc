#include "crawler/containers/recogniser.h"

#include "absl/strings/str_cat.h"
#include "crawler/containers/split_testing.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace trialweave::crawler {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

struct Garbage {
  const char* name;
  std::string bytes;
  v1::DeadLetterReason reason;
};

std::vector<Garbage> Catalogue() {
  using enum v1::DeadLetterReason;
  return {
      {"empty", "", DEAD_LETTER_REASON_EMPTY},
      {"blank", " \r\n\t", DEAD_LETTER_REASON_EMPTY},
      {"byte order mark only", "\xEF\xBB\xBF", DEAD_LETTER_REASON_EMPTY},
      {"empty gzip", Gzipped(""), DEAD_LETTER_REASON_EMPTY},
      {"zip", "PK\x03\x04rest", DEAD_LETTER_REASON_UNSUPPORTED_FORMAT},
      {"pdf", "%PDF-1.7", DEAD_LETTER_REASON_UNSUPPORTED_FORMAT},
      {"utf-16", std::string("\xFF\xFE<\0t\0", 6), DEAD_LETTER_REASON_UNSUPPORTED_FORMAT},
      {"binary", std::string("ab\0cd", 5), DEAD_LETTER_REASON_UNSUPPORTED_FORMAT},
      {"csv", "TrialID,Title\nNCT90000001,x\n", DEAD_LETTER_REASON_UNSUPPORTED_FORMAT},
      {"text", "Too many requests", DEAD_LETTER_REASON_UNSUPPORTED_FORMAT},
      {"gzip in gzip", Gzipped(Gzipped("[]")), DEAD_LETTER_REASON_UNSUPPORTED_FORMAT},
      {"error object", R"({"error":{"code":500}})", DEAD_LETTER_REASON_WRONG_ROOT},
      {"array of numbers", "[1,2,3]", DEAD_LETTER_REASON_WRONG_ROOT},
      {"no object", "{\\rtf1\\ansi x}", DEAD_LETTER_REASON_WRONG_ROOT},
      {"open bracket", "[", DEAD_LETTER_REASON_TRUNCATED},
      {"other xml", "<?xml version='1.0'?><rss><channel/></rss>", DEAD_LETTER_REASON_WRONG_ROOT},
      {"other xml with a title", "<rss><channel><title>t</title></channel></rss>", DEAD_LETTER_REASON_WRONG_ROOT},
      {"html fragment", "<center><h1>405 Not Allowed</h1></center>", DEAD_LETTER_REASON_WRONG_ROOT},
      {"other case of root", "<Trials><Triall/></Trials>", DEAD_LETTER_REASON_WRONG_ROOT},
      {"not quite xml", "<<<>>>", DEAD_LETTER_REASON_MALFORMED},
      {"entity bomb under another root", "<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>", DEAD_LETTER_REASON_LIMIT_EXCEEDED},
      {"html error", "<!DOCTYPE html><html><body>502 Bad Gateway</body></html>", DEAD_LETTER_REASON_WRONG_ROOT},
      {"html without doctype", "\n<html><head><title>Error</title></head></html>", DEAD_LETTER_REASON_WRONG_ROOT},
      {"aliyun", "<html><script>var arg1='1';document.cookie='acw_sc__v2='+x</script></html>",
       DEAD_LETTER_REASON_CHALLENGED},
      {"cloudflare", "<!DOCTYPE html><html><title>Just a moment...</title></html>", DEAD_LETTER_REASON_CHALLENGED},
      {"captcha", "<html><body><form>Enter the CAPTCHA</form></body></html>", DEAD_LETTER_REASON_CHALLENGED},
      {"chinese block page", "<html><body>很抱歉，您的访问被阻断</body></html>", DEAD_LETTER_REASON_CHALLENGED},
      {"chinese block page as text", "请求已被拦截", DEAD_LETTER_REASON_CHALLENGED},
      {"block page that echoes an address",
       "<html><body>medicalresearch.org.cn/MR-13-24-017929 acw_sc__v3</body></html>", DEAD_LETTER_REASON_CHALLENGED},
  };
}

TEST(RecogniserTest, EveryKindOfGarbageIsOneDeadLetterWithItsReasonAndBytes) {
  for (const Garbage& garbage : Catalogue()) {
    const Split split = SplitAll(garbage.bytes);
    ASSERT_EQ(split.documents.size(), 1u) << garbage.name;
    const v1::RecordDocument& document = split.documents[0];
    EXPECT_EQ(document.cause().reason(), garbage.reason) << garbage.name << ": " << document.cause().message();
    EXPECT_FALSE(document.cause().message().empty()) << garbage.name;
    EXPECT_EQ(document.source(), "file_drop") << garbage.name;
    EXPECT_EQ(document.format(), "") << garbage.name;
    if (garbage.bytes.substr(0, 1) == "\x1f") continue;
    EXPECT_EQ(document.content(), garbage.bytes) << garbage.name;
  }
}

TEST(RecogniserTest, NamesTheRootElementThatItFound) {
  EXPECT_THAT(SplitAll("<rss><channel><title>t</title></channel></rss>").documents[0].cause().message(),
              HasSubstr("<rss>"));
}

TEST(RecogniserTest, SaysWhatErrorEutilitiesAnsweredWith) {
  const Split split = SplitAll(
      "<?xml version=\"1.0\"?><!DOCTYPE eSearchResult PUBLIC \"-//NLM//DTD\" \"e.dtd\">\n<eSearchResult>"
      "<ERROR>'retstart' cannot be larger than 9998.</ERROR></eSearchResult>");
  EXPECT_THAT(split.Reasons(), ElementsAre(v1::DEAD_LETTER_REASON_WRONG_ROOT));
  EXPECT_THAT(split.documents[0].cause().message(), HasSubstr("'retstart' cannot be larger than 9998."));
  EXPECT_THAT(SplitAll("<eFetchResult><ERROR>x").Reasons(), ElementsAre(v1::DEAD_LETTER_REASON_WRONG_ROOT));
}

TEST(RecogniserTest, SavedRegistryPageIsOneDocument) {
  const std::string page =
      absl::StrCat("<!DOCTYPE html><html><head><script>", std::string(300'000, 'x'),
                   "</script></head><body>备案号：MR-13-24-000000 研究名称 请输入验证码</body></html>");
  const Split split = SplitAll(page, 1000);
  EXPECT_THAT(split.Records(), ElementsAre(page));
  EXPECT_EQ(split.documents[0].source(), "nhc");
  EXPECT_EQ(split.documents[0].format(), "nhc_html");
}

TEST(RecogniserTest, EmbasesRowOfTheSearchIsNoHeader) {
  const std::string query = "\"SEARCH QUERY\",\"'exosome'/exp\nAND knee\"\r\n\r\n";
  const Split split =
      SplitAll(query + "Title,Author Names,Source,Emtree Drug Index Terms,PUI,Embase Link\r\na,b,c,d,e,f\r\n");
  EXPECT_THAT(split.Records(), ElementsAre("a,b,c,d,e,f"));
  EXPECT_EQ(split.documents[0].format(), "embase_csv");
}

TEST(RecogniserTest, TablesOfNoticesAreKnownByTheirColumns) {
  const Split fda = SplitAll("date,kind,firm,product_terms,office,id,url_or_source,note\n2025,a,b,c,d,e,f,g\n");
  EXPECT_THAT(fda.Records(), ElementsAre("2025,a,b,c,d,e,f,g"));
  EXPECT_EQ(fda.documents[0].format(), "fda_table_csv");
  EXPECT_EQ(fda.documents[0].source(), "fda");
  EXPECT_EQ(SplitAll("acceptance_no,product,applicant,accepted\nCXSL2599001,a,b,c\n").documents[0].format(),
            "nmpa_table_csv");
  EXPECT_THAT(SplitAll("firm,date,kind,price\na,b,c,d\n").Reasons(),
              ElementsAre(v1::DEAD_LETTER_REASON_UNSUPPORTED_FORMAT));
}

TEST(RecogniserTest, OversizedPageIsADeadLetterWithAPrefix) {
  SplitLimits limits;
  limits.max_document_bytes = 1000;
  limits.kept_bytes = 100;
  const Split split = SplitAll(absl::StrCat("<html>", std::string(1'000'000, 'x')), 4096, limits);
  EXPECT_THAT(split.Reasons(), ElementsAre(v1::DEAD_LETTER_REASON_LIMIT_EXCEEDED));
  EXPECT_EQ(split.documents[0].content().size(), 100u);
}

TEST(RecogniserTest, UnknownContainerKeepsAPrefixAndSaysSo) {
  SplitLimits limits;
  limits.kept_bytes = 10;
  const Split split = SplitAll(std::string(100, 'x'), 7, limits);
  EXPECT_EQ(split.documents[0].content(), "xxxxxxxxxx");
  EXPECT_THAT(split.documents[0].cause().message(), HasSubstr("10 of 100 bytes kept"));
}

}  // namespace
}  // namespace trialweave::crawler
