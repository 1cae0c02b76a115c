#include "query/view/trial_table.h"

#include <algorithm>
#include <iterator>
#include <limits>
#include <utility>

namespace trialweave::query {
uint32_t TrialTable::SlotOf(const std::string& id) {
  const auto [entry, inserted] = numbers_.try_emplace(id, 0);
  if (!inserted) return entry->second;
  if (free_slots_.empty()) {
    entry->second = static_cast<uint32_t>(slots_.size());
    slots_.emplace_back();
    newest_from_.push_back(0);
    places_.push_back(0);
  } else {
    entry->second = free_slots_.back();
    free_slots_.pop_back();
  }
  slots_[entry->second].id = id;
  Place(entry);
  return entry->second;
}

void TrialTable::Place(absl::btree_map<std::string, uint32_t>::const_iterator entry) {
  constexpr uint64_t kLast = std::numeric_limits<uint64_t>::max(), kStep = uint64_t{1} << 34;
  const auto next = std::next(entry);
  const uint64_t low = entry == numbers_.begin() ? 0 : places_[std::prev(entry)->second];
  const uint64_t high = next == numbers_.end() ? kLast : places_[next->second];
  if (high - low < 2) {
    // Full there: all get new ones, far apart.
    const uint64_t apart = kLast / (numbers_.size() + 1);
    uint64_t place = 0;
    for (const auto& [id, number] : numbers_) places_[number] = place += apart;
    return;
  }
  // At the ends in steps, so that names that come in order leave room.
  uint64_t step = (high - low) / 2;
  if (low == 0 && high != kLast) step = std::max(step, high - std::min(high - 1, kStep));
  if (low != 0 && high == kLast) step = std::min(step, kStep);
  places_[entry->second] = low + step;
}

uint32_t TrialTable::Put(const std::string& id, const v1::Trial& trial) {
  const uint32_t number = SlotOf(id);
  if (const Version* newest = NewestOf(slots_[number]); newest != nullptr) {
    const v1::Trial was = Unpacked<v1::Trial>(*newest->record);
    columns_.Replace(number, was, trial);
    Supersede(number, was, trial.sequence());
  } else {
    columns_.Add(number, trial);
  }
  slots_[number].versions.push_back({trial.sequence(), kNow, std::make_shared<const PackedRecord>(trial), 0});
  newest_from_[number] = trial.sequence();
  last_put_ = std::max(last_put_, trial.sequence());
  changed_.insert(number);
  ++trials_;
  ++versions_;
  return number;
}

void TrialTable::Remove(const std::string& id, uint64_t sequence) {
  const auto number = NumberOf(id);
  if (!number) return;
  const Version* newest = NewestOf(slots_[*number]);
  if (newest == nullptr) return;
  const v1::Trial was = Unpacked<v1::Trial>(*newest->record);
  columns_.Remove(*number, was);
  Supersede(*number, was, sequence);
  last_put_ = std::max(last_put_, sequence);
  changed_.insert(*number);
  FreeIfEmpty(*number);
}

void TrialTable::Supersede(uint32_t number, const v1::Trial& was, uint64_t sequence) {
  Slot& slot = slots_[number];
  Version& version = slot.versions.back();
  version.to = sequence;
  --trials_;
  if (!pins_->AnyIn(version.from, version.to)) {
    slot.versions.pop_back();
    --versions_;
    return;
  }
  if (free_past_rows_.empty()) {
    version.past_row = static_cast<uint32_t>(past_numbers_.size());
    past_numbers_.push_back(number);
  } else {
    version.past_row = free_past_rows_.back();
    free_past_rows_.pop_back();
    past_numbers_[version.past_row] = number;
  }
  past_columns_.Add(version.past_row, was);
  superseded_.insert(number);
}

void TrialTable::DropUnneeded(uint32_t number) {
  Slot& slot = slots_[number];
  absl::InlinedVector<Version, 1> remaining;
  bool has_superseded = false;
  for (Version& version : slot.versions) {
    const bool past = version.to != kNow;
    if (past && !pins_->AnyIn(version.from, version.to)) {
      past_columns_.Remove(version.past_row, Unpacked<v1::Trial>(*version.record));
      free_past_rows_.push_back(version.past_row);
      --versions_;
      continue;
    }
    has_superseded |= past;
    remaining.push_back(std::move(version));
  }
  slot.versions = std::move(remaining);
  if (!has_superseded) superseded_.erase(number);
  FreeIfEmpty(number);
}

void TrialTable::FreeIfEmpty(uint32_t number) {
  Slot& slot = slots_[number];
  if (!slot.versions.empty()) return;
  numbers_.erase(slot.id);
  slot.id.clear();
  free_slots_.push_back(number);
}

void TrialTable::Prune() {
  const std::vector<uint32_t> numbers(superseded_.begin(), superseded_.end());
  for (const uint32_t number : numbers) DropUnneeded(number);
}

void TrialTable::Clear() {
  TrialTable empty(pins_);
  Swap(empty);
}

void TrialTable::Swap(TrialTable& other) {
  slots_.swap(other.slots_);
  free_slots_.swap(other.free_slots_);
  numbers_.swap(other.numbers_);
  places_.swap(other.places_);
  std::swap(columns_, other.columns_);
  newest_from_.swap(other.newest_from_);
  std::swap(last_put_, other.last_put_);
  changed_.swap(other.changed_);
  superseded_.swap(other.superseded_);
  std::swap(past_columns_, other.past_columns_);
  past_numbers_.swap(other.past_numbers_);
  free_past_rows_.swap(other.free_past_rows_);
  std::swap(trials_, other.trials_);
  std::swap(versions_, other.versions_);
}

std::vector<uint32_t> TrialTable::TakeChanged() {
  std::vector<uint32_t> numbers(changed_.begin(), changed_.end());
  changed_.clear();
  std::sort(numbers.begin(), numbers.end());
  return numbers;
}

SharedRecord TrialTable::NewestOf(uint32_t number) const {
  const Version* version = number < slots_.size() ? NewestOf(slots_[number]) : nullptr;
  return version == nullptr ? nullptr : version->record;
}

std::optional<uint32_t> TrialTable::NumberOf(const std::string& id) const {
  const auto entry = numbers_.find(id);
  return entry == numbers_.end() ? std::nullopt : std::make_optional(entry->second);
}

SharedRecord TrialTable::Newest(const std::string& id) const {
  const auto number = NumberOf(id);
  const Version* version = number ? NewestOf(slots_[*number]) : nullptr;
  return version == nullptr ? nullptr : version->record;
}

const TrialTable::Version* TrialTable::NewestOf(const Slot& slot) const {
  return slot.versions.empty() || slot.versions.back().to != kNow ? nullptr : &slot.versions.back();
}

const TrialTable::Version* TrialTable::FindVersion(const Slot& slot, uint64_t sequence) const {
  for (const Version& version : slot.versions) {
    if (version.from <= sequence && sequence < version.to) return &version;
  }
  return nullptr;
}

SharedRecord TrialTable::VersionAt(uint32_t number, uint64_t sequence) const {
  const Version* version = FindVersion(slots_[number], sequence);
  return version == nullptr ? nullptr : version->record;
}

Verdict TrialTable::Evaluate(const FilterNode* filter, uint64_t sequence) const {
  const auto number_of_name = [this](const std::string& id) {
    Rows rows;
    if (const auto number = NumberOf(id)) rows.add(*number);
    return rows;
  };
  if (sequence >= last_put_) return EvaluateColumns(filter, columns_, number_of_name, columns_.rows());
  Rows newest;
  {
    std::vector<uint32_t> numbers;
    ForEachRow(columns_.rows(), [&](uint32_t number) {
      if (newest_from_[number] <= sequence) numbers.push_back(number);
    });
    newest = Rows(numbers.size(), numbers.data());
  }
  Rows past;
  for (const uint32_t number : superseded_) {
    const Version* version = FindVersion(slots_[number], sequence);
    if (version != nullptr && version->to != kNow) past.add(version->past_row);
  }
  const auto past_rows_of_name = [this, sequence](const std::string& id) {
    Rows rows;
    const auto number = NumberOf(id);
    const Version* version = number ? FindVersion(slots_[*number], sequence) : nullptr;
    if (version != nullptr && version->to != kNow) rows.add(version->past_row);
    return rows;
  };
  Verdict verdict = EvaluateColumns(filter, columns_, number_of_name, newest);
  const Verdict before = EvaluateColumns(filter, past_columns_, past_rows_of_name, past);
  ForEachRow(before.sure, [&](uint32_t row) { verdict.sure.add(past_numbers_[row]); });
  ForEachRow(before.may, [&](uint32_t row) { verdict.may.add(past_numbers_[row]); });
  return verdict;
}

TrialTable::Located TrialTable::Locate(const Rows& trials, uint64_t sequence) const {
  Located located;
  located.newest = trials;
  if (sequence >= last_put_) return located;
  for (const uint32_t number : superseded_) {
    if (!trials.contains(number)) continue;
    const Version* version = FindVersion(slots_[number], sequence);
    if (version == nullptr || version->to == kNow) continue;
    located.newest.remove(number);
    located.past.add(version->past_row);
  }
  return located;
}

}  // namespace trialweave::query
