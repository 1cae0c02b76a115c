#include "store/backup/rocksdb_backups.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "common/clock.h"
#include "common/status.h"
#include "gtest/gtest.h"
#include "rocksdb/db.h"
#include "rocksdb/utilities/backup_engine.h"
#include "store/testing/store_fixture.h"
#include "store/verification/verifier.h"

namespace trialweave::store {
namespace {

constexpr int64_t kMemory = 16 * 1024 * 1024;

class RocksDbBackupsTest : public ::testing::Test {
 protected:
  RocksDbBackupsTest() : root_(::testing::TempDir() + "/backups"), backups_(root_ + "/kept") {
    std::filesystem::remove_all(root_);
    store_ = Open(root_ + "/store", &database_);
    run_ = StartTestRun(*store_, "ctgov");
  }
  std::unique_ptr<Store> Open(const std::string& folder, RocksDbDatabase** database) {
    auto opened = RocksDbDatabase::Open(folder, kMemory);
    EXPECT_TRUE(opened.ok()) << opened.status();
    *database = opened->get();
    auto store = Store::Open(*std::move(opened), CommitterLimits(), &clock_, &observer_);
    EXPECT_TRUE(store.ok()) << store.status();
    (*store)->Start();
    return *std::move(store);
  }
  void Send(int number, size_t size = 4000) {
    TestDocument document;
    document.id = "NCT0000000" + std::to_string(number);
    document.words.clear();
    // Does not compress, and goes to a blob file.
    uint32_t noise = static_cast<uint32_t>(number);
    for (size_t i = 0; i < size; ++i) {
      noise = noise * 1664525 + 1013904223;
      document.words.push_back(static_cast<char>('0' + (noise >> 24) % 64));
    }
    ASSERT_TRUE(SendTestDocument(*store_, run_, ++ordinal_, RecordRequest(document)).ok());
  }
  std::string Digest(const Store& store) { return store.Status(true).value().content_digest(); }
  uint64_t Violations(const Store& store) {
    return VerifyDatabase(store.database(), false,
                          [](const v1::VerifyStoreResponse& event) {
                            if (event.has_violation()) ADD_FAILURE() << event.DebugString();
                            return true;
                          })
        .violations();
  }
  std::vector<std::string> Files(const std::string& part) {
    std::vector<std::string> found;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(root_ + "/kept")) {
      if (entry.is_regular_file() && absl::StrContains(entry.path().string(), part)) found.push_back(entry.path());
    }
    return found;
  }

  // Makes the closed store's first backup as a release would whose store has families less, or one more.
  void BackUpWithout(const std::vector<std::string>& absent, const v1::Backup& description,
                     const std::string& further = "") {
    rocksdb::DB* opened = nullptr;
    std::vector<std::string> names;
    ASSERT_TRUE(rocksdb::DB::ListColumnFamilies(rocksdb::DBOptions(), root_ + "/store", &names).ok());
    std::vector<rocksdb::ColumnFamilyDescriptor> families;
    for (const std::string& name : names) families.emplace_back(name, rocksdb::ColumnFamilyOptions());
    std::vector<rocksdb::ColumnFamilyHandle*> handles;
    ASSERT_TRUE(rocksdb::DB::Open(rocksdb::DBOptions(), root_ + "/store", families, &handles, &opened).ok());
    const std::unique_ptr<rocksdb::DB> database(opened);
    if (!further.empty()) {
      ASSERT_TRUE(database->CreateColumnFamily({}, further, &handles.emplace_back()).ok());
    }
    for (rocksdb::ColumnFamilyHandle* handle : handles) {
      if (std::find(absent.begin(), absent.end(), handle->GetName()) != absent.end()) {
        ASSERT_TRUE(database->DropColumnFamily(handle).ok());
      }
      ASSERT_TRUE(database->DestroyColumnFamilyHandle(handle).ok());
    }
    rocksdb::BackupEngineOptions options(root_ + "/kept");
    options.share_files_with_checksum = true;
    rocksdb::BackupEngine* made = nullptr;
    ASSERT_TRUE(rocksdb::BackupEngine::Open(options, rocksdb::Env::Default(), &made).ok());
    const std::unique_ptr<rocksdb::BackupEngine> engine(made);
    ASSERT_TRUE(engine->CreateNewBackup(database.get(), /*flush_before_backup=*/true).ok());
    std::filesystem::create_directories(root_ + "/kept/descriptions");
    std::ofstream(root_ + "/kept/descriptions/1", std::ios::binary) << description.SerializeAsString();
  }

  const std::string root_;
  common::FakeClock clock_{absl::FromUnixSeconds(1'700'000'000)};
  NullObserver observer_;
  RocksDbDatabase* database_ = nullptr;
  std::unique_ptr<Store> store_;
  std::string run_;
  uint64_t ordinal_ = 0;
  RocksDbBackups backups_;
};

TEST_F(RocksDbBackupsTest, RestoredStoreIsTheStoreOfThatMoment) {
  Send(1);
  const std::string digest = Digest(*store_);
  const uint64_t sequence = store_->changelog().latest();
  const auto first = backups_.Create(*database_, 0);
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_EQ(first->sequence(), sequence);
  EXPECT_EQ(first->content_digest(), digest);
  EXPECT_EQ(first->registrations(), 1u);
  Send(2);
  const auto second = backups_.Create(*database_, 0);
  ASSERT_TRUE(second.ok()) << second.status();
  Send(3);
  const auto restored = backups_.Restore(1, root_ + "/again");
  ASSERT_TRUE(restored.ok()) << restored.status();
  RocksDbDatabase* database = nullptr;
  const std::unique_ptr<Store> again = Open(root_ + "/again", &database);
  EXPECT_EQ(Digest(*again), digest);
  EXPECT_EQ(again->changelog().latest(), sequence);
  EXPECT_EQ(Violations(*again), 0u);
  // It goes on from there.
  TestDocument document;
  document.id = "NCT00000007";
  EXPECT_TRUE(SendTestDocument(*again, StartTestRun(*again, "ctgov"), 1, RecordRequest(document)).ok());
}

TEST_F(RocksDbBackupsTest, PointInTimeIsTheNewestBackupUpToASequence) {
  std::vector<uint64_t> sequences;
  for (int number = 1; number <= 3; ++number) {
    Send(number);
    sequences.push_back(backups_.Create(*database_, 0)->sequence());
  }
  EXPECT_EQ(*backups_.NewestUpTo(sequences[1]), 2u);
  EXPECT_EQ(*backups_.NewestUpTo(sequences[2] - 1), 2u);
  EXPECT_EQ(*backups_.NewestUpTo(~uint64_t{0}), 3u);
  EXPECT_EQ(common::ErrorReason(backups_.NewestUpTo(0).status()), "BACKUP_NOT_FOUND");
}

TEST_F(RocksDbBackupsTest, FilesThatABackupHasAreNotCopiedAgain) {
  Send(1, 500'000);
  ASSERT_TRUE(backups_.Create(*database_, 0).ok());
  const size_t blobs = Files(".blob").size();
  ASSERT_GT(blobs, 0u) << "blob files are in it";
  ASSERT_TRUE(backups_.Create(*database_, 0).ok());
  EXPECT_EQ(Files(".blob").size(), blobs);
}

TEST_F(RocksDbBackupsTest, KeepsAsManyAsAskedFor) {
  Send(1);
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(backups_.Create(*database_, 2).ok());
  const auto list = backups_.List();
  ASSERT_TRUE(list.ok());
  ASSERT_EQ(list->size(), 2u);
  EXPECT_EQ((*list)[0].name(), "backups/3");
  EXPECT_EQ((*list)[1].name(), "backups/2");
}

TEST_F(RocksDbBackupsTest, FlippedBitIsFoundAndNeverRestored) {
  Send(1, 50'000);
  ASSERT_TRUE(backups_.Create(*database_, 0).ok());
  EXPECT_TRUE(backups_.Verify(1).ok());
  for (const char* part : {".blob", ".sst"}) {
    const std::string path = Files(part).front();
    const auto flip = [&] {
      std::fstream file(path, std::ios::binary | std::ios::in | std::ios::out);
      file.seekg(100);
      const char byte = static_cast<char>(file.get() ^ 1);
      file.seekp(100);
      file.put(byte);
    };
    flip();
    const auto verified = backups_.Verify(1);
    EXPECT_EQ(verified.status().code(), absl::StatusCode::kDataLoss) << part;
    EXPECT_EQ(common::ErrorReason(verified.status()), "BACKUP_CORRUPT") << verified.status();
    const auto restored = backups_.Restore(1, root_ + "/again");
    EXPECT_EQ(restored.status().code(), absl::StatusCode::kDataLoss) << restored.status();
    EXPECT_FALSE(std::filesystem::exists(root_ + "/again"));
    flip();
  }
  EXPECT_TRUE(backups_.Verify(1).ok());
}

TEST_F(RocksDbBackupsTest, ABackupOfAReleaseWithFewerFamiliesIsWhole) {
  Send(1);
  v1::Backup description;
  description.set_sequence(store_->changelog().latest());
  description.set_content_digest(Digest(*store_));
  store_.reset();
  BackUpWithout({"changelog_state", "past"}, description);
  const auto verified = backups_.Verify(1);
  EXPECT_TRUE(verified.ok()) << verified.status();
  ASSERT_TRUE(backups_.Restore(1, root_ + "/again").ok());
  RocksDbDatabase* database = nullptr;
  const std::unique_ptr<Store> again = Open(root_ + "/again", &database);
  EXPECT_EQ(Violations(*again), 0u);
}

TEST_F(RocksDbBackupsTest, ABackupOfANewerReleaseIsNotCalledCorrupt) {
  Send(1);
  store_.reset();
  BackUpWithout({}, v1::Backup(), "of_a_newer_release");
  EXPECT_EQ(common::ErrorReason(backups_.Verify(1).status()), "FORMAT_TOO_NEW");
}

TEST_F(RocksDbBackupsTest, RestoresOntoAnEmptyFolderOnlyAndKnownBackupsOnly) {
  Send(1);
  ASSERT_TRUE(backups_.Create(*database_, 0).ok());
  EXPECT_EQ(common::ErrorReason(backups_.Restore(1, root_ + "/store").status()), "DATA_DIR_NOT_EMPTY");
  EXPECT_EQ(common::ErrorReason(backups_.Restore(9, root_ + "/again").status()), "BACKUP_NOT_FOUND");
  EXPECT_EQ(common::ErrorReason(backups_.Verify(9).status()), "BACKUP_NOT_FOUND");
  std::filesystem::create_directories(root_ + "/again");
  EXPECT_TRUE(backups_.Restore(1, root_ + "/again/").ok()) << "an empty one, with a slash";
}

}  // namespace
}  // namespace trialweave::store
