#ifndef TRIALWEAVE_STORE_LEDGER_RUN_NAME_H_
#define TRIALWEAVE_STORE_LEDGER_RUN_NAME_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "store/format/keys.h"

namespace trialweave::store {

// A source id: 1 to 63 letters, digits, "_", "-", "."; not "-".
bool IsSourceId(std::string_view id);

// sources/{source}/runs/{number}. INVALID_ARGUMENT (INVALID_FIELD): something else.
absl::StatusOr<RunKey> ParseRunName(std::string_view name);
std::string RunName(const RunKey& run);

// The id in sources/{source}. INVALID_ARGUMENT (INVALID_FIELD).
absl::StatusOr<std::string> ParseSourceName(std::string_view name);
// sources/{source}: also the resource of the source's lease.
std::string SourceName(std::string_view source);

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_LEDGER_RUN_NAME_H_
