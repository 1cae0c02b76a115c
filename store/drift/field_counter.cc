#include "store/drift/field_counter.h"

namespace trialweave::store {

absl::StatusOr<FieldCounter::Entry*> FieldCounter::Load(const Reader& reader, const std::string& key) {
  const auto known = counts_.find(key);
  if (known != counts_.end()) return &known->second;
  storage::v1::StoredFieldCounts stored;
  absl::StatusOr<bool> found = reader.Read(Family::kFieldProfiles, key, &stored);
  if (!found.ok()) return found.status();
  return &counts_.emplace(key, Entry{FromStored(stored)}).first->second;
}

absl::Status FieldCounter::Add(const Reader& reader, const std::string& key, std::vector<TypedField> fields) {
  absl::StatusOr<Entry*> entry = Load(reader, key);
  if (!entry.ok()) return entry.status();
  pending_.emplace_back(*entry, std::move(fields));
  return absl::OkStatus();
}

void FieldCounter::KeepItem() {
  for (const auto& [entry, fields] : pending_) {
    entry->counts.Add(fields);
    entry->changed = true;
  }
  pending_.clear();
}

absl::StatusOr<const FieldCounts*> FieldCounter::Find(const Reader& reader, const std::string& key) {
  absl::StatusOr<Entry*> entry = Load(reader, key);
  if (!entry.ok()) return entry.status();
  return &(*entry)->counts;
}

void FieldCounter::Flush(Transaction* transaction) {
  for (auto& [key, entry] : counts_) {
    if (entry.changed) transaction->Write(Family::kFieldProfiles, key, ToStored(entry.counts));
    entry.changed = false;
  }
}

void FieldCounter::Clear() {
  counts_.clear();
  pending_.clear();
}

}  // namespace trialweave::store
