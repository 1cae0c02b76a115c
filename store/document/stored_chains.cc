#include "store/document/stored_chains.h"

#include <algorithm>
#include <memory>
#include <string>
#include <tuple>

#include "common/timestamps.h"

namespace trialweave::store {

using ::trialweave::storage::v1::StoredChain;
using ::trialweave::storage::v1::StoredSpan;

StoredChain* FindChain(const ObservationKey& key, StoredChains* chains) {
  for (StoredChain& chain : *chains) {
    if (chain.source() == key.source && chain.format() == key.format && chain.country_part() == key.country_part) {
      return &chain;
    }
  }
  return nullptr;
}

StoredChain* AddChain(const ObservationKey& key, StoredChains* chains) {
  StoredChain* chain = chains->Add();
  chain->set_source(key.source);
  chain->set_format(key.format);
  chain->set_country_part(key.country_part);
  std::sort(chains->begin(), chains->end(), [](const StoredChain& a, const StoredChain& b) {
    return std::tie(a.source(), a.format(), a.country_part()) < std::tie(b.source(), b.format(), b.country_part());
  });
  return FindChain(key, chains);
}

std::vector<Span> SpansOf(const StoredChain& chain) {
  std::vector<Span> spans;
  spans.reserve(chain.spans_size());
  for (const StoredSpan& span : chain.spans()) {
    spans.push_back({span.content_digest(), common::FromTimestamp(span.first_observed_at()),
                     common::FromTimestamp(span.last_observed_at())});
  }
  return spans;
}

void SetSpans(const std::vector<Span>& spans, StoredChain* chain) {
  chain->clear_spans();
  for (const Span& span : spans) {
    StoredSpan* stored = chain->add_spans();
    stored->set_content_digest(span.content_digest);
    *stored->mutable_first_observed_at() = common::ToTimestamp(span.first);
    *stored->mutable_last_observed_at() = common::ToTimestamp(span.last);
  }
}

absl::StatusOr<bool> StoredObservations::Contains(const Position& position) const {
  absl::StatusOr<std::optional<std::string>> value =
      reader_->Get(Family::kObservations, EncodeObservation(*key_, position.observed_at, position.content_digest));
  if (!value.ok()) return value.status();
  return value->has_value();
}

absl::StatusOr<std::optional<Position>> StoredObservations::At(const Cursor& cursor) const {
  if (absl::Status status = cursor.status(); !status.ok()) return status;
  const std::string prefix = ObservationPrefix(*key_);
  if (!cursor.Valid() || cursor.key().substr(0, prefix.size()) != prefix) return std::optional<Position>();
  absl::StatusOr<ObservationPosition> found = DecodeObservation(cursor.key());
  if (!found.ok()) return found.status();
  return std::optional<Position>(Position{found->observed_at, std::move(found->content_digest)});
}

absl::StatusOr<std::optional<Position>> StoredObservations::Before(const Position& position) const {
  std::unique_ptr<Cursor> cursor = reader_->Scan(Family::kObservations);
  cursor->SeekForPrev(EncodeObservation(*key_, position.observed_at, position.content_digest));
  return At(*cursor);
}

absl::StatusOr<std::optional<Position>> StoredObservations::After(const Position& position) const {
  std::unique_ptr<Cursor> cursor = reader_->Scan(Family::kObservations);
  cursor->Seek(EncodeObservation(*key_, position.observed_at, position.content_digest));
  return At(*cursor);
}

}  // namespace trialweave::store
