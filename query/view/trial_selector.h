#ifndef TRIALWEAVE_QUERY_VIEW_TRIAL_SELECTOR_H_
#define TRIALWEAVE_QUERY_VIEW_TRIAL_SELECTOR_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "query/filter/filter.h"
#include "query/view/packed_record.h"
#include "query/view/postings.h"
#include "query/view/snapshot_pins.h"
#include "query/view/trial_columns.h"
#include "query/view/trial_order.h"
#include "query/view/trial_view.h"

namespace trialweave::query {

// TrialSelection is the trials of one snapshot that match a filter, by number. A number is a trial's own as long as a
// version of it is in the view; while `pin` lives, that is so for all of them.
struct TrialSelection {
  Rows trials;
  // The snapshot.
  uint64_t sequence = 0;
  // The newest one when it was taken.
  ViewPosition position;
  // How often the view had been built anew.
  uint64_t generation = 0;
  std::shared_ptr<SnapshotPin> pin;
};

// ColumnPart is some rows of some columns.
struct ColumnPart {
  const TrialColumns* columns;
  Rows rows;
};

// TrialSelector finds sets of trials through the columns, for searches, exports and counts. Thread-safe.
class TrialSelector {
 public:
  virtual ~TrialSelector() = default;

  // Exactly the trials that match at `sequence`, 0 for the newest. INVALID_ARGUMENT (PAGE_TOKEN_EXPIRED): the snapshot
  // is no longer, or not, in the view. CANCELLED: `cancelled`, which may be empty, said so.
  virtual absl::StatusOr<TrialSelection> Select(const Filter& filter, uint64_t sequence,
                                                const std::function<bool()>& cancelled) const = 0;
  // False once the view has been built anew: of the selection nothing is found any more.
  virtual bool Holds(const TrialSelection& selection) const = 0;
  // Of `among`, numbers of the selection, the first `limit` in order; only those after the trial `after`, unless that
  // is empty: an id, and one of the snapshot when the order is not that of names.
  virtual std::vector<SelectedTrial> Ordered(const TrialSelection& selection, const Rows& among,
                                             const TrialOrder& order, const std::string& after, size_t limit) const = 0;
  // The trials of these numbers of the selection, in the given order.
  virtual std::vector<SelectedTrial> Fetch(const TrialSelection& selection,
                                           const std::vector<uint32_t>& numbers) const = 0;
  // The numbers of those of these ids that are in the selection's snapshot; ids as in "trials/{id}".
  virtual Rows NumbersOf(const TrialSelection& selection, const std::vector<std::string>& ids) const = 0;

  // Shows `visit` the columns of these trials of the selection as they were, and, of `registrations`, those of the
  // heads that belong to them now. The view stands still meanwhile: no long work, and no other call of the view, in
  // `visit`. Returns the sequence of what is now.
  using Visit = std::function<void(absl::Span<const ColumnPart>)>;
  virtual uint64_t ReadColumns(const TrialSelection& selection, const Rows& among, bool registrations,
                               const Visit& visit) const = 0;
};

}  // namespace trialweave::query

#endif  // TRIALWEAVE_QUERY_VIEW_TRIAL_SELECTOR_H_
