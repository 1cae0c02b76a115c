#ifndef TRIALWEAVE_QUERY_EXPORT_EXPORT_STREAM_H_
#define TRIALWEAVE_QUERY_EXPORT_EXPORT_STREAM_H_

#include <atomic>
#include <functional>
#include <memory>
#include <optional>

#include "absl/base/thread_annotations.h"
#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "common/readiness.h"
#include "grpcpp/server_context.h"
#include "grpcpp/support/server_callback.h"
#include "query/export/export_reader.h"
#include "query/query_metrics.h"
#include "query/sequence_waiters.h"
#include "query/view/trial_view.h"
#include "query/worker_pool.h"
#include "trialweave/v1/query_service.pb.h"

namespace trialweave::query {

// ExportStream serves one ExportTrials call: while a message is on its way, a worker makes the next one, and no more,
// so that a caller that does not read costs a page and two messages. Deletes itself.
class ExportStream : public grpc::ServerWriteReactor<v1::ExportTrialsResponse> {
 public:
  // What it works with; all outlive it.
  struct Parts {
    // The sequence that is reflected, and who waits for it.
    std::function<uint64_t()> sequence;
    const common::Readiness* readiness;
    QueryMetrics* metrics;
    SequenceWaiters* waiters;
    WorkerPool* workers;
  };
  // Says whether the caller has gone.
  using Gone = std::function<bool()>;
  // Answers as ListTrials does.
  using ReadPage = std::function<absl::Status(const v1::ListTrialsRequest&, const Gone&, v1::ListTrialsResponse*)>;

  ExportStream(grpc::CallbackServerContext* context, const Parts& parts, const v1::ExportTrialsRequest& request,
               ReadPage read_page);
  void Start();

  void OnWriteDone(bool ok) override ABSL_LOCKS_EXCLUDED(mutex_);
  void OnCancel() override;
  void OnDone() override { delete this; }

 private:
  void Begin() ABSL_LOCKS_EXCLUDED(mutex_);
  void Make() ABSL_LOCKS_EXCLUDED(mutex_);
  void End(const absl::Status& status) ABSL_LOCKS_EXCLUDED(mutex_);
  // Changes the state and does what follows from it: sends, makes, ends. The stream may be gone afterwards.
  void Update(absl::FunctionRef<void()> change) ABSL_LOCKS_EXCLUDED(mutex_);
  void GoOn() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::Status WhyGone() const;

  const absl::Time deadline_;
  const Parts parts_;
  const uint64_t min_sequence_;
  std::atomic<bool> gone_ = false;
  // Of the worker that makes a message.
  absl::StatusOr<std::unique_ptr<ExportReader>> reader_;
  // Belongs to gRPC while it is written.
  v1::ExportTrialsResponse sent_;

  absl::Mutex mutex_;
  std::optional<v1::ExportTrialsResponse> next_ ABSL_GUARDED_BY(mutex_);
  bool writing_ ABSL_GUARDED_BY(mutex_) = false;
  bool making_ ABSL_GUARDED_BY(mutex_) = false;
  // Nothing more is made; what the call ends with.
  std::optional<absl::Status> end_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace trialweave::query

#endif  // TRIALWEAVE_QUERY_EXPORT_EXPORT_STREAM_H_
