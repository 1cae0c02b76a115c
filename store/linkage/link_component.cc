#include "store/linkage/link_component.h"

#include <algorithm>
#include <deque>
#include <utility>

#include "store/format/keys.h"
#include "store/linkage/decision_rows.h"
#include "store/linkage/partner_rows.h"

namespace trialweave::store {
namespace {

// Registrations that state `identifier`, at most `limit` + 1.
absl::Status AddStating(const Reader& reader, const std::string& identifier, size_t limit, std::set<std::string>* ids) {
  // Most identifiers are stated by nobody: one lookup instead of a scan.
  absl::StatusOr<std::optional<std::string>> stated = reader.Get(Family::kIdentifiers, EncodeStated(identifier));
  if (!stated.ok()) return stated.status();
  if (!stated->has_value()) return absl::OkStatus();
  const std::string prefix = ReverseEdgePrefix(identifier);
  std::unique_ptr<Cursor> cursor = reader.Scan(Family::kIdentifiers);
  size_t count = 0;
  for (cursor->Seek(prefix); cursor->Valid() && cursor->key().substr(0, prefix.size()) == prefix; cursor->Next()) {
    absl::StatusOr<ReverseEdgeKey> edge = DecodeReverseEdge(cursor->key());
    if (!edge.ok()) return edge.status();
    ids->insert(std::move(edge->registration_id));
    if (++count > limit) break;
  }
  return cursor->status();
}

absl::Status AddPartners(const LinkSource& source, const std::string& id, Neighbourhood* neighbourhood) {
  absl::StatusOr<storage::v1::StoredPartners> partners =
      source.partners ? source.partners(id) : ReadPartners(*source.reader, id);
  if (!partners.ok()) return partners.status();
  for (const storage::v1::StoredPartner& partner : partners->partners()) {
    if (partner.log_odds() < source.rules.floor()) continue;
    neighbourhood->ids.insert(partner.registration_id());
    neighbourhood->scores.push_back(
        {std::min(id, partner.registration_id()), std::max(id, partner.registration_id()), partner.log_odds()});
  }
  return absl::OkStatus();
}

absl::Status AddDecisions(const Reader& reader, const std::string& id, Neighbourhood* neighbourhood) {
  absl::StatusOr<std::vector<v1::Decision>> decisions = ReadDecisionsOf(reader, id);
  if (!decisions.ok()) return decisions.status();
  for (const v1::Decision& decision : *decisions) {
    if (decision.verdict() == v1::DECISION_VERDICT_UNSURE) continue;
    const bool same = decision.verdict() == v1::DECISION_VERDICT_SAME;
    if (same) {
      neighbourhood->ids.insert(decision.registration_a() == id ? decision.registration_b()
                                                                : decision.registration_a());
    }
    neighbourhood->decisions.push_back(
        {decision.registration_a(), decision.registration_b(), same, decision.name(), decision.reason()});
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Neighbourhood> ReadNeighbourhood(const LinkSource& source, const std::string& id, size_t limit) {
  Neighbourhood neighbourhood;
  absl::StatusOr<bool> present =
      source.reader->Read(Family::kIdentifiers, EncodeForwardEdges(id), &neighbourhood.edges);
  if (!present.ok()) return present.status();
  neighbourhood.present = *present;
  for (const storage::v1::StoredEdge& edge : neighbourhood.edges.edges()) neighbourhood.ids.insert(edge.target());
  absl::Status status = AddStating(*source.reader, id, limit, &neighbourhood.ids);
  if (status.ok() && source.decisions) status = AddDecisions(*source.reader, id, &neighbourhood);
  if (status.ok() && neighbourhood.present) status = AddPartners(source, id, &neighbourhood);
  if (!status.ok()) return status;
  return neighbourhood;
}

absl::StatusOr<Component> ReadComponent(const LinkSource& source, const std::string& start, const std::string& without,
                                        size_t limit) {
  Component component;
  std::deque<std::string> queue;
  const auto visit = [&](const std::string& id) {
    if (id != without && component.identifiers.insert(id).second) queue.push_back(id);
  };
  visit(start);
  while (!queue.empty() && component.identifiers.size() <= limit) {
    const std::string id = std::move(queue.front());
    queue.pop_front();
    absl::StatusOr<Neighbourhood> found = ReadNeighbourhood(source, id, limit);
    if (!found.ok()) return found.status();
    // Each pair at its first, and none with what is left out.
    for (ScoredLink& score : found->scores) {
      if (score.a == id && score.b != without) component.scores.push_back(std::move(score));
    }
    for (DecidedLink& decision : found->decisions) {
      if (decision.a == id && decision.b != without) component.decisions.push_back(std::move(decision));
    }
    for (const std::string& other : found->ids) visit(other);
    if (found->present) component.registrations.emplace(id, std::move(found->edges));
  }
  component.oversized = component.identifiers.size() > limit;
  return component;
}

LinkNode NodeOf(const storage::v1::StoredEdges& stored) {
  LinkNode node;
  node.scheme = stored.scheme();
  for (const storage::v1::StoredEdge& e : stored.edges()) {
    node.edges.push_back({e.target(), e.scheme(), e.printed(), e.alias()});
  }
  return node;
}

}  // namespace trialweave::store
