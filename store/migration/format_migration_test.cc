#include "store/migration/format_migration.h"

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "common/clock.h"
#include "common/status.h"
#include "gtest/gtest.h"
#include "store/commit/write_context.h"
#include "store/database/rocksdb_database.h"
#include "store/store.h"
#include "store/testing/store_fixture.h"
#include "store/verification/verifier.h"

namespace trialweave::store {
namespace {

constexpr int64_t kMemory = 16 * 1024 * 1024;

// A store as a release wrote it that had format version 1: three registrations, two of one
// trial, a revision, a dead letter, a snapshot.
// testdata/store_v1.tar.gz is frozen; its content digest is this.
constexpr char kDigestOfVersion1[] = "cd828b00856343486ec3fa7257a1e3caa63d1b048f53d88da0979886b65b04b9";

class FormatMigrationTest : public ::testing::Test {
 protected:
  FormatMigrationTest() : folder_(::testing::TempDir() + "/migration") {
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
    const std::string tar =
        absl::StrCat("tar -xzf store/migration/testdata/store_v1.tar.gz -C '", folder_, "' --strip-components=1");
    EXPECT_EQ(std::system(tar.c_str()), 0);
  }
  std::unique_ptr<RocksDbDatabase> Open() {
    auto database = RocksDbDatabase::Open(folder_, kMemory);
    EXPECT_TRUE(database.ok()) << database.status();
    return *std::move(database);
  }
  static uint32_t VersionOf(const Database& database) {
    storage::v1::StoredMeta meta;
    EXPECT_TRUE(database.latest().Read(Family::kMeta, kFormatKey, &meta).value());
    return meta.format_version();
  }
  // Marks each registration, two stretches and a last one; fails before stretch `fail_at`.
  FormatStep Marking(uint32_t to_version, int fail_at) {
    return {to_version, "marks",
            [this, fail_at](Transaction& transaction, std::string* position) -> absl::StatusOr<bool> {
              if (stretch_ == fail_at) return absl::UnavailableError("stopped");
              ++stretch_;
              const std::unique_ptr<Cursor> cursor = transaction.Scan(Family::kRegistrations);
              cursor->Seek(position->empty() ? "" : *position + '\0');
              if (!cursor->Valid()) return true;
              *position = std::string(cursor->key());
              const std::string mark = "mark/" + *position;
              if (transaction.Get(Family::kMeta, mark)->has_value()) return absl::InternalError("twice: " + mark);
              transaction.Put(Family::kMeta, mark, Wrap(Family::kMeta, ""));
              return false;
            }};
  }

  const std::string folder_;
  int stretch_ = 0;
};

TEST_F(FormatMigrationTest, StoreOfVersion1OpensWithTheSameContentAndIsWhole) {
  EXPECT_EQ(VersionOf(*Open()), 1u);
  common::FakeClock clock(absl::FromUnixSeconds(1'700'000'000));
  NullObserver observer;
  auto store = Store::Open(Open(), CommitterLimits(), &clock, &observer);
  ASSERT_TRUE(store.ok()) << store.status();
  EXPECT_EQ(VersionOf((*store)->database()), kFormatVersion);
  EXPECT_EQ(absl::BytesToHexString((*store)->Status(true)->content_digest()), kDigestOfVersion1);
  VerifyDatabase((*store)->database(), false, [](const v1::VerifyStoreResponse& event) {
    if (event.has_violation()) ADD_FAILURE() << event.DebugString();
    return true;
  });
  (*store)->Start();
  TestDocument document;
  document.id = "NCT00000007";
  EXPECT_TRUE(SendTestDocument(**store, StartTestRun(**store, "ctgov"), 1, RecordRequest(document)).ok())
      << "it goes on";
}

TEST_F(FormatMigrationTest, GoesOnWhereItWasStopped) {
  std::unique_ptr<RocksDbDatabase> database = Open();
  EXPECT_EQ(MigrateFormat(*database, {Marking(2, 1)}, 2).message(), "stopped");
  EXPECT_EQ(VersionOf(*database), 1u);
  database.reset();
  database = Open();
  const absl::Status status = MigrateFormat(*database, {Marking(2, -1)}, 2);
  ASSERT_TRUE(status.ok()) << status;
  EXPECT_EQ(VersionOf(*database), 2u);
  EXPECT_EQ(stretch_, 4) << "one before the stop, two after it, one that found nothing more";
  EXPECT_TRUE(database->latest().Get(Family::kMeta, "mark/NCT00000001")->has_value());
  EXPECT_TRUE(database->latest().Get(Family::kMeta, "mark/ChiCTR2000000001")->has_value());
  EXPECT_TRUE(database->latest().Get(Family::kMeta, "mark/NCT00000002")->has_value());
  EXPECT_FALSE(database->latest().Get(Family::kMeta, "migration")->has_value());
}

TEST_F(FormatMigrationTest, RunsTheStepsThatAreNeededInOrder) {
  std::unique_ptr<RocksDbDatabase> database = Open();
  std::string order;
  const auto step = [&](uint32_t version) {
    return FormatStep{version, "test", [&order, version](Transaction&, std::string*) {
                        order += std::to_string(version);
                        return true;
                      }};
  };
  ASSERT_TRUE(MigrateFormat(*database, {step(1), step(2), step(3)}, 3).ok());
  EXPECT_EQ(order, "23");
  ASSERT_TRUE(MigrateFormat(*database, {step(1), step(2), step(3)}, 3).ok());
  EXPECT_EQ(order, "23") << "once";
  EXPECT_EQ(common::ErrorReason(MigrateFormat(*database, {}, 2)), "FORMAT_TOO_NEW");
}

}  // namespace
}  // namespace trialweave::store
