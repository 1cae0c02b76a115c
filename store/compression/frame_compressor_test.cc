#include "store/compression/frame_compressor.h"

#include <filesystem>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "gtest/gtest.h"
#include "store/database/rocksdb_database.h"

namespace trialweave::store {
namespace {

constexpr size_t kSampleBytes = 200'000;

std::string Document(size_t number) {
  std::string own;
  for (size_t word = 0; word < 10; ++word)
    absl::StrAppend(&own, " ", absl::Hex((number * 17 + word) * 0x9E3779B97F4A7C15));
  return absl::StrCat(R"({"identification":{"registry":"example","number":)", number,
                      R"(},"statusModule":{"overallStatus":"RECRUITING"},"summary":")", own, R"("})");
}

class FrameCompressorTest : public ::testing::Test {
 protected:
  FrameCompressorTest() {
    const std::string folder = ::testing::TempDir() + "/frame_compressor";
    std::filesystem::remove_all(folder);
    database_ = *RocksDbDatabase::Open(folder, 16 << 20);
  }
  void Keep(const std::string& kind, FrameDictionaryPtr dictionary) {
    const std::unique_ptr<Transaction> transaction = database_->Begin();
    EXPECT_TRUE(WriteDictionary(kind, *dictionary, *transaction).ok());
    EXPECT_TRUE(database_->Commit(*transaction).ok());
    compressor_->Use(kind, std::move(dictionary));
    kept_.Notify();
  }
  std::string Opened(const std::string& frame) { return OpenFrame(database_->latest(), frame).value_or("unreadable"); }

  std::unique_ptr<Database> database_;
  absl::Notification kept_;
  std::unique_ptr<FrameCompressor> compressor_ = std::make_unique<FrameCompressor>(
      [this](const std::string& kind, FrameDictionaryPtr dictionary) { Keep(kind, std::move(dictionary)); },
      kSampleBytes);
};

TEST_F(FrameCompressorTest, TrainsOnceAKindIsKnownAndReadsWhatItWroteBeforeAndAfter) {
  std::vector<std::string> frames;
  for (size_t i = 0, bytes = 0; bytes < kSampleBytes; bytes += Document(i++).size())
    frames.push_back(compressor_->Compress("raw/example", Document(i)));
  kept_.WaitForNotification();
  const std::string other = compressor_->Compress("raw/other", Document(0));
  EXPECT_EQ(DictionaryIdOf(other), 0) << "each kind has its own";
  const std::string frame = compressor_->Compress("raw/example", Document(9'999));
  EXPECT_NE(DictionaryIdOf(frame), 0);
  EXPECT_LT(frame.size(), other.size());
  EXPECT_EQ(Opened(frame), Document(9'999));
  for (const size_t i : {size_t{0}, frames.size() - 1}) EXPECT_EQ(Opened(frames[i]), Document(i));
  const auto kept = ReadDictionaries(database_->latest());
  ASSERT_TRUE(kept.ok()) << kept.status();
  EXPECT_EQ(kept->at("raw/example")->id, DictionaryIdOf(frame));
}

TEST_F(FrameCompressorTest, AFrameWhoseDictionaryIsMissingIsDataLoss) {
  const FrameDictionary dictionary("a dictionary that no store has, of any content");
  const std::string frame = CompressFrame(Document(1), &dictionary);
  ASSERT_NE(DictionaryIdOf(frame), 0);
  EXPECT_EQ(OpenFrame(database_->latest(), frame).status().code(), absl::StatusCode::kDataLoss);
}

}  // namespace
}  // namespace trialweave::store
