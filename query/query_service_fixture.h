#ifndef TRIALWEAVE_QUERY_QUERY_SERVICE_FIXTURE_H_
#define TRIALWEAVE_QUERY_QUERY_SERVICE_FIXTURE_H_

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/channel.h"
#include "common/grpc_status.h"
#include "common/status.h"
#include "grpcpp/client_context.h"
#include "grpcpp/server_builder.h"
#include "gtest/gtest.h"
#include "query/changelog_follower.h"
#include "query/fake_store_service.h"
#include "query/query_service.h"
#include "query/search/text_indexer.h"
#include "query/search/xapian_index.h"
#include "query/store_history_service.h"
#include "query/store_watch_service.h"
#include "query/view/memory_view.h"
#include "query/view/trial_name.h"

namespace trialweave::query {

// A store, a query service and a client, over Unix sockets.
class QueryServiceTest : public testing::Test {
 protected:
  void SetUp() override {
    // Short: the path of a Unix socket holds 107 bytes.
    char folder[] = "/tmp/twqXXXXXX";
    ASSERT_NE(mkdtemp(folder), nullptr);
    folder_ = folder;
    index_ = *XapianIndex::Create(absl::StrCat(folder_, "/index"), &Synonyms::Shipped());
    indexer_ = std::make_unique<TextIndexer>(&view_, index_.get(), &readiness_,
                                             [this] { index_waiters_.Reached(indexer_->sequence()); });
    search_ = std::make_unique<TrialSearch>(index_.get(), &view_, &view_, &Synonyms::Shipped());
    searches_ = std::make_unique<SearchHandler>(search_.get(), &view_, &view_, &sessions_, &metrics_);
    aggregates_ = std::make_unique<AggregateHandler>(&view_, &view_, search_.get());
    service_ = std::make_unique<QueryService>(
        QueryService::Parts{&handler_, &history_, &view_, &readiness_, &metrics_, &waiters_, &workers_,
                            &history_workers_, aggregates_.get(), searches_.get(),
                            [this] { return indexer_->sequence(); }, &index_waiters_, &watches_, &limiter_});
    store_ = std::make_unique<FakeStoreService>(Socket("s"));
  }

  void TearDown() override {
    shutdown_.Request();
    if (watch_) watch_->Cancel();
    waiters_.Close();
    index_waiters_.Close();
    watches_.Close();
    if (indexing_.joinable()) indexing_.join();
    if (following_.joinable()) following_.join();
    if (server_) {
      server_->Shutdown(absl::ToChronoTime(absl::Now() + absl::Seconds(5)));
      server_->Wait();
    }
    store_.reset();
    for (const char* name : {"s", "q"}) unlink(Socket(name).substr(5).c_str());
    std::filesystem::remove_all(folder_);
  }

  std::string Socket(const std::string& name) const { return absl::StrCat("unix:", folder_, "/", name); }

  void StartQuery() {
    watch_ = std::make_unique<StoreWatchService>(Socket("s"));
    follower_ = std::make_unique<ChangelogFollower>(watch_.get(), &view_, &clock_, &readiness_,
                                                    [this] { waiters_.Reached(view_.Position().sequence); });
    grpc::ServerBuilder builder;
    builder.AddListeningPort(Socket("q"), grpc::InsecureServerCredentials());
    builder.RegisterService(service_.get());
    server_ = builder.BuildAndStart();
    ASSERT_NE(server_, nullptr);
    stub_ = v1::QueryService::NewStub(common::MakeChannel(Socket("q")));
    following_ = std::thread([this] { follower_->Run(shutdown_); });
    indexing_ = std::thread([this] { indexer_->Run(shutdown_, clock_); });
  }

  // Both, the view with everything that was logged.
  void Start() {
    store_->Start();
    StartQuery();
    AwaitReady();
  }
  void AwaitReady() {
    bool ready = false;
    readiness_.Observe([&](bool now) {
      absl::MutexLock inner(&ready_mutex_);
      ready = now;
    });
    const auto is_ready = [&] { return ready; };
    {
      absl::MutexLock inner(&ready_mutex_);
      EXPECT_TRUE(ready_mutex_.AwaitWithTimeout(absl::Condition(&is_ready), absl::Seconds(20)));
    }
    readiness_.Observe(nullptr);
  }

  v1::Registration LogHead(const std::string& id, int enrollment, const std::string& title = "") {
    v1::ChangelogEntry entry;
    v1::Registration& head = *entry.mutable_head_changed()->mutable_registration();
    head.set_registration_id(id);
    head.set_registry("ctgov");
    head.mutable_study()->mutable_enrollment()->set_count(enrollment);
    head.mutable_study()->set_status(enrollment % 2 == 0 ? v1::RECRUITMENT_STATUS_RECRUITING
                                                         : v1::RECRUITMENT_STATUS_COMPLETED);
    if (!title.empty()) head.mutable_study()->add_titles()->set_text(title);
    head.add_secondary_ids()->set_value("EUCTR2020-001722-66");
    store_->Append(entry);
    return head;
  }
  void LogMembers(const std::string& trial, const std::vector<std::string>& ids, const std::string& into = "") {
    v1::ChangelogEntry entry;
    v1::MembershipChanged& change = *entry.mutable_membership_changed();
    change.set_trial("trials/" + trial);
    for (const std::string& id : ids) change.add_registration_ids(id);
    if (!into.empty()) change.set_merged_into("trials/" + into);
    store_->Append(entry);
  }
  // Two entries each.
  void LogTrials(int count) {
    for (int i = 0; i < count; ++i) {
      LogHead(Nct(i), i);
      LogMembers(FoundersTrialId(Nct(i)), {Nct(i)});
    }
  }
  static std::string Nct(int i) { return absl::StrCat("NCT0600000", i); }
  static std::string NameOf(int i) { return "trials/" + FoundersTrialId(Nct(i)); }

  template <typename Request, typename Response>
  absl::Status Ask(grpc::Status (v1::QueryService::Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                   const Request& request, Response* response, absl::Duration timeout = absl::Seconds(20)) {
    grpc::ClientContext context;
    context.set_deadline(absl::ToChronoTime(absl::Now() + timeout));
    return common::FromGrpc((stub_.get()->*method)(&context, request, response));
  }
  absl::Status GetTrial(const std::string& name, v1::GetTrialResponse* response, uint64_t min_sequence = 0) {
    v1::GetTrialRequest request;
    request.set_name(name);
    request.mutable_options()->set_min_sequence(min_sequence);
    return Ask(&v1::QueryService::Stub::GetTrial, request, response);
  }
  absl::Status ListTrials(const v1::ListTrialsRequest& request, v1::ListTrialsResponse* response) {
    return Ask(&v1::QueryService::Stub::ListTrials, request, response);
  }
  std::string ReasonOfList(const v1::ListTrialsRequest& request) {
    v1::ListTrialsResponse response;
    const absl::Status status = ListTrials(request, &response);
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << status;
    return common::ErrorReason(status);
  }

  std::string folder_;
  common::SystemClock clock_;
  common::ShutdownSignal shutdown_;
  common::Readiness readiness_;
  absl::Mutex ready_mutex_;
  TrialLog log_{1 << 20};
  MemoryView view_{&clock_, absl::Seconds(600), &log_};
  QueryMetrics metrics_{QueryMetrics::NewRegistry()};
  SequenceWaiters waiters_;
  WorkerPool workers_{2, 64};
  QueryHandler handler_{&view_, &view_, &metrics_};
  // Nowhere.
  StoreHistoryService store_history_{"unix:/nowhere/s"};
  WorkerPool history_workers_{1, 16};
  HistoryHandler history_{&store_history_, &view_};
  std::unique_ptr<XapianIndex> index_;
  SequenceWaiters index_waiters_;
  std::unique_ptr<TextIndexer> indexer_;
  std::unique_ptr<TrialSearch> search_;
  SearchSessions sessions_{&clock_, absl::Seconds(600), 10};
  std::unique_ptr<SearchHandler> searches_;
  std::unique_ptr<AggregateHandler> aggregates_;
  WorkerPool watch_workers_{1, 64};
  WatchHub watches_{&log_, &view_, &watch_workers_, &clock_, 3};
  ClientLimiter limiter_{&clock_, 0};
  std::unique_ptr<QueryService> service_;
  std::unique_ptr<FakeStoreService> store_;
  std::unique_ptr<StoreWatchService> watch_;
  std::unique_ptr<ChangelogFollower> follower_;
  std::unique_ptr<grpc::Server> server_;
  std::unique_ptr<v1::QueryService::Stub> stub_;
  std::thread following_, indexing_;
};

}  // namespace trialweave::query

#endif  // TRIALWEAVE_QUERY_QUERY_SERVICE_FIXTURE_H_
