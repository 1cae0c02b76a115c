#include "normalizer/notices/nmpa_list_html_parser.h"
#include "normalizer/notices/notice_fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  trialweave::normalizer::FuzzNotice(trialweave::normalizer::ParseNmpaListHtml, data, size,
                                     "受理号\t药品名称\t企业名称\t适应症\t承办日期");
  return 0;
}
