#ifndef TRIALWEAVE_STORE_DATABASE_FAULTY_DATABASE_H_
#define TRIALWEAVE_STORE_DATABASE_FAULTY_DATABASE_H_

#include <atomic>
#include <memory>
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
  DatabaseStats Stats() const override { return inner_->Stats(); }

 private:
  const std::unique_ptr<Database> inner_;
  std::atomic<bool> fail_ = false;
};

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_DATABASE_FAULTY_DATABASE_H_
