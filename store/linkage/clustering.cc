#include "store/linkage/clustering.h"

#include <algorithm>
#include <set>
#include <tuple>
#include <utility>

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
    ResolveAliases();
    GatherStatements();
    for (bool both : {true, false}) {
      for (const auto& [pair, evidence] : statements_) {
        if (evidence.both() == both) Use(pair);
      }
    }
    return Collect();
  }

 private:
  bool Present(const std::string& id) const { return graph_.count(id) > 0; }

  void AddNodes() {
    // What an entry says of itself goes before what others call it.
    for (const auto& [id, node] : graph_) AddNode(id, node.scheme);
    for (const auto& [id, node] : graph_) {
      for (const IdentifierEdge& edge : node.edges) AddNode(edge.target, edge.scheme);
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

  // Whether joining the two would put two entries of one registry together; `except` may be such a pair.
  bool Conflicts(const std::string& a, const std::string& b, const Pair* except) {
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
    for (const auto& [id, node] : graph_) {
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
    for (const auto& [id, node] : graph_) {
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

  static void AddLink(const Pair& pair, v1::LinkMethod method, const std::string& evidence, Cluster* cluster) {
    v1::Link link;
    link.set_registration_a(pair.first);
    link.set_registration_b(pair.second);
    link.set_method(method);
    link.set_probability(1);
    link.set_evidence(evidence);
    link.set_model_version(kIdentifierRulesVersion);
    cluster->links.push_back(std::move(link));
  }

  // Related is what is not a member, whichever of its names was stated.
  static void Finish(Cluster* cluster) {
    std::sort(cluster->links.begin(), cluster->links.end(), [](const v1::Link& a, const v1::Link& b) {
      return std::tie(a.registration_a(), a.registration_b(), a.evidence()) <
             std::tie(b.registration_a(), b.registration_b(), b.evidence());
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
  std::vector<Pair> refused_;
};

}  // namespace

std::vector<Cluster> ClusterByIdentifiers(const LinkGraph& graph) { return Clusterer(graph).Run(); }

}  // namespace trialweave::store
