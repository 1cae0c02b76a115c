// Any bytes: no crash, documents in order, and the same documents however the bytes arrive.
#include <cstdint>
#include <cstdlib>

#include "crawler/containers/xml_splitter.h"

namespace trialweave::crawler {
namespace {

constexpr XmlDialect kDialects[] = {{"trials", "Triall", "chictr", "chictr_xml", ""},
                                    {"clinical_study", "clinical_study", "ctgov", "ctgov_legacy_xml", ""},
                                    {"rss", "item", "fda", "fda_rss", "", "channel"},
                                    {"PubmedArticleSet", "PubmedArticle", "pubmed", "pubmed_xml", "", "",
                                     "PubmedBookArticle", "DeleteCitation", "PMID"}};

std::vector<v1::RecordDocument> SplitXml(absl::string_view bytes, size_t chunk, const XmlDialect& dialect) {
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
  if (!XmlSplitter(&window, &emitter, dialect).Run().ok()) std::abort();
  return documents;
}

void Check(absl::string_view bytes, const XmlDialect& dialect) {
  const auto whole = SplitXml(bytes, 4096, dialect);
  const auto pieces = SplitXml(bytes, 3, dialect);
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
  const absl::string_view bytes(reinterpret_cast<const char*>(data), size);
  for (const auto& dialect : trialweave::crawler::kDialects) trialweave::crawler::Check(bytes, dialect);
  return 0;
}
