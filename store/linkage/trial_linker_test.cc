#include "store/linkage/trial_linker.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "common/clock.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "store/changelog/embedded_changelog.h"
#include "store/database/rocksdb_database.h"
#include "store/linkage/clustering.h"

namespace trialweave::store {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// Identifiers in these tests are "scheme:number"; a registration's founding name is "t-" and its id.
std::string SchemeOf(const std::string& id) { return id.substr(0, id.find(':')); }

std::vector<IdentifierEdge> Edges(const std::vector<std::string>& targets) {
  std::vector<IdentifierEdge> edges;
  for (const std::string& target : targets) edges.push_back({target, SchemeOf(target), target, false});
  return edges;
}

class World {
 public:
  explicit World(const std::string& name, size_t max_component = kMaxComponent) : max_component_(max_component) {
    const std::string folder = ::testing::TempDir() + "/linker_" + name;
    std::filesystem::remove_all(folder);
    database_ = *RocksDbDatabase::Open(folder, 16 * 1024 * 1024);
    changelog_ = *EmbeddedChangelog::Open(database_.get());
    context_ = std::make_unique<WriteContext>(database_.get(), changelog_.get(), &clock_);
  }
  void Set(const std::string& id, const std::vector<std::string>& states) {
    context_->BeginGroup();
    context_->BeginItem();
    const uint64_t creation = created_.try_emplace(id, created_.size() + 1).first->second;
    const absl::Status status =
        LinkRegistration({id, SchemeOf(id), creation, "t-" + id, Edges(states)}, *context_, max_component_);
    EXPECT_TRUE(status.ok()) << status;
    context_->KeepItem();
    EXPECT_TRUE(context_->CommitGroup().ok());
    oversized += context_->events().oversized_components;
  }
  // As a reader of the changelog sees it.
  std::map<std::string, std::vector<std::string>> Replay() const {
    std::map<std::string, std::vector<std::string>> trials;
    uint64_t after = 0;
    while (after < changelog_->latest()) {
      const std::vector<v1::ChangelogEntry> entries = changelog_->Read(after, 100, 1 << 20).value();
      for (const v1::ChangelogEntry& entry : entries) {
        after = entry.sequence();
        const v1::MembershipChanged& change = entry.membership_changed();
        if (change.registration_ids().empty()) {
          EXPECT_NE(change.merged_into(), "");
          EXPECT_EQ(trials.erase(change.trial()), 1u) << "only what was there can go";
        } else {
          trials[change.trial()] = {change.registration_ids().begin(), change.registration_ids().end()};
        }
      }
    }
    return trials;
  }
  std::vector<std::vector<std::string>> Partition() const {
    std::vector<std::vector<std::string>> partition;
    for (const auto& [name, ids] : Replay()) partition.push_back(ids);
    std::sort(partition.begin(), partition.end());
    return partition;
  }
  v1::ChangelogEntry Entry(uint64_t sequence) const { return changelog_->Read(sequence - 1, 1, 1)->front(); }
  uint64_t latest() const { return changelog_->latest(); }
  uint64_t TrialCount() const {
    storage::v1::StoredTotals totals;
    database_->latest().Read(Family::kMeta, kTotalsKey, &totals).value();
    return totals.trials();
  }

  uint64_t oversized = 0;

 private:
  const size_t max_component_;
  common::FakeClock clock_;
  std::unique_ptr<Database> database_;
  std::unique_ptr<EmbeddedChangelog> changelog_;
  std::unique_ptr<WriteContext> context_;
  std::map<std::string, uint64_t> created_;
};

TEST(TrialLinkerTest, MergeKeepsTheOlderNameAndRedirectsTheOther) {
  World world("merge");
  world.Set("ctgov:1", {});
  world.Set("chictr:1", {});
  EXPECT_EQ(world.TrialCount(), 2u);
  world.Set("chictr:1", {"ctgov:1"});
  EXPECT_EQ(world.TrialCount(), 1u);
  EXPECT_EQ(world.latest(), 4u);
  EXPECT_EQ(world.Entry(3).membership_changed().trial(), "trials/t-ctgov:1");
  EXPECT_THAT(world.Entry(3).membership_changed().registration_ids(), ElementsAre("chictr:1", "ctgov:1"));
  EXPECT_EQ(world.Entry(3).membership_changed().links(0).method(), v1::LINK_METHOD_IDENTIFIER_ONE);
  EXPECT_EQ(world.Entry(4).membership_changed().trial(), "trials/t-chictr:1");
  EXPECT_THAT(world.Entry(4).membership_changed().registration_ids(), IsEmpty());
  EXPECT_EQ(world.Entry(4).membership_changed().merged_into(), "trials/t-ctgov:1");
}

TEST(TrialLinkerTest, WithdrawnStatementSplitsAgain) {
  World world("split");
  world.Set("ctgov:1", {});
  world.Set("chictr:1", {"ctgov:1"});
  EXPECT_THAT(world.Partition(), ElementsAre(ElementsAre("chictr:1", "ctgov:1")));
  world.Set("chictr:1", {});
  EXPECT_THAT(world.Partition(), ElementsAre(ElementsAre("chictr:1"), ElementsAre("ctgov:1")));
  EXPECT_EQ(world.TrialCount(), 2u);
}

TEST(TrialLinkerTest, SameStatementsAgainChangeNothing) {
  World world("same");
  world.Set("ctgov:1", {"chictr:9"});
  const uint64_t before = world.latest();
  world.Set("ctgov:1", {"chictr:9"});
  EXPECT_EQ(world.latest(), before);
}

TEST(TrialLinkerTest, AnyOrderOfArrivalAndRevisionEndsInTheSameTrialsAsAllAtOnce) {
  std::mt19937 random(11);
  const std::vector<std::string> schemes = {"ctgov", "chictr", "eudract"};
  const auto id = [&] { return schemes[random() % 3] + ":" + std::to_string(random() % 4); };
  for (int round = 0; round < 25; ++round) {
    std::map<std::string, std::vector<std::string>> final_states;
    for (int i = 0; i < 7; ++i) {
      const std::string self = id();
      std::set<std::string> states;
      for (int k = static_cast<int>(random() % 3); k > 0; --k) states.insert(id());
      states.erase(self);
      final_states[self] = {states.begin(), states.end()};
    }
    LinkGraph graph;
    for (const auto& [self, states] : final_states) graph.nodes[self] = {SchemeOf(self), Edges(states)};
    std::vector<std::vector<std::string>> expected;
    for (const Cluster& cluster : ClusterRegistrations(graph)) expected.push_back(cluster.registration_ids);
    World world("order");
    std::vector<std::string> order;
    for (const auto& [self, states] : final_states) order.push_back(self);
    std::shuffle(order.begin(), order.end(), random);
    for (const std::string& self : order) world.Set(self, {id() == self ? "isrctn:1" : "isrctn:2"});
    std::shuffle(order.begin(), order.end(), random);
    for (const std::string& self : order) world.Set(self, final_states[self]);
    ASSERT_EQ(world.Partition(), expected) << "round " << round;
    ASSERT_EQ(world.TrialCount(), expected.size());
  }
}

TEST(TrialLinkerTest, BeyondTheLimitRegistrationsAreKeptApartInAnyOrderAndComeBackTogether) {
  // Five states one hub: six identifiers, one over the limit. Different registries, so only the limit counts.
  const std::vector<std::string> schemes = {"ctgov", "chictr", "eudract", "isrctn", "drks"};
  std::vector<int> order = {0, 1, 2, 3, 4};
  do {
    World world("limit", 5);
    for (int i : order) world.Set(schemes[i] + ":1", {"ctri:1"});
    ASSERT_EQ(world.Partition().size(), 5u);
    ASSERT_GT(world.oversized, 0u);
    world.Set(schemes[order[0]] + ":1", {});
    ASSERT_EQ(world.Partition().size(), 2u) << "one alone, four together";
  } while (std::next_permutation(order.begin(), order.end() - 2));
}

}  // namespace
}  // namespace trialweave::store
