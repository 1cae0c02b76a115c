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

TEST_F(FileDropTest, AnExportDateOfTwoReadingsIsDecidedByTheSideCarThenByTheRecords) {
  const std::string table =
      "TrialID,Public title,Export date,Date registration3,Phase,Countries,Study type,url\n"
      "NCT09000001,a,43834.5,20200101,2,China,x,y\n";
  Put("a.csv", table + "NCT09000002,b,43834.5,20200330,2,China,x,y\n");
  Put("b.csv", table);
  Put("c.csv", table);
  Put("c.csv.meta", "obtained_at: 2026-01-02T03:04:05Z\n");
  const v1::Run run = Crawl();
  const auto documents = pipeline_.Documents();
  ASSERT_EQ(documents.size(), 4u);
  EXPECT_EQ(documents[1].container().observed_at().seconds(), 1585742400) << "1 April: 30 March was before it";
  EXPECT_EQ(documents[2].container().observed_at().seconds(), 1578139200) << "4 January";
  EXPECT_EQ(documents[3].container().observed_at().seconds(), 1767323045);
  EXPECT_THAT(run.detail(), HasSubstr("2 files whose export date"));
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

TEST_F(FileDropTest, SideCarMakesAFileACompleteSnapshot) {
  Put("a.json", Array(1, 2));
  Put("a.json.meta", "obtained_at: 2026-01-02T03:04:05Z\ncomplete_set: ictrp/covid-19\n");
  Put("b.json", Array(3, 2));
  Put("b.json.meta", "obtained_at: 2026-01-02T03:04:05Z\ncomplete_set: two words\n");
  Put("c.json", Array(5, 2));
  Put("c.json.meta", "complete-set: ictrp/covid-19\n");
  const v1::Run run = Crawl();
  EXPECT_THAT(run.detail(), HasSubstr("1 side-cars that cannot be read"));
  ASSERT_EQ(pipeline_.Snapshots().size(), 1u) << "what is not said clearly is not taken for complete";
  EXPECT_EQ(pipeline_.Snapshots()[0].set(), "ictrp/covid-19");
  EXPECT_EQ(pipeline_.Snapshots()[0].observed_at().seconds(), 1767323045);
  EXPECT_EQ(pipeline_.Snapshots()[0].first_ordinal(), 1u);
  EXPECT_EQ(pipeline_.Snapshots()[0].last_ordinal(), 2u);
  Crawl();
  EXPECT_EQ(pipeline_.Snapshots().size(), 1u) << "proven complete, not read again";
  Put("c.json.meta", "complete_set: ictrp/covid-19 \n");
  Crawl();
  EXPECT_EQ(pipeline_.Snapshots().size(), 2u) << "said later";
}

TEST_F(FileDropTest, FileThatChangesWhileItIsReadIsNoSnapshot) {
  Put("a.json", Array(1, 2));
  Put("a.json.meta", "complete_set: set\n");
  pipeline_.OnDocument([this](const v1::RecordDocument& document) {
    if (document.ordinal() == 1) Put("a.json", Array(1, 3));
  });
  EXPECT_THAT(Crawl().detail(), HasSubstr("a.json is no complete snapshot"));
  EXPECT_EQ(pipeline_.Snapshots().size(), 0u);
  pipeline_.OnDocument(nullptr);
  Crawl();
  EXPECT_EQ(pipeline_.Snapshots().size(), 1u);
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

// A ustar header (POSIX.1-1988) and the bytes, padded to blocks.
std::string TarMember(const std::string& name, const std::string& bytes) {
  std::string header(512, '\0');
  header.replace(0, name.size(), name);
  header.replace(100, 7, "0000644");
  char octal[13];
  std::snprintf(octal, sizeof octal, "%011zo", bytes.size());
  header.replace(124, 11, octal);
  std::snprintf(octal, sizeof octal, "%011o", 1'700'000'000);
  header.replace(136, 11, octal);
  header[156] = '0';
  header.replace(257, 8, std::string("ustar\00000", 8));
  header.replace(148, 8, "        ");
  unsigned sum = 0;
  for (const unsigned char c : header) sum += c;
  std::snprintf(octal, sizeof octal, "%06o", sum);
  header.replace(148, 8, std::string(octal) + std::string("\0 ", 2));
  return header + bytes + std::string((512 - bytes.size() % 512) % 512, '\0');
}

TEST_F(FileDropTest, AnArchiveIsAFolderOfFiles) {
  const std::string end(1024, '\0');
  Put("export.tar",
      TarMember("a.json", Array(1, 2)) + TarMember(".hidden", "x") + TarMember("sub/b.json", Array(3, 1)) + end);
  Put("export.tar.meta", "obtained_by: desk\nobtained_at: 2025-01-02T03:04:05Z\n");
  const v1::Run run = Crawl();
  EXPECT_EQ(run.state(), v1::RUN_STATE_SUCCEEDED) << run.detail();
  EXPECT_THAT(Origins(), ElementsAre("export.tar!a.json", "export.tar!a.json", "export.tar!sub/b.json"));
  const v1::RecordDocument last = pipeline_.Documents().back();
  EXPECT_EQ(last.container().digest(), common::Sha256(Array(3, 1)));
  EXPECT_EQ(last.container().obtained_by(), "desk");
  EXPECT_EQ(last.container_ordinal(), 0u);
  // Proven complete as one file, and skipped as one.
  EXPECT_THAT(Crawl().detail(), HasSubstr("1 files unchanged"));
}

TEST_F(FileDropTest, ABrokenArchiveSaysWhatCannotBeRead) {
  const std::string whole = TarMember("a.json", Array(1, 1)) + TarMember("b.json", Array(2, 1));
  Put("export.tar", whole.substr(0, whole.size() - 500));
  Put("z.json", Array(9, 1));
  const v1::Run run = Crawl();
  EXPECT_EQ(run.counts().created(), 2u);
  // What there is of the second member, and the archive's rest.
  EXPECT_EQ(run.counts().dead_lettered(), 2u);
  EXPECT_THAT(Origins(), ElementsAre("export.tar!a.json", "export.tar!b.json", "export.tar", "z.json"));
  EXPECT_EQ(pipeline_.Documents()[1].cause().reason(), v1::DEAD_LETTER_REASON_TRUNCATED);
  EXPECT_EQ(pipeline_.Documents()[2].cause().reason(), v1::DEAD_LETTER_REASON_TRUNCATED);
}

TEST_F(FileDropTest, AnArchiveIsOneSnapshotOfAllItsMembers) {
  const std::string members = TarMember("a.json", Array(1, 2)) + TarMember("b.json", Array(3, 1));
  Put("0.json", Array(9, 1));
  Put("export.tar", members + std::string(1024, '\0'));
  Put("export.tar.meta", "obtained_at: 2025-01-02T03:04:05Z\ncomplete_set: set\n");
  Put("torn.tar", members.substr(0, members.size() - 500));
  Put("torn.tar.meta", "complete_set: set\n");
  const v1::Run run = Crawl();
  EXPECT_THAT(run.detail(), HasSubstr("torn.tar is no complete snapshot"));
  ASSERT_EQ(pipeline_.Snapshots().size(), 1u);
  EXPECT_EQ(pipeline_.Snapshots()[0].observed_at().seconds(), 1735787045);
  EXPECT_EQ(pipeline_.Snapshots()[0].first_ordinal(), 2u);
  EXPECT_EQ(pipeline_.Snapshots()[0].last_ordinal(), 4u);
  EXPECT_THAT(Crawl().detail(), HasSubstr("3 files unchanged"));
}

TEST_F(FileDropTest, AnArchiveWithoutFilesIsADeadLetter) {
  Put("empty.tar", TarMember(".only-this", "x") + std::string(1024, '\0'));
  EXPECT_EQ(Crawl().counts().dead_lettered(), 1u);
}

}  // namespace
}  // namespace trialweave::crawler
