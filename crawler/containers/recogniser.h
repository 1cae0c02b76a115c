#ifndef TRIALWEAVE_CRAWLER_CONTAINERS_RECOGNISER_H_
#define TRIALWEAVE_CRAWLER_CONTAINERS_RECOGNISER_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "crawler/containers/csv_table.h"
#include "crawler/containers/tagged_text.h"
#include "crawler/containers/xml_splitter.h"
#include "trialweave/v1/pipeline.pb.h"

namespace trialweave::crawler {

// How a container is to be split.
enum class ContainerKind {
  kCsv,       // CsvSplitter with `table`
  kJson,      // JsonSplitter
  kXml,       // XmlSplitter with `dialect`
  kEuctr,     // EuctrTextSplitter
  kTagged,    // TaggedTextSplitter with `tagged`
  kHtml,      // one page: html_pages.h says more
  kRejected,  // one document with `cause`
};

struct Recognition {
  ContainerKind kind = ContainerKind::kRejected;
  CsvTable table;      // kCsv
  XmlDialect dialect;  // kXml
  TaggedText tagged = TaggedText::kNone;
  v1::DeadLetterCause cause;  // kRejected
};

// How much of a container Recognise wants to see.
inline constexpr uint64_t kRecogniserBytes = 64 * 1024;

// Tells by a container's first bytes (after decompression) what it is; names and types of files say nothing.
// A pure function of the bytes; `head` is the whole container when it is shorter than kRecogniserBytes.
Recognition Recognise(absl::string_view head);

}  // namespace trialweave::crawler

#endif  // TRIALWEAVE_CRAWLER_CONTAINERS_RECOGNISER_H_
