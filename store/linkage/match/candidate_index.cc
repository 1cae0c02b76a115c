#include "store/linkage/match/candidate_index.h"

#include <algorithm>
#include <cstdlib>

namespace trialweave::store {
namespace {

// An acronym, a protocol number or a contact is worth this many words' information.
constexpr double kStrong = 12;
// What an equal size and a start in the same fortnight add.
constexpr double kSameSize = 3;
constexpr double kSameStart = 2;
constexpr Day kFortnight = 14;

// Calls `take(token, information)` for whatever of a record is looked up. Values of other kinds than words are told
// from them by a bit pattern of the kind.
template <typename Take>
void EachKey(const MatchRecord& record, const WordFrequencies& frequencies, const Take& take) {
  for (const Tokens* words : {&record.title_words, &record.conditions, &record.interventions}) {
    for (const uint32_t word : *words) take(word, frequencies.Information(word));
  }
  uint32_t kind = 0x9E3779B9;
  for (const Tokens* values : {&record.acronyms, &record.protocol_numbers, &record.emails, &record.phones}) {
    for (const uint32_t value : *values) take(value ^ kind, kStrong);
    kind = kind * 31 + 7;
  }
}

bool SharesSize(const MatchRecord& a, const MatchRecord& b) {
  return std::any_of(a.sizes.begin(), a.sizes.end(),
                     [&b](int64_t size) { return std::find(b.sizes.begin(), b.sizes.end(), size) != b.sizes.end(); });
}

bool SharesStart(const MatchRecord& a, const MatchRecord& b) {
  return std::any_of(a.started.begin(), a.started.end(), [&b](Day x) {
    return std::any_of(b.started.begin(), b.started.end(), [x](Day y) { return std::abs(x - y) <= kFortnight; });
  });
}

}  // namespace

CandidateIndex::CandidateIndex(const WordFrequencies* frequencies, CandidateLimits limits)
    : frequencies_(frequencies), limits_(limits) {}

void CandidateIndex::Add(const MatchRecord* record) {
  const auto number = static_cast<uint32_t>(records_.size());
  records_.push_back(record);
  EachKey(*record, *frequencies_, [&](uint32_t key, double) {
    std::vector<uint32_t>& postings = postings_[key];
    if (postings.empty() || postings.back() != number) postings.push_back(number);
  });
}

std::vector<uint32_t> CandidateIndex::Find(const MatchRecord& record) const {
  std::unordered_map<uint32_t, double> shared;
  EachKey(record, *frequencies_, [&](uint32_t key, double information) {
    const auto found = postings_.find(key);
    if (found == postings_.end() || found->second.size() > limits_.postings) return;
    for (const uint32_t other : found->second) shared[other] += information;
  });
  std::vector<std::pair<double, uint32_t>> ranked;
  for (const auto& [number, information] : shared) {
    const MatchRecord& other = *records_[number];
    if (other.id == record.id || other.scheme == record.scheme) continue;
    const double more = (SharesSize(record, other) ? kSameSize : 0) + (SharesStart(record, other) ? kSameStart : 0);
    ranked.emplace_back(information + more, number);
  }
  const auto better = [this](const auto& a, const auto& b) {
    return a.first != b.first ? a.first > b.first : records_[a.second]->id < records_[b.second]->id;
  };
  const size_t count = std::min(limits_.candidates, ranked.size());
  std::partial_sort(ranked.begin(), ranked.begin() + static_cast<ptrdiff_t>(count), ranked.end(), better);
  std::vector<uint32_t> candidates;
  for (size_t i = 0; i < count; ++i) candidates.push_back(ranked[i].second);
  return candidates;
}

}  // namespace trialweave::store
