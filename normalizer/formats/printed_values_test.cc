#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "normalizer/formats/printed_date.h"
#include "normalizer/formats/printed_enrollment.h"
#include "normalizer/formats/printed_text.h"

namespace trialweave::normalizer {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

std::string Date(std::string_view printed) {
  const auto date = ReadDate(printed);
  if (!date.has_value()) return "";
  return std::to_string(date->year()) + "/" + std::to_string(date->month()) + "/" + std::to_string(date->day());
}

TEST(PrintedDateTest, ReadsEveryFormWithItsPrecision) {
  EXPECT_EQ(Date("2024-05-07"), "2024/5/7");
  EXPECT_EQ(Date("2024-05"), "2024/5/0");
  EXPECT_EQ(Date("2024"), "2024/0/0");
  EXPECT_EQ(Date("2024-05-07 00:00:00"), "2024/5/7");
  EXPECT_EQ(Date("2016/12/06"), "2016/12/6");
  EXPECT_EQ(Date("20210609"), "2021/6/9");
  EXPECT_EQ(Date("07/05/2024"), "2024/5/7");
  EXPECT_EQ(Date("21-10-2013"), "2013/10/21");
  EXPECT_EQ(Date("April 25, 2024"), "2024/4/25");
  EXPECT_EQ(Date("February 2020"), "2020/2/0");
  EXPECT_EQ(Date("17 February 2020"), "2020/2/17");
  EXPECT_EQ(Date("2024年5月7日"), "2024/5/7");
  EXPECT_EQ(Date("29/02/2024"), "2024/2/29");
}

TEST(PrintedDateTest, RefusesWhatIsUncertain) {
  for (const char* printed : {"", "soon", "43831", "12/31/2020", "30/02/2024", "29/02/2023", "2024-13-01", "01/01/1900",
                              "2024-00-01", "5-7-24", "Smarch 3, 2024", "20241341", "99999999999999999999"}) {
    EXPECT_EQ(Date(printed), "") << printed;
  }
}

TEST(PrintedEnrollmentTest, SumsGroups) {
  EXPECT_EQ(ReadEnrollment("120"), 120);
  EXPECT_EQ(ReadEnrollment("1,200"), 1200);
  EXPECT_EQ(ReadEnrollment("60例"), 60);
  EXPECT_EQ(ReadEnrollment("国内:45；"), 45);
  EXPECT_EQ(ReadEnrollment("2019 Y:2418;2020 Y:821;"), 3239);
  EXPECT_EQ(ReadEnrollment("dose: low:10;dose: high:20"), 30);
  EXPECT_EQ(ReadEnrollment("0"), 0);
}

TEST(PrintedEnrollmentTest, IsUnknownWhenItCannotBeReadWithCertainty) {
  for (const char* printed :
       {"", "99999999", "about 30", "30-40", "group:30;other group;", "group:20;Hospital su", "-5", "1e9", "3.5"}) {
    EXPECT_EQ(ReadEnrollment(printed), std::nullopt) << printed;
  }
}

TEST(PrintedTextTest, UndressesEachStyle) {
  EXPECT_EQ(CleanText("5\\*10^10 \\<70\\> a\\b", TextStyle::kMarkdown), "5*10^10 <70> a\\b");
  EXPECT_EQ(CleanText("  a &amp; <br>b\r<br>\r\n<p>c</p> eGFR <45 x>1 \n", TextStyle::kMarkup),
            "a &amp;\nb\n\nc\neGFR <45 x>1");
  EXPECT_EQ(CleanText("\xC2\xA0 a\xE3\x80\x80", TextStyle::kPlain), "a");
  EXPECT_EQ(CleanLine("a\n\n  b", TextStyle::kPlain), "a b");
}

TEST(PrintedTextTest, RemovesMailAddressesEverywhere) {
  EXPECT_EQ(CleanText("write to a.b@example.org, or c@d.example.", TextStyle::kPlain),
            "write to [e-mail], or [e-mail].");
  EXPECT_EQ(CleanText("10 mg @ 5 ml; @home", TextStyle::kPlain), "10 mg @ 5 ml; @home");
}

TEST(PrintedTextTest, TellsTheLanguageByItsCharacters) {
  EXPECT_EQ(LanguageOf("膝骨关节炎 MSC", "en"), "zh");
  EXPECT_EQ(LanguageOf("膝の痛み", "en"), "ja");
  EXPECT_EQ(LanguageOf("무릎", "en"), "ko");
  EXPECT_EQ(LanguageOf("knee", "en"), "en");
}

TEST(PrintedTextTest, SplitsListsAndGroups) {
  EXPECT_THAT(SplitList("a; b；;c;", ';'), ElementsAre("a", "b", "c"));
  EXPECT_THAT(SplitGroups("control:none;test：10 mg; twice;"),
              ElementsAre(Pair("control", "none"), Pair("test", "10 mg; twice")));
  EXPECT_THAT(SplitGroups("one drug"), IsEmpty());
}

TEST(PrintedTextTest, KnowsPersonsByTitle) {
  EXPECT_TRUE(IsPersonName("Prof. Ada Example"));
  EXPECT_TRUE(IsPersonName("Ada Example, MD"));
  EXPECT_FALSE(IsPersonName("Dr. Example Laboratories Ltd"));
  EXPECT_FALSE(IsPersonName("Masaryk University"));
}

}  // namespace
}  // namespace trialweave::normalizer
