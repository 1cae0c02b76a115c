#ifndef TRIALWEAVE_NORMALIZER_FORMATS_PUBMED_XML_PARSER_H_
#define TRIALWEAVE_NORMALIZER_FORMATS_PUBMED_XML_PARSER_H_

#include <string_view>

#include "normalizer/formats/parse_result.h"

namespace trialweave::normalizer {

// One entry of PubMed: <PubmedArticle>, <PubmedBookArticle> (also as the only one of its set), or the <PMID> of an
// entry that PubMed has deleted. Source: NLM's "PubMed DTD" of 2019-01-01 and later and its "MEDLINE/PubMed XML Data
// Elements".
ParseResult ParsePubmedXml(std::string_view content, const ParseContext& context);

}  // namespace trialweave::normalizer

#endif  // TRIALWEAVE_NORMALIZER_FORMATS_PUBMED_XML_PARSER_H_
