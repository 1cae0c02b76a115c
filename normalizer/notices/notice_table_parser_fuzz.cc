#include "normalizer/notices/notice_fuzz.h"
#include "normalizer/notices/notice_table_parser.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  namespace tw = trialweave::normalizer;
  for (const auto parse : {tw::ParseFdaTableCsv, tw::ParseNmpaTableCsv}) tw::FuzzNotice(parse, data, size);
  tw::FuzzNotice(tw::ParseNmpaTableCsv, data, size, "acceptance_no,product,applicant,accepted,decision,indication");
  return 0;
}
