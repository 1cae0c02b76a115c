#include "crawler/containers/container_splitter.h"

#include <map>

#include "absl/strings/str_cat.h"
#include "crawler/containers/container_error.h"
#include "crawler/containers/csv_splitter.h"
#include "crawler/containers/document_emitter.h"
#include "crawler/containers/euctr_text_splitter.h"
#include "crawler/containers/html_list_splitter.h"
#include "crawler/containers/html_pages.h"
#include "crawler/containers/json_splitter.h"
#include "crawler/containers/recogniser.h"
#include "crawler/containers/tagged_text_splitter.h"
#include "crawler/containers/window.h"
#include "crawler/containers/xml_splitter.h"

namespace trialweave::crawler {
namespace {

absl::Status SplitPage(Window* window, DocumentEmitter* emitter) {
  RecordSpan span(window, emitter->limits(), 0);
  while (window->Fill()) span.Advance(window->limit());
  if (!window->status().ok() || span.TooLarge(window->limit())) {
    return emitter->Rest(
        window, &span, window->limit(),
        MakeCause(v1::DEAD_LETTER_REASON_LIMIT_EXCEEDED, absl::StrCat("the page has ", window->limit(), " bytes")));
  }
  std::string encoding;
  const PageRecognition page = RecogniseEncodedPage(window->View(0, window->limit()), &encoding);
  if (page.kind == PageRecognition::Kind::kNone) return emitter->Rest(window, &span, window->limit(), page.cause);
  std::map<std::string, std::string> context = {{"encoding", encoding}};
  if (!page.columns.empty()) context["columns"] = page.columns;
  emitter->SetFormat(page.source, page.format, std::move(context));
  if (page.kind == PageRecognition::Kind::kList)
    return SplitHtmlList(window, emitter, page.columns.empty() ? kChictrList : kCdeList);
  return emitter->Record(span, window->limit(), false);
}

absl::Status Dispatch(Window* window, DocumentEmitter* emitter, SplitResult* result) {
  window->Has(kRecogniserBytes - 1);
  const Recognition recognition = Recognise(window->Rest(0).substr(0, kRecogniserBytes));
  switch (recognition.kind) {
    case ContainerKind::kCsv:
      return CsvSplitter(window, emitter, recognition.table).Run();
    case ContainerKind::kJson: {
      JsonSplitter splitter(window, emitter);
      absl::Status status = splitter.Run();
      result->next_page_token = splitter.next_page_token();
      result->total_count = splitter.total_count();
      return status;
    }
    case ContainerKind::kXml:
      return XmlSplitter(window, emitter, recognition.dialect).Run();
    case ContainerKind::kEuctr:
      return EuctrTextSplitter(window, emitter).Run();
    case ContainerKind::kTagged:
      return TaggedTextSplitter(window, emitter, recognition.tagged).Run();
    case ContainerKind::kHtml:
      return SplitPage(window, emitter);
    case ContainerKind::kRejected:
      break;
  }
  RecordSpan span(window, emitter->limits(), 0);
  return emitter->Rest(window, &span, 0, recognition.cause);
}

}  // namespace

absl::StatusOr<SplitResult> SplitContainer(ByteSource* bytes, absl::string_view fallback_source,
                                           const ContainerLimits& container_limits, const SplitLimits& limits,
                                           const DocumentSink& sink) {
  SplitResult result;
  GzipSource decompressed(bytes, container_limits);
  Window window(&decompressed);
  DocumentEmitter emitter(limits, &sink, fallback_source);
  if (absl::Status status = Dispatch(&window, &emitter, &result); !status.ok()) return status;
  result.source = emitter.source();
  result.format = emitter.format();
  result.documents = emitter.documents();
  result.records = emitter.records();
  result.fault = emitter.fault();
  return result;
}

}  // namespace trialweave::crawler
