// Any bytes: no crash, a record with a key or a cause with a reason and an offset inside the document.
#include "normalizer/formats/publication_fuzzing.h"
#include "normalizer/formats/ris_parser.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  trialweave::normalizer::CheckPublicationParser(trialweave::normalizer::ParseRis, data, size);
  return 0;
}
