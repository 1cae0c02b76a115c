// What an operator does with a real store: verify it, back it up, lose it, restore it, look into its dead letters.

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "tests/pipeline/cluster.h"
#include "tests/pipeline/generated_studies.h"
#include "tests/pipeline/process.h"

namespace trialweave::tests {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

class OperatorTest : public testing::Test {
 protected:
  OperatorTest() {
    fs::remove_all(root_);
    fs::create_directories(root_ + "/drop");
    std::ofstream(root_ + "/drop/studies.json") << GeneratedArray(1, 200);
    std::ofstream(root_ + "/drop/other.json") << "[" << GeneratedStudy(900) << ",{\"protocolSection\":{}}]";
    cluster_ = std::make_unique<Cluster>(absl::StrCat("sources { id: \"file_drop\" file_drop { folder: \"", root_,
                                                      "/drop\" } }\nsources { id: \"archive\" archive {} }\n"));
    std::ofstream(cluster_->ConfigPath("store"), std::ios::app) << "backup_dir: \"" << root_ << "/backups\"\n";
    data_dir_ = fs::path(cluster_->ConfigPath("store")).parent_path().string() + "/data";
    cluster_->StartAll();
    EXPECT_TRUE(cluster_->Crawl("file_drop").has_end_time());
  }

  int Run(std::vector<std::string> argv) {
    Process process(std::move(argv), root_ + "/log");
    output_.clear();
    return process.Wait(&output_);
  }
  int Trialctl(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), Runfile("query/cli/trialctl"));
    arguments.push_back("--store=" + cluster_->Address("store"));
    arguments.push_back("--server=" + cluster_->Address("query"));
    arguments.push_back("--crawler=" + cluster_->Address("crawler"));
    return Run(std::move(arguments));
  }
  int Restore(const std::string& flag, const std::string& value) {
    return Run({Runfile("store/store"), "--config", cluster_->ConfigPath("store"), flag, value});
  }

  const std::string root_ = testing::TempDir() + "/operator";
  std::unique_ptr<Cluster> cluster_;
  std::string data_dir_;
  std::string output_;
};

TEST_F(OperatorTest, StoreThatIsLostComesBackFromItsBackup) {
  EXPECT_EQ(Trialctl({"verify"}), 0) << output_;
  EXPECT_THAT(output_, HasSubstr("The store is whole"));
  ASSERT_EQ(Trialctl({"backup", "create"}), 0) << output_;
  EXPECT_EQ(Trialctl({"backup", "verify", "1"}), 0) << output_;
  const v1::GetStoreStatusResponse then = cluster_->StoreStatus(true);
  // More comes in, and the machine is lost.
  std::ofstream(root_ + "/drop/more.json") << GeneratedArray(300, 50);
  cluster_->Crawl("file_drop");
  const std::string later = cluster_->StoreStatus(true).content_digest();
  EXPECT_NE(later, then.content_digest());
  cluster_->Kill("store");
  EXPECT_EQ(Restore("--restore", "1"), 1) << "data_dir is not empty";
  fs::remove_all(data_dir_);
  ASSERT_EQ(Restore("--restore_sequence", absl::StrCat(then.sequence())), 0);
  cluster_->Start("store");
  const v1::GetStoreStatusResponse now = cluster_->StoreStatus(true);
  EXPECT_EQ(now.content_digest(), then.content_digest());
  EXPECT_EQ(now.sequence(), then.sequence());
  EXPECT_EQ(Trialctl({"verify"}), 0) << output_;
  // What came in between is delivered again.
  cluster_->Crawl("file_drop");
  EXPECT_EQ(cluster_->StoreStatus(true).content_digest(), later);
}

TEST_F(OperatorTest, DeadLettersAreShownReplayedClosedAndErased) {
  const std::vector<v1::DeadLetter> letters = cluster_->DeadLetters();
  ASSERT_EQ(letters.size(), 1u);
  const std::string& name = letters[0].name();
  EXPECT_EQ(Trialctl({"dead-letters", "show", name, "--raw"}), 0);
  EXPECT_EQ(output_, "{\"protocolSection\":{}}");
  EXPECT_EQ(Trialctl({"dead-letters", "replay", name}), 1) << "nothing was mended: " << output_;
  EXPECT_EQ(cluster_->DeadLetters().at(0).delivery_count(), 2u) << "it went through the pipeline";
  EXPECT_EQ(Trialctl({"dead-letters", "resolve", name, "--reason", "an empty test file"}), 0) << output_;
  EXPECT_TRUE(cluster_->DeadLetters().empty());
  EXPECT_EQ(Trialctl({"redact", name, "--reason", "a test"}), 0) << output_;
  EXPECT_EQ(Trialctl({"dead-letters", "show", name, "-o", "json"}), 0);
  EXPECT_THAT(output_, HasSubstr("\"redacted\":true"));
  EXPECT_EQ(Trialctl({"verify"}), 0) << output_;
}

}  // namespace
}  // namespace trialweave::tests
