// Any bytes: no crash, documents in order, and the same documents however the bytes arrive.
#include <cstdint>
#include <cstdlib>

#include "crawler/containers/csv_splitter.h"

namespace trialweave::crawler {
namespace {

std::vector<v1::RecordDocument> SplitCsv(absl::string_view bytes, size_t chunk, bool grouped) {
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
  DocumentEmitter emitter(limits, &sink);
  CsvTable table = RecogniseTable(bytes.substr(0, 4096)).value_or(CsvTable{"ictrp", "ictrp_csv"});
  if (table.fields == 0) table.fields = 3;
  table.grouped = grouped;
  if (!CsvSplitter(&window, &emitter, table).Run().ok()) std::abort();
  return documents;
}

}  // namespace
}  // namespace trialweave::crawler

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const absl::string_view bytes(reinterpret_cast<const char*>(data), size);
  for (const bool grouped : {false, true}) {
    const auto whole = trialweave::crawler::SplitCsv(bytes, 4096, grouped);
    const auto pieces = trialweave::crawler::SplitCsv(bytes, 3, grouped);
    if (whole.size() != pieces.size()) std::abort();
    for (size_t i = 0; i < whole.size(); ++i) {
      if (whole[i].container_ordinal() != i || whole[i].content() != pieces[i].content()) std::abort();
      if (whole[i].container_offset() != pieces[i].container_offset()) std::abort();
      if (whole[i].content().size() > 512 || whole[i].cause().reason() != pieces[i].cause().reason()) std::abort();
    }
  }
  return 0;
}
