#ifndef TRIALWEAVE_STORE_LINKAGE_MATCH_STUDY_PAGES_H_
#define TRIALWEAVE_STORE_LINKAGE_MATCH_STUDY_PAGES_H_

#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "store/linkage/match/match_record.h"

namespace trialweave::store {

// The words of many registrations, to learn from how often a word is met. Reads a page of studies as
// ClinicalTrials.gov's second API gives it ({"studies": [...]}, https://clinicaltrials.gov/data-api/api), plain or
// gzip's: of each study its identifier and the words of titles, conditions, interventions, primary outcomes and
// sponsor. Where `words` is not null, adds the words by their tokens. NOT_FOUND: no such file. INVALID_ARGUMENT
// (PAGE_INVALID): no such page.
absl::StatusOr<std::vector<MatchRecord>> ReadStudyPage(const std::string& path,
                                                       std::map<uint32_t, std::string>* words = nullptr);

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_LINKAGE_MATCH_STUDY_PAGES_H_
