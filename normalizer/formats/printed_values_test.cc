#include "absl/strings/str_replace.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "normalizer/formats/printed_date.h"
#include "normalizer/formats/printed_enrollment.h"
#include "normalizer/formats/printed_phase.h"
#include "normalizer/formats/printed_text.h"

namespace trialweave::normalizer {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Optional;
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
  EXPECT_EQ(Date("May 2020"), "2020/5/0");
  EXPECT_EQ(Date("Sept 3, 2020"), "2020/9/3");
  EXPECT_EQ(Date("2024-05-07T10:30:00.000Z"), "2024/5/7");
  EXPECT_EQ(Date("07/05/2024 4:01 PM"), "2024/5/7");
}

TEST(PrintedDateTest, RefusesWhatIsUncertain) {
  for (const char* printed :
       {"", "soon", "43831", "12/31/2020", "30/02/2024", "29/02/2023", "2024-13-01", "01/01/1900", "2024-00-01",
        "0000-00-00", "2024-13-45", "31/02/2020", "2020-01-01 to 2020-12-31", "25 April 2024 - 30 May 2024",
        "01/02/2020-05/06/2020", "5-7-24", "Smarch 3, 2024", "20241341", "99999999999999999999"}) {
    EXPECT_EQ(Date(printed), "") << printed;
  }
}

TEST(PrintedEnrollmentTest, SumsGroups) {
  EXPECT_EQ(ReadEnrollment("120"), 120);
  EXPECT_EQ(ReadEnrollment("1,200"), 1200);
  EXPECT_EQ(ReadEnrollment("60例"), 60);
  EXPECT_EQ(ReadEnrollment("400 (200 in each arm)"), 400);
  EXPECT_EQ(ReadEnrollment("国内:45；"), 45);
  EXPECT_EQ(ReadEnrollment("2019 Y:2418;2020 Y:821;"), 3239);
  EXPECT_EQ(ReadEnrollment("dose: low:10;dose: high:20"), 30);
  EXPECT_EQ(ReadEnrollment("试验组:30;对照组:30;"), 60);
  EXPECT_EQ(ReadEnrollment("试验组：30例，对照组：30例。"), 60);
  EXPECT_EQ(ReadEnrollment("Group A:20 Group B:25"), 45);
  EXPECT_EQ(ReadEnrollment("group 1:20, group 2:25 / group 3:5"), 50);
  EXPECT_EQ(ReadEnrollment("Total:60;test group:30;control group:30"), 60);
  EXPECT_EQ(ReadEnrollment("total:60"), 60);
  EXPECT_EQ(ReadEnrollment("100;"), 100);
  EXPECT_EQ(ReadEnrollment("0"), 0);
}

TEST(PrintedEnrollmentTest, IsUnknownWhenItCannotBeReadWithCertainty) {
  for (const char* printed :
       {"", "99999999", "about 30", "30-40", "group:30;other group;", "group:20;Hospital su", "-5", "1e9", "3.5",
        "20-40", "120 (50 per group)", "20 (20 in each arm)", "40 (20 in each arm, 10 more)", "ratio 1:1:60", "30,30",
        "30,30,300", "Total:60;A:30;B:40", "a:20b:30", "a:10-20;b:30"}) {
    EXPECT_EQ(ReadEnrollment(printed), std::nullopt) << printed;
  }
}

TEST(PrintedEnrollmentTest, NamesTheGroups) {
  const std::vector<SizedGroup> groups = ReadSizedGroups("Total:45;Group A:20 Group B:25");
  ASSERT_EQ(groups.size(), 2);
  EXPECT_EQ(groups[0].label, "Group A");
  EXPECT_EQ(groups[1].label, "Group B");
  EXPECT_EQ(groups[1].size, 25);
  EXPECT_TRUE(ReadSizedGroups("45").empty());
}

TEST(PrintedPhaseTest, ReadsSpellingsThatNoListHolds) {
  EXPECT_THAT(ReadPhases("Phase IIa/IIb"), Optional(ElementsAre(v1::PHASE_PHASE2)));
  EXPECT_THAT(ReadPhases("Ⅰ-Ⅱ期"), Optional(ElementsAre(v1::PHASE_PHASE1, v1::PHASE_PHASE2)));
  EXPECT_THAT(ReadPhases("Ⅱa期临床试验"), Optional(ElementsAre(v1::PHASE_PHASE2)));
  EXPECT_THAT(ReadPhases("III and IV"), Optional(ElementsAre(v1::PHASE_PHASE3, v1::PHASE_PHASE4)));
  EXPECT_THAT(ReadPhases("Early Phase I"), Optional(ElementsAre(v1::PHASE_EARLY_PHASE1)));
  EXPECT_THAT(ReadPhases("Phase II and Phase III (Integrated)"),
              Optional(ElementsAre(v1::PHASE_PHASE2, v1::PHASE_PHASE3)));
  EXPECT_THAT(ReadPhases("Human pharmacology (Phase I) - First administration to humans"),
              Optional(ElementsAre(v1::PHASE_PHASE1)));
  for (const char* printed : {"", "phase", "2-Mar", "3-Feb", "1-3", "02/03/2020", "Post-market", "Phase 5",
                              "Early Phase 2", "N/A", "2 or more", "Phase 2.5"}) {
    EXPECT_EQ(ReadPhases(printed), std::nullopt) << printed;
  }
}

TEST(PrintedPhaseTest, ReadsTheFourQuestions) {
  const std::string questions =
      "Human pharmacology (Phase I): $1 Therapeutic exploratory (Phase II): no Therapeutic confirmatory - (Phase III): "
      "$1 Therapeutic use (Phase IV):no";
  EXPECT_THAT(ReadPhaseQuestions(absl::StrReplaceAll(questions, {{"$1", "yes"}})),
              Optional(ElementsAre(v1::PHASE_PHASE1, v1::PHASE_PHASE3)));
  EXPECT_THAT(ReadPhaseQuestions(absl::StrReplaceAll(questions, {{"$1", "no"}})), Optional(IsEmpty()));
  EXPECT_EQ(ReadPhaseQuestions("Therapeutic exploratory (Phase II)"), std::nullopt);
}

TEST(PrintedTextTest, ResolvesReferencesThatWereEscapedTwice) {
  EXPECT_EQ(CleanText("a&lt;45 &amp;&#32;b&#x2265;c&nbsp;&ge;d&lt;br&gt;e", TextStyle::kMarkup), "a<45 & b≥c ≥d\ne");
  EXPECT_EQ(CleanText("&gt;/= 8 \\* 2", TextStyle::kMarkdown), ">/= 8 * 2");
  EXPECT_EQ(CleanText("a.b&#64;example.org", TextStyle::kMarkup), "[e-mail]");
  EXPECT_EQ(CleanText("R&D; AT&T &#0; &#xFFFFFFF; &unknown; &;", TextStyle::kMarkup),
            "R&D; AT&T &#0; &#xFFFFFFF; &unknown; &;");
  EXPECT_EQ(CleanText("&lt;", TextStyle::kPlain), "&lt;");
}

TEST(PrintedTextTest, UndressesEachStyle) {
  EXPECT_EQ(CleanText("5\\*10^10 \\<70\\> a\\b", TextStyle::kMarkdown), "5*10^10 <70> a\\b");
  EXPECT_EQ(CleanText("  a & <br>b\r<br>\r\n<p>c</p> eGFR <45 x>1 \n", TextStyle::kMarkup),
            "a &\nb\n\nc\neGFR <45 x>1");
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

TEST(PrintedTextTest, ResolvesReferencesAlone) {
  EXPECT_EQ(CleanText("a &amp; b &le; <i>c</i> \\*", TextStyle::kReferences), "a & b ≤ <i>c</i> \\*");
  EXPECT_EQ(ResolveReferences("x&#xD;y &gte; &"), "x\ry &gte; &");
}

}  // namespace
}  // namespace trialweave::normalizer
