// Real registry files, cut and parsed as the services do it: which of their words does no vocabulary know?
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <map>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "crawler/containers/byte_source.h"
#include "crawler/containers/container_splitter.h"
#include "gtest/gtest.h"
#include "normalizer/document_normalizer.h"

namespace trialweave::tests {
namespace {

namespace fs = std::filesystem;

// Words by "source field", with how often they stood there.
using Words = std::map<std::string, std::map<std::string, int>>;

class UnmappedWordsTest : public testing::Test {
 protected:
  void SetUp() override {
    const char* folder = std::getenv("TRIALWEAVE_DATA");
    root_ = folder == nullptr ? "" : folder;
    if (root_.empty() || !fs::exists(root_ / "registries")) GTEST_SKIP() << "TRIALWEAVE_DATA names no data folder";
  }

  void ReadFile(const fs::path& path) {
    auto file = crawler::FileSource::Open(path);
    ASSERT_TRUE(file.ok()) << file.status();
    const auto split =
        crawler::SplitContainer(file->get(), "file_drop", {}, {}, [this](const v1::RecordDocument& document) {
          Take(normalizer_.Normalize(document));
          return absl::OkStatus();
        });
    EXPECT_TRUE(split.ok()) << split.status();
  }

  void Take(const normalizer::NormalizeResult& result) {
    const auto* record = std::get_if<v1::NormalizedRecord>(&result);
    if (record == nullptr || !record->has_registration()) return;
    const v1::Registration& registration = record->registration();
    const std::string& source = registration.documents(0).source();
    ++records_[source];
    for (const std::string& unmapped : registration.study().unmapped()) {
      const size_t colon = unmapped.find(": ");
      ++words_[absl::StrCat(source, " ", unmapped.substr(0, colon))][unmapped.substr(colon + 2)];
    }
    for (const std::string& country : registration.study().unmapped_countries()) {
      ++words_[absl::StrCat(source, " country")][country];
    }
  }

  fs::path root_;
  const normalizer::DocumentNormalizer normalizer_{normalizer::Vocabulary::Embedded(), normalizer::ParseLimits()};
  std::map<std::string, int> records_;
  Words words_;
};

// Of the fields with a vocabulary, all but a few in a thousand words are known; the rest are slips of single records.
TEST_F(UnmappedWordsTest, AlmostEveryWordOfRealRecordsIsKnown) {
  for (const char* folder : {"registries", "bulk/ctgov_v2_shaped_pages"}) {
    for (const auto& entry : fs::recursive_directory_iterator(root_ / folder)) {
      if (entry.is_regular_file()) ReadFile(entry.path());
    }
  }
  ReadFile(root_ / "bulk/ictrp_covid_weekly/ictrp_covid_2020-07-22.csv.gz");
  for (const auto& [source, count] : records_) std::cout << source << ": " << count << " records\n";
  for (const auto& [field, words] : words_) {
    int sum = 0;
    for (const auto& [word, count] : words) {
      std::cout << field << "\t" << count << "\t" << word << "\n";
      sum += count;
    }
    // Regions and places that stand among the countries are none.
    if (absl::EndsWith(field, " country")) continue;
    const int records = records_[field.substr(0, field.find(' '))];
    EXPECT_LE(sum, 1 + records / 200) << field;
  }
  EXPECT_GT(records_["ctgov"], 1000);
  EXPECT_GT(records_["ictrp"], 600);
}

}  // namespace
}  // namespace trialweave::tests
