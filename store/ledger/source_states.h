#ifndef TRIALWEAVE_STORE_LEDGER_SOURCE_STATES_H_
#define TRIALWEAVE_STORE_LEDGER_SOURCE_STATES_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "store/commit/write_context.h"

namespace trialweave::store {

// The source's state, to be changed; made when there is none.
absl::StatusOr<v1::SourceState*> MutableSource(const std::string& source, WriteContext& context);

// Tells readers of the changelog what the source's state is now.
absl::Status ReportSource(const std::string& source, WriteContext& context);

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_LEDGER_SOURCE_STATES_H_
