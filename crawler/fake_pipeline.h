#ifndef TRIALWEAVE_CRAWLER_FAKE_PIPELINE_H_
#define TRIALWEAVE_CRAWLER_FAKE_PIPELINE_H_

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "crawler/ingest_stream.h"
#include "crawler/store_client.h"

namespace trialweave::crawler {

// FakePipeline is normalizer and store in memory, as the protos promise them: outcomes by (run, ordinal),
// leases with fencing, checkpoints and ledgers checked. Faults are switched on by a test. Thread-safe.
class FakePipeline : public StoreClient, public IngestConnector {
 public:
  absl::StatusOr<v1::AcquireLeaseResponse> AcquireLease(const v1::AcquireLeaseRequest& request) override;
  absl::StatusOr<v1::RenewLeaseResponse> RenewLease(const v1::RenewLeaseRequest& request) override;
  absl::StatusOr<v1::ReleaseLeaseResponse> ReleaseLease(const v1::ReleaseLeaseRequest& request) override;
  absl::StatusOr<v1::StartRunResponse> StartRun(const v1::StartRunRequest& request) override;
  absl::StatusOr<v1::AdvanceCheckpointResponse> AdvanceCheckpoint(const v1::AdvanceCheckpointRequest& request) override;
  absl::StatusOr<v1::RecordSnapshotResponse> RecordSnapshot(const v1::RecordSnapshotRequest& request) override;
  absl::StatusOr<v1::FinishRunResponse> FinishRun(const v1::FinishRunRequest& request) override;
  absl::StatusOr<v1::GetRunResponse> GetRun(const v1::GetRunRequest& request) override;
  // The documents of SetArchive whose position is behind the request's.
  absl::StatusOr<std::vector<v1::ReadArchiveResponse>> ReadArchive(const v1::ReadArchiveRequest& request,
                                                                   size_t max_documents, size_t max_bytes) override;
  std::unique_ptr<IngestStream> Connect() override;

  // The next `n` calls or streams answer UNAVAILABLE.
  void FailCalls(int n);
  void FailStreams(int n);
  // Streams end with UNAVAILABLE after this many answers each; 0 means never.
  void BreakStreamsAfter(int answers);
  // FinishRun does its work, but the first answer is lost.
  void LoseFinishAnswer();
  // Somebody else takes the lease over.
  void TakeLease();
  // A snapshot is recorded, but the first answer is lost.
  void LoseSnapshotAnswer();
  // A document of this content becomes a dead letter.
  void Refuse(const std::string& content);
  // Called when a snapshot is to be recorded, which then finds the store away.
  void OnSnapshot(std::function<void()> callback);
  // Called with each document that is committed first.
  void OnDocument(std::function<void(const v1::RecordDocument&)> callback);

  // In order of ordinals, of the newest run.
  std::vector<v1::RecordDocument> Documents();
  std::vector<v1::Checkpoint> Checkpoints();
  // Those that were recorded.
  std::vector<v1::RecordSnapshotRequest> Snapshots();
  v1::FinishRunRequest finished();
  int streams();
  // Documents received more than once.
  int repeated();
  bool lease_released();
  void SetState(const std::string& state);
  // Contents of archived documents, by position.
  void SetArchive(std::map<std::string, std::string> contents);
  // The last one.
  v1::ReadArchiveRequest archive_request();

 private:
  friend class FakeStream;
  absl::Status Ready() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::Status CheckToken(uint64_t token) const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  v1::IngestResponse Commit(const v1::RecordDocument& document);

  absl::Mutex mutex_;
  uint64_t token_ ABSL_GUARDED_BY(mutex_) = 0;
  std::string state_ ABSL_GUARDED_BY(mutex_);
  std::map<std::string, std::string> archive_ ABSL_GUARDED_BY(mutex_);
  std::map<std::string, v1::Run> runs_ ABSL_GUARDED_BY(mutex_);
  std::map<std::string, std::string> records_ ABSL_GUARDED_BY(mutex_);
  std::map<uint64_t, v1::RecordDocument> documents_ ABSL_GUARDED_BY(mutex_);
  std::map<uint64_t, v1::DocumentAck> acks_ ABSL_GUARDED_BY(mutex_);
  std::set<std::string> distinct_ ABSL_GUARDED_BY(mutex_);
  std::vector<v1::Checkpoint> checkpoints_ ABSL_GUARDED_BY(mutex_);
  v1::FinishRunRequest finished_ ABSL_GUARDED_BY(mutex_);
  std::function<void(const v1::RecordDocument&)> on_document_ ABSL_GUARDED_BY(mutex_);
  int failing_calls_ ABSL_GUARDED_BY(mutex_) = 0;
  int failing_streams_ ABSL_GUARDED_BY(mutex_) = 0;
  int break_after_ ABSL_GUARDED_BY(mutex_) = 0;
  int streams_ ABSL_GUARDED_BY(mutex_) = 0;
  int repeated_ ABSL_GUARDED_BY(mutex_) = 0;
  std::function<void()> on_snapshot_ ABSL_GUARDED_BY(mutex_);
  std::string refused_ ABSL_GUARDED_BY(mutex_);
  std::vector<v1::RecordSnapshotRequest> snapshots_ ABSL_GUARDED_BY(mutex_);
  bool lose_snapshot_ ABSL_GUARDED_BY(mutex_) = false;
  bool lose_finish_ ABSL_GUARDED_BY(mutex_) = false;
  bool released_ ABSL_GUARDED_BY(mutex_) = false;
  v1::ReadArchiveRequest archive_request_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace trialweave::crawler

#endif  // TRIALWEAVE_CRAWLER_FAKE_PIPELINE_H_
