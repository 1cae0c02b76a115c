#include "query/history_handler.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/clock.h"
#include "common/packed_provenance.h"
#include "common/status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "query/view/memory_view.h"

namespace trialweave::query {
namespace {

using ::testing::ElementsAre;

v1::TrialRegistrations TrialOf(const std::string& id, v1::RecruitmentStatus status) {
  v1::TrialRegistrations trial;
  trial.mutable_membership()->set_trial("trials/" + id);
  trial.mutable_membership()->add_registration_ids("NCT0000000" + id);
  v1::Registration* registration = trial.add_registrations();
  registration->set_registration_id("NCT0000000" + id);
  registration->set_registry("ctgov");
  registration->mutable_study()->set_status(status);
  return trial;
}

// Five trials, of which every other one recruits since 2000; at sequence 7 unless another is asked for.
class FakeHistory : public HistorySource {
 public:
  absl::StatusOr<v1::StoreServiceExplainTrialResponse> ExplainTrial(const v1::StoreServiceExplainTrialRequest& request,
                                                                    absl::Time) override {
    names.push_back(request.name());
    v1::StoreServiceExplainTrialResponse response;
    response.set_trial("trials/1");
    response.add_pairs()->set_registration_a(request.registration_a());
    response.set_sequence(9);
    return response;
  }
  absl::StatusOr<v1::StoreServiceGetRegistrationResponse> GetRegistration(
      const v1::StoreServiceGetRegistrationRequest& request, absl::Time) override {
    names.push_back(request.name());
    v1::StoreServiceGetRegistrationResponse response;
    response.mutable_registration()->set_name(request.name());
    response.mutable_registration()->add_provenance()->set_field("status");
    common::PackProvenance(response.mutable_registration());
    response.set_read_sequence(request.point().read_sequence());
    return response;
  }
  absl::StatusOr<v1::StoreServiceListRegistrationsResponse> ListRegistrations(
      const v1::StoreServiceListRegistrationsRequest& request, absl::Time) override {
    if (request.page_size() == 0) return absl::UnavailableError("out of reach");
    v1::StoreServiceListRegistrationsResponse response;
    response.add_registrations()->add_provenance()->set_field("status");
    common::PackProvenance(response.mutable_registrations(0));
    return response;
  }
  absl::StatusOr<v1::StoreServiceListRegistrationRevisionsResponse> ListRegistrationRevisions(
      const v1::StoreServiceListRegistrationRevisionsRequest& request, absl::Time) override {
    v1::StoreServiceListRegistrationRevisionsResponse response;
    response.add_revisions()->set_name(request.parent() + "/revisions/1");
    response.set_next_page_token(v1::HistoryOrder_Name(request.order()));
    return response;
  }
  absl::StatusOr<v1::StoreServiceDiffRegistrationResponse> DiffRegistration(
      const v1::StoreServiceDiffRegistrationRequest& request, absl::Time) override {
    v1::StoreServiceDiffRegistrationResponse response;
    response.add_changes()->set_old_value(request.base().ShortDebugString());
    response.set_read_sequence(request.read_sequence());
    return response;
  }
  absl::StatusOr<v1::StoreServiceGetTrialResponse> GetTrial(const v1::StoreServiceGetTrialRequest& request,
                                                            absl::Time) override {
    names.push_back(request.name());
    sequences.push_back(request.point().read_sequence());
    if (request.name() != "trials/1" && request.name() != "trials/NCT00000001") {
      return common::MakeError(absl::StatusCode::kNotFound, "TRIAL_NOT_FOUND", "no trial");
    }
    v1::StoreServiceGetTrialResponse response;
    const bool later = !request.point().has_as_of() || request.point().as_of().seconds() >= 2000;
    *response.mutable_trial() =
        TrialOf("1", later ? v1::RECRUITMENT_STATUS_RECRUITING : v1::RECRUITMENT_STATUS_NOT_YET_RECRUITING);
    response.set_read_sequence(request.point().read_sequence() == 0 ? 7 : request.point().read_sequence());
    return response;
  }
  absl::StatusOr<v1::StoreServiceListTrialRevisionsResponse> ListTrialRevisions(
      const v1::StoreServiceListTrialRevisionsRequest& request, absl::Time) override {
    if (request.parent() != "trials/NCT00000001") {
      return common::MakeError(absl::StatusCode::kNotFound, "TRIAL_NOT_FOUND", "no trial");
    }
    v1::StoreServiceListTrialRevisionsResponse response;
    response.add_revisions()->set_name("trials/1/revisions/4");
    response.set_next_page_token(request.page_token() + "+");
    response.set_read_sequence(request.read_sequence());
    return response;
  }
  absl::StatusOr<v1::StoreServiceListTrialsResponse> ListTrials(const v1::StoreServiceListTrialsRequest& request,
                                                                absl::Time) override {
    v1::StoreServiceListTrialsResponse response;
    response.set_read_sequence(7);
    int next = request.page_token().empty() ? 0 : std::stoi(request.page_token());
    for (int i = 0; i < request.page_size() && next < 5; ++i, ++next) {
      *response.add_trials() = TrialOf(
          std::to_string(next), next % 2 == 0 ? v1::RECRUITMENT_STATUS_RECRUITING : v1::RECRUITMENT_STATUS_COMPLETED);
    }
    if (next < 5) response.set_next_page_token(std::to_string(next));
    return response;
  }

  std::vector<std::string> names;
  std::vector<uint64_t> sequences;
};

class HistoryHandlerTest : public ::testing::Test {
 protected:
  common::SystemClock clock_;
  MemoryView view_{&clock_, absl::Seconds(1)};
  FakeHistory history_;
  HistoryHandler handler_{&history_, &view_};
  const HistoryHandler::Caller caller_{absl::InfiniteFuture(), [] { return false; }};
};

TEST_F(HistoryHandlerTest, TrialsAreMergedAndSayTheSequence) {
  v1::GetTrialRequest request;
  v1::GetTrialResponse response;
  request.set_name("trials/nct 0000 0001");
  request.mutable_options()->mutable_as_of()->set_seconds(1000);
  ASSERT_EQ(handler_.GetTrial(request, caller_, &response), absl::OkStatus());
  EXPECT_EQ(response.trial().name(), "trials/1");
  EXPECT_EQ(response.trial().study().status(), v1::RECRUITMENT_STATUS_NOT_YET_RECRUITING);
  EXPECT_EQ(response.freshness().sequence(), 7u);
  EXPECT_THAT(history_.names, ElementsAre("trials/nct 0000 0001", "trials/NCT00000001"));
  request.set_name("trials/unknown");
  EXPECT_EQ(common::ErrorReason(handler_.GetTrial(request, caller_, &response)), "TRIAL_NOT_FOUND");
  request.set_name("NCT00000001");
  EXPECT_EQ(common::ErrorReason(handler_.GetTrial(request, caller_, &response)), "NAME_INVALID");
}

TEST_F(HistoryHandlerTest, ListsAreFilteredOverThePagesOfTheStore) {
  v1::ListTrialsRequest request;
  request.set_filter("status = RECRUITING");
  request.set_page_size(2);
  std::vector<std::string> names;
  do {
    v1::ListTrialsResponse response;
    ASSERT_EQ(handler_.ListTrials(request, caller_, &response), absl::OkStatus());
    EXPECT_LE(response.trials_size(), 2);
    for (const v1::Trial& trial : response.trials()) names.push_back(trial.name());
    request.set_page_token(response.next_page_token());
  } while (!request.page_token().empty());
  EXPECT_THAT(names, ElementsAre("trials/0", "trials/2", "trials/4"));
  request.set_page_size(1);
  v1::ListTrialsResponse first, other;
  ASSERT_EQ(handler_.ListTrials(request, caller_, &first), absl::OkStatus());
  request.set_page_token(first.next_page_token());
  request.set_filter("status = COMPLETED");
  EXPECT_EQ(common::ErrorReason(handler_.ListTrials(request, caller_, &other)), "PAGE_TOKEN_INVALID");
  request.set_filter("status = ");
  EXPECT_EQ(common::ErrorReason(handler_.ListTrials(request, caller_, &other)), "FILTER_INVALID");
}

TEST_F(HistoryHandlerTest, TrialsAreComparedAsOneSequenceKnewThem) {
  v1::DiffTrialRequest request;
  v1::DiffTrialResponse response;
  request.set_name("trials/1");
  request.mutable_base_as_of()->set_seconds(1000);
  ASSERT_EQ(handler_.DiffTrial(request, caller_, &response), absl::OkStatus());
  ASSERT_EQ(response.changes_size(), 1);
  EXPECT_EQ(response.changes(0).field(), "study.status");
  EXPECT_THAT(history_.sequences, ElementsAre(0u, 7u));
  request.mutable_target_as_of()->set_seconds(1500);
  response.Clear();
  ASSERT_EQ(handler_.DiffTrial(request, caller_, &response), absl::OkStatus());
  EXPECT_EQ(response.changes_size(), 0);
}

TEST_F(HistoryHandlerTest, ARevisionIsWhatWasKnownAtItsSequence) {
  v1::GetTrialRequest request;
  v1::GetTrialResponse response;
  request.set_name("trials/1/revisions/4");
  ASSERT_EQ(handler_.GetTrial(request, caller_, &response), absl::OkStatus());
  EXPECT_EQ(response.freshness().sequence(), 4u);
  EXPECT_THAT(history_.names, ElementsAre("trials/1"));
  request.mutable_options()->set_read_sequence(3);
  EXPECT_EQ(common::ErrorReason(handler_.GetTrial(request, caller_, &response)), "TRIAL_NOT_FOUND")
      << "it was not known yet";
  request.mutable_options()->set_read_sequence(9);
  ASSERT_EQ(handler_.GetTrial(request, caller_, &response), absl::OkStatus());
  EXPECT_EQ(response.freshness().sequence(), 4u);
  request.mutable_options()->mutable_as_of()->set_seconds(1000);
  EXPECT_EQ(common::ErrorReason(handler_.GetTrial(request, caller_, &response)), "AS_OF_UNSUPPORTED");
  request.set_name("trials/1/revisions/none");
  EXPECT_EQ(common::ErrorReason(handler_.GetTrial(request, caller_, &response)), "NAME_INVALID");
}

TEST_F(HistoryHandlerTest, RevisionsOfTrialsAreComparedEachAsItWasKnown) {
  v1::DiffTrialRequest request;
  v1::DiffTrialResponse response;
  const auto reason = [&] { return common::ErrorReason(handler_.DiffTrial(request, caller_, &response)); };
  request.set_name("trials/1");
  request.set_base_revision(4);
  ASSERT_EQ(handler_.DiffTrial(request, caller_, &response), absl::OkStatus());
  EXPECT_THAT(history_.sequences, ElementsAre(0u, 4u));
  EXPECT_EQ(response.freshness().sequence(), 7u);
  request.set_target_revision(6);
  ASSERT_EQ(handler_.DiffTrial(request, caller_, &response), absl::OkStatus());
  EXPECT_THAT(history_.sequences, ElementsAre(0u, 4u, 6u, 4u));
  request.mutable_options()->set_read_sequence(5);
  EXPECT_EQ(reason(), "TRIAL_NOT_FOUND") << "it was not known yet";
  request.mutable_options()->clear_read_sequence();
  request.set_base_revision(0);
  EXPECT_EQ(reason(), "VERSIONS_INVALID");
  request.set_base_revision(4);
  request.mutable_base_as_of()->set_seconds(1);
  EXPECT_EQ(reason(), "VERSIONS_INVALID");
}

TEST_F(HistoryHandlerTest, RevisionsOfTrialsAreListedByAnySpelling) {
  v1::ListTrialRevisionsRequest request;
  v1::ListTrialRevisionsResponse response;
  request.set_parent("trials/nct 0000 0001");
  request.set_page_token("3");
  request.mutable_options()->set_read_sequence(5);
  ASSERT_EQ(handler_.ListTrialRevisions(request, caller_, &response), absl::OkStatus());
  EXPECT_EQ(response.revisions(0).name(), "trials/1/revisions/4");
  EXPECT_EQ(response.next_page_token(), "3+");
  EXPECT_EQ(response.freshness().sequence(), 5u);
  const auto reason = [&] { return common::ErrorReason(handler_.ListTrialRevisions(request, caller_, &response)); };
  request.set_parent("trials/unknown");
  EXPECT_EQ(reason(), "TRIAL_NOT_FOUND");
  request.set_parent("trials/1/revisions/4");
  EXPECT_EQ(reason(), "NAME_INVALID");
  request.set_parent("trials/1");
  request.set_page_size(-1);
  EXPECT_EQ(reason(), "PAGE_SIZE_INVALID");
}

TEST_F(HistoryHandlerTest, SeveralTrialsAreOfOneSequence) {
  v1::BatchGetTrialsRequest request;
  v1::BatchGetTrialsResponse response;
  request.add_names("trials/NCT00000001");
  request.add_names("trials/1");
  request.mutable_options()->set_read_sequence(5);
  request.mutable_read_mask()->add_paths("registration_ids");
  ASSERT_EQ(handler_.BatchGetTrials(request, caller_, &response), absl::OkStatus());
  EXPECT_THAT(history_.sequences, ElementsAre(5u, 5u));
  ASSERT_EQ(response.trials_size(), 2);
  EXPECT_FALSE(response.trials(1).has_study());
  EXPECT_EQ(response.freshness().sequence(), 5u);
  request.mutable_options()->mutable_as_of()->set_seconds(1000);
  EXPECT_EQ(common::ErrorReason(handler_.BatchGetTrials(request, caller_, &response)), "AS_OF_UNSUPPORTED");
  const HistoryHandler::Caller gone = {absl::InfiniteFuture(), [] { return true; }};
  request.mutable_options()->clear_as_of();
  EXPECT_EQ(handler_.BatchGetTrials(request, gone, &response).code(), absl::StatusCode::kCancelled);
}

TEST_F(HistoryHandlerTest, MasksAreForWhatWasToo) {
  v1::GetTrialRequest get;
  v1::GetTrialResponse got;
  get.set_name("trials/1");
  get.mutable_read_mask()->add_paths("registries");
  ASSERT_EQ(handler_.GetTrial(get, caller_, &got), absl::OkStatus());
  EXPECT_FALSE(got.trial().has_study());
  v1::ListTrialsRequest list;
  v1::ListTrialsResponse listed;
  list.set_filter("status = RECRUITING");
  *list.mutable_read_mask() = get.read_mask();
  ASSERT_EQ(handler_.ListTrials(list, caller_, &listed), absl::OkStatus());
  EXPECT_EQ(listed.trials_size(), 3) << "the filter sees all fields";
  EXPECT_FALSE(listed.trials(0).has_study());
  list.mutable_read_mask()->add_paths("none");
  EXPECT_EQ(common::ErrorReason(handler_.ListTrials(list, caller_, &listed)), "READ_MASK_INVALID");
  v1::GetRegistrationRequest registration;
  v1::GetRegistrationResponse answer;
  registration.set_name("registrations/NCT00000002");
  registration.mutable_read_mask()->add_paths("none");
  EXPECT_EQ(common::ErrorReason(handler_.GetRegistration(registration, caller_, &answer)), "READ_MASK_INVALID");
}

TEST_F(HistoryHandlerTest, RegistrationsAreAskedForByTheirCanonicalIdentifier) {
  v1::GetRegistrationRequest get;
  v1::GetRegistrationResponse got;
  get.set_name("registrations/nct 0000 0002/revisions/3");
  get.mutable_options()->set_read_sequence(5);
  ASSERT_EQ(handler_.GetRegistration(get, caller_, &got), absl::OkStatus());
  EXPECT_EQ(got.registration().name(), "registrations/NCT00000002/revisions/3");
  EXPECT_EQ(got.registration().provenance(0).field(), "status");
  EXPECT_TRUE(got.registration().packed_provenance().empty());
  EXPECT_EQ(got.freshness().sequence(), 5u);
  v1::ListRegistrationRevisionsRequest list;
  v1::ListRegistrationRevisionsResponse listed;
  list.set_parent("registrations/NCT00000002");
  list.set_order(v1::HISTORY_ORDER_OBSERVATION);
  ASSERT_EQ(handler_.ListRegistrationRevisions(list, caller_, &listed), absl::OkStatus());
  EXPECT_EQ(listed.revisions(0).name(), "registrations/NCT00000002/revisions/1");
  EXPECT_EQ(listed.next_page_token(), "HISTORY_ORDER_OBSERVATION");
  v1::DiffRegistrationRequest diff;
  v1::DiffRegistrationResponse differ;
  diff.set_name("registrations/NCT00000002");
  diff.mutable_base()->set_revision(4);
  ASSERT_EQ(handler_.DiffRegistration(diff, caller_, &differ), absl::OkStatus());
  EXPECT_EQ(differ.changes(0).old_value(), "revision: 4");
}

TEST_F(HistoryHandlerTest, ListedRegistrationsSayWhereTheirValuesStood) {
  v1::ListRegistrationsRequest request;
  request.set_page_size(1);
  v1::ListRegistrationsResponse response;
  ASSERT_EQ(handler_.ListRegistrations(request, caller_, &response), absl::OkStatus());
  EXPECT_EQ(response.registrations(0).provenance(0).field(), "status");
}

TEST_F(HistoryHandlerTest, ErrorsOfTheStoreAreTheCallers) {
  v1::ListRegistrationsResponse response;
  EXPECT_EQ(handler_.ListRegistrations({}, caller_, &response).code(), absl::StatusCode::kUnavailable);
}

}  // namespace
}  // namespace trialweave::query
