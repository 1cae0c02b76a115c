#ifndef TRIALWEAVE_COMMON_DOI_H_
#define TRIALWEAVE_COMMON_DOI_H_

#include <string>
#include <string_view>

namespace trialweave::common {

// The DOI that `printed` is, however it is dressed: with a resolver ("https://doi.org/10.1000/X", also behind a proxy's
// address), a label ("doi: 10.1000/X"), percent-encoding (in an address) or a remark behind a blank ("10.1000/x
// [doi]"). In lower case, since DOIs are equal whatever their case (DOI Handbook, 2.4); "10.1000/x". Empty for anything
// else. Punctuation at the end of a sentence is none of it; a closing bracket only where it opens one.
std::string CanonicalDoi(std::string_view printed);

}  // namespace trialweave::common

#endif  // TRIALWEAVE_COMMON_DOI_H_
