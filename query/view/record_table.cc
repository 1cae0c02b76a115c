#include "query/view/record_table.h"

#include <algorithm>
#include <utility>

namespace trialweave::query {
namespace {

// A chain of merges longer than this is a fault in the changelog.
constexpr int kMaxMerges = 64;

}  // namespace

void RecordTable::Put(const std::string& id, SharedRecord record, std::vector<std::string> keys, uint64_t sequence) {
  merged_into_.erase(id);
  Slot& slot = slots_[id];
  Supersede(id, slot, sequence);
  slot.versions.push_back({sequence, kNow, std::move(record)});
  slot.keys = std::move(keys);
  for (const std::string& key : slot.keys) by_key_[key].insert(id);
  ++size_;
  DropUnneeded(id, slot);
}

void RecordTable::Remove(const std::string& id, const std::string& merged_into, uint64_t sequence) {
  if (!merged_into.empty()) merged_into_[id] = merged_into;
  const auto entry = slots_.find(id);
  if (entry == slots_.end()) return;
  Supersede(id, entry->second, sequence);
  DropUnneeded(id, entry->second);
  if (entry->second.versions.empty()) slots_.erase(entry);
}

void RecordTable::Supersede(const std::string& id, Slot& slot, uint64_t sequence) {
  if (slot.versions.empty() || slot.versions.back().to != kNow) return;
  slot.versions.back().to = sequence;
  superseded_.insert(id);
  --size_;
  for (const std::string& key : slot.keys) {
    const auto entry = by_key_.find(key);
    entry->second.erase(id);
    if (entry->second.empty()) by_key_.erase(entry);
  }
  slot.keys.clear();
}

void RecordTable::DropUnneeded(const std::string& id, Slot& slot) {
  const auto unneeded = [this](const Version& version) {
    return version.to != kNow && !pins_->AnyIn(version.from, version.to);
  };
  slot.versions.erase(std::remove_if(slot.versions.begin(), slot.versions.end(), unneeded), slot.versions.end());
  const bool superseded = std::any_of(slot.versions.begin(), slot.versions.end(),
                                      [](const Version& version) { return version.to != kNow; });
  if (!superseded) superseded_.erase(id);
}

void RecordTable::Prune() {
  const std::vector<std::string> ids(superseded_.begin(), superseded_.end());
  for (const std::string& id : ids) {
    const auto entry = slots_.find(id);
    DropUnneeded(id, entry->second);
    if (entry->second.versions.empty()) slots_.erase(entry);
  }
}

void RecordTable::Clear() {
  slots_.clear();
  by_key_.clear();
  merged_into_.clear();
  superseded_.clear();
  size_ = 0;
}

void RecordTable::Swap(RecordTable& other) {
  slots_.swap(other.slots_);
  by_key_.swap(other.by_key_);
  merged_into_.swap(other.merged_into_);
  superseded_.swap(other.superseded_);
  std::swap(size_, other.size_);
}

SharedRecord RecordTable::Newest(const std::string& id) const {
  const auto entry = slots_.find(id);
  if (entry == slots_.end() || entry->second.versions.back().to != kNow) return nullptr;
  return entry->second.versions.back().record;
}

SharedRecord RecordTable::Find(const std::string& id_or_key) const {
  std::string at = id_or_key;
  for (int hops = 0; hops < kMaxMerges; ++hops) {
    if (SharedRecord record = Newest(at); record != nullptr) return record;
    const auto merged = merged_into_.find(at);
    if (merged == merged_into_.end()) break;
    at = merged->second;
  }
  const auto by_key = by_key_.find(id_or_key);
  return by_key == by_key_.end() ? nullptr : Newest(*by_key->second.begin());
}

std::vector<SharedRecord> RecordTable::At(uint64_t sequence, const std::string& after, size_t limit) const {
  std::vector<SharedRecord> found;
  for (auto entry = slots_.upper_bound(after); entry != slots_.end() && found.size() < limit; ++entry) {
    for (const Version& version : entry->second.versions) {
      if (version.from <= sequence && sequence < version.to) found.push_back(version.record);
    }
  }
  return found;
}

}  // namespace trialweave::query
