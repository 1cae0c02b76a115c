#ifndef TRIALWEAVE_STORE_CHAIN_HEAD_MERGE_H_
#define TRIALWEAVE_STORE_CHAIN_HEAD_MERGE_H_

#include <string>
#include <vector>

#include "absl/time/time.h"
#include "trialweave/v1/registration.pb.h"

namespace trialweave::store {

// One chain's newest revision.
struct HeadInput {
  std::string source;
  std::string format;
  std::string country_part;
  // When the revision was first observed.
  absl::Time observed_at;
  v1::Registration registration;
};

// The head of several chains: field by field the value of the chain that comes first by precedence.h and
// states one (of the same rank: the one observed last, then by source, format, country part). Fields of a group
// go together; identifiers, notes and unmapped words are gathered from all. Documents are those that a value
// comes from, provenance follows its values. `inputs` is not empty; its order does not matter.
// revision and trial are left for the caller to say.
v1::Registration MergeHead(std::vector<HeadInput> inputs);

// What makes a single chain's state a head: its name and when it was observed.
void FinishHead(absl::Time observed_at, v1::Registration* head);

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_CHAIN_HEAD_MERGE_H_
