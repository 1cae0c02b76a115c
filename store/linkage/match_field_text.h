#ifndef TRIALWEAVE_STORE_LINKAGE_MATCH_FIELD_TEXT_H_
#define TRIALWEAVE_STORE_LINKAGE_MATCH_FIELD_TEXT_H_

#include <string>

#include "store/linkage/match/comparison.h"
#include "trialweave/v1/registration.pb.h"

namespace trialweave::store {

// What a registration says in a field that is compared, for people: its first few values, cut at 200 bytes. Empty when
// it says nothing, and for fields that are made of all of its texts.
std::string MatchFieldText(MatchField field, const v1::Registration& registration);

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_LINKAGE_MATCH_FIELD_TEXT_H_
