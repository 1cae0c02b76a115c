#include "store/database/rocksdb_wal.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "common/status.h"
#include "gtest/gtest.h"
#include "rocksdb/env.h"
#include "store/database/rocksdb_database.h"
#include "store/format/keys.h"
#include "store/testing/rocksdb_fault_file_system.h"

namespace trialweave::store {
namespace {

constexpr int64_t kMemory = 16 * 1024 * 1024;

// A database whose groups are each one entry of the changelog, stopped as by a power loss.
class RocksDbWalTest : public ::testing::Test {
 protected:
  RocksDbWalTest() : folder_(::testing::TempDir() + "/wal") { std::filesystem::remove_all(folder_); }

  absl::Status Open(WalHole hole = WalHole::kRefuse) {
    auto database = RocksDbDatabase::Open(folder_, kMemory, {env_.get(), hole});
    if (database.ok()) database_ = *std::move(database);
    return database.status();
  }
  // One group of `size` bytes.
  absl::Status Write(uint64_t sequence, size_t size = 100) {
    auto transaction = database_->Begin();
    transaction->Put(Family::kChangelog, EncodeSequence(sequence), std::string(size, 'x'));
    return database_->Commit(*transaction);
  }
  void Stop(FaultFileSystem::Tail tail = FaultFileSystem::Tail::kNothing) {
    if (!files_->crashed()) files_->CrashAt(1);
    database_.reset();
    files_->LosePower(tail);
  }
  // The only log with bytes in it.
  WalFile Log() {
    const std::vector<WalFile> logs = ReadWals(folder_, 0).value();
    const auto found = std::find_if(logs.begin(), logs.end(), [](const WalFile& log) { return log.size > 0; });
    return found == logs.end() ? WalFile() : *found;
  }
  void Flip(const std::string& path, uint64_t offset) {
    std::fstream file(path, std::ios::binary | std::ios::in | std::ios::out);
    file.seekg(static_cast<std::streamoff>(offset));
    const char byte = static_cast<char>(file.get() ^ 1);
    file.seekp(static_cast<std::streamoff>(offset));
    file.put(byte);
  }
  // Sequences from 1 that are there.
  uint64_t Newest() {
    uint64_t sequence = 0;
    while (database_->latest().Get(Family::kChangelog, EncodeSequence(sequence + 1))->has_value()) ++sequence;
    return sequence;
  }

  std::shared_ptr<FaultFileSystem> files_ = std::make_shared<FaultFileSystem>();
  std::unique_ptr<rocksdb::Env> env_ = rocksdb::NewCompositeEnv(files_);
  const std::string folder_;
  std::unique_ptr<RocksDbDatabase> database_;
};

TEST_F(RocksDbWalTest, ReadsGroupsOverBlocksWithTheirSequences) {
  ASSERT_TRUE(Open().ok());
  for (uint64_t sequence = 1; sequence <= 20; ++sequence) ASSERT_TRUE(Write(sequence, sequence * 5000).ok());
  Stop();
  const WalFile log = Log();
  ASSERT_EQ(log.groups.size(), 20u);
  EXPECT_TRUE(log.damage.empty());
  EXPECT_EQ(log.groups.back().end, log.size);
  for (size_t i = 0; i < log.groups.size(); ++i) {
    EXPECT_EQ(log.groups[i].changelog.last, i + 1);
    EXPECT_EQ(log.groups[i].first_sequence, i + 1);
    EXPECT_EQ(log.groups[i].changes, 1u);
  }
  ASSERT_TRUE(Open().ok());
  EXPECT_EQ(Newest(), 20u);
}

TEST_F(RocksDbWalTest, TornEndOpensWithEverythingThatWasAcknowledged) {
  for (const auto tail :
       {FaultFileSystem::Tail::kNothing, FaultFileSystem::Tail::kHalf, FaultFileSystem::Tail::kZeros}) {
    std::filesystem::remove_all(folder_);
    ASSERT_TRUE(Open().ok());
    for (uint64_t sequence = 1; sequence <= 5; ++sequence) ASSERT_TRUE(Write(sequence).ok());
    // The bytes are written, the sync fails.
    files_->CrashAt(2);
    EXPECT_FALSE(Write(6, 200'000).ok());
    Stop(tail);
    const absl::Status opened = Open();
    ASSERT_TRUE(opened.ok()) << opened;
    EXPECT_EQ(Newest(), 5u);
    ASSERT_TRUE(Write(6).ok());
    Stop();
    ASSERT_TRUE(Open().ok());
    EXPECT_EQ(Newest(), 6u);
    Stop();
  }
}

TEST_F(RocksDbWalTest, FlippedBitInTheMiddleIsRefusedAndNamesWhatIsLost) {
  for (const uint64_t at : {0, 4, 6, 50}) {
    std::filesystem::remove_all(folder_);
    ASSERT_TRUE(Open().ok());
    for (uint64_t sequence = 1; sequence <= 9; ++sequence) ASSERT_TRUE(Write(sequence).ok());
    Stop();
    const WalFile log = Log();
    Flip(log.path, log.groups[4].offset + at);
    const absl::Status refused = Open();
    EXPECT_EQ(refused.code(), absl::StatusCode::kDataLoss) << at << refused;
    EXPECT_EQ(common::ErrorReason(refused), "WAL_CORRUPT");
    EXPECT_EQ(common::ErrorMetadata(refused, "file"), log.path);
    EXPECT_EQ(common::ErrorMetadata(refused, "last_before"), "4");
    EXPECT_EQ(common::ErrorMetadata(refused, "first_behind"), "6");
    EXPECT_EQ(common::ErrorMetadata(refused, "last_behind"), "9");
    EXPECT_EQ(common::ErrorReason(Open()), "WAL_CORRUPT") << "again: refusing changes nothing";
  }
}

TEST_F(RocksDbWalTest, LastGroupThatWasChangedIsRefusedToo) {
  ASSERT_TRUE(Open().ok());
  for (uint64_t sequence = 1; sequence <= 3; ++sequence) ASSERT_TRUE(Write(sequence).ok());
  Stop();
  const WalFile log = Log();
  Flip(log.path, log.groups[2].offset + 50);
  EXPECT_EQ(common::ErrorReason(Open()), "WAL_CORRUPT");
  EXPECT_EQ(common::ErrorMetadata(Open(), "last_before"), "2");
  ASSERT_TRUE(Open(WalHole::kQuarantine).ok());
  EXPECT_EQ(Newest(), 2u);
}

TEST_F(RocksDbWalTest, QuarantineKeepsTheLogAndGoesOnBeforeTheHole) {
  ASSERT_TRUE(Open().ok());
  for (uint64_t sequence = 1; sequence <= 9; ++sequence) ASSERT_TRUE(Write(sequence).ok());
  Stop();
  const WalFile log = Log();
  Flip(log.path, log.groups[4].offset + 20);
  const absl::Status opened = Open(WalHole::kQuarantine);
  ASSERT_TRUE(opened.ok()) << opened;
  EXPECT_EQ(Newest(), 4u);
  const std::string kept = folder_ + "/quarantine/" + std::filesystem::path(log.path).filename().string();
  EXPECT_EQ(std::filesystem::file_size(kept), log.size);
  ASSERT_TRUE(Write(5).ok());
  Stop();
  ASSERT_TRUE(Open().ok());
  EXPECT_EQ(Newest(), 5u);
}

TEST_F(RocksDbWalTest, LogThatLostItsEndInFrontOfAnotherIsRefused) {
  ASSERT_TRUE(Open().ok());
  for (uint64_t sequence = 1; sequence <= 3; ++sequence) ASSERT_TRUE(Write(sequence).ok());
  // Writing one family to tables begins a new log and leaves the old one needed.
  auto transaction = database_->Begin();
  transaction->Put(Family::kMeta, "key", "value");
  ASSERT_TRUE(database_->Commit(*transaction).ok());
  rocksdb::FlushOptions options;
  ASSERT_TRUE(database_->rocksdb()->Flush(options).ok());
  ASSERT_TRUE(Write(4).ok());
  Stop();
  const std::vector<WalFile> logs = ReadWals(folder_, 0).value();
  ASSERT_EQ(logs.size(), 2u);
  std::filesystem::resize_file(logs[0].path, logs[0].groups[1].end);
  const absl::Status refused = Open();
  EXPECT_EQ(common::ErrorReason(refused), "WAL_CORRUPT") << refused;
  EXPECT_EQ(common::ErrorMetadata(refused, "last_before"), "2");
}

TEST_F(RocksDbWalTest, CleanStopLeavesNothingInTheLog) {
  ASSERT_TRUE(Open().ok());
  ASSERT_TRUE(Write(1).ok());
  database_.reset();
  ASSERT_TRUE(Open().ok());
  EXPECT_EQ(Newest(), 1u);
}

}  // namespace
}  // namespace trialweave::store
