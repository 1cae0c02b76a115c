#include "store/linkage/match/postings.h"

#include <algorithm>
#include <bit>

namespace trialweave::store {

uint32_t Postings::Allocate(uint32_t capacity) {
  std::vector<uint32_t>& free = free_[static_cast<size_t>(std::countr_zero(capacity))];
  if (!free.empty()) {
    const uint32_t begin = free.back();
    free.pop_back();
    return begin;
  }
  if (kChunk - used_of_last_ < capacity) {
    // What is left of the last chunk becomes free blocks.
    for (uint32_t left = kChunk - used_of_last_; left > 1; left = kChunk - used_of_last_) {
      const uint32_t block = std::bit_floor(left);
      Free((static_cast<uint32_t>(chunks_.size() - 1) << kChunkBits) + used_of_last_, block);
      used_of_last_ += block;
    }
    chunks_.push_back(std::make_unique_for_overwrite<uint32_t[]>(kChunk));
    used_of_last_ = 0;
  }
  const uint32_t begin = (static_cast<uint32_t>(chunks_.size() - 1) << kChunkBits) + used_of_last_;
  used_of_last_ += capacity;
  return begin;
}

void Postings::Free(uint32_t begin, uint32_t capacity) {
  free_[static_cast<size_t>(std::countr_zero(capacity))].push_back(begin);
}

void Postings::Add(uint32_t key, uint32_t number, uint32_t group) {
  List& list = lists_[key];
  if (list.size == 0) {
    list = {number, 1, group};
    return;
  }
  if (list.group != group) list.group = kAnyGroup;
  const uint32_t old = std::bit_ceil(uint32_t{list.size});
  // A list of a whole chunk takes no more: a key of a million records tells nothing.
  if (list.size == kChunk) return;
  if (list.size == 1) {
    const uint32_t begin = Allocate(2);
    *At(begin) = list.begin;
    list.begin = begin;
  } else if (list.size == old) {
    const uint32_t begin = Allocate(2 * old);
    std::copy_n(At(list.begin), list.size, At(begin));
    Free(list.begin, old);
    list.begin = begin;
  }
  At(list.begin)[list.size++] = number;
}

void Postings::Remove(uint32_t key, uint32_t number, absl::FunctionRef<uint32_t(uint32_t)> group_of) {
  const auto found = lists_.find(key);
  if (found == lists_.end()) return;
  List& list = found->second;
  if (list.size == 1) {
    if (list.begin == number) lists_.erase(found);
    return;
  }
  uint32_t* const numbers = At(list.begin);
  uint32_t* const at = std::find(numbers, numbers + list.size, number);
  if (at == numbers + list.size) return;
  const uint32_t old = std::bit_ceil(uint32_t{list.size});
  *at = numbers[list.size - 1];
  --list.size;
  if (list.group == kAnyGroup) {
    const uint32_t group = group_of(numbers[0]);
    const auto same = [&](uint32_t other) { return group_of(other) == group; };
    if (std::all_of(numbers, numbers + list.size, same)) list.group = group;
  }
  if (list.size == 1) {
    const uint32_t last = numbers[0];
    Free(list.begin, old);
    list.begin = last;
  } else if (std::bit_ceil(uint32_t{list.size}) < old) {
    const uint32_t begin = Allocate(old / 2);
    std::copy_n(At(list.begin), list.size, At(begin));
    Free(list.begin, old);
    list.begin = begin;
  }
}

std::span<const uint32_t> Postings::Find(uint32_t key, uint32_t but) const {
  const auto found = lists_.find(key);
  if (found == lists_.end()) return {};
  const List& list = found->second;
  if (but != kAnyGroup && list.group == but) return {};
  return {list.size == 1 ? &list.begin : At(list.begin), list.size};
}

size_t Postings::bytes() const {
  size_t bytes = lists_.capacity() * (sizeof(uint32_t) + sizeof(List) + 1) + chunks_.size() * kChunk * sizeof(uint32_t);
  for (const auto& free : free_) bytes += free.capacity() * sizeof(uint32_t);
  return bytes;
}

}  // namespace trialweave::store
