#include "query/cli/count_command.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "query/cli/cli_fixture.h"
#include "trialweave/v1/query_service.grpc.pb.h"

namespace trialweave::query {
namespace {

using testing::HasSubstr;

class FakeCounts : public v1::QueryService::Service {
 public:
  grpc::Status AggregateTrials(grpc::ServerContext*, const v1::AggregateTrialsRequest* request,
                               v1::AggregateTrialsResponse* response) override {
    request_ = *request;
    v1::AggregateGroup& group = *response->add_groups();
    for (int i = 0; i < request->group_by_size(); ++i) group.add_values(i == 0 ? "PHASE1" : "");
    group.set_count(7);
    for (const std::string& field : request->statistics()) {
      v1::NumberSummary& summary = *group.add_statistics();
      summary.set_field(field);
      summary.set_count(2);
      summary.set_minimum(10);
      summary.set_median(12.5);
      summary.set_mean(12.5);
      summary.set_maximum(15);
      summary.set_sum(1234567);
    }
    response->set_total_size(9);
    response->set_groups_omitted(3);
    response->mutable_freshness()->set_sequence(42);
    return grpc::Status::OK;
  }
  v1::AggregateTrialsRequest request_;
};

class CountCommandTest : public CliFixture {
 protected:
  void SetUp() override { Serve({&query_}); }

  FakeCounts query_;
};

TEST_F(CountCommandTest, CountsByFieldsAndStretchesOfTime) {
  EXPECT_EQ(Run({"count", "--by", "phase,ev.route", "--by", "registered:month", "--filter", "country = CN"}), kGood);
  ASSERT_EQ(query_.request_.group_by_size(), 3);
  EXPECT_EQ(query_.request_.group_by(1).field(), "ev.route");
  EXPECT_EQ(query_.request_.group_by(2).field(), "registered");
  EXPECT_EQ(query_.request_.group_by(2).unit(), v1::TIME_UNIT_MONTH);
  EXPECT_EQ(query_.request_.filter(), "country = CN");
  EXPECT_THAT(out_, HasSubstr("PHASE   EV.ROUTE  REGISTERED  TRIALS"));
  EXPECT_THAT(out_, HasSubstr("PHASE1  (none)    (none)           7"));
  EXPECT_THAT(error_, HasSubstr("9 trials at sequence 42"));
  EXPECT_THAT(error_, HasSubstr("3 smaller groups"));
}

TEST_F(CountCommandTest, DescribesNumbersOfRegistrations) {
  EXPECT_EQ(Run({"count", "--by=phase,country", "--stat", "enrollment", "--registrations", "-ocsv"}), kGood);
  EXPECT_EQ(query_.request_.subject(), v1::AGGREGATION_SUBJECT_REGISTRATIONS);
  EXPECT_THAT(out_, HasSubstr("PHASE,COUNTRY,REGISTRATIONS,ENROLLMENT N,ENROLLMENT MIN,"));
  EXPECT_THAT(out_, HasSubstr("PHASE1,,7,2,10,12.5,12.5,15,1234567\n"));
  EXPECT_EQ(Run({"count", "--output", "json"}), kGood);
  EXPECT_THAT(out_, HasSubstr("\"groupsOmitted\":\"3\""));
}

TEST_F(CountCommandTest, RefusesUnitsThatAreNone) {
  EXPECT_EQ(Run({"count", "--by", "registered:week"}), kUsage);
  EXPECT_THAT(error_, HasSubstr("month, quarter, year"));
}

}  // namespace
}  // namespace trialweave::query
