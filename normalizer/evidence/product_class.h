#ifndef TRIALWEAVE_NORMALIZER_EVIDENCE_PRODUCT_CLASS_H_
#define TRIALWEAVE_NORMALIZER_EVIDENCE_PRODUCT_CLASS_H_

#include <string>
#include <vector>

#include "normalizer/evidence/ev_reading.h"
#include "normalizer/evidence/given_item.h"
#include "normalizer/evidence/study_kind.h"
#include "trialweave/v1/evidence.pb.h"

namespace trialweave::normalizer {

// ProductDecision is a record's product class and what it rests on.
struct ProductDecision {
  v1::ProductClass product_class = v1::PRODUCT_CLASS_UNSPECIFIED;
  double confidence = 0;
  // docs/evidence.md has them all.
  std::string rule;
  std::vector<Support> support;
  // EV terms stand in the record.
  bool mentions_ev = false;
};

// Decides what is given to the participants. A product that is not certainly EVs alone is never PURE_EV.
ProductDecision DecideProduct(const std::vector<ReadText>& texts, const StudyKind& kind);

}  // namespace trialweave::normalizer

#endif  // TRIALWEAVE_NORMALIZER_EVIDENCE_PRODUCT_CLASS_H_
