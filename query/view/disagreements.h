#ifndef TRIALWEAVE_QUERY_VIEW_DISAGREEMENTS_H_
#define TRIALWEAVE_QUERY_VIEW_DISAGREEMENTS_H_

#include <vector>

#include "trialweave/v1/registration.pb.h"
#include "trialweave/v1/trial.pb.h"

namespace trialweave::query {

// Where the registrations of one trial contradict one another, by field in a fixed order, with what each of
// them states. Unknown is unknown: an absent value, and a status that the registry itself calls unknown, agrees
// with everything. A date agrees with a less precise one that contains it; WHO ICTRP's "Not recruiting" with
// every status that is not open; texts are compared within a language, case and punctuation aside (of
// sponsors also legal forms). Titles are
// no facts and never disagree. Does not depend on the order of `heads`.
std::vector<v1::Disagreement> FindDisagreements(const std::vector<v1::Registration>& heads);

}  // namespace trialweave::query

#endif  // TRIALWEAVE_QUERY_VIEW_DISAGREEMENTS_H_
