#include "query/view/trial_table.h"

#include <algorithm>
#include <set>
#include <utility>

#include "query/view/trial_terms.h"

namespace trialweave::query {
namespace {

std::set<std::string> TermsOfBytes(const std::string& bytes) {
  v1::Trial trial;
  trial.ParseFromString(bytes);
  return TermsOf(trial);
}

}  // namespace

uint32_t TrialTable::SlotOf(const std::string& id) {
  const auto [entry, inserted] = numbers_.try_emplace(id, 0);
  if (!inserted) return entry->second;
  if (free_slots_.empty()) {
    entry->second = static_cast<uint32_t>(slots_.size());
    slots_.emplace_back();
  } else {
    entry->second = free_slots_.back();
    free_slots_.pop_back();
  }
  slots_[entry->second].id = id;
  return entry->second;
}

void TrialTable::Put(const std::string& id, const v1::Trial& trial) {
  const uint32_t number = SlotOf(id);
  Supersede(number, trial.sequence());
  slots_[number].versions.push_back(
      {trial.sequence(), kNow, std::make_shared<const std::string>(trial.SerializeAsString())});
  ++trials_;
  ++versions_;
  for (const std::string& term : TermsOf(trial)) index_.Add(term, number);
  DropUnneeded(number);
}

void TrialTable::Remove(const std::string& id, uint64_t sequence) {
  const auto entry = numbers_.find(id);
  if (entry == numbers_.end()) return;
  const uint32_t number = entry->second;
  Supersede(number, sequence);
  DropUnneeded(number);
}

void TrialTable::Supersede(uint32_t number, uint64_t sequence) {
  Slot& slot = slots_[number];
  if (slot.versions.empty() || slot.versions.back().to != kNow) return;
  slot.versions.back().to = sequence;
  superseded_.insert(number);
  --trials_;
}

void TrialTable::DropUnneeded(uint32_t number) {
  Slot& slot = slots_[number];
  const auto needed = [this](const Version& version) {
    return version.to == kNow || pins_->AnyIn(version.from, version.to);
  };
  if (std::all_of(slot.versions.begin(), slot.versions.end(), needed)) {
    if (slot.versions.size() == 1 && slot.versions.back().to == kNow) superseded_.erase(number);
    return;
  }
  std::set<std::string> dropped, kept;
  absl::InlinedVector<Version, 1> remaining;
  for (Version& version : slot.versions) {
    const bool keep = needed(version);
    (keep ? kept : dropped).merge(TermsOfBytes(*version.bytes));
    if (keep) remaining.push_back(std::move(version));
  }
  for (const std::string& term : dropped) {
    if (kept.count(term) == 0) index_.Remove(term, number);
  }
  versions_ -= static_cast<int64_t>(slot.versions.size() - remaining.size());
  slot.versions = std::move(remaining);
  const bool has_superseded = std::any_of(slot.versions.begin(), slot.versions.end(),
                                          [](const Version& version) { return version.to != kNow; });
  if (!has_superseded) superseded_.erase(number);
  if (slot.versions.empty()) {
    numbers_.erase(slot.id);
    slot.id.clear();
    free_slots_.push_back(number);
  }
}

void TrialTable::Prune() {
  const std::vector<uint32_t> numbers(superseded_.begin(), superseded_.end());
  for (const uint32_t number : numbers) DropUnneeded(number);
}

void TrialTable::Clear() {
  slots_.clear();
  free_slots_.clear();
  numbers_.clear();
  index_ = TermIndex();
  superseded_.clear();
  trials_ = versions_ = 0;
}

void TrialTable::Swap(TrialTable& other) {
  slots_.swap(other.slots_);
  free_slots_.swap(other.free_slots_);
  numbers_.swap(other.numbers_);
  std::swap(index_, other.index_);
  superseded_.swap(other.superseded_);
  std::swap(trials_, other.trials_);
  std::swap(versions_, other.versions_);
}

SharedBytes TrialTable::Newest(const std::string& id) const {
  const auto entry = numbers_.find(id);
  if (entry == numbers_.end()) return nullptr;
  const Slot& slot = slots_[entry->second];
  return slot.versions.empty() || slot.versions.back().to != kNow ? nullptr : slot.versions.back().bytes;
}

const TrialTable::Version* TrialTable::VersionAt(const Slot& slot, uint64_t sequence) const {
  for (const Version& version : slot.versions) {
    if (version.from <= sequence && sequence < version.to) return &version;
  }
  return nullptr;
}

std::vector<SharedBytes> TrialTable::Candidates(const FilterNode* filter, uint64_t sequence, const std::string& after,
                                                size_t limit) const {
  std::vector<SharedBytes> found;
  const auto add = [&](const Slot& slot) {
    const Version* version = VersionAt(slot, sequence);
    if (version != nullptr && found.size() < limit) found.push_back(version->bytes);
  };
  const auto narrowed = filter == nullptr ? std::nullopt : CandidatesOf(*filter, index_);
  if (!narrowed) {
    for (auto entry = numbers_.upper_bound(after); entry != numbers_.end() && found.size() < limit; ++entry) {
      add(slots_[entry->second]);
    }
    return found;
  }
  std::vector<const Slot*> slots;
  for (const uint32_t number : *narrowed) {
    if (slots_[number].id > after) slots.push_back(&slots_[number]);
  }
  std::sort(slots.begin(), slots.end(), [](const Slot* a, const Slot* b) { return a->id < b->id; });
  for (const Slot* slot : slots) add(*slot);
  return found;
}

}  // namespace trialweave::query
