#include "query/view/term_index.h"

#include <algorithm>

#include "absl/strings/match.h"

namespace trialweave::query {

void TermIndex::Add(const std::string& key, uint32_t trial) { postings_[key].insert(trial); }

void TermIndex::Remove(const std::string& key, uint32_t trial) {
  const auto entry = postings_.find(key);
  if (entry == postings_.end()) return;
  entry->second.erase(trial);
  if (entry->second.empty()) postings_.erase(entry);
}

TermIndex::Postings TermIndex::Find(const std::string& key) const {
  const auto entry = postings_.find(key);
  return entry == postings_.end() ? Postings() : Postings(entry->second.begin(), entry->second.end());
}

TermIndex::Postings TermIndex::FindPrefix(const std::string& prefix) const {
  Postings found;
  for (auto entry = postings_.lower_bound(prefix); entry != postings_.end(); ++entry) {
    if (!absl::StartsWith(entry->first, prefix)) break;
    found.insert(found.end(), entry->second.begin(), entry->second.end());
  }
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());
  return found;
}

}  // namespace trialweave::query
