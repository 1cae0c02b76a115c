#include "store/database/rocksdb_files.h"

#include <cstdint>
#include <limits>
#include <memory>
#include <vector>

#include "rocksdb/file_checksum.h"
#include "rocksdb/file_system.h"
#include "rocksdb/metadata.h"
#include "rocksdb/options.h"
#include "store/errors.h"

namespace trialweave::store {
namespace {

constexpr size_t kMiB = 1024 * 1024;

using OnStep = std::function<bool(const std::string& file, const std::string& problem)>;

// What is wrong with the file; empty when nothing is, or nobody listens any more.
std::string CheckFile(rocksdb::FileSystem* files, const rocksdb::LiveFileStorageInfo& info, const OnStep& on_step,
                      bool* stopped) {
  const std::string path = info.directory + "/" + info.relative_filename;
  std::unique_ptr<rocksdb::FSSequentialFile> file;
  if (rocksdb::IOStatus status = files->NewSequentialFile(path, rocksdb::FileOptions(), &file, nullptr); !status.ok()) {
    return status.ToString();
  }
  const std::unique_ptr<rocksdb::FileChecksumGenerator> checksum =
      rocksdb::GetFileChecksumGenCrc32cFactory()->CreateFileChecksumGenerator(rocksdb::FileChecksumGenContext());
  std::string buffer(kMiB, '\0');
  uint64_t size = 0;
  while (true) {
    rocksdb::Slice read;
    const rocksdb::IOStatus status = file->Read(buffer.size(), rocksdb::IOOptions(), &read, buffer.data(), nullptr);
    if (!status.ok()) return status.ToString();
    if (read.empty()) break;
    checksum->Update(read.data(), read.size());
    size += read.size();
    if (!on_step(info.relative_filename, "")) {
      *stopped = true;
      return "";
    }
  }
  if (size != info.size) {
    return "it has " + std::to_string(size) + " bytes instead of " + std::to_string(info.size);
  }
  checksum->Finalize();
  if (info.file_checksum_func_name != checksum->Name()) return "";
  return checksum->GetChecksum() == info.file_checksum ? "" : "its checksum is not that of its making";
}

}  // namespace

absl::Status CheckLiveFiles(rocksdb::DB* db, const OnStep& on_step) {
  if (rocksdb::Status status = db->DisableFileDeletions(); !status.ok()) {
    return DatabaseUnavailableError(status.ToString());
  }
  rocksdb::LiveFilesStorageInfoOptions options;
  options.include_checksum_info = true;
  options.wal_size_for_flush = std::numeric_limits<uint64_t>::max();
  std::vector<rocksdb::LiveFileStorageInfo> files;
  const rocksdb::Status listed = db->GetLiveFilesStorageInfo(options, &files);
  bool stopped = false;
  for (const rocksdb::LiveFileStorageInfo& info : files) {
    if (info.file_type != rocksdb::kTableFile && info.file_type != rocksdb::kBlobFile) continue;
    const std::string problem = CheckFile(db->GetFileSystem(), info, on_step, &stopped);
    if (!problem.empty()) stopped = !on_step(info.relative_filename, problem);
    if (stopped) break;
  }
  db->EnableFileDeletions(/*force=*/false).PermitUncheckedError();
  return listed.ok() ? absl::OkStatus() : DatabaseUnavailableError(listed.ToString());
}

}  // namespace trialweave::store
