#ifndef TRIALWEAVE_CRAWLER_CRAWL_RUN_H_
#define TRIALWEAVE_CRAWLER_CRAWL_RUN_H_

#include <atomic>
#include <functional>
#include <memory>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "common/clock.h"
#include "common/shutdown.h"
#include "crawler/containers/container_splitter.h"
#include "crawler/crawl_observer.h"
#include "crawler/ingest_client.h"
#include "crawler/open_snapshots.h"
#include "crawler/run_ledger.h"
#include "crawler/sources/source.h"
#include "crawler/store_client.h"

namespace trialweave::crawler {

// What runs are made with. All pointers outlive them.
struct CrawlRunOptions {
  StoreClient* store = nullptr;
  IngestConnector* connector = nullptr;
  common::Clock* clock = nullptr;
  CrawlObserver* observer = nullptr;
  // Stable name of this crawler, the holder of its leases.
  std::string instance;
  absl::Duration lease_ttl = absl::Seconds(30);
  // Checkpoints come no more often than this, and always before a run ends.
  absl::Duration checkpoint_interval = absl::Seconds(1);
  IngestOptions ingest;
  ContainerLimits container_limits;
  SplitLimits split_limits;
};

// CrawlRun is one pass over a source, whole: lease, run, containers, documents, checkpoints, ledger. A peer
// that is away or restarts only delays it. Execute is called once; Cancel from any thread.
class CrawlRun {
 public:
  // Called with the run's ledger as it stands and what is worked on; from the thread of Execute.
  using Progress = std::function<void(const v1::Run& run, const std::string& activity)>;

  CrawlRun(Source* source, const CrawlRunOptions& options, bool full, Progress progress,
           std::optional<v1::DeadLetterSelection> dead_letters = std::nullopt);
  ~CrawlRun();

  // The finished run: SUCCEEDED, INCOMPLETE or FAILED. FAILED_PRECONDITION (LEASE_HELD): another crawler has
  // the source. FAILED_PRECONDITION (STALE_FENCING_TOKEN, RUN_NOT_RUNNING): the lease was lost; what was
  // delivered is accounted for by the run that took over. CANCELLED: Cancel was called; the run stays open
  // and becomes INTERRUPTED when the next one starts.
  absl::StatusOr<v1::Run> Execute();
  void Cancel();

 private:
  absl::Status AcquireLease();
  absl::Status StartRun();
  absl::Status DeliverAll();
  absl::Status Deliver(const Container& container);
  absl::Status Emit(const Container& container, v1::RecordDocument document);
  absl::Status Advance(bool now);
  absl::Status RecordSnapshots(uint64_t proven);
  absl::Status RecordSnapshot(OpenSnapshots::Snapshot& snapshot);
  void LeaveSnapshotOut(const std::string& key, const std::string& why);
  absl::StatusOr<v1::Run> Finish();
  absl::StatusOr<v1::Run> Fail(const absl::Status& failure);
  absl::StatusOr<v1::Run> SendFinish(v1::FinishRunRequest request);
  v1::FinishRunRequest Balance(PassSummary* summary) const;
  void OnAck(const v1::RecordDocument& document, const v1::DocumentAck& ack);
  void Report();
  void Abort(const absl::Status& status) ABSL_LOCKS_EXCLUDED(mutex_);

  Source* const source_;
  const CrawlRunOptions options_;
  const bool full_;
  const Progress progress_;
  const std::optional<v1::DeadLetterSelection> dead_letters_;
  common::ShutdownSignal stop_;
  std::unique_ptr<SourcePass> pass_;
  RunLedger ledger_;
  v1::Run run_;
  std::string state_;
  uint64_t fencing_token_ = 0;
  uint64_t last_ordinal_ = 0;
  uint64_t checkpoint_ordinal_ = 0;
  absl::Time last_checkpoint_ = absl::InfinitePast();
  absl::Time last_report_ = absl::InfinitePast();
  std::string activity_;
  OpenSnapshots snapshots_;
  // For people: snapshots that were not recorded.
  std::string snapshot_detail_;

  absl::Mutex mutex_;
  // Why the run must end now.
  absl::Status aborted_ ABSL_GUARDED_BY(mutex_);
  IngestClient* ingest_ ABSL_GUARDED_BY(mutex_) = nullptr;
};

}  // namespace trialweave::crawler

#endif  // TRIALWEAVE_CRAWLER_CRAWL_RUN_H_
