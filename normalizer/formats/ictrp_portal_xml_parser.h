#ifndef TRIALWEAVE_NORMALIZER_FORMATS_ICTRP_PORTAL_XML_PARSER_H_
#define TRIALWEAVE_NORMALIZER_FORMATS_ICTRP_PORTAL_XML_PARSER_H_

#include <string_view>

#include "normalizer/formats/parse_result.h"

namespace trialweave::normalizer {

// Reads one <Trial> of a WHO ICTRP portal export, 2020 and 2024 schema, or a <Trials_downloaded_from_ICTRP>
// that holds exactly one. EU CTR rows are one per country: the country goes to country_part. Contacts are
// never kept. Causes as XmlDocument::Read, and NO_IDENTIFIER.
ParseResult ParseIctrpPortalXml(std::string_view content, const ParseContext& context);

}  // namespace trialweave::normalizer

#endif  // TRIALWEAVE_NORMALIZER_FORMATS_ICTRP_PORTAL_XML_PARSER_H_
