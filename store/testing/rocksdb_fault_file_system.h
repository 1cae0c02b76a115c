#ifndef TRIALWEAVE_STORE_TESTING_ROCKSDB_FAULT_FILE_SYSTEM_H_
#define TRIALWEAVE_STORE_TESTING_ROCKSDB_FAULT_FILE_SYSTEM_H_

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "rocksdb/file_system.h"

namespace trialweave::store {

// FaultFileSystem is the real file system with a disk that fails when told to, for tests. A step is one call that
// changes the disk (append, sync, truncate, create, delete, rename, directory sync); steps are counted, so that a
// test can stop the machine at each of them. Thread-safe, but LosePower only while nothing is open.
class FaultFileSystem : public rocksdb::FileSystemWrapper {
 public:
  // What of the bytes that were written and not synced is on the disk after a power loss.
  enum class Tail {
    kNothing,
    // The first half.
    kHalf,
    // As many bytes, the sectors of the second half of them zero: the file grew before its data was written.
    kZeros,
  };

  FaultFileSystem() : rocksdb::FileSystemWrapper(rocksdb::FileSystem::Default()) {}

  uint64_t steps() const ABSL_LOCKS_EXCLUDED(mutex_);
  // The `step`th step from now fails, an append after half of its bytes, and so does every later one.
  void CrashAt(uint64_t step) ABSL_LOCKS_EXCLUDED(mutex_);
  bool crashed() const ABSL_LOCKS_EXCLUDED(mutex_);
  // Every step fails with an I/O error, or goes on.
  void FailSteps(bool fail) ABSL_LOCKS_EXCLUDED(mutex_);
  // Bytes that can still be appended; an append beyond writes what fits and fails with "no space". Nothing: no limit.
  void SetFreeBytes(std::optional<uint64_t> bytes) ABSL_LOCKS_EXCLUDED(mutex_);
  // Leaves what a power loss would: synced bytes, what `tail` says of others, no file and no new name in a directory
  // that was not synced. Forgets all faults.
  void LosePower(Tail tail) ABSL_LOCKS_EXCLUDED(mutex_);

  const char* Name() const override { return "FaultFileSystem"; }
  rocksdb::IOStatus NewWritableFile(const std::string& name, const rocksdb::FileOptions& options,
                                    std::unique_ptr<rocksdb::FSWritableFile>* file,
                                    rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus ReopenWritableFile(const std::string& name, const rocksdb::FileOptions& options,
                                       std::unique_ptr<rocksdb::FSWritableFile>* file,
                                       rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus NewDirectory(const std::string& name, const rocksdb::IOOptions& options,
                                 std::unique_ptr<rocksdb::FSDirectory>* directory,
                                 rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus DeleteFile(const std::string& name, const rocksdb::IOOptions& options,
                               rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus RenameFile(const std::string& from, const std::string& to, const rocksdb::IOOptions& options,
                               rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus GetFreeSpace(const std::string& path, const rocksdb::IOOptions& options, uint64_t* bytes,
                                 rocksdb::IODebugContext* debug) override;

 private:
  class File;
  class Directory;
  struct FileState {
    uint64_t written = 0;
    uint64_t synced = 0;
    // The directory does not name it durably; `before` is what its name held until then.
    bool name_unsynced = false;
    std::optional<std::string> before;
  };

  // Counts a step. Not OK: the machine has stopped or steps fail.
  rocksdb::IOStatus Step() ABSL_LOCKS_EXCLUDED(mutex_);
  // How much of an append of `size` bytes is written, and what it returns.
  rocksdb::IOStatus StepAppend(size_t size, size_t* written) ABSL_LOCKS_EXCLUDED(mutex_);
  void Written(const std::string& name, uint64_t bytes) ABSL_LOCKS_EXCLUDED(mutex_);
  void Synced(const std::string& name) ABSL_LOCKS_EXCLUDED(mutex_);
  void Truncated(const std::string& name, uint64_t size) ABSL_LOCKS_EXCLUDED(mutex_);
  void DirectorySynced(const std::string& name) ABSL_LOCKS_EXCLUDED(mutex_);

  mutable absl::Mutex mutex_;
  std::map<std::string, FileState> files_ ABSL_GUARDED_BY(mutex_);
  uint64_t steps_ ABSL_GUARDED_BY(mutex_) = 0;
  std::optional<uint64_t> crash_at_ ABSL_GUARDED_BY(mutex_);
  bool fail_ ABSL_GUARDED_BY(mutex_) = false;
  std::optional<uint64_t> free_bytes_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_TESTING_ROCKSDB_FAULT_FILE_SYSTEM_H_
