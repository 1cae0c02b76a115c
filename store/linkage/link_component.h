#ifndef TRIALWEAVE_STORE_LINKAGE_LINK_COMPONENT_H_
#define TRIALWEAVE_STORE_LINKAGE_LINK_COMPONENT_H_

#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "store/database/database.h"
#include "store/linkage/clustering.h"
#include "trialweave/storage/v1/storage.pb.h"

namespace trialweave::store {

// Who is like a registration, by identifier.
using PartnerSource = std::function<absl::StatusOr<storage::v1::StoredPartners>(const std::string& id)>;

// What connects registrations: where it is read, and how much of it counts.
struct LinkSource {
  const Reader* reader = nullptr;
  // Instead of what the store has; optional.
  PartnerSource partners;
  ScoreRules rules;
  // There are decisions of people.
  bool decisions = true;
};

// What connects one identifier, in the store or not, with others.
struct Neighbourhood {
  // It is in the store, with these edges.
  bool present = false;
  storage::v1::StoredEdges edges;
  // Stated by it, stating it, like it, decided to be the same.
  std::set<std::string> ids;
  std::vector<ScoredLink> scores;
  // All that hold, those that part two as well.
  std::vector<DecidedLink> decisions;
};

// At most about `limit` that state it.
absl::StatusOr<Neighbourhood> ReadNeighbourhood(const LinkSource& source, const std::string& id, size_t limit);

// Identifiers that hang together, in the store or not.
struct Component {
  // Registrations that are in the store.
  std::map<std::string, storage::v1::StoredEdges> registrations;
  // All identifiers, those of `registrations` included.
  std::set<std::string> identifiers;
  // Between them.
  std::vector<ScoredLink> scores;
  std::vector<DecidedLink> decisions;
  // There are more than the limit; what was read is a part of it.
  bool oversized = false;
};

// Reads what is connected to `start` without passing through `without`. Stops after `limit` identifiers.
absl::StatusOr<Component> ReadComponent(const LinkSource& source, const std::string& start, const std::string& without,
                                        size_t limit);

// What a registration is in a graph.
LinkNode NodeOf(const storage::v1::StoredEdges& stored);

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_LINKAGE_LINK_COMPONENT_H_
