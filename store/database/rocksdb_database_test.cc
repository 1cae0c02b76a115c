#include "store/database/rocksdb_database.h"

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "common/status.h"
#include "gtest/gtest.h"
#include "rocksdb/db.h"

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

// Removes families from a database that is closed: as a release wrote it that did not know them.
void DropFamilies(const std::string& folder, const std::vector<std::string>& names) {
  std::vector<std::string> present;
  ASSERT_TRUE(rocksdb::DB::ListColumnFamilies(rocksdb::DBOptions(), folder, &present).ok());
  std::vector<rocksdb::ColumnFamilyDescriptor> families;
  for (const std::string& name : present) families.emplace_back(name, rocksdb::ColumnFamilyOptions());
  std::vector<rocksdb::ColumnFamilyHandle*> handles;
  rocksdb::DB* db = nullptr;
  ASSERT_TRUE(rocksdb::DB::Open(rocksdb::DBOptions(), folder, families, &handles, &db).ok());
  for (rocksdb::ColumnFamilyHandle* handle : handles) {
    if (std::find(names.begin(), names.end(), handle->GetName()) != names.end()) {
      EXPECT_TRUE(db->DropColumnFamily(handle).ok());
    }
    EXPECT_TRUE(db->DestroyColumnFamilyHandle(handle).ok());
  }
  delete db;
}

TEST(RocksDbDatabaseTest, DatabaseOfAnOlderReleaseGetsTheFamiliesThatItLacks) {
  const std::string folder = FreshFolder("older");
  {
    auto db = RocksDbDatabase::Open(folder, kMemory);
    ASSERT_TRUE(db.ok());
    auto tx = (*db)->Begin();
    tx->Put(Family::kLeases, "a", "1");
    ASSERT_TRUE((*db)->Commit(*tx).ok());
  }
  DropFamilies(folder, {"snapshots", "presence"});
  auto db = RocksDbDatabase::Open(folder, kMemory);
  ASSERT_TRUE(db.ok()) << db.status();
  EXPECT_EQ((*db)->latest().Get(Family::kLeases, "a").value().value(), "1");
  EXPECT_FALSE((*db)->latest().Get(Family::kPresence, "a").value().has_value());
  auto tx = (*db)->Begin();
  tx->Put(Family::kPresence, "a", "2");
  tx->Put(Family::kSnapshots, "a", "3");
  ASSERT_TRUE((*db)->Commit(*tx).ok());
  EXPECT_EQ((*db)->latest().Get(Family::kPresence, "a").value().value(), "2");
}

TEST(RocksDbDatabaseTest, FamilyThatThisReleaseDoesNotKnowIsRefused) {
  const std::string folder = FreshFolder("newer");
  {
    rocksdb::Options options;
    options.create_if_missing = true;
    rocksdb::DB* db = nullptr;
    ASSERT_TRUE(rocksdb::DB::Open(options, folder, &db).ok());
    rocksdb::ColumnFamilyHandle* handle = nullptr;
    ASSERT_TRUE(db->CreateColumnFamily(rocksdb::ColumnFamilyOptions(), "of_tomorrow", &handle).ok());
    EXPECT_TRUE(db->DestroyColumnFamilyHandle(handle).ok());
    delete db;
  }
  EXPECT_EQ(common::ErrorReason(RocksDbDatabase::Open(folder, kMemory).status()), "FORMAT_TOO_NEW");
}

}  // namespace
}  // namespace trialweave::store
