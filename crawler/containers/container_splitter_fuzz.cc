// Any bytes through decompression, recognition and splitting: no crash, and never nothing lost in silence.
#include <cstdint>
#include <cstdlib>

#include "crawler/containers/container_splitter.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace trialweave::crawler;
  StringSource source(absl::string_view(reinterpret_cast<const char*>(data), size));
  ContainerLimits container_limits;
  container_limits.max_bytes = 1 << 20;
  SplitLimits limits;
  limits.max_document_bytes = 4096;
  limits.kept_bytes = 256;
  uint64_t documents = 0;
  const auto result = SplitContainer(&source, "file_drop", container_limits, limits,
                                     [&documents](trialweave::v1::RecordDocument document) {
                                       if (document.container_ordinal() != documents++) std::abort();
                                       return absl::OkStatus();
                                     });
  if (!result.ok() || result->documents != documents) std::abort();
  if (result->format.empty() && documents == 0) std::abort();
  return 0;
}
