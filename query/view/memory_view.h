#ifndef TRIALWEAVE_QUERY_VIEW_MEMORY_VIEW_H_
#define TRIALWEAVE_QUERY_VIEW_MEMORY_VIEW_H_

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/synchronization/mutex.h"
#include "common/clock.h"
#include "query/view/changed_trials.h"
#include "query/view/identifier_index.h"
#include "query/view/literature_view.h"
#include "query/view/record_table.h"
#include "query/view/registration_columns.h"
#include "query/view/snapshot_pins.h"
#include "query/view/trial_log.h"
#include "query/view/trial_selector.h"
#include "query/view/trial_table.h"
#include "query/view/trial_view.h"
#include "query/view/view_writer.h"

namespace trialweave::query {

// MemoryView keeps the view in memory, all records packed. Readers see the state after whole
// Apply calls only. Thread-safe: any number of readers beside one writer.
class MemoryView : public TrialView,
                   public TrialSelector,
                   public LiteratureView,
                   public ChangedTrials,
                   public ViewWriter {
 public:
  // Snapshots that page tokens name stay readable for `snapshot_horizon` after the last such token was issued. `log` is
  // told of every change of a trial; null for none.
  MemoryView(common::Clock* clock, absl::Duration snapshot_horizon, TrialLog* log = nullptr);
  ~MemoryView() override;

  ViewPosition Position() const override ABSL_LOCKS_EXCLUDED(mutex_);
  ViewCounts Counts() const override ABSL_LOCKS_EXCLUDED(mutex_);
  Read<ViewCoverage> Coverage() const override ABSL_LOCKS_EXCLUDED(mutex_);
  Read<std::optional<v1::Trial>> FindTrial(const std::string& id) const override ABSL_LOCKS_EXCLUDED(mutex_);
  Read<std::vector<SharedRecord>> FindTrials(const std::vector<std::vector<std::string>>& spellings) const override
      ABSL_LOCKS_EXCLUDED(mutex_);
  Read<std::optional<v1::Registration>> FindRegistration(const std::string& id) const override
      ABSL_LOCKS_EXCLUDED(mutex_);
  Read<IdentifierMatch> Resolve(const std::string& identifier) const override ABSL_LOCKS_EXCLUDED(mutex_);
  absl::StatusOr<Read<TrialPage>> ListTrials(const TrialQuery& query) const override ABSL_LOCKS_EXCLUDED(mutex_);

  absl::StatusOr<TrialSelection> Select(const Filter& filter, uint64_t sequence,
                                        const std::function<bool()>& cancelled) const override
      ABSL_LOCKS_EXCLUDED(mutex_);
  bool Holds(const TrialSelection& selection) const override ABSL_LOCKS_EXCLUDED(mutex_);
  std::vector<SelectedTrial> Ordered(const TrialSelection& selection, const Rows& among, const TrialOrder& order,
                                     const std::string& after, size_t limit) const override ABSL_LOCKS_EXCLUDED(mutex_);
  std::vector<SelectedTrial> Fetch(const TrialSelection& selection, const std::vector<uint32_t>& numbers) const override
      ABSL_LOCKS_EXCLUDED(mutex_);
  Rows NumbersOf(const TrialSelection& selection, const std::vector<std::string>& ids) const override
      ABSL_LOCKS_EXCLUDED(mutex_);
  uint64_t ReadColumns(const TrialSelection& selection, const Rows& among, bool registrations,
                       const Visit& visit) const override ABSL_LOCKS_EXCLUDED(mutex_);

  Read<std::optional<v1::Publication>> FindPublication(const std::string& id) const override
      ABSL_LOCKS_EXCLUDED(mutex_);
  Read<std::optional<v1::RegulatoryNotice>> FindNotice(const std::string& id) const override
      ABSL_LOCKS_EXCLUDED(mutex_);
  absl::StatusOr<Read<RecordPage<v1::Publication>>> ListPublications(const TrialQuery& query) const override
      ABSL_LOCKS_EXCLUDED(mutex_);
  absl::StatusOr<Read<RecordPage<v1::RegulatoryNotice>>> ListNotices(const TrialQuery& query) const override
      ABSL_LOCKS_EXCLUDED(mutex_);

  TrialChanges TakeChanges() override ABSL_LOCKS_EXCLUDED(mutex_);

  absl::Status Apply(const google::protobuf::RepeatedPtrField<v1::ChangelogEntry>& entries) override
      ABSL_LOCKS_EXCLUDED(mutex_);
  void TakeSnapshot(const google::protobuf::RepeatedPtrField<v1::ChangelogEntry>& entries) override;
  absl::Status FinishSnapshot(uint64_t sequence) override ABSL_LOCKS_EXCLUDED(mutex_);
  void DropSnapshot() override;
  void Reset() override ABSL_LOCKS_EXCLUDED(mutex_);
  void Prune() override ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  struct RegistrationSlot {
    // Null while a trial has it as a member but its head has not come yet.
    SharedRecord head;
    // Id of the trial it belongs to; empty for none.
    std::string trial;
    // In registration_columns_, with a head.
    uint32_t row = 0;
  };
  // The trials that a batch of entries touches, with the last entry that does.
  using Touched = std::map<std::string, ViewPosition>;

  // A snapshot that comes in, as a view of its own.
  struct Aside;

  // Exchanges all that is shown with another view's.
  void SwapState(MemoryView& other) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_, other.mutex_);
  void ApplyEntry(const v1::ChangelogEntry& entry, Touched& touched) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void ApplyHead(const v1::Registration& head, ViewPosition position, Touched& touched)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void ApplyMembership(const v1::MembershipChanged& change, ViewPosition position, Touched& touched)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void ApplyPublication(const v1::PublicationChanged& change, uint64_t sequence) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void RebuildTrial(const std::string& id, ViewPosition position) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  // Brings the trials that one entry touches up to date, one version each.
  void RebuildLogged(const v1::ChangelogEntry& entry, const Touched& touched, std::vector<LoggedTrial>& changes)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  ViewCounts CountsLocked() const ABSL_SHARED_LOCKS_REQUIRED(mutex_);
  // Id of the trial that `id` stands for now; empty for none.
  std::string CurrentTrial(const std::string& id) const ABSL_SHARED_LOCKS_REQUIRED(mutex_);
  IdentifierMatch ResolveLocked(const std::string& identifier) const ABSL_SHARED_LOCKS_REQUIRED(mutex_);
  // The trial of a registration in the view; empty for none.
  std::string TrialOf(const std::string& registration) const ABSL_SHARED_LOCKS_REQUIRED(mutex_);
  // Opens a snapshot: its pin, and what the columns say of the filter; `selection` is without trials yet.
  absl::StatusOr<Verdict> Open(const Filter& filter, uint64_t sequence, TrialSelection& selection) const
      ABSL_LOCKS_EXCLUDED(mutex_);
  // Those of `trials` that match, by their content.
  absl::StatusOr<Rows> Verify(const Filter& filter, const Rows& trials, const TrialSelection& selection,
                              const std::function<bool()>& cancelled) const ABSL_LOCKS_EXCLUDED(mutex_);
  // Fills the page from trials that match surely, or may.
  absl::Status FillTrials(const TrialQuery& query, const TrialSelection& selection, const Verdict& verdict,
                          TrialPage& page) const ABSL_LOCKS_EXCLUDED(mutex_);
  template <typename Record>
  Read<std::optional<Record>> FindRecord(RecordTable MemoryView::*table, const std::string& id) const
      ABSL_LOCKS_EXCLUDED(mutex_);
  template <typename Record>
  absl::StatusOr<Read<RecordPage<Record>>> ListRecords(RecordTable MemoryView::*table, const std::string& collection,
                                                       const TrialQuery& query) const ABSL_LOCKS_EXCLUDED(mutex_);

  common::Clock* const clock_;
  const absl::Duration snapshot_horizon_;
  TrialLog* const log_;
  // Before trials_, which reads it.
  mutable SnapshotPins pins_;
  mutable absl::Mutex mutex_;
  ViewPosition position_ ABSL_GUARDED_BY(mutex_);
  // How often everything was exchanged.
  uint64_t generation_ ABSL_GUARDED_BY(mutex_) = 0;
  // Of the changes that were taken last.
  uint64_t taken_generation_ ABSL_GUARDED_BY(mutex_) = 0;
  TrialTable trials_ ABSL_GUARDED_BY(mutex_);
  absl::flat_hash_map<std::string, RegistrationSlot> registrations_ ABSL_GUARDED_BY(mutex_);
  RegistrationColumns registration_columns_ ABSL_GUARDED_BY(mutex_);
  int64_t heads_ ABSL_GUARDED_BY(mutex_) = 0;
  IdentifierIndex identifiers_ ABSL_GUARDED_BY(mutex_);
  // Serialized MembershipChanged by trial id.
  absl::flat_hash_map<std::string, std::string> memberships_ ABSL_GUARDED_BY(mutex_);
  // Trial ids that are gone, and where their registrations went.
  absl::flat_hash_map<std::string, std::string> merged_into_ ABSL_GUARDED_BY(mutex_);
  RecordTable publications_ ABSL_GUARDED_BY(mutex_);
  RecordTable notices_ ABSL_GUARDED_BY(mutex_);
  std::map<std::string, v1::SourceState> sources_ ABSL_GUARDED_BY(mutex_);
  absl::flat_hash_set<std::string> open_dead_letters_ ABSL_GUARDED_BY(mutex_);
  // Of the writer's thread.
  std::unique_ptr<Aside> aside_;
};

}  // namespace trialweave::query

#endif  // TRIALWEAVE_QUERY_VIEW_MEMORY_VIEW_H_
