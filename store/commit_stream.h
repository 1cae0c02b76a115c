#ifndef TRIALWEAVE_STORE_COMMIT_STREAM_H_
#define TRIALWEAVE_STORE_COMMIT_STREAM_H_

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "grpcpp/support/server_callback.h"
#include "store/store.h"
#include "trialweave/v1/store_service.pb.h"

namespace trialweave::store {

// How much one stream may have under way; what it sends beyond that waits in the transport.
struct StreamWindow {
  size_t documents = 1024;
  size_t bytes = 32 * 1024 * 1024;
};

// CommitStream serves one Commit call: reads documents as long as there is room, hands them to the store in order, and
// writes the answers as they become durable. Ends when the client has no more and all is answered, or, with
// UNAVAILABLE, when a group could not be written or the store drains. Thread-safe; deletes itself.
class CommitStream : public grpc::ServerBidiReactor<v1::CommitRequest, v1::CommitResponse> {
 public:
  // `store` outlives it; `on_end` is called last of all.
  CommitStream(Store* store, StreamWindow window, std::function<void(CommitStream*)> on_end);

  // Answers what is under way, then ends with UNAVAILABLE (DRAINING).
  void Drain() ABSL_LOCKS_EXCLUDED(mutex_);

  void OnReadDone(bool ok) override ABSL_LOCKS_EXCLUDED(mutex_);
  void OnWriteDone(bool ok) override ABSL_LOCKS_EXCLUDED(mutex_);
  void OnCancel() override ABSL_LOCKS_EXCLUDED(mutex_);
  void OnDone() override ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  // A document between being read and being submitted.
  struct Arrival {
    std::string run;
    uint64_t ordinal = 0;
    size_t bytes = 0;
    absl::StatusOr<PreparedDocument> document;
  };

  // Prepares a document, the `number`th of the stream, at the same time as others.
  void Process(uint64_t number, v1::CommitRequest request) ABSL_LOCKS_EXCLUDED(mutex_);
  // Submits what is prepared in the order in which it came, one thread at a time.
  void SubmitInOrder(uint64_t number, Arrival arrival) ABSL_LOCKS_EXCLUDED(mutex_);
  void Submit(Arrival arrival) ABSL_LOCKS_EXCLUDED(mutex_);
  void Answered(const std::string& run, uint64_t ordinal, size_t bytes, absl::StatusOr<v1::DocumentAck> ack)
      ABSL_LOCKS_EXCLUDED(mutex_);
  // Starts whatever can be started now.
  void Advance() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Read() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Write() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  Store* const store_;
  const StreamWindow window_;
  const std::function<void(CommitStream*)> on_end_;
  absl::Mutex mutex_;
  // Belong to gRPC while reading_ and writing_.
  v1::CommitRequest request_;
  v1::CommitResponse response_;
  bool reading_ ABSL_GUARDED_BY(mutex_) = false;
  bool writing_ ABSL_GUARDED_BY(mutex_) = false;
  bool waiting_for_room_ ABSL_GUARDED_BY(mutex_) = false;
  // The client has no more, or nothing more is wanted from it.
  bool no_more_ ABSL_GUARDED_BY(mutex_) = false;
  // Nobody listens.
  bool broken_ ABSL_GUARDED_BY(mutex_) = false;
  bool finished_ ABSL_GUARDED_BY(mutex_) = false;
  uint64_t read_ ABSL_GUARDED_BY(mutex_) = 0;
  uint64_t submitted_ ABSL_GUARDED_BY(mutex_) = 0;
  bool submitting_ ABSL_GUARDED_BY(mutex_) = false;
  std::map<uint64_t, Arrival> prepared_ ABSL_GUARDED_BY(mutex_);
  size_t under_way_ ABSL_GUARDED_BY(mutex_) = 0;
  size_t bytes_under_way_ ABSL_GUARDED_BY(mutex_) = 0;
  std::deque<v1::CommitResponse> answers_ ABSL_GUARDED_BY(mutex_);
  absl::Status end_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_COMMIT_STREAM_H_
