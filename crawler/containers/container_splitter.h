#ifndef TRIALWEAVE_CRAWLER_CONTAINERS_CONTAINER_SPLITTER_H_
#define TRIALWEAVE_CRAWLER_CONTAINERS_CONTAINER_SPLITTER_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "crawler/containers/byte_source.h"
#include "crawler/containers/gzip_source.h"
#include "crawler/containers/split_types.h"

namespace trialweave::crawler {

// What a container turned out to be.
struct SplitResult {
  std::string source;
  std::string format;      // empty when nothing recognised it
  uint64_t documents = 0;  // dead letters included
  uint64_t records = 0;    // documents without a cause
  // Why the container, or its rest, is no records.
  std::optional<v1::DeadLetterCause> fault;
  // Of a page of an API.
  std::string next_page_token;
  std::optional<uint64_t> total_count;
};

// Decompresses, recognises and splits a container. Everything in it ends as documents handed to `sink`, with
// or without a cause; `fallback_source` is the source of what nothing recognises. Errors are the sink's only.
// Memory does not grow with the container.
absl::StatusOr<SplitResult> SplitContainer(ByteSource* bytes, absl::string_view fallback_source,
                                           const ContainerLimits& container_limits, const SplitLimits& limits,
                                           const DocumentSink& sink);

}  // namespace trialweave::crawler

#endif  // TRIALWEAVE_CRAWLER_CONTAINERS_CONTAINER_SPLITTER_H_
