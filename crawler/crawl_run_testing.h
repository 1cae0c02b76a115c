#ifndef TRIALWEAVE_CRAWLER_CRAWL_RUN_TESTING_H_
#define TRIALWEAVE_CRAWLER_CRAWL_RUN_TESTING_H_

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/sha256.h"
#include "crawler/crawl_run.h"
#include "crawler/fake_pipeline.h"
#include "gtest/gtest.h"

namespace trialweave::crawler {

inline std::string Study(int n) { return absl::StrCat("{\"protocolSection\":{\"n\":", n, "}}"); }

inline std::string Array(int first, int count) {
  std::string array = "[";
  for (int i = 0; i < count; ++i) absl::StrAppend(&array, i == 0 ? "" : ",", Study(first + i));
  return array + "]";
}

// A source whose passes are told what to do.
class ScriptedSource : public Source {
 public:
  class Pass : public SourcePass {
   public:
    explicit Pass(ScriptedSource* source) : source_(source) {}
    absl::StatusOr<std::optional<Container>> Next() override {
      if (next_ < source_->containers.size()) return source_->containers[next_++];
      if (!source_->error.ok()) return source_->error;
      return std::nullopt;
    }
    bool Unchanged(const std::string& key) const override { return key != source_->changed; }
    void Complete(const std::string& key) override { source_->completed.push_back(key); }
    std::string State() const override { return absl::StrCat("after ", source_->completed.size()); }
    absl::StatusOr<PassSummary> Finish() override { return source_->summary; }

   private:
    ScriptedSource* const source_;
    size_t next_ = 0;
  };

  const std::string& id() const override { return id_; }
  std::string kind() const override { return "scripted"; }
  std::string location() const override { return "nowhere"; }
  absl::StatusOr<std::unique_ptr<SourcePass>> Open(const PassRequest& request) override {
    opened = request;
    return std::make_unique<Pass>(this);
  }

  std::vector<Container> containers;
  absl::Status error;
  PassSummary summary;
  std::vector<std::string> completed;
  // Key of a container that changes while it is read.
  std::string changed;
  PassRequest opened;

 private:
  const std::string id_ = "ctgov";
};

class CrawlRunTest : public testing::Test {
 protected:
  void SetUp() override {
    folder_ =
        absl::StrCat(testing::TempDir(), "/", testing::UnitTest::GetInstance()->current_test_info()->test_suite_name(),
                     ".", testing::UnitTest::GetInstance()->current_test_info()->name());
    std::filesystem::create_directories(folder_);
    options_.store = &pipeline_;
    options_.connector = &pipeline_;
    options_.clock = &clock_;
    options_.observer = &observer_;
    options_.instance = "test";
    options_.lease_ttl = absl::Milliseconds(30);
    options_.checkpoint_interval = absl::ZeroDuration();
    options_.ingest.first_backoff = absl::Milliseconds(1);
    options_.ingest.longest_backoff = absl::Milliseconds(1);
    options_.ingest.window_documents = 8;
  }

  void AddPage(const std::string& key, const std::string& bytes) {
    Container container;
    container.key = key;
    container.path = folder_ + "/" + key;
    std::ofstream(container.path, std::ios::binary) << bytes;
    container.ref.set_digest(common::Sha256(bytes));
    container.ref.set_origin("https://example.org/" + key);
    source_.containers.push_back(container);
  }

  void MakeSnapshot(size_t page, const std::string& set) {
    Container& container = source_.containers[page];
    container.ref.set_complete_set(set);
    container.snapshot_key = container.key;
    container.snapshot_time.set_seconds(1000);
  }

  absl::StatusOr<v1::Run> Crawl(bool full = false) { return CrawlRun(&source_, options_, full, nullptr).Execute(); }

  std::string folder_;
  common::SystemClock clock_;
  CrawlObserver observer_;
  FakePipeline pipeline_;
  ScriptedSource source_;
  CrawlRunOptions options_;
};

}  // namespace trialweave::crawler

#endif  // TRIALWEAVE_CRAWLER_CRAWL_RUN_TESTING_H_
