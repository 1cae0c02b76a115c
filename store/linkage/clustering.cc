#include "store/linkage/clustering.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <tuple>
#include <utility>

#include "common/registry_id.h"

namespace trialweave::store {
namespace {

using Pair = std::pair<std::string, std::string>;

Pair Ordered(const std::string& a, const std::string& b) { return a < b ? Pair(a, b) : Pair(b, a); }

// Evidence for one pair of entries: what each prints about the other.
struct Evidence {
  bool a_states_b = false;
  bool b_states_a = false;
  std::string a_prints;
  std::string b_prints;
  bool both() const { return a_states_b && b_states_a; }
};

class Clusterer {
 public:
  explicit Clusterer(const LinkGraph& graph) : graph_(graph) {}

  std::vector<Cluster> Run() {
    AddNodes();
    UseDecisions();
    ResolveAliases();
    GatherStatements();
    for (bool both : {true, false}) {
      for (const auto& [pair, evidence] : statements_) {
        if (evidence.both() == both) Use(pair);
      }
    }
    UseScores();
    return Collect();
  }

 private:
  bool Present(const std::string& id) const { return graph_.nodes.count(id) > 0; }

  void AddNodes() {
    // What an entry says of itself goes before what others call it.
    for (const auto& [id, node] : graph_.nodes) AddNode(id, node.scheme);
    for (const auto& [id, node] : graph_.nodes) {
      for (const IdentifierEdge& edge : node.edges) AddNode(edge.target, edge.scheme);
    }
    for (const DecidedLink& decision : graph_.decisions) {
      AddNode(decision.a, std::string(common::SchemeOf(decision.a)));
      AddNode(decision.b, std::string(common::SchemeOf(decision.b)));
    }
  }

  void UseDecisions() {
    for (const DecidedLink& decision : graph_.decisions) {
      if (!decision.same) parted_.emplace(decision.a, decision.b);
    }
    for (const DecidedLink& decision : graph_.decisions) {
      if (decision.same && !Parted(decision.a, decision.b)) Union(decision.a, decision.b);
    }
  }

  void AddNode(const std::string& id, const std::string& scheme) {
    schemes_.try_emplace(id, scheme);
    if (parents_.try_emplace(id, id).second) members_[id] = {id};
  }

  const std::string& Find(const std::string& id) {
    const std::string* at = &id;
    while (parents_.at(*at) != *at) at = &parents_.at(*at);
    return *at;
  }

  void Union(const std::string& a, const std::string& b) {
    std::string root = Find(a);
    std::string child = Find(b);
    if (root == child) return;
    if (members_[root].size() < members_[child].size()) std::swap(root, child);
    parents_[child] = root;
    std::vector<std::string>& into = members_[root];
    std::vector<std::string>& from = members_[child];
    into.insert(into.end(), from.begin(), from.end());
    members_.erase(child);
  }

  // Whether joining the two would put together what a person told apart.
  bool Parted(const std::string& a, const std::string& b) {
    if (parted_.empty()) return false;
    for (const std::string& x : members_[Find(a)]) {
      for (const std::string& y : members_[Find(b)]) {
        if (parted_.count(Ordered(x, y)) > 0) return true;
      }
    }
    return false;
  }

  // Whether joining the two would also put two entries of one registry together; `except` may be such a pair.
  bool Conflicts(const std::string& a, const std::string& b, const Pair* except) {
    if (Parted(a, b)) return true;
    for (const std::string& x : members_[Find(a)]) {
      if (alias_names_.count(x) > 0) continue;
      for (const std::string& y : members_[Find(b)]) {
        if (alias_names_.count(y) > 0 || schemes_[x] != schemes_[y]) continue;
        if (except == nullptr || Ordered(x, y) != *except) return true;
      }
    }
    return false;
  }

  // An obsolete or second number of an entry. When it is no entry of its own it is only a name; when it is, the
  // registry itself says that the two are one, even if both are its numbers.
  void ResolveAliases() {
    std::set<Pair> aliases;
    for (const auto& [id, node] : graph_.nodes) {
      for (const IdentifierEdge& edge : node.edges) {
        if (!edge.alias) continue;
        if (Present(edge.target)) {
          aliases.insert(Ordered(id, edge.target));
        } else {
          alias_names_.insert(edge.target);
          name_claims_.insert({edge.target, id});
        }
      }
    }
    for (const Pair& pair : aliases) {
      if (!Conflicts(pair.first, pair.second, &pair)) Union(pair.first, pair.second);
    }
    // Two entries that claim one name are two entries, unless their registries differ.
    for (const auto& [name, id] : name_claims_) {
      if (!Conflicts(name, id, nullptr)) {
        Union(name, id);
      } else {
        refused_.push_back(Ordered(name, id));
      }
    }
  }

  void GatherStatements() {
    for (const auto& [id, node] : graph_.nodes) {
      for (const IdentifierEdge& edge : node.edges) {
        Evidence& evidence = statements_[Ordered(id, edge.target)];
        const bool first = id < edge.target;
        (first ? evidence.a_states_b : evidence.b_states_a) = true;
        (first ? evidence.a_prints : evidence.b_prints) = edge.printed.empty() ? edge.target : edge.printed;
      }
    }
  }

  void Use(const Pair& pair) {
    if (Find(pair.first) == Find(pair.second)) return;
    if (Conflicts(pair.first, pair.second, nullptr)) {
      refused_.push_back(pair);
    } else {
      Union(pair.first, pair.second);
    }
  }

  void UseScores() {
    std::vector<ScoredLink> pairs = graph_.scores;
    std::sort(pairs.begin(), pairs.end(), [](const ScoredLink& x, const ScoredLink& y) {
      return std::tie(y.log_odds, x.a, x.b) < std::tie(x.log_odds, y.a, y.b);
    });
    for (const ScoredLink& pair : pairs) {
      scores_[pair.a].emplace_back(pair.b, pair.log_odds);
      scores_[pair.b].emplace_back(pair.a, pair.log_odds);
    }
    for (const ScoredLink& pair : pairs) {
      if (pair.log_odds < graph_.rules.threshold) break;
      if (Find(pair.a) == Find(pair.b)) continue;
      if (Contradicted(pair.a, pair.b) || Contradicted(pair.b, pair.a) || Rivalled(pair.a, pair.b, pair.log_odds) ||
          Rivalled(pair.b, pair.a, pair.log_odds)) {
        refused_.emplace_back(pair.a, pair.b);
      } else {
        Use({pair.a, pair.b});
      }
    }
  }

  // `a` states an identifier of the registry of `b` that is another's.
  bool Contradicted(const std::string& a, const std::string& b) const {
    bool states_other = false;
    for (const IdentifierEdge& edge : graph_.nodes.at(a).edges) {
      if (edge.target == b) return false;
      states_other = states_other || (!edge.alias && edge.scheme == schemes_.at(b));
    }
    return states_other;
  }

  // Another entry of the registry of `other` would do for `own` as well.
  bool Rivalled(const std::string& own, const std::string& other, double log_odds) {
    for (const auto& [rival, score] : scores_.at(own)) {
      if (rival == other || schemes_.at(rival) != schemes_.at(other)) continue;
      if (score < log_odds - graph_.rules.rival_margin) continue;
      if (Find(rival) != Find(own) && !Conflicts(rival, own, nullptr)) return true;
    }
    return false;
  }

  // A name that was claimed by an entry stands for the entry.
  std::vector<std::string> EntriesOf(const std::string& id) const {
    if (alias_names_.count(id) == 0) return {id};
    std::vector<std::string> owners;
    for (auto it = name_claims_.lower_bound({id, ""}); it != name_claims_.end() && it->first == id; ++it) {
      owners.push_back(it->second);
    }
    return owners;
  }

  std::vector<Cluster> Collect() {
    std::map<std::string, Cluster> by_root;
    for (const auto& [id, scheme] : schemes_) {
      Cluster& cluster = by_root[Find(id)];
      if (Present(id)) {
        cluster.registration_ids.push_back(id);
      } else if (alias_names_.count(id) == 0) {
        cluster.absent_registration_ids.push_back(id);
      }
    }
    for (const Pair& pair : refused_) {
      Relate(pair.first, pair.second, &by_root);
      Relate(pair.second, pair.first, &by_root);
    }
    AddLinks(&by_root);
    std::vector<Cluster> clusters;
    for (auto& [root, cluster] : by_root) {
      if (cluster.registration_ids.empty()) continue;
      Finish(&cluster);
      clusters.push_back(std::move(cluster));
    }
    std::sort(clusters.begin(), clusters.end(),
              [](const Cluster& a, const Cluster& b) { return a.registration_ids[0] < b.registration_ids[0]; });
    return clusters;
  }

  void Relate(const std::string& id, const std::string& other, std::map<std::string, Cluster>* by_root) {
    Cluster& cluster = (*by_root)[Find(id)];
    for (const std::string& entry : EntriesOf(other)) {
      if (entry != id) cluster.related_registration_ids.push_back(entry);
    }
  }

  void AddLinks(std::map<std::string, Cluster>* by_root) {
    std::map<std::string, std::vector<Pair>> stated_by;
    for (const auto& [pair, evidence] : statements_) {
      const std::string root = Find(pair.first);
      if (root != Find(pair.second)) continue;
      if (Present(pair.first) && Present(pair.second)) {
        const bool both = evidence.both();
        AddLink(pair, both ? v1::LINK_METHOD_IDENTIFIER_BOTH : v1::LINK_METHOD_IDENTIFIER_ONE,
                evidence.a_states_b ? evidence.a_prints : evidence.b_prints, &(*by_root)[root]);
      } else {
        const bool first_absent = !Present(pair.first);
        stated_by[first_absent ? pair.first : pair.second].emplace_back(
            first_absent ? pair.second : pair.first, first_absent ? evidence.b_prints : evidence.a_prints);
      }
    }
    AddScoredLinks(by_root);
    AddDecidedLinks(by_root);
    // Those that state the same absent entry are linked to the first of them.
    for (const auto& [absent, stating] : stated_by) {
      for (size_t i = 1; i < stating.size(); ++i) {
        const Pair pair(stating[0].first, stating[i].first);
        if (statements_.count(pair) == 0) {
          AddLink(pair, v1::LINK_METHOD_IDENTIFIER_SHARED, stating[0].second, &(*by_root)[Find(absent)]);
        }
      }
    }
  }

  void AddScoredLinks(std::map<std::string, Cluster>* by_root) {
    for (const ScoredLink& pair : graph_.scores) {
      const std::string root = Find(pair.a);
      if (pair.log_odds < graph_.rules.threshold || root != Find(pair.b)) continue;
      if (statements_.count({pair.a, pair.b}) > 0) continue;
      v1::Link& link = AddLink({pair.a, pair.b}, v1::LINK_METHOD_PROBABILISTIC, "", &(*by_root)[root]);
      link.set_probability(1 / (1 + std::exp(-pair.log_odds)));
      link.set_model_version(graph_.rules.model_version);
    }
  }

  void AddDecidedLinks(std::map<std::string, Cluster>* by_root) {
    for (const DecidedLink& decision : graph_.decisions) {
      const std::string root = Find(decision.a);
      if (!decision.same || root != Find(decision.b)) continue;
      v1::Link& link = AddLink({decision.a, decision.b}, v1::LINK_METHOD_DECISION, decision.reason, &(*by_root)[root]);
      link.set_decision(decision.name);
      link.clear_model_version();
    }
  }

  static v1::Link& AddLink(const Pair& pair, v1::LinkMethod method, const std::string& evidence, Cluster* cluster) {
    v1::Link link;
    link.set_registration_a(pair.first);
    link.set_registration_b(pair.second);
    link.set_method(method);
    link.set_probability(1);
    link.set_evidence(evidence);
    link.set_model_version(kIdentifierRulesVersion);
    return cluster->links.emplace_back(std::move(link));
  }

  // Related is what is not a member, whichever of its names was stated.
  static void Finish(Cluster* cluster) {
    std::sort(cluster->links.begin(), cluster->links.end(), [](const v1::Link& a, const v1::Link& b) {
      return std::make_tuple(a.registration_a(), a.registration_b(), a.method(), a.evidence()) <
             std::make_tuple(b.registration_a(), b.registration_b(), b.method(), b.evidence());
    });
    std::vector<std::string>& related = cluster->related_registration_ids;
    std::sort(related.begin(), related.end());
    related.erase(std::unique(related.begin(), related.end()), related.end());
    related.erase(std::remove_if(related.begin(), related.end(),
                                 [&](const std::string& id) {
                                   return std::binary_search(cluster->registration_ids.begin(),
                                                             cluster->registration_ids.end(), id);
                                 }),
                  related.end());
  }

  const LinkGraph& graph_;
  std::map<std::string, std::string> schemes_;
  std::map<std::string, std::string> parents_;
  std::map<std::string, std::vector<std::string>> members_;
  std::set<std::string> alias_names_;
  // Name and the entry that claims it.
  std::set<Pair> name_claims_;
  std::map<Pair, Evidence> statements_;
  // Pairs that people told apart.
  std::set<Pair> parted_;
  // Of each entry: the other one and the score.
  std::map<std::string, std::vector<std::pair<std::string, double>>> scores_;
  std::vector<Pair> refused_;
};

}  // namespace

std::vector<Cluster> ClusterRegistrations(const LinkGraph& graph) { return Clusterer(graph).Run(); }

}  // namespace trialweave::store
