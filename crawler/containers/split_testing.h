#ifndef TRIALWEAVE_CRAWLER_CONTAINERS_SPLIT_TESTING_H_
#define TRIALWEAVE_CRAWLER_CONTAINERS_SPLIT_TESTING_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "crawler/containers/container_splitter.h"

namespace trialweave::crawler {

// A container split in a test, with its documents.
struct Split {
  SplitResult result;
  std::vector<v1::RecordDocument> documents;

  // Contents of the documents without a cause.
  std::vector<std::string> Records() const;
  // Reasons of the documents with one.
  std::vector<v1::DeadLetterReason> Reasons() const;
};

Split SplitAll(absl::string_view bytes, size_t max_chunk = SIZE_MAX, const SplitLimits& limits = {},
               const ContainerLimits& container_limits = {});

// `bytes` as one gzip member.
std::string Gzipped(absl::string_view bytes);

}  // namespace trialweave::crawler

#endif  // TRIALWEAVE_CRAWLER_CONTAINERS_SPLIT_TESTING_H_
