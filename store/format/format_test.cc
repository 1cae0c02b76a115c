#include <algorithm>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "common/status.h"
#include "gtest/gtest.h"
#include "store/format/compressed_frame.h"
#include "store/format/envelope.h"
#include "store/format/key_encoding.h"
#include "store/format/keys.h"
#include "trialweave/storage/v1/storage.pb.h"

namespace trialweave::store {
namespace {

const std::string kDigestA(32, 'a');
const std::string kDigestB(32, '\xFF');

TEST(KeyEncodingTest, OrderOfTextsIsTheOrderOfTheirKeys) {
  const std::vector<std::string> texts = {"",
                                          std::string("\0", 1),
                                          std::string("\0\0", 2),
                                          std::string("\0\xFF", 2),
                                          "\x01",
                                          "NCT0",
                                          "NCT00000001",
                                          "NCT00000001 ",
                                          "\xFF",
                                          "\xFF\xFF"};
  for (const std::string& a : texts) {
    for (const std::string& b : texts) {
      // What follows a text must not disturb its order.
      const std::string key_a = KeyWriter().Text(a).Bytes("\xFF").Take();
      const std::string key_b = KeyWriter().Text(b).Bytes(std::string("\0", 1)).Take();
      if (a < b) {
        EXPECT_LT(key_a, key_b);
      }
      if (b < a) {
        EXPECT_LT(key_b, key_a);
      }
    }
  }
}

TEST(KeyEncodingTest, OrderOfNumbersAndTimesIsTheOrderOfTheirKeys) {
  const std::vector<uint64_t> numbers = {0, 1, 255, 256, uint64_t{1} << 32, ~uint64_t{0}};
  for (size_t i = 1; i < numbers.size(); ++i) {
    EXPECT_LT(KeyWriter().Number(numbers[i - 1]).Take(), KeyWriter().Number(numbers[i]).Take());
    EXPECT_GT(KeyWriter().Inverted(numbers[i - 1]).Take(), KeyWriter().Inverted(numbers[i]).Take());
  }
  const std::vector<absl::Time> times = {absl::FromUnixSeconds(-62135596800),
                                         absl::FromUnixNanos(-1),
                                         absl::UnixEpoch(),
                                         absl::FromUnixNanos(1),
                                         absl::FromUnixSeconds(1),
                                         absl::FromUnixSeconds(253402300799)};
  for (size_t i = 0; i < times.size(); ++i) {
    const std::string key = KeyWriter().Time(times[i]).Take();
    KeyReader reader(key);
    EXPECT_EQ(reader.Time(), times[i]);
    EXPECT_TRUE(reader.Finish("test").ok());
    if (i > 0) {
      EXPECT_LT(KeyWriter().Time(times[i - 1]).Take(), key);
    }
  }
}

TEST(KeysTest, PastRowsRoundTripAndComeInTheOrderOfTheirSequences) {
  const ObservationKey key{"NCT00000001", "ctgov", std::string("a\0b", 3), "DE"};
  const absl::Time time = absl::FromUnixSeconds(1700000000);
  auto past = DecodePastObservation(EncodePastObservation(key, time, kDigestB, 300));
  ASSERT_TRUE(past.ok());
  EXPECT_EQ(past->position.key, key);
  EXPECT_EQ(past->position.observed_at, time);
  EXPECT_EQ(past->position.content_digest, kDigestB);
  EXPECT_EQ(past->until_sequence, 300u);
  EXPECT_FALSE(DecodePastObservation(EncodePastState(key, kDigestB, 300)).ok());
  EXPECT_LT(EncodePastState(key, kDigestA, 255), EncodePastState(key, kDigestA, 256));
  EXPECT_LT(EncodePastTrial("a", 255), EncodePastTrial("a", 256));
  EXPECT_LT(EncodePastMembership("a", 256), EncodePastMembership("ab", 1));
  for (const auto& [row, prefix] : std::map<std::string, std::string>{
           {EncodePastObservation(key, time, kDigestB, 1), PastObservationsPrefix(key.registration_id)},
           {EncodePastState(key, kDigestA, 1), PastStatePrefix(key, kDigestA)},
           {EncodePastTrial("a", 1), PastTrialPrefix("a")},
           {EncodePastMembership("a", 1), PastMembershipPrefix("a")},
           {EncodeObservation(key, time, kDigestB), ObservationsPrefix(key.registration_id)}}) {
    EXPECT_EQ(row.compare(0, prefix.size(), prefix), 0);
  }
}

TEST(KeysTest, RoundTrip) {
  const ObservationKey key{"NCT00000001", "ctgov", std::string("a\0b", 3), "DE"};
  const absl::Time time = absl::FromUnixSeconds(1700000000) + absl::Nanoseconds(123456789);
  auto observation = DecodeObservation(EncodeObservation(key, time, kDigestB));
  ASSERT_TRUE(observation.ok());
  EXPECT_EQ(observation->key, key);
  EXPECT_EQ(observation->observed_at, time);
  EXPECT_EQ(observation->content_digest, kDigestB);
  auto state = DecodeState(EncodeState(key, kDigestA));
  ASSERT_TRUE(state.ok());
  EXPECT_EQ(state->key, key);
  EXPECT_EQ(state->content_digest, kDigestA);
  auto head = DecodeHead(EncodeHead("NCT1", 7));
  ASSERT_TRUE(head.ok());
  EXPECT_EQ(head->registration_id, "NCT1");
  EXPECT_EQ(head->revision, 7u);
  auto edge = DecodeReverseEdge(EncodeReverseEdge("A", "B"));
  ASSERT_TRUE(edge.ok());
  EXPECT_EQ(edge->target, "A");
  EXPECT_EQ(edge->registration_id, "B");
  EXPECT_EQ(DecodeSequence(EncodeSequence(42)).value(), 42u);
  auto delivery = DecodeDelivery(EncodeDelivery("ictrp", kDigestB, 9));
  ASSERT_TRUE(delivery.ok());
  EXPECT_EQ(delivery->source, "ictrp");
  EXPECT_EQ(delivery->container_digest, kDigestB);
  EXPECT_EQ(delivery->container_ordinal, 9u);
  auto outcome = DecodeOutcome(EncodeOutcome({"ctgov", 3}, 11));
  ASSERT_TRUE(outcome.ok());
  EXPECT_EQ(outcome->run, (RunKey{"ctgov", 3}));
  EXPECT_EQ(outcome->ordinal, 11u);
  EXPECT_EQ(DecodeRun(EncodeRun({"ctgov", 3})).value(), (RunKey{"ctgov", 3}));
  auto snapshot = DecodeSnapshot(EncodeSnapshot("a/b", time));
  ASSERT_TRUE(snapshot.ok());
  EXPECT_EQ(snapshot->set, "a/b");
  EXPECT_EQ(snapshot->observed_at, time);
  auto presence = DecodePresence(EncodePresence("a/b", "NCT1"));
  ASSERT_TRUE(presence.ok());
  EXPECT_EQ(presence->set, "a/b");
  EXPECT_EQ(presence->registration_id, "NCT1");
  auto shared = DecodePublicationKey(EncodePublicationKey("1/pmid:1", "pubmed:1"));
  ASSERT_TRUE(shared.ok());
  EXPECT_EQ(shared->key, "1/pmid:1");
  EXPECT_EQ(shared->entry, "pubmed:1");
}

TEST(KeysTest, OrderFollowsTheValue) {
  const ObservationKey a{"NCT1", "ctgov", "f", ""};
  const ObservationKey b{"NCT1", "ictrp", "f", ""};
  const absl::Time t = absl::FromUnixSeconds(100);
  EXPECT_LT(EncodeObservation(a, t, kDigestB), EncodeObservation(a, t + absl::Nanoseconds(1), kDigestA));
  EXPECT_LT(EncodeObservation(a, t, kDigestA), EncodeObservation(a, t, kDigestB));
  EXPECT_LT(EncodeObservation(a, t + absl::Hours(1), kDigestB), EncodeObservation(b, t, kDigestA));
  EXPECT_LT(EncodeHead("NCT1", 9), EncodeHead("NCT1", 10));
  EXPECT_LT(EncodeHead("NCT1", 10), EncodeHead("NCT10", 1));
  EXPECT_GT(EncodeRun({"ctgov", 9}), EncodeRun({"ctgov", 10})) << "newest first";
  EXPECT_GT(EncodeDeadLetterPosition(1), EncodeDeadLetterPosition(2));
  EXPECT_GT(EncodeRunPosition(1), EncodeRunPosition(2));
  EXPECT_LT(EncodeOutcome({"ctgov", 1}, 300), EncodeOutcome({"ctgov", 2}, 1));
  EXPECT_LT(EncodeSnapshot("a", t), EncodeSnapshot("a", t + absl::Nanoseconds(1)));
  EXPECT_LT(EncodeSnapshot("a", t + absl::Hours(1)), EncodeSnapshot("ab", t));
  EXPECT_LT(EncodePresence("a", "NCT2"), EncodePresence("a", "NCT20"));
  EXPECT_LT(EncodePresence("a", "NCT9"), EncodePresence("ab", "NCT1"));
}

TEST(KeysTest, CutOrPaddedKeysAreDataLoss) {
  const std::string key = EncodeObservation({"NCT1", "ctgov", "f", ""}, absl::UnixEpoch(), kDigestA);
  for (size_t size = 0; size < key.size(); ++size) {
    EXPECT_EQ(DecodeObservation(key.substr(0, size)).status().code(), absl::StatusCode::kDataLoss) << size;
  }
  EXPECT_EQ(DecodeObservation(key + "x").status().code(), absl::StatusCode::kDataLoss);
  EXPECT_EQ(DecodeSequence("1234567").status().code(), absl::StatusCode::kDataLoss);
  const std::string snapshot = EncodeSnapshot("a", absl::UnixEpoch());
  EXPECT_EQ(DecodeSnapshot(snapshot.substr(0, snapshot.size() - 1)).status().code(), absl::StatusCode::kDataLoss);
  EXPECT_EQ(DecodePresence("a").status().code(), absl::StatusCode::kDataLoss);
  EXPECT_EQ(DecodePublicationKey("K1").status().code(), absl::StatusCode::kDataLoss);
  EXPECT_EQ(DecodePublicationKey(EncodePublication("1")).status().code(), absl::StatusCode::kDataLoss);
}

TEST(KeysTest, PrefixEndSortsAfterAllWithThePrefix) {
  EXPECT_EQ(PrefixEnd("ab"), "ac");
  EXPECT_EQ(PrefixEnd("a\xFF"), "b");
  EXPECT_EQ(PrefixEnd("\xFF"), "");
}

TEST(EnvelopeTest, KeepsUnknownFieldsAndRefusesStrangers) {
  storage::v1::StoredName name;
  name.set_registration_id("NCT1");
  name.GetReflection()->MutableUnknownFields(&name)->AddVarint(99, 5);
  const std::string value = Wrap(Family::kNames, name);
  storage::v1::StoredName read;
  ASSERT_TRUE(UnwrapTo(Family::kNames, value, &read).ok());
  EXPECT_EQ(read.SerializeAsString(), name.SerializeAsString());
  EXPECT_EQ(UnwrapTo(Family::kTrials, value, &read).code(), absl::StatusCode::kDataLoss);
  EXPECT_EQ(UnwrapTo(Family::kNames, "", &read).code(), absl::StatusCode::kDataLoss);
  EXPECT_EQ(UnwrapTo(Family::kNames, value.substr(0, value.size() - 1), &read).code(), absl::StatusCode::kDataLoss);
  std::string newer = value;
  newer[1] = 2;
  const absl::Status status = UnwrapTo(Family::kNames, newer, &read);
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(common::ErrorReason(status), "FORMAT_TOO_NEW");
}

TEST(CompressedFrameTest, RoundTripsSmallLargeAndRandomBytes) {
  std::mt19937 random(1);
  std::string noise(5000, '\0');
  for (char& c : noise) c = static_cast<char>(random());
  for (const std::string& bytes : {std::string(), std::string("x"), std::string(100000, 'a'), noise}) {
    const std::string frame = CompressFrame(bytes);
    EXPECT_LE(frame.size(), bytes.size() + 13);
    EXPECT_EQ(DecompressFrame(frame).value(), bytes);
  }
  EXPECT_LT(CompressFrame(std::string(100000, 'a')).size(), 200u);
}

TEST(CompressedFrameTest, DamagedFramesAreDataLossAndNeverBalloon) {
  const std::string frame = CompressFrame(std::string(1000, 'a') + "b");
  for (size_t size = 0; size < frame.size(); ++size) {
    EXPECT_EQ(DecompressFrame(frame.substr(0, size)).status().code(), absl::StatusCode::kDataLoss);
  }
  for (size_t i = 0; i < 13; ++i) {
    std::string flipped = frame;
    flipped[i] ^= 0x40;
    EXPECT_EQ(DecompressFrame(flipped).status().code(), absl::StatusCode::kDataLoss) << i;
  }
}

}  // namespace
}  // namespace trialweave::store
