#include "store/history/known_chains.h"

#include <algorithm>
#include <memory>
#include <set>
#include <utility>

#include "store/document/stored_chains.h"

namespace trialweave::store {
namespace {

using ::trialweave::storage::v1::StoredObservation;

using Positions = std::map<ObservationKey, std::set<Position>>;

bool IsKnown(const StoredObservation& observation, const ReadPoint& point) {
  return observation.sequence() <= point.known && observation.since_sequence() <= point.derived;
}

// Observations of one time and content are kept as one.
bool AnyIsKnown(const StoredObservation& observation, const ReadPoint& point) {
  return IsKnown(observation, point) ||
         std::any_of(observation.also().begin(), observation.also().end(),
                     [&](const StoredObservation& also) { return IsKnown(also, point); });
}

absl::Status AddObservations(const Reader& reader, const std::string& id, const ReadPoint& point,
                             Positions* positions) {
  const std::string prefix = ObservationsPrefix(id);
  const std::unique_ptr<Cursor> cursor = reader.Scan(Family::kObservations);
  for (cursor->Seek(prefix); cursor->Valid() && cursor->key().substr(0, prefix.size()) == prefix; cursor->Next()) {
    absl::StatusOr<ObservationPosition> at = DecodeObservation(cursor->key());
    if (!at.ok()) return at.status();
    StoredObservation observation;
    const absl::Status status = UnwrapTo(Family::kObservations, cursor->value(), &observation);
    if (!status.ok()) return status;
    if (!AnyIsKnown(observation, point)) continue;
    (*positions)[std::move(at->key)].insert({at->observed_at, std::move(at->content_digest)});
  }
  return cursor->status();
}

// Those that were of another content until a later sequence.
absl::Status AddPastObservations(const Reader& reader, const std::string& id, const ReadPoint& point,
                                 Positions* positions) {
  const std::string prefix = PastObservationsPrefix(id);
  const std::unique_ptr<Cursor> cursor = reader.Scan(Family::kPast);
  for (cursor->Seek(prefix); cursor->Valid() && cursor->key().substr(0, prefix.size()) == prefix; cursor->Next()) {
    absl::StatusOr<PastObservationKey> at = DecodePastObservation(cursor->key());
    if (!at.ok()) return at.status();
    if (at->until_sequence <= point.derived) continue;
    StoredObservation observation;
    const absl::Status status = UnwrapTo(Family::kPast, cursor->value(), &observation);
    if (!status.ok()) return status;
    if (!AnyIsKnown(observation, point)) continue;
    ObservationPosition& position = at->position;
    (*positions)[std::move(position.key)].insert({position.observed_at, std::move(position.content_digest)});
  }
  return cursor->status();
}

std::vector<Span> SpansOf(const std::set<Position>& positions) {
  std::vector<Span> spans;
  for (const Position& position : positions) {
    if (!spans.empty() && spans.back().content_digest == position.content_digest) {
      spans.back().last = position.observed_at;
    } else {
      spans.push_back({position.content_digest, position.observed_at, position.observed_at});
    }
  }
  return spans;
}

}  // namespace

absl::StatusOr<KnownChains> ReadKnownChains(const Reader& reader, const std::string& registration_id,
                                            const storage::v1::StoredRegistration& stored, const ReadPoint& point) {
  KnownChains chains;
  if (stored.chains_sequence() <= std::min(point.known, point.derived)) {
    for (const storage::v1::StoredChain& chain : stored.chains()) {
      chains[{registration_id, chain.source(), chain.format(), chain.country_part()}] = store::SpansOf(chain);
    }
    return chains;
  }
  Positions positions;
  if (absl::Status status = AddObservations(reader, registration_id, point, &positions); !status.ok()) return status;
  if (absl::Status status = AddPastObservations(reader, registration_id, point, &positions); !status.ok()) {
    return status;
  }
  for (const auto& [key, known] : positions) chains[key] = SpansOf(known);
  return chains;
}

}  // namespace trialweave::store
