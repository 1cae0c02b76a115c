#ifndef TRIALWEAVE_STORE_LINKAGE_TRIAL_ROWS_H_
#define TRIALWEAVE_STORE_LINKAGE_TRIAL_ROWS_H_

#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "store/commit/write_context.h"
#include "store/linkage/clustering.h"
#include "trialweave/storage/v1/storage.pb.h"

namespace trialweave::store {

// The trials to which registrations belong until now.
struct TrialsBefore {
  // By registration: its trial, without "trials/".
  std::map<std::string, std::string> memberships;
  std::map<std::string, v1::MembershipChanged> trials;

  // Adds the trial of a registration, unless it has none yet. DATA_LOSS, UNAVAILABLE.
  absl::Status Read(const Reader& reader, const std::string& registration_id);
};

// Makes `clusters` the trials of the registrations in them: writes the trials and memberships that differ from those of
// `before`, keeps what was for reads of it, and appends a MembershipChanged for each. A trial has the name of the
// member that was created first; one that is gone says where it went. `before` has the trials of all `registrations`,
// and these are all the members of those. DATA_LOSS, UNAVAILABLE.
absl::Status WriteTrials(const std::map<std::string, storage::v1::StoredEdges>& registrations,
                         std::vector<Cluster> clusters, const TrialsBefore& before, WriteContext& context);

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_LINKAGE_TRIAL_ROWS_H_
