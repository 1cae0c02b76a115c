#include "store/linkage/trial_linker.h"

#include <map>
#include <set>
#include <utility>

#include "store/format/keys.h"
#include "store/linkage/clustering.h"
#include "store/linkage/link_component.h"
#include "store/linkage/matcher.h"
#include "store/linkage/partner_rows.h"
#include "store/linkage/trial_rows.h"

namespace trialweave::store {
namespace {

using ::trialweave::storage::v1::StoredEdges;
using ::trialweave::storage::v1::StoredMembership;

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

void WriteEdges(const std::string& id, const StoredEdges& edges, const StoredEdges& old_edges,
                Transaction& transaction) {
  transaction.Write(Family::kIdentifiers, EncodeForwardEdges(id), edges);
  for (const storage::v1::StoredEdge& edge : old_edges.edges()) {
    transaction.Delete(Family::kIdentifiers, EncodeReverseEdge(edge.target(), id));
  }
  const std::string empty = Wrap(Family::kIdentifiers, "");
  for (const storage::v1::StoredEdge& edge : edges.edges()) {
    transaction.Put(Family::kIdentifiers, EncodeReverseEdge(edge.target(), id), empty);
    transaction.Put(Family::kIdentifiers, EncodeStated(edge.target()), empty);
  }
}

// Clusters anew what is or was connected to one identifier.
class Relinker {
 public:
  Relinker(const std::string& id, WriteContext& context, size_t max_component)
      : id_(id), context_(context), max_component_(max_component) {
    source_.reader = &context.transaction();
    if (context.matcher() != nullptr) source_.rules = context.matcher()->rules();
  }

  // Before anything else.
  absl::Status Open() {
    const absl::StatusOr<storage::v1::StoredTotals> totals = context_.ReadTotals();
    if (totals.ok()) source_.decisions = totals->decisions() > 0;
    return totals.status();
  }

  absl::StatusOr<Neighbourhood> Neighbours() const { return ReadNeighbourhood(source_, id_, max_component_); }

  absl::Status Run(const Neighbourhood& was, Neighbourhood now) {
    const std::set<std::string>& before = was.ids;
    created_ = !was.present;
    std::set<std::string> disconnected;
    for (const std::string& id : before) {
      if (now.ids.count(id) == 0) disconnected.insert(id);
    }
    if (absl::Status status = ClusterConnected(std::move(now)); !status.ok()) return status;
    if (absl::Status status = ClusterDisconnected(disconnected); !status.ok()) return status;
    if (absl::Status status = ClusterCompanions(); !status.ok()) return status;
    return WriteTrials(registrations_, std::move(clusters_), before_, context_);
  }

 private:
  // What hangs together with it now. Each part is read without passing through it, so that a part that was small enough
  // until now is read whole even when all together are too many.
  absl::Status ClusterConnected(Neighbourhood now) {
    LinkGraph graph;
    graph.rules = source_.rules;
    graph.scores = std::move(now.scores);
    graph.decisions = std::move(now.decisions);
    if (now.present) Take(id_, std::move(now.edges), &graph);
    bool oversized = false;
    std::set<std::string> identifiers = {id_};
    for (const std::string& start : now.ids) {
      if (seen_.count(start) > 0) continue;
      absl::StatusOr<Component> part = Read(start);
      if (!part.ok()) return part.status();
      // The registrations of one that is too large are apart already.
      oversized = oversized || part->oversized;
      if (part->oversized) continue;
      identifiers.insert(part->identifiers.begin(), part->identifiers.end());
      TakeAll(*std::move(part), &graph);
    }
    AddClusters(graph, oversized || identifiers.size() > max_component_);
    return absl::OkStatus();
  }

  // What hung together with it until now, and no longer does.
  absl::Status ClusterDisconnected(const std::set<std::string>& disconnected) {
    for (const std::string& start : disconnected) {
      if (seen_.count(start) > 0) continue;
      absl::StatusOr<Component> part = Read(start);
      if (!part.ok()) return part.status();
      if (part->oversized) continue;
      LinkGraph graph;
      graph.rules = source_.rules;
      TakeAll(*std::move(part), &graph);
      AddClusters(graph, false);
    }
    return absl::OkStatus();
  }

  // What is in one trial with one of them until now, though nothing connects them: another model did.
  absl::Status ClusterCompanions() {
    // What was just made was in no trial.
    std::set<std::string> known;
    if (created_) known.insert(id_);
    for (std::set<std::string> missing = {id_}; !missing.empty();) {
      for (const auto& [id, edges] : registrations_) {
        if (!known.insert(id).second) continue;
        if (absl::Status status = before_.Read(context_.transaction(), id); !status.ok()) return status;
      }
      missing.clear();
      for (const auto& [name, trial] : before_.trials) {
        for (const std::string& id : trial.registration_ids()) {
          if (registrations_.count(id) == 0) missing.insert(id);
        }
      }
      if (absl::Status status = ClusterDisconnected(missing); !status.ok()) return status;
      for (const std::string& id : missing) {
        if (registrations_.count(id) > 0) continue;
        // Too much is connected to it: it is apart.
        absl::StatusOr<Neighbourhood> found = ReadNeighbourhood(source_, id, max_component_);
        if (!found.ok()) return found.status();
        registrations_.emplace(id, std::move(found->edges));
        clusters_.push_back({{id}, {}, {}, {}});
      }
    }
    return absl::OkStatus();
  }

  absl::StatusOr<Component> Read(const std::string& start) {
    absl::StatusOr<Component> part = ReadComponent(source_, start, id_, max_component_);
    if (part.ok()) seen_.insert(part->identifiers.begin(), part->identifiers.end());
    return part;
  }

  void Take(const std::string& id, StoredEdges edges, LinkGraph* graph) {
    graph->nodes.emplace(id, NodeOf(edges));
    registrations_.emplace(id, std::move(edges));
  }

  void TakeAll(Component part, LinkGraph* graph) {
    for (auto& [id, stored] : part.registrations) Take(id, std::move(stored), graph);
    for (ScoredLink& score : part.scores) graph->scores.push_back(std::move(score));
    for (DecidedLink& decision : part.decisions) graph->decisions.push_back(std::move(decision));
  }

  void AddClusters(const LinkGraph& graph, bool oversized) {
    if (oversized) {
      ++context_.events().oversized_components;
      for (const auto& [id, node] : graph.nodes) clusters_.push_back({{id}, {}, {}, {}});
      return;
    }
    for (Cluster& cluster : ClusterRegistrations(graph)) {
      for (v1::Link& link : cluster.links) {
        if (link.method() != v1::LINK_METHOD_PROBABILISTIC || context_.matcher() == nullptr) continue;
        link.set_evidence(context_.matcher()->EvidenceOf(link.registration_a(), link.registration_b()));
      }
      clusters_.push_back(std::move(cluster));
    }
  }

  const std::string id_;
  WriteContext& context_;
  const size_t max_component_;
  LinkSource source_;
  bool created_ = false;
  std::map<std::string, StoredEdges> registrations_;
  std::set<std::string> seen_;
  std::vector<Cluster> clusters_;
  TrialsBefore before_;
};

}  // namespace

absl::Status LinkRegistration(LinkedRegistration registration, WriteContext& context, size_t max_component,
                              bool again) {
  Relinker relinker(registration.id, context, max_component);
  if (absl::Status status = relinker.Open(); !status.ok()) return status;
  absl::StatusOr<Neighbourhood> before = relinker.Neighbours();
  if (!before.ok()) return before.status();
  const StoredEdges edges = ToStored(registration);
  bool changed = again || !before->present || edges.SerializeAsString() != before->edges.SerializeAsString();
  if (changed) WriteEdges(registration.id, edges, before->edges, context.transaction());
  if (context.matcher() != nullptr && registration.match.has_value()) {
    absl::StatusOr<bool> others = UpdatePartners(*std::move(registration.match), again, context);
    if (!others.ok()) return others.status();
    changed = changed || *others;
  }
  if (!changed) return absl::OkStatus();
  absl::StatusOr<Neighbourhood> now = relinker.Neighbours();
  if (!now.ok()) return now.status();
  return relinker.Run(*before, *std::move(now));
}

absl::Status RelinkAround(const std::string& id, absl::FunctionRef<void()> change, WriteContext& context,
                          size_t max_component) {
  Relinker relinker(id, context, max_component);
  if (absl::Status status = relinker.Open(); !status.ok()) return status;
  absl::StatusOr<Neighbourhood> before = relinker.Neighbours();
  if (!before.ok()) return before.status();
  change();
  absl::StatusOr<Neighbourhood> now = relinker.Neighbours();
  if (!now.ok()) return now.status();
  return relinker.Run(*before, *std::move(now));
}

absl::StatusOr<std::string> TrialOf(const Reader& reader, const std::string& registration_id) {
  StoredMembership membership;
  absl::StatusOr<bool> found = reader.Read(Family::kMembership, registration_id, &membership);
  if (!found.ok()) return found.status();
  return *found ? "trials/" + membership.trial() : std::string();
}

}  // namespace trialweave::store
