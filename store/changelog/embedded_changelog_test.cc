#include "store/changelog/embedded_changelog.h"

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "common/status.h"
#include "common/timestamps.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "store/database/rocksdb_database.h"
#include "store/format/keys.h"

namespace trialweave::store {
namespace {

class EmbeddedChangelogTest : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = ::testing::TempDir() + "/changelog";
    std::filesystem::remove_all(folder_);
    Open();
  }
  void Open() {
    changelog_.reset();
    database_.reset();
    auto database = RocksDbDatabase::Open(folder_, 16 * 1024 * 1024);
    ASSERT_TRUE(database.ok()) << database.status();
    database_ = *std::move(database);
    auto changelog = EmbeddedChangelog::Open(database_.get());
    ASSERT_TRUE(changelog.ok()) << changelog.status();
    changelog_ = *std::move(changelog);
  }
  static storage::v1::StoredEntry Entry(const std::string& detail) {
    storage::v1::StoredEntry entry;
    entry.mutable_run_reported()->set_detail(detail);
    return entry;
  }
  void Commit(int count, absl::Time now) {
    auto transaction = database_->Begin();
    for (int i = 0; i < count; ++i) changelog_->Append(now, Entry("x"), transaction.get());
    ASSERT_TRUE(database_->Commit(*transaction).ok());
    changelog_->Publish();
  }

  void Drop(uint64_t first) {
    auto transaction = database_->Begin();
    ASSERT_TRUE(changelog_->DropBefore(first, transaction.get()).ok());
    ASSERT_TRUE(database_->Commit(*transaction).ok());
    changelog_->Publish();
  }

  std::string folder_;
  std::unique_ptr<Database> database_;
  std::unique_ptr<EmbeddedChangelog> changelog_;
};

TEST_F(EmbeddedChangelogTest, SequencesRunFromOneWithoutGapsAcrossReopening) {
  Commit(3, absl::FromUnixSeconds(100));
  Open();
  EXPECT_EQ(changelog_->latest(), 3u);
  Commit(2, absl::FromUnixSeconds(101));
  auto entries = changelog_->Read(0, 100, 1 << 20);
  ASSERT_TRUE(entries.ok());
  ASSERT_EQ(entries->size(), 5u);
  for (size_t i = 0; i < 5; ++i) EXPECT_EQ((*entries)[i].sequence(), i + 1);
}

TEST_F(EmbeddedChangelogTest, CommitTimesNeverGoBackEvenAfterReopening) {
  Commit(1, absl::FromUnixSeconds(100));
  Open();
  Commit(1, absl::FromUnixSeconds(50));
  Commit(1, absl::FromUnixSeconds(101));
  auto entries = changelog_->Read(0, 100, 1 << 20);
  ASSERT_TRUE(entries.ok());
  EXPECT_EQ((*entries)[1].commit_time().seconds(), 100);
  EXPECT_EQ((*entries)[2].commit_time().seconds(), 101);
}

TEST_F(EmbeddedChangelogTest, DiscardedAndRewoundEntriesLeaveNoGap) {
  auto transaction = database_->Begin();
  changelog_->Append(absl::UnixEpoch(), Entry("lost"), transaction.get());
  changelog_->Discard();
  transaction = database_->Begin();
  EXPECT_EQ(changelog_->Append(absl::UnixEpoch(), Entry("kept"), transaction.get()), 1u);
  transaction->SetSavePoint();
  changelog_->Append(absl::UnixEpoch(), Entry("rolled back"), transaction.get());
  transaction->RollBackToSavePoint();
  changelog_->Rewind(1);
  EXPECT_EQ(changelog_->Append(absl::UnixEpoch(), Entry("second"), transaction.get()), 2u);
  EXPECT_EQ(changelog_->latest(), 0u) << "not durable yet";
  ASSERT_TRUE(database_->Commit(*transaction).ok());
  uint64_t heard = 0;
  changelog_->set_listener([&](uint64_t sequence) { heard = sequence; });
  changelog_->Publish();
  EXPECT_EQ(heard, 2u);
  auto entries = changelog_->Read(0, 100, 1 << 20);
  ASSERT_TRUE(entries.ok());
  ASSERT_EQ(entries->size(), 2u);
  EXPECT_EQ((*entries)[1].run_reported().detail(), "second");
}

TEST_F(EmbeddedChangelogTest, ReadIsBoundedAndResumes) {
  Commit(10, absl::UnixEpoch());
  EXPECT_EQ(changelog_->Read(0, 4, 1 << 20)->size(), 4u);
  EXPECT_EQ(changelog_->Read(0, 100, 1)->size(), 1u) << "one entry at least";
  EXPECT_EQ(changelog_->Read(4, 100, 1 << 20)->front().sequence(), 5u);
  EXPECT_TRUE(changelog_->Read(10, 100, 1 << 20)->empty());
}

TEST_F(EmbeddedChangelogTest, ASequenceAheadIsOutOfRange) {
  Commit(2, absl::UnixEpoch());
  const absl::Status status = changelog_->Read(3, 100, 1 << 20).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kOutOfRange);
  EXPECT_EQ(common::ErrorReason(status), "SEQUENCE_AHEAD");
  EXPECT_EQ(common::ErrorMetadata(status, "latest"), "2");
}

TEST_F(EmbeddedChangelogTest, WhatWasLetGoIsToldAndTheRestRemainsAcrossReopening) {
  Commit(10, absl::UnixEpoch());
  EXPECT_EQ(changelog_->first_retained(), 1u);
  Drop(5);
  EXPECT_EQ(changelog_->first_retained(), 5u);
  Open();
  EXPECT_EQ(changelog_->first_retained(), 5u);
  EXPECT_EQ(changelog_->latest(), 10u);
  const absl::Status status = changelog_->Read(3, 100, 1 << 20).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kOutOfRange);
  EXPECT_EQ(common::ErrorReason(status), "SEQUENCE_NOT_RETAINED");
  EXPECT_EQ(common::ErrorMetadata(status, "first_retained"), "5");
  EXPECT_EQ(changelog_->Read(4, 100, 1 << 20)->front().sequence(), 5u);
  Drop(10);
  EXPECT_EQ(changelog_->Read(9, 100, 1 << 20)->size(), 1u) << "one entry at least is there";
  Commit(1, absl::UnixEpoch());
  EXPECT_EQ(changelog_->latest(), 11u);
}

TEST_F(EmbeddedChangelogTest, ADropThatIsNotWrittenLeavesTheBeginningWhereItWas) {
  Commit(10, absl::UnixEpoch());
  auto transaction = database_->Begin();
  ASSERT_TRUE(changelog_->DropBefore(5, transaction.get()).ok());
  changelog_->Discard();
  EXPECT_EQ(changelog_->first_retained(), 1u);
  EXPECT_EQ(changelog_->Read(0, 100, 1 << 20)->size(), 10u);
}

TEST_F(EmbeddedChangelogTest, EntriesThatCannotBeReadAreNotLetGo) {
  Commit(10, absl::UnixEpoch());
  auto transaction = database_->Begin();
  transaction->Delete(Family::kChangelog, EncodeSequence(3));
  ASSERT_TRUE(database_->Commit(*transaction).ok());
  transaction = database_->Begin();
  EXPECT_EQ(changelog_->DropBefore(5, transaction.get()).code(), absl::StatusCode::kDataLoss);
  EXPECT_TRUE(transaction->empty());
  EXPECT_EQ(changelog_->first_retained(), 1u);
}

TEST_F(EmbeddedChangelogTest, SnapshotHasTheNewestOfEachSubjectOnceAndThenWhatIsKept) {
  auto transaction = database_->Begin();
  for (const char* source : {"a", "b", "a"}) {
    storage::v1::StoredEntry entry;
    entry.mutable_source_state_changed()->set_name(source);
    changelog_->Append(absl::UnixEpoch(), entry, transaction.get());
  }
  for (const bool resolved : {false, true}) {
    storage::v1::StoredEntry entry;
    entry.mutable_dead_letter_changed()->set_name("letter");
    if (resolved) entry.mutable_dead_letter_changed()->mutable_resolve_time()->set_seconds(1);
    changelog_->Append(absl::UnixEpoch(), entry, transaction.get());
  }
  storage::v1::StoredEntry trial;
  trial.mutable_membership_changed()->set_trial("trials/t");
  changelog_->Append(absl::UnixEpoch(), trial, transaction.get());
  changelog_->Append(absl::UnixEpoch(), Entry("only told"), transaction.get());
  ASSERT_TRUE(database_->Commit(*transaction).ok());
  changelog_->Publish();
  Commit(2, absl::UnixEpoch());
  Drop(8);
  auto snapshot = changelog_->Snapshot();
  ASSERT_TRUE(snapshot.ok()) << snapshot.status();
  // It is of its moment.
  Commit(1, absl::UnixEpoch());
  Drop(10);
  EXPECT_EQ((*snapshot)->sequence(), 9u);
  std::vector<uint64_t> sequences;
  for (;;) {
    auto part = (*snapshot)->Read(2, 1 << 20);
    ASSERT_TRUE(part.ok()) << part.status();
    if (part->empty()) break;
    EXPECT_LE(part->size(), 2u);
    for (const v1::ChangelogEntry& entry : *part) sequences.push_back(entry.sequence());
  }
  EXPECT_THAT(sequences, testing::ElementsAre(6, 3, 2, 8, 9)) << "the trial first";
}

TEST_F(EmbeddedChangelogTest, AReferenceToAMissingHeadIsDataLoss) {
  storage::v1::StoredEntry entry;
  entry.mutable_head_changed()->set_registration_id("NCT1");
  auto transaction = database_->Begin();
  changelog_->Append(absl::UnixEpoch(), entry, transaction.get());
  ASSERT_TRUE(database_->Commit(*transaction).ok());
  changelog_->Publish();
  EXPECT_EQ(changelog_->Read(0, 1, 1).status().code(), absl::StatusCode::kDataLoss);
}

}  // namespace
}  // namespace trialweave::store
