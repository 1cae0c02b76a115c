// Registrations as they were: what the sources had said at a time, and what the store knew at a sequence.
#include "store/history/registration_history.h"

#include <map>
#include <memory>
#include <random>
#include <string>
#include <vector>

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
using ::testing::IsEmpty;

constexpr char kId[] = "NCT00000001";

class RegistrationHistoryTest : public ::testing::Test {
 protected:
  void SetUp() override { run_ = f_.StartRun("ctgov"); }

  // The sequence after it.
  uint64_t Send(const std::string& words, int observed, const std::string& source = "ctgov",
                const std::string& format = "ctgov_v2_json") {
    TestDocument document;
    document.id = kId;
    document.words = words;
    document.observed = observed;
    document.source = source;
    document.format = format;
    const absl::StatusOr<v1::DocumentAck> ack = f_.Send(run_, ++ordinal_, RecordRequest(document));
    EXPECT_TRUE(ack.ok()) << ack.status();
    return f_.store().changelog().latest();
  }

  absl::StatusOr<v1::StoreServiceGetRegistrationResponse> Get(const std::string& name, int as_of = -1,
                                                              uint64_t read_sequence = 0) {
    v1::StoreServiceGetRegistrationRequest request;
    request.set_name(name);
    if (as_of >= 0) request.mutable_point()->mutable_as_of()->set_seconds(as_of);
    request.mutable_point()->set_read_sequence(read_sequence);
    return GetRegistration(*f_.store().database().Snapshot(), request);
  }
  // Its title; empty when there is no registration then.
  std::string At(int as_of, uint64_t read_sequence = 0) {
    const auto response = Get(std::string("registrations/") + kId, as_of, read_sequence);
    if (!response.ok()) {
      EXPECT_EQ(common::ErrorReason(response.status()), "REGISTRATION_NOT_FOUND") << response.status();
      return "";
    }
    return response->registration().study().titles(0).text();
  }

  StoreFixture f_{"registration_history"};
  std::string run_;
  uint64_t ordinal_ = 0;
};

TEST_F(RegistrationHistoryTest, AsOfIsTheNewestRevisionObservedUntilThen) {
  Send("A", 1000);
  Send("B", 2000);
  Send("B", 3000);
  Send("A", 4000);
  EXPECT_EQ(At(999), "");
  EXPECT_EQ(At(1000), "A");
  EXPECT_EQ(At(1999), "A");
  EXPECT_EQ(At(2000), "B");
  EXPECT_EQ(At(3500), "B");
  EXPECT_EQ(At(4000), "A");
  EXPECT_EQ(At(1'000'000), "A");
  const v1::Registration at = Get("registrations/NCT00000001", 3500)->registration();
  EXPECT_EQ(at.observed_at().seconds(), 2000) << "when it was first observed";
  EXPECT_EQ(at.name(), "registrations/NCT00000001");
  EXPECT_EQ(at.trial(), Get("registrations/NCT00000001")->registration().trial());
  EXPECT_EQ(at.revision(), 0u);
}

TEST_F(RegistrationHistoryTest, OlderContainerThatArrivesLaterWasNotKnownBefore) {
  const uint64_t first = Send("C", 3000);
  const uint64_t second = Send("A", 1000);
  const uint64_t third = Send("B", 2000);
  EXPECT_EQ(At(2500), "B");
  EXPECT_EQ(At(2500, third), "B");
  EXPECT_EQ(At(2500, second), "A");
  EXPECT_EQ(At(2500, first), "");
  EXPECT_EQ(At(3000, first), "C");
  EXPECT_EQ(At(-1, first), "C");
}

TEST_F(RegistrationHistoryTest, SightingCountsFromWhenItWasKnown) {
  Send("A", 1000);
  const uint64_t before = Send("A", 3000);
  Send("B", 2000);
  EXPECT_EQ(At(3000), "A") << "the sighting is a revision now";
  EXPECT_EQ(At(2500), "B");
  EXPECT_EQ(At(2500, before), "A");
}

TEST_F(RegistrationHistoryTest, RevisionsAreTheHeadsOfTheirTime) {
  Send("A", 1000);
  const uint64_t second = Send("B", 2000);
  Send("own", 1500, "ictrp", "ictrp_csv");
  EXPECT_EQ(Get("registrations/NCT00000001/revisions/1")->registration().study().titles(0).text(), "A");
  EXPECT_EQ(Get("registrations/NCT00000001/revisions/2")->registration().revision(), 2u);
  EXPECT_EQ(Get("registrations/NCT00000001", -1, second)->registration().revision(), 2u);
  EXPECT_EQ(Get("registrations/NCT00000001", -1, second - 1)->registration().revision(), 1u);
  EXPECT_EQ(Get("registrations/NCT00000001", -1, second)->read_sequence(), second);
  EXPECT_EQ(common::ErrorReason(Get("registrations/NCT00000001/revisions/9").status()), "REGISTRATION_NOT_FOUND");
  EXPECT_EQ(common::ErrorReason(Get("registrations/NCT00000001/revisions/2", -1, 3).status()), "REGISTRATION_NOT_FOUND")
      << "not known yet";
}

TEST_F(RegistrationHistoryTest, RankDecidesAtEveryTime) {
  Send("portal 1", 1000, "ictrp", "ictrp_csv");
  Send("own 2", 2000);
  Send("portal 3", 3000, "ictrp", "ictrp_csv");
  EXPECT_EQ(At(1500), "portal 1");
  EXPECT_EQ(At(2000), "own 2");
  EXPECT_EQ(At(3000), "own 2") << "the registry's own service comes before the portal's newer row";
}

TEST_F(RegistrationHistoryTest, WrongRequestsSayWhy) {
  const uint64_t newest = Send("A", 1000);
  EXPECT_EQ(common::ErrorReason(Get("registrations/NCT00000001", -1, newest + 1).status()), "SEQUENCE_AHEAD");
  EXPECT_EQ(common::ErrorReason(Get("registrations/NCT00000002").status()), "REGISTRATION_NOT_FOUND");
  for (const char* name : {"", "registrations/", "trials/x", "registrations/NCT00000001/revisions/",
                           "registrations/NCT00000001/revisions/0", "registrations/NCT00000001/revisions/x"}) {
    EXPECT_EQ(common::ErrorMetadata(Get(name).status(), "field"), "name") << name;
  }
  EXPECT_EQ(common::ErrorMetadata(Get("registrations/NCT00000001/revisions/1", 1000).status(), "field"), "point.as_of");
}

TEST_F(RegistrationHistoryTest, StoreOfAnOlderReleaseSaysFromWhenItKnowsWhatItKnew) {
  const uint64_t old = Send("A", 1000);
  ASSERT_TRUE(f_.Change([](WriteContext& context) {
                  storage::v1::StoredMeta meta;
                  absl::StatusOr<bool> found = context.transaction().Read(Family::kMeta, kFormatKey, &meta);
                  meta.clear_history_since_sequence();
                  context.transaction().Write(Family::kMeta, kFormatKey, meta);
                  return found.status();
                }).ok());
  f_.Reopen();
  run_ = f_.StartRun("ctgov");
  ordinal_ = 0;
  const uint64_t newest = Send("B", 2000);
  EXPECT_EQ(At(1000, newest), "A");
  EXPECT_EQ(At(2000, old), "A");
  EXPECT_EQ(common::ErrorReason(Get("registrations/NCT00000001", 1000, old - 1).status()), "HISTORY_NOT_RECORDED");
  f_.Reopen();
  EXPECT_EQ(At(2000, old), "A") << "the sequence stays";
}

TEST_F(RegistrationHistoryTest, AbsencesAreThoseOfTheTimeAndOfWhatWasKnown) {
  const std::string run = f_.StartRun("file_drop");
  uint64_t ordinal = 0;
  const auto deliver = [&](bool has, int observed) {
    TestDocument other{"NCT00000009", "other", observed, "ictrp", "ictrp_csv"};
    TestDocument row{kId, "row", observed, "ictrp", "ictrp_csv"};
    const uint64_t first = ordinal + 1;
    EXPECT_TRUE(f_.Send(run, ++ordinal, RecordRequest(other)).ok());
    if (has) {
      EXPECT_TRUE(f_.Send(run, ++ordinal, RecordRequest(row)).ok());
    }
    EXPECT_TRUE(f_.RecordSnapshot(run, "set", observed, first, ordinal).ok());
    return f_.store().changelog().latest();
  };
  const auto absences = [&](int as_of, uint64_t read_sequence = 0) {
    std::vector<std::string> texts;
    const auto response = Get(std::string("registrations/") + kId, as_of, read_sequence);
    for (const v1::Absence& absence : response.value().registration().absences()) {
      texts.push_back(absence.set() + " " + std::to_string(absence.since().seconds()) +
                      (absence.tombstone() ? " withdrawn" : ""));
    }
    return texts;
  };
  deliver(true, 1000);
  deliver(false, 4000);
  const uint64_t two = deliver(true, 6000);
  const uint64_t three = deliver(false, 3000);
  EXPECT_THAT(absences(2000), IsEmpty());
  EXPECT_THAT(absences(3000), ElementsAre("set 3000"));
  EXPECT_THAT(absences(4000), ElementsAre("set 3000 withdrawn"));
  EXPECT_THAT(absences(6000), IsEmpty());
  EXPECT_THAT(absences(4000, two), ElementsAre("set 4000"));
  EXPECT_THAT(absences(3000, two), IsEmpty());
  // A second file of a snapshot that is known already has it.
  const uint64_t late = deliver(true, 3000);
  EXPECT_THAT(absences(4000, late), ElementsAre("set 4000"));
  EXPECT_THAT(absences(4000, three), ElementsAre("set 3000 withdrawn"));
  EXPECT_THAT(absences(3000, three), ElementsAre("set 3000"));
}

// Whatever happens later, an answer that names its sequence stays; and the newest answer is the head.
TEST(PinnedReadsTest, AnswersStayForEver) {
  bool did_everything = false;
  for (uint32_t seed = 1; seed <= 6; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    RandomStore random("pinned_reads", seed);
    std::map<std::string, std::string> answers;
    std::vector<v1::StoreServiceGetRegistrationRequest> asked;
    const auto ask = [&](const v1::StoreServiceGetRegistrationRequest& request) {
      const auto response = GetRegistration(*random.fixture().store().database().Snapshot(), request);
      return response.ok() ? response->SerializeAsString() : std::string(response.status().message());
    };
    for (int step = 0; step < 60; ++step) {
      random.Step();
      for (const std::string& id : random.ids()) {
        v1::StoreServiceGetRegistrationRequest request;
        request.set_name("registrations/" + id);
        request.mutable_point()->set_read_sequence(random.fixture().store().changelog().latest());
        answers[request.SerializeAsString()] = ask(request);
        asked.push_back(request);
        request.mutable_point()->mutable_as_of()->set_seconds(random.AnyTime());
        answers[request.SerializeAsString()] = ask(request);
        asked.push_back(request);
      }
    }
    for (const v1::StoreServiceGetRegistrationRequest& request : asked) {
      ASSERT_EQ(ask(request), answers.at(request.SerializeAsString())) << request.ShortDebugString();
    }
    for (const std::string& id : random.ids()) {
      v1::StoreServiceGetRegistrationRequest request;
      request.set_name("registrations/" + id);
      const std::unique_ptr<Reader> snapshot = random.fixture().store().database().Snapshot();
      const auto head = GetRegistration(*snapshot, request);
      request.mutable_point()->mutable_as_of()->set_seconds(1'000'000);
      const auto at = GetRegistration(*snapshot, request);
      ASSERT_EQ(head.ok(), at.ok()) << id;
      if (!head.ok()) continue;
      EXPECT_EQ(common::ContentDigest(at->registration()), common::ContentDigest(head->registration())) << id;
      ASSERT_EQ(at->registration().absences_size(), head->registration().absences_size()) << id;
      for (int i = 0; i < at->registration().absences_size(); ++i) {
        EXPECT_EQ(at->registration().absences(i).ShortDebugString(),
                  head->registration().absences(i).ShortDebugString());
      }
    }
    did_everything |= random.DidEverything();
  }
  EXPECT_TRUE(did_everything);
}

}  // namespace
}  // namespace trialweave::store
