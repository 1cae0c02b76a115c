#include "query/query_service.h"

#include <algorithm>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/grpc_status.h"
#include "common/status.h"
#include "gmock/gmock.h"
#include "grpcpp/client_context.h"
#include "gtest/gtest.h"
#include "query/query_service_fixture.h"
#include "query/view/trial_name.h"

namespace trialweave::query {
namespace {

TEST_F(QueryServiceTest, GetsATrialByNameByMergedNameAndByIdentifier) {
  LogTrials(3);
  LogMembers(FoundersTrialId(Nct(0)), {Nct(0), Nct(1)});
  LogMembers(FoundersTrialId(Nct(1)), {}, FoundersTrialId(Nct(0)));
  Start();
  for (const std::string& name : {NameOf(0), NameOf(1), "trials/" + Nct(1), std::string("trials/nct06000001")}) {
    v1::GetTrialResponse response;
    ASSERT_EQ(GetTrial(name, &response), absl::OkStatus()) << name;
    EXPECT_EQ(response.trial().name(), NameOf(0)) << name;
    EXPECT_EQ(response.freshness().sequence(), 8);
    EXPECT_EQ(response.freshness().commit_time().seconds(), 1007);
  }
}

TEST_F(QueryServiceTest, RefusesNamesPreciselyAndFindsNothingForUnknownOnes) {
  LogTrials(1);
  Start();
  v1::GetTrialResponse response;
  EXPECT_EQ(common::ErrorReason(GetTrial("trials/zzzzzzzzzz", &response)), "TRIAL_NOT_FOUND");
  for (const char* name : {"", "trials/", "registrations/NCT06000000", "NCT06000000", "trials/a b"}) {
    const absl::Status status = GetTrial(name, &response);
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << name;
    EXPECT_EQ(common::ErrorReason(status), "NAME_INVALID") << name;
  }
  v1::GetRegistrationRequest request;
  v1::GetRegistrationResponse registration;
  request.set_name("registrations/NCT06009999");
  EXPECT_EQ(common::ErrorReason(Ask(&v1::QueryService::Stub::GetRegistration, request, &registration)),
            "REGISTRATION_NOT_FOUND");
  request.set_name("registrations/NCT06000000");
  ASSERT_EQ(Ask(&v1::QueryService::Stub::GetRegistration, request, &registration), absl::OkStatus());
  EXPECT_EQ(registration.registration().trial(), NameOf(0));
}

TEST_F(QueryServiceTest, GetsSeveralTrialsOfOneMomentInTheOrderOfTheirNames) {
  LogTrials(3);
  Start();
  v1::BatchGetTrialsRequest request;
  v1::BatchGetTrialsResponse response;
  const auto ask = [&] { return Ask(&v1::QueryService::Stub::BatchGetTrials, request, &response); };
  EXPECT_EQ(common::ErrorReason(ask()), "BATCH_SIZE_INVALID");
  for (const std::string& name : {NameOf(2), NameOf(0), std::string("trials/nct06000002")}) request.add_names(name);
  request.mutable_read_mask()->add_paths("study.enrollment");
  ASSERT_EQ(ask(), absl::OkStatus());
  ASSERT_EQ(response.trials_size(), 3);
  EXPECT_EQ(response.trials(0).name(), NameOf(2));
  EXPECT_EQ(response.trials(1).name(), NameOf(0));
  EXPECT_EQ(response.trials(2).study().enrollment().count(), 2);
  EXPECT_EQ(response.trials(2).registration_ids_size(), 0);
  EXPECT_EQ(response.freshness().sequence(), 6);
  request.add_names("trials/zzzzzzzzzz");
  request.add_names("trials/yyyyyyyyyy");
  const absl::Status missing = ask();
  EXPECT_EQ(common::ErrorReason(missing), "TRIAL_NOT_FOUND");
  EXPECT_THAT(std::string(missing.message()), testing::HasSubstr("zzzzzzzzzz"));
  request.set_names(4, "trials/a/revisions/1");
  EXPECT_EQ(common::ErrorReason(ask()), "NAME_INVALID");
  for (int i = 0; i < 1000; ++i) request.add_names(NameOf(0));
  EXPECT_EQ(common::ErrorReason(ask()), "BATCH_SIZE_INVALID");
  request.mutable_read_mask()->add_paths("none");
  EXPECT_EQ(common::ErrorReason(ask()), "READ_MASK_INVALID");
}

TEST_F(QueryServiceTest, GivesTheFieldsThatAreAskedFor) {
  LogTrials(2);
  Start();
  v1::GetTrialRequest get;
  v1::GetTrialResponse got;
  get.set_name(NameOf(0));
  get.mutable_read_mask()->add_paths("registries");
  ASSERT_EQ(Ask(&v1::QueryService::Stub::GetTrial, get, &got), absl::OkStatus());
  EXPECT_EQ(got.trial().name(), NameOf(0));
  EXPECT_FALSE(got.trial().has_study());
  v1::ListTrialsRequest list;
  v1::ListTrialsResponse listed;
  list.set_filter("enrollment >= 1");
  *list.mutable_read_mask() = get.read_mask();
  ASSERT_EQ(ListTrials(list, &listed), absl::OkStatus());
  ASSERT_EQ(listed.trials_size(), 1) << "the filter sees all fields";
  EXPECT_FALSE(listed.trials(0).has_study());
  v1::GetRegistrationRequest registration;
  v1::GetRegistrationResponse answer;
  registration.set_name("registrations/" + Nct(1));
  registration.mutable_read_mask()->add_paths("registry");
  ASSERT_EQ(Ask(&v1::QueryService::Stub::GetRegistration, registration, &answer), absl::OkStatus());
  EXPECT_EQ(answer.registration().registry(), "ctgov");
  EXPECT_FALSE(answer.registration().has_study());
  list.mutable_read_mask()->add_paths("none");
  EXPECT_EQ(ReasonOfList(list), "READ_MASK_INVALID");
}

TEST_F(QueryServiceTest, WhatWasIsTheStoresToSayAndOfTrialsAndRegistrationsOnly) {
  LogTrials(1);
  Start();
  v1::GetTrialRequest trial;
  v1::GetTrialResponse found;
  trial.set_name(NameOf(0));
  trial.mutable_options()->mutable_as_of()->set_seconds(1000);
  const absl::Status status = Ask(&v1::QueryService::Stub::GetTrial, trial, &found);
  EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable) << status;
  v1::ListNoticesRequest notices;
  v1::ListNoticesResponse listed;
  notices.mutable_options()->set_read_sequence(1);
  EXPECT_EQ(common::ErrorReason(Ask(&v1::QueryService::Stub::ListNotices, notices, &listed)), "AS_OF_UNSUPPORTED");
}

TEST_F(QueryServiceTest, PagesAreOneSnapshotWhileTheStoreMovesOn) {
  LogTrials(7);
  Start();
  v1::ListTrialsRequest request;
  request.set_page_size(3);
  request.set_filter("enrollment < 7");
  std::vector<std::string> names;
  uint64_t sequence = 14;
  do {
    v1::ListTrialsResponse response;
    ASSERT_EQ(ListTrials(request, &response), absl::OkStatus());
    EXPECT_EQ(response.total_size(), 7);
    EXPECT_EQ(response.freshness().sequence(), 14);
    for (const v1::Trial& trial : response.trials()) names.push_back(trial.name());
    request.set_page_token(response.next_page_token());
    LogHead(Nct(0), 100);
    LogMembers(FoundersTrialId(Nct(6)), {}, FoundersTrialId(Nct(0)));
    v1::GetTrialResponse newest;
    ASSERT_EQ(GetTrial(NameOf(0), &newest, sequence += 2), absl::OkStatus());
    EXPECT_EQ(newest.trial().study().enrollment().count(), 100);
  } while (!request.page_token().empty());
  EXPECT_EQ(names.size(), 7);
  EXPECT_TRUE(std::is_sorted(names.begin(), names.end()));
}

TEST_F(QueryServiceTest, PagesInAnyOrderAreOneSnapshot) {
  LogTrials(7);
  Start();
  v1::ListTrialsRequest request;
  request.set_page_size(2);
  request.set_order_by("enrollment desc");
  std::vector<int64_t> sizes;
  uint64_t sequence = 14;
  std::string token;
  do {
    v1::ListTrialsResponse response;
    ASSERT_EQ(ListTrials(request, &response), absl::OkStatus());
    for (const v1::Trial& trial : response.trials()) sizes.push_back(trial.study().enrollment().count());
    token = response.next_page_token();
    if (!token.empty()) request.set_page_token(token);
    // The last trial of the page, and one of the next, would now stand elsewhere.
    LogHead(Nct(7 - static_cast<int>(sizes.size())), 0);
    LogHead(Nct(0), 100);
    v1::GetTrialResponse newest;
    ASSERT_EQ(GetTrial(NameOf(0), &newest, sequence += 2), absl::OkStatus());
  } while (!token.empty());
  EXPECT_EQ(sizes, (std::vector<int64_t>{6, 5, 4, 3, 2, 1, 0}));
  request.set_order_by("enrollment");
  EXPECT_EQ(ReasonOfList(request), "PAGE_TOKEN_INVALID");
  request.set_order_by("size");
  EXPECT_EQ(ReasonOfList(request), "ORDER_BY_INVALID");
  request.set_order_by("enrollment");
  request.mutable_options()->set_read_sequence(3);
  EXPECT_EQ(ReasonOfList(request), "ORDER_BY_UNSUPPORTED");
}

TEST_F(QueryServiceTest, CountsTrialsByTheValuesOfFields) {
  LogTrials(3);
  Start();
  v1::AggregateTrialsRequest request;
  request.add_group_by()->set_field("status");
  request.mutable_options()->set_min_sequence(6);
  v1::AggregateTrialsResponse response;
  ASSERT_EQ(Ask(&v1::QueryService::Stub::AggregateTrials, request, &response), absl::OkStatus());
  ASSERT_EQ(response.groups_size(), 2);
  EXPECT_EQ(response.groups(1).values(0), "RECRUITING");
  EXPECT_EQ(response.groups(1).count(), 2);
  EXPECT_EQ(response.freshness().sequence(), 6);
  EXPECT_EQ(response.freshness().commit_time().seconds(), 1005);
  request.mutable_options()->set_read_sequence(3);
  EXPECT_EQ(common::ErrorReason(Ask(&v1::QueryService::Stub::AggregateTrials, request, &response)),
            "AS_OF_UNSUPPORTED");
}

TEST_F(QueryServiceTest, RefusesForeignTokensWrongFiltersAndNegativePages) {
  LogTrials(4);
  Start();
  v1::ListTrialsRequest request;
  request.set_page_size(-1);
  EXPECT_EQ(ReasonOfList(request), "PAGE_SIZE_INVALID");
  request.set_page_size(2);
  request.set_filter("status = OPEN");
  EXPECT_EQ(ReasonOfList(request), "FILTER_INVALID");
  request.set_filter("");
  request.set_page_token("nonsense");
  EXPECT_EQ(ReasonOfList(request), "PAGE_TOKEN_INVALID");
  request.clear_page_token();
  v1::ListTrialsResponse response;
  ASSERT_EQ(ListTrials(request, &response), absl::OkStatus());
  EXPECT_EQ(response.total_size(), 4);
  std::string token = response.next_page_token();
  request.set_page_token(token);
  request.set_filter("status = RECRUITING");
  EXPECT_EQ(ReasonOfList(request), "PAGE_TOKEN_INVALID");
  request.set_filter("");
  request.set_page_size(1000);
  EXPECT_EQ(ListTrials(request, &response), absl::OkStatus()) << "the page size may change";
  token[3] = token[3] == 'A' ? 'B' : 'A';
  request.set_page_token(token);
  EXPECT_EQ(ReasonOfList(request), "PAGE_TOKEN_INVALID");
}

TEST_F(QueryServiceTest, WaitsForASequenceUntilItComesOrTheDeadline) {
  LogTrials(1);
  Start();
  v1::GetTrialRequest request;
  request.set_name(NameOf(0));
  request.mutable_options()->set_min_sequence(3);
  v1::GetTrialResponse response;
  EXPECT_EQ(Ask(&v1::QueryService::Stub::GetTrial, request, &response, absl::Milliseconds(100)).code(),
            absl::StatusCode::kDeadlineExceeded);
  std::thread later([this] { LogHead(Nct(0), 77); });
  EXPECT_EQ(Ask(&v1::QueryService::Stub::GetTrial, request, &response), absl::OkStatus());
  later.join();
  EXPECT_EQ(response.trial().study().enrollment().count(), 77);
  EXPECT_EQ(response.freshness().sequence(), 3);
}

TEST_F(QueryServiceTest, ResolvesIdentifiersInAnySpelling) {
  LogTrials(1);
  Start();
  const auto resolve = [this](const std::string& identifier) {
    v1::ResolveIdentifierRequest request;
    request.set_identifier(identifier);
    v1::ResolveIdentifierResponse response;
    EXPECT_EQ(Ask(&v1::QueryService::Stub::ResolveIdentifier, request, &response), absl::OkStatus()) << identifier;
    return response;
  };
  EXPECT_EQ(resolve("nct06000000").registration(), "registrations/NCT06000000");
  EXPECT_EQ(resolve("nct06000000").trial(), NameOf(0));
  EXPECT_EQ(resolve("EudraCT No: 2020-001722-66").trial(), NameOf(0));
  EXPECT_EQ(resolve("EudraCT No: 2020-001722-66").registration(), "");
  EXPECT_EQ(resolve("NCT07654320").canonical(), "NCT07654320");
  EXPECT_EQ(resolve("NCT07654320").trial(), "");
  EXPECT_EQ(resolve("hello").canonical(), "");
  v1::ResolveIdentifierRequest empty;
  v1::ResolveIdentifierResponse response;
  EXPECT_EQ(common::ErrorReason(Ask(&v1::QueryService::Stub::ResolveIdentifier, empty, &response)),
            "IDENTIFIER_INVALID");
}

TEST_F(QueryServiceTest, AnswersAboutPublicationsAndNotices) {
  for (const char* id : {"a", "b", "c"}) {
    v1::ChangelogEntry entry;
    v1::Publication& publication = *entry.mutable_publication_changed()->mutable_publication();
    publication.set_name(std::string("publications/") + id);
    publication.set_doi(std::string("10.1000/") + id);
    store_->Append(entry);
  }
  v1::ChangelogEntry entry;
  entry.mutable_notice_changed()->mutable_notice()->set_name("notices/n");
  store_->Append(entry);
  Start();
  v1::GetPublicationRequest get;
  get.set_name("publications/doi:10.1000/b");
  v1::GetPublicationResponse got;
  ASSERT_EQ(Ask(&v1::QueryService::Stub::GetPublication, get, &got), absl::OkStatus());
  EXPECT_EQ(got.publication().name(), "publications/b");
  get.set_name("publications/pubmed:1");
  EXPECT_EQ(common::ErrorReason(Ask(&v1::QueryService::Stub::GetPublication, get, &got)), "PUBLICATION_NOT_FOUND");
  get.set_name("trials/a");
  EXPECT_EQ(common::ErrorReason(Ask(&v1::QueryService::Stub::GetPublication, get, &got)), "NAME_INVALID");
  v1::ListPublicationsRequest list;
  list.set_page_size(2);
  v1::ListPublicationsResponse listed;
  ASSERT_EQ(Ask(&v1::QueryService::Stub::ListPublications, list, &listed), absl::OkStatus());
  EXPECT_EQ(listed.total_size(), 3);
  v1::ListNoticesRequest notices;
  notices.set_page_token(listed.next_page_token());
  v1::ListNoticesResponse noticed;
  EXPECT_EQ(common::ErrorReason(Ask(&v1::QueryService::Stub::ListNotices, notices, &noticed)), "PAGE_TOKEN_INVALID")
      << "of another listing";
  notices.clear_page_token();
  ASSERT_EQ(Ask(&v1::QueryService::Stub::ListNotices, notices, &noticed), absl::OkStatus());
  EXPECT_EQ(noticed.notices_size(), 1);
  list.set_page_token(listed.next_page_token());
  ASSERT_EQ(Ask(&v1::QueryService::Stub::ListPublications, list, &listed), absl::OkStatus());
  ASSERT_EQ(listed.publications_size(), 1);
  EXPECT_EQ(listed.publications(0).name(), "publications/c");
  list.clear_page_token();
  list.set_filter("phase:PHASE1");
  EXPECT_EQ(common::ErrorReason(Ask(&v1::QueryService::Stub::ListPublications, list, &listed)), "FILTER_INVALID");
  v1::GetNoticeRequest notice;
  notice.set_name("notices/x");
  v1::GetNoticeResponse none;
  EXPECT_EQ(common::ErrorReason(Ask(&v1::QueryService::Stub::GetNotice, notice, &none)), "NOTICE_NOT_FOUND");
}

TEST_F(QueryServiceTest, ReportsCoverage) {
  LogTrials(2);
  v1::ChangelogEntry entry;
  entry.mutable_source_state_changed()->set_name("sources/ctgov");
  store_->Append(entry);
  entry.mutable_dead_letter_changed()->set_name("deadLetters/a");
  store_->Append(entry);
  Start();
  v1::GetCoverageRequest request;
  request.mutable_options()->set_coverage(true);
  v1::GetCoverageResponse response;
  ASSERT_EQ(Ask(&v1::QueryService::Stub::GetCoverage, request, &response), absl::OkStatus());
  EXPECT_EQ(response.trials(), 2);
  EXPECT_EQ(response.registrations(), 2);
  EXPECT_EQ(response.dead_letters_open(), 1);
  ASSERT_EQ(response.sources_size(), 1);
  EXPECT_EQ(response.freshness().coverage_size(), 1);
}

TEST_F(QueryServiceTest, StartsBeforeTheStoreAndSaysThatItIsNotReady) {
  StartQuery();
  v1::GetTrialResponse response;
  const absl::Status status = GetTrial(NameOf(0), &response);
  EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(common::ErrorReason(status), "VIEW_NOT_READY");
  EXPECT_FALSE(readiness_.Get());
  LogTrials(1);
  store_->Start();
  AwaitReady();
  EXPECT_EQ(GetTrial(NameOf(0), &response), absl::OkStatus());
}

TEST_F(QueryServiceTest, FollowsOnWhereItWasWhenTheStoreComesBack) {
  LogTrials(2);
  Start();
  store_->Stop();
  v1::GetTrialResponse response;
  EXPECT_EQ(GetTrial(NameOf(1), &response), absl::OkStatus()) << "it answers without the store";
  LogHead(Nct(1), 55);
  store_->Start();
  ASSERT_EQ(GetTrial(NameOf(1), &response, 5), absl::OkStatus());
  EXPECT_EQ(response.trial().study().enrollment().count(), 55);
  EXPECT_EQ(store_->watches().front(), 0);
  EXPECT_EQ(store_->watches().back(), 4);
  EXPECT_GE(follower_->state().reconnects, 1);
}

TEST_F(QueryServiceTest, BuildsTheViewAnewWhenTheStoreHasLessThanItSaw) {
  LogTrials(3);
  Start();
  store_->Stop();
  store_->Clear();
  LogTrials(1);
  store_->Start();
  v1::ListTrialsResponse response;
  // Not ready while it builds; then what the store has now.
  while (follower_->state().rebuilds == 0 || !readiness_.Get()) std::this_thread::yield();
  ASSERT_EQ(ListTrials({}, &response), absl::OkStatus());
  EXPECT_EQ(response.total_size(), 1);
  EXPECT_EQ(response.freshness().sequence(), 2);
}

}  // namespace
}  // namespace trialweave::query
