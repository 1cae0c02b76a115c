#include "store/database/rocksdb_wal.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>
#include <system_error>
#include <utility>

#include "common/log.h"
#include "rocksdb/file_checksum.h"
#include "rocksdb/write_batch.h"
#include "store/errors.h"
#include "store/format/families.h"
#include "store/format/keys.h"

namespace trialweave::store {
namespace {

constexpr size_t kBlockSize = 32 * 1024;
constexpr size_t kHeaderSize = 7;
constexpr size_t kBatchHeaderSize = 12;
constexpr uint32_t kMaskDelta = 0xa282ead8u;
// So many zeros are no accident: keys and values have no such stretches, and pages are larger.
constexpr size_t kUnwritten = 64;
// Disks write at least this much at once.
constexpr uint64_t kSectorSize = 512;
enum RecordType : uint8_t { kWhole = 1, kFirst = 2, kMiddle = 3, kLast = 4 };

uint64_t LittleEndian(std::string_view bytes) {
  uint64_t value = 0;
  for (size_t i = bytes.size(); i-- > 0;) value = value << 8 | static_cast<uint8_t>(bytes[i]);
  return value;
}

// CRC-32C, masked as RocksDB keeps it.
uint32_t MaskedCrc(std::string_view bytes) {
  static const std::shared_ptr<rocksdb::FileChecksumGenFactory> factory = rocksdb::GetFileChecksumGenCrc32cFactory();
  const std::unique_ptr<rocksdb::FileChecksumGenerator> generator =
      factory->CreateFileChecksumGenerator(rocksdb::FileChecksumGenContext());
  generator->Update(bytes.data(), bytes.size());
  generator->Finalize();
  const std::string big_endian = generator->GetChecksum();
  const auto crc = static_cast<uint32_t>(LittleEndian(std::string(big_endian.rbegin(), big_endian.rend())));
  return ((crc >> 15) | (crc << 17)) + kMaskDelta;
}

struct Record {
  RecordType type = kWhole;
  std::string_view payload;
};

// The record at the start of `bytes`, if it is intact.
std::optional<Record> RecordAt(std::string_view bytes) {
  if (bytes.size() < kHeaderSize) return std::nullopt;
  const auto type = static_cast<uint8_t>(bytes[6]);
  const size_t size = LittleEndian(bytes.substr(4, 2));
  if (type < kWhole || type > kLast || kHeaderSize + size > bytes.size()) return std::nullopt;
  if (MaskedCrc(bytes.substr(6, 1 + size)) != LittleEndian(bytes.substr(0, 4))) return std::nullopt;
  return Record{static_cast<RecordType>(type), bytes.substr(kHeaderSize, size)};
}

ChangelogRange ChangelogOf(std::string_view batch) {
  // Families are made in the order of their numbers, and RocksDB numbers them so.
  class Handler : public rocksdb::WriteBatch::Handler {
   public:
    rocksdb::Status PutCF(uint32_t family, const rocksdb::Slice& key, const rocksdb::Slice&) override {
      if (family != static_cast<uint32_t>(Family::kChangelog)) return rocksdb::Status::OK();
      const absl::StatusOr<uint64_t> sequence = DecodeSequence(std::string_view(key.data(), key.size()));
      if (!sequence.ok()) return rocksdb::Status::OK();
      range.first = range.first == 0 ? *sequence : std::min(range.first, *sequence);
      range.last = std::max(range.last, *sequence);
      return rocksdb::Status::OK();
    }
    rocksdb::Status DeleteCF(uint32_t, const rocksdb::Slice&) override { return rocksdb::Status::OK(); }
    rocksdb::Status SingleDeleteCF(uint32_t, const rocksdb::Slice&) override { return rocksdb::Status::OK(); }
    void LogData(const rocksdb::Slice&) override {}
    ChangelogRange range;
  };
  Handler handler;
  rocksdb::WriteBatch(std::string(batch)).Iterate(&handler).PermitUncheckedError();
  return handler.range;
}

// Puts records together to groups.
class GroupReader {
 public:
  // `batches`: groups are write batches; else edits of the manifest, of which only the place is of interest.
  GroupReader(WalFile* file, bool batches, const std::function<void(const WalGroup&, std::string_view)>& on_batch)
      : file_(file), batches_(batches), on_batch_(on_batch) {}

  void Add(uint64_t offset, const Record& record) {
    const bool starts = record.type == kWhole || record.type == kFirst;
    if (under_way_ && starts) Damage(start_);
    if (!under_way_ && !starts) return Damage(offset);
    if (starts) {
      start_ = offset;
      batch_.clear();
    }
    batch_.append(record.payload);
    under_way_ = record.type == kFirst || record.type == kMiddle;
    if (!under_way_) End(offset + kHeaderSize + record.payload.size());
  }
  void Damage(uint64_t offset) {
    file_->damage.push_back(under_way_ ? std::min(start_, offset) : offset);
    under_way_ = false;
  }
  void Finish() {
    if (under_way_) Damage(start_);
  }

 private:
  void End(uint64_t end) {
    if (!batches_) {
      file_->groups.push_back({start_, end, 0, 0, {}});
      return;
    }
    if (batch_.size() < kBatchHeaderSize) return Damage(start_);
    const std::string_view batch = batch_;
    WalGroup group = {start_, end, LittleEndian(batch.substr(0, 8)),
                      static_cast<uint32_t>(LittleEndian(batch.substr(8, 4))), ChangelogOf(batch)};
    if (on_batch_) on_batch_(group, batch);
    file_->groups.push_back(group);
  }

  WalFile* const file_;
  const bool batches_;
  const std::function<void(const WalGroup&, std::string_view)>& on_batch_;
  std::string batch_;
  uint64_t start_ = 0;
  bool under_way_ = false;
};

// The bytes that a block leaves unused at its end, or that were allocated and never written.
bool IsPadding(std::string_view bytes) {
  return std::all_of(bytes.begin(), bytes.end(), [](char byte) { return byte == 0; });
}

void ReadBlock(uint64_t block_offset, std::string_view block, GroupReader* groups) {
  size_t at = 0;
  while (at < block.size()) {
    if (std::optional<Record> record = RecordAt(block.substr(at)); record.has_value()) {
      groups->Add(block_offset + at, *record);
      at += kHeaderSize + record->payload.size();
      continue;
    }
    const std::string_view rest = block.substr(at);
    if (rest.size() < kHeaderSize && block.size() == kBlockSize && IsPadding(rest)) return;
    groups->Damage(block_offset + at);
    // Its size may be what is damaged: the next record may be anywhere.
    do {
      ++at;
    } while (at < block.size() && !RecordAt(block.substr(at)).has_value());
  }
}

// 000123.log in the folder, from `first_live` on, in order.
std::vector<std::pair<uint64_t, std::string>> ListLogs(const std::string& folder, uint64_t first_live) {
  std::vector<std::pair<uint64_t, std::string>> logs;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
    if (entry.path().extension() != ".log") continue;
    const std::string name = entry.path().stem().string();
    uint64_t number = 0;
    const auto [end, wrong] = std::from_chars(name.data(), name.data() + name.size(), number);
    if (wrong != std::errc() || end != name.data() + name.size() || number < first_live) continue;
    logs.emplace_back(number, entry.path().string());
  }
  std::sort(logs.begin(), logs.end());
  return logs;
}

absl::Status Cut(const std::string& path, uint64_t size) {
  const int fd = open(path.c_str(), O_WRONLY | O_CLOEXEC);
  if (fd < 0) return DatabaseUnavailableError("cannot write " + path);
  const bool done = ftruncate(fd, static_cast<off_t>(size)) == 0 && fsync(fd) == 0;
  close(fd);
  return done ? absl::OkStatus() : DatabaseUnavailableError("cannot cut " + path);
}

// The first group that cannot follow what comes before it: intact, but something in front of it is missing.
struct Hole {
  size_t log = 0;
  // Bytes of that log that come before the hole.
  uint64_t keep = 0;
  uint64_t last_before = 0;
  uint64_t first_behind = 0;
  uint64_t last_behind = 0;
};

std::optional<Hole> FindHole(const std::vector<WalFile>& logs, uint64_t flushed) {
  std::optional<Hole> hole;
  uint64_t next = flushed + 1, last = 0;
  for (size_t i = 0; i < logs.size(); ++i) {
    uint64_t end = 0;
    for (const WalGroup& group : logs[i].groups) {
      const bool damaged = !logs[i].damage.empty() && logs[i].damage.front() < group.offset;
      if (!hole.has_value() && (damaged || group.first_sequence > next)) hole = Hole{i, end, last, 0, 0};
      // The tables' newest sequence says nothing of the families whose changes are still in the logs.
      next = group.first_sequence + group.changes;
      end = group.end;
      if (group.changelog.last == 0) continue;
      last = group.changelog.last;
      if (!hole.has_value()) continue;
      if (hole->first_behind == 0) hole->first_behind = group.changelog.first;
      hole->last_behind = last;
    }
  }
  return hole;
}

// Moves the rest of a log from `hole` on, and all logs behind it, to the quarantine.
absl::Status Quarantine(const std::string& data_dir, const std::vector<WalFile>& logs, const Hole& hole) {
  const std::filesystem::path folder = std::filesystem::path(data_dir) / "quarantine";
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  const std::filesystem::path first = logs[hole.log].path;
  if (!error) {
    std::filesystem::copy_file(first, folder / first.filename(), std::filesystem::copy_options::overwrite_existing,
                               error);
  }
  for (size_t i = hole.log + 1; !error && i < logs.size(); ++i) {
    const std::filesystem::path path = logs[i].path;
    std::filesystem::rename(path, folder / path.filename(), error);
  }
  if (error) return DatabaseUnavailableError("cannot fill " + folder.string() + ": " + error.message());
  return Cut(first.string(), hole.keep);
}

uint64_t EndOf(const WalFile& log) { return log.groups.empty() ? 0 : log.groups.back().end; }

absl::Status CutTornEnd(const WalFile& log) {
  const uint64_t end = EndOf(log);
  if (end == log.size) return absl::OkStatus();
  common::LogWarn("cut off the torn end of a log of the database: what was written last was not acknowledged",
                  {{"file", log.path}, {"offset", end}, {"bytes", log.size - end}});
  return Cut(log.path, end);
}

bool HasZeros(std::string_view bytes, size_t count) {
  return bytes.find(std::string(count, '\0')) != std::string_view::npos;
}

// Whether what follows the last intact group was never written to its end: the file stops inside a record or between
// records of one group, or has a stretch of zeros, where it grew and its data was not written. A record that is there
// to its end and has another checksum was changed.
bool IsTorn(const WalFile& log) {
  uint64_t at = EndOf(log);
  std::ifstream in(log.path, std::ios::binary);
  in.seekg(static_cast<std::streamoff>(at));
  std::string bytes(log.size - at, '\0');
  in.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  if (HasZeros(bytes, kUnwritten)) return true;
  const size_t last_sector = std::max((log.size - 1) / kSectorSize * kSectorSize, at) - at;
  if (HasZeros(std::string_view(bytes).substr(last_sector), bytes.size() - last_sector)) return true;
  std::string_view rest = bytes;
  while (!rest.empty()) {
    const size_t block_left = kBlockSize - at % kBlockSize;
    const bool ends_here = rest.size() <= block_left;
    const std::string_view block = rest.substr(0, block_left);
    size_t size = block.size();
    if (const std::optional<Record> record = RecordAt(block); record.has_value()) {
      size = kHeaderSize + record->payload.size();
    } else if (block_left >= kHeaderSize) {
      return ends_here && (block.size() < kHeaderSize || kHeaderSize + LittleEndian(block.substr(4, 2)) > block.size());
    }
    rest.remove_prefix(size);
    at += size;
  }
  return true;
}

}  // namespace

namespace {

absl::StatusOr<WalFile> ReadLog(const std::string& path, uint64_t number, bool batches,
                                const std::function<void(const WalGroup&, std::string_view batch)>& on_batch) {
  WalFile file;
  file.number = number;
  file.path = path;
  std::ifstream in(path, std::ios::binary);
  GroupReader groups(&file, batches, on_batch);
  std::string block(kBlockSize, '\0');
  while (in) {
    in.read(block.data(), static_cast<std::streamsize>(block.size()));
    const auto size = static_cast<size_t>(in.gcount());
    ReadBlock(file.size, std::string_view(block).substr(0, size), &groups);
    file.size += size;
  }
  if (!in.eof()) return DatabaseUnavailableError("cannot read " + path);
  groups.Finish();
  return file;
}

}  // namespace

absl::StatusOr<WalFile> ReadWal(const std::string& path, uint64_t number,
                                const std::function<void(const WalGroup&, std::string_view batch)>& on_batch) {
  return ReadLog(path, number, /*batches=*/true, on_batch);
}

absl::Status MendManifest(const std::string& data_dir) {
  std::ifstream current(data_dir + "/CURRENT");
  std::string name;
  if (!std::getline(current, name)) return absl::OkStatus();
  const absl::StatusOr<WalFile> manifest = ReadLog(data_dir + "/" + name, 0, /*batches=*/false, nullptr);
  // What else is wrong with it RocksDB says when it opens it.
  if (!manifest.ok() || manifest->groups.empty() || manifest->damage.empty()) return absl::OkStatus();
  if (manifest->damage.front() < manifest->groups.back().offset || !IsTorn(*manifest)) return absl::OkStatus();
  return CutTornEnd(*manifest);
}

absl::StatusOr<std::vector<WalFile>> ReadWals(const std::string& folder, uint64_t first) {
  std::vector<WalFile> logs;
  for (const auto& [number, path] : ListLogs(folder, first)) {
    absl::StatusOr<WalFile> log = ReadWal(path, number);
    if (!log.ok()) return log.status();
    logs.push_back(*std::move(log));
  }
  return logs;
}

absl::Status MendWal(const std::string& data_dir, uint64_t first_live, uint64_t flushed, WalHole hole) {
  absl::StatusOr<std::vector<WalFile>> logs = ReadWals(data_dir, first_live);
  if (!logs.ok()) return logs.status();
  if (const std::optional<Hole> found = FindHole(*logs, flushed); found.has_value()) {
    const absl::Status error = WalCorruptError((*logs)[found->log].path, found->keep, found->last_before,
                                               found->first_behind, found->last_behind);
    if (hole == WalHole::kRefuse) return error;
    common::LogError("acknowledged changes are lost", {{"error", std::string(error.message())}});
    if (absl::Status status = Quarantine(data_dir, *logs, *found); !status.ok()) return status;
    logs->resize(found->log + 1);
    logs->back() = *ReadWal(logs->back().path, logs->back().number);
  }
  // Behind the newest group there may only be what was never written to its end. Behind an older log's there may be
  // what a failed write left.
  size_t newest = logs->size();
  for (size_t i = 0; i < logs->size(); ++i) {
    if (!(*logs)[i].groups.empty()) newest = i;
  }
  for (size_t i = newest == logs->size() ? 0 : newest; i < logs->size(); ++i) {
    const WalFile& log = (*logs)[i];
    if (log.damage.empty() || IsTorn(log)) continue;
    const uint64_t last = log.groups.empty() ? 0 : log.groups.back().changelog.last;
    if (hole == WalHole::kRefuse) return WalCorruptError(log.path, EndOf(log), last, 0, 0);
    if (absl::Status status = Quarantine(data_dir, *logs, {i, EndOf(log), last, 0, 0}); !status.ok()) return status;
    logs->resize(i);
  }
  for (const WalFile& log : *logs) {
    if (absl::Status status = CutTornEnd(log); !status.ok()) return status;
  }
  return absl::OkStatus();
}

}  // namespace trialweave::store
