#include "store/linkage/match/match_clusters.h"

#include <algorithm>
#include <numeric>
#include <string>
#include <unordered_map>

#include "common/registry_id.h"

namespace trialweave::store {
namespace {

class Clusterer {
 public:
  Clusterer(const std::vector<MatchRecord>& records, const std::vector<ScoredPair>& pairs, const ClusterRules& rules)
      : records_(records), rules_(rules), pairs_(pairs), parents_(records.size()), members_(records.size()) {
    std::iota(parents_.begin(), parents_.end(), 0);
    for (uint32_t i = 0; i < records_.size(); ++i) {
      members_[i] = {i};
      numbers_.emplace(records_[i].id(), i);
    }
    std::sort(pairs_.begin(), pairs_.end(), [this](const ScoredPair& x, const ScoredPair& y) {
      return x.log_odds != y.log_odds ? x.log_odds > y.log_odds : NamesOf(x.a, x.b) < NamesOf(y.a, y.b);
    });
    scores_.resize(records.size());
    for (const ScoredPair& pair : pairs_) {
      scores_[pair.a].emplace_back(pair.b, pair.log_odds);
      scores_[pair.b].emplace_back(pair.a, pair.log_odds);
    }
  }

  std::vector<uint32_t> Run() {
    if (rules_.identifiers) UseIdentifiers();
    for (const ScoredPair& pair : pairs_) {
      if (pair.log_odds < rules_.threshold) break;
      if (Contradicted(pair.a, pair.b) || Contradicted(pair.b, pair.a)) continue;
      if (Rivalled(pair.a, pair) || Rivalled(pair.b, pair)) continue;
      Unite(pair.a, pair.b);
    }
    std::vector<uint32_t> clusters(records_.size());
    for (uint32_t i = 0; i < records_.size(); ++i) {
      const std::vector<uint32_t>& members = members_[Find(i)];
      clusters[i] = *std::min_element(members.begin(), members.end());
    }
    return clusters;
  }

 private:
  std::pair<std::string, std::string> NamesOf(uint32_t a, uint32_t b) const {
    return std::minmax(std::string(records_[a].id()), std::string(records_[b].id()));
  }

  uint32_t Find(uint32_t i) const {
    while (parents_[i] != i) i = parents_[i];
    return i;
  }

  bool Conflicts(uint32_t a, uint32_t b) const {
    for (const uint32_t x : members_[Find(a)]) {
      for (const uint32_t y : members_[Find(b)]) {
        if (records_[x].scheme() == records_[y].scheme()) return true;
      }
    }
    return false;
  }

  bool Unite(uint32_t a, uint32_t b) {
    uint32_t root = Find(a), child = Find(b);
    if (root == child) return true;
    if (Conflicts(root, child)) return false;
    if (members_[root].size() < members_[child].size()) std::swap(root, child);
    parents_[child] = root;
    members_[root].insert(members_[root].end(), members_[child].begin(), members_[child].end());
    return true;
  }

  void UseIdentifiers() {
    std::vector<std::pair<std::string, std::string>> both, one;
    std::unordered_map<std::string, int> directions;
    for (const MatchRecord& record : records_) {
      for (const std::string_view stated : record.stated()) {
        const std::string own(record.id()), id(stated);
        if (numbers_.count(id) == 0 || id == own) continue;
        const auto pair = std::minmax(own, id);
        const int direction = own < id ? 1 : 2;
        int& known = directions[pair.first + "\n" + pair.second];
        if ((known | direction) == known) continue;
        known |= direction;
        (known == 3 ? both : one).emplace_back(pair);
      }
    }
    for (auto* pairs : {&both, &one}) {
      std::sort(pairs->begin(), pairs->end());
      for (const auto& [a, b] : *pairs) Unite(numbers_.at(a), numbers_.at(b));
    }
  }

  // `a` states an identifier of the registry of `b` that is another's.
  bool Contradicted(uint32_t a, uint32_t b) const {
    if (!rules_.identifiers) return false;
    bool states_other = false;
    for (const std::string_view id : records_[a].stated()) {
      if (id == records_[b].id()) return false;
      states_other = states_other || common::SchemeOf(id) == records_[b].scheme();
    }
    return states_other;
  }

  // Another record of the registry of the pair's other side would do for `own` as well.
  bool Rivalled(uint32_t own, const ScoredPair& pair) const {
    const uint32_t other = pair.a == own ? pair.b : pair.a;
    for (const auto& [rival, log_odds] : scores_[own]) {
      if (rival == other || records_[rival].scheme() != records_[other].scheme()) continue;
      if (log_odds < pair.log_odds - rules_.rival_margin || log_odds < rules_.threshold - rules_.rival_margin) continue;
      if (Find(rival) != Find(own) && !Conflicts(rival, own)) return true;
    }
    return false;
  }

  const std::vector<MatchRecord>& records_;
  const ClusterRules rules_;
  std::vector<ScoredPair> pairs_;
  std::vector<uint32_t> parents_;
  std::vector<std::vector<uint32_t>> members_;
  std::unordered_map<std::string, uint32_t> numbers_;
  // Of each record: the other one and the score.
  std::vector<std::vector<std::pair<uint32_t, double>>> scores_;
};

}  // namespace

std::vector<uint32_t> ClusterRecords(const std::vector<MatchRecord>& records, const std::vector<ScoredPair>& pairs,
                                     const ClusterRules& rules) {
  return Clusterer(records, pairs, rules).Run();
}

}  // namespace trialweave::store
