#ifndef TRIALWEAVE_NORMALIZER_INGEST_SERVICE_H_
#define TRIALWEAVE_NORMALIZER_INGEST_SERVICE_H_

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "grpcpp/client_context.h"
#include "grpcpp/support/client_callback.h"
#include "grpcpp/support/server_callback.h"
#include "normalizer/document_normalizer.h"
#include "normalizer/normalizer_metrics.h"
#include "normalizer/parse_pool.h"
#include "trialweave/v1/normalizer_service.pb.h"
#include "trialweave/v1/store_service.grpc.pb.h"

namespace trialweave::normalizer {

// What every stream of the service shares. All pointers outlive the streams.
struct IngestShared {
  const DocumentNormalizer* normalizer;
  ParsePool* pool;
  NormalizerMetrics* metrics;
  v1::StoreService::StubInterface* store;
  // Documents and bytes that may be in flight between a stream's crawler and the store.
  int window_documents;
  size_t window_bytes;
};

// IngestStream joins one Ingest stream of a crawler to one Commit stream to the store. Documents are parsed on
// the pool and go to the store as they become ready; the store's answers go back as they come. It reads no
// further document while the window is full: that is the backpressure.
//
// It owns itself: it lives until both streams are done and no parse is under way. Thread-safe.
class IngestStream : public std::enable_shared_from_this<IngestStream> {
 public:
  // Starts both streams. `on_gone` is called once, when the crawler's stream is done. Returns the reactor for gRPC.
  static grpc::ServerBidiReactor<v1::IngestRequest, v1::IngestResponse>* Start(
      const IngestShared& shared, std::function<void(IngestStream*)> on_gone,
      const std::function<void(std::shared_ptr<IngestStream>)>& on_started);

  // Takes no further document; ends the stream with UNAVAILABLE (SHUTTING_DOWN) once all in flight are answered.
  void Drain() ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  class CrawlerSide;
  class StoreSide;

  IngestStream(const IngestShared& shared, std::function<void(IngestStream*)> on_gone);

  void StartStore() ABSL_LOCKS_EXCLUDED(mutex_);
  // Reactions of the crawler's stream.
  void OnRequest(bool ok) ABSL_LOCKS_EXCLUDED(mutex_);
  void OnResponseWritten(bool ok) ABSL_LOCKS_EXCLUDED(mutex_);
  void OnCrawlerGone() ABSL_LOCKS_EXCLUDED(mutex_);
  // Reactions of the store's stream.
  void OnCommitWritten(bool ok) ABSL_LOCKS_EXCLUDED(mutex_);
  void OnCommitResponse(bool ok) ABSL_LOCKS_EXCLUDED(mutex_);
  void OnStoreDone(const grpc::Status& status) ABSL_LOCKS_EXCLUDED(mutex_);

  // On the pool.
  void Normalize(v1::RecordDocument document) ABSL_LOCKS_EXCLUDED(mutex_);

  void Refuse(const v1::RecordDocument& document, const absl::Status& status) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void MaybeRead() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void MaybeWriteCommit() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void MaybeWriteResponse() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // Ends the store's stream when nothing is left to commit, and the crawler's when the store's is done.
  void MaybeEnd() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  grpc::Status FinalStatus() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  // What is remembered of a document while it is in flight.
  struct InFlight {
    std::string source;
    std::string format;
    size_t bytes = 0;
  };
  using Key = std::pair<std::string, uint64_t>;  // Run, ordinal.

  const IngestShared shared_;
  const std::function<void(IngestStream*)> on_gone_;
  CrawlerSide* crawler_ = nullptr;  // Deleted by its own OnDone.
  StoreSide* store_ = nullptr;      // Deleted by its own OnDone.
  grpc::ClientContext store_context_;

  absl::Mutex mutex_;
  v1::IngestRequest request_;
  v1::CommitResponse commit_response_;
  std::deque<v1::CommitRequest> commits_ ABSL_GUARDED_BY(mutex_);
  std::deque<v1::IngestResponse> responses_ ABSL_GUARDED_BY(mutex_);
  std::multimap<Key, InFlight> in_flight_ ABSL_GUARDED_BY(mutex_);
  size_t in_flight_bytes_ ABSL_GUARDED_BY(mutex_) = 0;
  bool reading_ ABSL_GUARDED_BY(mutex_) = false;
  bool crawler_finished_ ABSL_GUARDED_BY(mutex_) = false;  // It sends no more documents.
  bool crawler_gone_ ABSL_GUARDED_BY(mutex_) = false;      // Cancelled or broken.
  bool draining_ ABSL_GUARDED_BY(mutex_) = false;
  bool writing_commit_ ABSL_GUARDED_BY(mutex_) = false;
  bool writing_response_ ABSL_GUARDED_BY(mutex_) = false;
  bool writes_done_ ABSL_GUARDED_BY(mutex_) = false;   // The store was told that nothing follows.
  bool store_closed_ ABSL_GUARDED_BY(mutex_) = false;  // No operation may be started on the store's stream.
  bool store_done_ ABSL_GUARDED_BY(mutex_) = false;
  bool ended_ ABSL_GUARDED_BY(mutex_) = false;  // Finish was called on the crawler's stream.
  grpc::Status store_status_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace trialweave::normalizer

#endif  // TRIALWEAVE_NORMALIZER_INGEST_SERVICE_H_
