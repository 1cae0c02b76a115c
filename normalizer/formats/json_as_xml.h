#ifndef TRIALWEAVE_NORMALIZER_FORMATS_JSON_AS_XML_H_
#define TRIALWEAVE_NORMALIZER_FORMATS_JSON_AS_XML_H_

#include <optional>
#include <string_view>

#include "normalizer/formats/parse_result.h"
#include "normalizer/formats/xml_document.h"

namespace trialweave::normalizer {

// Reads the JSON object that a conversion made of an XML record as the tree that it was made of, under a root element
// `record`, so that one code reads both:
//
//   "name": "text"                       <name>text</name>; numbers and booleans as they are written
//   "name": {...}                        <name>...</name>; {} is an empty element
//   "name": [a, b]                       <name>a</name><name>b</name>
//   "@attributes": {"type": "x"}, "@type": "x"    attributes of the element around it
//   "#text": "text"                      text of the element around it, beside its attributes
//   "name": null                         nothing
//
// Values have paths and no bytes. The cause when it is none: EMPTY, TRUNCATED, MALFORMED, WRONG_ROOT, LIMIT_EXCEEDED,
// BAD_ENCODING.
std::optional<v1::DeadLetterCause> ReadJsonAsXml(std::string_view content, const ParseContext& context,
                                                 std::string_view record, XmlDocument* document);

}  // namespace trialweave::normalizer

#endif  // TRIALWEAVE_NORMALIZER_FORMATS_JSON_AS_XML_H_
