#ifndef TRIALWEAVE_STORE_LINKAGE_MATCH_CANDIDATE_INDEX_H_
#define TRIALWEAVE_STORE_LINKAGE_MATCH_CANDIDATE_INDEX_H_

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "store/linkage/match/postings.h"
#include "store/linkage/match/word_frequencies.h"

namespace trialweave::store {

// CandidateIndex holds the records of registrations and finds, for one, the others that are worth comparing: those of
// other registries that share a key (candidate_keys.h) and weight enough (candidate_weight.h). Whether two records are
// candidates for each other depends on these two and the model's frozen frequencies alone, whatever else is held and in
// whatever order it came, and is the same from both sides.
//
// Two limits keep a record's cost from growing with the store; where they bind, what is found does depend on what is
// held. Of keys that lead to more than kMostPostings others together, those of the most are left out. Of more than
// kMostCandidates - thousands of registrations under one title - the most promising are kept, ties by identifier.
//
// Threads may share it while nobody adds or removes.
class CandidateIndex {
 public:
  static constexpr size_t kMostCandidates = 200;
  static constexpr size_t kMostPostings = 20000;

  // `frequencies` outlives the index.
  explicit CandidateIndex(const WordFrequencies* frequencies) : frequencies_(frequencies) {}

  // The record's number from now on. One of the same identifier is replaced and keeps its number.
  uint32_t Add(MatchRecord record);
  // The number becomes free for another record.
  void Remove(uint32_t number);
  // Of a number that is in use.
  const MatchRecord& at(uint32_t number) const { return records_[number]; }
  std::optional<uint32_t> NumberOf(std::string_view id) const;
  // The most promising first, ties by identifier; numbers below `first` are left out. `record` need not be held; one of
  // its own identifier is left out.
  std::vector<uint32_t> Find(const MatchRecord& record, uint32_t first = 0) const;
  size_t size() const { return numbers_.size(); }
  // Of memory, about.
  size_t bytes() const;

 private:
  // The registry's own number, made when it is new.
  uint16_t RegistryOf(std::string_view scheme);
  // Those of other registries that share a key.
  std::vector<uint32_t> Seen(const MatchRecord& record, uint32_t first) const;
  void AddKeys(uint32_t number);
  void RemoveKeys(uint32_t number);

  const WordFrequencies* const frequencies_;
  // By number; a deque, so that references stay valid.
  std::deque<MatchRecord> records_;
  // Their registries, by number: most of what shares a key is of the own registry, and told apart without a look at it.
  std::vector<uint16_t> registries_;
  // What they tell of their subjects (candidate_weight.h), by number.
  std::vector<uint16_t> subjects_;
  absl::flat_hash_map<std::string, uint16_t> registry_numbers_;
  std::vector<uint32_t> free_;
  // By identifier, which is the record's own.
  absl::flat_hash_map<std::string_view, uint32_t> numbers_;
  Postings postings_;
};

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_LINKAGE_MATCH_CANDIDATE_INDEX_H_
