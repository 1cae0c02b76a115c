#ifndef TRIALWEAVE_STORE_REDERIVATION_STATE_CHANGE_H_
#define TRIALWEAVE_STORE_REDERIVATION_STATE_CHANGE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "store/commit/write_context.h"
#include "store/document/prepared_document.h"
#include "store/document/stored_chains.h"
#include "store/format/keys.h"

namespace trialweave::store {

// StateChange moves the observations that one archived document stands for from the state that was derived from it
// to the one that is derived now, and brings the chains' spans and the totals in line. Earlier heads name the old
// state, so it stays, superseded, when nothing shows it any more.
class StateChange {
 public:
  enum class Effect {
    kNone,
    // The content is the same; what is no content (provenance, facts) is another.
    kRecord,
    kContent,
  };

  // `prepared` is what is derived now of the document; all outlive it.
  StateChange(ObservationKey key, std::string content_digest, PreparedDocument& prepared, WriteContext& context)
      : key_(std::move(key)), digest_(std::move(content_digest)), prepared_(prepared), context_(context) {}

  // Whether the state is still read from the document. DATA_LOSS.
  absl::StatusOr<bool> Open();
  // `chains` are the record's. DATA_LOSS.
  absl::StatusOr<Effect> Apply(StoredChains* chains);

 private:
  struct Moved {
    absl::Time observed_at;
    std::vector<storage::v1::StoredObservation> observations;
    // Of the same time and content, but of other documents.
    std::vector<storage::v1::StoredObservation> staying;
  };

  absl::StatusOr<Effect> Refresh();
  absl::StatusOr<std::vector<Moved>> TakeObservations();
  absl::Status Move(std::vector<Moved> moved);
  absl::Status WriteNewState();
  // Of a chain, from its observations; drops it when there are none. Adds what that does to the totals.
  absl::Status Rebuild(const ObservationKey& key, StoredChains* chains);
  absl::Status CountBefore(const ObservationKey& key, StoredChains* chains);
  absl::StatusOr<uint64_t> CountObservations(const ObservationKey& key, std::vector<Span>* spans);

  const ObservationKey key_;
  const std::string digest_;
  PreparedDocument& prepared_;
  WriteContext& context_;
  storage::v1::StoredState state_;
  // Of the entry that will report the change.
  uint64_t sequence_ = 0;
  int64_t revisions_ = 0;
  int64_t observations_ = 0;
};

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_REDERIVATION_STATE_CHANGE_H_
