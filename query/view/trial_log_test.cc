#include "query/view/trial_log.h"

#include <random>

#include "common/status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "trialweave/v1/trial.pb.h"

namespace trialweave::query {
namespace {

// What it superseded takes some `bytes`.
LoggedTrial Change(uint64_t sequence, size_t bytes = 0) {
  LoggedTrial change;
  change.sequence = sequence;
  change.name = "trials/T";
  std::mt19937 random(static_cast<uint32_t>(sequence));
  v1::Trial before;
  for (size_t i = 0; i < bytes; ++i) before.mutable_name()->push_back(static_cast<char>(random() % 128));
  change.before = std::make_shared<const PackedRecord>(before);
  return change;
}

std::vector<uint64_t> SequencesAfter(const TrialLog& log, uint64_t after, size_t limit = 100) {
  const auto slice = log.Read(after, limit);
  if (!slice.ok()) return {};
  std::vector<uint64_t> sequences;
  for (const auto& change : slice->changes) sequences.push_back(change->sequence);
  return sequences;
}

TEST(TrialLogTest, ReadsOnFromAnySequence) {
  TrialLog log(1 << 20);
  log.Append({Change(2), Change(5)}, 7);
  log.Append({Change(9)}, 9);
  EXPECT_THAT(SequencesAfter(log, 0), testing::ElementsAre(2, 5, 9));
  EXPECT_THAT(SequencesAfter(log, 2), testing::ElementsAre(5, 9));
  EXPECT_THAT(SequencesAfter(log, 6), testing::ElementsAre(9));
  EXPECT_EQ(log.Read(6, 10)->up_to, 9u);
  EXPECT_EQ(common::ErrorReason(log.Read(10, 10).status()), "SEQUENCE_AHEAD");
}

TEST(TrialLogTest, SlicesNeverPartAnEntry) {
  TrialLog log(1 << 20);
  log.Append({Change(2), Change(2), Change(3)}, 3);
  const auto slice = log.Read(0, 1);
  EXPECT_EQ(slice->changes.size(), 2u);
  EXPECT_EQ(slice->up_to, 2u);
  EXPECT_EQ(slice->latest, 3u);
}

TEST(TrialLogTest, LetsTheOldestGoAndSaysSo) {
  TrialLog log(10000);
  for (uint64_t i = 1; i <= 10; ++i) log.Append({Change(i, 4000)}, i);
  EXPECT_EQ(common::ErrorReason(log.Read(1, 10).status()), "SEQUENCE_NOT_RETAINED");
  EXPECT_THAT(SequencesAfter(log, 8), testing::ElementsAre(9, 10));
}

TEST(TrialLogTest, KnowsNothingOfWhatWasBeforeARestart) {
  TrialLog log(1 << 20);
  log.Append({Change(1)}, 1);
  log.Restart(5);
  EXPECT_EQ(common::ErrorReason(log.Read(4, 10).status()), "SEQUENCE_NOT_RETAINED");
  EXPECT_TRUE(log.Read(5, 10).ok());
}

TEST(TrialLogTest, WakesWhoWaitsOnceThereIsMore) {
  TrialLog log(1 << 20);
  int woken = 0, forgotten = 0;
  log.Append({}, 3);
  log.Await(&woken, 3, [&] { ++woken; });
  log.Await(&forgotten, 3, [&] { ++forgotten; });
  log.Forget(&forgotten);
  EXPECT_EQ(woken, 0);
  log.Append({}, 4);
  log.Append({}, 5);
  EXPECT_EQ(woken, 1);
  EXPECT_EQ(forgotten, 0);
  // There is more already.
  log.Await(&woken, 4, [&] { ++woken; });
  EXPECT_EQ(woken, 2);
  EXPECT_EQ(log.waiting(), 0u);
}

}  // namespace
}  // namespace trialweave::query
