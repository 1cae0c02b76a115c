#ifndef TRIALWEAVE_STORE_DATABASE_ROCKSDB_OPTIONS_H_
#define TRIALWEAVE_STORE_DATABASE_ROCKSDB_OPTIONS_H_

#include <cstdint>
#include <vector>

#include "rocksdb/cache.h"
#include "rocksdb/db.h"
#include "rocksdb/options.h"

namespace trialweave::store {

// Options of the database and of each family, by number. All memory but the file handles is in one cache of
// `memory_bytes`, write buffers included. What RocksDB 7.8.3 does not do well (async_io, HyperClockCache, WAL
// compression, tracked WALs, PutEntity) is not used.
rocksdb::DBOptions MakeDatabaseOptions(const std::shared_ptr<rocksdb::Cache>& cache, int64_t memory_bytes);
std::vector<rocksdb::ColumnFamilyDescriptor> MakeFamilyOptions(const std::shared_ptr<rocksdb::Cache>& cache,
                                                               int64_t memory_bytes);

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_DATABASE_ROCKSDB_OPTIONS_H_
