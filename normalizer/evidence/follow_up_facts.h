#ifndef TRIALWEAVE_NORMALIZER_EVIDENCE_FOLLOW_UP_FACTS_H_
#define TRIALWEAVE_NORMALIZER_EVIDENCE_FOLLOW_UP_FACTS_H_

#include <vector>

#include "normalizer/evidence/fact_list.h"
#include "normalizer/evidence/study_kind.h"

namespace trialweave::normalizer {

// How long participants are followed: the longest time frame of an outcome, or time that prose names beside "follow";
// of an article about people the longest time at which something was seen ("at 24 months", "by week 12"). The evidence
// type must be known.
void AddFollowUp(const std::vector<ReadText>& texts, const StudyKind& kind, FactList* facts);

}  // namespace trialweave::normalizer

#endif  // TRIALWEAVE_NORMALIZER_EVIDENCE_FOLLOW_UP_FACTS_H_
