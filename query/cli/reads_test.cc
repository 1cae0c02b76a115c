// trialctl get, history, diff and export of trials.
#include <unistd.h>

#include <fstream>
#include <sstream>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/grpc_status.h"
#include "common/status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "query/cli/cli_fixture.h"
#include "trialweave/v1/query_service.grpc.pb.h"

namespace trialweave::query {
namespace {

using testing::HasSubstr;
using testing::Not;

// Says what it was asked for.
class FakeQuery : public v1::QueryService::Service {
 public:
  grpc::Status GetTrial(grpc::ServerContext*, const v1::GetTrialRequest* request,
                        v1::GetTrialResponse* response) override {
    response->mutable_trial()->set_name(request->name());
    response->mutable_trial()->mutable_study()->set_acronym(request->read_mask().ShortDebugString());
    return grpc::Status::OK;
  }
  grpc::Status BatchGetTrials(grpc::ServerContext*, const v1::BatchGetTrialsRequest* request,
                              v1::BatchGetTrialsResponse* response) override {
    for (const std::string& name : request->names()) response->add_trials()->set_name(name);
    return grpc::Status::OK;
  }
  grpc::Status ResolveIdentifier(grpc::ServerContext*, const v1::ResolveIdentifierRequest* request,
                                 v1::ResolveIdentifierResponse* response) override {
    if (request->identifier() == "nct 0600 0001") response->set_trial("trials/abcdefghij");
    return grpc::Status::OK;
  }
  grpc::Status ListTrialRevisions(grpc::ServerContext*, const v1::ListTrialRevisionsRequest* request,
                                  v1::ListTrialRevisionsResponse* response) override {
    v1::TrialRevision* revision = response->add_revisions();
    revision->set_name(request->parent() + "/revisions/17");
    revision->set_sequence(17);
    for (const char* id : {"NCT06000001", "NCT06000002"}) revision->add_registration_ids(id);
    revision->add_joined_registration_ids("NCT06000002");
    v1::RegistrationEvents* events = revision->add_events();
    events->set_registration_id("NCT06000001");
    events->add_events()->set_kind(v1::EVENT_KIND_RESULTS_POSTED);
    return grpc::Status::OK;
  }
  grpc::Status DiffTrial(grpc::ServerContext*, const v1::DiffTrialRequest* request,
                         v1::DiffTrialResponse* response) override {
    response->add_changes()->set_field(request->ShortDebugString());
    return grpc::Status::OK;
  }
  grpc::Status ExportTrials(grpc::ServerContext*, const v1::ExportTrialsRequest* request,
                            grpc::ServerWriter<v1::ExportTrialsResponse>* writer) override {
    v1::ExportTrialsResponse response;
    response.mutable_freshness()->set_sequence(9);
    response.set_data(request->ShortDebugString() + "\n");
    response.set_trials_written(1);
    response.set_total_size(2);
    writer->Write(response);
    if (request->filter() == "breaks") {
      return common::ToGrpc(common::MakeError(absl::StatusCode::kAborted, "EXPORT_TOO_SLOW", "too slow"));
    }
    response.clear_freshness();
    response.set_data("second\n");
    response.set_trials_written(2);
    writer->Write(response);
    return grpc::Status::OK;
  }
};

class ReadsTest : public CliFixture {
 protected:
  void SetUp() override {
    Serve({&query_});
    file_ = absl::StrCat(testing::TempDir(), "/export-", getpid());
    unlink(file_.c_str());
  }
  std::string FileContent() const {
    std::ostringstream content;
    content << std::ifstream(file_).rdbuf();
    return content.str();
  }

  FakeQuery query_;
  std::string file_;
};

TEST_F(ReadsTest, GetsSeveralTrialsAtOnce) {
  EXPECT_EQ(Run({"get", "trials/b", "nct 0600 0001", "trials/a", "-ojson"}), kGood);
  EXPECT_EQ(out_, "{\"name\":\"trials/b\"}\n{\"name\":\"trials/abcdefghij\"}\n{\"name\":\"trials/a\"}\n");
  EXPECT_EQ(Run({"get", "trials/b", "trials/a"}), kGood);
  EXPECT_THAT(out_, HasSubstr("REGISTRATIONS"));
  EXPECT_EQ(Run({"get", "trials/b", "registrations/NCT06000001"}), kUsage);
}

TEST_F(ReadsTest, AsksForFields) {
  EXPECT_EQ(Run({"get", "trials/a", "--fields", "name, study.titles", "-ojson"}), kGood);
  EXPECT_THAT(out_, HasSubstr("paths: \\\"name\\\" paths: \\\"study.titles\\\""));
  EXPECT_EQ(Run({"get", "trials/a", "-ojson"}), kGood);
  EXPECT_THAT(out_, Not(HasSubstr("paths")));
}

TEST_F(ReadsTest, TellsWhatBecameOfATrial) {
  EXPECT_EQ(Run({"history", "trials/a"}), kGood);
  EXPECT_THAT(out_, HasSubstr("NCT06000001; NCT06000002  +NCT06000002; NCT06000001 results posted"));
  EXPECT_EQ(Run({"history", "trials/a", "--by_observation"}), kUsage);
}

TEST_F(ReadsTest, ComparesRevisionsOfATrial) {
  EXPECT_EQ(Run({"diff", "trials/a", "--base", "4", "--target", "17", "-ocsv"}), kGood);
  EXPECT_THAT(out_, HasSubstr("base_revision: 4"));
  EXPECT_THAT(out_, HasSubstr("target_revision: 17"));
  EXPECT_THAT(out_, Not(HasSubstr("as_of")));
  EXPECT_EQ(Run({"diff", "trials/a", "4", "-ocsv"}), kGood);
  EXPECT_THAT(out_, HasSubstr("base_revision: 4"));
  EXPECT_EQ(Run({"diff", "trials/a", "--base", "2025-09-30", "-ocsv"}), kGood);
  EXPECT_THAT(out_, HasSubstr("base_as_of"));
  EXPECT_THAT(out_, Not(HasSubstr("revision")));
  EXPECT_EQ(Run({"diff", "trials/a", "--target", "4"}), kUsage);
  EXPECT_EQ(Run({"diff", "trials/a"}), kUsage);
}

TEST_F(ReadsTest, ExportsToStandardOutputOrAFile) {
  EXPECT_EQ(Run({"export", "--filter", "f", "--fields", "name", "--as_of", "2025-09-30"}), kGood);
  EXPECT_THAT(out_, HasSubstr("filter: \"f\" format: EXPORT_FORMAT_NDJSON read_mask { paths: \"name\" }"));
  EXPECT_THAT(out_, HasSubstr("as_of { seconds: 1759276799"));
  EXPECT_THAT(out_, HasSubstr("\nsecond\n"));
  EXPECT_THAT(error_, HasSubstr("2 trials, as known at sequence 9."));
  progress_ = true;
  EXPECT_EQ(Run({"export", "--format", "csv", "--output", file_}), kGood);
  EXPECT_EQ(out_, "");
  EXPECT_THAT(FileContent(), testing::StartsWith("format: EXPORT_FORMAT_CSV"));
  EXPECT_THAT(FileContent(), testing::EndsWith("\nsecond\n"));
  EXPECT_THAT(error_, HasSubstr("[###############...............]  50%"));
  EXPECT_EQ(Run({"export", "--format", "xml"}), kUsage);
  EXPECT_EQ(Run({"export", "--output", "/nowhere/f"}), kUsage);
}

TEST_F(ReadsTest, AStreamThatBreaksLeavesNoFile) {
  EXPECT_EQ(Run({"export", "--filter", "breaks", "--output", file_}), kOtherError);
  EXPECT_NE(access(file_.c_str(), F_OK), 0);
  EXPECT_THAT(error_, HasSubstr("EXPORT_TOO_SLOW"));
  std::ofstream(file_) << "before";
  EXPECT_EQ(Run({"export", "--filter", "breaks", "--output", file_}), kOtherError);
  EXPECT_EQ(FileContent(), "before");
  EXPECT_EQ(Run({"export", "--filter", "breaks"}), kOtherError) << "also where the beginning was written";
}

}  // namespace
}  // namespace trialweave::query
