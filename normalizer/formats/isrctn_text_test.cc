#include "normalizer/formats/isrctn_text.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace trialweave::normalizer {
namespace {

using ::testing::ElementsAre;

TEST(IsrctnTextTest, OnlyTheContactGoes) {
  EXPECT_EQ(WithoutMainContact("a\nWho is the main contact? Ada Example"), "a\n");
  EXPECT_EQ(WithoutMainContact("a WHO IS THE MAIN CONTACT?\nb\nWhere is the study run from?\nc"),
            "a Where is the study run from?\nc");
  EXPECT_EQ(WithoutMainContact("contact lenses"), "contact lenses");
  EXPECT_EQ(WithoutMainContact(""), "");
}

TEST(IsrctnTextTest, OnlyAListNumberedThroughIsTakenApart) {
  EXPECT_THAT(NumberedItems("1. a\n2. b\n3. c").size(), 3u);
  EXPECT_THAT(NumberedItems("1.\ta\r\n1.1. more\r\n2) b"), testing::SizeIs(2));
  EXPECT_THAT(NumberedItems("1. a"), ElementsAre("1. a"));
  EXPECT_THAT(NumberedItems("2. a\n3. b"), ElementsAre("2. a\n3. b"));
  EXPECT_THAT(NumberedItems("1.5 mg\n2.5 mg"), ElementsAre("1.5 mg\n2.5 mg"));
}

TEST(IsrctnTextTest, EthicsInProseKeepsWhatIsNoAddress) {
  const PrintedEthics ethics = ReadEthicsApproval("Committee (North) of Example, Ref: 1/2, Date: 02/04/2013");
  EXPECT_EQ(ethics.status, "");
  EXPECT_EQ(ethics.committee, "Committee (North) of Example");
  EXPECT_EQ(ethics.reference, "1/2");
  EXPECT_EQ(ethics.date, "02/04/2013");
  EXPECT_EQ(ReadEthicsApproval("approved on the 24th October 2006 (ref: 40/2006)").committee,
            "approved on the 24th October 2006 (ref: 40/2006)");
  EXPECT_EQ(ReadEthicsApproval("REC (1 Example Street; +44 (0)20 0000 0000; masked@example.org), ref: 1").committee,
            "REC");
  EXPECT_EQ(ReadEthicsApproval("REC (1 Example Street; +44 (0)20 0000 0000, ref: 1").committee, "REC");
  EXPECT_EQ(ReadEthicsApproval("").committee, "");
}

}  // namespace
}  // namespace trialweave::normalizer
