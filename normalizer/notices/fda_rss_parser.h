#ifndef TRIALWEAVE_NORMALIZER_NOTICES_FDA_RSS_PARSER_H_
#define TRIALWEAVE_NORMALIZER_NOTICES_FDA_RSS_PARSER_H_

#include <string_view>

#include "normalizer/formats/parse_result.h"

namespace trialweave::normalizer {

// Reads one <item> of the FDA's feeds (RSS 2.0; fda.gov, "Subscribe to RSS feeds"): its link on the FDA's site is the
// notice's address, which for a warning letter has its case number too. Authors are persons and never read. Causes:
// those of XmlDocument::Read; WRONG_ROOT (an item that leads to another site), NO_IDENTIFIER (without an address),
// LIMIT_EXCEEDED.
ParseResult ParseFdaRss(std::string_view content, const ParseContext& context);

}  // namespace trialweave::normalizer

#endif  // TRIALWEAVE_NORMALIZER_NOTICES_FDA_RSS_PARSER_H_
