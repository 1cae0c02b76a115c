#ifndef TRIALWEAVE_STORE_LINKAGE_CLUSTERING_H_
#define TRIALWEAVE_STORE_LINKAGE_CLUSTERING_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "store/linkage/identifier_edges.h"
#include "trialweave/v1/trial.pb.h"

namespace trialweave::store {

// Version of the rules below, as links say it.
inline constexpr char kIdentifierRulesVersion[] = "identifier-rules-1";

// A registration that is in the store, with what it states.
struct LinkNode {
  // Code of its registry.
  std::string scheme;
  std::vector<IdentifierEdge> edges;
};

// Two registrations that are like each other; a < b.
struct ScoredLink {
  std::string a;
  std::string b;
  // Natural logarithm of the odds that they are one trial.
  double log_odds = 0;
};

// What a person decided of two registrations; a < b.
struct DecidedLink {
  std::string a;
  std::string b;
  // One trial, or two.
  bool same = false;
  // decisions/{number}
  std::string name;
  std::string reason;
};

// From which log-odds on a pair is one trial, and how much less a rival must have.
struct ScoreRules {
  double threshold = 0;
  double rival_margin = 0;
  std::string model_version;

  // Pairs below it change nothing.
  double floor() const { return threshold - rival_margin; }
};

struct LinkGraph {
  // By canonical identifier.
  std::map<std::string, LinkNode> nodes;
  // Pairs of nodes from rules.floor() on, each once.
  std::vector<ScoredLink> scores;
  // One at most of each pair.
  std::vector<DecidedLink> decisions;
  ScoreRules rules;
};

// Registrations that are one trial. Everything sorted, nothing twice.
struct Cluster {
  std::vector<std::string> registration_ids;
  // Stated by them, not in the store, and not another name of one of them.
  std::vector<std::string> absent_registration_ids;
  // Stated by or stating them, but of a registry that the trial already has an entry of.
  std::vector<std::string> related_registration_ids;
  std::vector<v1::Link> links;
};

// Divides the registrations of `graph` into trials:
//
//   1. What people decided goes first: two that are the same are one trial, two that are different never become one,
//      whatever else is known.
//   2. An alias is another name of the entry that states it.
//   3. Stated identifiers are taken one pair at a time: those stated in both directions first, then those of
//      one direction, each by the pair of identifiers. Identifiers that are not in the store take part like
//      those that are, so that nothing changes merely because an entry arrives late.
//   4. Then pairs by their score, from the threshold on, the highest first; but not one of which either states another
//      identifier of the other's registry, and not one with a rival: a third entry of that registry that scores within
//      the margin and could still take the place.
//   5. Except for decisions, a pair that would put two entries of one registry into one trial is not used: each becomes
//      related to the other's trial. So do those of 4 that are not used.
//
// The result depends on the graph alone, and on each connected component of it alone. Clusters are sorted by
// their first registration.
std::vector<Cluster> ClusterRegistrations(const LinkGraph& graph);

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_LINKAGE_CLUSTERING_H_
