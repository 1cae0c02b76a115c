#ifndef TRIALWEAVE_NORMALIZER_FORMATS_ENDNOTE_XML_PARSER_H_
#define TRIALWEAVE_NORMALIZER_FORMATS_ENDNOTE_XML_PARSER_H_

#include <string_view>

#include "normalizer/formats/parse_result.h"

namespace trialweave::normalizer {

// One <record> of EndNote's XML, whose text stands in runs of <style>. Read as the reference in RIS that EndNote would
// write of it. Source: Clarivate, "EndNote XML document type definition" (RSXML.dtd).
ParseResult ParseEndnoteXml(std::string_view content, const ParseContext& context);

}  // namespace trialweave::normalizer

#endif  // TRIALWEAVE_NORMALIZER_FORMATS_ENDNOTE_XML_PARSER_H_
