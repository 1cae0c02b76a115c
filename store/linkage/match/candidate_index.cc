#include "store/linkage/match/candidate_index.h"

#include <algorithm>
#include <bit>

#include "store/linkage/match/candidate_keys.h"
#include "store/linkage/match/candidate_weight.h"

namespace trialweave::store {
namespace {

// NumberSet is a set of at most `most` numbers: an open hash table.
class NumberSet {
 public:
  explicit NumberSet(size_t most) : slots_(std::bit_ceil(2 * most + 1), kFree), mask_(slots_.size() - 1) {}

  // False: it was there.
  bool Insert(uint32_t number) {
    size_t at = (uint64_t{number} * 0x9E3779B97F4A7C15u >> 32) & mask_;
    while (slots_[at] != kFree && slots_[at] != number) at = (at + 1) & mask_;
    if (slots_[at] == number) return false;
    slots_[at] = number;
    return true;
  }

 private:
  static constexpr uint32_t kFree = 0xFFFFFFFF;

  std::vector<uint32_t> slots_;
  const size_t mask_;
};

// Of a registry's number.
uint32_t GroupOf(uint16_t registry) { return std::min<uint32_t>(registry, Postings::kAnyGroup); }

}  // namespace

uint32_t CandidateIndex::Add(MatchRecord record) {
  const auto known = numbers_.find(record.id());
  uint32_t number;
  if (known != numbers_.end()) {
    number = *known;
    RemoveKeys(number);
    numbers_.erase(known);
  } else if (!free_.empty()) {
    number = free_.back();
    free_.pop_back();
  } else {
    number = static_cast<uint32_t>(records_.size());
    records_.emplace_back();
    registries_.emplace_back();
    subjects_.emplace_back();
  }
  records_[number] = std::move(record);
  registries_[number] = RegistryOf(records_[number].scheme());
  subjects_[number] = static_cast<uint16_t>(CandidateWeight::SubjectOf(records_[number], *frequencies_));
  numbers_.insert(number);
  AddKeys(number);
  return number;
}

void CandidateIndex::Remove(uint32_t number) {
  RemoveKeys(number);
  numbers_.erase(number);
  records_[number] = MatchRecord();
  free_.push_back(number);
}

std::optional<uint32_t> CandidateIndex::NumberOf(std::string_view id) const {
  const auto found = numbers_.find(id);
  return found == numbers_.end() ? std::nullopt : std::optional<uint32_t>(*found);
}

uint16_t CandidateIndex::RegistryOf(std::string_view scheme) {
  const auto next = static_cast<uint16_t>(registry_numbers_.size());
  return registry_numbers_.try_emplace(std::string(scheme), next).first->second;
}

void CandidateIndex::AddKeys(uint32_t number) {
  const std::vector<uint32_t> keys = CandidateKeysOf(records_[number], *frequencies_);
  for (const uint32_t key : keys) postings_.Prefetch(key);
  const uint32_t group = GroupOf(registries_[number]);
  for (const uint32_t key : keys) postings_.Add(key, number, group);
}

void CandidateIndex::RemoveKeys(uint32_t number) {
  for (const uint32_t key : CandidateKeysOf(records_[number], *frequencies_))
    postings_.Remove(key, number, [this](uint32_t other) { return GroupOf(registries_[other]); });
}

std::vector<uint32_t> CandidateIndex::Seen(const MatchRecord& record, uint32_t first) const {
  const std::vector<uint32_t> keys = CandidateKeysOf(record, *frequencies_);
  for (const uint32_t key : keys) postings_.Prefetch(key);
  const auto registry = registry_numbers_.find(std::string(record.scheme()));
  const int own = registry == registry_numbers_.end() ? -1 : registry->second;
  const uint32_t group = own < 0 ? Postings::kAnyGroup : GroupOf(registry->second);
  std::vector<std::span<const uint32_t>> lists;
  for (const uint32_t key : keys) {
    const std::span<const uint32_t> list = postings_.Find(key, group);
    if (list.empty()) continue;
    __builtin_prefetch(list.data());
    lists.push_back(list);
  }
  size_t postings = 0;
  // The shortest first, as far as the limit goes.
  std::stable_sort(lists.begin(), lists.end(), [](const auto& a, const auto& b) { return a.size() < b.size(); });
  size_t used = 0;
  while (used < lists.size() && (used == 0 || postings + lists[used].size() <= kMostPostings))
    postings += lists[used++].size();
  lists.resize(used);
  NumberSet met(postings);
  std::vector<uint32_t> seen;
  for (const auto& numbers : lists) {
    for (const uint32_t number : numbers) {
      if (number >= first && registries_[number] != own && met.Insert(number)) seen.push_back(number);
    }
  }
  return seen;
}

std::vector<uint32_t> CandidateIndex::Find(const MatchRecord& record, uint32_t first) const {
  const std::vector<uint32_t> seen = Seen(record, first);
  if (seen.empty()) return {};
  CandidateWeight weight(record, *frequencies_);
  const uint32_t subject = CandidateWeight::SubjectOf(record, *frequencies_);
  std::vector<std::pair<uint32_t, uint32_t>> ranked;
  // A record is two places in memory, neither of which was met lately, and each longer than what is fetched at once.
  constexpr size_t kAhead = 8;
  for (size_t i = 0; i < seen.size(); ++i) {
    if (i + 2 * kAhead < seen.size()) {
      const MatchRecord* const next = &records_[seen[i + 2 * kAhead]];
      __builtin_prefetch(next);
      __builtin_prefetch(reinterpret_cast<const char*>(next + 1) - 1);
    }
    if (i + kAhead < seen.size()) records_[seen[i + kAhead]].Prefetch();
    const uint32_t number = seen[i];
    const MatchRecord& other = records_[number];
    const uint32_t shared = weight.With(other);
    // Few reach what is least of all, so the other's subject, a place in memory of its own, is seldom looked at.
    if (shared >= CandidateWeight::LeastFor(0) &&
        shared >= CandidateWeight::LeastFor(std::min<uint32_t>(subject, subjects_[number])))
      ranked.emplace_back(shared, number);
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
  size_t bytes = postings_.bytes() + numbers_.capacity() * (sizeof(uint32_t) + 1);
  for (const MatchRecord& record : records_) bytes += record.bytes();
  return bytes;
}

}  // namespace trialweave::store
