#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "gtest/gtest.h"
#include "store/chain/head_reader.h"
#include "store/compression/stored_dictionary.h"
#include "store/testing/store_fixture.h"
#include "store/verification/verifier.h"

namespace trialweave::store {
namespace {

constexpr size_t kSummaryBytes = 3'000;
constexpr size_t kSampleBytes = 300'000;

// Alike, and each of its own.
TestDocument Document(int number) {
  TestDocument document;
  document.id = absl::StrCat("NCT", 10'000'000 + number);
  while (document.words.size() < kSummaryBytes) {
    absl::StrAppend(&document.words, " participants are asked again after ", number,
                    " weeks how well they walk, and whether they took ", absl::Hex(number * 0x9E3779B97F4A7C15),
                    " since;");
  }
  return document;
}

bool HaveDictionary(const Reader& reader) {
  const auto dictionaries = ReadDictionaries(reader);
  return dictionaries.ok() &&
         std::any_of(dictionaries->begin(), dictionaries->end(),
                     [](const StoredFrameDictionary& stored) { return stored.kind == "record/ctgov_v2_json"; });
}

// The dictionary that the only content of a registration needs.
uint32_t DictionaryOf(StoreFixture& fixture, const std::string& id) {
  const std::unique_ptr<Cursor> cursor = fixture.store().latest().Scan(Family::kStates);
  for (cursor->Seek(""); cursor->Valid(); cursor->Next()) {
    storage::v1::StoredState state;
    if (!DecodeState(cursor->key()).ok() || !UnwrapTo(Family::kStates, cursor->value(), &state).ok()) continue;
    if (DecodeState(cursor->key())->key.registration_id == id) return DictionaryIdOf(state.registration_frame());
  }
  ADD_FAILURE() << "no state of " << id;
  return 0;
}

void ExpectWhole(StoreFixture& fixture) {
  VerifyDatabase(fixture.store().database(), false, [](const v1::VerifyStoreResponse& event) {
    if (event.has_violation()) ADD_FAILURE() << event.DebugString();
    return true;
  });
}

TEST(FrameDictionariesTest, AStoreTrainsOneReadsWithItAndHasItAfterARestart) {
  StoreFixtureOptions options;
  options.limits.dictionary_samples = kSampleBytes;
  StoreFixture fixture("frame_dictionaries", options);
  const std::string run = fixture.StartRun("ctgov");
  std::vector<v1::CommitRequest> requests;
  const int enough = static_cast<int>(kSampleBytes / kSummaryBytes) + 10;
  for (int i = 0; i < enough; ++i) requests.push_back(RecordRequest(Document(i)));
  fixture.SendAll(run, 1, std::move(requests));
  const absl::Time deadline = absl::Now() + absl::Seconds(60);
  while (!HaveDictionary(fixture.store().latest()) && absl::Now() < deadline) absl::SleepFor(absl::Milliseconds(20));
  ASSERT_TRUE(HaveDictionary(fixture.store().latest()));
  // It is used a moment after it is durable.
  int number = enough;
  uint32_t dictionary = 0;
  for (; dictionary == 0 && absl::Now() < deadline; ++number) {
    ASSERT_TRUE(fixture.Send(run, static_cast<uint64_t>(number) + 1, RecordRequest(Document(number))).ok());
    dictionary = DictionaryOf(fixture, Document(number).id);
  }
  EXPECT_EQ(DictionaryOf(fixture, Document(0).id), 0u);
  const std::string digest = fixture.store().Status(true)->content_digest();
  ExpectWhole(fixture);

  fixture.Reopen();
  EXPECT_EQ(fixture.store().Status(true)->content_digest(), digest);
  EXPECT_EQ(fixture.Head(Document(number - 1).id).study().titles(0).text(), Document(number - 1).words);
  ASSERT_TRUE(fixture.Send(run, static_cast<uint64_t>(number) + 1, RecordRequest(Document(number))).ok());
  EXPECT_EQ(DictionaryOf(fixture, Document(number).id), dictionary) << "it is used again, not trained again";
  ExpectWhole(fixture);
}

}  // namespace
}  // namespace trialweave::store
