#include "store/linkage/match/match_clusters.h"

#include <algorithm>
#include <numeric>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "common/registry_id.h"
#include "store/linkage/clustering.h"

namespace trialweave::store {
namespace {

// Records that hang together, each part clustered as the store clusters it.
class Parts {
 public:
  Parts(const std::vector<MatchRecord>& records, const ClusterRules& rules)
      : records_(records), rules_(rules), parents_(records.size()) {
    std::iota(parents_.begin(), parents_.end(), 0);
  }

  std::vector<uint32_t> Run(const std::vector<ScoredPair>& pairs) {
    for (const ScoredPair& pair : pairs) Unite(pair.a, pair.b);
    if (rules_.identifiers) UniteStating();
    std::unordered_map<uint32_t, std::vector<uint32_t>> members;
    for (uint32_t i = 0; i < records_.size(); ++i) members[Find(i)].push_back(i);
    std::unordered_map<uint32_t, std::vector<ScoredPair>> scores;
    for (const ScoredPair& pair : pairs) scores[Find(pair.a)].push_back(pair);
    std::vector<uint32_t> clusters(records_.size());
    std::iota(clusters.begin(), clusters.end(), 0);
    for (const auto& [root, part] : members) {
      if (part.size() > 1) Cluster(part, scores[root], &clusters);
    }
    return clusters;
  }

 private:
  uint32_t Find(uint32_t i) {
    while (parents_[i] != i) i = parents_[i] = parents_[parents_[i]];
    return i;
  }
  void Unite(uint32_t a, uint32_t b) { parents_[Find(a)] = Find(b); }

  // Those that state one another, and those that state the same.
  void UniteStating() {
    std::unordered_map<std::string_view, uint32_t> first;
    for (uint32_t i = 0; i < records_.size(); ++i) first.emplace(records_[i].id(), i);
    for (uint32_t i = 0; i < records_.size(); ++i) {
      for (const std::string_view id : records_[i].stated()) Unite(i, first.emplace(id, i).first->second);
    }
  }

  LinkNode NodeOf(const MatchRecord& record) const {
    LinkNode node{std::string(record.scheme()), {}};
    if (!rules_.identifiers) return node;
    for (const std::string_view stated : record.stated()) {
      if (stated == record.id()) continue;
      const std::string id(stated);
      node.edges.push_back({id, common::SchemeOf(id), id, false});
    }
    return node;
  }

  void Cluster(const std::vector<uint32_t>& part, const std::vector<ScoredPair>& scores,
               std::vector<uint32_t>* clusters) const {
    LinkGraph graph;
    graph.rules = {rules_.threshold, rules_.rival_margin, ""};
    std::unordered_map<std::string_view, uint32_t> numbers;
    for (const uint32_t i : part) {
      graph.nodes.emplace(std::string(records_[i].id()), NodeOf(records_[i]));
      numbers.emplace(records_[i].id(), i);
    }
    for (const ScoredPair& pair : scores) {
      std::string a(records_[pair.a].id()), b(records_[pair.b].id());
      if (b < a) std::swap(a, b);
      graph.scores.push_back({std::move(a), std::move(b), pair.log_odds});
    }
    for (const store::Cluster& cluster : ClusterRegistrations(graph)) {
      uint32_t first = numbers.at(cluster.registration_ids.front());
      for (const std::string& id : cluster.registration_ids) first = std::min(first, numbers.at(id));
      for (const std::string& id : cluster.registration_ids) (*clusters)[numbers.at(id)] = first;
    }
  }

  const std::vector<MatchRecord>& records_;
  const ClusterRules rules_;
  std::vector<uint32_t> parents_;
};

}  // namespace

std::vector<uint32_t> ClusterRecords(const std::vector<MatchRecord>& records, const std::vector<ScoredPair>& pairs,
                                     const ClusterRules& rules) {
  std::vector<ScoredPair> counting;
  for (const ScoredPair& pair : pairs) {
    if (pair.log_odds >= rules.threshold - rules.rival_margin) counting.push_back(pair);
  }
  return Parts(records, rules).Run(counting);
}

}  // namespace trialweave::store
