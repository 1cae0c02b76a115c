#include "store/chain/chain.h"

#include <algorithm>
#include <utility>

#include "store/errors.h"

namespace trialweave::store {
namespace {

absl::StatusOr<ChainChange> InsertSame(const Position& position, const ChainObservations& observations, Span* span) {
  ChainChange change;
  if (position.observed_at == span->first || position.observed_at == span->last) {
    change.duplicate = true;
    return change;
  }
  if (position.observed_at > span->last) {
    span->last = position.observed_at;
    return change;
  }
  absl::StatusOr<bool> there = observations.Contains(position);
  if (!there.ok()) return there.status();
  change.duplicate = *there;
  return change;
}

// Between two spans, or before or after all of them: `next` is the first span after `position`.
ChainChange InsertBetween(const Position& position, size_t next, std::vector<Span>* spans) {
  ChainChange change;
  change.revision = true;
  if (next < spans->size() && (*spans)[next].content_digest == position.content_digest) {
    change.demoted = (*spans)[next].first_position();
    (*spans)[next].first = position.observed_at;
  } else {
    spans->insert(spans->begin() + next, Span{position.content_digest, position.observed_at, position.observed_at});
  }
  change.newest = next + 1 == spans->size();
  return change;
}

absl::StatusOr<ChainChange> InsertInside(const Position& position, size_t index, const ChainObservations& observations,
                                         std::vector<Span>* spans) {
  const Span whole = (*spans)[index];
  absl::StatusOr<std::optional<Position>> before = observations.Before(position);
  if (!before.ok()) return before.status();
  absl::StatusOr<std::optional<Position>> after = observations.After(position);
  if (!after.ok()) return after.status();
  if (!before->has_value() || (*before)->content_digest != whole.content_digest || !after->has_value() ||
      (*after)->content_digest != whole.content_digest) {
    return ReferenceBrokenError("an observation of the chain", whole.content_digest);
  }
  (*spans)[index].last = (*before)->observed_at;
  spans->insert(spans->begin() + index + 1, {Span{position.content_digest, position.observed_at, position.observed_at},
                                             Span{whole.content_digest, (*after)->observed_at, whole.last}});
  ChainChange change;
  change.revision = true;
  change.promoted = **after;
  change.promoted_newest = index + 3 == spans->size();
  return change;
}

}  // namespace

absl::StatusOr<ChainChange> Insert(const Position& position, const ChainObservations& observations,
                                   std::vector<Span>* spans) {
  const auto next = std::upper_bound(spans->begin(), spans->end(), position,
                                     [](const Position& p, const Span& span) { return p < span.first_position(); });
  const size_t next_index = static_cast<size_t>(next - spans->begin());
  if (next_index == 0) return InsertBetween(position, 0, spans);
  Span& span = (*spans)[next_index - 1];
  if (span.content_digest == position.content_digest) return InsertSame(position, observations, &span);
  if (span.last_position() < position) return InsertBetween(position, next_index, spans);
  return InsertInside(position, next_index - 1, observations, spans);
}

}  // namespace trialweave::store
