#include "normalizer/formats/publication_date.h"

#include "gtest/gtest.h"
#include "normalizer/formats/language_code.h"

namespace trialweave::normalizer {
namespace {

std::string Read(std::string_view printed) {
  const std::optional<v1::PartialDate> date = ReadPublicationDate(printed);
  if (!date.has_value()) return "none";
  std::string text = std::to_string(date->year());
  if (date->month() != 0) text += "-" + std::to_string(date->month());
  if (date->day() != 0) text += "-" + std::to_string(date->day());
  return text;
}

TEST(PublicationDateTest, ReadsWhatJournalsPrint) {
  EXPECT_EQ(Read("2018 May 17"), "2018-5-17");
  EXPECT_EQ(Read("2018 05 17"), "2018-5-17");
  EXPECT_EQ(Read("2018/05/17/"), "2018-5-17");
  EXPECT_EQ(Read("25 Aug 2004"), "2004-8-25");
  EXPECT_EQ(Read("August 25, 2004"), "2004-8-25");
  EXPECT_EQ(Read("20180327"), "2018-3-27");
  EXPECT_EQ(Read("SEP 2018"), "2018-9");
  EXPECT_EQ(Read("Sept 2018"), "2018-9");
  EXPECT_EQ(Read("2019/10//undefined"), "2019-10");
  EXPECT_EQ(Read("2019///"), "2019");
  EXPECT_EQ(Read("1865"), "1865");
}

TEST(PublicationDateTest, ARangeIsWhatAllOfItShares) {
  EXPECT_EQ(Read("1978 Jul-Sep"), "1978");
  EXPECT_EQ(Read("2014 Summer"), "2014");
  EXPECT_EQ(Read("2010 Sep 1-15"), "2010-9");
  EXPECT_EQ(Read("1998 Dec-1999 Jan"), "none");
  EXPECT_EQ(Read("2000-2001"), "none");
}

TEST(PublicationDateTest, WhatIsNotCertainIsLeftOpen) {
  EXPECT_EQ(Read(""), "none");
  EXPECT_EQ(Read("in press"), "none");
  EXPECT_EQ(Read("May 17"), "none");
  EXPECT_EQ(Read("07/05/2024"), "2024");
  EXPECT_EQ(Read("2018 13"), "2018");
  EXPECT_EQ(Read("2018 Feb 30"), "2018-2");
  EXPECT_EQ(Read("99999999"), "none");
  EXPECT_EQ(Read("2018 12345"), "none");
}

TEST(LanguageCodeTest, NamesAndCodesOfDatabasesAreCodesOfBcp47) {
  EXPECT_EQ(LanguageCode("eng"), "en");
  EXPECT_EQ(LanguageCode(" Chinese "), "zh");
  EXPECT_EQ(LanguageCode("fr"), "fr");
  EXPECT_EQ(LanguageCode("mul"), "");
  EXPECT_EQ(LanguageCode("Klingon"), "");
}

}  // namespace
}  // namespace trialweave::normalizer
