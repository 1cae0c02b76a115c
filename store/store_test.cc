#include "store/store.h"

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "common/sha256.h"
#include "common/status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "store/reading/listings.h"
#include "store/testing/store_fixture.h"

namespace trialweave::store {
namespace {

using ::testing::ElementsAre;

TestDocument Doc(const std::string& id, const std::string& words, int observed) {
  TestDocument document;
  document.id = id;
  document.words = words;
  document.observed = observed;
  return document;
}

TestDocument Ictrp(const std::string& id, const std::string& words, int observed) {
  TestDocument document = Doc(id, words, observed);
  document.source = "ictrp";
  document.format = "ictrp_portal_xml";
  return document;
}

// Kinds of changes, in order: R revision, H head, M membership, D dead letter, and lower case for the ledger's.
std::string Kinds(const std::vector<v1::ChangelogEntry>& entries, size_t from) {
  std::string kinds;
  for (size_t i = from; i < entries.size(); ++i) {
    switch (entries[i].change_case()) {
      case v1::ChangelogEntry::kRevisionAdded:
        kinds += 'R';
        break;
      case v1::ChangelogEntry::kHeadChanged:
        kinds += 'H';
        break;
      case v1::ChangelogEntry::kMembershipChanged:
        kinds += 'M';
        break;
      case v1::ChangelogEntry::kDeadLetterChanged:
        kinds += 'D';
        break;
      case v1::ChangelogEntry::kRunReported:
        kinds += 'r';
        break;
      case v1::ChangelogEntry::kSourceStateChanged:
        kinds += 's';
        break;
      case v1::ChangelogEntry::kCheckpointAdvanced:
        kinds += 'c';
        break;
      default:
        kinds += '?';
    }
  }
  return kinds;
}

TEST(StoreTest, FirstDocumentCreatesAndAnswersWithTheSequenceThatShowsIt) {
  StoreFixture f("create");
  const std::string run = f.StartRun("ctgov");
  EXPECT_EQ(run, "sources/ctgov/runs/1");
  const size_t before = f.Entries().size();
  auto ack = f.Send(run, 1, RecordRequest(Doc("NCT00000001", "A", 1000)));
  ASSERT_TRUE(ack.ok()) << ack.status();
  EXPECT_EQ(ack->outcome(), v1::OUTCOME_CREATED);
  EXPECT_EQ(ack->record(), "registrations/NCT00000001");
  const auto entries = f.Entries();
  EXPECT_EQ(Kinds(entries, before), "RHM");
  EXPECT_EQ(ack->sequence(), entries.size());
  const v1::Registration& head = entries[before + 1].head_changed().registration();
  EXPECT_EQ(head.name(), "registrations/NCT00000001");
  EXPECT_EQ(head.revision(), 1u);
  EXPECT_EQ(head.study().titles(0).text(), "A");
  EXPECT_EQ(head.observed_at().seconds(), 1000);
  ASSERT_EQ(head.documents_size(), 1);
  EXPECT_EQ(head.documents(0).source(), "ctgov");
  EXPECT_EQ(f.GetSource("ctgov").registrations(), 1u);
  EXPECT_EQ(f.GetSource("ctgov").newest_observation().seconds(), 1000);
}

TEST(StoreTest, RevisionsSightingsAndRedeliveriesAreToldApart) {
  StoreFixture f("outcomes");
  const std::string run = f.StartRun("ctgov");
  const auto outcome = [&](uint64_t ordinal, const TestDocument& document) {
    return f.Send(run, ordinal, RecordRequest(document))->outcome();
  };
  EXPECT_EQ(outcome(1, Doc("NCT00000001", "A", 1000)), v1::OUTCOME_CREATED);
  EXPECT_EQ(outcome(2, Doc("NCT00000001", "A", 2000)), v1::OUTCOME_UNCHANGED) << "sighting";
  EXPECT_EQ(outcome(3, Doc("NCT00000001", "B", 3000)), v1::OUTCOME_UPDATED);
  EXPECT_EQ(outcome(4, Doc("NCT00000001", "A", 1000)), v1::OUTCOME_UNCHANGED) << "redelivery";
  EXPECT_EQ(outcome(5, Doc("NCT00000001", "A", 4000)), v1::OUTCOME_UPDATED) << "back again";
  EXPECT_EQ(outcome(6, Doc("NCT00000001", "C", 1500)), v1::OUTCOME_UPDATED) << "inserted";
  const v1::GetStoreStatusResponse status = f.Status();
  EXPECT_EQ(status.registrations(), 1u);
  EXPECT_EQ(status.revisions(), 5u) << "A C A B A";
  EXPECT_EQ(status.sightings(), 0u);
  EXPECT_EQ(f.GetRun(run).distinct(), 1u);
  EXPECT_EQ(f.GetRun(run).delivered(), 6u);
}

TEST(StoreTest, InsertedRevisionPromotesASightingAndLeavesTheHeadAlone) {
  StoreFixture f("insert");
  const std::string run = f.StartRun("ctgov");
  ASSERT_TRUE(f.Send(run, 1, RecordRequest(Doc("NCT00000001", "A", 1000))).ok());
  ASSERT_TRUE(f.Send(run, 2, RecordRequest(Doc("NCT00000001", "A", 3000))).ok());
  const size_t before = f.Entries().size();
  ASSERT_TRUE(f.Send(run, 3, RecordRequest(Doc("NCT00000001", "B", 2000))).ok());
  const auto entries = f.Entries();
  ASSERT_EQ(Kinds(entries, before), "RR");
  EXPECT_TRUE(entries[before].revision_added().inserted());
  EXPECT_EQ(entries[before].revision_added().observed_at().seconds(), 2000);
  EXPECT_FALSE(entries[before + 1].revision_added().inserted());
  EXPECT_EQ(entries[before + 1].revision_added().observed_at().seconds(), 3000);
  // The promoted one's archived bytes are those that its content was first read from.
  v1::ReadRawRequest raw;
  raw.set_raw_digest(entries[before + 1].revision_added().raw_digest());
  EXPECT_EQ(ReadRaw(f.store().latest(), raw)->content(), "{NCT00000001 A}");
}

TEST(StoreTest, RepeatedOrdinalAnswersWithItsFirstOutcomeAndChangesNothing) {
  StoreFixture f("idempotent");
  const std::string run = f.StartRun("ctgov");
  auto first = f.Send(run, 1, RecordRequest(Doc("NCT00000001", "A", 1000)));
  f.Reopen();
  const uint64_t sequence = f.Status().sequence();
  auto again = f.Send(run, 1, RecordRequest(Doc("NCT00000001", "A", 1000)));
  ASSERT_TRUE(again.ok());
  EXPECT_EQ(again->SerializeAsString(), first->SerializeAsString());
  EXPECT_EQ(f.Status().sequence(), sequence);
  EXPECT_EQ(f.GetRun(run).delivered(), 1u);
}

TEST(StoreTest, SecondChainMergesIntoTheHeadOnlyWhereItSaysSomethingNew) {
  StoreFixture f("merge");
  const std::string run = f.StartRun("ctgov");
  ASSERT_TRUE(f.Send(run, 1, RecordRequest(Doc("NCT00000001", "own", 1000))).ok());
  size_t before = f.Entries().size();
  auto ack = f.Send(run, 2, RecordRequest(Ictrp("NCT00000001", "portal's title", 2000)));
  EXPECT_EQ(ack->outcome(), v1::OUTCOME_UPDATED);
  EXPECT_EQ(Kinds(f.Entries(), before), "R") << "the registry's own title stays";
  TestDocument with_id = Ictrp("NCT00000001", "portal's title", 3000);
  with_id.secondary_ids = {TestIdentifier("chictr", "ChiCTR2000000001")};
  before = f.Entries().size();
  ASSERT_TRUE(f.Send(run, 3, RecordRequest(with_id)).ok());
  const auto entries = f.Entries();
  ASSERT_EQ(Kinds(entries, before), "RHM");
  const v1::Registration& head = entries[before + 1].head_changed().registration();
  EXPECT_EQ(head.study().titles(0).text(), "own");
  EXPECT_EQ(head.secondary_ids(0).value(), "ChiCTR2000000001");
  EXPECT_EQ(head.revision(), 2u);
  EXPECT_EQ(head.documents_size(), 2);
  EXPECT_THAT(entries[before + 2].membership_changed().absent_registration_ids(), ElementsAre("ChiCTR2000000001"));
  EXPECT_EQ(f.GetSource("ictrp").registrations(), 1u);
}

TEST(StoreTest, DeadLetterKeepsItsNameCountsItsDeliveriesAndIsResolved) {
  StoreFixture f("dead");
  const std::string run = f.StartRun("ctgov");
  const TestDocument document = Doc("NCT00000001", "A", 1000);
  auto ack = f.Send(run, 1, CauseRequest(document, v1::DEAD_LETTER_REASON_TRUNCATED));
  ASSERT_TRUE(ack.ok()) << ack.status();
  EXPECT_EQ(ack->outcome(), v1::OUTCOME_DEAD_LETTERED);
  auto again = f.Send(run, 2, CauseRequest(document, v1::DEAD_LETTER_REASON_MALFORMED));
  EXPECT_EQ(again->record(), ack->record());
  ASSERT_EQ(f.DeadLetters().size(), 1u);
  EXPECT_EQ(f.DeadLetters()[0].delivery_count(), 2u);
  EXPECT_EQ(f.DeadLetters()[0].cause().reason(), v1::DEAD_LETTER_REASON_MALFORMED);
  EXPECT_EQ(f.GetSource("ctgov").dead_letters_open(), 1u);
  EXPECT_EQ(f.GetRun(run).distinct(), 1u);
  v1::ReadRawRequest raw;
  raw.set_raw_digest(f.DeadLetters()[0].raw_digest());
  EXPECT_EQ(ReadRaw(f.store().latest(), raw)->content(), "{NCT00000001 A}");
  auto record = f.Send(run, 3, RecordRequest(document));
  EXPECT_EQ(record->outcome(), v1::OUTCOME_CREATED);
  EXPECT_TRUE(f.DeadLetters().empty());
  ASSERT_EQ(f.DeadLetters(true).size(), 1u);
  EXPECT_TRUE(f.DeadLetters(true)[0].has_resolve_time());
  EXPECT_EQ(f.GetSource("ctgov").dead_letters_open(), 0u);
  EXPECT_EQ(f.Status().dead_letters(), 0u);
  auto after = f.Send(run, 4, CauseRequest(document, v1::DEAD_LETTER_REASON_MALFORMED));
  EXPECT_EQ(after->outcome(), v1::OUTCOME_UNCHANGED) << "it was a record before";
}

TEST(StoreTest, ContainerThatIsRecognisedLaterResolvesTheDeadLetterOfItsRunsSource) {
  StoreFixture f("recognised");
  const std::string run = f.StartRun("file_drop");
  TestDocument unknown = Doc("", "", 1000);
  unknown.source = "file_drop";
  unknown.format = "";
  unknown.container = "file";
  ASSERT_TRUE(f.Send(run, 1, CauseRequest(unknown, v1::DEAD_LETTER_REASON_UNSUPPORTED_FORMAT)).ok());
  TestDocument known = Ictrp("NCT00000001", "A", 1000);
  known.container = "file";
  ASSERT_TRUE(f.Send(run, 2, RecordRequest(known)).ok());
  EXPECT_TRUE(f.DeadLetters().empty());
}

TEST(StoreTest, AnotherRecordInAKnownPlaceOfAContainerIsNoRedelivery) {
  StoreFixture f("resplit");
  const std::string run = f.StartRun("file_drop");
  TestDocument document = Doc("NCT00000001", "A", 1000);
  document.container = "file";
  ASSERT_TRUE(f.Send(run, 1, RecordRequest(document)).ok());
  document.id = "NCT00000002";
  auto ack = f.Send(run, 2, RecordRequest(document));
  ASSERT_TRUE(ack.ok()) << ack.status();
  EXPECT_EQ(ack->outcome(), v1::OUTCOME_CREATED);
  EXPECT_EQ(ack->record(), "registrations/NCT00000002");
  ack = f.Send(run, 3, RecordRequest(document));
  EXPECT_EQ(ack->outcome(), v1::OUTCOME_UNCHANGED);
  EXPECT_EQ(ack->record(), "registrations/NCT00000002");
  document.id = "NCT00000001";
  EXPECT_EQ(f.Send(run, 4, RecordRequest(document))->outcome(), v1::OUTCOME_UNCHANGED) << "the same observation";
  EXPECT_EQ(f.Status().registrations(), 2u);
  EXPECT_EQ(f.Status().sightings(), 0u);
}

TEST(StoreTest, AnyOrderOfArrivalEndsInTheSameContentAndTheSameCounts) {
  std::vector<v1::CommitRequest> requests;
  for (int time : {1000, 2000, 3000, 4000}) {
    requests.push_back(RecordRequest(Doc("NCT00000001", time == 3000 ? "B" : "A", time)));
    requests.push_back(RecordRequest(Ictrp("NCT00000001", "portal", time)));
  }
  TestDocument linked = Doc("ChiCTR2000000001", "C", 1500);
  linked.source = "chictr";
  linked.format = "chictr_xml";
  linked.secondary_ids = {TestIdentifier("ctgov", "NCT00000001")};
  requests.push_back(RecordRequest(linked));
  requests.push_back(RecordRequest(Doc("NCT00000002", "D", 1000)));
  requests.push_back(CauseRequest(Doc("NCT00000003", "E", 1000), v1::DEAD_LETTER_REASON_MALFORMED));
  std::string digest;
  std::mt19937 random(9);
  for (int round = 0; round < 12; ++round) {
    StoreFixture f("order");
    // Another number of runs before must not show.
    for (int i = 0; i < round % 3; ++i) f.StartRun("ctgov");
    const std::string run = f.StartRun("ctgov");
    std::shuffle(requests.begin(), requests.end(), random);
    for (size_t i = 0; i < requests.size(); ++i) ASSERT_TRUE(f.Send(run, i + 1, requests[i]).ok());
    const v1::GetStoreStatusResponse status = f.Status();
    EXPECT_EQ(status.revisions(), 6u);
    EXPECT_EQ(status.sightings(), 4u);
    EXPECT_EQ(status.trials(), 2u);
    if (digest.empty()) digest = status.content_digest();
    EXPECT_EQ(status.content_digest(), digest);
  }
}

TEST(StoreTest, ContentDigestSeesEveryDifference) {
  const auto digest_of = [](const std::vector<v1::CommitRequest>& requests) {
    StoreFixture f("digest");
    const std::string run = f.StartRun("ctgov");
    for (size_t i = 0; i < requests.size(); ++i) EXPECT_TRUE(f.Send(run, i + 1, requests[i]).ok());
    return f.Status().content_digest();
  };
  const v1::CommitRequest a = RecordRequest(Doc("NCT00000001", "A", 1000));
  TestDocument linked = Doc("NCT00000001", "A", 1000);
  linked.secondary_ids = {TestIdentifier("chictr", "ChiCTR2000000001")};
  const std::vector<std::string> digests = {
      digest_of({}),
      digest_of({a}),
      digest_of({RecordRequest(Doc("NCT00000001", "B", 1000))}),
      digest_of({RecordRequest(Doc("NCT00000001", "A", 1001))}),
      digest_of({a, RecordRequest(Doc("NCT00000001", "A", 2000))}),
      digest_of({RecordRequest(linked)}),
      digest_of({CauseRequest(Doc("NCT00000001", "A", 1000), v1::DEAD_LETTER_REASON_EMPTY)}),
      digest_of({CauseRequest(Doc("NCT00000001", "A", 1000), v1::DEAD_LETTER_REASON_MALFORMED)}),
  };
  for (size_t i = 0; i < digests.size(); ++i) {
    for (size_t k = i + 1; k < digests.size(); ++k) EXPECT_NE(digests[i], digests[k]) << i << " " << k;
  }
}

TEST(StoreTest, EverythingSurvivesReopening) {
  StoreFixture f("reopen");
  const std::string run = f.StartRun("ctgov");
  ASSERT_TRUE(f.Send(run, 1, RecordRequest(Doc("NCT00000001", "A", 1000))).ok());
  ASSERT_TRUE(f.Send(run, 2, CauseRequest(Doc("x", "y", 1000), v1::DEAD_LETTER_REASON_EMPTY)).ok());
  ASSERT_TRUE(f.Checkpoint(run, 2, Counts(1, 0, 0, 1), "page 2").ok());
  const std::string status = f.Status().SerializeAsString();
  const size_t entries = f.Entries().size();
  f.Reopen();
  EXPECT_EQ(f.Status().SerializeAsString(), status);
  EXPECT_EQ(f.Entries().size(), entries);
  EXPECT_EQ(f.GetSource("ctgov").checkpoint().state(), "page 2");
  auto ack = f.Send(run, 3, RecordRequest(Doc("NCT00000002", "B", 1000)));
  EXPECT_EQ(ack->outcome(), v1::OUTCOME_CREATED);
  EXPECT_EQ(f.GetRun(run).delivered(), 3u);
}

TEST(StoreTest, FailedWriteIsSaidAndNothingIsAcknowledgedOrKept) {
  StoreFixture f("failed");
  const std::string run = f.StartRun("ctgov");
  const uint64_t sequence = f.Status().sequence();
  f.database().FailWrites(true);
  auto ack = f.Send(run, 1, RecordRequest(Doc("NCT00000001", "A", 1000)));
  EXPECT_EQ(ack.status().code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(common::ErrorReason(ack.status()), "COMMIT_FAILED");
  f.database().FailWrites(false);
  EXPECT_EQ(f.Status().sequence(), sequence);
  ack = f.Send(run, 1, RecordRequest(Doc("NCT00000001", "A", 1000)));
  ASSERT_TRUE(ack.ok()) << ack.status();
  EXPECT_EQ(ack->outcome(), v1::OUTCOME_CREATED);
  EXPECT_EQ(f.GetRun(run).delivered(), 1u);
}

TEST(StoreTest, InvalidDocumentsAreRefusedWithTheFieldAtFault) {
  StoreFixture f("invalid");
  const std::string run = f.StartRun("ctgov");
  const auto field = [&](const v1::CommitRequest& request, uint64_t ordinal = 1) {
    auto ack = f.Send(run, ordinal, request);
    EXPECT_EQ(ack.status().code(), absl::StatusCode::kInvalidArgument);
    return common::ErrorMetadata(ack.status(), "field");
  };
  const v1::CommitRequest good = RecordRequest(Doc("NCT00000001", "A", 1000));
  v1::CommitRequest bad = good;
  bad.mutable_document()->set_content("other bytes");
  EXPECT_EQ(field(bad), "document.content_sha256");
  bad = good;
  bad.mutable_document()->mutable_container()->set_digest("short");
  EXPECT_EQ(field(bad), "document.container.digest");
  bad = good;
  bad.mutable_document()->mutable_container()->mutable_observed_at()->set_nanos(-1);
  EXPECT_EQ(field(bad), "document.container.observed_at");
  bad = good;
  bad.mutable_record()->mutable_registration()->clear_registration_id();
  EXPECT_EQ(field(bad), "record.registration.registration_id");
  bad = good;
  bad.clear_record();
  EXPECT_EQ(field(bad), "result");
  EXPECT_EQ(field(good, 0), "document.ordinal");
  EXPECT_EQ(f.GetRun(run).delivered(), 0u);
}

TEST(StoreTest, AnotherFormatVersionIsRefused) {
  StoreFixture f("version");
  auto transaction = f.database().Begin();
  storage::v1::StoredMeta meta;
  meta.set_format_version(kFormatVersion + 1);
  transaction->Write(Family::kMeta, kFormatKey, meta);
  ASSERT_TRUE(f.database().Commit(*transaction).ok());
  struct Wrapper : Database {
    explicit Wrapper(Database* inner) : inner(inner) {}
    const Reader& latest() const override { return inner->latest(); }
    std::unique_ptr<Reader> Snapshot() const override { return inner->Snapshot(); }
    std::unique_ptr<Transaction> Begin() override { return inner->Begin(); }
    absl::Status Commit(Transaction& t) override { return inner->Commit(t); }
    absl::Status Resume() override { return inner->Resume(); }
    absl::StatusOr<uint64_t> FreeBytes() const override { return inner->FreeBytes(); }
    DatabaseStats Stats() const override { return inner->Stats(); }
    absl::Status Purge(Family family) override { return inner->Purge(family); }
    uint64_t EstimateKeys(Family family) const override { return inner->EstimateKeys(family); }
    absl::Status CheckFiles(
        const std::function<bool(const std::string& file, const std::string& problem)>& on_step) const override {
      return inner->CheckFiles(on_step);
    }
    Database* inner;
  };
  auto second = Store::Open(std::make_unique<Wrapper>(&f.database()), CommitterLimits(), &f.clock(), nullptr);
  EXPECT_EQ(second.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(common::ErrorReason(second.status()), "FORMAT_TOO_NEW");
}

TEST(StoreTest, RawBytesThatDoNotHaveTheirDigestAreDataLoss) {
  StoreFixture f("raw");
  const std::string digest = common::Sha256("true");
  auto transaction = f.database().Begin();
  transaction->Put(Family::kRaw, digest, Wrap(Family::kRaw, std::string("\0\0\0\0\0\0\0\0\0\0\0\0\5false", 18)));
  ASSERT_TRUE(f.database().Commit(*transaction).ok());
  v1::ReadRawRequest request;
  request.set_raw_digest(digest);
  EXPECT_EQ(common::ErrorReason(ReadRaw(f.store().latest(), request).status()), "RAW_CORRUPT");
  request.set_raw_digest(common::Sha256("other"));
  EXPECT_EQ(ReadRaw(f.store().latest(), request).status().code(), absl::StatusCode::kNotFound);
}

TEST(StoreTest, DeadLettersAndRunsAreListedNewestFirstInPages) {
  StoreFixture f("pages");
  const std::string run = f.StartRun("ctgov");
  for (int i = 1; i <= 5; ++i) {
    const TestDocument document = Doc("NCT0000000" + std::to_string(i), "x", 1000);
    ASSERT_TRUE(f.Send(run, i, CauseRequest(document, v1::DEAD_LETTER_REASON_EMPTY)).ok());
  }
  v1::ListDeadLettersRequest request;
  request.set_parent("sources/ctgov");
  request.set_page_size(2);
  std::vector<uint64_t> ordinals;
  do {
    const v1::ListDeadLettersResponse page = ListDeadLetters(f.store().latest(), request).value();
    EXPECT_LE(page.dead_letters_size(), 2);
    for (const v1::DeadLetter& letter : page.dead_letters()) ordinals.push_back(letter.ordinal());
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  EXPECT_THAT(ordinals, ElementsAre(5, 4, 3, 2, 1));
  request.set_page_token("00ff");
  EXPECT_EQ(ListDeadLetters(f.store().latest(), request).status().code(), absl::StatusCode::kInvalidArgument);
  f.StartRun("ictrp");
  f.StartRun("ctgov");
  v1::ListRunsRequest runs;
  runs.set_parent("sources/-");
  runs.set_page_size(2);
  const v1::ListRunsResponse first = ListRuns(f.store().latest(), runs).value();
  ASSERT_EQ(first.runs_size(), 2);
  EXPECT_EQ(first.runs(0).name(), "sources/ctgov/runs/2");
  EXPECT_EQ(first.runs(1).name(), "sources/ictrp/runs/1");
  runs.set_page_token(first.next_page_token());
  EXPECT_EQ(ListRuns(f.store().latest(), runs)->runs(0).name(), "sources/ctgov/runs/1");
  runs.set_parent("sources/ctgov");
  EXPECT_EQ(ListRuns(f.store().latest(), runs).status().code(), absl::StatusCode::kInvalidArgument)
      << "a token of another listing";
}

}  // namespace
}  // namespace trialweave::store
