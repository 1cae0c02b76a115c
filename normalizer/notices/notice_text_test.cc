#include "normalizer/notices/notice_text.h"

#include "gtest/gtest.h"

namespace trialweave::normalizer {
namespace {

std::string Read(std::string_view printed) {
  const auto date = ReadNoticeDate(printed);
  if (!date.has_value()) return "none";
  std::string text = std::to_string(date->year());
  if (date->month() != 0) text += "-" + std::to_string(date->month());
  if (date->day() != 0) text += "-" + std::to_string(date->day());
  return text;
}

TEST(NoticeTextTest, ReadsDatesMonthFirst) {
  EXPECT_EQ(Read("03/04/2026"), "2026-3-4");
  EXPECT_EQ(Read("12/31/2019"), "2019-12-31");
  EXPECT_EQ(Read("[Posted 12/09/2019]"), "2019-12-9");
  EXPECT_EQ(Read("Fri, 03/06/2026 - 10:00"), "2026-3-6");
  EXPECT_EQ(Read("Fri, 06 Mar 2026 10:00:00 -0500"), "2026-3-6");
  EXPECT_EQ(Read("Fri, 06 Mar 2026 10:00:00 EST"), "2026-3-6");
  EXPECT_EQ(Read("June 05, 2024"), "2024-6-5");
  EXPECT_EQ(Read("Thursday, June 5, 2024"), "2024-6-5");
  EXPECT_EQ(Read("20240605"), "2024-6-5");
  EXPECT_EQ(Read("2020-04"), "2020-4");
  EXPECT_EQ(Read("2024-06-05T04:00:00Z"), "2024-6-5");
  EXPECT_EQ(Read("2024年6月5日"), "2024-6-5");
  EXPECT_EQ(Read("31/12/2019"), "none");
  EXPECT_EQ(Read("soon"), "none");
  EXPECT_EQ(Read("[]"), "none");
}

TEST(NoticeTextTest, NamesGiveWayToTheirPlace) {
  EXPECT_EQ(RedactPersons("Dear Dr. Ada B. Example-Sample: you, Mr. O'Neill, said", {}),
            "Dear [name]: you, [name], said");
  EXPECT_EQ(RedactPersons("signed by Ada Example of Firm", {"Ada Example"}), "signed by [name] of Firm");
  EXPECT_EQ(RedactPersons("5 Mrsa strains, 3 Dr. of rain, MS Office", {}), "5 Mrsa strains, 3 Dr. of rain, MS Office");
}

TEST(NoticeTextTest, ContactsAreLeftOut) {
  const NoticeBody body = CleanNoticeBody(
      "A made-up finding.\n\nPlease contact Ada Example, Compliance Officer, at (301) 555-0199.\n"
      "Write to a@example.org.\nLot 1234-567-8901 was sold on 2024-05-06, see 21 CFR 1271.10(a).\nFor a form call "
      "1-800-555-0199.\n联系人：某某\n电话：010-12345678",
      {});
  EXPECT_EQ(body.text,
            "A made-up finding.\nWrite to [e-mail].\nLot 1234-567-8901 was sold on 2024-05-06, see 21 CFR "
            "1271.10(a).\nFor a form call [phone].");
  EXPECT_EQ(body.contacts, 3);
}

}  // namespace
}  // namespace trialweave::normalizer
