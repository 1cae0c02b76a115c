#ifndef TRIALWEAVE_STORE_LINKAGE_MATCH_CANDIDATE_INDEX_H_
#define TRIALWEAVE_STORE_LINKAGE_MATCH_CANDIDATE_INDEX_H_

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/hash/hash.h"
#include "store/linkage/match/postings.h"
#include "store/linkage/match/word_frequencies.h"

namespace trialweave::store {

// CandidateIndex holds the records of registrations and finds, for one, the others that are worth comparing: those of
// other registries that share a key (candidate_keys.h) and weight enough (candidate_weight.h). Whether two records are
// candidates for each other depends on these two and the model's frozen frequencies alone, whatever else is held and in
// whatever order it came, and is the same from both sides.
//
// Two limits keep a record's cost from growing with the store; where they bind, what is found does depend on what is
// held. Of keys that lead to more than kMostPostings others together, those of the most are left out; those that lead
// to the own registry alone are not followed and do not count. Of more than kMostCandidates - thousands of
// registrations under one title - the most promising are kept, ties by identifier.
//
// Threads may share it while nobody adds or removes.
class CandidateIndex {
 public:
  static constexpr size_t kMostCandidates = 200;
  static constexpr size_t kMostPostings = 20000;

  // `frequencies` outlives the index.
  explicit CandidateIndex(const WordFrequencies* frequencies)
      : frequencies_(frequencies), numbers_(0, IdHash{&records_}, IdEqual{&records_}) {}
  // The set of numbers points into it.
  CandidateIndex(const CandidateIndex&) = delete;
  CandidateIndex& operator=(const CandidateIndex&) = delete;

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
  struct IdHash {
    using is_transparent = void;
    const std::deque<MatchRecord>* records;
    size_t operator()(std::string_view id) const { return absl::Hash<std::string_view>()(id); }
    size_t operator()(uint32_t number) const { return (*this)((*records)[number].id()); }
  };
  struct IdEqual {
    using is_transparent = void;
    const std::deque<MatchRecord>* records;
    std::string_view IdOf(std::string_view id) const { return id; }
    std::string_view IdOf(uint32_t number) const { return (*records)[number].id(); }
    template <typename A, typename B>
    bool operator()(const A& a, const B& b) const {
      return IdOf(a) == IdOf(b);
    }
  };

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
  // Numbers in use, found by the identifiers of their records.
  absl::flat_hash_set<uint32_t, IdHash, IdEqual> numbers_;
  Postings postings_;
};

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_LINKAGE_MATCH_CANDIDATE_INDEX_H_
