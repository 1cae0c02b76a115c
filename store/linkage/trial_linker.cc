#include "store/linkage/trial_linker.h"

#include <map>
#include <optional>
#include <set>
#include <tuple>
#include <utility>

#include "store/errors.h"
#include "store/format/keys.h"
#include "store/linkage/clustering.h"
#include "store/linkage/component_reader.h"

namespace trialweave::store {
namespace {

using ::trialweave::storage::v1::StoredEdges;
using ::trialweave::storage::v1::StoredMembership;

constexpr char kTrials[] = "trials/";

StoredEdges ToStored(const LinkedRegistration& registration) {
  StoredEdges stored;
  stored.set_scheme(registration.scheme);
  stored.set_creation_sequence(registration.creation_sequence);
  stored.set_founding_name(registration.founding_name);
  for (const IdentifierEdge& edge : registration.edges) {
    storage::v1::StoredEdge* e = stored.add_edges();
    e->set_target(edge.target);
    e->set_scheme(edge.scheme);
    e->set_printed(edge.printed);
    e->set_alias(edge.alias);
  }
  return stored;
}

LinkNode ToNode(const StoredEdges& stored) {
  LinkNode node;
  node.scheme = stored.scheme();
  for (const storage::v1::StoredEdge& e : stored.edges()) {
    node.edges.push_back({e.target(), e.scheme(), e.printed(), e.alias()});
  }
  return node;
}

bool SameEdges(const StoredEdges& a, const StoredEdges& b) { return a.SerializeAsString() == b.SerializeAsString(); }

class Linker {
 public:
  Linker(const LinkedRegistration& registration, WriteContext& context, size_t max_component)
      : registration_(registration), context_(context), max_component_(max_component) {}

  absl::Status Run() {
    const StoredEdges edges = ToStored(registration_);
    StoredEdges old_edges;
    absl::StatusOr<bool> known =
        transaction().Read(Family::kIdentifiers, EncodeForwardEdges(registration_.id), &old_edges);
    if (!known.ok()) return known.status();
    if (*known && SameEdges(edges, old_edges)) return absl::OkStatus();
    WriteEdges(edges, old_edges);
    absl::StatusOr<std::vector<std::string>> stating = ReadStating(transaction(), registration_.id, max_component_);
    if (!stating.ok()) return stating.status();
    std::set<std::string> connected(stating->begin(), stating->end());
    for (const storage::v1::StoredEdge& edge : edges.edges()) connected.insert(edge.target());
    std::set<std::string> disconnected;
    for (const storage::v1::StoredEdge& edge : old_edges.edges()) {
      if (connected.count(edge.target()) == 0) disconnected.insert(edge.target());
    }
    registrations_.emplace(registration_.id, edges);
    if (absl::Status status = ClusterConnected(connected); !status.ok()) return status;
    if (absl::Status status = ClusterDisconnected(disconnected); !status.ok()) return status;
    return Apply();
  }

 private:
  Transaction& transaction() { return context_.transaction(); }

  void WriteEdges(const StoredEdges& edges, const StoredEdges& old_edges) {
    transaction().Write(Family::kIdentifiers, EncodeForwardEdges(registration_.id), edges);
    for (const storage::v1::StoredEdge& edge : old_edges.edges()) {
      transaction().Delete(Family::kIdentifiers, EncodeReverseEdge(edge.target(), registration_.id));
    }
    const std::string empty = Wrap(Family::kIdentifiers, "");
    for (const storage::v1::StoredEdge& edge : edges.edges()) {
      transaction().Put(Family::kIdentifiers, EncodeReverseEdge(edge.target(), registration_.id), empty);
      transaction().Put(Family::kIdentifiers, EncodeStated(edge.target()), empty);
    }
  }

  // What hangs together with the registration now. Each part is read without passing through the registration,
  // so that a part that was small enough until now is read whole even when all together are too many.
  absl::Status ClusterConnected(const std::set<std::string>& connected) {
    LinkGraph graph;
    graph.emplace(registration_.id, ToNode(registrations_.at(registration_.id)));
    bool oversized = false;
    std::set<std::string> identifiers = {registration_.id};
    for (const std::string& start : connected) {
      if (seen_.count(start) > 0) continue;
      absl::StatusOr<Component> part = ReadComponent(transaction(), start, registration_.id, max_component_);
      if (!part.ok()) return part.status();
      seen_.insert(part->identifiers.begin(), part->identifiers.end());
      if (part->oversized) {
        // Its registrations are apart already.
        oversized = true;
        continue;
      }
      identifiers.insert(part->identifiers.begin(), part->identifiers.end());
      for (auto& [id, stored] : part->registrations) {
        graph.emplace(id, ToNode(stored));
        registrations_.emplace(id, std::move(stored));
      }
    }
    AddClusters(graph, oversized || identifiers.size() > max_component_);
    return absl::OkStatus();
  }

  // What hung together with it until now, and no longer does.
  absl::Status ClusterDisconnected(const std::set<std::string>& disconnected) {
    for (const std::string& start : disconnected) {
      if (seen_.count(start) > 0) continue;
      absl::StatusOr<Component> part = ReadComponent(transaction(), start, registration_.id, max_component_);
      if (!part.ok()) return part.status();
      seen_.insert(part->identifiers.begin(), part->identifiers.end());
      if (part->oversized) continue;
      LinkGraph graph;
      for (auto& [id, stored] : part->registrations) {
        graph.emplace(id, ToNode(stored));
        registrations_.emplace(id, std::move(stored));
      }
      AddClusters(graph, false);
    }
    return absl::OkStatus();
  }

  void AddClusters(const LinkGraph& graph, bool oversized) {
    std::vector<Cluster> clusters;
    if (oversized) {
      ++context_.events().oversized_components;
      for (const auto& [id, node] : graph) clusters.push_back({{id}, {}, {}, {}});
    } else {
      clusters = ClusterByIdentifiers(graph);
    }
    for (Cluster& cluster : clusters) {
      const StoredEdges* founder = nullptr;
      for (const std::string& id : cluster.registration_ids) {
        const StoredEdges& member = registrations_.at(id);
        if (founder == nullptr || member.creation_sequence() < founder->creation_sequence()) founder = &member;
      }
      v1::MembershipChanged trial;
      trial.set_trial(kTrials + founder->founding_name());
      trial.mutable_registration_ids()->Add(cluster.registration_ids.begin(), cluster.registration_ids.end());
      trial.mutable_absent_registration_ids()->Add(cluster.absent_registration_ids.begin(),
                                                   cluster.absent_registration_ids.end());
      trial.mutable_related_registration_ids()->Add(cluster.related_registration_ids.begin(),
                                                    cluster.related_registration_ids.end());
      for (v1::Link& link : cluster.links) *trial.add_links() = std::move(link);
      trials_.emplace(founder->founding_name(), std::move(trial));
    }
  }

  absl::Status Apply() {
    if (absl::Status status = ReadOldTrials(); !status.ok()) return status;
    int64_t trials_added = 0;
    for (const auto& [name, trial] : trials_) {
      const auto old = old_trials_.find(name);
      if (old == old_trials_.end()) ++trials_added;
      if (old != old_trials_.end() && old->second.SerializeAsString() == trial.SerializeAsString()) continue;
      if (old != old_trials_.end()) KeepPastTrial(name, old->second);
      transaction().Write(Family::kTrials, name, trial);
      for (const std::string& id : trial.registration_ids()) Join(id, name);
      CountNewLinks(trial);
      Report(trial);
    }
    for (const auto& [name, old] : old_trials_) {
      if (trials_.count(name) > 0) continue;
      --trials_added;
      KeepPastTrial(name, old);
      transaction().Delete(Family::kTrials, name);
      v1::MembershipChanged gone;
      gone.set_trial(kTrials + name);
      for (const auto& [id, edges] : registrations_) {
        if (edges.founding_name() == name) gone.set_merged_into(kTrials + memberships_.at(id));
      }
      Report(gone);
    }
    if (trials_added == 0) return absl::OkStatus();
    absl::StatusOr<storage::v1::StoredTotals*> totals = context_.totals();
    if (!totals.ok()) return totals.status();
    (*totals)->set_trials((*totals)->trials() + trials_added);
    return absl::OkStatus();
  }

  // The trials to which the affected registrations belonged until now.
  absl::Status ReadOldTrials() {
    for (const auto& [name, trial] : trials_) {
      for (const std::string& id : trial.registration_ids()) memberships_[id] = name;
    }
    for (const auto& [id, edges] : registrations_) {
      StoredMembership membership;
      absl::StatusOr<bool> found = transaction().Read(Family::kMembership, id, &membership);
      if (!found.ok()) return found.status();
      if (*found) memberships_before_[id] = membership.trial();
      if (!*found || old_trials_.count(membership.trial()) > 0) continue;
      v1::MembershipChanged trial;
      found = transaction().Read(Family::kTrials, membership.trial(), &trial);
      if (!found.ok()) return found.status();
      if (!*found) return ReferenceBrokenError("the trial", id);
      old_trials_.emplace(membership.trial(), std::move(trial));
    }
    return absl::OkStatus();
  }

  // For reads of what was known until the entry that reports the change.
  void KeepPastTrial(const std::string& name, const v1::MembershipChanged& old) {
    transaction().Write(Family::kPast, EncodePastTrial(name, context_.sequence() + 1), old);
  }

  void Join(const std::string& id, const std::string& trial) {
    const auto before = memberships_before_.find(id);
    StoredMembership membership;
    if (before != memberships_before_.end() && before->second != trial) {
      membership.set_trial(before->second);
      transaction().Write(Family::kPast, EncodePastMembership(id, context_.sequence() + 1), membership);
    }
    membership.set_trial(trial);
    transaction().Write(Family::kMembership, id, membership);
  }

  void CountNewLinks(const v1::MembershipChanged& trial) {
    for (const v1::Link& link : trial.links()) {
      bool known = false;
      for (const auto& [name, old] : old_trials_) {
        for (const v1::Link& other : old.links()) {
          known = known || (other.registration_a() == link.registration_a() &&
                            other.registration_b() == link.registration_b() && other.method() == link.method());
        }
      }
      if (!known) context_.events().links.push_back(link.method());
    }
  }

  void Report(const v1::MembershipChanged& trial) {
    storage::v1::StoredEntry entry;
    *entry.mutable_membership_changed() = trial;
    context_.Append(std::move(entry));
  }

  const LinkedRegistration& registration_;
  WriteContext& context_;
  const size_t max_component_;
  // The affected registrations, by id.
  std::map<std::string, StoredEdges> registrations_;
  std::set<std::string> seen_;
  // By name without "trials/".
  std::map<std::string, v1::MembershipChanged> trials_;
  std::map<std::string, v1::MembershipChanged> old_trials_;
  // Where the affected registrations belonged until now.
  std::map<std::string, std::string> memberships_before_;
  // Where the affected registrations belong now.
  std::map<std::string, std::string> memberships_;
};

}  // namespace

absl::Status LinkRegistration(const LinkedRegistration& registration, WriteContext& context, size_t max_component) {
  return Linker(registration, context, max_component).Run();
}

}  // namespace trialweave::store
