#include "store/linkage/match/candidate_index.h"

#include <algorithm>
#include <bit>
#include <cstdlib>

namespace trialweave::store {
namespace {

// What two records must share, in natural logarithms.
constexpr double kThreshold = 6;
// What an equal size and a start in the same fortnight add.
constexpr double kSameSize = 4;
constexpr double kSameStart = 3;
constexpr int64_t kFortnight = 14;

uint32_t Units(double weight) { return static_cast<uint32_t>(weight / kWeightUnit); }

bool ShareSize(const MatchRecord& a, const MatchRecord& b) {
  for (const uint32_t x : a.part(MatchPart::kSizes)) {
    for (const uint32_t y : b.part(MatchPart::kSizes)) {
      if (x == y) return true;
    }
  }
  return false;
}

bool ShareStart(const MatchRecord& a, const MatchRecord& b) {
  for (const uint32_t x : a.part(MatchPart::kStarted)) {
    for (const uint32_t y : b.part(MatchPart::kStarted)) {
      if (std::abs(int64_t{static_cast<Day>(x)} - static_cast<Day>(y)) <= kFortnight) return true;
    }
  }
  return false;
}

// Sums adds up weights by record: an open hash table of at most `records` of them.
class Sums {
 public:
  struct Slot {
    uint32_t number = 0;
    // 0: the slot is free.
    uint32_t weight = 0;
  };

  explicit Sums(size_t records) : slots_(std::bit_ceil(2 * records + 1)), mask_(slots_.size() - 1) {}

  void Add(uint32_t number, uint32_t weight) {
    size_t at = (uint64_t{number} * 0x9E3779B97F4A7C15u >> 32) & mask_;
    while (slots_[at].weight != 0 && slots_[at].number != number) at = (at + 1) & mask_;
    slots_[at].number = number;
    slots_[at].weight += weight;
  }
  const std::vector<Slot>& slots() const { return slots_; }

 private:
  std::vector<Slot> slots_;
  const size_t mask_;
};

}  // namespace

uint32_t CandidateIndex::Add(MatchRecord record) {
  const auto known = numbers_.find(record.id());
  uint32_t number;
  if (known != numbers_.end()) {
    number = known->second;
    RemoveKeys(number);
    numbers_.erase(known);
  } else if (!free_.empty()) {
    number = free_.back();
    free_.pop_back();
  } else {
    number = static_cast<uint32_t>(records_.size());
    records_.emplace_back();
  }
  records_[number] = std::move(record);
  numbers_.emplace(records_[number].id(), number);
  AddKeys(number);
  return number;
}

void CandidateIndex::Remove(uint32_t number) {
  RemoveKeys(number);
  numbers_.erase(records_[number].id());
  records_[number] = MatchRecord();
  free_.push_back(number);
}

std::optional<uint32_t> CandidateIndex::NumberOf(std::string_view id) const {
  const auto found = numbers_.find(id);
  return found == numbers_.end() ? std::nullopt : std::optional<uint32_t>(found->second);
}

void CandidateIndex::AddKeys(uint32_t number) {
  for (const CandidateKey& key : CandidateKeysOf(records_[number], *frequencies_)) postings_.Add(key.key, number);
}

void CandidateIndex::RemoveKeys(uint32_t number) {
  for (const CandidateKey& key : CandidateKeysOf(records_[number], *frequencies_)) postings_.Remove(key.key, number);
}

std::vector<uint32_t> CandidateIndex::Find(const MatchRecord& record) const {
  std::vector<std::pair<std::span<const uint32_t>, uint32_t>> lists;
  size_t postings = 0;
  for (const CandidateKey& key : CandidateKeysOf(record, *frequencies_)) {
    lists.emplace_back(postings_.Find(key.key), key.weight);
    postings += lists.back().first.size();
  }
  Sums sums(postings);
  for (const auto& [numbers, weight] : lists) {
    for (const uint32_t number : numbers) sums.Add(number, weight);
  }
  const uint32_t threshold = Units(kThreshold), most_more = Units(kSameSize) + Units(kSameStart);
  std::vector<std::pair<uint32_t, uint32_t>> ranked;
  for (const auto& [number, weight] : sums.slots()) {
    if (weight == 0 || weight + most_more < threshold) continue;
    const MatchRecord& other = records_[number];
    if (other.scheme() == record.scheme() || other.id() == record.id()) continue;
    const uint32_t all = weight + (ShareSize(record, other) ? Units(kSameSize) : 0) +
                         (ShareStart(record, other) ? Units(kSameStart) : 0);
    if (all >= threshold) ranked.emplace_back(all, number);
  }
  const auto better = [this](const auto& a, const auto& b) {
    return a.first != b.first ? a.first > b.first : records_[a.second].id() < records_[b.second].id();
  };
  const size_t count = std::min(kMostCandidates, ranked.size());
  std::partial_sort(ranked.begin(), ranked.begin() + static_cast<ptrdiff_t>(count), ranked.end(), better);
  std::vector<uint32_t> candidates;
  for (size_t i = 0; i < count; ++i) candidates.push_back(ranked[i].second);
  return candidates;
}

size_t CandidateIndex::bytes() const {
  size_t bytes = postings_.bytes() + numbers_.capacity() * (sizeof(std::string_view) + sizeof(uint64_t) + 1);
  for (const MatchRecord& record : records_) bytes += record.bytes();
  return bytes;
}

}  // namespace trialweave::store
