#include "tests/pipeline/origin_cluster.h"

#include <gtest/gtest.h>

#include <fstream>

#include "absl/strings/str_cat.h"
#include "grpcpp/client_context.h"

namespace trialweave::tests {
namespace {

// The origin server reads studies from files.
std::string WriteStudies(const std::string& studies) {
  const std::string path = absl::StrCat(testing::TempDir(), "/origin_studies.json");
  std::ofstream(path) << studies;
  return path;
}

}  // namespace

OriginCluster::OriginCluster(const std::string& studies) {
  OriginOptions options;
  options.studies = {WriteStudies(studies)};
  auto origin = OriginServer::Create(options);
  if (!origin.ok() || !(*origin)->Start().ok()) std::abort();
  origin_ = *std::move(origin);
  cluster_ = std::make_unique<Cluster>(
      absl::StrCat("sources { id: \"ctgov\" ctgov_api { base_url: \"", origin_->ctgov_base_url(),
                   "\" page_size: 10 requests_per_second: 1000 allow_private_host: true max_attempts: 3 "
                   "backoff_ms: 5 } }\n"));
  cluster_->StartAll();
}

void OriginCluster::Publish(const std::string& studies, const std::string& data_timestamp) {
  auto corpus = std::make_shared<StudyCorpus>();
  ASSERT_TRUE(corpus->AddJson(studies).ok());
  origin_->SetStudies(corpus);
  origin_->SetDataTimestamp(data_timestamp);
}

void OriginCluster::SetFault(const std::string& text) {
  auto fault = ParseFault(text);
  ASSERT_TRUE(fault.ok()) << fault.status();
  origin_->SetFault(*fault);
}

v1::Run OriginCluster::Crawl(bool full) {
  const v1::Run run = cluster_->Crawl("ctgov", full);
  ExpectBalanced(run);
  const v1::Run stored = cluster_->NewestRun("ctgov");
  EXPECT_EQ(stored.ShortDebugString(), run.ShortDebugString());
  return run;
}

v1::SourceState OriginCluster::SourceState() {
  grpc::ClientContext context;
  v1::GetSourceStateRequest request;
  request.set_name("sources/ctgov");
  v1::GetSourceStateResponse response;
  const grpc::Status status = cluster_->store().GetSourceState(&context, request, &response);
  EXPECT_TRUE(status.ok()) << status.error_message();
  return response.source_state();
}

void ExpectBalanced(const v1::Run& run) {
  const v1::OutcomeCounts& counts = run.counts();
  EXPECT_EQ(run.delivered(), Accounted(counts)) << run.ShortDebugString();
  EXPECT_LE(run.distinct(), run.delivered()) << run.ShortDebugString();
  if (run.has_declared()) {
    EXPECT_EQ(run.declared(), run.distinct() + counts.challenged() + counts.missing()) << run.ShortDebugString();
  }
  uint64_t by_source = 0;
  for (const v1::SourceCounts& entry : run.counts_by_source()) by_source += Accounted(entry.counts());
  EXPECT_EQ(by_source, run.delivered()) << run.ShortDebugString();
  if (run.state() == v1::RUN_STATE_SUCCEEDED) {
    EXPECT_EQ(counts.challenged() + counts.missing(), 0) << run.ShortDebugString();
  } else {
    EXPECT_FALSE(run.detail().empty()) << run.ShortDebugString();
  }
}

}  // namespace trialweave::tests
