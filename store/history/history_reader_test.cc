// Lists, trials, revisions, events and differences as they were.
#include "store/history/history_reader.h"

#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "common/content_digest.h"
#include "common/status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "store/history/testing/random_store.h"
#include "store/testing/store_fixture.h"

namespace trialweave::store {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr char kNct[] = "NCT00000001";
constexpr char kChiCtr[] = "ChiCTR2000000001";

class HistoryReaderTest : public ::testing::Test {
 protected:
  void SetUp() override { run_ = f_.StartRun("ctgov"); }

  uint64_t Send(const std::string& id, const std::string& words, int observed, v1::RecruitmentStatus status,
                const std::vector<std::string>& states = {}, const std::string& derivation = "1") {
    TestDocument document;
    document.id = id;
    document.words = words;
    document.observed = observed;
    for (const std::string& stated : states) document.secondary_ids.push_back(TestIdentifier("chictr", stated));
    v1::CommitRequest request = RecordRequest(document);
    v1::Registration* registration = request.mutable_record()->mutable_registration();
    registration->mutable_study()->set_status(status);
    request.mutable_record()->set_content_digest(common::ContentDigest(*registration));
    request.mutable_record()->set_derivation(derivation);
    const absl::StatusOr<v1::DocumentAck> ack = f_.Send(run_, ++ordinal_, std::move(request));
    EXPECT_TRUE(ack.ok()) << ack.status();
    return f_.store().changelog().latest();
  }
  std::unique_ptr<Reader> Snapshot() { return f_.store().database().Snapshot(); }

  // Registrations of the trial; empty when there is none.
  std::vector<std::string> Members(const std::string& name, uint64_t sequence = 0, int as_of = -1) {
    v1::StoreServiceGetTrialRequest request;
    request.set_name(name);
    request.mutable_point()->set_read_sequence(sequence);
    if (as_of >= 0) request.mutable_point()->mutable_as_of()->set_seconds(as_of);
    const auto response = GetTrial(*Snapshot(), request);
    if (!response.ok()) {
      EXPECT_EQ(common::ErrorReason(response.status()), "TRIAL_NOT_FOUND") << response.status();
      return {};
    }
    const auto& ids = response->trial().membership().registration_ids();
    EXPECT_EQ(response->trial().registrations_size(), ids.size());
    return {ids.begin(), ids.end()};
  }
  std::vector<std::string> Differences(const v1::RegistrationVersion& base, const v1::RegistrationVersion& target) {
    v1::StoreServiceDiffRegistrationRequest request;
    request.set_name(std::string("registrations/") + kNct);
    *request.mutable_base() = base;
    *request.mutable_target() = target;
    const auto response = DiffRegistration(*Snapshot(), request);
    EXPECT_TRUE(response.ok()) << response.status();
    std::vector<std::string> fields;
    for (const v1::FieldChange& change : response->changes()) fields.push_back(change.field());
    return fields;
  }
  static v1::RegistrationVersion Revision(uint64_t revision) {
    v1::RegistrationVersion version;
    version.set_revision(revision);
    return version;
  }
  static v1::RegistrationVersion AsOf(int seconds) {
    v1::RegistrationVersion version;
    version.mutable_as_of()->set_seconds(seconds);
    return version;
  }
  // "kind old -> new" of each version, in brackets.
  std::vector<std::string> History(v1::HistoryOrder order) {
    std::vector<std::string> lines;
    v1::StoreServiceListRegistrationRevisionsRequest request;
    request.set_parent(std::string("registrations/") + kNct);
    request.set_order(order);
    request.set_page_size(1);
    do {
      const auto response = ListRegistrationRevisions(*Snapshot(), request);
      EXPECT_TRUE(response.ok()) << response.status();
      if (!response.ok()) break;
      for (const v1::RegistrationRevision& revision : response->revisions()) {
        std::string line = std::to_string(revision.observed_at().seconds());
        if (revision.rederived()) line += " rederived";
        for (const v1::RegistrationEvent& event : revision.events()) {
          line += " " + v1::EventKind_Name(event.kind()).substr(sizeof("EVENT_KIND_") - 1);
        }
        lines.push_back(line);
      }
      request.set_page_token(response->next_page_token());
    } while (!request.page_token().empty());
    return lines;
  }

  StoreFixture f_{"history_reader"};
  std::string run_;
  uint64_t ordinal_ = 0;
};

TEST_F(HistoryReaderTest, TrialsAreWhatWasKnownToBelongTogether) {
  const uint64_t apart = Send(kNct, "a", 1000, v1::RECRUITMENT_STATUS_RECRUITING);
  const uint64_t two = Send(kChiCtr, "b", 2000, v1::RECRUITMENT_STATUS_RECRUITING);
  const uint64_t merged = Send(kNct, "a", 3000, v1::RECRUITMENT_STATUS_RECRUITING, {kChiCtr});
  const uint64_t split = Send(kNct, "a", 4000, v1::RECRUITMENT_STATUS_RECRUITING);
  const std::string nct = std::string("trials/") + kNct, chictr = std::string("trials/") + kChiCtr;
  EXPECT_THAT(Members(nct), ElementsAre(kNct));
  EXPECT_THAT(Members(chictr), ElementsAre(kChiCtr));
  EXPECT_THAT(Members(nct, merged), ElementsAre(kChiCtr, kNct));
  EXPECT_THAT(Members(chictr, merged), ElementsAre(kChiCtr, kNct));
  EXPECT_THAT(Members(nct, two), ElementsAre(kNct));
  EXPECT_THAT(Members(chictr, two), ElementsAre(kChiCtr));
  EXPECT_THAT(Members(chictr, apart), IsEmpty()) << "not known yet";
  EXPECT_THAT(Members(nct, split), ElementsAre(kNct));
  // Of a trial as it was known, what had been said by then.
  EXPECT_THAT(Members(chictr, merged, 1500), ElementsAre(kNct));
  EXPECT_THAT(Members(nct, merged, 500), IsEmpty());
}

TEST_F(HistoryReaderTest, LinksLeaveWithTheirRegistrations) {
  Send(kNct, "a", 1000, v1::RECRUITMENT_STATUS_RECRUITING, {kChiCtr});
  Send(kChiCtr, "b", 2000, v1::RECRUITMENT_STATUS_RECRUITING);
  v1::StoreServiceGetTrialRequest request;
  request.set_name(std::string("trials/") + kNct);
  EXPECT_EQ(GetTrial(*Snapshot(), request)->trial().membership().links_size(), 1);
  request.mutable_point()->mutable_as_of()->set_seconds(1500);
  EXPECT_EQ(GetTrial(*Snapshot(), request)->trial().membership().links_size(), 0);
  request.set_name("registrations/x");
  EXPECT_EQ(common::ErrorMetadata(GetTrial(*Snapshot(), request).status(), "field"), "name");
}

TEST_F(HistoryReaderTest, EventsSayWhatChangedAndWatchCarriesThem) {
  Send(kNct, "a", 1000, v1::RECRUITMENT_STATUS_RECRUITING);
  Send(kNct, "a", 2000, v1::RECRUITMENT_STATUS_WITHDRAWN);
  // An older container changes no head.
  Send(kNct, "a", 1500, v1::RECRUITMENT_STATUS_SUSPENDED);
  EXPECT_THAT(History(v1::HISTORY_ORDER_UNSPECIFIED), ElementsAre("1000", "2000 STATUS_CHANGED WITHDRAWN"));
  EXPECT_THAT(History(v1::HISTORY_ORDER_OBSERVATION),
              ElementsAre("1000", "1500 STATUS_CHANGED", "2000 STATUS_CHANGED WITHDRAWN"));
  std::vector<int> events;
  for (const v1::ChangelogEntry& entry : f_.Entries()) {
    if (entry.has_head_changed()) events.push_back(entry.head_changed().events_size());
  }
  EXPECT_THAT(events, ElementsAre(0, 2));
}

TEST_F(HistoryReaderTest, DifferencesAreOfRevisionsOrOfTimes) {
  Send(kNct, "a", 1000, v1::RECRUITMENT_STATUS_RECRUITING);
  Send(kNct, "b", 2000, v1::RECRUITMENT_STATUS_COMPLETED);
  EXPECT_THAT(Differences(Revision(1), Revision(2)), ElementsAre("study.titles[\"en\"].text", "study.status"));
  EXPECT_THAT(Differences(Revision(2), {}), IsEmpty());
  EXPECT_THAT(Differences(AsOf(1000), AsOf(2000)), ElementsAre("study.titles[\"en\"].text", "study.status"));
  EXPECT_THAT(Differences(AsOf(1000), AsOf(1999)), IsEmpty());
  v1::StoreServiceDiffRegistrationRequest request;
  request.set_name(std::string("registrations/") + kNct);
  request.mutable_base()->set_revision(3);
  EXPECT_EQ(common::ErrorReason(DiffRegistration(*Snapshot(), request).status()), "REGISTRATION_NOT_FOUND");
  *request.mutable_base() = AsOf(1);
  EXPECT_EQ(common::ErrorReason(DiffRegistration(*Snapshot(), request).status()), "REGISTRATION_NOT_FOUND");
  request.mutable_base()->set_revision(0);
  EXPECT_EQ(common::ErrorMetadata(DiffRegistration(*Snapshot(), request).status(), "field"), "revision");
}

TEST_F(HistoryReaderTest, DifferentReadersAreSaid) {
  Send(kNct, "a", 1000, v1::RECRUITMENT_STATUS_RECRUITING, {}, "1");
  Send(kNct, "b", 2000, v1::RECRUITMENT_STATUS_RECRUITING, {}, "2");
  v1::StoreServiceDiffRegistrationRequest request;
  request.set_name(std::string("registrations/") + kNct);
  request.mutable_base()->set_revision(1);
  EXPECT_TRUE(DiffRegistration(*Snapshot(), request)->derivations_differ());
  request.mutable_base()->set_revision(2);
  EXPECT_FALSE(DiffRegistration(*Snapshot(), request)->derivations_differ());
}

TEST_F(HistoryReaderTest, PageTokensAreOfTheirListAndPoint) {
  for (int i = 1; i < 5; ++i) {
    Send("NCT0000000" + std::to_string(i), "a", 1000 * i, v1::RECRUITMENT_STATUS_RECRUITING);
  }
  v1::StoreServiceListRegistrationsRequest request;
  request.set_page_size(1);
  request.mutable_point()->mutable_as_of()->set_seconds(3000);
  std::vector<std::string> ids;
  do {
    const auto response = ListRegistrations(*Snapshot(), request);
    ASSERT_TRUE(response.ok()) << response.status();
    for (const v1::Registration& each : response->registrations()) ids.push_back(each.registration_id());
    request.set_page_token(response->next_page_token());
    // What comes meanwhile does not show.
    Send("NCT00000009", std::to_string(ids.size()), 100, v1::RECRUITMENT_STATUS_RECRUITING);
  } while (!request.page_token().empty());
  EXPECT_THAT(ids, ElementsAre("NCT00000001", "NCT00000002", "NCT00000003"));
  request.clear_page_token();
  request.set_page_token(ListRegistrations(*Snapshot(), request)->next_page_token());
  v1::StoreServiceListTrialsRequest trials;
  *trials.mutable_point() = request.point();
  trials.set_page_token(request.page_token());
  EXPECT_EQ(common::ErrorReason(ListTrials(*Snapshot(), trials).status()), "PAGE_TOKEN_INVALID");
  request.mutable_point()->mutable_as_of()->set_seconds(4000);
  EXPECT_EQ(common::ErrorReason(ListRegistrations(*Snapshot(), request).status()), "PAGE_TOKEN_INVALID");
  request.set_page_token("xyz");
  EXPECT_EQ(common::ErrorReason(ListRegistrations(*Snapshot(), request).status()), "PAGE_TOKEN_INVALID");
  request.clear_page_token();
  request.set_page_size(-1);
  EXPECT_EQ(common::ErrorMetadata(ListRegistrations(*Snapshot(), request).status(), "field"), "page_size");
}

// What two lists say of a moment, page by page.
std::string ListsAt(const Reader& snapshot, uint64_t sequence, int as_of) {
  std::string text;
  v1::StoreServiceListTrialsRequest trials;
  trials.mutable_point()->set_read_sequence(sequence);
  if (as_of >= 0) trials.mutable_point()->mutable_as_of()->set_seconds(as_of);
  trials.set_page_size(2);
  do {
    const auto response = ListTrials(snapshot, trials);
    if (!response.ok()) return std::string(response.status().message());
    for (const v1::TrialRegistrations& trial : response->trials()) text += trial.SerializeAsString();
    trials.set_page_token(response->next_page_token());
  } while (!trials.page_token().empty());
  return text;
}

// Whatever is merged, split, derived again and delivered late, a list at a sequence stays, and is a partition.
TEST(PinnedListsTest, ListsOfTrialsStayForEver) {
  for (uint32_t seed = 11; seed <= 13; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    RandomStore random("pinned_lists", seed);
    std::map<std::pair<uint64_t, int>, std::string> answers;
    for (int step = 0; step < 40; ++step) {
      random.Step();
      const std::unique_ptr<Reader> snapshot = random.fixture().store().database().Snapshot();
      const uint64_t sequence = random.fixture().store().changelog().latest();
      for (int as_of : {-1, random.AnyTime()}) answers[{sequence, as_of}] = ListsAt(*snapshot, sequence, as_of);
      std::vector<std::string> members;
      const v1::StoreServiceListTrialsResponse trials = ListTrials(*snapshot, {}).value();
      for (const v1::TrialRegistrations& trial : trials.trials()) {
        const auto& ids = trial.membership().registration_ids();
        members.insert(members.end(), ids.begin(), ids.end());
      }
      std::sort(members.begin(), members.end());
      std::vector<std::string> registrations;
      const v1::StoreServiceListRegistrationsResponse all = ListRegistrations(*snapshot, {}).value();
      for (const v1::Registration& each : all.registrations()) {
        registrations.push_back(each.registration_id());
      }
      ASSERT_EQ(members, registrations);
    }
    const std::unique_ptr<Reader> snapshot = random.fixture().store().database().Snapshot();
    for (const auto& [point, answer] : answers) {
      ASSERT_EQ(ListsAt(*snapshot, point.first, point.second), answer) << point.first << " " << point.second;
    }
  }
}

// Deriving archived bytes again is neither an event nor a difference, whatever it changed.
TEST(RederivedHistoryTest, IsNoChangeByTheRegistry) {
  RandomStore random("rederived_history", 21);
  for (int step = 0; step < 60; ++step) random.Step();
  const std::unique_ptr<Reader> snapshot = random.fixture().store().database().Snapshot();
  int rederived = 0;
  for (const std::string& id : random.ids()) {
    v1::StoreServiceListRegistrationRevisionsRequest list;
    list.set_parent("registrations/" + id);
    list.set_page_size(1000);
    const auto history = ListRegistrationRevisions(*snapshot, list);
    if (!history.ok()) continue;
    for (int i = 1; i < history->revisions_size(); ++i) {
      if (!history->revisions(i).rederived()) continue;
      ++rederived;
      EXPECT_THAT(history->revisions(i).events(), IsEmpty());
      v1::StoreServiceDiffRegistrationRequest diff;
      diff.set_name(list.parent());
      diff.mutable_base()->set_revision(static_cast<uint64_t>(i));
      diff.mutable_target()->set_revision(static_cast<uint64_t>(i) + 1);
      const auto response = DiffRegistration(*snapshot, diff);
      ASSERT_TRUE(response.ok()) << response.status();
      for (const v1::FieldChange& change : response->changes()) {
        ADD_FAILURE() << id << " " << i + 1 << ": " << change.ShortDebugString();
      }
    }
  }
  EXPECT_GT(rederived, 10);
}

}  // namespace
}  // namespace trialweave::store
