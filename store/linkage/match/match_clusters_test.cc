#include "store/linkage/match/match_clusters.h"

#include <algorithm>
#include <random>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace trialweave::store {
namespace {

using ::testing::ElementsAre;

MatchRecord Entry(const std::string& id, const std::string& scheme, std::vector<std::string> stated = {}) {
  MatchDraft draft;
  draft.id = id;
  draft.scheme = scheme;
  draft.stated = std::move(stated);
  return MatchRecord(draft);
}

const ClusterRules kRules = {1, 1.5, true};

TEST(MatchClustersTest, IdentifiersJoinWhateverTheScore) {
  EXPECT_THAT(ClusterRecords({Entry("ChiCTR2300000001", "chictr"), Entry("NCT05000001", "ctgov", {"ChiCTR2300000001"})},
                             {}, kRules),
              ElementsAre(0, 0));
}

TEST(MatchClustersTest, AScoreJoinsFromTheThresholdOn) {
  const std::vector<MatchRecord> records = {Entry("ChiCTR2300000001", "chictr"), Entry("NCT05000001", "ctgov")};
  EXPECT_THAT(ClusterRecords(records, {{0, 1, 1.0}}, kRules), ElementsAre(0, 0));
  EXPECT_THAT(ClusterRecords(records, {{0, 1, 0.9}}, kRules), ElementsAre(0, 1));
}

TEST(MatchClustersTest, TwoEntriesOfOneRegistryAreNeverOneTrial) {
  EXPECT_THAT(ClusterRecords(
                  {Entry("ChiCTR2300000001", "chictr"), Entry("NCT05000001", "ctgov"), Entry("NCT05000002", "ctgov")},
                  {{0, 1, 9}, {0, 2, 3}, {1, 2, 9}}, kRules),
              ElementsAre(0, 0, 2));
}

TEST(MatchClustersTest, ARivalThatIsAsGoodLeavesItToAPerson) {
  const std::vector<MatchRecord> records = {Entry("ChiCTR2300000001", "chictr"), Entry("NCT05000001", "ctgov"),
                                            Entry("NCT05000002", "ctgov")};
  EXPECT_THAT(ClusterRecords(records, {{0, 1, 4}, {0, 2, 3}}, kRules), ElementsAre(0, 1, 2));
  EXPECT_THAT(ClusterRecords(records, {{0, 1, 4}, {0, 2, 2}}, kRules), ElementsAre(0, 0, 2));
}

TEST(MatchClustersTest, ARivalThatHasItsPartnerIsNone) {
  EXPECT_THAT(ClusterRecords({Entry("ChiCTR2300000001", "chictr"), Entry("ChiCTR2300000002", "chictr"),
                              Entry("NCT05000001", "ctgov"), Entry("NCT05000002", "ctgov", {"ChiCTR2300000002"})},
                             {{0, 2, 4}, {0, 3, 4}}, kRules),
              ElementsAre(0, 1, 0, 1));
}

TEST(MatchClustersTest, AnotherIdentifierStatedContradictsAScore) {
  EXPECT_THAT(ClusterRecords({Entry("ChiCTR2300000001", "chictr"), Entry("NCT05000001", "ctgov", {"ChiCTR2300000777"})},
                             {{0, 1, 9}}, kRules),
              ElementsAre(0, 1));
}

TEST(MatchClustersTest, TheOrderDoesNotMatter) {
  std::vector<MatchRecord> records;
  std::vector<std::pair<std::pair<std::string, std::string>, double>> scores;
  std::mt19937 random(7);
  const char* const kSchemes[] = {"chictr", "ctgov", "eudract"};
  const auto id = [](int i) { return "X" + std::to_string(100 + i); };
  for (int i = 0; i < 30; ++i) {
    std::vector<std::string> stated;
    if (i % 7 == 0) stated.push_back(id((i * 5 + 1) % 30));
    records.push_back(Entry(id(i), kSchemes[i % 3], stated));
    for (int j = i + 1; j < 30; ++j) {
      if (i % 3 != j % 3 && random() % 4 == 0)
        scores.push_back({{id(i), id(j)}, static_cast<double>(random() % 50) / 10 - 1});
    }
  }
  // Each record's trial, as the sorted identifiers of its members.
  const auto divide = [&] {
    std::vector<ScoredPair> pairs;
    const auto number = [&](const std::string& name) {
      return static_cast<uint32_t>(
          std::find_if(records.begin(), records.end(), [&](const MatchRecord& r) { return r.id() == name; }) -
          records.begin());
    };
    for (const auto& [ids, score] : scores) {
      const uint32_t a = number(ids.first), b = number(ids.second);
      pairs.push_back({std::min(a, b), std::max(a, b), score});
    }
    const std::vector<uint32_t> clusters = ClusterRecords(records, pairs, kRules);
    std::vector<std::vector<std::string>> trials(records.size());
    for (size_t i = 0; i < records.size(); ++i) trials[clusters[i]].push_back(std::string(records[i].id()));
    for (auto& trial : trials) std::sort(trial.begin(), trial.end());
    std::erase_if(trials, [](const auto& trial) { return trial.empty(); });
    std::sort(trials.begin(), trials.end());
    return trials;
  };
  const auto expected = divide();
  EXPECT_LT(expected.size(), 30) << "some must be joined for this to say anything";
  for (int round = 0; round < 20; ++round) {
    std::shuffle(records.begin(), records.end(), random);
    std::shuffle(scores.begin(), scores.end(), random);
    EXPECT_EQ(divide(), expected);
  }
}

}  // namespace
}  // namespace trialweave::store
