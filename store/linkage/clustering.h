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

// By canonical identifier.
using LinkGraph = std::map<std::string, LinkNode>;

// Registrations that are one trial. Everything sorted, nothing twice.
struct Cluster {
  std::vector<std::string> registration_ids;
  // Stated by them, not in the store, and not another name of one of them.
  std::vector<std::string> absent_registration_ids;
  // Stated by or stating them, but of a registry that the trial already has an entry of.
  std::vector<std::string> related_registration_ids;
  std::vector<v1::Link> links;
};

// Divides the registrations of `graph` into trials, by the identifiers they state:
//
//   1. An alias is another name of the entry that states it, so it is resolved first.
//   2. Stated identifiers are taken one pair at a time: those stated in both directions first, then those of
//      one direction, each by the pair of identifiers. Identifiers that are not in the store take part like
//      those that are, so that nothing changes merely because an entry arrives late.
//   3. A pair that would put two entries of one registry into one trial is not used: each becomes related to
//      the other's trial.
//
// The result depends on the graph alone, and on each connected component of it alone. Clusters are sorted by
// their first registration.
std::vector<Cluster> ClusterByIdentifiers(const LinkGraph& graph);

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_LINKAGE_CLUSTERING_H_
