#ifndef TRIALWEAVE_CRAWLER_CONTAINERS_HTML_PAGES_H_
#define TRIALWEAVE_CRAWLER_CONTAINERS_HTML_PAGES_H_

#include <string>

#include "absl/strings/string_view.h"
#include "trialweave/v1/pipeline.pb.h"

namespace trialweave::crawler {

// What a whole saved page is.
struct PageRecognition {
  enum class Kind {
    kNone,    // no record of a registry: `cause`
    kRecord,  // one record
    kList,    // a list with a record in each row (HtmlListSplitter)
  };
  Kind kind = Kind::kNone;
  std::string source;
  std::string format;
  // Of a list of China's Center for Drug Evaluation: the titles of its columns, joined by tabs; else empty.
  std::string columns;
  v1::DeadLetterCause cause;
};

// Tells by a page's own labels and identifier which registry's it is; addresses and layout say nothing. A registry's
// page that lacks its identifier is none, and the cause says so; so is a block or challenge page (CHALLENGED), however
// many words of the registry it repeats. `page` is UTF-8.
PageRecognition RecognisePage(absl::string_view page);

// The same for the bytes of a page with whatever character set it declares, which goes into `*encoding` as declared
// ("UTF-8" where it declares none). The bytes are decoded to be looked at only. Text that is no UTF-8 and declares
// nothing is BAD_ENCODING when it would be a registry's page in GB18030.
PageRecognition RecogniseEncodedPage(absl::string_view page, std::string* encoding);

}  // namespace trialweave::crawler

#endif  // TRIALWEAVE_CRAWLER_CONTAINERS_HTML_PAGES_H_
