#ifndef TRIALWEAVE_NORMALIZER_EVIDENCE_PRODUCT_CLASS_H_
#define TRIALWEAVE_NORMALIZER_EVIDENCE_PRODUCT_CLASS_H_

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "normalizer/evidence/ev_reading.h"
#include "trialweave/v1/evidence.pb.h"

namespace trialweave::normalizer {

// What a record says of its study beside the texts.
struct StudyKind {
  bool observational = false;
  // Per intervention: something that is done to measure, such as a diagnostic test.
  std::vector<bool> diagnostic_interventions;
  // Per intervention: a drug, biological or other product.
  std::vector<bool> product_interventions;
  // Per intervention: used by comparator arms only.
  std::vector<bool> comparator_interventions;
  // Per arm.
  std::vector<bool> comparator_arms;
  // An article or notice, not a trial's registration.
  bool publication = false;
  // An article, not a regulator's notice.
  bool article = false;
};

StudyKind KindOf(const v1::Registration& registration);

// ProductDecision is a record's product class and what it rests on.
struct ProductDecision {
  v1::ProductClass product_class = v1::PRODUCT_CLASS_UNSPECIFIED;
  double confidence = 0;
  // docs/evidence.md has them all.
  std::string rule;
  struct Support {
    const ReadText* read = nullptr;
    TermMatch match;
  };
  std::vector<Support> support;
  // EV terms stand in the record.
  bool mentions_ev = false;
};

// Names of the studied drugs and biologicals that say nothing of what they are: "EXB-1".
std::vector<std::string_view> CodesOf(const std::vector<ReadText>& texts, const StudyKind& kind);

// Decides what is given to the participants. A product that is not certainly EVs alone is never PURE_EV.
ProductDecision DecideProduct(const std::vector<ReadText>& texts, const StudyKind& kind);

}  // namespace trialweave::normalizer

#endif  // TRIALWEAVE_NORMALIZER_EVIDENCE_PRODUCT_CLASS_H_
