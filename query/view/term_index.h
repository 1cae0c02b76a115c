#ifndef TRIALWEAVE_QUERY_VIEW_TERM_INDEX_H_
#define TRIALWEAVE_QUERY_VIEW_TERM_INDEX_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/container/btree_map.h"
#include "absl/container/btree_set.h"

namespace trialweave::query {

// TermIndex maps keys to the numbers of the trials that have them. Not thread-safe.
class TermIndex {
 public:
  // Ascending, distinct.
  using Postings = std::vector<uint32_t>;

  void Add(const std::string& key, uint32_t trial);
  void Remove(const std::string& key, uint32_t trial);
  Postings Find(const std::string& key) const;
  // Of all keys that begin with `prefix`.
  Postings FindPrefix(const std::string& prefix) const;
  size_t size() const { return postings_.size(); }

 private:
  absl::btree_map<std::string, absl::btree_set<uint32_t>> postings_;
};

}  // namespace trialweave::query

#endif  // TRIALWEAVE_QUERY_VIEW_TERM_INDEX_H_
