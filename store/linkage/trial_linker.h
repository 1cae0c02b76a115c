#ifndef TRIALWEAVE_STORE_LINKAGE_TRIAL_LINKER_H_
#define TRIALWEAVE_STORE_LINKAGE_TRIAL_LINKER_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "store/commit/write_context.h"
#include "store/linkage/identifier_edges.h"

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
};

// Brings trials and memberships up to what the registration now states: re-clusters what is connected to it by
// its old and new statements, and appends a MembershipChanged for each trial that differs. The result depends
// only on what all registrations state, not on the order; names come from the member that was created first.
// Costs by the neighbourhood. DATA_LOSS, UNAVAILABLE.
absl::Status LinkRegistration(const LinkedRegistration& registration, WriteContext& context,
                              size_t max_component = kMaxComponent);

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_LINKAGE_TRIAL_LINKER_H_
