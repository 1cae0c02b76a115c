#ifndef TRIALWEAVE_NORMALIZER_FORMATS_LANGUAGE_CODE_H_
#define TRIALWEAVE_NORMALIZER_FORMATS_LANGUAGE_CODE_H_

#include <string>
#include <string_view>

namespace trialweave::normalizer {

// BCP 47 code of a language as literature databases print it: an English name ("Chinese"), a MARC code (PubMed's
// "chi") or a code of two letters. Empty for one that is not known, and for several in one ("mul").
std::string LanguageCode(std::string_view printed);

}  // namespace trialweave::normalizer

#endif  // TRIALWEAVE_NORMALIZER_FORMATS_LANGUAGE_CODE_H_
