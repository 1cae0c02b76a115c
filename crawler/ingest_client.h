#ifndef TRIALWEAVE_CRAWLER_INGEST_CLIENT_H_
#define TRIALWEAVE_CRAWLER_INGEST_CLIENT_H_

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "common/clock.h"
#include "common/shutdown.h"
#include "crawler/ingest_stream.h"

namespace trialweave::crawler {

struct IngestOptions {
  uint64_t window_documents = 256;
  uint64_t window_bytes = 16ULL << 20;
  absl::Duration first_backoff = absl::Milliseconds(100);
  absl::Duration longest_backoff = absl::Seconds(5);
  // A stream that has documents to answer and stays silent for this long is given up and opened anew.
  absl::Duration stall_timeout = absl::Minutes(2);
};

// IngestClient hands documents to a normalizer and sees to it that each gets its answer. What is not
// answered stays here, content included, within a window of documents and bytes; when the stream breaks it
// reconnects with back-off, for ever, and sends all of that again, in order. One thread sends; the answers
// come on a thread of its own.
class IngestClient {
 public:
  using AckHandler = std::function<void(const v1::RecordDocument& document, const v1::DocumentAck& ack)>;

  // All must outlive it. `on_ack` is called once per document, from one thread at a time.
  IngestClient(IngestConnector* connector, const IngestOptions& options, common::Clock* clock, AckHandler on_ack);
  // Ends as Abort does.
  ~IngestClient();
  IngestClient(const IngestClient&) = delete;
  IngestClient& operator=(const IngestClient&) = delete;

  // Takes a document; waits while the window is full. Ordinals must grow. The status that Abort was given, or
  // the refusal's: FAILED_PRECONDITION (the lease was lost, the run is over), INVALID_ARGUMENT.
  absl::Status Send(v1::RecordDocument document) ABSL_LOCKS_EXCLUDED(mutex_);
  // Waits until every document has its answer. Errors as Send.
  absl::Status AwaitAnswers() ABSL_LOCKS_EXCLUDED(mutex_);
  // Gives up: waits end with `status`. The first abort counts.
  void Abort(const absl::Status& status) ABSL_LOCKS_EXCLUDED(mutex_);

  uint64_t documents_in_flight() const ABSL_LOCKS_EXCLUDED(mutex_);
  uint64_t bytes_in_flight() const ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  using Entry = std::shared_ptr<const v1::IngestRequest>;

  void Run();
  // One stream's life; how it ended.
  absl::Status RunStream();
  void WriteLoop(IngestStream* stream);
  void ReadLoop(IngestStream* stream);
  void OnResponse(const v1::IngestResponse& response);
  // The next document to write; null when the stream is to be left.
  Entry NextToWrite();
  bool Working() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return aborted_.ok() && !closing_; }
  bool HasRoom() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  IngestConnector* const connector_;
  const IngestOptions options_;
  common::Clock* const clock_;
  const AckHandler on_ack_;
  common::ShutdownSignal stop_;

  mutable absl::Mutex mutex_;
  std::map<uint64_t, Entry> unanswered_ ABSL_GUARDED_BY(mutex_);
  uint64_t bytes_ ABSL_GUARDED_BY(mutex_) = 0;
  // Ordinals below this one were written to the stream in hand.
  uint64_t next_to_write_ ABSL_GUARDED_BY(mutex_) = 0;
  bool broken_ ABSL_GUARDED_BY(mutex_) = false;
  bool answered_ ABSL_GUARDED_BY(mutex_) = false;
  bool closing_ ABSL_GUARDED_BY(mutex_) = false;
  absl::Status aborted_ ABSL_GUARDED_BY(mutex_);
  IngestStream* stream_ ABSL_GUARDED_BY(mutex_) = nullptr;
  std::thread thread_;
};

}  // namespace trialweave::crawler

#endif  // TRIALWEAVE_CRAWLER_INGEST_CLIENT_H_
