#include "store/linkage/clustering.h"

#include <algorithm>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "store/linkage/trial_name.h"

namespace trialweave::store {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// Identifiers in these tests are "scheme:number".
std::string SchemeOf(const std::string& id) { return id.substr(0, id.find(':')); }

class Graph {
 public:
  Graph() = default;
  Graph(double threshold, double rival_margin) { graph_.rules = {threshold, rival_margin, "test-model"}; }
  Graph& Add(const std::string& id, const std::vector<std::string>& states,
             const std::vector<std::string>& aliases = {}) {
    LinkNode& node = graph_.nodes[id];
    node.scheme = SchemeOf(id);
    for (const std::string& target : states)
      node.edges.push_back({target, SchemeOf(target), "printed " + target, false});
    for (const std::string& target : aliases)
      node.edges.push_back({target, SchemeOf(target), "printed " + target, true});
    return *this;
  }
  Graph& Score(const std::string& a, const std::string& b, double log_odds) {
    graph_.scores.push_back({std::min(a, b), std::max(a, b), log_odds});
    return *this;
  }
  Graph& Decide(const std::string& a, const std::string& b, bool same) {
    graph_.decisions.push_back({std::min(a, b), std::max(a, b), same, "decisions/1", "looked at both"});
    return *this;
  }
  std::vector<Cluster> Run() const { return ClusterRegistrations(graph_); }
  std::vector<std::vector<std::string>> Partition() const {
    std::vector<std::vector<std::string>> partition;
    for (const Cluster& cluster : Run()) partition.push_back(cluster.registration_ids);
    return partition;
  }
  const LinkGraph& graph() const { return graph_; }

 private:
  LinkGraph graph_;
};

TEST(ClusteringTest, RegistrationsThatStateNothingAreTrialsOfTheirOwn) {
  EXPECT_THAT(Graph().Add("chictr:1", {}).Add("ctgov:1", {}).Partition(),
              ElementsAre(ElementsAre("chictr:1"), ElementsAre("ctgov:1")));
}

TEST(ClusteringTest, StatedIdentifiersLinkAndSayHow) {
  const std::vector<Cluster> clusters =
      Graph().Add("chictr:1", {"ctgov:1"}).Add("ctgov:1", {"chictr:1", "eudract:1"}).Add("eudract:1", {}).Run();
  ASSERT_EQ(clusters.size(), 1u);
  EXPECT_THAT(clusters[0].registration_ids, ElementsAre("chictr:1", "ctgov:1", "eudract:1"));
  ASSERT_EQ(clusters[0].links.size(), 2u);
  EXPECT_EQ(clusters[0].links[0].registration_a(), "chictr:1");
  EXPECT_EQ(clusters[0].links[0].registration_b(), "ctgov:1");
  EXPECT_EQ(clusters[0].links[0].method(), v1::LINK_METHOD_IDENTIFIER_BOTH);
  EXPECT_EQ(clusters[0].links[0].evidence(), "printed ctgov:1");
  EXPECT_EQ(clusters[0].links[0].probability(), 1);
  EXPECT_EQ(clusters[0].links[1].method(), v1::LINK_METHOD_IDENTIFIER_ONE);
  EXPECT_EQ(clusters[0].links[1].evidence(), "printed eudract:1");
}

TEST(ClusteringTest, AnAbsentEntryLinksThoseThatStateIt) {
  const std::vector<Cluster> clusters = Graph().Add("chictr:1", {"isrctn:9"}).Add("ctgov:1", {"isrctn:9"}).Run();
  ASSERT_EQ(clusters.size(), 1u);
  EXPECT_THAT(clusters[0].absent_registration_ids, ElementsAre("isrctn:9"));
  ASSERT_EQ(clusters[0].links.size(), 1u);
  EXPECT_EQ(clusters[0].links[0].method(), v1::LINK_METHOD_IDENTIFIER_SHARED);
  EXPECT_EQ(clusters[0].links[0].evidence(), "printed isrctn:9");
}

TEST(ClusteringTest, TwoEntriesOfOneRegistryAreRelatedAndNeverOne) {
  const std::vector<Cluster> clusters = Graph().Add("ctgov:1", {"ctgov:2"}).Add("ctgov:2", {"ctgov:1"}).Run();
  ASSERT_EQ(clusters.size(), 2u);
  EXPECT_THAT(clusters[0].related_registration_ids, ElementsAre("ctgov:2"));
  EXPECT_THAT(clusters[1].related_registration_ids, ElementsAre("ctgov:1"));
  EXPECT_THAT(clusters[0].links, IsEmpty());
}

TEST(ClusteringTest, ConstraintHoldsAcrossASharedPartnerAndTheSurerPairWins) {
  // Both claim the same partner; the partner names only the second.
  const std::vector<Cluster> clusters =
      Graph().Add("ctgov:1", {"chictr:1"}).Add("ctgov:2", {"chictr:1"}).Add("chictr:1", {"ctgov:2"}).Run();
  ASSERT_EQ(clusters.size(), 2u);
  EXPECT_THAT(clusters[0].registration_ids, ElementsAre("chictr:1", "ctgov:2"));
  EXPECT_THAT(clusters[0].related_registration_ids, ElementsAre("ctgov:1"));
  EXPECT_THAT(clusters[1].registration_ids, ElementsAre("ctgov:1"));
  EXPECT_THAT(clusters[1].related_registration_ids, ElementsAre("chictr:1"));
}

TEST(ClusteringTest, AnEntryThatArrivesLateDoesNotChangeWhoBelongsTogether) {
  Graph early;
  early.Add("isrctn:1", {"ctgov:1", "ctgov:2"}).Add("chictr:1", {"ctgov:2"});
  const std::vector<Cluster> before = early.Run();
  ASSERT_EQ(before.size(), 2u);
  EXPECT_THAT(before[0].registration_ids, ElementsAre("chictr:1"));
  EXPECT_THAT(before[0].absent_registration_ids, ElementsAre("ctgov:2"));
  EXPECT_THAT(before[1].registration_ids, ElementsAre("isrctn:1"));
  EXPECT_THAT(before[1].absent_registration_ids, ElementsAre("ctgov:1"));
  EXPECT_THAT(before[1].related_registration_ids, ElementsAre("ctgov:2"));
  early.Add("ctgov:1", {}).Add("ctgov:2", {});
  EXPECT_THAT(early.Partition(), ElementsAre(ElementsAre("chictr:1", "ctgov:2"), ElementsAre("ctgov:1", "isrctn:1")));
}

TEST(ClusteringTest, AliasesResolveBeforeAnythingElse) {
  // The partner knows only the obsolete number.
  const std::vector<Cluster> clusters = Graph().Add("ctgov:1", {}, {"ctgov:0"}).Add("chictr:1", {"ctgov:0"}).Run();
  ASSERT_EQ(clusters.size(), 1u);
  EXPECT_THAT(clusters[0].registration_ids, ElementsAre("chictr:1", "ctgov:1"));
  EXPECT_THAT(clusters[0].absent_registration_ids, IsEmpty()) << "an alias is no further entry";
}

TEST(ClusteringTest, AnAliasThatIsAnEntryOfItsOwnIsTheSameEntry) {
  EXPECT_THAT(Graph().Add("ctgov:1", {}, {"ctgov:0"}).Add("ctgov:0", {}).Partition(),
              ElementsAre(ElementsAre("ctgov:0", "ctgov:1")));
}

TEST(ClusteringTest, TwoEntriesOfOneRegistryThatClaimOneAliasStayApart) {
  EXPECT_EQ(Graph().Add("ctgov:1", {}, {"ctgov:0"}).Add("ctgov:2", {}, {"ctgov:0"}).Partition().size(), 2u);
}

// Scores: one trial from log-odds 2 on, and a rival must have 1 less.
Graph ScoredGraph() { return Graph(2, 1); }

TEST(ClusteringTest, ScoresFromTheThresholdOnLinkAndSayHow) {
  const std::vector<Cluster> clusters =
      ScoredGraph().Add("chictr:1", {}).Add("ctgov:1", {}).Score("chictr:1", "ctgov:1", 2).Run();
  ASSERT_EQ(clusters.size(), 1u);
  ASSERT_EQ(clusters[0].links.size(), 1u);
  EXPECT_EQ(clusters[0].links[0].method(), v1::LINK_METHOD_PROBABILISTIC);
  EXPECT_NEAR(clusters[0].links[0].probability(), 0.8808, 1e-4);
  EXPECT_EQ(clusters[0].links[0].model_version(), "test-model");
  EXPECT_EQ(ScoredGraph().Add("chictr:1", {}).Add("ctgov:1", {}).Score("chictr:1", "ctgov:1", 1.9).Run().size(), 2u);
}

TEST(ClusteringTest, AStatedPairIsLinkedByWhatIsStated) {
  const std::vector<Cluster> clusters =
      ScoredGraph().Add("chictr:1", {"ctgov:1"}).Add("ctgov:1", {}).Score("chictr:1", "ctgov:1", 9).Run();
  ASSERT_EQ(clusters[0].links.size(), 1u);
  EXPECT_EQ(clusters[0].links[0].method(), v1::LINK_METHOD_IDENTIFIER_ONE);
}

TEST(ClusteringTest, TwoThatFitAlikeAreBothLeftAndRelated) {
  const std::vector<Cluster> clusters = ScoredGraph()
                                            .Add("chictr:1", {})
                                            .Add("ctgov:1", {})
                                            .Add("ctgov:2", {})
                                            .Score("chictr:1", "ctgov:1", 5)
                                            .Score("chictr:1", "ctgov:2", 4.5)
                                            .Run();
  ASSERT_EQ(clusters.size(), 3u);
  EXPECT_THAT(clusters[0].related_registration_ids, ElementsAre("ctgov:1", "ctgov:2"));
  // One that is clearly worse is no rival.
  EXPECT_EQ(ScoredGraph()
                .Add("chictr:1", {})
                .Add("ctgov:1", {})
                .Add("ctgov:2", {})
                .Score("chictr:1", "ctgov:1", 5)
                .Score("chictr:1", "ctgov:2", 3.9)
                .Run()
                .size(),
            2u);
}

TEST(ClusteringTest, ARivalThatIsTakenIsNone) {
  // ctgov:2 has its partner by what is stated, so ctgov:1 is the only one that is left.
  EXPECT_THAT(ScoredGraph()
                  .Add("chictr:1", {})
                  .Add("chictr:2", {"ctgov:2"})
                  .Add("ctgov:1", {})
                  .Add("ctgov:2", {})
                  .Score("chictr:1", "ctgov:1", 5)
                  .Score("chictr:1", "ctgov:2", 5)
                  .Partition(),
              ElementsAre(ElementsAre("chictr:1", "ctgov:1"), ElementsAre("chictr:2", "ctgov:2")));
}

TEST(ClusteringTest, WhoStatesAnotherEntryOfTheRegistryIsNotLinkedByScore) {
  EXPECT_THAT(ScoredGraph().Add("chictr:1", {"ctgov:7"}).Add("ctgov:1", {}).Score("chictr:1", "ctgov:1", 9).Partition(),
              ElementsAre(ElementsAre("chictr:1"), ElementsAre("ctgov:1")));
}

TEST(ClusteringTest, ScoresNeverBringTwoEntriesOfOneRegistryTogether) {
  EXPECT_THAT(ScoredGraph()
                  .Add("chictr:1", {})
                  .Add("ctgov:1", {})
                  .Add("ctgov:2", {"isrctn:1"})
                  .Add("isrctn:1", {})
                  .Score("chictr:1", "ctgov:1", 9)
                  .Score("chictr:1", "isrctn:1", 6)
                  .Partition(),
              ElementsAre(ElementsAre("chictr:1", "ctgov:1"), ElementsAre("ctgov:2", "isrctn:1")));
}

TEST(ClusteringTest, PeopleSayTheLastWord) {
  // One trial against the rule of registries, with the reason.
  const std::vector<Cluster> one =
      ScoredGraph().Add("ctgov:1", {}).Add("ctgov:2", {}).Decide("ctgov:1", "ctgov:2", true).Run();
  ASSERT_EQ(one.size(), 1u);
  EXPECT_EQ(one[0].links[0].method(), v1::LINK_METHOD_DECISION);
  EXPECT_EQ(one[0].links[0].decision(), "decisions/1");
  EXPECT_EQ(one[0].links[0].evidence(), "looked at both");
  // Two trials against what both state, and however they come together.
  EXPECT_EQ(ScoredGraph()
                .Add("chictr:1", {"ctgov:1"})
                .Add("ctgov:1", {"chictr:1"})
                .Decide("chictr:1", "ctgov:1", false)
                .Run()
                .size(),
            2u);
  EXPECT_THAT(ScoredGraph()
                  .Add("chictr:1", {"isrctn:1"})
                  .Add("ctgov:1", {"isrctn:1"})
                  .Add("isrctn:1", {})
                  .Decide("chictr:1", "ctgov:1", false)
                  .Partition(),
              ElementsAre(ElementsAre("chictr:1", "isrctn:1"), ElementsAre("ctgov:1")));
}

// Random graphs of few identifiers: every entry of the result is checked against what must always hold.
LinkGraph RandomGraph(std::mt19937& random) {
  const std::vector<std::string> schemes = {"ctgov", "chictr", "eudract", "isrctn"};
  Graph graph = ScoredGraph();
  const auto id = [&] { return schemes[random() % 4] + ":" + std::to_string(random() % 4); };
  for (int i = 0; i < 8; ++i) {
    std::set<std::string> states;
    for (int k = static_cast<int>(random() % 4); k > 0; --k) states.insert(id());
    std::set<std::string> aliases;
    if (random() % 6 == 0) aliases.insert(id());
    const std::string self = id();
    states.erase(self);
    aliases.erase(self);
    for (const std::string& alias : aliases) states.erase(alias);
    if (graph.graph().nodes.count(self) > 0) continue;
    graph.Add(self, {states.begin(), states.end()}, {aliases.begin(), aliases.end()});
  }
  const std::map<std::string, LinkNode> nodes = graph.graph().nodes;
  for (auto a = nodes.begin(); a != nodes.end(); ++a) {
    for (auto b = std::next(a); b != nodes.end(); ++b) {
      // Few values, so that there are ties.
      if (a->second.scheme != b->second.scheme && random() % 4 == 0) {
        graph.Score(a->first, b->first, 1 + 0.5 * static_cast<double>(random() % 6));
      }
      if (random() % 16 == 0) graph.Decide(a->first, b->first, false);
    }
  }
  return graph.graph();
}

TEST(ClusteringTest, AlwaysAPartitionThatKeepsTheConstraint) {
  std::mt19937 random(3);
  for (int round = 0; round < 3000; ++round) {
    const LinkGraph graph = RandomGraph(random);
    std::set<std::string> aliased;
    for (const auto& [id, node] : graph.nodes) {
      for (const IdentifierEdge& edge : node.edges) {
        if (edge.alias) aliased.insert(id), aliased.insert(edge.target);
      }
    }
    std::set<std::string> seen;
    for (const Cluster& cluster : ClusterRegistrations(graph)) {
      std::set<std::string> schemes;
      for (const std::string& id : cluster.registration_ids) {
        EXPECT_TRUE(seen.insert(id).second);
        if (aliased.count(id) == 0) {
          EXPECT_TRUE(schemes.insert(SchemeOf(id)).second) << "two entries of one registry";
        }
      }
      for (const v1::Link& link : cluster.links) EXPECT_LT(link.registration_a(), link.registration_b());
      const std::set<std::string> members(cluster.registration_ids.begin(), cluster.registration_ids.end());
      for (const DecidedLink& decision : graph.decisions) {
        EXPECT_FALSE(members.count(decision.a) > 0 && members.count(decision.b) > 0) << "told apart by a person";
      }
    }
    EXPECT_EQ(seen.size(), graph.nodes.size());
  }
}

TEST(ClusteringTest, TheOrderOfEdgesDoesNotMatter) {
  std::mt19937 random(5);
  const auto text = [](const std::vector<Cluster>& clusters) {
    std::string all;
    for (const Cluster& cluster : clusters) {
      for (const std::string& id : cluster.registration_ids) all += id + " ";
      for (const std::string& id : cluster.absent_registration_ids) all += "-" + id + " ";
      for (const std::string& id : cluster.related_registration_ids) all += "~" + id + " ";
      for (const v1::Link& link : cluster.links) all += link.SerializeAsString();
      all += "\n";
    }
    return all;
  };
  for (int round = 0; round < 500; ++round) {
    LinkGraph graph = RandomGraph(random);
    const std::string expected = text(ClusterRegistrations(graph));
    for (auto& [id, node] : graph.nodes) std::shuffle(node.edges.begin(), node.edges.end(), random);
    std::shuffle(graph.scores.begin(), graph.scores.end(), random);
    std::shuffle(graph.decisions.begin(), graph.decisions.end(), random);
    ASSERT_EQ(text(ClusterRegistrations(graph)), expected);
  }
}

TEST(IdentifierEdgesTest, TakesStatedRegistryIdsAndNothingElse) {
  v1::Registration registration;
  registration.set_registration_id("NCT00000001");
  const auto add = [](v1::Identifier* id, const std::string& scheme, const std::string& value) {
    id->set_scheme(scheme);
    id->set_value(value);
    id->set_printed("p " + value);
  };
  add(registration.add_secondary_ids(), "chictr", "ChiCTR2");
  add(registration.add_secondary_ids(), "utn", "U1111-1111-1111");
  add(registration.add_secondary_ids(), "ctgov", "NCT00000001");
  add(registration.add_secondary_ids(), "", "");
  add(registration.add_secondary_ids(), "ctgov", "NCT00000002");
  add(registration.add_aliases(), "ctgov", "NCT00000002");
  add(registration.add_mentioned_ids(), "isrctn", "ISRCTN1");
  EXPECT_THAT(EdgesOf(registration), ElementsAre(IdentifierEdge{"ChiCTR2", "chictr", "p ChiCTR2", false},
                                                 IdentifierEdge{"NCT00000002", "ctgov", "p NCT00000002", true}));
}

TEST(TrialNameTest, IsTheBase32OfTheHashAndStable) {
  // SHA-256("") is e3b0c442 98fc1c14 ..., in base32 4OYMIQUY7QOBJGX36TEJS35ZEQT24QPEMSNZGTFESWMRW6CSXBKQ.
  EXPECT_EQ(HashedId("", 10), "4oymiquy7q");
  EXPECT_EQ(FoundingName("NCT06431152"), HashedId("NCT06431152", 10));
  EXPECT_EQ(FoundingName("NCT06431152", 1).substr(0, 10), FoundingName("NCT06431152"));
  EXPECT_EQ(FoundingName("NCT06431152", 1).size(), 16u);
}

}  // namespace
}  // namespace trialweave::store
