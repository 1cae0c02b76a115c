#include "store/backup/rocksdb_backups.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <memory>
#include <system_error>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "rocksdb/utilities/backup_engine.h"
#include "store/errors.h"
#include "store/reading/listings.h"
#include "store/reading/sequence.h"
#include "store/reading/store_digest.h"

namespace trialweave::store {
namespace {

// For reading a backup in place, beside the store that runs.
constexpr int64_t kMemory = 32 * 1024 * 1024;

std::string NameOf(uint32_t number) { return absl::StrCat("backups/", number); }

absl::Status Failed(const rocksdb::Status& status) { return BackupFailedError(status.ToString()); }

rocksdb::BackupEngineOptions EngineOptions(const std::string& folder) {
  rocksdb::BackupEngineOptions options(folder);
  options.share_table_files = true;
  options.share_files_with_checksum = true;
  options.sync = true;
  return options;
}

absl::StatusOr<std::unique_ptr<rocksdb::BackupEngine>> OpenEngine(const std::string& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder + "/descriptions", error);
  if (error) return BackupFailedError("cannot make " + folder + ": " + error.message());
  rocksdb::BackupEngine* engine = nullptr;
  const rocksdb::IOStatus status = rocksdb::BackupEngine::Open(EngineOptions(folder), rocksdb::Env::Default(), &engine);
  if (!status.ok()) return Failed(status);
  return std::unique_ptr<rocksdb::BackupEngine>(engine);
}

std::string DescriptionFile(const std::string& folder, uint32_t number) {
  return absl::StrCat(folder, "/descriptions/", number);
}

absl::Status WriteDescription(const std::string& folder, uint32_t number, const v1::Backup& backup) {
  const std::string path = DescriptionFile(folder, number);
  std::ofstream file(path + ".new", std::ios::binary);
  file << backup.SerializeAsString();
  file.close();
  std::error_code error;
  if (file) std::filesystem::rename(path + ".new", path, error);
  return file && !error ? absl::OkStatus() : BackupFailedError("cannot write " + path);
}

// What was noted when the backup was made; with a problem when nothing was.
v1::Backup Described(const std::string& folder, const rocksdb::BackupInfo& info) {
  v1::Backup backup;
  std::ifstream file(DescriptionFile(folder, info.backup_id), std::ios::binary);
  if (!file || !backup.ParseFromIstream(&file)) {
    backup.Clear();
    backup.set_problem("it has no description: its making was interrupted");
  }
  backup.set_name(NameOf(info.backup_id));
  backup.set_byte_size(info.size);
  backup.set_files(info.number_files);
  backup.mutable_create_time()->set_seconds(info.timestamp);
  return backup;
}

absl::Status Describe(const Reader& reader, v1::Backup* backup) {
  const absl::StatusOr<v1::GetStoreStatusResponse> counts = ReadCounts(reader);
  if (!counts.ok()) return counts.status();
  const absl::StatusOr<uint64_t> sequence = NewestSequence(reader);
  if (!sequence.ok()) return sequence.status();
  absl::StatusOr<std::string> digest = StoreContentDigest(reader);
  if (!digest.ok()) return digest.status();
  backup->set_sequence(*sequence);
  backup->set_content_digest(*std::move(digest));
  backup->set_registrations(counts->registrations());
  backup->set_trials(counts->trials());
  return absl::OkStatus();
}

// What a backup, opened where it lies, says of itself.
absl::Status DescribeInPlace(const rocksdb::BackupEngine& engine, uint32_t number, v1::Backup* backup) {
  rocksdb::BackupInfo info;
  if (rocksdb::Status status = engine.GetBackupInfo(number, &info, /*include_file_details=*/true); !status.ok()) {
    return NotFoundError("backup", NameOf(number));
  }
  const auto database = RocksDbDatabase::OpenReadOnly(info.name_for_open, kMemory, info.env_for_open.get());
  // Whole, and not ours to read.
  if (database.status().code() == absl::StatusCode::kFailedPrecondition) return database.status();
  if (!database.ok()) return BackupCorruptError(NameOf(number), std::string(database.status().message()));
  const absl::Status status = Describe((*database)->latest(), backup);
  return status.ok() ? status : BackupCorruptError(NameOf(number), std::string(status.message()));
}

absl::StatusOr<v1::Backup> Find(const rocksdb::BackupEngine& engine, const std::string& folder, uint32_t number) {
  rocksdb::BackupInfo info;
  if (engine.GetBackupInfo(number, &info).ok()) return Described(folder, info);
  std::vector<rocksdb::BackupID> corrupt;
  engine.GetCorruptedBackups(&corrupt);
  if (std::find(corrupt.begin(), corrupt.end(), number) != corrupt.end()) {
    return BackupCorruptError(NameOf(number), "files are missing or have another size");
  }
  return NotFoundError("backup", NameOf(number));
}

absl::Status Compare(const v1::Backup& made, const v1::Backup& found) {
  if (made.sequence() == found.sequence() && made.content_digest() == found.content_digest()) return absl::OkStatus();
  return BackupCorruptError(made.name(), absl::StrCat("it holds sequence ", found.sequence(), ", it was made at ",
                                                      made.sequence(), ", or its content is another"));
}

bool IsEmptyOrMissing(const std::string& folder) {
  std::error_code error;
  return !std::filesystem::exists(folder, error) || std::filesystem::is_empty(folder, error);
}

}  // namespace

absl::StatusOr<v1::Backup> RocksDbBackups::Create(const RocksDbDatabase& database, uint32_t keep) {
  absl::MutexLock lock(&mutex_);
  absl::StatusOr<std::unique_ptr<rocksdb::BackupEngine>> engine = OpenEngine(folder_);
  if (!engine.ok()) return engine.status();
  rocksdb::CreateBackupOptions options;
  options.flush_before_backup = true;
  rocksdb::BackupID number = 0;
  const rocksdb::IOStatus created = (*engine)->CreateNewBackup(options, database.rocksdb(), &number);
  if (!created.ok()) return Failed(created);
  v1::Backup backup;
  if (absl::Status status = DescribeInPlace(**engine, number, &backup); !status.ok()) return status;
  if (absl::Status status = WriteDescription(folder_, number, backup); !status.ok()) return status;
  if (keep > 0) {
    if (rocksdb::IOStatus status = (*engine)->PurgeOldBackups(keep); !status.ok()) return Failed(status);
  }
  rocksdb::BackupInfo info;
  if (rocksdb::Status status = (*engine)->GetBackupInfo(number, &info); !status.ok()) return Failed(status);
  return Described(folder_, info);
}

absl::StatusOr<std::vector<v1::Backup>> RocksDbBackups::List() const {
  absl::MutexLock lock(&mutex_);
  absl::StatusOr<std::unique_ptr<rocksdb::BackupEngine>> engine = OpenEngine(folder_);
  if (!engine.ok()) return engine.status();
  std::vector<rocksdb::BackupInfo> infos;
  (*engine)->GetBackupInfo(&infos);
  std::vector<v1::Backup> backups;
  for (const rocksdb::BackupInfo& info : infos) backups.push_back(Described(folder_, info));
  std::vector<rocksdb::BackupID> corrupt;
  (*engine)->GetCorruptedBackups(&corrupt);
  for (const rocksdb::BackupID number : corrupt) {
    v1::Backup& backup = backups.emplace_back();
    backup.set_name(NameOf(number));
    backup.set_problem("files are missing or have another size");
  }
  const auto number_of = [](const v1::Backup& backup) { return *ParseBackupName(backup.name()); };
  std::sort(backups.begin(), backups.end(),
            [&](const v1::Backup& a, const v1::Backup& b) { return number_of(a) > number_of(b); });
  return backups;
}

absl::StatusOr<v1::Backup> RocksDbBackups::Verify(uint32_t number) const {
  absl::MutexLock lock(&mutex_);
  absl::StatusOr<std::unique_ptr<rocksdb::BackupEngine>> engine = OpenEngine(folder_);
  if (!engine.ok()) return engine.status();
  absl::StatusOr<v1::Backup> made = Find(**engine, folder_, number);
  if (!made.ok()) return made;
  if (!made->problem().empty()) return BackupCorruptError(made->name(), made->problem());
  const rocksdb::IOStatus files = (*engine)->VerifyBackup(number, /*verify_with_checksum=*/true);
  if (!files.ok()) return BackupCorruptError(made->name(), files.ToString());
  v1::Backup found;
  if (absl::Status status = DescribeInPlace(**engine, number, &found); !status.ok()) return status;
  if (absl::Status status = Compare(*made, found); !status.ok()) return status;
  return made;
}

absl::StatusOr<v1::Backup> RocksDbBackups::Restore(uint32_t number, const std::string& data_dir) const {
  if (!IsEmptyOrMissing(data_dir)) return DataDirNotEmptyError(data_dir);
  absl::MutexLock lock(&mutex_);
  absl::StatusOr<std::unique_ptr<rocksdb::BackupEngine>> engine = OpenEngine(folder_);
  if (!engine.ok()) return engine.status();
  absl::StatusOr<v1::Backup> made = Find(**engine, folder_, number);
  if (!made.ok()) return made;
  std::filesystem::path target = std::filesystem::path(data_dir).lexically_normal();
  if (!target.has_filename()) target = target.parent_path();
  const std::string under_way = target.string() + ".restoring";
  std::error_code error;
  std::filesystem::remove_all(under_way, error);
  std::filesystem::create_directories(under_way, error);
  if (error) return BackupFailedError("cannot make " + under_way + ": " + error.message());
  const rocksdb::IOStatus restored = (*engine)->RestoreDBFromBackup(number, under_way, under_way);
  if (restored.IsCorruption()) return BackupCorruptError(made->name(), restored.ToString());
  if (!restored.ok()) return Failed(restored);
  {
    const auto database = RocksDbDatabase::Open(under_way, kMemory);
    if (!database.ok()) return database.status();
    v1::Backup found;
    if (absl::Status status = Describe((*database)->latest(), &found); !status.ok()) return status;
    if (absl::Status status = Compare(*made, found); !status.ok()) return status;
  }
  std::filesystem::rename(under_way, target, error);
  if (error) return BackupFailedError("cannot put it in the place of " + data_dir + ": " + error.message());
  return made;
}

absl::StatusOr<uint32_t> RocksDbBackups::NewestUpTo(uint64_t sequence) const {
  const absl::StatusOr<std::vector<v1::Backup>> backups = List();
  if (!backups.ok()) return backups.status();
  for (const v1::Backup& backup : *backups) {
    if (backup.problem().empty() && backup.sequence() <= sequence) return ParseBackupName(backup.name());
  }
  return NotFoundError("backup", absl::StrCat("up to sequence ", sequence));
}

absl::StatusOr<uint32_t> ParseBackupName(const std::string& name) {
  uint32_t number = 0;
  const std::string digits(absl::StripPrefix(name, "backups/"));
  if (absl::SimpleAtoi(digits, &number) && number > 0) return number;
  return InvalidFieldError("name", "must be backups/{number}");
}

}  // namespace trialweave::store
