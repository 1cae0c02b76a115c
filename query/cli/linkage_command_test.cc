#include "query/cli/linkage_command.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "query/cli/cli_fixture.h"
#include "trialweave/v1/query_service.grpc.pb.h"
#include "trialweave/v1/store_service.grpc.pb.h"

namespace trialweave::query {
namespace {

using testing::HasSubstr;

class FakeExplanations : public v1::QueryService::Service {
 public:
  grpc::Status ExplainTrial(grpc::ServerContext*, const v1::ExplainTrialRequest* request,
                            v1::ExplainTrialResponse* response) override {
    response->set_trial(request->name());
    v1::PairExplanation& pair = *response->add_pairs();
    pair.set_registration_a("ChiCTR2400080001");
    pair.set_registration_b("NCT06000001");
    pair.set_same_trial(true);
    pair.add_reasons("each states the other's identifier");
    pair.set_prior(-1.5);
    v1::FieldWeight& weight = *pair.add_weights();
    weight.set_field("size");
    weight.set_agreement("equal");
    weight.set_weight(4);
    weight.set_value_a("48");
    weight.set_value_b("48");
    v1::FieldWeight& unstated = *pair.add_weights();
    unstated.set_agreement("not stated by both");
    unstated.set_weight(-0.25);
    pair.set_log_odds(2.25);
    v1::Disagreement& disagreement = *response->add_disagreements();
    disagreement.set_field("status");
    disagreement.add_variants()->set_value("RECRUITING");
    disagreement.mutable_variants(0)->mutable_provenance()->set_path("/status");
    response->add_documents()->set_source("ctgov");
    return grpc::Status::OK;
  }
};

class FakeDecisions : public v1::StoreService::Service {
 public:
  grpc::Status CreateDecision(grpc::ServerContext*, const v1::CreateDecisionRequest* request,
                              v1::CreateDecisionResponse* response) override {
    *response->mutable_decision() = request->decision();
    response->mutable_decision()->set_name("decisions/3");
    response->set_trial_a("trials/a");
    response->set_trial_b("trials/a");
    return grpc::Status::OK;
  }
  grpc::Status RevokeDecision(grpc::ServerContext*, const v1::RevokeDecisionRequest* request,
                              v1::RevokeDecisionResponse* response) override {
    response->mutable_decision()->set_name(request->name());
    response->mutable_decision()->mutable_revoke_time()->set_seconds(1);
    response->mutable_decision()->set_revoke_reason(request->reason());
    return grpc::Status::OK;
  }
  grpc::Status ListDecisions(grpc::ServerContext*, const v1::ListDecisionsRequest* request,
                             v1::ListDecisionsResponse* response) override {
    response->add_decisions()->set_author(request->registration());
    return grpc::Status::OK;
  }
  grpc::Status ListReviewQueue(grpc::ServerContext*, const v1::ListReviewQueueRequest*,
                               v1::ListReviewQueueResponse* response) override {
    response->add_pairs()->set_probability(0.5);
    return grpc::Status::OK;
  }
  grpc::Status Relink(grpc::ServerContext*, const v1::RelinkRequest* request,
                      grpc::ServerWriter<v1::RelinkResponse>* writer) override {
    v1::RelinkResponse response;
    response.mutable_change()->add_registration_ids("NCT06000001");
    writer->Write(response);
    response.Clear();
    response.mutable_summary()->set_merged(request->dry_run() ? 5 : 6);
    writer->Write(response);
    return grpc::Status::OK;
  }
};

class LinkageCommandTest : public CliFixture {
 protected:
  void SetUp() override { Serve({&query_, &store_}); }

  FakeExplanations query_;
  FakeDecisions store_;
};

TEST_F(LinkageCommandTest, ExplainsWithAWaterfallThatAddsUp) {
  EXPECT_EQ(Run({"explain", "NCT06000001"}), kGood);
  EXPECT_THAT(out_, HasSubstr("trials/NCT06000001"));
  EXPECT_THAT(out_, HasSubstr("each states the other's identifier"));
  EXPECT_THAT(out_, HasSubstr("prior                  -1.50          ---|               -1.50"));
  EXPECT_THAT(out_, HasSubstr("size                   +4.00             |++++++++       +2.50  equal: 48"));
  EXPECT_THAT(out_, HasSubstr("1 more fields          -0.25"));
  EXPECT_THAT(out_, HasSubstr("+2.25  which one of the two does not state"));
  EXPECT_THAT(out_, HasSubstr("RECRUITING  ctgov /status"));
  EXPECT_EQ(Run({"explain", "NCT06000001", "ChiCTR2400080001", "-ocsv"}), kGood);
  EXPECT_THAT(out_, HasSubstr("ChiCTR2400080001,NCT06000001,true,size,equal,4.0000,48,48\n"));
}

TEST_F(LinkageCommandTest, DecidesAndTakesDecisionsBack) {
  EXPECT_EQ(Run({"decide", "same", "NCT06000001", "ChiCTR2400080001", "--reason", "read both", "--author", "me"}),
            kGood);
  EXPECT_THAT(out_, HasSubstr("3  same     NCT06000001 ChiCTR2400080001  me"));
  EXPECT_THAT(error_, HasSubstr("one trial: trials/a"));
  EXPECT_EQ(Run({"decide", "same", "NCT06000001", "ChiCTR2400080001"}), kUsage) << "without a reason";
  EXPECT_EQ(Run({"decide", "perhaps", "NCT06000001", "ChiCTR2400080001", "--reason", "x"}), kUsage);
  EXPECT_EQ(Run({"decisions", "NCT06000001"}), kGood);
  EXPECT_THAT(out_, HasSubstr("registrations/NCT06000001"));
  EXPECT_EQ(Run({"decisions", "revoke", "3", "--reason", "it was the follow-up"}), kGood);
  EXPECT_THAT(out_, HasSubstr("revoked: it was the follow-up"));
  EXPECT_EQ(Run({"decisions", "revoke", "3"}), kUsage);
  EXPECT_EQ(Run({"review"}), kGood);
  EXPECT_THAT(out_, HasSubstr("0.500"));
}

TEST_F(LinkageCommandTest, SaysWhatLinkingAgainChanges) {
  EXPECT_EQ(Run({"relink", "--dry_run"}), kGood);
  EXPECT_THAT(out_, HasSubstr("NCT06000001"));
  EXPECT_THAT(error_, HasSubstr("Would link"));
  EXPECT_THAT(error_, HasSubstr("5 trials come together"));
  EXPECT_EQ(Run({"relink"}), kGood);
  EXPECT_THAT(error_, HasSubstr("6 trials come together"));
}

}  // namespace
}  // namespace trialweave::query
