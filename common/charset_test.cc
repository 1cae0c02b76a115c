#include "common/charset.h"

#include "gtest/gtest.h"

namespace trialweave::common {
namespace {

// "中国临床试验" in GB18030.
constexpr char kChinese[] = "\xD6\xD0\xB9\xFA\xC1\xD9\xB4\xB2\xCA\xD4\xD1\xE9";

TEST(CharsetTest, KnowsLabelsByTheirUsualNames) {
  EXPECT_EQ(CharsetOf("gb2312"), "GB18030");
  EXPECT_EQ(CharsetOf(" GBK "), "GB18030");
  EXPECT_EQ(CharsetOf("UTF8"), "UTF-8");
  EXPECT_EQ(CharsetOf("US-ASCII"), "UTF-8");
  EXPECT_EQ(CharsetOf("Windows-1252"), "windows-1252");
  EXPECT_EQ(CharsetOf("utf-16"), std::nullopt);
  EXPECT_EQ(CharsetOf(""), std::nullopt);
}

TEST(CharsetTest, FindsWhatAPageDeclares) {
  EXPECT_EQ(DeclaredHtmlCharset("<html><head><META charset=\"GB2312\" /></head>"), "gb2312");
  EXPECT_EQ(DeclaredHtmlCharset("<meta name=viewport><meta http-equiv='Content-Type' "
                                "content='text/html; charset = gbk'>"),
            "gbk");
  EXPECT_EQ(DeclaredHtmlCharset("<html><p>charset=gbk</p></html>"), "");
  EXPECT_EQ(DeclaredHtmlCharset("<meta charset"), "");
  EXPECT_EQ(DeclaredHtmlCharset(""), "");
}

TEST(CharsetTest, DecodesWithoutReplacing) {
  EXPECT_EQ(DecodeText(kChinese, "GB18030").text, "中国临床试验");
  EXPECT_EQ(DecodeText("\x93quoted\x94 \xE9", "windows-1252").text, "“quoted” é");
  EXPECT_EQ(DecodeText("caf\xE9", "ISO-8859-1").text, "café");
  EXPECT_EQ(DecodeText("", "GB18030").text, "");
}

TEST(CharsetTest, SaysWhereBytesAreInvalid) {
  EXPECT_EQ(DecodeText("abc\xFFz", "GB18030").bad_offset, 3u);
  EXPECT_EQ(DecodeText("ab\x81", "GB18030").bad_offset, 2u);
  EXPECT_EQ(DecodeText("ab\x81", "windows-1252").bad_offset, 2u);
  EXPECT_FALSE(DecodeText(kChinese, "GB18030").bad_offset.has_value());
}

TEST(CharsetTest, DecodesMoreThanItsBuffer) {
  std::string bytes, text;
  for (int i = 0; i < 30'000; ++i) {
    bytes += kChinese;
    text += "中国临床试验";
  }
  EXPECT_EQ(DecodeText(bytes, "GB18030").text, text);
  EXPECT_EQ(DecodeText(bytes + "\xFF", "GB18030").bad_offset, bytes.size());
}

TEST(CharsetTest, TellsUtf8FromOtherText) {
  EXPECT_TRUE(IsUtf8Text("外泌体治疗膝骨关节炎"));
  EXPECT_FALSE(IsUtf8Text("外泌体"));
  EXPECT_FALSE(IsUtf8Text(std::string(kChinese) + kChinese));
  EXPECT_FALSE(IsUtf8Text("plain text only"));
  EXPECT_FALSE(IsUtf8Text("外泌体治疗膝骨关节炎\xFF"));
}

TEST(CharsetTest, HintsAtGb18030OnlyWhenItReadsAsChinese) {
  EXPECT_TRUE(LooksLikeGb18030(std::string("<p>") + kChinese + "</p>"));
  EXPECT_FALSE(LooksLikeGb18030("caf\xE9"));
  EXPECT_FALSE(LooksLikeGb18030("\xFF\xFE"));
  EXPECT_FALSE(LooksLikeGb18030("plain"));
}

}  // namespace
}  // namespace trialweave::common
