// A source whose documents change their shape, through the store.
#include <string>

#include "common/status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "store/drift/source_drift.h"
#include "store/testing/store_fixture.h"

namespace trialweave::store {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

class FieldDriftTest : public ::testing::Test {
 protected:
  // A run with `count` documents of these fields, to its end.
  v1::Run Crawl(const std::vector<std::string>& fields, int count, const std::string& source = "ctgov") {
    const std::string run = f_.StartRun(source);
    std::vector<v1::CommitRequest> requests;
    for (int i = 0; i < count; ++i) {
      v1::CommitRequest request =
          RecordRequest({"NCT0" + std::to_string(1000000 + i), "words", 1000 + ++documents_, "ctgov"});
      for (const std::string& field : fields) {
        v1::FieldShape* shape = request.mutable_record()->mutable_profile()->add_fields();
        shape->set_name(field);
        shape->set_type(v1::VALUE_TYPE_TEXT);
      }
      requests.push_back(std::move(request));
    }
    f_.SendAll(run, 1, std::move(requests));
    const v1::OutcomeCounts counts = f_.GetRun(run).counts();
    EXPECT_TRUE(f_.Checkpoint(run, static_cast<uint64_t>(count), counts, "on the way").ok());
    v1::FinishRunRequest finish;
    finish.set_run(run);
    finish.set_last_ordinal(static_cast<uint64_t>(count));
    *finish.mutable_counts() = counts;
    finish.set_state("end of " + run);
    const absl::StatusOr<v1::Run> finished = f_.Finish(finish);
    EXPECT_TRUE(finished.ok()) << finished.status();
    return finished.value_or(v1::Run());
  }
  absl::StatusOr<v1::SourceState> Accept(const std::string& source) {
    v1::AcceptFieldProfileRequest request;
    request.set_name("sources/" + source);
    v1::AcceptFieldProfileResponse response;
    const absl::Status status =
        f_.Change([&](WriteContext& context) { return AcceptFieldProfile(request, context, &response); });
    if (!status.ok()) return status;
    return response.source_state();
  }

  StoreFixture f_{"field_drift"};
  int documents_ = 0;
};

TEST_F(FieldDriftTest, RenamedFieldHoldsTheCheckpointUntilSomebodyAcceptsIt) {
  EXPECT_EQ(Crawl({"id", "title"}, 30).state(), v1::RUN_STATE_SUCCEEDED);
  const v1::Checkpoint checkpoint = f_.GetSource("ctgov").checkpoint();
  f_.Reopen();
  const v1::Run drifted = Crawl({"id", "name"}, 30);
  EXPECT_EQ(drifted.state(), v1::RUN_STATE_INCOMPLETE);
  EXPECT_EQ(drifted.drifts_size(), 2);
  EXPECT_THAT(drifted.detail(), HasSubstr("2 fields changed"));
  v1::SourceState state = f_.GetSource("ctgov");
  EXPECT_EQ(state.health(), v1::SOURCE_HEALTH_DRIFTED);
  EXPECT_EQ(state.drifts_size(), 2);
  EXPECT_EQ(state.checkpoint().SerializeAsString(), checkpoint.SerializeAsString()) << "held";
  EXPECT_EQ(Crawl({"id", "name"}, 30).state(), v1::RUN_STATE_INCOMPLETE) << "again, until it is accepted";
  const absl::StatusOr<v1::SourceState> accepted = Accept("ctgov");
  ASSERT_TRUE(accepted.ok()) << accepted.status();
  EXPECT_EQ(accepted->health(), v1::SOURCE_HEALTH_HEALTHY);
  EXPECT_THAT(accepted->drifts(), IsEmpty());
  const v1::Run after = Crawl({"id", "name"}, 30);
  EXPECT_EQ(after.state(), v1::RUN_STATE_SUCCEEDED) << after.ShortDebugString();
  EXPECT_EQ(f_.GetSource("ctgov").checkpoint().state(), "end of " + after.name());
  EXPECT_EQ(Crawl({"id", "title"}, 30).state(), v1::RUN_STATE_INCOMPLETE) << "the old shape is the drift now";
}

TEST_F(FieldDriftTest, FewDocumentsAreNoDrift) {
  EXPECT_EQ(Crawl({"id", "title"}, 30).state(), v1::RUN_STATE_SUCCEEDED);
  EXPECT_EQ(Crawl({"id"}, 5).state(), v1::RUN_STATE_SUCCEEDED);
}

TEST_F(FieldDriftTest, SourceWhoseFieldsComeBackIsDriftedNoLonger) {
  Crawl({"id", "title"}, 30);
  Crawl({"id"}, 30);
  EXPECT_EQ(f_.GetSource("ctgov").health(), v1::SOURCE_HEALTH_DRIFTED);
  EXPECT_EQ(Crawl({"id", "title"}, 30).state(), v1::RUN_STATE_SUCCEEDED);
  EXPECT_EQ(f_.GetSource("ctgov").health(), v1::SOURCE_HEALTH_HEALTHY);
  EXPECT_THAT(f_.GetSource("ctgov").drifts(), IsEmpty());
}

TEST_F(FieldDriftTest, RecordsOfAnotherSourceMakeBothDrifted) {
  Crawl({"id", "title"}, 30, "file_drop");
  Crawl({"id", "name"}, 30, "file_drop");
  EXPECT_EQ(f_.GetSource("ctgov").health(), v1::SOURCE_HEALTH_DRIFTED);
  EXPECT_EQ(f_.GetSource("file_drop").health(), v1::SOURCE_HEALTH_DRIFTED);
  ASSERT_TRUE(Accept("ctgov").ok());
  EXPECT_EQ(f_.GetSource("file_drop").health(), v1::SOURCE_HEALTH_HEALTHY) << "it had no other";
  EXPECT_EQ(Crawl({"id", "name"}, 30, "file_drop").state(), v1::RUN_STATE_SUCCEEDED);
}

TEST_F(FieldDriftTest, ThereMustBeSomethingToAccept) {
  EXPECT_EQ(Accept("ctgov").status().code(), absl::StatusCode::kNotFound);
  Crawl({"id"}, 30);
  EXPECT_EQ(common::ErrorReason(Accept("ctgov").status()), "NOT_DRIFTED");
}

}  // namespace
}  // namespace trialweave::store
