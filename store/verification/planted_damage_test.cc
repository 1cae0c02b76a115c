// What verify says of damage to literature, to the past and to files, each planted in a store that was whole.
#include <filesystem>
#include <fstream>
#include <functional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/content_digest.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "store/format/key_encoding.h"
#include "store/format/keys.h"
#include "store/history/testing/random_store.h"
#include "store/testing/store_fixture.h"
#include "store/verification/verifier.h"

namespace trialweave::store {
namespace {

using ::testing::Contains;
using ::testing::IsEmpty;
using ::testing::StartsWith;

std::vector<std::string> ViolationsOf(StoreFixture& fixture, bool files = false) {
  std::vector<std::string> found;
  VerifyDatabase(fixture.store().database(), !files, [&](const v1::VerifyStoreResponse& event) {
    if (event.has_violation()) found.push_back(event.violation().kind() + " " + event.violation().key());
    return true;
  });
  return found;
}

void Plant(StoreFixture& fixture, const std::function<void(Transaction&)>& change) {
  auto transaction = fixture.database().Begin();
  change(*transaction);
  ASSERT_TRUE(fixture.database().Commit(*transaction).ok());
}

// Erases a row, sees what is found, and puts it back.
std::vector<std::string> FoundWithout(StoreFixture& fixture, Family family, const std::string& key) {
  const auto value = fixture.store().latest().Get(family, key).value();
  EXPECT_TRUE(value.has_value()) << "it is there";
  Plant(fixture, [&](Transaction& transaction) { transaction.Delete(family, key); });
  std::vector<std::string> found = ViolationsOf(fixture);
  Plant(fixture, [&](Transaction& transaction) { transaction.Put(family, key, value.value_or("")); });
  return found;
}

template <typename Message>
std::vector<std::string> FoundWith(StoreFixture& fixture, Family family, const std::string& key,
                                   const std::function<void(Message&)>& edit) {
  Message message;
  EXPECT_TRUE(fixture.store().latest().Read(family, key, &message).value()) << "it is there";
  const Message before = message;
  edit(message);
  Plant(fixture, [&](Transaction& transaction) { transaction.Write(family, key, message); });
  std::vector<std::string> found = ViolationsOf(fixture);
  Plant(fixture, [&](Transaction& transaction) { transaction.Write(family, key, before); });
  return found;
}

// The keys of a family with this prefix.
std::vector<std::string> Keys(StoreFixture& fixture, Family family, const std::string& prefix) {
  std::vector<std::string> keys;
  const auto cursor = fixture.store().latest().Scan(family);
  for (cursor->Seek(prefix); cursor->Valid() && cursor->key().substr(0, prefix.size()) == prefix; cursor->Next()) {
    keys.emplace_back(cursor->key());
  }
  return keys;
}

// A store with a publication of two entries, and a notice.
class LiteratureDamageTest : public ::testing::Test {
 protected:
  LiteratureDamageTest() : f_("literature_damage") {
    const std::string run = f_.StartRun("embase");
    for (int i = 1; i <= 2; ++i) {
      v1::Publication publication;
      publication.set_name(absl::StrCat("embase:", i));
      publication.add_titles()->set_text("Vesicles for knees");
      publication.set_pmid("77");
      EXPECT_TRUE(f_.Send(run, static_cast<uint64_t>(i), Request(publication.name(), publication)).ok());
    }
    v1::RegulatoryNotice notice;
    notice.set_name("fda:1");
    notice.set_authority("fda");
    v1::CommitRequest request =
        CauseRequest({notice.name(), "a notice", 1000, "fda", "fda_notice_html"}, v1::DEAD_LETTER_REASON_UNSPECIFIED);
    request.mutable_record()->set_content_digest(common::ContentDigest(notice));
    *request.mutable_record()->mutable_notice() = notice;
    EXPECT_TRUE(f_.Send(run, 3, request).ok());
    publication_ = Entry("embase:1").publication();
  }
  static v1::CommitRequest Request(const std::string& name, const v1::Publication& publication) {
    v1::CommitRequest request =
        CauseRequest({name, "a paper", 1000, "embase", "embase_ris"}, v1::DEAD_LETTER_REASON_UNSPECIFIED);
    request.mutable_record()->set_content_digest(common::ContentDigest(publication));
    *request.mutable_record()->mutable_publication() = publication;
    return request;
  }
  storage::v1::StoredPublicationEntry Entry(const std::string& id) {
    storage::v1::StoredPublicationEntry entry;
    EXPECT_TRUE(f_.store().latest().Read(Family::kPublications, EncodePublicationEntry(id), &entry).value());
    return entry;
  }

  StoreFixture f_;
  std::string publication_;
};

TEST_F(LiteratureDamageTest, NamesPublicationsAndEntriesThatDisagreeOrAreMissing) {
  ASSERT_THAT(ViolationsOf(f_), IsEmpty());
  EXPECT_THAT(FoundWithout(f_, Family::kPublications, EncodePublication(publication_)),
              Contains("PUBLICATION_MISSING publications/embase:1"));
  EXPECT_THAT(FoundWithout(f_, Family::kPublications, EncodePublicationEntry("embase:2")),
              Contains("RECORD_MISSING publications/embase:2"));
  EXPECT_THAT(FoundWith<storage::v1::StoredPublication>(f_, Family::kPublications, EncodePublication(publication_),
                                                        [](auto& p) { p.mutable_entries()->RemoveLast(); }),
              Contains("PUBLICATION_DIFFERS publications/embase:2"));
  const std::string key = Entry("embase:1").keys().keys(0);
  EXPECT_THAT(FoundWithout(f_, Family::kPublications, EncodePublicationKey(key, "embase:1")),
              Contains("INDEX_DIFFERS publications/embase:1"));
  EXPECT_THAT(
      FoundWith<storage::v1::StoredPublicationEntry>(f_, Family::kPublications, EncodePublicationEntry("embase:1"),
                                                     [](auto& entry) { entry.mutable_keys()->clear_keys(); }),
      Contains("INDEX_DIFFERS publications/embase:1"));
  EXPECT_THAT(ViolationsOf(f_), IsEmpty()) << "all is as it was";
}

TEST_F(LiteratureDamageTest, NamesHeadsOfPublicationsAndNoticesThatAreMissing) {
  storage::v1::StoredPublication stored;
  ASSERT_TRUE(f_.store().latest().Read(Family::kPublications, EncodePublication(publication_), &stored).value());
  EXPECT_THAT(FoundWithout(f_, Family::kPublications, EncodePublicationHead(publication_, stored.revision())),
              Contains("HEAD_MISSING publications/" + publication_));
  storage::v1::StoredNotice notice;
  ASSERT_TRUE(f_.store().latest().Read(Family::kNotices, EncodeNotice("fda:1"), &notice).value());
  EXPECT_THAT(FoundWithout(f_, Family::kNotices, EncodeNoticeHead(notice.name(), 1)),
              Contains("HEAD_MISSING notices/" + notice.name()));
  EXPECT_THAT(FoundWithout(f_, Family::kNotices, EncodeNotice("fda:1")), Contains("RECORD_MISSING notices/fda:1"));
}

// Derivations, merges and splits have made a past of all kinds.
class PastDamageTest : public ::testing::Test {
 protected:
  PastDamageTest() : random_("past_damage", 7) {
    while (Keys(f(), Family::kPast, "O").empty() || Keys(f(), Family::kPast, "S").empty() ||
           Keys(f(), Family::kPast, "T").empty() || Keys(f(), Family::kPast, "M").empty()) {
      random_.Step();
    }
  }
  StoreFixture& f() { return random_.fixture(); }
  // A row whose last part, the sequence until which it held, is another.
  std::vector<std::string> FoundWithUntil(const std::string& key, uint64_t until) {
    const std::string value = f().store().latest().Get(Family::kPast, key).value().value();
    const std::string other = key.substr(0, key.size() - 8) + KeyWriter().Number(until).Take();
    Plant(f(), [&](Transaction& transaction) { transaction.Put(Family::kPast, other, value); });
    std::vector<std::string> found = ViolationsOf(f());
    Plant(f(), [&](Transaction& transaction) { transaction.Delete(Family::kPast, other); });
    return found;
  }

  RandomStore random_;
};

TEST_F(PastDamageTest, NamesRowsThatHeldUntilNoSequenceOfTheStore) {
  ASSERT_THAT(ViolationsOf(f()), IsEmpty());
  const uint64_t ahead = f().Status().sequence() + 1;
  for (const char* kind : {"O", "S", "T", "M"}) {
    const std::string key = Keys(f(), Family::kPast, kind).front();
    EXPECT_THAT(FoundWithUntil(key, ahead), Contains(StartsWith("PAST_DIFFERS past/"))) << kind;
    EXPECT_THAT(FoundWithUntil(key, 0), Contains(StartsWith("PAST_DIFFERS past/"))) << kind;
  }
  EXPECT_THAT(ViolationsOf(f()), IsEmpty());
}

TEST_F(PastDamageTest, NamesRowsWhoseRecordIsMissingOrCannotBeRead) {
  Plant(f(), [](Transaction& transaction) {
    v1::MembershipChanged trial;
    trial.add_registration_ids("NCT00000001");
    transaction.Write(Family::kPast, EncodePastTrial("nobodys", 3), trial);
    storage::v1::StoredMembership membership;
    membership.set_trial("nobodys");
    transaction.Write(Family::kPast, EncodePastMembership("NCT99999999", 3), membership);
    transaction.Put(Family::kPast, KeyWriter().Tag('S').Text("cut short").Take(), Wrap(Family::kPast, ""));
  });
  const auto found = ViolationsOf(f());
  EXPECT_THAT(found, Contains("PAST_DIFFERS past/trials/nobodys"));
  EXPECT_THAT(found, Contains("PAST_DIFFERS past/NCT99999999"));
  EXPECT_THAT(found, Contains("UNREADABLE an earlier state"));
}

TEST_F(PastDamageTest, NamesHeadsAndObservationsWhoseSequencesCannotBe) {
  const uint64_t ahead = f().Status().sequence() + 1;
  const std::string head = Keys(f(), Family::kHeads, "").front();
  const std::string id = DecodeHead(head).value().registration_id;
  EXPECT_THAT(FoundWith<storage::v1::StoredHead>(f(), Family::kHeads, head, [&](auto& h) { h.set_sequence(ahead); }),
              Contains("SEQUENCE_DIFFERS " + id));
  EXPECT_THAT(FoundWithout(f(), Family::kHeads, head), Contains("HEAD_MISSING " + id));
  const std::string observation = Keys(f(), Family::kObservations, "").front();
  EXPECT_THAT(FoundWith<storage::v1::StoredObservation>(f(), Family::kObservations, observation,
                                                        [&](auto& o) { o.set_sequence(ahead); }),
              Contains("SEQUENCE_DIFFERS " + DecodeObservation(observation).value().key.registration_id));
}

TEST(FileDamageTest, NamesAFileThatIsNotWhatWasWritten) {
  StoreFixture f("file_damage");
  const std::string run = f.StartRun("ctgov");
  ASSERT_TRUE(f.Send(run, 1, RecordRequest({})).ok());
  // Closing writes tables.
  f.Reopen();
  ASSERT_THAT(ViolationsOf(f, /*files=*/true), IsEmpty());
  int changed = 0;
  for (const auto& entry : std::filesystem::directory_iterator(::testing::TempDir() + "/store_file_damage")) {
    if (entry.path().extension() != ".sst") continue;
    std::fstream file(entry.path(), std::ios::binary | std::ios::in | std::ios::out);
    file.seekg(20);
    const char byte = static_cast<char>(file.get() ^ 1);
    file.seekp(20);
    file.put(byte);
    ++changed;
  }
  ASSERT_GT(changed, 0);
  EXPECT_THAT(ViolationsOf(f, /*files=*/true), Contains(testing::ContainsRegex("^FILE_CORRUPT [0-9]+.sst$")));
}

}  // namespace
}  // namespace trialweave::store
