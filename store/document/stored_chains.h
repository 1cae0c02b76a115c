#ifndef TRIALWEAVE_STORE_DOCUMENT_STORED_CHAINS_H_
#define TRIALWEAVE_STORE_DOCUMENT_STORED_CHAINS_H_

#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "google/protobuf/repeated_field.h"
#include "store/chain/chain.h"
#include "store/database/database.h"
#include "store/format/keys.h"
#include "trialweave/storage/v1/storage.pb.h"

namespace trialweave::store {

// The chains of one record, by source, format, country part.
using StoredChains = google::protobuf::RepeatedPtrField<storage::v1::StoredChain>;

// The chain of an observation key among its record's; null when there is none.
storage::v1::StoredChain* FindChain(const ObservationKey& key, StoredChains* chains);
// Adds an empty one, in order.
storage::v1::StoredChain* AddChain(const ObservationKey& key, StoredChains* chains);

std::vector<Span> SpansOf(const storage::v1::StoredChain& chain);
void SetSpans(const std::vector<Span>& spans, storage::v1::StoredChain* chain);

// The observations of a key as the database holds them.
class StoredObservations : public ChainObservations {
 public:
  // Both outlive it.
  StoredObservations(const Reader* reader, const ObservationKey* key) : reader_(reader), key_(key) {}
  absl::StatusOr<bool> Contains(const Position& position) const override;
  absl::StatusOr<std::optional<Position>> Before(const Position& position) const override;
  absl::StatusOr<std::optional<Position>> After(const Position& position) const override;

 private:
  absl::StatusOr<std::optional<Position>> At(const Cursor& cursor) const;

  const Reader* const reader_;
  const ObservationKey* const key_;
};

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_DOCUMENT_STORED_CHAINS_H_
