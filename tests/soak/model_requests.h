#ifndef TRIALWEAVE_TESTS_SOAK_MODEL_REQUESTS_H_
#define TRIALWEAVE_TESTS_SOAK_MODEL_REQUESTS_H_

#include <cstddef>
#include <string>

#include "tests/soak/store_model.h"
#include "trialweave/v1/store_linkage.pb.h"
#include "trialweave/v1/store_service.pb.h"

namespace trialweave::tests {

// What the model's terms are to the store.
v1::CommitRequest RequestOf(const ModelDocument& document);
v1::CreateDecisionRequest DecisionOn(const ModelPair& pair, ModelVerdict verdict, const std::string& reason);
// The content digest of a document that can be read.
std::string DigestOf(const ModelDocument& document);

// Words of a registration's own: those of another are not like them.
std::string Words(const std::string& id, size_t version);

}  // namespace trialweave::tests

#endif  // TRIALWEAVE_TESTS_SOAK_MODEL_REQUESTS_H_
