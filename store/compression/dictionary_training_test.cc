#include "store/compression/dictionary_training.h"

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "store/format/compressed_frame.h"

namespace trialweave::store {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

// Entries as one source writes them: a common form, texts of their own, and what only the first few say.
std::vector<std::string> Samples(size_t count, size_t told_by) {
  std::vector<std::string> samples;
  for (size_t i = 0; i < count; ++i) {
    std::string own;
    for (size_t word = 0; word < 20; ++word)
      absl::StrAppend(&own, " ", absl::Hex((i * 31 + word) * 0x9E3779B97F4A7C15));
    samples.push_back(absl::StrCat(R"({"identification":{"registry":"example","number":)", i,
                                   R"(},"statusModule":{"overallStatus":"RECRUITING","contact":")",
                                   i < told_by ? "Example Person +49 30 5550199" : "",
                                   R"("},"descriptionModule":{"briefSummary":")", own, R"("}})"));
  }
  return samples;
}

TEST(DictionaryTrainingTest, MakesFramesOfWhatIsAlikeSmaller) {
  const FrameDictionary dictionary(TrainDictionary(Samples(2000, 0)));
  ASSERT_FALSE(dictionary.zstd.bytes().empty());
  const std::string sample = Samples(2001, 0).back();
  EXPECT_LT(CompressFrame(sample, &dictionary).size(), CompressFrame(sample).size() * 0.8);
}

TEST(DictionaryTrainingTest, HoldsNothingThatFewSamplesSay) {
  for (const size_t told_by : {kLeastSharing - 1, size_t{1}}) {
    const std::string dictionary = TrainDictionary(Samples(2000, told_by));
    EXPECT_THAT(dictionary, HasSubstr("overallStatus"));
    for (const char* part : {"Example ", " Person ", "+49 30 5", " 5550199"})
      EXPECT_THAT(dictionary, Not(HasSubstr(part)));
  }
  EXPECT_THAT(TrainDictionary(Samples(2000, 1000)), HasSubstr("Example Person")) << "what many say, it holds";
}

TEST(DictionaryTrainingTest, IsNoneWhereNothingIsAlike) {
  EXPECT_EQ(TrainDictionary({}), "");
  EXPECT_EQ(TrainDictionary({"", "short", std::string(100, 'a')}), "");
}

}  // namespace
}  // namespace trialweave::store
