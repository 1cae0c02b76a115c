#ifndef TRIALWEAVE_NORMALIZER_FORMATS_CITATION_H_
#define TRIALWEAVE_NORMALIZER_FORMATS_CITATION_H_

#include <string>
#include <string_view>

namespace trialweave::normalizer {

// The DOI that a citation states: "... doi: 10.1056/NEJMoa1910993.", "https://doi.org/10.1056/...". "" when none.
std::string DoiIn(std::string_view citation);

// The PMID in an address of PubMed ("https://pubmed.ncbi.nlm.nih.gov/33069668/") or behind its label ("PMID:
// 33069668"). "" when none.
std::string PmidIn(std::string_view citation);

}  // namespace trialweave::normalizer

#endif  // TRIALWEAVE_NORMALIZER_FORMATS_CITATION_H_
