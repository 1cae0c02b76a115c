#ifndef TRIALWEAVE_NORMALIZER_FORMATS_INLINE_MARKUP_H_
#define TRIALWEAVE_NORMALIZER_FORMATS_INLINE_MARKUP_H_

#include <string>
#include <string_view>

#include "normalizer/formats/xml_document.h"
#include "pugixml.hpp"

namespace trialweave::normalizer {

// Text of an element that mixes text and markup: <i>, <sup>, <sub> (PubMed), <style face="superscript"> (EndNote). The
// markup goes, the text stays as one. A number raised above "10" becomes "10^9", since "109" would be another number.
std::string InlineText(pugi::xml_node element);

// Path of such an element, and the bytes of all that is in it; `content` is what the document was read from.
Where WhereOfMixed(const XmlDocument& document, std::string_view content, pugi::xml_node element);

}  // namespace trialweave::normalizer

#endif  // TRIALWEAVE_NORMALIZER_FORMATS_INLINE_MARKUP_H_
