#include "store/verification/verifier.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "store/changelog/changelog_tail.h"
#include "store/format/keys.h"
#include "store/format/linkage_keys.h"
#include "store/linkage/decision_rows.h"
#include "store/testing/store_fixture.h"

namespace trialweave::store {
namespace {

using ::testing::Contains;
using ::testing::IsEmpty;

constexpr int kWeek = 7 * 86'400;

TestDocument Of(const std::string& id, const std::string& words, int observed = 1000) {
  TestDocument document;
  document.id = id;
  document.words = words;
  document.observed = observed;
  return document;
}

// A store with two revisions, a sighting, a trial of two registrations, a dead letter, a snapshot that lacks one.
class VerifierTest : public ::testing::Test {
 protected:
  VerifierTest() : f_("verifier") {
    run_ = f_.StartRun("ctgov");
    TestDocument linked = Of("NCT00000002", "second");
    linked.secondary_ids = {TestIdentifier("chictr", "ChiCTR2000000001")};
    TestDocument chinese = Of("ChiCTR2000000001", "third");
    chinese.source = "chictr";
    chinese.format = "chictr_xml";
    uint64_t ordinal = 0;
    for (const v1::CommitRequest& request :
         {RecordRequest(Of("NCT00000001", "first")), RecordRequest(Of("NCT00000001", "changed", 2000)),
          RecordRequest(Of("NCT00000001", "changed", 3000)), RecordRequest(linked), RecordRequest(chinese),
          CauseRequest(Of("NCT00000009", "broken"), v1::DEAD_LETTER_REASON_MALFORMED)}) {
      EXPECT_TRUE(f_.Send(run_, ++ordinal, request).ok());
    }
    EXPECT_TRUE(f_.RecordSnapshot(run_, "weekly", kWeek, 3, 4).ok());
    EXPECT_TRUE(f_.RecordSnapshot(run_, "weekly", 2 * kWeek, 4, 4).ok());
  }

  // "KIND key" of each violation.
  std::vector<std::string> Violations() {
    std::vector<std::string> found;
    summary_ = VerifyDatabase(f_.store().database(), false, [&](const v1::VerifyStoreResponse& event) {
      if (event.has_violation()) found.push_back(event.violation().kind() + " " + event.violation().key());
      EXPECT_FALSE(event.has_violation() && event.violation().detail().empty());
      return true;
    });
    EXPECT_EQ(summary_.violations(), found.size());
    return found;
  }
  void Plant(const std::function<void(Transaction&)>& change) {
    auto transaction = f_.database().Begin();
    change(*transaction);
    ASSERT_TRUE(f_.database().Commit(*transaction).ok());
  }
  void Erase(Family family, const std::string& key) {
    ASSERT_TRUE(f_.store().latest().Get(family, key)->has_value()) << "it is there";
    Plant([&](Transaction& transaction) { transaction.Delete(family, key); });
  }
  template <typename Message>
  void Edit(Family family, const std::string& key, const std::function<void(Message&)>& edit) {
    Message message;
    ASSERT_TRUE(f_.store().latest().Read(family, key, &message).value());
    edit(message);
    Plant([&](Transaction& transaction) { transaction.Write(family, key, message); });
  }
  // Lets all entries but three go.
  void CutChangelog() {
    StoreFixtureOptions options;
    options.limits.changelog_entries = 3;
    f_.Reopen(options);
    f_.AwaitTrimmed();
    ASSERT_EQ(f_.Status().sequence() - f_.Status().first_retained_sequence(), 2u);
  }
  storage::v1::StoredRegistration Registration(const std::string& id) {
    storage::v1::StoredRegistration stored;
    EXPECT_TRUE(f_.store().latest().Read(Family::kRegistrations, id, &stored).value());
    return stored;
  }
  std::string ContentOf(const std::string& id, int span = 0) {
    return Registration(id).chains(0).spans(span).content_digest();
  }
  std::string TrialOf(const std::string& id) {
    storage::v1::StoredMembership membership;
    EXPECT_TRUE(f_.store().latest().Read(Family::kMembership, id, &membership).value());
    return membership.trial();
  }
  ObservationKey Chain(const std::string& id) { return {id, "ctgov", "ctgov_v2_json", ""}; }

  StoreFixture f_;
  std::string run_;
  v1::VerifySummary summary_;
};

TEST_F(VerifierTest, WholeStoreHasNoViolationsAndItsContentDigest) {
  EXPECT_THAT(Violations(), IsEmpty());
  EXPECT_EQ(summary_.content_digest(), f_.Status().content_digest());
  EXPECT_EQ(summary_.sequence(), f_.Status().sequence());
  EXPECT_GT(summary_.records_checked(), 20u);
}

TEST_F(VerifierTest, NamesAnObservationThatIsMissing) {
  Erase(Family::kObservations,
        EncodeObservation(Chain("NCT00000001"), absl::FromUnixSeconds(1000), ContentOf("NCT00000001")));
  EXPECT_THAT(Violations(), Contains("CHAIN_DIFFERS NCT00000001 (ctgov, ctgov_v2_json)"));
}

TEST_F(VerifierTest, NamesAChainWithoutObservations) {
  Erase(Family::kObservations,
        EncodeObservation(Chain("NCT00000002"), absl::FromUnixSeconds(1000), ContentOf("NCT00000002")));
  EXPECT_THAT(Violations(), Contains("OBSERVATIONS_MISSING NCT00000002"));
}

TEST_F(VerifierTest, NamesAStateThatIsMissing) {
  Erase(Family::kStates, EncodeState(Chain("NCT00000001"), ContentOf("NCT00000001", 0)));
  const auto found = Violations();
  EXPECT_THAT(found, Contains("STATE_MISSING NCT00000001 (ctgov, ctgov_v2_json)"));
}

TEST_F(VerifierTest, NamesArchivedBytesThatAreMissingOrOthers) {
  storage::v1::StoredState state;
  ASSERT_TRUE(f_.store()
                  .latest()
                  .Read(Family::kStates, EncodeState(Chain("NCT00000001"), ContentOf("NCT00000001")), &state)
                  .value());
  const std::string other = f_.store().latest().Get(Family::kRaw, f_.DeadLetters()[0].raw_digest())->value();
  Plant([&](Transaction& transaction) { transaction.Put(Family::kRaw, state.raw_digest(), other); });
  EXPECT_THAT(Violations(), Contains("RAW_CORRUPT NCT00000001 (ctgov, ctgov_v2_json)"));
  Erase(Family::kRaw, state.raw_digest());
  EXPECT_THAT(Violations(), Contains("RAW_MISSING NCT00000001 (ctgov, ctgov_v2_json)"));
}

TEST_F(VerifierTest, NamesARegistrationThatIsMissing) {
  Erase(Family::kRegistrations, "NCT00000002");
  const auto found = Violations();
  EXPECT_THAT(found, Contains("RECORD_MISSING NCT00000002"));
  EXPECT_THAT(found, Contains("NAME_DANGLES trials/" + TrialOf("NCT00000002")));
  EXPECT_THAT(found, Contains("TOTALS_DIFFER registrations"));
}

TEST_F(VerifierTest, NamesAHeadThatIsMissing) {
  Erase(Family::kHeads, EncodeHead("NCT00000002", Registration("NCT00000002").head_revision()));
  EXPECT_THAT(Violations(), Contains("HEAD_MISSING NCT00000002"));
}

TEST_F(VerifierTest, NamesAnEarlierHeadThatIsMissingByItsEntry) {
  Erase(Family::kHeads, EncodeHead("NCT00000001", 1));
  EXPECT_THAT(Violations(), Contains(testing::StartsWith("HEAD_MISSING changelog/")));
}

TEST_F(VerifierTest, NamesMembershipThatIsNoPartition) {
  const std::string other = TrialOf("NCT00000001");
  Edit<storage::v1::StoredMembership>(Family::kMembership, "NCT00000002", [&](auto& m) { m.set_trial(other); });
  EXPECT_THAT(Violations(), Contains("MEMBERSHIP_DIFFERS NCT00000002"));
  Erase(Family::kMembership, "NCT00000002");
  EXPECT_THAT(Violations(), Contains("MEMBERSHIP_MISSING NCT00000002"));
}

TEST_F(VerifierTest, NamesATrialThatIsMissing) {
  Erase(Family::kTrials, TrialOf("NCT00000001"));
  const auto found = Violations();
  EXPECT_THAT(found, Contains("TRIAL_MISSING NCT00000001"));
  EXPECT_THAT(found, Contains("TOTALS_DIFFER trials"));
}

TEST_F(VerifierTest, NamesANameThatDoesNotResolve) {
  Erase(Family::kNames, Registration("NCT00000001").founding_name());
  EXPECT_THAT(Violations(), Contains("NAME_MISSING NCT00000001"));
}

TEST_F(VerifierTest, NamesEdgesThatAreIndexedOneWayOnly) {
  Erase(Family::kIdentifiers, EncodeReverseEdge("ChiCTR2000000001", "NCT00000002"));
  EXPECT_THAT(Violations(), Contains("EDGE_DIFFERS NCT00000002"));
  Plant([&](Transaction& transaction) {
    transaction.Put(Family::kIdentifiers, EncodeReverseEdge("ChiCTR2000000001", "NCT00000002"),
                    Wrap(Family::kIdentifiers, ""));
    transaction.Put(Family::kIdentifiers, EncodeReverseEdge("NCT00000002", "NCT00000001"),
                    Wrap(Family::kIdentifiers, ""));
  });
  EXPECT_THAT(Violations(), testing::ElementsAre("EDGE_DIFFERS NCT00000001"));
}

TEST_F(VerifierTest, NamesDeadLettersOutOfTheirOrder) {
  const std::string id = f_.DeadLetters()[0].name().substr(std::string("deadLetters/").size());
  Erase(Family::kDeadLetters, EncodeDeadLetterOfSource("ctgov", 1));
  EXPECT_THAT(Violations(), testing::ElementsAre("INDEX_DIFFERS deadLetters/" + id));
  Erase(Family::kDeadLetters, EncodeDeadLetter(id));
  const auto found = Violations();
  EXPECT_THAT(found, Contains("DEAD_LETTER_MISSING deadLetters/" + id));
  EXPECT_THAT(found, Contains("RECORD_MISSING deadLetters/" + id)) << "its delivery names it";
  EXPECT_THAT(found, Contains("TOTALS_DIFFER dead_letters_open"));
  EXPECT_THAT(found, Contains("TOTALS_DIFFER sources/ctgov"));
}

TEST_F(VerifierTest, NamesLedgersThatDoNotAddUp) {
  Erase(Family::kOutcomes, EncodeOutcome({"ctgov", 1}, 3));
  EXPECT_THAT(Violations(), Contains("LEDGER_DIFFERS " + run_));
}

TEST_F(VerifierTest, NamesARunThatIsMissing) {
  Erase(Family::kRuns, EncodeRun({"ctgov", 1}));
  EXPECT_THAT(Violations(), Contains("RUN_MISSING " + run_));
}

TEST_F(VerifierTest, NamesGapsOfTheChangelog) {
  Erase(Family::kChangelog, EncodeSequence(3));
  EXPECT_THAT(Violations(), testing::ElementsAre("CHANGELOG_GAP changelog/4"));
}

TEST_F(VerifierTest, NamesEntriesWithoutAChangeAndTimesThatGoBack) {
  Edit<storage::v1::StoredEntry>(Family::kChangelog, EncodeSequence(4), [](auto& entry) { entry.clear_change(); });
  EXPECT_THAT(Violations(), testing::ElementsAre("CHANGELOG_ENTRY changelog/4"));
  Edit<storage::v1::StoredEntry>(Family::kChangelog, EncodeSequence(5),
                                 [](auto& entry) { entry.mutable_commit_time()->set_seconds(1); });
  EXPECT_THAT(Violations(), Contains("CHANGELOG_TIME changelog/5"));
}

TEST_F(VerifierTest, NamesWhatASnapshotWouldNotShow) {
  CutChangelog();
  EXPECT_THAT(Violations(), IsEmpty());
  const std::string head = EncodeSubject({SubjectKind::kRegistration, "NCT00000002"});
  const std::string trial = EncodeSubject({SubjectKind::kTrial, "trials/" + TrialOf("NCT00000002")});
  const std::string letter = EncodeSubject({SubjectKind::kDeadLetter, f_.DeadLetters()[0].name()});
  for (const std::string& row : {head, trial, letter}) {
    const std::string value = f_.store().latest().Get(Family::kChangelogState, row)->value();
    Erase(Family::kChangelogState, row);
    EXPECT_THAT(Violations(), testing::ElementsAre("CHANGELOG_STATE changelog_state/" + row.substr(1)));
    Plant([&](Transaction& transaction) { transaction.Put(Family::kChangelogState, row, value); });
  }
  // One that is older than what there is, and one about something else.
  StateRow older = DecodeStateRow(f_.store().latest().Get(Family::kChangelogState, head)->value()).value();
  older.entry.mutable_head_changed()->set_registration_id("NCT00000001");
  Plant([&](Transaction& transaction) {
    transaction.Put(Family::kChangelogState, head, EncodeStateRow(older.sequence, older.entry));
  });
  EXPECT_THAT(Violations(), Contains("CHANGELOG_STATE changelog_state/NCT00000002"));
}

TEST_F(VerifierTest, NamesATailThatIsNotWhereTheChangelogBegins) {
  CutChangelog();
  const uint64_t first = f_.Status().first_retained_sequence();
  Edit<storage::v1::StoredChangelogTail>(Family::kMeta, kChangelogTailKey,
                                         [](auto& tail) { tail.set_first_sequence(tail.first_sequence() - 1); });
  EXPECT_THAT(Violations(), Contains("CHANGELOG_GAP changelog/" + std::to_string(first)));
  Edit<storage::v1::StoredChangelogTail>(Family::kMeta, kChangelogTailKey,
                                         [](auto& tail) { tail.set_first_sequence(tail.first_sequence() + 2); });
  EXPECT_THAT(Violations(), Contains("CHANGELOG_GAP changelog/" + std::to_string(first)));
}

TEST_F(VerifierTest, NamesAbsencesThatAreNotThoseOfTheSnapshots) {
  ASSERT_EQ(Registration("NCT00000001").absences_size(), 1) << "the newest snapshot lacks it";
  Edit<storage::v1::StoredPresence>(Family::kPresence, EncodePresence("weekly", "NCT00000001"),
                                    [](auto& p) { p.clear_gaps(); });
  EXPECT_THAT(Violations(), Contains("ABSENCE_DIFFERS NCT00000001"));
}

TEST_F(VerifierTest, NamesTotalsThatAreOthers) {
  Edit<storage::v1::StoredTotals>(Family::kMeta, "totals", [](auto& t) { t.set_sightings(t.sightings() + 1); });
  EXPECT_THAT(Violations(), testing::ElementsAre("TOTALS_DIFFER sightings"));
}

TEST_F(VerifierTest, NamesValuesThatStrayed) {
  Plant([&](Transaction& transaction) { transaction.Put(Family::kNames, "strayed", Wrap(Family::kTrials, "x")); });
  EXPECT_THAT(Violations(), testing::ElementsAre("UNREADABLE strayed"));
}

TEST_F(VerifierTest, EndsWhenNobodyListens) {
  int events = 0;
  VerifyDatabase(f_.store().database(), true, [&](const v1::VerifyStoreResponse&) {
    ++events;
    return false;
  });
  EXPECT_LT(events, 40);
}

// What links registrations.

TEST_F(VerifierTest, NamesLikenessesThatOnlyOneSideHas) {
  storage::v1::StoredPartners partners;
  partners.add_partners()->set_registration_id("NCT00000002");
  partners.mutable_partners(0)->set_log_odds(-2);
  Plant([&](Transaction& t) { t.Write(Family::kLinkage, EncodePartners("NCT00000001"), partners); });
  EXPECT_THAT(Violations(), Contains("PARTNERS_DIFFER NCT00000001"));
}

TEST_F(VerifierTest, NamesDecisionsThatAreNotFoundOrNotCounted) {
  v1::Decision decision;
  decision.set_name("decisions/1");
  decision.set_registration_a("NCT00000001");
  decision.set_registration_b("NCT00000002");
  Plant([&](Transaction& t) { WriteDecision(decision, 1, t); });
  const std::vector<std::string> found = Violations();
  EXPECT_THAT(found, Contains("DECISION_DIFFERS decisions/1"));
  EXPECT_THAT(found, Contains("TOTALS_DIFFER decisions"));
}

TEST_F(VerifierTest, NamesATrialThatIsNotWhatItsLinksMake) {
  v1::Decision decision;
  decision.set_name("decisions/1");
  decision.set_registration_a("NCT00000001");
  decision.set_registration_b("NCT00000002");
  decision.set_verdict(v1::DECISION_VERDICT_SAME);
  Plant([&](Transaction& t) {
    WriteDecision(decision, 1, t);
    HoldDecision(decision, 1, t);
  });
  EXPECT_THAT(Violations(), Contains(testing::StartsWith("TRIAL_DIFFERS trials/")));
}

}  // namespace
}  // namespace trialweave::store
