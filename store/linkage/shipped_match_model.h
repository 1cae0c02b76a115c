#ifndef TRIALWEAVE_STORE_LINKAGE_SHIPPED_MATCH_MODEL_H_
#define TRIALWEAVE_STORE_LINKAGE_SHIPPED_MATCH_MODEL_H_

namespace trialweave::store {

class MatchModel;

// The model that comes with the programme (match/model.tsv), read once.
const MatchModel& ShippedMatchModel();

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_LINKAGE_SHIPPED_MATCH_MODEL_H_
