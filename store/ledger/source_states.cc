#include "store/ledger/source_states.h"

#include <utility>

#include "store/ledger/run_name.h"

namespace trialweave::store {

absl::StatusOr<v1::SourceState*> MutableSource(const std::string& source, WriteContext& context) {
  absl::StatusOr<const v1::SourceState*> found = context.sources().Find(context.transaction(), source);
  if (!found.ok()) return found.status();
  v1::SourceState& state = context.sources().Mutable(source);
  if (state.name().empty()) state.set_name(SourceName(source));
  return &state;
}

absl::Status ReportSource(const std::string& source, WriteContext& context) {
  absl::StatusOr<v1::SourceState*> state = MutableSource(source, context);
  if (!state.ok()) return state.status();
  storage::v1::StoredEntry entry;
  *entry.mutable_source_state_changed() = **state;
  context.events().source_states.push_back(**state);
  context.Append(std::move(entry));
  return absl::OkStatus();
}

}  // namespace trialweave::store
