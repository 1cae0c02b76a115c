// Any bytes: no crash, documents in order, and the same documents however the bytes arrive.
#include <cstdint>
#include <cstdlib>

#include "crawler/containers/euctr_text_splitter.h"

namespace trialweave::crawler {
namespace {

std::vector<v1::RecordDocument> SplitText(absl::string_view bytes, size_t chunk) {
  std::vector<v1::RecordDocument> documents;
  const DocumentSink sink = [&documents](v1::RecordDocument document) {
    documents.push_back(std::move(document));
    return absl::OkStatus();
  };
  StringSource source(bytes);
  Window window(&source, chunk);
  SplitLimits limits;
  limits.max_document_bytes = 512;
  limits.kept_bytes = 64;
  limits.max_depth = 8;
  DocumentEmitter emitter(limits, &sink);
  if (!EuctrTextSplitter(&window, &emitter).Run().ok()) std::abort();
  return documents;
}

}  // namespace
}  // namespace trialweave::crawler

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const absl::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto whole = trialweave::crawler::SplitText(bytes, 4096);
  const auto pieces = trialweave::crawler::SplitText(bytes, 3);
  if (whole.size() != pieces.size()) std::abort();
  for (size_t i = 0; i < whole.size(); ++i) {
    if (whole[i].container_ordinal() != i || whole[i].content() != pieces[i].content()) std::abort();
    if (whole[i].container_offset() != pieces[i].container_offset()) std::abort();
    if (whole[i].content().size() > 512 || whole[i].cause().reason() != pieces[i].cause().reason()) std::abort();
  }
  return 0;
}
