// Revisions of trials: where they are, and what they say.
#include "store/history/trial_timeline.h"

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/content_digest.h"
#include "common/status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "store/history/history_reader.h"
#include "store/history/testing/random_store.h"
#include "store/testing/store_fixture.h"

namespace trialweave::store {
namespace {

using ::testing::ElementsAre;

constexpr char kNct[] = "NCT00000001";
constexpr char kChiCtr[] = "ChiCTR2000000001";

std::vector<v1::TrialRevision> Revisions(const Reader& snapshot, const std::string& parent, uint64_t sequence = 0,
                                         int page_size = 1000) {
  v1::StoreServiceListTrialRevisionsRequest request;
  request.set_parent(parent);
  request.set_read_sequence(sequence);
  request.set_page_size(page_size);
  std::vector<v1::TrialRevision> revisions;
  do {
    const auto response = ListTrialRevisions(snapshot, request);
    if (!response.ok()) {
      EXPECT_EQ(common::ErrorReason(response.status()), "TRIAL_NOT_FOUND") << response.status();
      return {};
    }
    revisions.insert(revisions.end(), response->revisions().begin(), response->revisions().end());
    request.set_page_token(response->next_page_token());
  } while (!request.page_token().empty());
  return revisions;
}

class TrialTimelineTest : public ::testing::Test {
 protected:
  void SetUp() override { run_ = f_.StartRun("ctgov"); }

  void Send(const std::string& id, int observed, v1::RecruitmentStatus status,
            const std::vector<std::string>& states = {}) {
    TestDocument document;
    document.id = id;
    document.observed = observed;
    for (const std::string& stated : states) document.secondary_ids.push_back(TestIdentifier("chictr", stated));
    v1::CommitRequest request = RecordRequest(document);
    v1::Registration* registration = request.mutable_record()->mutable_registration();
    registration->mutable_study()->set_status(status);
    request.mutable_record()->set_content_digest(common::ContentDigest(*registration));
    const absl::StatusOr<v1::DocumentAck> ack = f_.Send(run_, ++ordinal_, std::move(request));
    ASSERT_TRUE(ack.ok()) << ack.status();
  }
  // "members +joined -left EVENTS" of each revision.
  std::vector<std::string> History(const std::string& parent, uint64_t sequence = 0) {
    std::vector<std::string> lines;
    for (const v1::TrialRevision& each :
         Revisions(*f_.store().database().Snapshot(), "trials/" + parent, sequence, 1)) {
      std::string line = absl::StrJoin(each.registration_ids(), ",");
      for (const std::string& id : each.joined_registration_ids()) absl::StrAppend(&line, " +", id);
      for (const std::string& id : each.left_registration_ids()) absl::StrAppend(&line, " -", id);
      for (const v1::RegistrationEvents& events : each.events()) {
        absl::StrAppend(&line, " ", events.registration_id());
        for (const v1::RegistrationEvent& event : events.events()) {
          absl::StrAppend(&line, " ", v1::EventKind_Name(event.kind()).substr(sizeof("EVENT_KIND_") - 1));
        }
      }
      EXPECT_GT(each.commit_time().seconds(), 0) << line;
      lines.push_back(line);
    }
    return lines;
  }

  StoreFixture f_{"trial_timeline"};
  std::string run_;
  uint64_t ordinal_ = 0;
};

TEST_F(TrialTimelineTest, TellsOfHeadsAndOfRegistrationsThatComeAndGo) {
  Send(kNct, 1000, v1::RECRUITMENT_STATUS_RECRUITING);
  Send(kChiCtr, 2000, v1::RECRUITMENT_STATUS_RECRUITING);
  Send(kNct, 3000, v1::RECRUITMENT_STATUS_COMPLETED, {kChiCtr});
  Send(kChiCtr, 4000, v1::RECRUITMENT_STATUS_WITHDRAWN);
  Send(kNct, 5000, v1::RECRUITMENT_STATUS_COMPLETED);
  EXPECT_THAT(History(kNct), ElementsAre("NCT00000001 +NCT00000001",                        //
                                         "NCT00000001 NCT00000001 STATUS_CHANGED",          //
                                         "ChiCTR2000000001,NCT00000001 +ChiCTR2000000001",  //
                                         "ChiCTR2000000001,NCT00000001 ChiCTR2000000001 STATUS_CHANGED WITHDRAWN",
                                         "ChiCTR2000000001,NCT00000001",  // of which one no longer states the other
                                         "NCT00000001 -ChiCTR2000000001"));
  EXPECT_THAT(History(kChiCtr), ElementsAre("ChiCTR2000000001 +ChiCTR2000000001", " -ChiCTR2000000001",
                                            "ChiCTR2000000001 +ChiCTR2000000001"))
      << "while it was in the other it has no history of its own";
}

TEST_F(TrialTimelineTest, IsWhatWasKnownAtASequence) {
  Send(kNct, 1000, v1::RECRUITMENT_STATUS_RECRUITING);
  const uint64_t then = f_.store().changelog().latest();
  Send(kNct, 2000, v1::RECRUITMENT_STATUS_COMPLETED);
  EXPECT_THAT(History(kNct, then), ElementsAre("NCT00000001 +NCT00000001"));
  EXPECT_EQ(History(kNct).size(), 2);
}

TEST_F(TrialTimelineTest, RefusesWhatIsNoTrial) {
  Send(kNct, 1000, v1::RECRUITMENT_STATUS_RECRUITING);
  const auto reason = [&](const std::string& parent, const std::string& token = "") {
    v1::StoreServiceListTrialRevisionsRequest request;
    request.set_parent(parent);
    request.set_page_token(token);
    return common::ErrorReason(ListTrialRevisions(*f_.store().database().Snapshot(), request).status());
  };
  EXPECT_EQ(reason("registrations/NCT00000001"), "INVALID_FIELD");
  EXPECT_EQ(reason("trials/"), "INVALID_FIELD");
  EXPECT_EQ(reason("trials/NCT00000009"), "TRIAL_NOT_FOUND");
  EXPECT_EQ(reason("trials/NCT00000001", "00"), "PAGE_TOKEN_INVALID");
}

// The trial as it is read, but for where its registrations say that they belong, which a group of entries changes one
// by one.
std::string TrialAt(const Reader& snapshot, const std::string& name, uint64_t sequence) {
  v1::StoreServiceGetTrialRequest request;
  request.set_name(name);
  request.mutable_point()->set_read_sequence(sequence);
  auto response = GetTrial(snapshot, request);
  // By another name it is another trial.
  if (!response.ok() || response->trial().membership().trial() != name) return "";
  for (v1::Registration& each : *response->mutable_trial()->mutable_registrations()) each.clear_trial();
  return response->trial().SerializeAsString();
}

// Whatever happens, a trial as it is read at any sequence is what it was at its newest revision by then.
TEST(TrialRevisionsTest, AreAllThatATrialEverWas) {
  for (uint32_t seed = 31; seed <= 33; ++seed) {
    SCOPED_TRACE(absl::StrCat("seed ", seed));
    RandomStore random("trial_revisions", seed);
    for (int step = 0; step < 40; ++step) random.Step();
    const std::unique_ptr<Reader> snapshot = random.fixture().store().database().Snapshot();
    const uint64_t latest = random.fixture().store().changelog().latest();
    int seen = 0;
    const v1::StoreServiceListTrialsResponse trials = ListTrials(*snapshot, {}).value();
    for (const v1::TrialRegistrations& trial : trials.trials()) {
      const std::string& name = trial.membership().trial();
      std::map<uint64_t, v1::TrialRevision> revisions;
      for (const v1::TrialRevision& each : Revisions(*snapshot, name)) revisions[each.sequence()] = each;
      std::string now;
      for (uint64_t sequence = 1; sequence <= latest; ++sequence) {
        const std::string read = TrialAt(*snapshot, name, sequence);
        const auto revision = revisions.find(sequence);
        if (revision == revisions.end()) {
          ASSERT_EQ(read, now) << name << " at " << sequence;
          continue;
        }
        ++seen;
        now = read;
        v1::TrialRegistrations was;
        v1::StoreServiceGetTrialResponse response;
        EXPECT_EQ(read.empty(), revision->second.registration_ids().empty()) << name << " at " << sequence;
        if (read.empty()) continue;
        ASSERT_TRUE(was.ParseFromString(read));
        ASSERT_EQ(absl::StrJoin(was.membership().registration_ids(), ","),
                  absl::StrJoin(revision->second.registration_ids(), ","))
            << name << " at " << sequence;
      }
    }
    EXPECT_GT(seen, 60);
  }
}

// The same by pages of any size, and from a sequence that has passed.
TEST(TrialRevisionsTest, PagesAreOneHistoryAndStay) {
  RandomStore random("trial_revision_pages", 34);
  std::map<std::pair<std::string, uint64_t>, std::string> before;
  const auto text = [](const std::vector<v1::TrialRevision>& revisions) {
    return absl::StrJoin(revisions, "\n",
                         [](std::string* out, const auto& each) { absl::StrAppend(out, each.ShortDebugString()); });
  };
  for (int step = 0; step < 40; ++step) {
    random.Step();
    if (step % 8 != 0) continue;
    const std::unique_ptr<Reader> snapshot = random.fixture().store().database().Snapshot();
    const uint64_t latest = random.fixture().store().changelog().latest();
    for (const std::string& id : random.ids()) {
      before[{"trials/" + id, latest}] = text(Revisions(*snapshot, "trials/" + id));
    }
  }
  const std::unique_ptr<Reader> snapshot = random.fixture().store().database().Snapshot();
  for (const auto& [key, was] : before) {
    for (const int page_size : {1, 3, 1000}) {
      ASSERT_EQ(text(Revisions(*snapshot, key.first, key.second, page_size)), was) << key.first << " " << key.second;
    }
  }
}

}  // namespace
}  // namespace trialweave::store
