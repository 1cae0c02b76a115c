#include "normalizer/notices/notice_table_parser.h"

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "normalizer/notices/notice_testing.h"

namespace trialweave::normalizer {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

const char kFda[] = "date,kind,firm,product_terms,office,id,url_or_source,note\n";
const char kNmpa[] = "acceptance_no,product,applicant,accepted,decision,indication,source\n";

v1::RegulatoryNotice Fda(const std::string& row) { return Notice(ParseFdaTableCsv, kFda + row); }
v1::RegulatoryNotice Nmpa(const std::string& row) { return Notice(ParseNmpaTableCsv, kNmpa + row); }

TEST(NoticeTableParserTest, AnActionWithoutNumberIsKnownByKindFirmAndDate) {
  const std::string document = NoticeSample("notice_table/fda.csv");
  const v1::RegulatoryNotice notice = Notice(ParseFdaTableCsv, document);
  EXPECT_EQ(notice.name(), "fda:untitled-letter-example-vesicles,-llc-dba-sample-2025-03");
  EXPECT_EQ(notice.kind(), "Untitled letter");
  EXPECT_EQ(Show(notice.issue_date()), "2025-3");
  EXPECT_THAT(notice.companies(), ElementsAre("Example Vesicles, LLC dba Sample"));
  EXPECT_THAT(notice.products(), ElementsAre("exosomes", "cord blood"));
  EXPECT_EQ(notice.office(), "CBER");
  EXPECT_EQ(notice.url(), "");
  EXPECT_EQ(notice.bodies(0).text(), "Third of its year, see NCT06431152");
  EXPECT_EQ(notice.mentioned_ids(0).value(), "NCT06431152");
  EXPECT_EQ(BytesOf(notice, "products[0]", document), "exosomes; cord blood");
  ExpectProvenance(notice);
}

TEST(NoticeTableParserTest, TheNumberOfALetterAndTheFdasAddressGoBefore) {
  EXPECT_EQ(Fda("2024-06-05,Warning letter,Sample LLC,sample,CBER,MARCS-CMS 699901 (24-699901),,").name(),
            "fda:marcs-cms-699901");
  const v1::RegulatoryNotice alert =
      Fda("2019-12-06,Alert,(all),exosomes,CBER,,https://www.fda.gov/safety/an-alert?x=1,");
  EXPECT_EQ(alert.name(), "https://www.fda.gov/safety/an-alert");
  EXPECT_THAT(alert.companies(), IsEmpty());
}

TEST(NoticeTableParserTest, ARowThatNobodyCanTellIsRefused) {
  const auto reason = [](const std::string& row) { return ReasonOf(ParseFdaTableCsv, kFda + row); };
  EXPECT_EQ(reason("2024,Warning letter,Sample LLC,sample,,,https://example.org/x,"),
            v1::DEAD_LETTER_REASON_NO_IDENTIFIER);
  EXPECT_EQ(reason(",Warning letter,Sample LLC,sample,CBER,,,"), v1::DEAD_LETTER_REASON_NO_IDENTIFIER);
  EXPECT_EQ(reason("2024,Warning letter,\"Ada Example, MD\",sample,CBER,,,"), v1::DEAD_LETTER_REASON_NO_IDENTIFIER);
  EXPECT_EQ(reason("2024,Warning letter"), v1::DEAD_LETTER_REASON_TRUNCATED);
  EXPECT_EQ(reason("2024,a,b,c,CBER,,,\n2024,a,b,c,CBER,,,"), v1::DEAD_LETTER_REASON_WRONG_ROOT);
  EXPECT_EQ(ReasonOf(ParseNmpaTableCsv, absl::StrCat(kNmpa, "none,x,y,2025-01-05,,z,s")),
            v1::DEAD_LETTER_REASON_NO_IDENTIFIER);
}

TEST(NoticeTableParserTest, AnAcceptedApplicationHasTheKeyOfCdesOwnList) {
  const v1::RegulatoryNotice notice = Notice(ParseNmpaTableCsv, NoticeSample("notice_table/nmpa.csv"));
  EXPECT_EQ(notice.name(), "nmpa:cxsl2599003");
  EXPECT_EQ(notice.kind(), "受理品种");
  EXPECT_EQ(Show(notice.issue_date()), "2025-1-5");
  EXPECT_THAT(notice.companies(), ElementsAre("示例生物", "示例医药"));
  EXPECT_THAT(notice.products(), ElementsAre("示例间充质干细胞注射液"));
  EXPECT_EQ(notice.subject(), "膝骨关节炎");
  EXPECT_THAT(notice.reference_numbers(), ElementsAre("CXSL2599003"));
  ExpectProvenance(notice);
}

TEST(NoticeTableParserTest, ADecisionIsANoticeOfItsOwn) {
  const v1::RegulatoryNotice permission = Nmpa("CXSL2599003,x,y,2025-01-05,默示许可 2025-03-31,,s");
  EXPECT_EQ(permission.name(), "nmpa:cxsl2599003-permission");
  EXPECT_EQ(permission.kind(), "临床试验默示许可");
  EXPECT_EQ(Show(permission.issue_date()), "2025-3-31");
  EXPECT_EQ(permission.notes_size(), 1);
  EXPECT_FALSE(Nmpa("CXSL2599003,x,y,,默示许可,,s").has_issue_date());
  EXPECT_EQ(Nmpa("CXSL2599003,x,y,,突破性治疗 公示截止 2026-09-20,,s").name(),
            "nmpa:cxsl2599003-breakthrough-2026-09-20");
  EXPECT_EQ(Nmpa("CXSL2599003,x,y,,突破性治疗 2026-08-31 and 2026-09-14,,s").name(), "nmpa:cxsl2599003-breakthrough");
}

}  // namespace
}  // namespace trialweave::normalizer
