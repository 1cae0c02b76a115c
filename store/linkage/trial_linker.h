#ifndef TRIALWEAVE_STORE_LINKAGE_TRIAL_LINKER_H_
#define TRIALWEAVE_STORE_LINKAGE_TRIAL_LINKER_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "store/commit/write_context.h"
#include "store/linkage/identifier_edges.h"
#include "store/linkage/match/match_record.h"

namespace trialweave::store {

// More connected identifiers than this are no trial but a mistake that many share (a grant number, a
// placeholder): their registrations are kept apart, each a trial of its own, and a metric says so.
inline constexpr size_t kMaxComponent = 500;

// A registration whose head has changed.
struct LinkedRegistration {
  std::string id;
  // Code of its registry.
  std::string scheme;
  uint64_t creation_sequence = 0;
  // Name without "trials/" of the trial that it would found.
  std::string founding_name;
  std::vector<IdentifierEdge> edges;
  // What is compared with others, where the context has a matcher; nothing: nothing is compared.
  std::optional<MatchRecord> match;
};

// Brings trials and memberships up to what the registration now states and says: re-clusters what is connected to it by
// its old and new statements and likenesses, and appends a MembershipChanged for each trial that differs. The result
// depends only on what all registrations say and on decisions, not on the order; names come from the member that was
// created first. Costs by the neighbourhood. With `again`, also when it says what it said before: the model may be
// another one. DATA_LOSS, UNAVAILABLE.
absl::Status LinkRegistration(LinkedRegistration registration, WriteContext& context,
                              size_t max_component = kMaxComponent, bool again = false);

// Has `change` change what connects `id` with others, and re-clusters what was or is connected to it. The codes of
// LinkRegistration.
absl::Status RelinkAround(const std::string& id, absl::FunctionRef<void()> change, WriteContext& context,
                          size_t max_component = kMaxComponent);

// trials/{trial} of a registration; empty when it is not in the store.
absl::StatusOr<std::string> TrialOf(const Reader& reader, const std::string& registration_id);

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_LINKAGE_TRIAL_LINKER_H_
