#include "store/changelog/embedded_changelog.h"

#include <filesystem>
#include <memory>
#include <string>

#include "common/status.h"
#include "common/timestamps.h"
#include "gtest/gtest.h"
#include "store/database/rocksdb_database.h"

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
