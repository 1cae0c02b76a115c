#ifndef TRIALWEAVE_QUERY_VIEW_VIEW_WRITER_H_
#define TRIALWEAVE_QUERY_VIEW_VIEW_WRITER_H_

#include "absl/status/status.h"
#include "google/protobuf/repeated_field.h"
#include "query/view/trial_view.h"
#include "trialweave/v1/changelog.pb.h"

namespace trialweave::query {

// ViewWriter follows the changelog. One thread writes at a time.
class ViewWriter {
 public:
  virtual ~ViewWriter() = default;

  virtual ViewPosition Position() const = 0;
  // Applies entries in order, all of them in one step for readers. Those that are applied already are skipped, so
  // each is applied once however often it comes. INTERNAL (CHANGELOG_GAP): entries are missing before the first
  // new one; nothing is applied.
  virtual absl::Status Apply(const google::protobuf::RepeatedPtrField<v1::ChangelogEntry>& entries) = 0;
  // Takes a part of a snapshot of the state, in the store's order, aside: readers see nothing of it yet.
  virtual void TakeSnapshot(const google::protobuf::RepeatedPtrField<v1::ChangelogEntry>& entries) = 0;
  // The snapshot is whole, of the state at `sequence`: puts it in the place of what was there, in one step for readers.
  // INTERNAL (SNAPSHOT_INCOMPLETE): its last entry is another; nothing changes, and the snapshot is forgotten.
  virtual absl::Status FinishSnapshot(uint64_t sequence) = 0;
  // Forgets what has come of a snapshot.
  virtual void DropSnapshot() = 0;
  // Forgets everything, to start again from sequence 0.
  virtual void Reset() = 0;
  // Drops superseded versions that no page token within the horizon can need.
  virtual void Prune() = 0;
};

}  // namespace trialweave::query

#endif  // TRIALWEAVE_QUERY_VIEW_VIEW_WRITER_H_
