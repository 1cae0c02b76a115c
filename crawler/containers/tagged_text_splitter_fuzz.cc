// Any bytes: no crash, documents in order, and the same documents however the bytes arrive.
#include <cstdint>
#include <cstdlib>

#include "crawler/containers/tagged_text_splitter.h"

namespace trialweave::crawler {
namespace {

std::vector<v1::RecordDocument> SplitText(absl::string_view bytes, size_t chunk, TaggedText kind) {
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
  if (!TaggedTextSplitter(&window, &emitter, kind).Run().ok()) std::abort();
  return documents;
}

void Check(absl::string_view bytes, TaggedText kind) {
  const auto whole = SplitText(bytes, 4096, kind);
  const auto pieces = SplitText(bytes, 3, kind);
  if (whole.size() != pieces.size()) std::abort();
  for (size_t i = 0; i < whole.size(); ++i) {
    if (whole[i].container_ordinal() != i || whole[i].content() != pieces[i].content()) std::abort();
    if (whole[i].container_offset() != pieces[i].container_offset()) std::abort();
    if (whole[i].content().size() > 512 || whole[i].cause().reason() != pieces[i].cause().reason()) std::abort();
  }
}

}  // namespace
}  // namespace trialweave::crawler

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  namespace tw = trialweave::crawler;
  const absl::string_view bytes(reinterpret_cast<const char*>(data), size);
  for (const tw::TaggedText kind : {tw::TaggedText::kRis, tw::TaggedText::kMedline, tw::TaggedText::kOvid,
                                    tw::TaggedText::kRows, tw::TaggedText::kCard})
    tw::Check(bytes, kind);
  return 0;
}
