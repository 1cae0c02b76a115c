#include "query/view/identifier_index.h"

#include <algorithm>

#include "query/view/trial_name.h"

namespace trialweave::query {
namespace {

template <typename Index>
std::vector<std::string> Sorted(const Index& index, const std::string& identifier) {
  const auto entry = index.find(identifier);
  if (entry == index.end()) return {};
  std::vector<std::string> ids(entry->second.begin(), entry->second.end());
  std::sort(ids.begin(), ids.end());
  return ids;
}

template <typename Index>
void Insert(Index& index, const std::string& identifier, const std::string& registration) {
  if (identifier.empty()) return;
  auto& ids = index[identifier];
  if (std::find(ids.begin(), ids.end(), registration) == ids.end()) ids.push_back(registration);
}

template <typename Index>
void Erase(Index& index, const std::string& identifier, const std::string& registration) {
  const auto entry = index.find(identifier);
  if (entry == index.end()) return;
  auto& ids = entry->second;
  ids.erase(std::remove(ids.begin(), ids.end(), registration), ids.end());
  if (ids.empty()) index.erase(entry);
}

}  // namespace

void IdentifierIndex::Add(const v1::Registration& registration) {
  const std::string& id = registration.registration_id();
  for (const v1::Identifier& alias : registration.aliases()) Insert(aliases_, alias.value(), id);
  for (const v1::Identifier& stated : registration.secondary_ids()) Insert(stated_, stated.value(), id);
  founders_[FoundersTrialId(id)] = id;
}

void IdentifierIndex::Remove(const v1::Registration& registration) {
  const std::string& id = registration.registration_id();
  for (const v1::Identifier& alias : registration.aliases()) Erase(aliases_, alias.value(), id);
  for (const v1::Identifier& stated : registration.secondary_ids()) Erase(stated_, stated.value(), id);
  founders_.erase(FoundersTrialId(id));
}

std::vector<std::string> IdentifierIndex::WithAlias(const std::string& identifier) const {
  return Sorted(aliases_, identifier);
}

std::vector<std::string> IdentifierIndex::Stating(const std::string& identifier) const {
  return Sorted(stated_, identifier);
}

std::string IdentifierIndex::Founder(const std::string& trial_id) const {
  const auto entry = founders_.find(trial_id);
  return entry == founders_.end() ? "" : entry->second;
}

}  // namespace trialweave::query
