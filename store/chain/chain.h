#ifndef TRIALWEAVE_STORE_CHAIN_CHAIN_H_
#define TRIALWEAVE_STORE_CHAIN_CHAIN_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace trialweave::store {

// One observation's place: chains are ordered by (observed_at, content digest).
struct Position {
  absl::Time observed_at;
  std::string content_digest;

  bool operator==(const Position&) const = default;
  bool operator<(const Position& other) const {
    if (observed_at != other.observed_at) return observed_at < other.observed_at;
    return content_digest < other.content_digest;
  }
};

// A revision with the sightings that follow it without another content in between.
struct Span {
  std::string content_digest;
  // Of the revision, and of the newest of its sightings (or of itself).
  absl::Time first;
  absl::Time last;

  bool operator==(const Span&) const = default;
  Position first_position() const { return {first, content_digest}; }
  Position last_position() const { return {last, content_digest}; }
};

// The observations of one chain that are already there. Asked only when an observation falls into the middle
// of a span, which takes an older container.
class ChainObservations {
 public:
  virtual ~ChainObservations() = default;
  virtual absl::StatusOr<bool> Contains(const Position& position) const = 0;
  // The newest before, the oldest after `position`; nothing when there is none.
  virtual absl::StatusOr<std::optional<Position>> Before(const Position& position) const = 0;
  virtual absl::StatusOr<std::optional<Position>> After(const Position& position) const = 0;
};

// What an observation did to a chain.
struct ChainChange {
  // The same observation was there: nothing changes.
  bool duplicate = false;
  // The observation is a revision; else it is a sighting.
  bool revision = false;
  // It is a revision and the newest one.
  bool newest = false;
  // A sighting that became a revision, because the observation came between it and its predecessor.
  std::optional<Position> promoted;
  bool promoted_newest = false;
  // A revision that became a sighting, because the observation is the same content seen earlier.
  std::optional<Position> demoted;

  // By how much the number of revisions grows: -1 never, 0 to 2.
  int revisions_added() const { return (revision ? 1 : 0) + (promoted ? 1 : 0) - (demoted ? 1 : 0); }
  int sightings_added() const { return duplicate ? 0 : 1 - revisions_added(); }
};

// Puts an observation into the chain `spans`, which is ordered. A chain is the run-length encoding of its
// observations in order, so the result does not depend on the order in which they arrive. Leaves `spans` alone
// when it fails. Codes: those of `observations`; DATA_LOSS (REFERENCE_BROKEN): the observations and the spans
// contradict each other.
absl::StatusOr<ChainChange> Insert(const Position& position, const ChainObservations& observations,
                                   std::vector<Span>* spans);

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_CHAIN_CHAIN_H_
