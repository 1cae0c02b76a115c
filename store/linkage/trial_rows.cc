#include "store/linkage/trial_rows.h"

#include <utility>

#include "store/errors.h"
#include "store/format/keys.h"

namespace trialweave::store {
namespace {

using ::trialweave::storage::v1::StoredEdges;
using ::trialweave::storage::v1::StoredMembership;

constexpr char kTrials[] = "trials/";

class TrialWriter {
 public:
  TrialWriter(const std::map<std::string, StoredEdges>& registrations, const TrialsBefore& before,
              WriteContext& context)
      : registrations_(registrations), before_(before), context_(context) {}

  absl::Status Run(std::vector<Cluster> clusters) {
    for (Cluster& cluster : clusters) AddTrial(cluster);
    for (const auto& [name, trial] : trials_) {
      for (const std::string& id : trial.registration_ids()) memberships_[id] = name;
    }
    int64_t trials_added = 0;
    for (const auto& [name, trial] : trials_) {
      const auto old = before_.trials.find(name);
      if (old == before_.trials.end()) ++trials_added;
      if (old != before_.trials.end() && old->second.SerializeAsString() == trial.SerializeAsString()) continue;
      if (old != before_.trials.end()) KeepPastTrial(name, old->second);
      context_.transaction().Write(Family::kTrials, name, trial);
      for (const std::string& id : trial.registration_ids()) Join(id, name);
      CountNewLinks(trial);
      Report(trial);
    }
    for (const auto& [name, old] : before_.trials) {
      if (trials_.count(name) > 0) continue;
      --trials_added;
      KeepPastTrial(name, old);
      context_.transaction().Delete(Family::kTrials, name);
      v1::MembershipChanged gone;
      gone.set_trial(kTrials + name);
      for (const auto& [id, edges] : registrations_) {
        if (edges.founding_name() == name) gone.set_merged_into(kTrials + memberships_.at(id));
      }
      Report(gone);
    }
    if (trials_added == 0) return absl::OkStatus();
    absl::StatusOr<storage::v1::StoredTotals*> totals = context_.totals();
    if (!totals.ok()) return totals.status();
    (*totals)->set_trials((*totals)->trials() + trials_added);
    return absl::OkStatus();
  }

 private:
  void AddTrial(Cluster& cluster) {
    const StoredEdges* founder = nullptr;
    for (const std::string& id : cluster.registration_ids) {
      const StoredEdges& member = registrations_.at(id);
      if (founder == nullptr || member.creation_sequence() < founder->creation_sequence()) founder = &member;
    }
    v1::MembershipChanged trial;
    trial.set_trial(kTrials + founder->founding_name());
    trial.mutable_registration_ids()->Add(cluster.registration_ids.begin(), cluster.registration_ids.end());
    trial.mutable_absent_registration_ids()->Add(cluster.absent_registration_ids.begin(),
                                                 cluster.absent_registration_ids.end());
    trial.mutable_related_registration_ids()->Add(cluster.related_registration_ids.begin(),
                                                  cluster.related_registration_ids.end());
    for (v1::Link& link : cluster.links) *trial.add_links() = std::move(link);
    trials_.emplace(founder->founding_name(), std::move(trial));
  }

  // For reads of what was known until the entry that reports the change.
  void KeepPastTrial(const std::string& name, const v1::MembershipChanged& old) {
    context_.transaction().Write(Family::kPast, EncodePastTrial(name, context_.sequence() + 1), old);
  }

  void Join(const std::string& id, const std::string& trial) {
    const auto before = before_.memberships.find(id);
    StoredMembership membership;
    if (before != before_.memberships.end() && before->second != trial) {
      membership.set_trial(before->second);
      context_.transaction().Write(Family::kPast, EncodePastMembership(id, context_.sequence() + 1), membership);
    }
    membership.set_trial(trial);
    context_.transaction().Write(Family::kMembership, id, membership);
  }

  void CountNewLinks(const v1::MembershipChanged& trial) {
    for (const v1::Link& link : trial.links()) {
      bool known = false;
      for (const auto& [name, old] : before_.trials) {
        for (const v1::Link& other : old.links()) {
          known = known || (other.registration_a() == link.registration_a() &&
                            other.registration_b() == link.registration_b() && other.method() == link.method());
        }
      }
      if (!known) context_.events().links.push_back(link.method());
    }
  }

  void Report(const v1::MembershipChanged& trial) {
    storage::v1::StoredEntry entry;
    *entry.mutable_membership_changed() = trial;
    context_.Append(std::move(entry));
  }

  const std::map<std::string, StoredEdges>& registrations_;
  const TrialsBefore& before_;
  WriteContext& context_;
  // By name without "trials/".
  std::map<std::string, v1::MembershipChanged> trials_;
  // Where the affected registrations belong now.
  std::map<std::string, std::string> memberships_;
};

}  // namespace

absl::Status TrialsBefore::Read(const Reader& reader, const std::string& registration_id) {
  StoredMembership membership;
  absl::StatusOr<bool> found = reader.Read(Family::kMembership, registration_id, &membership);
  if (!found.ok() || !*found) return found.status();
  memberships[registration_id] = membership.trial();
  if (trials.count(membership.trial()) > 0) return absl::OkStatus();
  v1::MembershipChanged trial;
  found = reader.Read(Family::kTrials, membership.trial(), &trial);
  if (!found.ok()) return found.status();
  if (!*found) return ReferenceBrokenError("the trial", registration_id);
  trials.emplace(membership.trial(), std::move(trial));
  return absl::OkStatus();
}

absl::Status WriteTrials(const std::map<std::string, StoredEdges>& registrations, std::vector<Cluster> clusters,
                         const TrialsBefore& before, WriteContext& context) {
  return TrialWriter(registrations, before, context).Run(std::move(clusters));
}

}  // namespace trialweave::store
