#ifndef TRIALWEAVE_COMMON_FIELD_DIFF_H_
#define TRIALWEAVE_COMMON_FIELD_DIFF_H_

#include <vector>

#include "trialweave/v1/history.pb.h"
#include "trialweave/v1/registration.pb.h"
#include "trialweave/v1/trial.pb.h"

// The fields in which two versions of a record differ, by field number and then in the order of their elements.
// Elements of lists are matched by what they are about (docs/history.md lists by what), so that one that is put in
// front is one that was added; of what is left of outcomes, arms, sponsors and the like, one that went and one that
// came are one that was renamed. No differences: where and when a value was read, what reading it remarked, evidence of
// facts.
namespace trialweave::common {

// Empty exactly when the contents, absences and facts are the same.
std::vector<v1::FieldChange> DiffRegistrations(const v1::Registration& base, const v1::Registration& target);
// Of merged views: also the registrations, links and disagreements.
std::vector<v1::FieldChange> DiffTrials(const v1::Trial& base, const v1::Trial& target);

}  // namespace trialweave::common

#endif  // TRIALWEAVE_COMMON_FIELD_DIFF_H_
