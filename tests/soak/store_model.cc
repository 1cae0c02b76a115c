#include "tests/soak/store_model.h"

#include <algorithm>
#include <iterator>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace trialweave::tests {
namespace {

std::set<std::string>& GroupOf(const std::string& id, std::vector<std::set<std::string>>* groups) {
  return *std::find_if(groups->begin(), groups->end(), [&](const auto& group) { return group.count(id) > 0; });
}

void Join(const ModelPair& pair, std::vector<std::set<std::string>>* groups) {
  std::set<std::string>& into = GroupOf(pair.first, groups);
  std::set<std::string>& from = GroupOf(pair.second, groups);
  if (&into == &from) return;
  into.merge(from);
  groups->erase(std::find_if(groups->begin(), groups->end(), [](const auto& group) { return group.empty(); }));
}

bool IsNct(const std::string& id) { return absl::StartsWith(id, "NCT"); }

// Each has an entry of one registry.
bool ShareRegistry(const std::set<std::string>& a, const std::set<std::string>& b) {
  return std::any_of(a.begin(), a.end(), [&](const std::string& x) {
    return std::any_of(b.begin(), b.end(), [&](const std::string& y) { return IsNct(x) == IsNct(y); });
  });
}

}  // namespace

std::string CounterpartOf(const std::string& id) {
  const std::string number = id.substr(id.size() - 6);
  return IsNct(id) ? absl::StrCat("ChiCTR2000", number) : absl::StrCat("NCT01", number);
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

StoreModel::Groups StoreModel::DecidedGroups(const ModelPair& except) const {
  std::set<std::string> named;
  for (const std::string& id : Ids()) {
    named.insert(id);
    for (const std::string& stated : Registration(id).states) named.insert(stated);
  }
  for (const auto& [pair, decision] : decisions_) named.insert({pair.first, pair.second});
  named.insert({except.first, except.second});
  named.erase("");
  Groups groups;
  for (const std::string& id : named) groups.push_back({id});
  for (const auto& [pair, decision] : decisions_) {
    if (decision.verdict == ModelVerdict::kSame && pair != except) Join(pair, &groups);
  }
  return groups;
}

bool StoreModel::MayJoin(const std::set<std::string>& a, const std::set<std::string>& b,
                         const ModelPair& except) const {
  return std::none_of(decisions_.begin(), decisions_.end(), [&](const auto& decision) {
    const ModelPair& pair = decision.first;
    if (decision.second.verdict != ModelVerdict::kDifferent || pair == except) return false;
    return (a.count(pair.first) > 0 && b.count(pair.second) > 0) ||
           (b.count(pair.first) > 0 && a.count(pair.second) > 0);
  });
}

bool StoreModel::MayDecide(const ModelPair& pair, ModelVerdict verdict) const {
  Groups groups = DecidedGroups(pair);
  const std::set<std::string>& first = GroupOf(pair.first, &groups);
  const std::set<std::string>& second = GroupOf(pair.second, &groups);
  if (verdict == ModelVerdict::kSame) return MayJoin(first, second, pair);
  return verdict == ModelVerdict::kUnsure || first.count(pair.second) == 0;
}

std::map<std::string, std::vector<std::string>> StoreModel::Trials() const {
  Groups groups = DecidedGroups({});
  // What is stated in both directions goes first.
  for (const bool both : {true, false}) {
    std::set<ModelPair> pairs;
    for (const std::string& id : Ids()) {
      for (const std::string& other : Registration(id).states) {
        if ((Registration(other).states.count(id) > 0) == both) pairs.insert(std::minmax(id, other));
      }
    }
    for (const ModelPair& pair : pairs) {
      const std::set<std::string>& a = GroupOf(pair.first, &groups);
      const std::set<std::string>& b = GroupOf(pair.second, &groups);
      if (&a != &b && MayJoin(a, b, {}) && !ShareRegistry(a, b)) Join(pair, &groups);
    }
  }
  std::map<std::string, std::vector<std::string>> trials;
  for (const std::set<std::string>& group : groups) {
    std::vector<std::string> members;
    std::copy_if(group.begin(), group.end(), std::back_inserter(members),
                 [this](const std::string& id) { return Known(id); });
    for (const std::string& id : members) trials[id] = members;
  }
  return trials;
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
  const auto trials = Trials();
  for (const std::string& id : Ids()) {
    ++counts.registrations;
    if (trials.at(id).front() == id) ++counts.trials;
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
