#ifndef TRIALWEAVE_STORE_COMMIT_CACHED_RECORDS_H_
#define TRIALWEAVE_STORE_COMMIT_CACHED_RECORDS_H_

#include <map>
#include <optional>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "store/database/database.h"

namespace trialweave::store {

// CachedRecords keeps the few records that nearly every change touches (runs, sources, totals) parsed, and
// writes them once a group. Changes of one item can be undone. One thread.
template <typename Message>
class CachedRecords {
 public:
  explicit CachedRecords(Family family) : family_(family) {}

  // Null when there is none. Points into the cache until the next Clear.
  absl::StatusOr<const Message*> Find(const Reader& reader, const std::string& key) {
    auto it = entries_.find(key);
    if (it == entries_.end()) {
      Entry entry;
      Message message;
      absl::StatusOr<bool> found = reader.Read(family_, key, &message);
      if (!found.ok()) return found.status();
      if (*found) entry.message = std::move(message);
      it = entries_.emplace(key, std::move(entry)).first;
    }
    return it->second.message.has_value() ? &*it->second.message : nullptr;
  }

  // To change it, after Find; made when there is none.
  Message& Mutable(const std::string& key) {
    Entry& entry = entries_[key];
    undo_.try_emplace(key, entry);
    if (!entry.message.has_value()) entry.message.emplace();
    entry.changed = true;
    return *entry.message;
  }

  void KeepItem() { undo_.clear(); }
  void UndoItem() {
    for (auto& [key, entry] : undo_) entries_[key] = std::move(entry);
    undo_.clear();
  }
  // Writes what has changed to the group.
  void Flush(Transaction* transaction) {
    for (auto& [key, entry] : entries_) {
      if (entry.changed) transaction->Write(family_, key, *entry.message);
      entry.changed = false;
    }
  }
  // Forgets everything once there is more than `limit`; after a group only.
  void Trim(size_t limit) {
    if (entries_.size() > limit) Clear();
  }
  // What is on disk is the truth again.
  void Clear() {
    entries_.clear();
    undo_.clear();
  }

 private:
  struct Entry {
    std::optional<Message> message;
    bool changed = false;
  };

  const Family family_;
  std::map<std::string, Entry> entries_;
  // As they were before the item.
  std::map<std::string, Entry> undo_;
};

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_COMMIT_CACHED_RECORDS_H_
