// Any bytes: no crash, a record with a key or a cause with a reason and an offset inside the document.
#include "normalizer/formats/embase_csv_parser.h"
#include "normalizer/formats/publication_fuzzing.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  namespace tw = trialweave::normalizer;
  for (const auto parse : {tw::ParseEmbaseCsv, tw::ParseEmbaseRowsCsv}) tw::CheckPublicationParser(parse, data, size);
  return 0;
}
