// The store on a disk that stops, tears, fills up and flips bits. A scripted sequence of groups is the model: after
// each fault the store must hold what it acknowledged, and at most the one group that was under way.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/time/clock.h"
#include "common/clock.h"
#include "common/status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "rocksdb/env.h"
#include "store/database/rocksdb_database.h"
#include "store/store.h"
#include "store/testing/rocksdb_fault_file_system.h"
#include "store/testing/store_fixture.h"
#include "store/verification/verifier.h"

namespace trialweave::store {
namespace {

constexpr int64_t kMemory = 16 * 1024 * 1024;
constexpr int kSteps = 14;

// The long form, of ops/soak: every step, every place.
bool Whole() { return std::getenv("TW_SOAK_WHOLE") != nullptr; }

// What the script sends as one group: records, revisions, a dead letter, a link.
v1::CommitRequest Scripted(int step) {
  TestDocument document;
  document.id = "NCT0000000" + std::to_string(1 + step % 4);
  // Some of them do not compress, and go to blob files.
  document.words = "words " + std::to_string(step / 2);
  uint32_t noise = static_cast<uint32_t>(step / 2) + 1;
  for (int i = 0; step % 3 != 1 && i < 4000; ++i) {
    noise = noise * 1664525 + 1013904223;
    document.words.push_back(static_cast<char>('0' + (noise >> 24) % 64));
  }
  document.observed = 1000 + step;
  if (step % 5 == 4) return CauseRequest(document, v1::DEAD_LETTER_REASON_MALFORMED);
  if (step % 4 == 3) document.secondary_ids = {TestIdentifier("ctgov", "NCT00000001")};
  return RecordRequest(document);
}

class CrashTest : public ::testing::Test {
 protected:
  CrashTest() : root_(::testing::TempDir() + "/crash"), folder_(root_ + "/store") {
    std::filesystem::remove_all(root_);
    // The script without faults: what the store holds after each step.
    Open();
    run_ = StartTestRun(*store_, "ctgov");
    store_.reset();
    std::filesystem::copy(folder_, root_ + "/fresh", std::filesystem::copy_options::recursive);
    Open();
    digests_.push_back(Digest());
    for (int step = 0; step < kSteps; ++step) {
      EXPECT_TRUE(Send(step).ok());
      digests_.push_back(Digest());
    }
    store_.reset();
  }

  // A store with a run and nothing in it.
  void Fresh() {
    store_.reset();
    std::filesystem::remove_all(folder_);
    std::filesystem::copy(root_ + "/fresh", folder_, std::filesystem::copy_options::recursive);
    files_->LosePower(FaultFileSystem::Tail::kNothing);
  }
  absl::Status TryOpen(WalHole hole = WalHole::kRefuse) {
    auto database = RocksDbDatabase::Open(folder_, kMemory, {env_.get(), hole});
    if (!database.ok()) return database.status();
    database_ = database->get();
    CommitterLimits limits;
    limits.reserve_bytes = kReserve;
    limits.changelog_entries = 12;
    auto store = Store::Open(*std::move(database), limits, &clock_, &observer_);
    if (!store.ok()) return store.status();
    store_ = *std::move(store);
    store_->Start();
    return absl::OkStatus();
  }
  void Open() {
    const absl::Status status = TryOpen();
    ASSERT_TRUE(status.ok()) << status;
  }
  absl::Status Send(int step) { return SendTestDocument(*store_, run_, step + 1, Scripted(step)).status(); }
  std::string Digest() { return store_->Status(true).value().content_digest(); }
  // How many steps of the script the store holds, as its content says; -1 when no number of them gives that.
  int Held() {
    const auto found = std::find(digests_.begin(), digests_.end(), Digest());
    return found == digests_.end() ? -1 : static_cast<int>(found - digests_.begin());
  }
  // The rest of the script from `step` on ends in the same content.
  void Finish(int step) {
    for (; step < kSteps; ++step) ASSERT_TRUE(Send(step).ok()) << step;
    EXPECT_EQ(Digest(), digests_.back());
  }
  // Also of the changelog: where it begins, and what it no longer has.
  void ExpectWhole(uint64_t at) {
    VerifyDatabase(store_->database(), true, [&](const v1::VerifyStoreResponse& event) {
      EXPECT_FALSE(event.has_violation()) << "stopped at step " << at << ": " << event.ShortDebugString();
      return true;
    });
  }
  void Stop(FaultFileSystem::Tail tail) {
    if (!files_->crashed()) files_->CrashAt(1);
    store_.reset();
    files_->LosePower(tail);
  }
  static void FlipBit(const std::string& path, uint64_t at) {
    std::fstream file(path, std::ios::binary | std::ios::in | std::ios::out);
    file.seekg(static_cast<std::streamoff>(at));
    const char byte = static_cast<char>(file.get() ^ 4);
    file.seekp(static_cast<std::streamoff>(at));
    file.put(byte);
  }
  bool IsLiveTable(const std::string& path) {
    std::vector<rocksdb::LiveFileMetaData> tables;
    database_->rocksdb()->GetLiveFilesMetaData(&tables);
    return std::any_of(tables.begin(), tables.end(),
                       [&](const rocksdb::LiveFileMetaData& table) { return absl::EndsWith(path, table.name); });
  }
  // Of the copy to damage, as they are called in the store's folder.
  std::vector<std::string> Files(const std::string& extension) {
    std::vector<std::string> found;
    for (const auto& entry : std::filesystem::directory_iterator(root_ + "/whole")) {
      const std::string name = entry.path().filename().string();
      if (absl::EndsWith(name, extension) || (extension == "MANIFEST" && absl::StartsWith(name, extension))) {
        found.push_back(folder_ + "/" + name);
      }
    }
    std::sort(found.begin(), found.end());
    return found;
  }

  static constexpr uint64_t kReserve = 1024 * 1024;
  const std::string root_;
  const std::string folder_;
  std::shared_ptr<FaultFileSystem> files_ = std::make_shared<FaultFileSystem>();
  std::unique_ptr<rocksdb::Env> env_ = rocksdb::NewCompositeEnv(files_);
  common::FakeClock clock_{absl::FromUnixSeconds(1'700'000'000)};
  NullObserver observer_;
  std::unique_ptr<Store> store_;
  RocksDbDatabase* database_ = nullptr;
  std::string run_;
  std::vector<std::string> digests_;
};

TEST_F(CrashTest, NothingAcknowledgedIsLostWhereverTheMachineStops) {
  int stopped = 0, in_flush = 0;
  // Every step of the first groups and tables; of what repeats them, every third. The short form: some of them.
  for (uint64_t at = 1;; at += Whole() ? (at < 80 ? 1 : 3) : (at < 12 ? 4 : 31)) {
    Fresh();
    Open();
    files_->CrashAt(at);
    int acknowledged = 0;
    while (acknowledged < kSteps && Send(acknowledged).ok()) {
      ++acknowledged;
      // Tables, blob files and the manifest are written in between.
      if (acknowledged % 5 == 0 && !database_->Flush().ok()) {
        ++in_flush;
        break;
      }
    }
    if (!files_->crashed()) break;
    ++stopped;
    Stop(static_cast<FaultFileSystem::Tail>(at % 3));
    const absl::Status opened = TryOpen();
    ASSERT_TRUE(opened.ok()) << "stopped at step " << at << ": " << opened;
    const int held = Held();
    ASSERT_TRUE(held == acknowledged || held == acknowledged + 1)
        << "stopped at step " << at << ": acknowledged " << acknowledged << ", holds " << held;
    if (at % 5 == 0) ExpectWhole(at);
    if (at % 7 == 0) Finish(held);
  }
  EXPECT_GT(store_->Status(false).value().first_retained_sequence(), 1u) << "of the script that was not stopped";
  RecordProperty("stopped", stopped);
  std::printf("stopped at %d steps, %d of them while tables were written\n", stopped, in_flush);
  EXPECT_GT(stopped, Whole() ? 2 * kSteps : kSteps / 2) << "each group has a write and a sync";
}

TEST_F(CrashTest, FullDiskRefusesChangesAndTheStoreRecoversByItself) {
  Fresh();
  Open();
  for (int step = 0; step < 4; ++step) ASSERT_TRUE(Send(step).ok());
  // In the middle of a group.
  files_->SetFreeBytes(50);
  int refused = 0;
  for (int i = 0; i < 3; ++i) refused += Send(4).ok() ? 0 : 1;
  EXPECT_EQ(refused, 3);
  const absl::Status read_only = Send(4);
  EXPECT_EQ(read_only.code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(common::ErrorReason(read_only), "STORE_READ_ONLY") << read_only;
  const v1::GetStoreStatusResponse status = store_->Status(true).value();
  EXPECT_TRUE(status.read_only());
  EXPECT_EQ(status.read_only_reason(), "DISK_FULL");
  EXPECT_EQ(status.content_digest(), digests_[4]) << "reads go on";
  files_->SetFreeBytes(std::nullopt);
  const absl::Time give_up = absl::Now() + absl::Seconds(30);
  while (!store_->gate().state().writable && absl::Now() < give_up) absl::SleepFor(absl::Milliseconds(50));
  EXPECT_FALSE(store_->Status(false).value().read_only()) << store_->gate().state().detail;
  Finish(4);
  Stop(FaultFileSystem::Tail::kNothing);
  Open();
  EXPECT_EQ(Held(), kSteps);
}

TEST_F(CrashTest, ReserveKeepsTheLastRoomForTheDatabaseItself) {
  Fresh();
  Open();
  ASSERT_TRUE(Send(0).ok());
  files_->SetFreeBytes(kReserve - 1);
  absl::SleepFor(2 * WriteGate::kInterval);
  EXPECT_EQ(common::ErrorReason(Send(1)), "STORE_READ_ONLY");
  EXPECT_TRUE(database_->Flush().ok()) << "there is room";
  files_->SetFreeBytes(std::nullopt);
  absl::SleepFor(2 * WriteGate::kInterval + absl::Milliseconds(500));
  Finish(1);
}

TEST_F(CrashTest, AnIoErrorOfTheLogStopsChangesUntilTheStoreIsRestarted) {
  Fresh();
  Open();
  for (int step = 0; step < 3; ++step) ASSERT_TRUE(Send(step).ok());
  files_->FailSteps(true);
  EXPECT_EQ(common::ErrorReason(Send(3)), "COMMIT_FAILED");
  EXPECT_EQ(common::ErrorReason(Send(3)), "STORE_READ_ONLY");
  files_->FailSteps(false);
  absl::SleepFor(2 * WriteGate::kInterval);
  const v1::GetStoreStatusResponse status = store_->Status(true).value();
  EXPECT_TRUE(status.read_only()) << "what the disk has is not known";
  EXPECT_EQ(status.read_only_reason(), "DATABASE_UNAVAILABLE");
  EXPECT_THAT(status.read_only_detail(), ::testing::HasSubstr("restart"));
  EXPECT_EQ(status.content_digest(), digests_[3]) << "reads go on";
  Stop(FaultFileSystem::Tail::kHalf);
  Open();
  EXPECT_EQ(Held(), 3) << "what the failed write left behind is not read";
  Finish(3);
}

// What a store with a damaged file may do: say so when it opens, when it is verified or read; or be as it was, when the
// byte meant nothing. Of the log the last group may be gone, since a torn end looks the same. Never another content.
TEST_F(CrashTest, FlippedBitsAreNamedAndNothingElseIsEverServed) {
  Fresh();
  Open();
  for (int step = 0; step < kSteps; ++step) {
    ASSERT_TRUE(Send(step).ok());
    if (step == 4 || step == 8) {
      ASSERT_TRUE(database_->Flush().ok());
    }
  }
  Stop(FaultFileSystem::Tail::kNothing);
  std::filesystem::remove_all(root_ + "/whole");
  std::filesystem::copy(folder_, root_ + "/whole", std::filesystem::copy_options::recursive);
  std::map<std::string, int> flipped, named;
  int lost = 0;
  for (const std::string extension : {".sst", ".blob", ".log", "MANIFEST"}) {
    const std::vector<std::string> files = Files(extension);
    ASSERT_FALSE(files.empty()) << extension;
    for (size_t f = 0; f < files.size(); f += std::max<size_t>(1, files.size() / 4)) {
      const uint64_t size =
          std::filesystem::file_size(root_ + "/whole/" + std::filesystem::path(files[f]).filename().string());
      for (uint64_t part = Whole() ? 0 : f % 4; size > 0 && part < 4; part += Whole() ? 1 : 4) {
        store_.reset();
        std::filesystem::remove_all(folder_);
        std::filesystem::copy(root_ + "/whole", folder_, std::filesystem::copy_options::recursive);
        const uint64_t at = size * part / 4 + size / 9;
        FlipBit(files[f], at);
        ++flipped[extension];
        const std::string where = files[f] + " at byte " + std::to_string(at);
        const absl::Status opened = TryOpen();
        if (!opened.ok()) {
          EXPECT_EQ(opened.code(), absl::StatusCode::kDataLoss) << where << ": " << opened;
          EXPECT_FALSE(common::ErrorReason(opened).empty());
          ++named[extension];
          continue;
        }
        const v1::VerifySummary summary =
            VerifyDatabase(store_->database(), false, [](const v1::VerifyStoreResponse&) { return true; });
        // One that a compaction has replaced is read by nobody; its other bits were compared when it was.
        if (extension == ".sst" && summary.violations() == 0 && !IsLiveTable(files[f])) --flipped[extension];
        named[extension] += summary.violations() > 0 ? 1 : 0;
        const auto status = store_->Status(true);
        if (!status.ok()) {
          EXPECT_EQ(status.status().code(), absl::StatusCode::kDataLoss) << where << status.status();
          EXPECT_GT(summary.violations(), 0u) << where;
          continue;
        }
        const int held = Held();
        // A size of the last record that is too large looks like one that was never written to its end.
        const bool last_group = extension == ".log" && held == kSteps - 1;
        EXPECT_TRUE(held == kSteps || last_group) << where << " holds " << held;
        lost += last_group ? 1 : 0;
      }
    }
  }
  for (const auto& [extension, count] : flipped) {
    std::printf("%s: %d bits flipped, %d named\n", extension.c_str(), count, named[extension]);
    EXPECT_TRUE(named[extension] > 0 || !Whole()) << extension;
  }
  EXPECT_LE(lost, 1);
  EXPECT_EQ(named[".blob"], flipped[".blob"]) << "their checksums cover every byte";
  EXPECT_EQ(named[".sst"], flipped[".sst"]);
}

}  // namespace
}  // namespace trialweave::store
