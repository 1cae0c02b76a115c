#ifndef TRIALWEAVE_CRAWLER_CONTAINERS_SPLIT_TYPES_H_
#define TRIALWEAVE_CRAWLER_CONTAINERS_SPLIT_TYPES_H_

#include <cstdint>
#include <functional>

#include "absl/status/status.h"
#include "trialweave/v1/pipeline.pb.h"

namespace trialweave::crawler {

// Limits of one record document.
struct SplitLimits {
  uint64_t max_document_bytes = 16ULL << 20;
  // What a dead letter keeps.
  uint64_t kept_bytes = 4ULL << 20;
  int max_depth = 200;
};

// Takes the documents of a container in order. A splitter fills source, format, context, content, cause,
// container_ordinal and container_offset; the rest is the run's. An error ends the splitting.
using DocumentSink = std::function<absl::Status(v1::RecordDocument document)>;

}  // namespace trialweave::crawler

#endif  // TRIALWEAVE_CRAWLER_CONTAINERS_SPLIT_TYPES_H_
