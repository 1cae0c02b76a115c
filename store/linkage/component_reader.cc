#include "store/linkage/component_reader.h"

#include <deque>
#include <utility>

#include "store/format/keys.h"

namespace trialweave::store {

absl::StatusOr<std::vector<std::string>> ReadStating(const Reader& reader, const std::string& identifier,
                                                     size_t limit) {
  std::vector<std::string> stating;
  // Most identifiers are stated by nobody: one lookup instead of a scan.
  absl::StatusOr<std::optional<std::string>> stated = reader.Get(Family::kIdentifiers, EncodeStated(identifier));
  if (!stated.ok()) return stated.status();
  if (!stated->has_value()) return stating;
  const std::string prefix = ReverseEdgePrefix(identifier);
  std::unique_ptr<Cursor> cursor = reader.Scan(Family::kIdentifiers);
  for (cursor->Seek(prefix); cursor->Valid() && cursor->key().substr(0, prefix.size()) == prefix; cursor->Next()) {
    absl::StatusOr<ReverseEdgeKey> edge = DecodeReverseEdge(cursor->key());
    if (!edge.ok()) return edge.status();
    stating.push_back(std::move(edge->registration_id));
    if (stating.size() > limit) break;
  }
  if (absl::Status status = cursor->status(); !status.ok()) return status;
  return stating;
}

absl::StatusOr<Component> ReadComponent(const Reader& reader, const std::string& start, const std::string& without,
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
    storage::v1::StoredEdges edges;
    absl::StatusOr<bool> present = reader.Read(Family::kIdentifiers, EncodeForwardEdges(id), &edges);
    if (!present.ok()) return present.status();
    if (*present) {
      for (const storage::v1::StoredEdge& edge : edges.edges()) visit(edge.target());
      component.registrations.emplace(id, std::move(edges));
    }
    absl::StatusOr<std::vector<std::string>> stating = ReadStating(reader, id, limit);
    if (!stating.ok()) return stating.status();
    for (const std::string& other : *stating) visit(other);
  }
  component.oversized = component.identifiers.size() > limit;
  return component;
}

}  // namespace trialweave::store
