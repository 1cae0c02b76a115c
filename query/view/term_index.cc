#include "query/view/term_index.h"

#include "absl/strings/match.h"

namespace trialweave::query {

void TermIndex::Add(const std::string& key, absl::string_view label, uint32_t row) {
  const auto [entry, inserted] = entries_.try_emplace(key);
  Entry& term = entry->second;
  if (inserted) {
    if (label != key) term.label_ = std::make_unique<const std::string>(label);
    term.number_ = free_numbers_.empty() ? numbers_++ : free_numbers_.back();
    if (!free_numbers_.empty()) free_numbers_.pop_back();
  }
  term.postings_.Add(row);
  if (by_row_) row_terms_.Add(row, term.number_);
}

void TermIndex::Remove(const std::string& key, uint32_t row) {
  const auto entry = entries_.find(key);
  if (entry == entries_.end()) return;
  entry->second.postings_.Remove(row);
  if (by_row_) row_terms_.Remove(row, entry->second.number_);
  if (!entry->second.postings_.empty()) return;
  free_numbers_.push_back(entry->second.number_);
  entries_.erase(entry);
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
