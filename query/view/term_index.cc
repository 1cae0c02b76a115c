#include "query/view/term_index.h"

#include "absl/strings/match.h"

namespace trialweave::query {

void TermIndex::Add(const std::string& key, absl::string_view label, uint32_t row) {
  const auto [entry, inserted] = entries_.try_emplace(key);
  if (inserted && label != key) entry->second.label_ = std::make_unique<const std::string>(label);
  entry->second.postings_.Add(row);
}

void TermIndex::Remove(const std::string& key, uint32_t row) {
  const auto entry = entries_.find(key);
  if (entry == entries_.end()) return;
  entry->second.postings_.Remove(row);
  if (entry->second.postings_.empty()) entries_.erase(entry);
}

Rows TermIndex::Find(const std::string& key) const {
  const auto entry = entries_.find(key);
  return entry == entries_.end() ? Rows() : entry->second.postings().ToRows();
}

Rows TermIndex::FindPrefix(const std::string& prefix) const {
  Rows found;
  for (auto entry = entries_.lower_bound(prefix); entry != entries_.end(); ++entry) {
    if (!absl::StartsWith(entry->first, prefix)) break;
    entry->second.postings().AddTo(found);
  }
  return found;
}

}  // namespace trialweave::query
