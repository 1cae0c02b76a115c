#include "store/store_service.h"

#include <unistd.h>

#include <chrono>
#include <memory>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "common/channel.h"
#include "common/grpc_status.h"
#include "common/status.h"
#include "grpcpp/grpcpp.h"
#include "gtest/gtest.h"
#include "store/testing/store_fixture.h"

namespace trialweave::store {
namespace {

TestDocument Nct(int number, const std::string& words = "words") {
  TestDocument document;
  document.id = "NCT0000000" + std::to_string(number);
  document.words = words;
  return document;
}

// The service in a real server on a Unix socket.
class StoreServiceTest : public ::testing::Test {
 protected:
  StoreServiceTest() : fixture_("service") { Serve(); }
  ~StoreServiceTest() override { StopServing(); }

  void Serve() {
    // Without a path: the sandbox's is longer than a socket's may be.
    const std::string address = "unix-abstract:trialweave-store-test-" + std::to_string(getpid());
    service_ = std::make_unique<StoreService>(&fixture_.store(), StreamWindow());
    grpc::ServerBuilder builder;
    builder.AddListeningPort(address, grpc::InsecureServerCredentials());
    builder.RegisterService(service_.get());
    server_ = builder.BuildAndStart();
    stub_ = v1::StoreService::NewStub(common::MakeChannel(address));
  }
  void StopServing() {
    if (service_ == nullptr) return;
    service_->Drain();
    server_->Shutdown(std::chrono::system_clock::now() + std::chrono::seconds(5));
    server_.reset();
    fixture_.store().Stop();
    service_.reset();
  }
  v1::CommitRequest Request(const std::string& run, uint64_t token, uint64_t ordinal, v1::CommitRequest request) {
    request.mutable_document()->set_run(run);
    request.mutable_document()->set_fencing_token(token);
    request.mutable_document()->set_ordinal(ordinal);
    return request;
  }

  StoreFixture fixture_;
  std::unique_ptr<StoreService> service_;
  std::unique_ptr<grpc::Server> server_;
  std::unique_ptr<v1::StoreService::Stub> stub_;
};

TEST_F(StoreServiceTest, LeaseRunDocumentsCheckpointAndFinishOverTheWire) {
  v1::AcquireLeaseRequest lease;
  lease.set_resource("sources/ctgov");
  lease.set_holder("me");
  lease.mutable_ttl()->set_seconds(30);
  v1::AcquireLeaseResponse acquired;
  grpc::ClientContext lease_context;
  ASSERT_TRUE(stub_->AcquireLease(&lease_context, lease, &acquired).ok());
  lease.set_holder("you");
  grpc::ClientContext held_context;
  const absl::Status held = common::FromGrpc(stub_->AcquireLease(&held_context, lease, &acquired));
  EXPECT_EQ(held.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(common::ErrorReason(held), "LEASE_HELD");
  EXPECT_EQ(common::ErrorMetadata(held, "holder"), "me");

  v1::StartRunRequest start;
  start.set_source("ctgov");
  start.set_fencing_token(1);
  v1::StartRunResponse started;
  grpc::ClientContext start_context;
  ASSERT_TRUE(stub_->StartRun(&start_context, start, &started).ok());
  const std::string run = started.run().name();

  grpc::ClientContext context;
  auto stream = stub_->Commit(&context);
  ASSERT_TRUE(stream->Write(Request(run, 1, 1, RecordRequest(Nct(1)))));
  ASSERT_TRUE(stream->Write(Request(run, 1, 3, CauseRequest(Nct(3), v1::DEAD_LETTER_REASON_MALFORMED))));
  ASSERT_TRUE(stream->Write(Request(run, 9, 4, RecordRequest(Nct(4)))));
  v1::CommitResponse response;
  ASSERT_TRUE(stream->Read(&response));
  EXPECT_EQ(response.ordinal(), 1u);
  EXPECT_EQ(response.ack().outcome(), v1::OUTCOME_CREATED);
  ASSERT_TRUE(stream->Read(&response));
  EXPECT_EQ(response.ack().outcome(), v1::OUTCOME_DEAD_LETTERED);
  ASSERT_TRUE(stream->Read(&response));
  EXPECT_EQ(response.ordinal(), 4u);
  EXPECT_EQ(common::ErrorReason(common::FromProto(response.refusal())), "STALE_FENCING_TOKEN");

  v1::AdvanceCheckpointRequest checkpoint;
  checkpoint.set_fencing_token(1);
  checkpoint.mutable_checkpoint()->set_run(run);
  checkpoint.mutable_checkpoint()->set_up_to_ordinal(3);
  *checkpoint.mutable_checkpoint()->mutable_counts() = Counts(2, 0, 0, 1);
  v1::AdvanceCheckpointResponse advanced;
  grpc::ClientContext missing_context;
  EXPECT_EQ(common::ErrorReason(common::FromGrpc(stub_->AdvanceCheckpoint(&missing_context, checkpoint, &advanced))),
            "ORDINALS_MISSING");
  ASSERT_TRUE(stream->Write(Request(run, 1, 2, RecordRequest(Nct(2)))));
  ASSERT_TRUE(stream->Read(&response));
  *checkpoint.mutable_checkpoint()->mutable_counts() = Counts(3, 0, 0, 0);
  grpc::ClientContext differ_context;
  EXPECT_EQ(common::ErrorReason(common::FromGrpc(stub_->AdvanceCheckpoint(&differ_context, checkpoint, &advanced))),
            "COUNTS_DIFFER");
  *checkpoint.mutable_checkpoint()->mutable_counts() = Counts(2, 0, 0, 1);
  grpc::ClientContext good_context;
  EXPECT_TRUE(stub_->AdvanceCheckpoint(&good_context, checkpoint, &advanced).ok());
  EXPECT_GT(advanced.sequence(), response.ack().sequence());

  v1::RecordSnapshotRequest snapshot;
  snapshot.set_run(run);
  snapshot.set_fencing_token(1);
  snapshot.set_set("set");
  snapshot.mutable_observed_at()->set_seconds(1000);
  snapshot.set_first_ordinal(1);
  snapshot.set_last_ordinal(3);
  v1::RecordSnapshotResponse recorded;
  grpc::ClientContext incomplete_context;
  EXPECT_EQ(common::ErrorReason(common::FromGrpc(stub_->RecordSnapshot(&incomplete_context, snapshot, &recorded))),
            "SNAPSHOT_INCOMPLETE");
  snapshot.set_last_ordinal(2);
  grpc::ClientContext snapshot_context;
  EXPECT_TRUE(stub_->RecordSnapshot(&snapshot_context, snapshot, &recorded).ok());
  EXPECT_EQ(recorded.registrations(), 2u);
  EXPECT_GT(recorded.sequence(), advanced.sequence());

  ASSERT_TRUE(stream->WritesDone());
  EXPECT_FALSE(stream->Read(&response));
  EXPECT_TRUE(stream->Finish().ok());
}

TEST_F(StoreServiceTest, ManyDocumentsOnSeveralStreamsAreAllAnsweredOnce) {
  const std::string run = fixture_.StartRun("ctgov");
  constexpr int kStreams = 3;
  constexpr int kPerStream = 400;
  std::vector<std::thread> threads;
  std::vector<int> answers(kStreams, 0);
  for (int s = 0; s < kStreams; ++s) {
    threads.emplace_back([&, s] {
      grpc::ClientContext context;
      auto stream = stub_->Commit(&context);
      std::thread reader([&] {
        v1::CommitResponse response;
        while (stream->Read(&response)) answers[s] += response.has_ack() ? 1 : 0;
      });
      for (int i = 0; i < kPerStream; ++i) {
        const int ordinal = s * kPerStream + i + 1;
        stream->Write(Request(run, 1, ordinal, RecordRequest(Nct(ordinal % 7, std::to_string(ordinal)))));
      }
      stream->WritesDone();
      reader.join();
      EXPECT_TRUE(stream->Finish().ok());
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (int count : answers) EXPECT_EQ(count, kPerStream);
  EXPECT_EQ(fixture_.GetRun(run).delivered(), static_cast<uint64_t>(kStreams * kPerStream));
  EXPECT_EQ(fixture_.GetRun(run).distinct(), 7u);
}

TEST_F(StoreServiceTest, WatchBeginsWithASnapshotWhereTheBeginningIsNoLongerKept) {
  const std::string run = fixture_.StartRun("ctgov");
  for (int i = 0; i < 300; ++i) {
    ASSERT_TRUE(fixture_.Send(run, i + 1, RecordRequest(Nct(i % 9, std::to_string(i)))).ok());
  }
  StopServing();
  StoreFixtureOptions options;
  options.limits.changelog_entries = 250;
  fixture_.Reopen(options);
  Serve();
  fixture_.AwaitTrimmed();
  const uint64_t latest = fixture_.Status().sequence();
  const uint64_t first = fixture_.Status().first_retained_sequence();
  ASSERT_EQ(first, latest - 249);
  v1::WatchRequest request;
  request.set_after_sequence(first - 2);
  grpc::ClientContext behind_context;
  auto behind = stub_->Watch(&behind_context, request);
  v1::WatchResponse response;
  EXPECT_FALSE(behind->Read(&response));
  const absl::Status refused = common::FromGrpc(behind->Finish());
  EXPECT_EQ(refused.code(), absl::StatusCode::kOutOfRange);
  EXPECT_EQ(common::ErrorReason(refused), "SEQUENCE_NOT_RETAINED");

  request.set_after_sequence(0);
  grpc::ClientContext context;
  auto watch = stub_->Watch(&context, request);
  int parts = 0, entries = 0;
  std::set<std::string> registrations;
  uint64_t newest = 0;
  ASSERT_TRUE(watch->Read(&response));
  for (; response.snapshot(); ++parts) {
    EXPECT_EQ(response.up_to_sequence(), latest);
    entries += response.entries_size();
    newest = response.entries().rbegin()->sequence();
    for (const v1::ChangelogEntry& entry : response.entries()) {
      if (entry.has_head_changed()) registrations.insert(entry.head_changed().registration().registration_id());
    }
    ASSERT_TRUE(watch->Read(&response));
  }
  EXPECT_GT(parts, 1);
  EXPECT_LT(entries, 300) << "not all changes";
  EXPECT_EQ(registrations.size(), 9u);
  EXPECT_EQ(newest, latest);
  EXPECT_EQ(response.up_to_sequence(), latest) << "the bookmark behind it";
  EXPECT_EQ(response.entries_size(), 0);
  ASSERT_TRUE(fixture_.Send(fixture_.StartRun("ctgov"), 1, RecordRequest(Nct(1, "news"))).ok());
  ASSERT_TRUE(watch->Read(&response));
  EXPECT_FALSE(response.snapshot());
  EXPECT_EQ(response.entries(0).sequence(), latest + 1);
  context.TryCancel();
}

TEST_F(StoreServiceTest, WatchResumesWhereItWasAndWaitsForMore) {
  const std::string run = fixture_.StartRun("ctgov");
  ASSERT_TRUE(fixture_.Send(run, 1, RecordRequest(Nct(1))).ok());
  const uint64_t latest = fixture_.Status().sequence();
  v1::WatchRequest request;
  grpc::ClientContext context;
  auto watch = stub_->Watch(&context, request);
  v1::WatchResponse response;
  uint64_t seen = 0;
  while (seen < latest) {
    ASSERT_TRUE(watch->Read(&response));
    for (const v1::ChangelogEntry& entry : response.entries()) EXPECT_EQ(entry.sequence(), ++seen);
  }
  EXPECT_EQ(response.up_to_sequence(), latest);
  request.set_after_sequence(latest);
  grpc::ClientContext resumed_context;
  auto resumed = stub_->Watch(&resumed_context, request);
  ASSERT_TRUE(resumed->Read(&response)) << "where the store stands";
  EXPECT_EQ(response.entries_size(), 0);
  EXPECT_EQ(response.latest_sequence(), latest);
  ASSERT_TRUE(fixture_.Send(run, 2, RecordRequest(Nct(2))).ok());
  ASSERT_TRUE(resumed->Read(&response));
  EXPECT_EQ(response.entries(0).sequence(), latest + 1);
  ASSERT_TRUE(watch->Read(&response));
  EXPECT_EQ(response.entries(0).sequence(), latest + 1);
  resumed_context.TryCancel();
  EXPECT_FALSE(resumed->Read(&response));
  EXPECT_EQ(resumed->Finish().error_code(), grpc::StatusCode::CANCELLED);
  request.set_after_sequence(1000);
  grpc::ClientContext ahead_context;
  auto ahead = stub_->Watch(&ahead_context, request);
  EXPECT_FALSE(ahead->Read(&response));
  EXPECT_EQ(common::ErrorReason(common::FromGrpc(ahead->Finish())), "SEQUENCE_AHEAD");
}

TEST_F(StoreServiceTest, FailedWriteEndsTheStreamWithoutAnAcknowledgement) {
  const std::string run = fixture_.StartRun("ctgov");
  fixture_.database().FailWrites(true);
  grpc::ClientContext context;
  auto stream = stub_->Commit(&context);
  ASSERT_TRUE(stream->Write(Request(run, 1, 1, RecordRequest(Nct(1)))));
  v1::CommitResponse response;
  EXPECT_FALSE(stream->Read(&response));
  const absl::Status status = common::FromGrpc(stream->Finish());
  EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(common::ErrorReason(status), "COMMIT_FAILED");
}

TEST_F(StoreServiceTest, DrainEndsStreamsWithUnavailable) {
  const std::string run = fixture_.StartRun("ctgov");
  grpc::ClientContext commit_context;
  auto stream = stub_->Commit(&commit_context);
  ASSERT_TRUE(stream->Write(Request(run, 1, 1, RecordRequest(Nct(1)))));
  v1::CommitResponse response;
  ASSERT_TRUE(stream->Read(&response));
  grpc::ClientContext watch_context;
  auto watch = stub_->Watch(&watch_context, v1::WatchRequest());
  v1::WatchResponse entries;
  ASSERT_TRUE(watch->Read(&entries));
  service_->Drain();
  EXPECT_FALSE(stream->Read(&response));
  EXPECT_EQ(stream->Finish().error_code(), grpc::StatusCode::UNAVAILABLE);
  while (watch->Read(&entries)) {
  }
  EXPECT_EQ(watch->Finish().error_code(), grpc::StatusCode::UNAVAILABLE);
}

TEST_F(StoreServiceTest, CancelledCommitStreamStillKeepsWhatItSubmitted) {
  const std::string run = fixture_.StartRun("ctgov");
  grpc::ClientContext context;
  auto stream = stub_->Commit(&context);
  ASSERT_TRUE(stream->Write(Request(run, 1, 1, RecordRequest(Nct(1)))));
  v1::CommitResponse response;
  ASSERT_TRUE(stream->Read(&response));
  context.TryCancel();
  EXPECT_EQ(stream->Finish().error_code(), grpc::StatusCode::CANCELLED);
  grpc::ClientContext status_context;
  v1::GetStoreStatusRequest request;
  request.set_content_digest(true);
  v1::GetStoreStatusResponse status;
  ASSERT_TRUE(stub_->GetStoreStatus(&status_context, request, &status).ok());
  EXPECT_EQ(status.registrations(), 1u);
  EXPECT_EQ(status.content_digest().size(), 32u);
}

TEST_F(StoreServiceTest, WhatIsNotThereIsNotFound) {
  grpc::ClientContext run_context;
  v1::GetRunRequest run;
  run.set_name("sources/ctgov/runs/7");
  v1::GetRunResponse got;
  EXPECT_EQ(common::ErrorReason(common::FromGrpc(stub_->GetRun(&run_context, run, &got))), "RUN_NOT_FOUND");
  grpc::ClientContext source_context;
  v1::GetSourceStateRequest source;
  source.set_name("sources/ctgov");
  v1::GetSourceStateResponse state;
  EXPECT_EQ(stub_->GetSourceState(&source_context, source, &state).error_code(), grpc::StatusCode::NOT_FOUND);
  grpc::ClientContext raw_context;
  v1::ReadRawRequest raw;
  raw.set_raw_digest("short");
  v1::ReadRawResponse bytes;
  EXPECT_EQ(stub_->ReadRaw(&raw_context, raw, &bytes).error_code(), grpc::StatusCode::INVALID_ARGUMENT);
}

TEST_F(StoreServiceTest, WhatWasIsReadOverTheWire) {
  const std::string run = fixture_.StartRun("ctgov");
  ASSERT_TRUE(fixture_.Send(run, 1, RecordRequest(Nct(1, "old"))).ok());
  TestDocument later = Nct(1, "new");
  later.observed = 2000;
  ASSERT_TRUE(fixture_.Send(run, 2, RecordRequest(later)).ok());
  const auto ask = [&](auto method, const auto& request, auto* response) {
    grpc::ClientContext context;
    return common::FromGrpc((stub_.get()->*method)(&context, request, response));
  };
  v1::StoreServiceGetRegistrationRequest get;
  v1::StoreServiceGetRegistrationResponse got;
  get.set_name("registrations/NCT00000001");
  get.mutable_point()->mutable_as_of()->set_seconds(1500);
  ASSERT_EQ(ask(&v1::StoreService::Stub::GetRegistration, get, &got), absl::OkStatus());
  EXPECT_EQ(got.registration().study().titles(0).text(), "old");
  EXPECT_EQ(got.read_sequence(), fixture_.store().changelog().latest());
  v1::StoreServiceListRegistrationRevisionsRequest list;
  v1::StoreServiceListRegistrationRevisionsResponse listed;
  list.set_parent(get.name());
  ASSERT_EQ(ask(&v1::StoreService::Stub::ListRegistrationRevisions, list, &listed), absl::OkStatus());
  ASSERT_EQ(listed.revisions_size(), 2);
  EXPECT_EQ(listed.revisions(1).name(), "registrations/NCT00000001/revisions/2");
  v1::StoreServiceDiffRegistrationRequest diff;
  v1::StoreServiceDiffRegistrationResponse differ;
  diff.set_name(get.name());
  diff.mutable_base()->set_revision(1);
  ASSERT_EQ(ask(&v1::StoreService::Stub::DiffRegistration, diff, &differ), absl::OkStatus());
  EXPECT_EQ(differ.changes_size(), 1);
  v1::StoreServiceListRegistrationsResponse registrations;
  ASSERT_EQ(ask(&v1::StoreService::Stub::ListRegistrations, v1::StoreServiceListRegistrationsRequest(), &registrations),
            absl::OkStatus());
  EXPECT_EQ(registrations.registrations_size(), 1);
  v1::StoreServiceGetTrialRequest trial;
  v1::StoreServiceGetTrialResponse found;
  trial.set_name("trials/NCT00000001");
  ASSERT_EQ(ask(&v1::StoreService::Stub::GetTrial, trial, &found), absl::OkStatus());
  v1::StoreServiceListTrialsResponse trials;
  ASSERT_EQ(ask(&v1::StoreService::Stub::ListTrials, v1::StoreServiceListTrialsRequest(), &trials), absl::OkStatus());
  EXPECT_EQ(trials.trials(0).membership().trial(), found.trial().membership().trial());
  get.mutable_point()->set_read_sequence(1000);
  EXPECT_EQ(common::ErrorReason(ask(&v1::StoreService::Stub::GetRegistration, get, &got)), "SEQUENCE_AHEAD");
}

}  // namespace
}  // namespace trialweave::store
