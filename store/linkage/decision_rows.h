#ifndef TRIALWEAVE_STORE_LINKAGE_DECISION_ROWS_H_
#define TRIALWEAVE_STORE_LINKAGE_DECISION_ROWS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "store/database/database.h"
#include "trialweave/v1/linkage.pb.h"

namespace trialweave::store {

// The canonical spelling of an identifier in a request. INVALID_ARGUMENT (INVALID_FIELD): it is no registry's.
absl::StatusOr<std::string> RequestedId(std::string_view field, const std::string& text);

std::string DecisionName(uint64_t number);
// INVALID_ARGUMENT (INVALID_FIELD): not decisions/{number}.
absl::StatusOr<uint64_t> ParseDecisionName(const std::string& name);

// NOT_FOUND; DATA_LOSS.
absl::StatusOr<v1::Decision> ReadDecision(const Reader& reader, uint64_t number);
// Those that hold and have the registration for one of their two, by the other one.
absl::StatusOr<std::vector<v1::Decision>> ReadDecisionsOf(const Reader& reader, const std::string& registration_id);
// The one on these two that holds.
absl::StatusOr<std::optional<v1::Decision>> FindDecision(const Reader& reader, const std::string& a,
                                                         const std::string& b);

void WriteDecision(const v1::Decision& decision, uint64_t number, Transaction& transaction);
// Makes it the one that holds, or none.
void HoldDecision(const v1::Decision& decision, uint64_t number, Transaction& transaction);
void DropDecision(const v1::Decision& decision, Transaction& transaction);

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_LINKAGE_DECISION_ROWS_H_
