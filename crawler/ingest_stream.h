#ifndef TRIALWEAVE_CRAWLER_INGEST_STREAM_H_
#define TRIALWEAVE_CRAWLER_INGEST_STREAM_H_

#include <memory>

#include "absl/status/status.h"
#include "trialweave/v1/normalizer_service.pb.h"

namespace trialweave::crawler {

// IngestStream is one bidirectional stream to a normalizer. One thread may write while another reads.
class IngestStream {
 public:
  virtual ~IngestStream() = default;
  // False once the stream is broken.
  virtual bool Write(const v1::IngestRequest& request) = 0;
  virtual bool Read(v1::IngestResponse* response) = 0;
  // No more writes; answers may still come.
  virtual void WritesDone() = 0;
  // Ends the stream now; from any thread.
  virtual void Cancel() = 0;
  // Why it ended; after Read has returned false.
  virtual absl::Status Finish() = 0;
};

// IngestConnector opens streams. Thread-safe.
class IngestConnector {
 public:
  virtual ~IngestConnector() = default;
  // Never fails: a stream without a peer ends with UNAVAILABLE.
  virtual std::unique_ptr<IngestStream> Connect() = 0;
};

}  // namespace trialweave::crawler

#endif  // TRIALWEAVE_CRAWLER_INGEST_STREAM_H_
