#ifndef TRIALWEAVE_STORE_CHANGELOG_EMBEDDED_CHANGELOG_H_
#define TRIALWEAVE_STORE_CHANGELOG_EMBEDDED_CHANGELOG_H_

#include <atomic>
#include <memory>

#include "store/changelog/changelog.h"

namespace trialweave::store {

// EmbeddedChangelog keeps the changelog in a family of the store's own database. Entries refer to what other
// families hold; reading puts it back in. Reading is thread-safe, writing is for one thread.
class EmbeddedChangelog : public ChangelogReader, public ChangelogWriter {
 public:
  // `database` outlives it. DATA_LOSS: what is there cannot be read.
  static absl::StatusOr<std::unique_ptr<EmbeddedChangelog>> Open(const Database* database);

  uint64_t latest() const override { return latest_.load(std::memory_order_acquire); }
  uint64_t first_retained() const override { return first_retained_; }
  absl::StatusOr<std::vector<v1::ChangelogEntry>> Read(uint64_t after, size_t max_entries,
                                                       size_t max_bytes) const override;

  uint64_t Append(absl::Time now, storage::v1::StoredEntry entry, Transaction* transaction) override;
  uint64_t appended() const override { return appended_; }
  absl::Time newest_commit_time() const override { return newest_commit_time_; }
  void Rewind(uint64_t sequence) override { appended_ = sequence; }
  void Publish() override;
  void Discard() override;
  void set_listener(std::function<void(uint64_t)> listener) override { listener_ = std::move(listener); }

 private:
  explicit EmbeddedChangelog(const Database* database) : database_(database) {}
  absl::StatusOr<v1::ChangelogEntry> Inflate(uint64_t sequence, storage::v1::StoredEntry stored) const;

  const Database* const database_;
  std::atomic<uint64_t> latest_ = 0;
  // Nothing is dropped from the tail yet.
  uint64_t first_retained_ = 1;
  uint64_t appended_ = 0;
  absl::Time newest_commit_time_ = absl::InfinitePast();
  std::function<void(uint64_t)> listener_;
};

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_CHANGELOG_EMBEDDED_CHANGELOG_H_
