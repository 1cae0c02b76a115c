#ifndef TRIALWEAVE_STORE_LINKAGE_MATCH_POSTINGS_H_
#define TRIALWEAVE_STORE_LINKAGE_MATCH_POSTINGS_H_

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/functional/function_ref.h"

namespace trialweave::store {

// Postings keeps, for each of millions of keys, the numbers of the records that have it. Most keys have one record, so
// a key costs 12 bytes and a list only what it holds, rounded up to a power of two. Numbers are of groups; a list of
// one group says so. Threads may share it while nobody changes it.
class Postings {
 public:
  // Not one group, or one that is not told apart.
  static constexpr uint32_t kAnyGroup = 255;

  // A number is added to a key once. `group` is at most kAnyGroup.
  void Add(uint32_t key, uint32_t number, uint32_t group);
  // No effect unless it is there. `group_of` tells the groups of the numbers that stay.
  void Remove(uint32_t key, uint32_t number, absl::FunctionRef<uint32_t(uint32_t)> group_of);
  // In no order; valid until the next change. None when all are of the group `but`.
  std::span<const uint32_t> Find(uint32_t key, uint32_t but = kAnyGroup) const;
  // Lets the processor fetch what Find will read, while others are asked for.
  void Prefetch(uint32_t key) const { lists_.prefetch(key); }
  size_t keys() const { return lists_.size(); }
  // Of memory, about.
  size_t bytes() const;

 private:
  // A list of one is the number itself, a longer one begins there in the arena; its capacity is the size rounded up to
  // a power of two.
  struct List {
    uint32_t begin = 0;
    uint32_t size : 24 = 0;
    // Of all in it.
    uint32_t group : 8 = 0;
  };
  static constexpr uint32_t kChunkBits = 20;
  static constexpr uint32_t kChunk = 1 << kChunkBits;

  uint32_t* At(uint32_t begin) { return &chunks_[begin >> kChunkBits][begin & (kChunk - 1)]; }
  const uint32_t* At(uint32_t begin) const { return &chunks_[begin >> kChunkBits][begin & (kChunk - 1)]; }
  uint32_t Allocate(uint32_t capacity);
  void Free(uint32_t begin, uint32_t capacity);

  absl::flat_hash_map<uint32_t, List> lists_;
  std::vector<std::unique_ptr<uint32_t[]>> chunks_;
  uint32_t used_of_last_ = kChunk;
  // Blocks of capacity 1 << i.
  std::array<std::vector<uint32_t>, kChunkBits + 1> free_;
};

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_LINKAGE_MATCH_POSTINGS_H_
