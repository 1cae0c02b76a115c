#ifndef TRIALWEAVE_QUERY_WATCH_TRIAL_WATCH_H_
#define TRIALWEAVE_QUERY_WATCH_TRIAL_WATCH_H_

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "query/filter/filter.h"
#include "query/read_mask.h"
#include "query/view/trial_log.h"
#include "query/view/trial_selector.h"
#include "trialweave/v1/trial_stream.pb.h"

namespace trialweave::query {

// TrialWatch is one caller's way through the changes of trials: what it is to be told next. For one thread at a time.
class TrialWatch {
 public:
  // Both outlive it. Reads nothing yet. INVALID_ARGUMENT: as QueryService.WatchTrials.
  static absl::StatusOr<std::unique_ptr<TrialWatch>> Create(const v1::WatchTrialsRequest& request, const TrialLog* log,
                                                            const TrialSelector* selector);

  // What comes next, some tens of items; none when the caller knows everything, and a bookmark when one is due at
  // `now`. OUT_OF_RANGE (SEQUENCE_NOT_RETAINED): the caller is too far behind; (SEQUENCE_AHEAD).
  absl::StatusOr<std::vector<v1::WatchTrialsResponse>> Next(absl::Time now);

  // All changes up to here have been told; once Next has been called.
  uint64_t position() const { return position_; }

 private:
  TrialWatch(const TrialLog* log, const TrialSelector* selector) : log_(log), selector_(selector) {}

  // Finds out what is there now, where that is where it begins.
  absl::Status Begin();
  // Goes on with the trials that were there at the beginning.
  absl::Status NextExisting(absl::Time now, std::vector<v1::WatchTrialsResponse>& items);
  absl::Status NextChanges(absl::Time now, std::vector<v1::WatchTrialsResponse>& items);
  // Nothing when the filter takes the trial neither before nor after, or nothing can be seen to have changed.
  std::optional<v1::WatchTrialsResponse> Show(const LoggedTrial& logged) const;
  void AddBookmark(uint64_t latest, absl::Time now, std::vector<v1::WatchTrialsResponse>& items);

  const TrialLog* const log_;
  const TrialSelector* const selector_;
  Filter filter_;
  ReadMask mask_;
  absl::Duration bookmark_interval_;
  absl::Time bookmarked_ = absl::InfinitePast();
  bool initial_state_ = false;
  bool begun_ = false;
  uint64_t position_ = 0;
  // While the trials that are there are told: they, and the last one told.
  std::optional<TrialSelection> existing_;
  std::string told_;
};

}  // namespace trialweave::query

#endif  // TRIALWEAVE_QUERY_WATCH_TRIAL_WATCH_H_
