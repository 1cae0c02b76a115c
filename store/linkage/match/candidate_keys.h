#ifndef TRIALWEAVE_STORE_LINKAGE_MATCH_CANDIDATE_KEYS_H_
#define TRIALWEAVE_STORE_LINKAGE_MATCH_CANDIDATE_KEYS_H_

#include <cstdint>
#include <vector>

#include "store/linkage/match/word_frequencies.h"

namespace trialweave::store {

// What a record is found by: sorted, each once. A function of the record and the model's frozen frequencies alone: rare
// words of titles, conditions and interventions; acronyms and protocol numbers; everything that many registrations have
// - the other words, sizes, dates, sponsors, contacts - only two together, for alone it would find thousands among a
// million.
std::vector<uint32_t> CandidateKeysOf(const MatchRecord& record, const WordFrequencies& frequencies);

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_LINKAGE_MATCH_CANDIDATE_KEYS_H_
