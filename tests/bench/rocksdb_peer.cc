// RocksDB by itself: document by identifier, one synced WriteBatch per batch, flushed at the end.
#include <cstdio>
#include <filesystem>

#include "rocksdb/db.h"
#include "rocksdb/write_batch.h"
#include "tests/bench/peer.h"

namespace trialweave::tests {
namespace {

bool Good(const rocksdb::Status& status) {
  if (!status.ok()) std::fprintf(stderr, "RocksDB: %s\n", status.ToString().c_str());
  return status.ok();
}

class RocksDbPeer : public Peer {
 public:
  RocksDbPeer(std::string folder, rocksdb::DB* database) : folder_(std::move(folder)), database_(database) {}

  std::string Name() const override { return "RocksDB, batched put with flush"; }
  bool Load(const std::vector<PeerRecord>& records) override {
    rocksdb::WriteOptions synced;
    synced.sync = true;
    rocksdb::WriteBatch batch;
    for (const PeerRecord& record : records) {
      if (!Good(batch.Put(record.id, record.document))) return false;
      if (batch.Count() < kBatch) continue;
      if (!Good(database_->Write(synced, &batch))) return false;
      batch.Clear();
    }
    return Good(database_->Write(synced, &batch));
  }
  bool Finish() override { return Good(database_->Flush(rocksdb::FlushOptions())); }
  uint64_t DiskUse() override { return FolderBytes(folder_); }
  std::optional<int64_t> Ask(Question question, const std::string& text) override {
    std::string document;
    if (question != Question::kPoint || !Good(database_->Get({}, text, &document))) return std::nullopt;
    return static_cast<int64_t>(document.size());
  }

 private:
  const std::string folder_;
  const std::unique_ptr<rocksdb::DB> database_;
};

}  // namespace

uint64_t FolderBytes(const std::string& folder) {
  uint64_t bytes = 0;
  std::error_code error;
  for (std::filesystem::recursive_directory_iterator at(folder, error), end; at != end; at.increment(error)) {
    if (at->is_regular_file(error)) bytes += at->file_size(error);
  }
  return bytes;
}

std::unique_ptr<Peer> MakeRocksDbPeer(const std::string& folder) {
  rocksdb::Options options;
  options.create_if_missing = true;
  options.compression = rocksdb::kZSTD;
  rocksdb::DB* database = nullptr;
  if (!Good(rocksdb::DB::Open(options, folder, &database))) return nullptr;
  return std::make_unique<RocksDbPeer>(folder, database);
}

}  // namespace trialweave::tests
