#include "crawler/sources/file_drop_source.h"

#include <sys/stat.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "crawler/crawl_run_testing.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace trialweave::crawler {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class FileDropTest : public CrawlRunTest {
 protected:
  void SetUp() override {
    CrawlRunTest::SetUp();
    drop_ = folder_ + "/drop";
    fs::remove_all(drop_);
    fs::create_directories(drop_ + "/sub");
  }
  void Put(const std::string& path, const std::string& bytes) {
    std::ofstream(drop_ + "/" + path, std::ios::binary) << bytes;
  }
  v1::Run Crawl(bool full = false) {
    config::v1::FileDropConfig config;
    config.set_folder(drop_);
    config.set_settle_seconds(settle_seconds_);
    FileDropSource source("file_drop", config, {}, {}, &clock_);
    auto run = CrawlRun(&source, options_, full, nullptr).Execute();
    EXPECT_TRUE(run.ok()) << run.status();
    return run.ok() ? *run : v1::Run();
  }
  std::vector<std::string> Origins() {
    std::vector<std::string> origins;
    for (const v1::RecordDocument& document : pipeline_.Documents()) origins.push_back(document.container().origin());
    return origins;
  }

  std::string drop_;
  int settle_seconds_ = 0;
};

TEST_F(FileDropTest, WalksInOrderAndLeavesOutWhatIsNoDelivery) {
  Put("b.json", Array(1, 1));
  Put("a.json", Array(2, 1));
  Put("sub/c.json", Array(3, 1));
  Put("a.json.meta", "obtained_by: desk\n");
  Put(".hidden.json", Array(4, 1));
  Put("big.json.part", Array(5, 1));
  Put("x.json~", Array(6, 1));
  fs::create_symlink(drop_ + "/a.json", drop_ + "/link.json");
  const v1::Run run = Crawl();
  EXPECT_EQ(run.state(), v1::RUN_STATE_SUCCEEDED);
  EXPECT_THAT(Origins(), ElementsAre("a.json", "b.json", "link.json", "sub/c.json"));
  EXPECT_EQ(pipeline_.Documents()[0].container().obtained_by(), "desk");
}

TEST_F(FileDropTest, SideCarGivesTimeAndOriginWhereRecordsDoNot) {
  Put("a.json", Array(1, 1));
  Put("a.json.meta", "obtained_at: 2026-01-02T03:04:05Z\norigin: https://example.org/x\n");
  Put("b.json", R"([{"protocolSection":{},"derivedSection":{"miscInfoModule":{"versionHolder":"2025-05-07"}}}])");
  Put("b.json.meta", "obtained_at: 2026-01-02T03:04:05Z\n");
  Put("c.json", Array(3, 1));
  Put("c.json.meta", "what is this");
  fs::last_write_time(drop_ + "/c.json", fs::file_time_type::clock::now() - std::chrono::hours(1000));
  const v1::Run run = Crawl();
  const auto documents = pipeline_.Documents();
  EXPECT_EQ(documents[0].container().observed_at().seconds(), 1767323045);
  EXPECT_EQ(documents[0].container().origin(), "https://example.org/x");
  EXPECT_EQ(documents[1].container().observed_at().seconds(), 1746576000);
  EXPECT_LT(documents[2].container().observed_at().seconds(), absl::ToUnixSeconds(absl::Now() - absl::Hours(999)));
  EXPECT_THAT(run.detail(), HasSubstr("1 side-cars that cannot be read"));
}

TEST_F(FileDropTest, SecondPassSkipsWhatIsProvenAndFullPassDoesNot) {
  Put("a.json", Array(1, 2));
  Put("b.json", Array(3, 2));
  EXPECT_EQ(Crawl().delivered(), 4u);
  EXPECT_EQ(Crawl().delivered(), 0u);
  Put("b.json", Array(3, 3));
  const v1::Run changed = Crawl();
  EXPECT_EQ(changed.delivered(), 3u);
  EXPECT_THAT(changed.detail(), HasSubstr("1 files unchanged"));
  const v1::Run full = Crawl(true);
  EXPECT_EQ(full.delivered(), 5u);
  EXPECT_EQ(full.counts().unchanged(), 5u);
  Put("a.json.meta", "obtained_at: 2026-01-02T03:04:05Z\n");
  EXPECT_EQ(Crawl().delivered(), 2u) << "a new side-car is a new observation";
}

TEST_F(FileDropTest, InterruptedRunGoesOnFromItsCheckpoint) {
  for (int i = 0; i < 20; ++i) Put(absl::StrCat("f", 10 + i, ".json"), Array(i * 10, 10));
  config::v1::FileDropConfig config;
  config.set_folder(drop_);
  FileDropSource source("file_drop", config, {}, {}, &clock_);
  CrawlRun run(&source, options_, false, nullptr);
  pipeline_.OnDocument([&run](const v1::RecordDocument& document) {
    if (document.ordinal() == 120) run.Cancel();
  });
  EXPECT_EQ(run.Execute().status().code(), absl::StatusCode::kCancelled);
  pipeline_.OnDocument(nullptr);
  const v1::Run next = Crawl();
  EXPECT_EQ(next.state(), v1::RUN_STATE_SUCCEEDED);
  EXPECT_LT(next.delivered(), 150u) << "complete files are not sent again";
  EXPECT_GE(next.delivered(), 80u);
}

TEST_F(FileDropTest, WhatCannotBeTakenIsADeadLetter) {
  fs::create_symlink("/etc/hostname", drop_ + "/out.json");
  fs::create_symlink(drop_ + "/nothing", drop_ + "/dangling.json");
  ASSERT_EQ(mkfifo((drop_ + "/pipe.json").c_str(), 0600), 0);
  Put("empty.json", "");
  const v1::Run run = Crawl();
  EXPECT_EQ(run.counts().dead_lettered(), 4u);
  std::map<std::string, v1::DeadLetterReason> reasons;
  for (const auto& document : pipeline_.Documents()) reasons[document.container().origin()] = document.cause().reason();
  EXPECT_EQ(reasons["out.json"], v1::DEAD_LETTER_REASON_UNREADABLE);
  EXPECT_EQ(reasons["dangling.json"], v1::DEAD_LETTER_REASON_UNREADABLE);
  EXPECT_EQ(reasons["pipe.json"], v1::DEAD_LETTER_REASON_UNREADABLE);
  EXPECT_EQ(reasons["empty.json"], v1::DEAD_LETTER_REASON_EMPTY);
}

TEST_F(FileDropTest, FreshFilesAreLeftToSettle) {
  settle_seconds_ = 3600;
  Put("a.json", Array(1, 2));
  const v1::Run run = Crawl();
  EXPECT_EQ(run.delivered(), 0u);
  EXPECT_THAT(run.detail(), HasSubstr("1 files still changing"));
}

TEST_F(FileDropTest, MissingFolderIsAFailedRun) {
  fs::remove_all(drop_);
  const v1::Run run = Crawl();
  EXPECT_EQ(run.state(), v1::RUN_STATE_FAILED);
  EXPECT_THAT(run.detail(), HasSubstr("does not exist"));
}

}  // namespace
}  // namespace trialweave::crawler
