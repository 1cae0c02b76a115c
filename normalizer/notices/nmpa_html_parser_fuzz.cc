#include "normalizer/notices/nmpa_html_parser.h"
#include "normalizer/notices/notice_fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  trialweave::normalizer::FuzzNotice(trialweave::normalizer::ParseNmpaHtml, data, size);
  return 0;
}
