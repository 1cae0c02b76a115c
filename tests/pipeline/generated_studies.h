#ifndef TRIALWEAVE_TESTS_PIPELINE_GENERATED_STUDIES_H_
#define TRIALWEAVE_TESTS_PIPELINE_GENERATED_STUDIES_H_

#include <string>

namespace trialweave::tests {

// A ClinicalTrials.gov v2 study with a number of its own: NCT0 and seven digits. Every tenth names a
// partner at ChiCTR.
std::string GeneratedStudy(int number);

// A web-download array of `count` studies from `first` on.
std::string GeneratedArray(int first, int count);

}  // namespace trialweave::tests

#endif  // TRIALWEAVE_TESTS_PIPELINE_GENERATED_STUDIES_H_
