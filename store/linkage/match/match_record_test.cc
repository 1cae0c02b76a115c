#include "store/linkage/match/match_record.h"

#include <algorithm>

#include "common/status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace trialweave::store {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

MatchDraft Draft() {
  MatchDraft draft;
  draft.id = "NCT05000001";
  draft.scheme = "ctgov";
  draft.stated = {"ChiCTR2300000001", "EUCTR2020-000001-11"};
  AddTitle("Vesicles for gonarthrosis: extension", &draft);
  AddTitle("Vesicles, 2 doses, an extension", &draft);
  AddCondition("knee pain", &draft);
  draft.sizes = {60, 57, 60};
  draft.started = {19'492, -5};
  draft.phases = 1 << 2;
  draft.study_type = v1::STUDY_TYPE_INTERVENTIONAL;
  return draft;
}

TEST(MatchRecordTest, KeepsWhatTheDraftHas) {
  const MatchRecord record(Draft());
  EXPECT_EQ(record.id(), "NCT05000001");
  EXPECT_EQ(record.scheme(), "ctgov");
  EXPECT_THAT(record.stated(), ElementsAre("ChiCTR2300000001", "EUCTR2020-000001-11"));
  EXPECT_THAT(record.part(MatchPart::kSizes), ElementsAre(57, 60));
  EXPECT_THAT(record.part(MatchPart::kStarted), ElementsAre(19'492, static_cast<uint32_t>(-5)));
  EXPECT_THAT(record.part(MatchPart::kConditions), SizeIs(2));
  EXPECT_THAT(record.part(MatchPart::kPhones), IsEmpty());
  EXPECT_EQ(record.phases(), 1 << 2);
  EXPECT_EQ(record.study_type(), v1::STUDY_TYPE_INTERVENTIONAL);
  EXPECT_TRUE(record.sequel());
}

TEST(MatchRecordTest, ReadsTheFirstVersionWithoutAlternatives) {
  const MatchRecord record(Draft());
  ASSERT_THAT(record.part(MatchPart::kAlternatives), SizeIs(2)) << "a disease and a joint";
  std::string bytes = EncodeMatchRecord(record);
  // The sizes of the parts stand before their values, the alternatives last of both; behind them one word of bits a
  // title.
  const size_t values = bytes.size() - (2 + record.titles()) * sizeof(uint32_t);
  size_t sizes = 7 + 2 + 11 + 5;
  for (const std::string_view id : record.stated()) sizes += 1 + id.size();
  ASSERT_EQ(bytes[sizes + kMatchParts - 1], 2);
  bytes.erase(values, 2 * sizeof(uint32_t));
  bytes.erase(sizes + kMatchParts - 1, 1);
  bytes[0] = 1;
  const auto read = DecodeMatchRecord(bytes);
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_THAT(read->part(MatchPart::kAlternatives), IsEmpty());
  EXPECT_THAT(read->part(MatchPart::kTitleWords), testing::ElementsAreArray(record.part(MatchPart::kTitleWords)));
  EXPECT_EQ(read->TitleHas(1, 0), record.TitleHas(1, 0));
}

TEST(MatchRecordTest, KnowsTheWordsOfEachTitle) {
  const MatchDraft draft = Draft();
  const MatchRecord record(draft);
  ASSERT_EQ(record.titles(), 2);
  const TokenSpan words = record.part(MatchPart::kTitleWords);
  for (size_t title = 0; title < 2; ++title) {
    Tokens of_title;
    for (size_t word = 0; word < words.size(); ++word) {
      if (record.TitleHas(title, word)) of_title.push_back(words[word]);
    }
    EXPECT_EQ(of_title, draft.titles[title]);
  }
}

TEST(MatchRecordTest, LongTextsKeepTheSameOfTheirCommonWords) {
  MatchDraft a, b;
  for (int i = 0; i < 500; ++i) AddToken("word" + std::to_string(i), &a.conditions);
  for (int i = 50; i < 500; ++i) AddToken("word" + std::to_string(i), &b.conditions);
  const MatchRecord record_a(a), record_b(b);
  const TokenSpan of_a = record_a.part(MatchPart::kConditions), of_b = record_b.part(MatchPart::kConditions);
  EXPECT_THAT(of_a, SizeIs(kMostValues));
  Tokens common;
  std::set_intersection(of_a.begin(), of_a.end(), of_b.begin(), of_b.end(), std::back_inserter(common));
  EXPECT_GT(common.size(), kMostValues / 2);
}

TEST(MatchRecordCodecTest, WhatIsWrittenIsRead) {
  MatchDraft pilot = Draft();
  pilot.pilot = true;
  pilot.hospital = true;
  for (const MatchDraft& draft : {Draft(), pilot, MatchDraft()}) {
    const MatchRecord record(draft);
    const auto read = DecodeMatchRecord(EncodeMatchRecord(record));
    ASSERT_TRUE(read.ok()) << read.status();
    EXPECT_EQ(*read, record);
    EXPECT_EQ(read->pilot(), draft.pilot);
  }
}

TEST(MatchRecordCodecTest, TheSecondVersionDoesNotKnowPilots) {
  std::string bytes = EncodeMatchRecord(MatchRecord(Draft()));
  bytes[0] = 2;
  const auto read = DecodeMatchRecord(bytes);
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_TRUE(read->sequel());
  EXPECT_FALSE(read->pilot_known());
  EXPECT_FALSE(DecodeMatchRecord(EncodeMatchRecord(*read))->pilot_known()) << "nor when it is written anew";
  MatchDraft draft = Draft();
  draft.pilot = true;
  bytes = EncodeMatchRecord(MatchRecord(draft));
  bytes[0] = 2;
  EXPECT_EQ(common::ErrorReason(DecodeMatchRecord(bytes).status()), "MATCH_RECORD_INVALID");
}

TEST(MatchRecordCodecTest, CutOrLengthenedBytesAreRefused) {
  const std::string bytes = EncodeMatchRecord(MatchRecord(Draft()));
  for (size_t size = 0; size < bytes.size(); ++size) {
    const auto read = DecodeMatchRecord(std::string_view(bytes).substr(0, size));
    ASSERT_FALSE(read.ok()) << size;
    EXPECT_EQ(common::ErrorReason(read.status()), "MATCH_RECORD_INVALID");
  }
  EXPECT_EQ(DecodeMatchRecord(bytes + '\0').status().code(), absl::StatusCode::kDataLoss);
}

TEST(MatchRecordCodecTest, WrongBytesNeverBreakARecord) {
  const std::string bytes = EncodeMatchRecord(MatchRecord(Draft()));
  for (size_t at = 0; at < bytes.size(); ++at) {
    for (const int change : {1, 0x80, 0xFF}) {
      std::string wrong = bytes;
      wrong[at] = static_cast<char>(wrong[at] ^ change);
      const auto read = DecodeMatchRecord(wrong);
      if (!read.ok()) continue;
      // An older version is written as the newest.
      if (at > 0) {
        EXPECT_EQ(EncodeMatchRecord(*read), wrong);
      }
      for (const std::string_view id : read->stated()) EXPECT_LT(id.size(), bytes.size());
    }
  }
}

}  // namespace
}  // namespace trialweave::store
