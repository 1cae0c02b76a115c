#ifndef TRIALWEAVE_STORE_LITERATURE_PUBLICATION_CLUSTERS_H_
#define TRIALWEAVE_STORE_LITERATURE_PUBLICATION_CLUSTERS_H_

#include <map>
#include <string>
#include <vector>

#include "trialweave/storage/v1/storage.pb.h"

namespace trialweave::store {

// Entries that are one publication. Everything sorted.
struct PublicationCluster {
  std::vector<std::string> entries;
  // Entries that share a key with one of these but are another publication, and why; for people.
  std::vector<std::string> refusals;

  bool operator==(const PublicationCluster&) const = default;
};

// Divides entries into publications by their keys (entry_keys.h): pairs that share a key, the strongest key first,
// each by key and pair, become one, unless that would put two PMIDs into one publication. The result depends on
// the keys alone, and on each connected component of them alone. Sorted by first entry.
std::vector<PublicationCluster> ClusterEntries(const std::map<std::string, storage::v1::StoredEntryKeys>& entries);

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_LITERATURE_PUBLICATION_CLUSTERS_H_
