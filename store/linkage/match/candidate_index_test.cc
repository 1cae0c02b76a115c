#include "store/linkage/match/candidate_index.h"

#include <algorithm>
#include <random>
#include <set>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace trialweave::store {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

MatchDraft Draft(const std::string& id, const std::string& scheme, const std::string& title) {
  MatchDraft draft;
  draft.id = id;
  draft.scheme = scheme;
  AddTitle(title, &draft);
  return draft;
}

MatchRecord Record(const std::string& id, const std::string& scheme, const std::string& title) {
  return MatchRecord(Draft(id, scheme, title));
}

// A word of letters alone: digits would be a word of their own.
std::string Word(int i) {
  return {'w', static_cast<char>('a' + i / 26 / 26 % 26), static_cast<char>('a' + i / 26 % 26),
          static_cast<char>('a' + i % 26)};
}

// Of 10,000 records: Word(0) in all, Word(1) in half of them, and so on.
class CandidateIndexTest : public ::testing::Test {
 protected:
  static WordFrequencies Frequencies() {
    std::unordered_map<uint32_t, uint32_t> counts;
    for (int i = 0; i < 300; ++i) counts[TokenOf(Word(i))] = static_cast<uint32_t>(10'000 / (i + 1));
    return WordFrequencies(10'000, counts);
  }

  // A record of words by their frequency, with some sizes and dates.
  MatchRecord Random(uint32_t number) {
    std::string title;
    for (int i = 0; i < 8; ++i) {
      const double share = std::uniform_real_distribution<double>(0, 1)(random_);
      absl::StrAppend(&title, " ", Word(static_cast<int>(share * share * 600)));
    }
    MatchDraft draft = Draft(absl::StrCat("ID", number), number % 3 == 0 ? "ctgov" : "chictr", title);
    if (number % 2 == 0) draft.sizes = {static_cast<int64_t>(random_() % 5 * 20 + 1)};
    draft.started = {static_cast<Day>(random_() % 100)};
    return MatchRecord(draft);
  }

  std::set<std::string> Candidates(const CandidateIndex& index, const MatchRecord& record) {
    std::set<std::string> ids;
    for (const uint32_t number : index.Find(record)) ids.insert(std::string(index.at(number).id()));
    return ids;
  }

  const WordFrequencies frequencies_ = Frequencies();
  std::mt19937 random_{7};
};

TEST_F(CandidateIndexTest, FindsWhatSharesRareWordsInOtherRegistries) {
  CandidateIndex index(&frequencies_);
  index.Add(Record("NCT05000001", "ctgov", "Exosomes for gonarthrosis"));
  index.Add(Record("NCT05000002", "ctgov", "Eye drops"));
  index.Add(Record("ChiCTR2300000002", "chictr", "Exosomes for gonarthrosis"));
  EXPECT_THAT(index.Find(Record("ChiCTR2300000001", "chictr", "Exosomes in gonarthrosis")), ElementsAre(0));
}

TEST_F(CandidateIndexTest, WordsOfManyRecordsFindNothing) {
  CandidateIndex index(&frequencies_);
  index.Add(Record("NCT05000001", "ctgov", Word(0) + " " + Word(1) + " " + Word(2)));
  EXPECT_THAT(index.Find(Record("ChiCTR2300000001", "chictr", Word(0) + " " + Word(1) + " " + Word(2))), IsEmpty());
}

TEST_F(CandidateIndexTest, EqualSizeAndDateMeetWithoutACommonWord) {
  CandidateIndex index(&frequencies_);
  MatchDraft english = Draft("NCT05000001", "ctgov", "Exosomes for gonarthrosis"),
             chinese = Draft("ChiCTR2300000001", "chictr", "外泌体治疗膝骨关节炎");
  english.sizes = chinese.sizes = {57};
  english.started = chinese.started = {19'492};
  index.Add(MatchRecord(english));
  EXPECT_THAT(index.Find(MatchRecord(chinese)), ElementsAre(0));
}

TEST_F(CandidateIndexTest, NumbersAreFoundByIdAndReused) {
  CandidateIndex index(&frequencies_);
  const uint32_t first = index.Add(Record("NCT05000001", "ctgov", "Exosomes for gonarthrosis"));
  EXPECT_EQ(index.NumberOf("NCT05000001"), first);
  index.Remove(first);
  EXPECT_EQ(index.NumberOf("NCT05000001"), std::nullopt);
  EXPECT_THAT(index.Find(Record("ChiCTR2300000001", "chictr", "Exosomes for gonarthrosis")), IsEmpty());
  EXPECT_EQ(index.Add(Record("NCT05000002", "ctgov", "Eye drops")), first);
  EXPECT_THAT(index.Find(Record("ChiCTR2300000001", "chictr", "Exosomes for gonarthrosis")), IsEmpty());
  EXPECT_EQ(index.size(), 1);
}

TEST_F(CandidateIndexTest, AnotherRecordOfOneIdReplacesIt) {
  CandidateIndex index(&frequencies_);
  const uint32_t number = index.Add(Record("NCT05000001", "ctgov", "Exosomes for gonarthrosis"));
  EXPECT_EQ(index.Add(Record("NCT05000001", "ctgov", "Eye drops, bottled")), number);
  EXPECT_THAT(index.Find(Record("ChiCTR2300000001", "chictr", "Exosomes for gonarthrosis")), IsEmpty());
  EXPECT_THAT(index.Find(Record("ChiCTR2300000001", "chictr", "Bottled eye drops")), ElementsAre(number));
}

TEST_F(CandidateIndexTest, TheRelationIsTheSameFromBothSides) {
  CandidateIndex index(&frequencies_);
  for (uint32_t i = 0; i < 400; ++i) index.Add(Random(i));
  size_t pairs = 0;
  for (uint32_t a = 0; a < 400; ++a) {
    for (const uint32_t b : index.Find(index.at(a))) {
      EXPECT_THAT(index.Find(index.at(b)), Contains(a));
      ++pairs;
    }
  }
  EXPECT_GT(pairs, 400) << "else this says little";
}

TEST_F(CandidateIndexTest, ArrivalInAnyOrderWithRemovalsFindsTheSamePairsAsABatch) {
  std::vector<MatchRecord> records;
  for (uint32_t i = 0; i < 300; ++i) records.push_back(Random(i));
  std::set<std::pair<std::string, std::string>> batch, arriving;
  CandidateIndex whole(&frequencies_);
  for (const MatchRecord& record : records) whole.Add(record);
  for (const MatchRecord& record : records) {
    for (const std::string& other : Candidates(whole, record))
      batch.insert(std::minmax(std::string(record.id()), other));
  }
  std::shuffle(records.begin(), records.end(), random_);
  CandidateIndex growing(&frequencies_);
  for (const MatchRecord& record : records) {
    const uint32_t passing = growing.Add(Record("passing", "isrctn", Word(350) + " " + Word(351)));
    for (const std::string& other : Candidates(growing, record)) {
      if (other != "passing") arriving.insert(std::minmax(std::string(record.id()), other));
    }
    growing.Remove(passing);
    growing.Add(record);
  }
  EXPECT_EQ(arriving, batch);
  EXPECT_GT(batch.size(), 200);
}

TEST_F(CandidateIndexTest, OfThousandsUnderOneTitleTheMostPromisingAreKept) {
  CandidateIndex index(&frequencies_);
  for (uint32_t i = 0; i < 1000; ++i) {
    MatchDraft draft = Draft(absl::StrCat("NCT0", 5'000'000 + i), "ctgov", "Trial of an unapproved gadget");
    if (i == 777) draft.sizes = {57};
    index.Add(MatchRecord(draft));
  }
  MatchDraft wanted = Draft("ChiCTR2300000001", "chictr", "Trial of an unapproved gadget");
  wanted.sizes = {57};
  const std::vector<uint32_t> found = index.Find(MatchRecord(wanted));
  EXPECT_THAT(found, SizeIs(CandidateIndex::kMostCandidates));
  EXPECT_EQ(found[0], 777);
  EXPECT_EQ(found[1], 0) << "ties by identifier";
  EXPECT_THAT(found, Not(Contains(999)));
}

TEST_F(CandidateIndexTest, KeysOfTooManyAreLeftOutBehindRarerOnes) {
  CandidateIndex index(&frequencies_);
  for (uint32_t i = 0; i <= CandidateIndex::kMostPostings; ++i)
    index.Add(Record(absl::StrCat("NCT0", 5'000'000 + i), "ctgov", "Unapproved gadget"));
  const uint32_t wanted = index.Add(Record("NCT06000001", "ctgov", "Exosomes and liposomes"));
  EXPECT_THAT(index.Find(Record("ChiCTR2300000001", "chictr", "Unapproved gadget, exosomes, liposomes")),
              ElementsAre(wanted));
}

}  // namespace
}  // namespace trialweave::store
