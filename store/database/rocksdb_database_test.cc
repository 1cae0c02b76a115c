#include "store/database/rocksdb_database.h"

#include <filesystem>
#include <string>

#include "common/status.h"
#include "gtest/gtest.h"

namespace trialweave::store {
namespace {

constexpr int64_t kMemory = 16 * 1024 * 1024;

std::string FreshFolder(const std::string& name) {
  const std::string folder = ::testing::TempDir() + "/" + name;
  std::filesystem::remove_all(folder);
  return folder;
}

TEST(RocksDbDatabaseTest, TransactionSeesItsOwnChangesAndOthersDoNotBeforeCommit) {
  auto db = RocksDbDatabase::Open(FreshFolder("own_changes"), kMemory);
  ASSERT_TRUE(db.ok()) << db.status();
  auto tx = (*db)->Begin();
  EXPECT_TRUE(tx->empty());
  tx->Put(Family::kNames, "a", "1");
  tx->Put(Family::kNames, "b", "2");
  tx->Put(Family::kNames, "a", "3");
  EXPECT_EQ(tx->Get(Family::kNames, "a").value().value(), "3");
  EXPECT_FALSE((*db)->latest().Get(Family::kNames, "a").value().has_value());
  auto snapshot = (*db)->Snapshot();
  ASSERT_TRUE((*db)->Commit(*tx).ok());
  EXPECT_EQ((*db)->latest().Get(Family::kNames, "a").value().value(), "3");
  EXPECT_FALSE(snapshot->Get(Family::kNames, "a").value().has_value());
  EXPECT_FALSE((*db)->latest().Get(Family::kTrials, "a").value().has_value()) << "families are apart";
}

TEST(RocksDbDatabaseTest, RollingBackToASavePointKeepsWhatWasBeforeIt) {
  auto db = RocksDbDatabase::Open(FreshFolder("save_point"), kMemory);
  ASSERT_TRUE(db.ok());
  auto tx = (*db)->Begin();
  tx->Put(Family::kNames, "a", "1");
  tx->SetSavePoint();
  tx->Put(Family::kNames, "a", "2");
  tx->Put(Family::kNames, "c", "3");
  tx->Delete(Family::kNames, "a");
  tx->RollBackToSavePoint();
  EXPECT_EQ(tx->Get(Family::kNames, "a").value().value(), "1");
  EXPECT_FALSE(tx->Get(Family::kNames, "c").value().has_value());
  tx->SetSavePoint();
  tx->Put(Family::kNames, "d", "4");
  tx->ReleaseSavePoint();
  ASSERT_TRUE((*db)->Commit(*tx).ok());
  EXPECT_EQ((*db)->latest().Get(Family::kNames, "d").value().value(), "4");
}

TEST(RocksDbDatabaseTest, CursorMergesTransactionAndDatabaseBothWays) {
  auto db = RocksDbDatabase::Open(FreshFolder("cursor"), kMemory);
  ASSERT_TRUE(db.ok());
  auto first = (*db)->Begin();
  first->Put(Family::kObservations, "a", "1");
  first->Put(Family::kObservations, "c", "1");
  ASSERT_TRUE((*db)->Commit(*first).ok());
  auto tx = (*db)->Begin();
  tx->Put(Family::kObservations, "b", "2");
  tx->Delete(Family::kObservations, "c");
  tx->Put(Family::kObservations, "d", "2");
  std::string keys;
  auto cursor = tx->Scan(Family::kObservations);
  for (cursor->Seek(""); cursor->Valid(); cursor->Next()) keys.append(cursor->key());
  EXPECT_EQ(keys, "abd");
  cursor->SeekForPrev("c");
  ASSERT_TRUE(cursor->Valid());
  EXPECT_EQ(cursor->key(), "b");
  EXPECT_TRUE(cursor->status().ok());
}

TEST(RocksDbDatabaseTest, SecondProcessIsRefusedWithAClearError) {
  const std::string folder = FreshFolder("locked");
  auto db = RocksDbDatabase::Open(folder, kMemory);
  ASSERT_TRUE(db.ok());
  auto second = RocksDbDatabase::Open(folder, kMemory);
  EXPECT_EQ(second.status().code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(common::ErrorReason(second.status()), "DATABASE_UNAVAILABLE");
}

TEST(RocksDbDatabaseTest, CommittedDataSurvivesReopening) {
  const std::string folder = FreshFolder("reopen");
  {
    auto db = RocksDbDatabase::Open(folder, kMemory);
    ASSERT_TRUE(db.ok());
    auto tx = (*db)->Begin();
    tx->Put(Family::kRaw, "big", std::string(5000, 'x'));
    ASSERT_TRUE((*db)->Commit(*tx).ok());
    EXPECT_GT((*db)->Stats().memtable_bytes, 0u);
  }
  auto db = RocksDbDatabase::Open(folder, kMemory);
  ASSERT_TRUE(db.ok()) << db.status();
  EXPECT_EQ((*db)->latest().Get(Family::kRaw, "big").value()->size(), 5000u);
}

}  // namespace
}  // namespace trialweave::store
