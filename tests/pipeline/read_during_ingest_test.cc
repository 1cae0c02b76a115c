// Pages that are walked while an ingest is running are one snapshot.

#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <set>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/channel.h"
#include "grpcpp/client_context.h"
#include "tests/pipeline/cluster.h"
#include "tests/pipeline/generated_studies.h"

namespace trialweave::tests {
namespace {

constexpr int kFiles = 12;
constexpr int kStudiesPerFile = 250;
constexpr int kReaders = 4;

struct Walk {
  std::vector<v1::Trial> trials;
  int64_t total_size = -1;
  uint64_t sequence = 0;
  std::string problem;
};

// One walk over all pages, checked on the way.
Walk WalkPages(v1::QueryService::Stub& query, const std::string& filter, int page_size) {
  Walk walk;
  v1::ListTrialsRequest request;
  request.set_filter(filter);
  request.set_page_size(page_size);
  do {
    grpc::ClientContext context;
    context.set_deadline(absl::ToChronoTime(absl::Now() + absl::Seconds(60)));
    v1::ListTrialsResponse response;
    const grpc::Status status = query.ListTrials(&context, request, &response);
    if (!status.ok()) {
      walk.problem = absl::StrCat("page after ", walk.trials.size(), ": ", status.error_message());
      return walk;
    }
    if (walk.total_size < 0) {
      walk.total_size = response.total_size();
      walk.sequence = response.freshness().sequence();
    }
    if (response.total_size() != walk.total_size) walk.problem = "total_size changes between pages";
    if (response.freshness().sequence() != walk.sequence) walk.problem = "pages reflect different sequences";
    walk.trials.insert(walk.trials.end(), response.trials().begin(), response.trials().end());
    request.set_page_token(response.next_page_token());
  } while (!request.page_token().empty());
  return walk;
}

void ExpectOneSnapshot(const Walk& walk, const std::string& filter) {
  EXPECT_EQ(walk.problem, "") << filter;
  EXPECT_EQ(walk.trials.size(), walk.total_size) << filter;
  std::string last;
  std::set<std::string> registrations;
  for (const v1::Trial& trial : walk.trials) {
    EXPECT_LT(last, trial.name()) << filter;
    last = trial.name();
    for (const std::string& id : trial.registration_ids()) {
      EXPECT_TRUE(registrations.insert(id).second) << id << " is in two trials of one snapshot";
    }
  }
}

// Twice the same studies, a day apart: the second half of the ingest updates what the first half created.
std::string DropFolder() {
  const std::string folder = testing::TempDir() + "/read_during_ingest";
  std::filesystem::create_directories(folder);
  for (int i = 0; i < kFiles; ++i) {
    std::string array = GeneratedArray(1000 * (i / 2) + 1, kStudiesPerFile);
    if (i % 2 == 1) {
      for (size_t at; (at = array.find("2025-09-30")) != std::string::npos;) array.replace(at, 10, "2025-10-01");
      for (size_t at; (at = array.find("RECRUITING")) != std::string::npos;) array.replace(at, 10, "SUSPENDED");
    }
    std::ofstream(absl::StrCat(folder, "/", i % 2, "_", i, ".json")) << array;
  }
  return folder;
}

TEST(ReadDuringIngestTest, PagesAreOneSnapshot) {
  Cluster cluster(absl::StrCat("sources { id: \"file_drop\" file_drop { folder: \"", DropFolder(), "\" } }\n"));
  cluster.StartAll();
  const std::vector<std::string> filters = {"", "status = SUSPENDED", "status = RECRUITING",
                                            "condition:knee phase:PHASE2"};
  std::atomic<bool> done = false;
  std::atomic<int> walks_with_trials = 0;
  std::vector<std::thread> readers;
  for (int i = 0; i < kReaders; ++i) {
    readers.emplace_back([&, i] {
      auto query = v1::QueryService::NewStub(common::MakeChannel(cluster.Address("query")));
      do {
        const Walk walk = WalkPages(*query, filters[i], 40 + i);
        // Before the view has begun to follow.
        if (walk.trials.empty() && !walk.problem.empty()) continue;
        ExpectOneSnapshot(walk, filters[i]);
        if (!walk.trials.empty()) ++walks_with_trials;
      } while (!done);
    });
  }
  const v1::Run run = cluster.Crawl("file_drop");
  done = true;
  for (std::thread& reader : readers) reader.join();
  EXPECT_EQ(run.state(), v1::RUN_STATE_SUCCEEDED) << run.ShortDebugString();
  EXPECT_EQ(run.delivered(), kFiles * kStudiesPerFile);
  EXPECT_GT(walks_with_trials, 2 * kReaders) << "too few walks to say anything";
  EXPECT_EQ(cluster.Trials().size(), kFiles / 2 * kStudiesPerFile);
}

}  // namespace
}  // namespace trialweave::tests
