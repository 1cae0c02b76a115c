// Any bytes: no crash, a record with a key or a cause with a reason and an offset inside the document.
#include "normalizer/formats/ovid_text_parser.h"
#include "normalizer/formats/publication_fuzzing.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  trialweave::normalizer::CheckPublicationParser(trialweave::normalizer::ParseOvidText, data, size);
  return 0;
}
