#ifndef TRIALWEAVE_STORE_DATABASE_FAULTY_DATABASE_H_
#define TRIALWEAVE_STORE_DATABASE_FAULTY_DATABASE_H_

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "store/database/database.h"
#include "store/errors.h"

namespace trialweave::store {

// FaultyDatabase is a database whose writes fail when told to, for tests. Thread-safe.
class FaultyDatabase : public Database {
 public:
  explicit FaultyDatabase(std::unique_ptr<Database> inner) : inner_(std::move(inner)) {}
  void FailWrites(bool fail) { fail_ = fail; }

  const Reader& latest() const override { return inner_->latest(); }
  std::unique_ptr<Reader> Snapshot() const override { return inner_->Snapshot(); }
  std::unique_ptr<Transaction> Begin() override { return inner_->Begin(); }
  absl::Status Commit(Transaction& transaction) override {
    if (fail_) return DatabaseUnavailableError("told to fail");
    return inner_->Commit(transaction);
  }
  absl::Status Resume() override { return fail_ ? DatabaseUnavailableError("told to fail") : inner_->Resume(); }
  absl::StatusOr<uint64_t> FreeBytes() const override { return inner_->FreeBytes(); }
  DatabaseStats Stats() const override { return inner_->Stats(); }
  absl::Status Purge(Family family) override { return inner_->Purge(family); }
  uint64_t EstimateKeys(Family family) const override { return inner_->EstimateKeys(family); }
  absl::Status CheckFiles(
      const std::function<bool(const std::string& file, const std::string& problem)>& on_step) const override {
    return inner_->CheckFiles(on_step);
  }

 private:
  const std::unique_ptr<Database> inner_;
  std::atomic<bool> fail_ = false;
};

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_DATABASE_FAULTY_DATABASE_H_
