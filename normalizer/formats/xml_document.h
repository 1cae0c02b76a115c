#ifndef TRIALWEAVE_NORMALIZER_FORMATS_XML_DOCUMENT_H_
#define TRIALWEAVE_NORMALIZER_FORMATS_XML_DOCUMENT_H_

#include <optional>
#include <string>
#include <string_view>

#include "normalizer/formats/parse_result.h"
#include "normalizer/formats/registration_builder.h"
#include "pugixml.hpp"

namespace trialweave::normalizer {

// XmlDocument is one record element of an XML container. Document type declarations are refused, so no entity
// is ever declared or expanded; depth, size and number of elements are limited. Not copyable: nodes point
// into it.
class XmlDocument {
 public:
  // Reads `content` as an element `record`, or as a `container` element with exactly one `record` in it; prefixes of
  // namespaces go when the root has one.
  // The cause when it is none: EMPTY, TRUNCATED, MALFORMED, WRONG_ROOT, LIMIT_EXCEEDED, BAD_ENCODING.
  std::optional<v1::DeadLetterCause> Read(std::string_view content, const ParseContext& context,
                                          std::string_view container, std::string_view record);

  // Makes the document an empty element `record`, to be filled by hand from a record that is no XML; its values have
  // a path and no bytes.
  pugi::xml_node Start(std::string_view record);

  // Name of the root element of `content`, without its prefix; "" when none is found.
  static std::string_view RootOf(std::string_view content);

  // The record element, after a Read that returned no cause.
  pugi::xml_node record() const { return record_; }

  // Its own text, CDATA included, in pieces where comments stand between.
  static std::string TextOf(pugi::xml_node element);
  // Path from below the record ("main/public_title") and the bytes of the text, as they were read.
  Where WhereOf(pugi::xml_node element) const;

 private:
  std::optional<v1::DeadLetterCause> FindRecord(std::string_view container, std::string_view record);

  pugi::xml_document document_;
  pugi::xml_node record_;
  std::string_view content_;
};

}  // namespace trialweave::normalizer

#endif  // TRIALWEAVE_NORMALIZER_FORMATS_XML_DOCUMENT_H_
