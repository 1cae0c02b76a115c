#ifndef TRIALWEAVE_NORMALIZER_EVIDENCE_STUDY_KIND_H_
#define TRIALWEAVE_NORMALIZER_EVIDENCE_STUDY_KIND_H_

#include <string>
#include <string_view>
#include <vector>

#include "normalizer/evidence/ev_reading.h"
#include "trialweave/v1/registration.pb.h"

namespace trialweave::normalizer {

// What a record says of its study beside the texts.
struct StudyKind {
  bool observational = false;
  // The register says so.
  bool not_randomised = false;
  // Per intervention: something that is done to measure, such as a diagnostic test.
  std::vector<bool> diagnostic_interventions;
  // Per intervention: a drug, biological or other product.
  std::vector<bool> product_interventions;
  // Per intervention: used by comparator arms only.
  std::vector<bool> comparator_interventions;
  // Per intervention: of those that arms name, this is none.
  std::vector<bool> unassigned_interventions;
  // Per arm.
  std::vector<bool> comparator_arms;
  // As the registry prints them; empty where it does not say.
  std::vector<std::string> arm_kinds;
  // The registry does not say what kind of arm each of several is, of what kind interventions are.
  bool untyped_arms = false;
  bool untyped_interventions = false;
  // An article or notice, not a trial's registration.
  bool publication = false;
  // An article, not a regulator's notice.
  bool article = false;
};

StudyKind KindOf(const v1::Registration& registration);

}  // namespace trialweave::normalizer

#endif  // TRIALWEAVE_NORMALIZER_EVIDENCE_STUDY_KIND_H_
