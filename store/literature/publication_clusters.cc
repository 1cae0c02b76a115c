#include "store/literature/publication_clusters.h"

#include <algorithm>
#include <set>
#include <tuple>
#include <utility>

#include "store/literature/entry_keys.h"

namespace trialweave::store {
namespace {

// A union of entries, with the PMID that one of them has.
class Groups {
 public:
  explicit Groups(const std::map<std::string, storage::v1::StoredEntryKeys>& entries) {
    for (const auto& [entry, keys] : entries) {
      parents_.push_back(parents_.size());
      pmids_.push_back(keys.pmid());
    }
  }

  size_t Root(size_t i) {
    while (parents_[i] != i) i = parents_[i] = parents_[parents_[i]];
    return i;
  }

  // False when they have different PMIDs.
  bool Join(size_t a, size_t b) {
    a = Root(a);
    b = Root(b);
    if (a == b) return true;
    if (!pmids_[a].empty() && !pmids_[b].empty() && pmids_[a] != pmids_[b]) return false;
    if (pmids_[a].empty()) pmids_[a] = pmids_[b];
    parents_[b] = a;
    return true;
  }

 private:
  std::vector<size_t> parents_;
  std::vector<std::string> pmids_;
};

std::string Refusal(const std::string& other, const std::string& key) {
  return "not merged with " + other + ": the same " + KindOfKey(key) + ", but another PMID";
}

}  // namespace

std::vector<PublicationCluster> ClusterEntries(const std::map<std::string, storage::v1::StoredEntryKeys>& entries) {
  std::vector<std::string> names;
  std::map<std::string, std::vector<size_t>> by_key;
  for (const auto& [entry, keys] : entries) {
    for (const std::string& key : keys.keys()) by_key[key].push_back(names.size());
    names.push_back(entry);
  }
  Groups groups(entries);
  std::vector<std::tuple<size_t, size_t, std::string>> refused;
  for (const auto& [key, sharing] : by_key) {
    for (size_t i = 0; i < sharing.size(); ++i) {
      for (size_t j = i + 1; j < sharing.size(); ++j) {
        if (!groups.Join(sharing[i], sharing[j])) refused.emplace_back(sharing[i], sharing[j], key);
      }
    }
  }
  std::map<size_t, PublicationCluster> clusters;
  for (size_t i = 0; i < names.size(); ++i) clusters[groups.Root(i)].entries.push_back(names[i]);
  for (const auto& [a, b, key] : refused) {
    clusters[groups.Root(a)].refusals.push_back(Refusal(names[b], key));
    clusters[groups.Root(b)].refusals.push_back(Refusal(names[a], key));
  }
  std::vector<PublicationCluster> result;
  for (auto& [root, cluster] : clusters) {
    std::sort(cluster.refusals.begin(), cluster.refusals.end());
    cluster.refusals.erase(std::unique(cluster.refusals.begin(), cluster.refusals.end()), cluster.refusals.end());
    result.push_back(std::move(cluster));
  }
  std::sort(result.begin(), result.end(),
            [](const PublicationCluster& a, const PublicationCluster& b) { return a.entries < b.entries; });
  return result;
}

}  // namespace trialweave::store
