#ifndef TRIALWEAVE_NORMALIZER_FORMATS_CHICTR_XML_PARSER_H_
#define TRIALWEAVE_NORMALIZER_FORMATS_CHICTR_XML_PARSER_H_

#include <string_view>

#include "normalizer/formats/parse_result.h"

namespace trialweave::normalizer {

// Reads one <Triall> (sic) of ChiCTR's XML download, or a <trials> that holds exactly one. Contacts and ethics
// contacts are never kept. Causes as XmlDocument::Read, and NO_IDENTIFIER.
ParseResult ParseChictrXml(std::string_view content, const ParseContext& context);

}  // namespace trialweave::normalizer

#endif  // TRIALWEAVE_NORMALIZER_FORMATS_CHICTR_XML_PARSER_H_
