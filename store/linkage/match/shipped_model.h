#ifndef TRIALWEAVE_STORE_LINKAGE_MATCH_SHIPPED_MODEL_H_
#define TRIALWEAVE_STORE_LINKAGE_MATCH_SHIPPED_MODEL_H_

#include <string_view>

namespace trialweave::store {

// The text of model.tsv beside this header, compiled in.
std::string_view ShippedModel();

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_LINKAGE_MATCH_SHIPPED_MODEL_H_
