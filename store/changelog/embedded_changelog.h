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
  uint64_t first_retained() const override { return first_retained_.load(std::memory_order_acquire); }
  absl::StatusOr<std::vector<v1::ChangelogEntry>> Read(uint64_t after, size_t max_entries,
                                                       size_t max_bytes) const override;
  absl::StatusOr<std::unique_ptr<ChangelogSnapshot>> Snapshot() const override;

  uint64_t Append(absl::Time now, storage::v1::StoredEntry entry, Transaction* transaction) override;
  uint64_t appended() const override { return appended_; }
  absl::Time newest_commit_time() const override { return newest_commit_time_; }
  void Rewind(uint64_t sequence) override { appended_ = sequence; }
  absl::Status DropBefore(uint64_t first, Transaction* transaction) override;
  void Publish() override;
  void Discard() override;
  void set_listener(std::function<void(uint64_t)> listener) override { listener_ = std::move(listener); }

 private:
  explicit EmbeddedChangelog(const Database* database) : database_(database) {}
  // An entry that should be there is not: it was let go since the reader looked, or it is lost.
  absl::Status MissingError(uint64_t after, uint64_t sequence) const;

  const Database* const database_;
  std::atomic<uint64_t> latest_ = 0;
  // Raised before the entries go, so that a reader who finds them gone knows why.
  std::atomic<uint64_t> first_retained_ = 1;
  // As the database has it.
  uint64_t durable_first_ = 1;
  uint64_t appended_ = 0;
  absl::Time newest_commit_time_ = absl::InfinitePast();
  std::function<void(uint64_t)> listener_;
};

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_CHANGELOG_EMBEDDED_CHANGELOG_H_
