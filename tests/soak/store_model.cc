#include "tests/soak/store_model.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace trialweave::tests {

std::string CounterpartOf(const std::string& id) {
  const std::string number = id.substr(id.size() - 7);
  return absl::StartsWith(id, "NCT") ? absl::StrCat("ChiCTR200", number) : absl::StrCat("NCT0", number);
}

void StoreModel::Deliver(const ModelDocument& document, const std::string& digest) {
  const std::string delivery = absl::StrCat(document.of_portal, "/", document.container, "/", document.id, "/",
                                            document.words, "/", document.states, "/", document.observed);
  if (document.broken) {
    dead_letters_[delivery] = true;
    return;
  }
  // What could not be read before can now.
  if (const auto letter = dead_letters_.find(delivery); letter != dead_letters_.end()) letter->second = false;
  chains_[{document.id, document.of_portal}].emplace(std::make_pair(document.observed, digest),
                                                     Content{document.words, document.states});
}

void StoreModel::Record(const std::string& set, int observed, const std::set<std::string>& members) {
  // Two files of one time are one snapshot.
  snapshots_[set][observed].insert(members.begin(), members.end());
}

bool StoreModel::Known(const std::string& id) const {
  return chains_.count({id, false}) > 0 || chains_.count({id, true}) > 0;
}

std::vector<std::string> StoreModel::Ids() const {
  std::set<std::string> ids;
  for (const auto& [key, observations] : chains_) ids.insert(key.id);
  return {ids.begin(), ids.end()};
}

ModelRegistration StoreModel::Registration(const std::string& id) const {
  ModelRegistration registration;
  // The registry's own service ranks before the portal.
  for (const bool of_portal : {false, true}) {
    const auto chain = chains_.find({id, of_portal});
    if (chain == chains_.end()) continue;
    const Content& newest = chain->second.rbegin()->second;
    if (registration.title.empty()) registration.title = newest.words;
    if (!newest.states.empty()) registration.states.insert(newest.states);
  }
  for (const auto& [set, snapshots] : snapshots_) {
    bool seen = false;
    int since = 0, lacking = 0;
    for (const auto& [time, members] : snapshots) {
      if (members.count(id) > 0) {
        seen = true;
        lacking = 0;
      } else if (seen && ++lacking == 1) {
        since = time;
      }
    }
    if (lacking > 0) registration.absences[set] = {since, lacking > 1};
  }
  return registration;
}

std::vector<std::string> StoreModel::TrialOf(const std::string& id) const {
  const std::string other = CounterpartOf(id);
  std::vector<std::string> members = {id};
  if (Known(other) && (Registration(id).states.count(other) > 0 || Registration(other).states.count(id) > 0)) {
    members.push_back(other);
  }
  std::sort(members.begin(), members.end());
  return members;
}

std::vector<std::pair<std::string, int>> StoreModel::Chain(const std::string& id, bool of_portal) const {
  std::vector<std::pair<std::string, int>> revisions;
  const auto chain = chains_.find({id, of_portal});
  if (chain == chains_.end()) return revisions;
  for (const auto& [at, content] : chain->second) {
    if (revisions.empty() || revisions.back().first != at.second) revisions.emplace_back(at.second, at.first);
  }
  return revisions;
}

ModelCounts StoreModel::Counts() const {
  ModelCounts counts;
  for (const auto& [key, observations] : chains_) {
    const size_t revisions = Chain(key.id, key.of_portal).size();
    counts.revisions += revisions;
    counts.sightings += observations.size() - revisions;
  }
  for (const std::string& id : Ids()) {
    ++counts.registrations;
    if (TrialOf(id).front() == id) ++counts.trials;
    const auto absences = Registration(id).absences;
    counts.absent += absences.empty() ? 0 : 1;
    counts.withdrawn +=
        std::any_of(absences.begin(), absences.end(), [](const auto& absence) { return absence.second.second; }) ? 1
                                                                                                                 : 0;
  }
  counts.dead_letters = static_cast<uint64_t>(
      std::count_if(dead_letters_.begin(), dead_letters_.end(), [](const auto& letter) { return letter.second; }));
  return counts;
}

}  // namespace trialweave::tests
