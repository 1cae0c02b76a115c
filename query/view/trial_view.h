#ifndef TRIALWEAVE_QUERY_VIEW_TRIAL_VIEW_H_
#define TRIALWEAVE_QUERY_VIEW_TRIAL_VIEW_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "query/filter/filter.h"
#include "query/view/packed_record.h"
#include "query/view/trial_order.h"
#include "trialweave/v1/pipeline.pb.h"
#include "trialweave/v1/registration.pb.h"
#include "trialweave/v1/trial.pb.h"

namespace trialweave::query {

// ViewPosition is how far a view reflects the changelog.
struct ViewPosition {
  uint64_t sequence = 0;
  // When that sequence was committed.
  absl::Time commit_time = absl::InfinitePast();
};

// Read is an answer with the position that it reflects.
template <typename T>
struct Read {
  T value;
  ViewPosition position;
};

// ViewCounts is how much a view holds.
struct ViewCounts {
  int64_t trials = 0;
  int64_t registrations = 0;
  int64_t dead_letters_open = 0;
  int64_t publications = 0;
  int64_t notices = 0;
  // Versions of trials, superseded ones included.
  int64_t versions = 0;
};

// IdentifierMatch is what an identifier stands for; empty where it stands for nothing.
struct IdentifierMatch {
  std::string registration_id;
  // trials/{trial}
  std::string trial;
};

// TrialQuery asks for trials, or for publications or notices by name.
struct TrialQuery {
  Filter filter;
  // Of trials only.
  TrialOrder order;
  // Only what comes after this one in order; of another order than that of names, a name of the snapshot.
  std::string after_name;
  // The snapshot to read; 0 for the newest.
  uint64_t sequence = 0;
  int page_size = 50;
  // The page ends early before it grows beyond this, with one record at least.
  size_t max_page_bytes = 16 << 20;
  // Matches in the snapshot where they are known already, so that they need not be counted again.
  std::optional<int64_t> total_size;
  // Asked now and then; true ends the work with CANCELLED.
  std::function<bool()> cancelled;
};

// SelectedTrial is a trial of a snapshot.
struct SelectedTrial {
  // Its own as long as a version of it is in the view.
  uint32_t number = 0;
  // As in "trials/{id}".
  std::string id;
  SharedRecord record;
};

template <typename Record>
struct RecordPage {
  std::vector<Record> records;
  // More match after the last one.
  bool more = false;
  int64_t total_size = 0;
  // Of the snapshot.
  uint64_t sequence = 0;
  // Records that were read, be it to decide about the filter.
  int64_t examined = 0;
};
using TrialPage = RecordPage<SelectedTrial>;

struct ViewCoverage {
  std::vector<v1::SourceState> sources;
  ViewCounts counts;
};

// TrialView answers from the newest state, or from a recent snapshot of it. Thread-safe.
class TrialView {
 public:
  virtual ~TrialView() = default;

  virtual ViewPosition Position() const = 0;
  virtual ViewCounts Counts() const = 0;
  // Sources by name, and the counts of the same moment.
  virtual Read<ViewCoverage> Coverage() const = 0;

  // The trial of this name, or the one that its registrations went to; by `id` without "trials/", or by the
  // canonical identifier of a registration, an alias, or one that a trial's registrations state.
  virtual Read<std::optional<v1::Trial>> FindTrial(const std::string& id) const = 0;
  // Several of one moment, each by the first of its spellings that stands for a trial; null where none does.
  virtual Read<std::vector<SharedRecord>> FindTrials(const std::vector<std::vector<std::string>>& spellings) const = 0;
  // By canonical identifier or alias.
  virtual Read<std::optional<v1::Registration>> FindRegistration(const std::string& id) const = 0;
  // `identifier` in canonical spelling.
  virtual Read<IdentifierMatch> Resolve(const std::string& identifier) const = 0;

  // In the query's order. INVALID_ARGUMENT (PAGE_TOKEN_EXPIRED): the snapshot is no longer, or not, in the view.
  // CANCELLED.
  virtual absl::StatusOr<Read<TrialPage>> ListTrials(const TrialQuery& query) const = 0;
};

}  // namespace trialweave::query

#endif  // TRIALWEAVE_QUERY_VIEW_TRIAL_VIEW_H_
