#include "store/testing/rocksdb_fault_file_system.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <utility>

namespace trialweave::store {
namespace {

// Disks write at least this much at once.
constexpr uint64_t kSectorSize = 512;

using ::rocksdb::IODebugContext;
using ::rocksdb::IOOptions;
using ::rocksdb::IOStatus;

std::string Contents(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream bytes;
  bytes << file.rdbuf();
  return bytes.str();
}

// RocksDB names files in a folder with one slash or two.
std::string Normal(const std::string& name) { return std::filesystem::path(name).lexically_normal().string(); }

std::string FolderOf(const std::string& name) {
  return std::filesystem::path(name).lexically_normal().parent_path().string();
}

}  // namespace

class FaultFileSystem::File : public rocksdb::FSWritableFileOwnerWrapper {
 public:
  File(FaultFileSystem* system, std::string name, std::unique_ptr<rocksdb::FSWritableFile> file)
      : FSWritableFileOwnerWrapper(std::move(file)), system_(system), name_(std::move(name)) {}

  IOStatus Append(const rocksdb::Slice& data, const IOOptions& options, IODebugContext* debug) override {
    size_t written = 0;
    const IOStatus status = system_->StepAppend(data.size(), &written);
    if (written > 0) {
      const IOStatus appended =
          FSWritableFileOwnerWrapper::Append(rocksdb::Slice(data.data(), written), options, debug);
      if (!appended.ok()) return appended;
      system_->Written(name_, written);
    }
    return status;
  }
  IOStatus Append(const rocksdb::Slice& data, const IOOptions& options, const rocksdb::DataVerificationInfo&,
                  IODebugContext* debug) override {
    return Append(data, options, debug);
  }
  IOStatus Truncate(uint64_t size, const IOOptions& options, IODebugContext* debug) override {
    if (IOStatus status = system_->Step(); !status.ok()) return status;
    const IOStatus status = FSWritableFileOwnerWrapper::Truncate(size, options, debug);
    if (status.ok()) system_->Truncated(name_, size);
    return status;
  }
  IOStatus Sync(const IOOptions& options, IODebugContext* debug) override {
    if (IOStatus status = system_->Step(); !status.ok()) return status;
    const IOStatus status = FSWritableFileOwnerWrapper::Sync(options, debug);
    if (status.ok()) system_->Synced(name_);
    return status;
  }
  IOStatus Fsync(const IOOptions& options, IODebugContext* debug) override { return Sync(options, debug); }

 private:
  FaultFileSystem* const system_;
  const std::string name_;
};

class FaultFileSystem::Directory : public rocksdb::FSDirectoryWrapper {
 public:
  Directory(FaultFileSystem* system, std::string name, std::unique_ptr<rocksdb::FSDirectory> directory)
      : FSDirectoryWrapper(std::move(directory)), system_(system), name_(std::move(name)) {}
  IOStatus Fsync(const IOOptions& options, IODebugContext* debug) override {
    if (IOStatus status = system_->Step(); !status.ok()) return status;
    const IOStatus status = FSDirectoryWrapper::Fsync(options, debug);
    if (status.ok()) system_->DirectorySynced(name_);
    return status;
  }
  IOStatus FsyncWithDirOptions(const IOOptions& options, IODebugContext* debug,
                               const rocksdb::DirFsyncOptions&) override {
    return Fsync(options, debug);
  }

 private:
  FaultFileSystem* const system_;
  const std::string name_;
};

uint64_t FaultFileSystem::steps() const {
  absl::MutexLock lock(&mutex_);
  return steps_;
}

void FaultFileSystem::CrashAt(uint64_t step) {
  absl::MutexLock lock(&mutex_);
  crash_at_ = steps_ + step;
}

bool FaultFileSystem::crashed() const {
  absl::MutexLock lock(&mutex_);
  return crash_at_.has_value() && steps_ >= *crash_at_;
}

void FaultFileSystem::FailSteps(bool fail) {
  absl::MutexLock lock(&mutex_);
  fail_ = fail;
}

void FaultFileSystem::SetFreeBytes(std::optional<uint64_t> bytes) {
  absl::MutexLock lock(&mutex_);
  free_bytes_ = bytes;
}

IOStatus FaultFileSystem::Step() {
  absl::MutexLock lock(&mutex_);
  ++steps_;
  if (crash_at_.has_value() && steps_ >= *crash_at_) return IOStatus::IOError("the machine has stopped");
  return fail_ ? IOStatus::IOError("told to fail") : IOStatus::OK();
}

IOStatus FaultFileSystem::StepAppend(size_t size, size_t* written) {
  absl::MutexLock lock(&mutex_);
  ++steps_;
  *written = 0;
  if (crash_at_.has_value() && steps_ >= *crash_at_) {
    if (steps_ == *crash_at_) *written = size / 2;
    return IOStatus::IOError("the machine has stopped");
  }
  if (fail_) return IOStatus::IOError("told to fail");
  *written = size;
  if (!free_bytes_.has_value()) return IOStatus::OK();
  *written = std::min<uint64_t>(size, *free_bytes_);
  *free_bytes_ -= *written;
  return *written == size ? IOStatus::OK() : IOStatus::NoSpace("no space left");
}

void FaultFileSystem::Written(const std::string& name, uint64_t bytes) {
  absl::MutexLock lock(&mutex_);
  files_[name].written += bytes;
}

void FaultFileSystem::Synced(const std::string& name) {
  absl::MutexLock lock(&mutex_);
  files_[name].synced = files_[name].written;
}

void FaultFileSystem::Truncated(const std::string& name, uint64_t size) {
  absl::MutexLock lock(&mutex_);
  FileState& file = files_[name];
  file.written = size;
  file.synced = std::min(file.synced, size);
}

void FaultFileSystem::DirectorySynced(const std::string& name) {
  absl::MutexLock lock(&mutex_);
  for (auto& [path, file] : files_) {
    if (FolderOf(path) != name) continue;
    file.name_unsynced = false;
    file.before.reset();
  }
}

IOStatus FaultFileSystem::NewWritableFile(const std::string& name, const rocksdb::FileOptions& options,
                                          std::unique_ptr<rocksdb::FSWritableFile>* file, IODebugContext* debug) {
  if (IOStatus status = Step(); !status.ok()) return status;
  const std::string path = Normal(name);
  FileState state;
  state.name_unsynced = true;
  if (std::filesystem::exists(path)) state.before = Contents(path);
  const IOStatus status = FileSystemWrapper::NewWritableFile(name, options, file, debug);
  if (!status.ok()) return status;
  *file = std::make_unique<File>(this, path, std::move(*file));
  absl::MutexLock lock(&mutex_);
  files_[path] = std::move(state);
  return status;
}

IOStatus FaultFileSystem::ReopenWritableFile(const std::string& name, const rocksdb::FileOptions& options,
                                             std::unique_ptr<rocksdb::FSWritableFile>* file, IODebugContext* debug) {
  if (IOStatus status = Step(); !status.ok()) return status;
  const std::string path = Normal(name);
  const IOStatus status = FileSystemWrapper::ReopenWritableFile(name, options, file, debug);
  if (!status.ok()) return status;
  *file = std::make_unique<File>(this, path, std::move(*file));
  std::error_code error;
  const uint64_t size = std::filesystem::file_size(path, error);
  absl::MutexLock lock(&mutex_);
  files_.try_emplace(path, FileState{size, size, false, std::nullopt});
  return status;
}

IOStatus FaultFileSystem::NewDirectory(const std::string& name, const IOOptions& options,
                                       std::unique_ptr<rocksdb::FSDirectory>* directory, IODebugContext* debug) {
  const IOStatus status = FileSystemWrapper::NewDirectory(name, options, directory, debug);
  if (!status.ok()) return status;
  // Without the slash that a folder's name may end with.
  *directory = std::make_unique<Directory>(this, FolderOf(name + "/x"), std::move(*directory));
  return status;
}

IOStatus FaultFileSystem::DeleteFile(const std::string& name, const IOOptions& options, IODebugContext* debug) {
  if (IOStatus status = Step(); !status.ok()) return status;
  const IOStatus status = FileSystemWrapper::DeleteFile(name, options, debug);
  absl::MutexLock lock(&mutex_);
  if (status.ok()) files_.erase(Normal(name));
  return status;
}

IOStatus FaultFileSystem::RenameFile(const std::string& from, const std::string& to, const IOOptions& options,
                                     IODebugContext* debug) {
  if (IOStatus status = Step(); !status.ok()) return status;
  const std::string source = Normal(from), target = Normal(to);
  std::optional<std::string> before;
  if (std::filesystem::exists(target)) before = Contents(target);
  const IOStatus status = FileSystemWrapper::RenameFile(from, to, options, debug);
  if (!status.ok()) return status;
  absl::MutexLock lock(&mutex_);
  const auto renamed = files_.find(source);
  if (renamed == files_.end()) return status;
  FileState state = renamed->second;
  files_.erase(renamed);
  state.name_unsynced = true;
  state.before = std::move(before);
  files_[target] = std::move(state);
  return status;
}

IOStatus FaultFileSystem::GetFreeSpace(const std::string& path, const IOOptions& options, uint64_t* bytes,
                                       IODebugContext* debug) {
  const IOStatus status = FileSystemWrapper::GetFreeSpace(path, options, bytes, debug);
  absl::MutexLock lock(&mutex_);
  if (status.ok() && free_bytes_.has_value()) *bytes = std::min(*bytes, *free_bytes_);
  return status;
}

void FaultFileSystem::LosePower(Tail tail) {
  absl::MutexLock lock(&mutex_);
  for (const auto& [name, file] : files_) {
    std::error_code gone;
    if (file.name_unsynced) {
      std::filesystem::remove(name, gone);
      if (file.before.has_value()) std::ofstream(name, std::ios::binary) << *file.before;
      continue;
    }
    if (!std::filesystem::exists(name) || file.written <= file.synced) continue;
    const uint64_t unsynced = file.written - file.synced;
    uint64_t kept = tail == Tail::kNothing ? 0 : unsynced / 2;
    if (tail == Tail::kZeros)
      kept = std::max((file.synced + kept) / kSectorSize * kSectorSize, file.synced) - file.synced;
    std::filesystem::resize_file(name, file.synced + kept, gone);
    if (tail == Tail::kZeros) std::filesystem::resize_file(name, file.written, gone);
  }
  files_.clear();
  crash_at_.reset();
  fail_ = false;
  free_bytes_.reset();
}

}  // namespace trialweave::store
