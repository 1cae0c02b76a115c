#include "store/compression/frame_compressor.h"

#include <atomic>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "gtest/gtest.h"
#include "store/database/rocksdb_database.h"
#include "trialweave/storage/v1/storage.pb.h"

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
  bool Keep(const std::string& kind, const FrameDictionary& dictionary) {
    if (++asked_ <= refused_) return false;
    const std::unique_ptr<Transaction> transaction = database_->Begin();
    EXPECT_TRUE(WriteDictionary(kind, dictionary, *transaction).ok());
    EXPECT_TRUE(database_->Commit(*transaction).ok());
    return true;
  }
  // Compresses documents of records until a dictionary is used; the number of the first that has one.
  size_t UntilUsed(const std::string& kind) {
    const absl::Time deadline = absl::Now() + absl::Seconds(60);
    for (size_t i = 0; absl::Now() < deadline; ++i) {
      frames_.push_back(compressor_->Compress(kind, absl::StrCat(i), Document(i)));
      if (DictionaryIdOf(frames_.back()) != 0) return i;
    }
    ADD_FAILURE() << "no dictionary";
    return 0;
  }
  std::string Opened(const std::string& frame) { return OpenFrame(database_->latest(), frame).value_or("unreadable"); }

  std::unique_ptr<Database> database_;
  std::vector<std::string> frames_;
  std::atomic<int> asked_ = 0;
  // So many dictionaries cannot be kept.
  int refused_ = 0;
  std::unique_ptr<FrameCompressor> compressor_ = std::make_unique<FrameCompressor>(
      [this](const std::string& kind, const FrameDictionary& dictionary) { return Keep(kind, dictionary); },
      kSampleBytes);
};

TEST_F(FrameCompressorTest, TrainsOnceAKindIsKnownAndReadsWhatItWroteBeforeAndAfter) {
  const size_t used = UntilUsed("raw/example");
  const std::string other = compressor_->Compress("raw/other", "1", Document(used));
  EXPECT_EQ(DictionaryIdOf(other), 0) << "each kind has its own";
  EXPECT_LT(frames_.back().size(), other.size());
  for (const size_t i : {size_t{0}, used / 2, used}) EXPECT_EQ(Opened(frames_[i]), Document(i));
  const auto kept = ReadDictionaries(database_->latest());
  ASSERT_TRUE(kept.ok()) << kept.status();
  ASSERT_EQ(kept->size(), 1);
  EXPECT_EQ(kept->at(0).kind, "raw/example");
  EXPECT_EQ(kept->at(0).dictionary->id, DictionaryIdOf(frames_.back()));
  EXPECT_EQ(asked_, 1);
}

TEST_F(FrameCompressorTest, ManyRevisionsOfFewRecordsAreFewSamples) {
  for (size_t i = 0; i < 5'000; ++i) compressor_->Compress("raw/example", absl::StrCat(i % 7), Document(i));
  compressor_.reset();
  EXPECT_EQ(asked_, 0);
}

TEST_F(FrameCompressorTest, TrainsAnewWhatCouldNotBeKept) {
  refused_ = 1;
  UntilUsed("raw/example");
  EXPECT_EQ(asked_, 2);
}

// Kinds that never come to a dictionary do not keep others from one.
TEST_F(FrameCompressorTest, RareKindsMakeRoom) {
  for (size_t kind = 0; kind < 40; ++kind) {
    const std::string name = absl::StrCat("raw/rare", kind);
    for (size_t i = 0, bytes = 0; bytes < kSampleBytes / 2; bytes += Document(i++).size())
      compressor_->Compress(name, absl::StrCat(i), Document(i));
  }
  UntilUsed("raw/example");
}

TEST_F(FrameCompressorTest, ADictionaryThatIsNotWhatItWasIsDataLoss) {
  UntilUsed("raw/example");
  const std::unique_ptr<Cursor> cursor = database_->latest().Scan(Family::kMeta);
  cursor->Seek("dictionary/");
  ASSERT_TRUE(cursor->Valid());
  const std::unique_ptr<Transaction> transaction = database_->Begin();
  storage::v1::StoredDictionary stored;
  ASSERT_TRUE(UnwrapTo(Family::kMeta, cursor->value(), &stored).ok());
  stored.mutable_dictionary()->back() ^= 1;
  transaction->Write(Family::kMeta, cursor->key(), stored);
  ASSERT_TRUE(database_->Commit(*transaction).ok());
  EXPECT_EQ(ReadDictionaries(database_->latest()).status().code(), absl::StatusCode::kDataLoss);
}

TEST_F(FrameCompressorTest, AFrameWhoseDictionaryIsMissingIsDataLoss) {
  const FrameDictionary dictionary("a dictionary that no store has, of any content");
  const std::string frame = CompressFrame(Document(1), &dictionary);
  ASSERT_NE(DictionaryIdOf(frame), 0);
  EXPECT_EQ(OpenFrame(database_->latest(), frame).status().code(), absl::StatusCode::kDataLoss);
}

}  // namespace
}  // namespace trialweave::store
