#include "store/database/rocksdb_options.h"

#include <algorithm>
#include <memory>
#include <string>

#include "rocksdb/file_checksum.h"
#include "rocksdb/filter_policy.h"
#include "rocksdb/table.h"
#include "rocksdb/write_buffer_manager.h"
#include "store/format/families.h"

namespace trialweave::store {
namespace {

constexpr int64_t kMiB = 1024 * 1024;

// Write buffers get half of the memory, and one family at most an eighth of it.
size_t WriteBufferBytes(int64_t memory_bytes) {
  return static_cast<size_t>(std::clamp<int64_t>(memory_bytes / 8, kMiB, 64 * kMiB));
}

// Raw documents and records bring their own compression.
bool CompressesItself(Family family) { return family == Family::kRaw || family == Family::kStates; }

rocksdb::ColumnFamilyOptions MakeFamily(Family family, const std::shared_ptr<rocksdb::Cache>& cache,
                                        int64_t memory_bytes) {
  rocksdb::ColumnFamilyOptions options;
  options.write_buffer_size = WriteBufferBytes(memory_bytes);
  options.max_write_buffer_number = 2;
  // Most families are written little: each takes a block at once, of what all of them share.
  options.arena_block_size = options.write_buffer_size / 64;
  options.level_compaction_dynamic_level_bytes = true;
  options.memtable_whole_key_filtering = true;
  options.memtable_prefix_bloom_size_ratio = 0.02;
  options.memtable_protection_bytes_per_key = 8;
  rocksdb::BlockBasedTableOptions table;
  table.block_cache = cache;
  table.cache_index_and_filter_blocks = true;
  table.pin_l0_filter_and_index_blocks_in_cache = true;
  table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(10));
  table.format_version = 5;
  table.block_size = 16 * 1024;
  options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  options.compression = CompressesItself(family) ? rocksdb::kNoCompression : rocksdb::kLZ4Compression;
  options.bottommost_compression = CompressesItself(family) ? rocksdb::kNoCompression : rocksdb::kZSTD;
  if (CompressesItself(family)) {
    options.enable_blob_files = true;
    options.min_blob_size = 1024;
    options.blob_file_size = 256 * kMiB;
    options.blob_compression_type = rocksdb::kNoCompression;
    // Their values are hardly ever replaced: collecting garbage while compacting would write the oldest quarter of all
    // of them anew, time and again. A blob file of which nothing is in use goes by itself; Purge makes those of erased
    // documents go.
    options.enable_blob_garbage_collection = false;
  }
  return options;
}

}  // namespace

rocksdb::DBOptions MakeDatabaseOptions(const std::shared_ptr<rocksdb::Cache>& cache, int64_t memory_bytes) {
  rocksdb::DBOptions options;
  options.create_if_missing = true;
  options.create_missing_column_families = true;
  options.write_buffer_manager =
      std::make_shared<rocksdb::WriteBufferManager>(static_cast<size_t>(memory_bytes / 2), cache);
  options.max_background_jobs = 2;
  options.bytes_per_sync = kMiB;
  options.max_total_wal_size = static_cast<uint64_t>(std::max<int64_t>(memory_bytes, 64 * kMiB));
  options.max_open_files = 2000;
  // A torn end has been cut off before (rocksdb_wal.h): whatever is wrong now is corruption.
  options.wal_recovery_mode = rocksdb::WALRecoveryMode::kAbsoluteConsistency;
  options.file_checksum_gen_factory = rocksdb::GetFileChecksumGenCrc32cFactory();
  options.keep_log_file_num = 5;
  options.max_log_file_size = 16 * kMiB;
  options.avoid_unnecessary_blocking_io = true;
  return options;
}

std::vector<rocksdb::ColumnFamilyDescriptor> MakeFamilyOptions(const std::shared_ptr<rocksdb::Cache>& cache,
                                                               int64_t memory_bytes) {
  std::vector<rocksdb::ColumnFamilyDescriptor> families;
  for (size_t i = 0; i < kFamilyCount; ++i) {
    families.emplace_back(std::string(kFamilyNames[i]), MakeFamily(static_cast<Family>(i), cache, memory_bytes));
  }
  return families;
}

}  // namespace trialweave::store
