#include <algorithm>
#include <numeric>
#include <random>
#include <string>
#include <vector>

#include "common/status.h"
#include "gtest/gtest.h"
#include "store/ledger/lease_table.h"
#include "store/ledger/run_lifecycle.h"
#include "store/ledger/run_name.h"
#include "store/testing/store_fixture.h"

namespace trialweave::store {
namespace {

TestDocument Nct(int number) {
  TestDocument document;
  std::string id = std::to_string(number);
  document.id = "NCT" + std::string(8 - id.size(), '0') + id;
  return document;
}

v1::FinishRunRequest FinishRequest(const std::string& run, uint64_t last, const v1::OutcomeCounts& counts) {
  v1::FinishRunRequest request;
  request.set_run(run);
  request.set_last_ordinal(last);
  *request.mutable_counts() = counts;
  return request;
}

std::string Reason(const absl::Status& status) { return common::ErrorReason(status); }

TEST(RunNameTest, OnlyTheOneSpellingIsAName) {
  EXPECT_EQ(ParseRunName("sources/ctgov/runs/12").value(), (RunKey{"ctgov", 12}));
  EXPECT_EQ(RunName({"ctgov", 12}), "sources/ctgov/runs/12");
  for (const char* wrong : {"", "sources/ctgov", "sources//runs/1", "sources/ctgov/runs/", "sources/ctgov/runs/0",
                            "sources/ctgov/runs/01", "sources/ctgov/runs/1x", "sources/-/runs/1", "runs/1",
                            "sources/a/b/runs/1", "sources/ctgov/runs/99999999999999999999"}) {
    EXPECT_EQ(ParseRunName(wrong).status().code(), absl::StatusCode::kInvalidArgument) << wrong;
  }
}

class LeaseTest : public ::testing::Test {
 protected:
  absl::StatusOr<uint64_t> Acquire(const std::string& holder, int seconds = 60) {
    v1::AcquireLeaseRequest request;
    request.set_resource("hosts/example.org");
    request.set_holder(holder);
    request.mutable_ttl()->set_seconds(seconds);
    v1::AcquireLeaseResponse response;
    const absl::Status status = f_.Change([&](WriteContext& c) { return AcquireLease(request, c, &response); });
    if (!status.ok()) return status;
    return response.fencing_token();
  }
  absl::Status Renew(uint64_t token) {
    v1::RenewLeaseRequest request;
    request.set_resource("hosts/example.org");
    request.set_fencing_token(token);
    request.mutable_ttl()->set_seconds(60);
    v1::RenewLeaseResponse response;
    return f_.Change([&](WriteContext& c) { return RenewLease(request, c, &response); });
  }
  absl::Status Release(uint64_t token) {
    v1::ReleaseLeaseRequest request;
    request.set_resource("hosts/example.org");
    request.set_fencing_token(token);
    return f_.Change([&](WriteContext& c) { return ReleaseLease(request, c); });
  }

  StoreFixture f_{"lease"};
};

TEST_F(LeaseTest, IsHeldUntilItExpiresAndTokensGrow) {
  EXPECT_EQ(Acquire("a").value(), 1u);
  EXPECT_EQ(Reason(Acquire("b").status()), "LEASE_HELD");
  EXPECT_EQ(Acquire("a").value(), 2u) << "the same holder gets it again at once";
  f_.clock().Advance(absl::Seconds(61));
  EXPECT_EQ(Acquire("b").value(), 3u);
  EXPECT_EQ(Reason(Renew(2)), "STALE_FENCING_TOKEN");
  EXPECT_TRUE(Renew(3).ok());
  f_.Reopen();
  EXPECT_EQ(Reason(Acquire("a").status()), "LEASE_HELD") << "leases are durable";
  EXPECT_EQ(f_.Status().sequence(), 0u) << "and not on the changelog";
}

TEST_F(LeaseTest, ReleasedLeaseIsFreeAndItsTokenIsNotGivenAgain) {
  ASSERT_EQ(Acquire("a").value(), 1u);
  EXPECT_TRUE(Release(7).ok()) << "a lost lease";
  EXPECT_EQ(Reason(Acquire("b").status()), "LEASE_HELD");
  EXPECT_TRUE(Release(1).ok());
  EXPECT_EQ(Reason(Renew(1)), "STALE_FENCING_TOKEN");
  EXPECT_EQ(Acquire("b").value(), 2u);
}

TEST_F(LeaseTest, TtlIsBounded) {
  EXPECT_EQ(Acquire("a", 0).status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(Acquire("a", 601).status().code(), absl::StatusCode::kInvalidArgument);
}

TEST(RunLedgerTest, CheckpointNeedsEveryOrdinalAndTheSameCounts) {
  StoreFixture f("checkpoint");
  const std::string run = f.StartRun("ctgov");
  for (int ordinal : {1, 2, 4}) ASSERT_TRUE(f.Send(run, ordinal, RecordRequest(Nct(ordinal))).ok());
  EXPECT_TRUE(f.Checkpoint(run, 2, Counts(2, 0, 0, 0)).ok());
  const absl::Status missing = f.Checkpoint(run, 4, Counts(4, 0, 0, 0));
  EXPECT_EQ(Reason(missing), "ORDINALS_MISSING");
  EXPECT_EQ(common::ErrorMetadata(missing, "first_missing"), "3");
  ASSERT_TRUE(f.Send(run, 3, CauseRequest(Nct(3), v1::DEAD_LETTER_REASON_EMPTY)).ok());
  EXPECT_EQ(Reason(f.Checkpoint(run, 4, Counts(4, 0, 0, 0))), "COUNTS_DIFFER");
  EXPECT_TRUE(f.Checkpoint(run, 3, Counts(2, 0, 0, 1)).ok()) << "in the middle of what is there";
  EXPECT_TRUE(f.Checkpoint(run, 4, Counts(3, 0, 0, 1)).ok());
  EXPECT_EQ(f.GetRun(run).checkpoint_ordinal(), 4u);
  EXPECT_TRUE(f.Checkpoint(run, 1, Counts(1, 0, 0, 0), "old").ok());
  EXPECT_EQ(f.GetRun(run).checkpoint_ordinal(), 4u) << "never back";
  EXPECT_EQ(f.GetSource("ctgov").checkpoint().state(), "");
}

TEST(RunLedgerTest, AnyOrderOfOrdinalsBalancesAtTheEnd) {
  std::mt19937 random(2);
  for (int round = 0; round < 5; ++round) {
    StoreFixture f("ordinals");
    const std::string run = f.StartRun("ctgov");
    std::vector<int> order(30);
    std::iota(order.begin(), order.end(), 1);
    std::shuffle(order.begin(), order.end(), random);
    for (int ordinal : order) ASSERT_TRUE(f.Send(run, ordinal, RecordRequest(Nct(ordinal))).ok());
    for (int up_to : {10, 29, 30}) EXPECT_TRUE(f.Checkpoint(run, up_to, Counts(up_to, 0, 0, 0)).ok());
  }
}

TEST(RunLedgerTest, StaleTokenIsRefusedEverywhere) {
  StoreFixture f("stale");
  const std::string old_run = f.StartRun("ctgov");
  ASSERT_TRUE(f.Send(old_run, 1, RecordRequest(Nct(1))).ok());
  const std::string run = f.StartRun("ctgov");
  EXPECT_EQ(Reason(f.Send(old_run, 2, RecordRequest(Nct(2))).status()), "STALE_FENCING_TOKEN");
  EXPECT_EQ(Reason(f.Checkpoint(old_run, 1, Counts(1, 0, 0, 0))), "STALE_FENCING_TOKEN");
  EXPECT_EQ(Reason(f.Finish(FinishRequest(old_run, 1, Counts(1, 0, 0, 0))).status()), "STALE_FENCING_TOKEN");
  EXPECT_EQ(f.GetRun(old_run).state(), v1::RUN_STATE_INTERRUPTED);
  EXPECT_TRUE(f.GetRun(old_run).has_end_time());
  EXPECT_EQ(f.GetRun(run).state(), v1::RUN_STATE_RUNNING);
  EXPECT_EQ(f.GetSource("ctgov").last_run(), run);
}

TEST(RunLedgerTest, FinishedRunTakesNoMoreDocuments) {
  StoreFixture f("finished");
  const std::string run = f.StartRun("ctgov");
  ASSERT_TRUE(f.Send(run, 1, RecordRequest(Nct(1))).ok());
  ASSERT_TRUE(f.Finish(FinishRequest(run, 1, Counts(1, 0, 0, 0))).ok());
  EXPECT_EQ(f.Send(run, 1, RecordRequest(Nct(1)))->outcome(), v1::OUTCOME_CREATED) << "its first outcome";
  EXPECT_EQ(Reason(f.Send(run, 2, RecordRequest(Nct(2))).status()), "RUN_NOT_RUNNING");
  EXPECT_EQ(Reason(f.Checkpoint(run, 1, Counts(1, 0, 0, 0))), "RUN_NOT_RUNNING");
  EXPECT_TRUE(f.Finish(FinishRequest(run, 1, Counts(1, 0, 0, 0))).ok()) << "said twice";
}

TEST(RunLedgerTest, RunMustBalanceToSucceed) {
  StoreFixture f("balance");
  const std::string run = f.StartRun("ctgov");
  ASSERT_TRUE(f.Send(run, 1, RecordRequest(Nct(1))).ok());
  ASSERT_TRUE(f.Send(run, 2, RecordRequest(Nct(1))).ok());
  v1::FinishRunRequest request = FinishRequest(run, 3, Counts(1, 0, 1, 0));
  EXPECT_EQ(Reason(f.Finish(request).status()), "ORDINALS_MISSING");
  request.set_last_ordinal(1);
  EXPECT_EQ(Reason(f.Finish(request).status()), "LEDGER_UNBALANCED");
  request.set_last_ordinal(2);
  *request.mutable_counts() = Counts(2, 0, 0, 0);
  EXPECT_EQ(Reason(f.Finish(request).status()), "COUNTS_DIFFER");
  *request.mutable_counts() = Counts(1, 0, 1, 0);
  request.set_declared(2);
  EXPECT_EQ(Reason(f.Finish(request).status()), "LEDGER_UNBALANCED") << "two documents, one record";
  request.set_declared(1);
  request.set_state("next time from here");
  auto finished = f.Finish(request);
  ASSERT_TRUE(finished.ok()) << finished.status();
  EXPECT_EQ(finished->state(), v1::RUN_STATE_SUCCEEDED);
  EXPECT_EQ(finished->distinct(), 1u);
  const v1::SourceState source = f.GetSource("ctgov");
  EXPECT_EQ(source.health(), v1::SOURCE_HEALTH_HEALTHY);
  EXPECT_TRUE(source.has_last_success_time());
  EXPECT_EQ(source.checkpoint().state(), "next time from here");
  EXPECT_EQ(source.checkpoint().up_to_ordinal(), 2u);
}

TEST(RunLedgerTest, MissingAndChallengedMakeARunIncomplete) {
  StoreFixture f("incomplete");
  std::string run = f.StartRun("ctgov");
  ASSERT_TRUE(f.Send(run, 1, RecordRequest(Nct(1))).ok());
  ASSERT_TRUE(f.Checkpoint(run, 1, Counts(1, 0, 0, 0), "page 1").ok());
  v1::FinishRunRequest request = FinishRequest(run, 1, Counts(1, 0, 0, 0));
  request.mutable_counts()->set_missing(2);
  request.set_declared(3);
  request.set_state("never");
  EXPECT_EQ(f.Finish(request)->state(), v1::RUN_STATE_INCOMPLETE);
  EXPECT_EQ(f.GetSource("ctgov").checkpoint().state(), "page 1") << "only success replaces it";
  EXPECT_EQ(f.GetSource("ctgov").health(), v1::SOURCE_HEALTH_FAILING);
  EXPECT_FALSE(f.GetSource("ctgov").has_last_success_time());
  run = f.StartRun("ctgov");
  request = FinishRequest(run, 0, Counts(0, 0, 0, 0));
  request.mutable_counts()->set_challenged(1);
  EXPECT_EQ(f.Finish(request)->state(), v1::RUN_STATE_INCOMPLETE);
  EXPECT_EQ(f.GetSource("ctgov").health(), v1::SOURCE_HEALTH_CHALLENGED);
  run = f.StartRun("ctgov");
  request = FinishRequest(run, 5, Counts(0, 0, 0, 0));
  request.mutable_failure()->set_message("host unknown");
  auto failed = f.Finish(request);
  ASSERT_TRUE(failed.ok()) << "a run that failed need not balance";
  EXPECT_EQ(failed->state(), v1::RUN_STATE_FAILED);
  EXPECT_EQ(failed->detail(), "host unknown");
}

TEST(RunLedgerTest, PageThatBrokeIsNoneOfTheDeclaredRecords) {
  StoreFixture f("fragment");
  const std::string run = f.StartRun("ctgov");
  ASSERT_TRUE(f.Send(run, 1, RecordRequest(Nct(1))).ok());
  v1::CommitRequest page = CauseRequest(Nct(2), v1::DEAD_LETTER_REASON_CHALLENGED);
  page.mutable_document()->set_fragment(true);
  ASSERT_TRUE(f.Send(run, 2, page).ok());
  v1::FinishRunRequest request = FinishRequest(run, 2, Counts(1, 0, 0, 1));
  request.set_declared(11);
  request.mutable_counts()->set_challenged(9);
  EXPECT_EQ(Reason(f.Finish(request).status()), "LEDGER_UNBALANCED");
  request.mutable_counts()->set_challenged(10);
  EXPECT_EQ(f.Finish(request)->distinct(), 1u);
}

TEST(RunLedgerTest, SourceOfTheRecordsLearnsOfTheRunThatBroughtThem) {
  StoreFixture f("record_source");
  const std::string run = f.StartRun("file_drop");
  TestDocument document = Nct(1);
  document.source = "ictrp";
  document.format = "ictrp_portal_xml";
  ASSERT_TRUE(f.Send(run, 1, RecordRequest(document)).ok());
  ASSERT_TRUE(f.Send(run, 2, RecordRequest(Nct(2))).ok());
  auto finished = f.Finish(FinishRequest(run, 2, Counts(2, 0, 0, 0)));
  ASSERT_TRUE(finished.ok()) << finished.status();
  ASSERT_EQ(finished->counts_by_source_size(), 2);
  EXPECT_EQ(finished->counts_by_source(0).source(), "ctgov");
  EXPECT_EQ(finished->counts_by_source(1).counts().created(), 1u);
  ASSERT_EQ(finished->counts_by_format_size(), 2);
  EXPECT_EQ(finished->counts_by_format(0).format(), "ctgov_v2_json");
  EXPECT_EQ(finished->counts_by_format(1).format(), "ictrp_portal_xml");
  EXPECT_EQ(finished->counts_by_format(1).source(), "ictrp");
  EXPECT_EQ(finished->counts_by_format(1).counts().created(), 1u);
  for (const char* source : {"ctgov", "ictrp", "file_drop"}) {
    EXPECT_EQ(f.GetSource(source).health(), v1::SOURCE_HEALTH_HEALTHY) << source;
    EXPECT_TRUE(f.GetSource(source).has_last_success_time()) << source;
    EXPECT_EQ(f.GetSource(source).last_run(), run) << source;
  }
  EXPECT_EQ(f.GetSource("ictrp").registrations(), 1u);
  EXPECT_EQ(f.GetSource("file_drop").registrations(), 0u);
}

TEST(RunLedgerTest, AbandonedRunIsInterruptedThoughAnotherSourcesRunBroughtRecordsSince) {
  StoreFixture f("abandoned");
  const std::string abandoned = f.StartRun("ctgov");
  const std::string drop = f.StartRun("file_drop");
  ASSERT_TRUE(f.Send(drop, 1, RecordRequest(Nct(1))).ok());
  ASSERT_TRUE(f.Finish(FinishRequest(drop, 1, Counts(1, 0, 0, 0))).ok());
  f.StartRun("ctgov");
  EXPECT_EQ(f.GetRun(abandoned).state(), v1::RUN_STATE_INTERRUPTED);
}

TEST(RunLedgerTest, StartsInOneGroupInterruptEachOther) {
  StoreFixture f("one_group");
  const auto start = [](WriteContext& context) {
    v1::AcquireLeaseRequest lease;
    lease.set_resource("sources/ctgov");
    lease.set_holder("test");
    lease.mutable_ttl()->set_seconds(60);
    v1::AcquireLeaseResponse acquired;
    if (absl::Status status = AcquireLease(lease, context, &acquired); !status.ok()) return status;
    v1::StartRunRequest request;
    request.set_source("ctgov");
    request.set_fencing_token(acquired.fencing_token());
    v1::StartRunResponse response;
    return StartRun(request, context, &response);
  };
  ASSERT_TRUE(f.Change([&](WriteContext& context) {
                 if (absl::Status status = start(context); !status.ok()) return status;
                 return start(context);
               }).ok());
  EXPECT_EQ(f.GetRun("sources/ctgov/runs/1").state(), v1::RUN_STATE_INTERRUPTED);
  EXPECT_EQ(f.GetRun("sources/ctgov/runs/2").state(), v1::RUN_STATE_RUNNING);
}

TEST(RunLedgerTest, ADroppedFileDoesNotHideThatASourcesOwnCrawlFails) {
  StoreFixture f("own_crawl");
  const std::string crawl = f.StartRun("ctgov");
  v1::FinishRunRequest failed = FinishRequest(crawl, 0, Counts(0, 0, 0, 0));
  failed.mutable_failure()->set_message("host unknown");
  ASSERT_TRUE(f.Finish(failed).ok());
  const std::string drop = f.StartRun("file_drop");
  ASSERT_TRUE(f.Send(drop, 1, RecordRequest(Nct(1))).ok());
  ASSERT_TRUE(f.Finish(FinishRequest(drop, 1, Counts(1, 0, 0, 0))).ok());
  EXPECT_EQ(f.GetSource("ctgov").health(), v1::SOURCE_HEALTH_FAILING);
  EXPECT_EQ(f.GetSource("ctgov").detail(), "host unknown");
  EXPECT_FALSE(f.GetSource("ctgov").has_last_success_time());
  EXPECT_EQ(f.GetSource("ctgov").last_run(), crawl);
}

TEST(RunLedgerTest, OnlyTheSameEndSaidAgainIsAccepted) {
  StoreFixture f("said_again");
  const std::string run = f.StartRun("ctgov");
  ASSERT_TRUE(f.Send(run, 1, RecordRequest(Nct(1))).ok());
  v1::FinishRunRequest request = FinishRequest(run, 1, Counts(1, 0, 0, 0));
  request.set_declared(1);
  ASSERT_TRUE(f.Finish(request).ok());
  EXPECT_EQ(f.Finish(request)->state(), v1::RUN_STATE_SUCCEEDED);
  request.set_declared(3);
  request.mutable_counts()->set_missing(2);
  EXPECT_EQ(Reason(f.Finish(request).status()), "RUN_NOT_RUNNING") << "success must not answer for what is missing";
  const std::string failed = f.StartRun("ctgov");
  request = FinishRequest(failed, 5, Counts(0, 0, 0, 0));
  request.mutable_failure()->set_message("host unknown");
  ASSERT_TRUE(f.Finish(request).ok());
  auto again = f.Finish(request);
  ASSERT_TRUE(again.ok()) << "though nothing that it sent has arrived: " << again.status();
  EXPECT_EQ(again->state(), v1::RUN_STATE_FAILED);
}

}  // namespace
}  // namespace trialweave::store
