#include "store/rederivation/state_documents.h"

#include <algorithm>
#include <utility>

namespace trialweave::store {

using ::trialweave::storage::v1::StoredDocument;
using ::trialweave::storage::v1::StoredState;

std::vector<StoredDocument> DocumentsOf(const StoredState& state) {
  std::vector<StoredDocument> documents;
  if (state.superseded()) return documents;
  StoredDocument first;
  first.set_raw_digest(state.raw_digest());
  *first.mutable_context() = state.context();
  documents.push_back(std::move(first));
  documents.insert(documents.end(), state.further().begin(), state.further().end());
  return documents;
}

void AddDocument(const std::string& raw_digest, const google::protobuf::Map<std::string, std::string>& context,
                 StoredState* state) {
  if (state->raw_digest() == raw_digest) return;
  for (const StoredDocument& further : state->further()) {
    if (further.raw_digest() == raw_digest) return;
  }
  StoredDocument* added = state->add_further();
  added->set_raw_digest(raw_digest);
  *added->mutable_context() = context;
}

void RemoveDocument(const std::string& raw_digest, StoredState* state) {
  auto& further = *state->mutable_further();
  if (state->raw_digest() != raw_digest) {
    further.erase(std::remove_if(further.begin(), further.end(),
                                 [&](const StoredDocument& other) { return other.raw_digest() == raw_digest; }),
                  further.end());
    return;
  }
  if (further.empty()) {
    state->set_superseded(true);
    return;
  }
  state->set_raw_digest(further[0].raw_digest());
  *state->mutable_context() = further[0].context();
  further.erase(further.begin());
}

const std::string& DocumentOf(const storage::v1::StoredObservation& observation, const StoredState& state) {
  if (!observation.archived_digest().empty()) return observation.archived_digest();
  for (const StoredDocument& further : state.further()) {
    if (further.raw_digest() == observation.raw_digest()) return observation.raw_digest();
  }
  return state.raw_digest();
}

}  // namespace trialweave::store
