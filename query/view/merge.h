#ifndef TRIALWEAVE_QUERY_VIEW_MERGE_H_
#define TRIALWEAVE_QUERY_VIEW_MERGE_H_

#include <vector>

#include "trialweave/v1/changelog.pb.h"
#include "trialweave/v1/registration.pb.h"
#include "trialweave/v1/trial.pb.h"

namespace trialweave::query {

// The merged view of a trial: its membership, and field by field the value of the registration that ranks
// first (registration_rank.h) among those that state one, with provenance and disagreements. Values that belong
// together (a status and its printed text) come from one registration; of titles and summaries each language is
// a value of its own. What complete snapshots lack is told beside it and takes no value away. Does not depend on the
// order of `heads`. name, sequence and update_time are the caller's.
v1::Trial MergeTrial(const v1::MembershipChanged& membership, std::vector<v1::Registration> heads);

}  // namespace trialweave::query

#endif  // TRIALWEAVE_QUERY_VIEW_MERGE_H_
