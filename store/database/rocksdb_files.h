#ifndef TRIALWEAVE_STORE_DATABASE_ROCKSDB_FILES_H_
#define TRIALWEAVE_STORE_DATABASE_ROCKSDB_FILES_H_

#include <functional>
#include <string>

#include "absl/status/status.h"
#include "rocksdb/db.h"

namespace trialweave::store {

// Reads every table and blob file that is in use and compares it with the checksum of its making. `on_step` is called
// with each MiB read, and with what is wrong with a file; false ends it. UNAVAILABLE (DATABASE_UNAVAILABLE): the files
// cannot be listed.
absl::Status CheckLiveFiles(rocksdb::DB* db,
                            const std::function<bool(const std::string& file, const std::string& problem)>& on_step);

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_DATABASE_ROCKSDB_FILES_H_
