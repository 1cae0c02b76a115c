#ifndef TRIALWEAVE_STORE_LINKAGE_IDENTIFIER_EDGES_H_
#define TRIALWEAVE_STORE_LINKAGE_IDENTIFIER_EDGES_H_

#include <string>
#include <string_view>
#include <vector>

#include "trialweave/v1/registration.pb.h"

namespace trialweave::store {

// One identifier that a registration states.
struct IdentifierEdge {
  // Canonical.
  std::string target;
  std::string scheme;
  std::string printed;
  // Another name of the same entry, instead of another entry.
  bool alias = false;

  bool operator==(const IdentifierEdge&) const = default;
};

// Whether identifiers of this scheme name entries of a registry. Universal trial numbers, device numbers and
// everything unrecognised do not.
bool IsRegistryScheme(std::string_view scheme);

// What `registration` states of itself and others: its aliases and secondary ids, never what its text merely
// mentions. Sorted by target, each target once (an alias wins), itself never.
std::vector<IdentifierEdge> EdgesOf(const v1::Registration& registration);

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_LINKAGE_IDENTIFIER_EDGES_H_
