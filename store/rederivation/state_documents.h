#ifndef TRIALWEAVE_STORE_REDERIVATION_STATE_DOCUMENTS_H_
#define TRIALWEAVE_STORE_REDERIVATION_STATE_DOCUMENTS_H_

#include <map>
#include <string>
#include <vector>

#include "trialweave/storage/v1/storage.pb.h"

// The archived documents that a state is read from: one, or several once deriving them again made their contents one.
namespace trialweave::store {

// The first one is that of the stored record. Empty when nothing shows the state any more.
std::vector<storage::v1::StoredDocument> DocumentsOf(const storage::v1::StoredState& state);

// Adds one behind the others, unless it is there.
void AddDocument(const std::string& raw_digest, const google::protobuf::Map<std::string, std::string>& context,
                 storage::v1::StoredState* state);

// Takes one away; the state is superseded when it was the last.
void RemoveDocument(const std::string& raw_digest, storage::v1::StoredState* state);

// The archived document that stands for an observation of this state.
const std::string& DocumentOf(const storage::v1::StoredObservation& observation, const storage::v1::StoredState& state);

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_REDERIVATION_STATE_DOCUMENTS_H_
