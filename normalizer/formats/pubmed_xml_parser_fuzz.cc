// Any bytes: no crash, a publication with a key or a cause with a reason and an offset inside the document.
#include "normalizer/formats/publication_fuzzing.h"
#include "normalizer/formats/pubmed_xml_parser.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  trialweave::normalizer::CheckPublicationParser(trialweave::normalizer::ParsePubmedXml, data, size);
  return 0;
}
