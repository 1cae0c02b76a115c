#ifndef TRIALWEAVE_QUERY_VIEW_TRIAL_ORDER_H_
#define TRIALWEAVE_QUERY_VIEW_TRIAL_ORDER_H_

#include <vector>

#include "query/filter/field.h"

namespace trialweave::query {

// TrialOrder is how trials are ordered: by each key in turn, those without a value last, and what is equal by name.
struct TrialOrder {
  struct Key {
    // Of kind number or date (its first possible day), or kName.
    Field field = Field::kName;
    bool descending = false;
  };
  // None: by name.
  std::vector<Key> keys;
};

}  // namespace trialweave::query

#endif  // TRIALWEAVE_QUERY_VIEW_TRIAL_ORDER_H_
