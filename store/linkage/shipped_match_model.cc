#include "store/linkage/shipped_match_model.h"

#include "store/linkage/match/match_model.h"
#include "store/linkage/match/shipped_model.h"

namespace trialweave::store {

const MatchModel& ShippedMatchModel() {
  static const auto* const model = new MatchModel(*MatchModel::Parse(ShippedModel()));
  return *model;
}

}  // namespace trialweave::store
