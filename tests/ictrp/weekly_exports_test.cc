// Eighteen weekly exports of WHO ICTRP, where they are at hand: what is a revision and what a sighting, by the content
// digest, against a count that weekly_revisions.py makes from the files alone.
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <map>
#include <set>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "crawler/containers/container_splitter.h"
#include "gtest/gtest.h"
#include "normalizer/document_normalizer.h"

namespace trialweave {
namespace {

namespace fs = std::filesystem;

struct Count {
  int revisions = 0;
  int sightings = 0;
  bool operator==(const Count&) const = default;
};
using Counts = std::map<std::string, Count>;

std::ostream& operator<<(std::ostream& out, const Count& count) {
  return out << count.revisions << " revisions, " << count.sightings << " sightings";
}

Count Sum(const Counts& counts) {
  Count sum;
  for (const auto& [id, count] : counts) {
    sum.revisions += count.revisions;
    sum.sightings += count.sightings;
  }
  return sum;
}

// Oldest first, as they are named.
std::set<std::string> Exports() {
  const char* folder = std::getenv("TRIALWEAVE_DATA");
  const fs::path root = fs::path(folder == nullptr ? "" : folder) / "bulk/ictrp_covid_weekly";
  std::set<std::string> paths;
  if (folder == nullptr || !fs::exists(root)) return paths;
  for (const auto& entry : fs::directory_iterator(root)) paths.insert(entry.path());
  return paths;
}

Counts CountedApart(const std::set<std::string>& paths) {
  std::string command = "python3 tests/ictrp/weekly_revisions.py";
  for (const std::string& path : paths) absl::StrAppend(&command, " '", path, "'");
  Counts counts;
  FILE* pipe = popen(command.c_str(), "r");
  std::array<char, 4096> line;
  while (pipe != nullptr && std::fgets(line.data(), line.size(), pipe) != nullptr) {
    const std::vector<std::string> parts = absl::StrSplit(absl::StripTrailingAsciiWhitespace(line.data()), '\t');
    if (parts.size() == 3) counts[parts[0]] = {std::atoi(parts[1].c_str()), std::atoi(parts[2].c_str())};
  }
  EXPECT_TRUE(pipe != nullptr && pclose(pipe) == 0);
  return counts;
}

class WeeklyExportsTest : public testing::Test {
 protected:
  void SetUp() override {
    paths_ = Exports();
    if (paths_.empty()) GTEST_SKIP() << "TRIALWEAVE_DATA names no data folder";
  }

  void Take(const v1::RecordDocument& document) {
    ASSERT_FALSE(document.has_cause()) << document.cause().ShortDebugString();
    const normalizer::NormalizeResult result = normalizer_.Normalize(document);
    if (const auto* cause = std::get_if<v1::DeadLetterCause>(&result)) {
      FAIL() << cause->message() << ": " << document.content().substr(0, 60);
    }
    const auto& record = std::get<v1::NormalizedRecord>(result);
    const v1::Registration& registration = record.registration();
    // The identifier as the file has it, which names the country of EU CTR rows too.
    const std::string id = document.content().substr(1, document.content().find('"', 1) - 1);
    const std::string key = absl::StrCat(registration.registration_id(), "/", registration.country_part());
    EXPECT_TRUE(keys_.emplace(id, key).first->second == key) << id;
    Count& count = counts_[id];
    ++(last_[key] == record.content_digest() ? count.sightings : count.revisions);
    last_[key] = record.content_digest();
    ++records_;
  }

  std::set<std::string> paths_;
  const normalizer::DocumentNormalizer normalizer_{normalizer::Vocabulary::Embedded(), normalizer::ParseLimits()};
  Counts counts_;
  std::map<std::string, std::string> keys_, last_;
  int records_ = 0;
};

TEST_F(WeeklyExportsTest, RevisionsAreWhatTheSourceChanged) {
  const auto start = std::chrono::steady_clock::now();
  for (const std::string& path : paths_) {
    auto file = crawler::FileSource::Open(path);
    ASSERT_TRUE(file.ok());
    const auto result = crawler::SplitContainer(file->get(), "file_drop", {}, {}, [this](v1::RecordDocument document) {
      Take(document);
      return absl::OkStatus();
    });
    ASSERT_TRUE(result.ok());
  }
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
  std::cout << records_ << " records in " << seconds.count() << " s, " << records_ / seconds.count() << " records/s\n";
  EXPECT_EQ(records_, 47'950);
  EXPECT_EQ(counts_.size(), 4'517u);
  // Every identifier is one observation key, and no two are the same.
  std::set<std::string> distinct;
  for (const auto& [id, key] : keys_) distinct.insert(key);
  EXPECT_EQ(distinct.size(), keys_.size());

  const Counts apart = CountedApart(paths_);
  std::cout << "normalizer: " << Sum(counts_) << "\ncounted apart: " << Sum(apart) << "\n";
  for (const auto& [id, count] : counts_) {
    const auto other = apart.find(id);
    ASSERT_TRUE(other != apart.end()) << id;
    EXPECT_EQ(count, other->second) << id;
  }
  EXPECT_EQ(counts_.size(), apart.size());
}

}  // namespace
}  // namespace trialweave
