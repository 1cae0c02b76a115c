#include "normalizer/notices/notice_fuzz.h"
#include "normalizer/notices/openfda_json_parser.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  trialweave::normalizer::FuzzNotice(trialweave::normalizer::ParseOpenfdaJson, data, size);
  return 0;
}
