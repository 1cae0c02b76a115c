#include "crawler/sources/file_drop_source.h"

#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/log.h"
#include "common/sha256.h"
#include "common/status.h"
#include "common/timestamps.h"
#include "crawler/containers/container_error.h"
#include "crawler/containers/container_splitter.h"
#include "crawler/containers/export_date.h"
#include "crawler/containers/side_car.h"
#include "crawler/sources/archive_members.h"
#include "crawler/sources/folder_walk.h"
#include "trialweave/crawlstate/v1/crawl_state.pb.h"

namespace trialweave::crawler {
namespace {

using crawlstate::v1::CompletedFile;

constexpr size_t kReadBytes = 256 * 1024;
constexpr uint64_t kMaxSideCarBytes = 64 * 1024;
// Between an archive's path and a member's number in the keys of containers; no path has it.
constexpr absl::string_view kMemberMark("\0", 1);

// SHA-256 of a file's bytes; UNAVAILABLE (CONTAINER_UNREADABLE).
absl::StatusOr<std::string> DigestOf(FileSource* file) {
  common::Sha256Hasher hasher;
  std::string buffer(kReadBytes, '\0');
  for (;;) {
    absl::StatusOr<size_t> n = file->Read(buffer.data(), buffer.size());
    if (!n.ok()) return n.status();
    if (*n == 0) return hasher.Finish();
    hasher.Update({buffer.data(), *n});
  }
}

bool SameFile(const CompletedFile& a, const CompletedFile& b) {
  return a.size() == b.size() && a.mtime_ns() == b.mtime_ns() && a.side_car_size() == b.side_car_size() &&
         a.side_car_mtime_ns() == b.side_car_mtime_ns();
}

class FileDropPass : public SourcePass {
 public:
  FileDropPass(std::string id, const config::v1::FileDropConfig& config, const ContainerLimits& container_limits,
               const SplitLimits& split_limits, common::Clock* clock, std::string spool_dir, const PassRequest& request)
      : id_(std::move(id)),
        config_(config),
        container_limits_(container_limits),
        split_limits_(split_limits),
        clock_(clock),
        spool_dir_(std::move(spool_dir)),
        full_(request.full) {
    crawlstate::v1::FileDropState state;
    if (!state.ParseFromString(request.state)) state.Clear();
    for (const CompletedFile& file : state.files()) completed_[file.path()] = file;
    entries_ = WalkFolder(config_.folder());
  }

  absl::StatusOr<std::optional<Container>> Next() override;
  bool Unchanged(const std::string& path) const override;
  void Complete(const std::string& key) override;
  std::string State() const override;
  absl::StatusOr<PassSummary> Finish() override;

 private:
  std::string FullPath(const std::string& path) const { return absl::StrCat(config_.folder(), "/", path); }
  // A file that was given out, or an archive whose members were.
  struct Pending {
    CompletedFile file;
    // Containers whose outcomes are not all durable yet.
    uint64_t awaited = 0;
    // More containers of it may come.
    bool open = false;
  };
  // The archive whose members are being given out.
  struct OpenArchive {
    std::string path;
    SideCar side_car;
    CompletedFile file;
    std::unique_ptr<ArchiveMembers> members;
    uint64_t given_out = 0;
    bool broken = false;
  };

  absl::StatusOr<std::optional<Container>> Take(const FolderEntry& entry);
  absl::StatusOr<std::optional<Container>> TakeArchive(const std::string& path, SideCar side_car, CompletedFile file);
  absl::StatusOr<std::optional<Container>> TakeMember();
  // Why the rest of the archive in hand cannot be read, as a container.
  Container Broken(const absl::Status& fault);
  // When the archive in hand was observed as a whole.
  absl::Time ArchiveTime() const;
  void EndArchive();
  void CompleteIfDone(const std::string& path);
  // What the operator says of a file, in its container.
  static void Describe(const SideCar& side_car, const std::string& origin, v1::ContainerRef* ref);
  Container Unreadable(const std::string& path, const std::string& message) const;
  absl::StatusOr<CompletedFile> Fingerprint(const std::string& path) const;
  bool Settling(const CompletedFile& file);
  SideCar ReadSideCar(const std::string& path);
  absl::Time ObservedAt(const std::string& full_path, const SideCar& side_car, absl::Time file_time);

  const std::string id_;
  const config::v1::FileDropConfig config_;
  const ContainerLimits container_limits_;
  const SplitLimits split_limits_;
  common::Clock* const clock_;
  const std::string spool_dir_;
  const bool full_;
  std::vector<FolderEntry> entries_;
  size_t next_ = 0;
  // Proven complete, by path.
  std::map<std::string, CompletedFile> completed_;
  // Given out, not yet complete, by path.
  std::map<std::string, Pending> pending_;
  std::optional<OpenArchive> archive_;
  uint64_t skipped_ = 0;
  uint64_t settling_ = 0;
  uint64_t bad_side_cars_ = 0;
  uint64_t inferred_dates_ = 0;
};

absl::StatusOr<CompletedFile> FileDropPass::Fingerprint(const std::string& path) const {
  struct stat info;
  if (stat(FullPath(path).c_str(), &info) != 0) return UnreadableError("it is gone");
  CompletedFile file;
  file.set_path(path);
  file.set_size(static_cast<uint64_t>(info.st_size));
  file.set_mtime_ns(info.st_mtim.tv_sec * 1'000'000'000LL + info.st_mtim.tv_nsec);
  if (stat((FullPath(path) + ".meta").c_str(), &info) == 0 && S_ISREG(info.st_mode)) {
    file.set_side_car_size(static_cast<uint64_t>(info.st_size));
    file.set_side_car_mtime_ns(info.st_mtim.tv_sec * 1'000'000'000LL + info.st_mtim.tv_nsec);
  }
  return file;
}

bool FileDropPass::Settling(const CompletedFile& file) {
  const absl::Time changed = absl::FromUnixNanos(file.mtime_ns());
  return config_.settle_seconds() > 0 && clock_->Now() - changed < absl::Seconds(config_.settle_seconds());
}

SideCar FileDropPass::ReadSideCar(const std::string& path) {
  const std::string meta = FullPath(path) + ".meta";
  std::error_code error;
  const uintmax_t size = std::filesystem::file_size(meta, error);
  if (error) return {};
  std::string text;
  if (size <= kMaxSideCarBytes) {
    std::ifstream in(meta, std::ios::binary);
    text.assign(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
  }
  absl::StatusOr<SideCar> side_car = ParseSideCar(text);
  if (side_car.ok() && size <= kMaxSideCarBytes) return *std::move(side_car);
  ++bad_side_cars_;
  common::LogWarn("side-car ignored",
                  {{"file", path + ".meta"},
                   {"error", side_car.ok() ? std::string("too large") : std::string(side_car.status().message())}});
  return {};
}

// What the records say, else the side-car, else the file's time.
absl::Time FileDropPass::ObservedAt(const std::string& full_path, const SideCar& side_car, absl::Time file_time) {
  ExportDate date;
  if (auto source = FileSource::Open(full_path); source.ok()) {
    // The first record decides, and the rest of the container is not read for this, unless what it says has two
    // readings and nobody else says which is meant.
    (void)SplitContainer(source->get(), id_, container_limits_, split_limits_, [&](const v1::RecordDocument& document) {
      const bool more = date.Take(document) && !(date.ambiguous() && side_car.obtained_at.has_value());
      return more ? absl::OkStatus() : absl::CancelledError();
    });
  }
  if (date.certain().has_value()) return *date.certain();
  if (side_car.obtained_at.has_value()) return *side_car.obtained_at;
  const std::optional<absl::Time> inferred = date.Inferred();
  if (!inferred.has_value()) return file_time;
  ++inferred_dates_;
  common::LogInfo("export date with two readings, decided by the newest record",
                  {{"file", full_path}, {"observed_at", absl::FormatTime(*inferred, absl::UTCTimeZone())}});
  return *inferred;
}

Container FileDropPass::Unreadable(const std::string& path, const std::string& message) const {
  Container container;
  container.key = path;
  container.ref.set_origin(path);
  *container.ref.mutable_observed_at() = common::ToTimestamp(clock_->Now());
  container.cause = MakeCause(v1::DEAD_LETTER_REASON_UNREADABLE, message);
  return container;
}

// nullopt when the file is to be left alone.
absl::StatusOr<std::optional<Container>> FileDropPass::Take(const FolderEntry& entry) {
  if (!entry.problem.empty()) return Unreadable(entry.path, entry.problem);
  absl::StatusOr<CompletedFile> file = Fingerprint(entry.path);
  // Removed since the walk: whoever dropped it took it back.
  if (!file.ok()) return std::nullopt;
  if (Settling(*file)) {
    ++settling_;
    return std::nullopt;
  }
  const auto known = completed_.find(entry.path);
  if (!full_ && known != completed_.end() && SameFile(known->second, *file)) {
    ++skipped_;
    return std::nullopt;
  }
  auto source = FileSource::Open(FullPath(entry.path));
  if (!source.ok()) return Unreadable(entry.path, std::string(source.status().message()));
  absl::StatusOr<std::string> digest = DigestOf(source->get());
  if (!digest.ok()) return Unreadable(entry.path, std::string(digest.status().message()));
  absl::StatusOr<CompletedFile> after = Fingerprint(entry.path);
  if (!after.ok() || !SameFile(*file, *after)) {
    ++settling_;
    return std::nullopt;
  }
  file->set_digest(*digest);
  SideCar side_car = ReadSideCar(entry.path);
  const absl::StatusOr<bool> is_archive = IsArchive(FullPath(entry.path));
  if (is_archive.ok() && *is_archive) return TakeArchive(entry.path, std::move(side_car), *std::move(file));
  Container container;
  container.key = entry.path;
  container.path = FullPath(entry.path);
  container.ref.set_digest(*digest);
  Describe(side_car, entry.path, &container.ref);
  container.ref.set_byte_size(file->size());
  *container.ref.mutable_observed_at() =
      common::ToTimestamp(ObservedAt(container.path, side_car, absl::FromUnixNanos(file->mtime_ns())));
  if (!side_car.complete_set.empty()) {
    container.snapshot_key = entry.path;
    container.snapshot_time = container.ref.observed_at();
  }
  pending_[entry.path] = {*std::move(file), 1, false};
  return container;
}

void FileDropPass::Describe(const SideCar& side_car, const std::string& origin, v1::ContainerRef* ref) {
  ref->set_origin(side_car.origin.empty() ? origin : side_car.origin);
  ref->set_obtained_by(side_car.obtained_by);
  ref->set_complete_set(side_car.complete_set);
}

absl::StatusOr<std::optional<Container>> FileDropPass::TakeArchive(const std::string& path, SideCar side_car,
                                                                   CompletedFile file) {
  absl::StatusOr<std::unique_ptr<ArchiveMembers>> members =
      ArchiveMembers::Open(FullPath(path), spool_dir_, container_limits_);
  if (!members.ok()) return Unreadable(path, std::string(members.status().message()));
  pending_[path] = {file, 0, true};
  archive_ = {path, std::move(side_car), std::move(file), *std::move(members)};
  return TakeMember();
}

absl::Time FileDropPass::ArchiveTime() const {
  return archive_->side_car.obtained_at.value_or(absl::FromUnixNanos(archive_->file.mtime_ns()));
}

Container FileDropPass::Broken(const absl::Status& fault) {
  archive_->broken = true;
  Container container;
  container.ref.set_digest(archive_->file.digest());
  Describe(archive_->side_car, archive_->path, &container.ref);
  container.ref.set_byte_size(archive_->file.size());
  *container.ref.mutable_observed_at() = common::ToTimestamp(ArchiveTime());
  container.cause = CauseOf(fault, 0);
  return container;
}

// nullopt when the archive has no more members.
absl::StatusOr<std::optional<Container>> FileDropPass::TakeMember() {
  OpenArchive& archive = *archive_;
  absl::StatusOr<std::optional<SpooledMember>> next = std::nullopt;
  if (!archive.broken) next = archive.members->Next();
  if (common::ErrorReason(next.status()) == "SPOOL_UNWRITABLE") return next.status();
  Container container;
  if (!next.ok()) {
    container = Broken(next.status());
  } else if (next->has_value()) {
    SpooledMember& spooled = **next;
    Describe(archive.side_car, archive.path, &container.ref);
    container.ref.set_origin(absl::StrCat(container.ref.origin(), "!", spooled.member.name));
    container.ref.set_digest(spooled.digest);
    container.ref.set_byte_size(spooled.size);
    const absl::Time file_time = spooled.member.modified.value_or(absl::FromUnixNanos(archive.file.mtime_ns()));
    if (spooled.spool != nullptr) {
      container.path = spooled.spool->path();
    } else {
      container.cause = MakeCause(v1::DEAD_LETTER_REASON_UNREADABLE, spooled.problem);
    }
    *container.ref.mutable_observed_at() = common::ToTimestamp(ObservedAt(container.path, archive.side_car, file_time));
    container.spool = std::move(spooled.spool);
    container.ending = std::move(spooled.ending);
  } else if (archive.given_out == 0) {
    container = Broken(UnreadableError("an archive without files"));
  } else {
    EndArchive();
    return std::nullopt;
  }
  container.key = absl::StrCat(archive.path, kMemberMark, archive.given_out++);
  if (!archive.side_car.complete_set.empty()) {
    // Its members may each have their own time; the whole has the archive's.
    container.snapshot_key = archive.path;
    container.snapshot_time = common::ToTimestamp(ArchiveTime());
  }
  ++pending_[archive.path].awaited;
  return container;
}

void FileDropPass::EndArchive() {
  const std::string path = std::move(archive_->path);
  archive_.reset();
  pending_[path].open = false;
  CompleteIfDone(path);
}

absl::StatusOr<std::optional<Container>> FileDropPass::Next() {
  while (archive_.has_value() || next_ < entries_.size()) {
    absl::StatusOr<std::optional<Container>> container = archive_.has_value() ? TakeMember() : Take(entries_[next_++]);
    if (!container.ok() || container->has_value()) return container;
  }
  return std::nullopt;
}

bool FileDropPass::Unchanged(const std::string& path) const {
  const auto it = pending_.find(path);
  if (it == pending_.end()) return false;
  const absl::StatusOr<CompletedFile> now = Fingerprint(path);
  return now.ok() && SameFile(*now, it->second.file);
}

void FileDropPass::Complete(const std::string& key) {
  const std::string path = key.substr(0, key.find(kMemberMark[0]));
  const auto it = pending_.find(path);
  if (it == pending_.end()) return;
  --it->second.awaited;
  CompleteIfDone(path);
}

void FileDropPass::CompleteIfDone(const std::string& path) {
  const auto it = pending_.find(path);
  if (it->second.open || it->second.awaited > 0) return;
  // A file that changed while it was read comes again.
  if (Unchanged(path)) completed_[path] = std::move(it->second.file);
  pending_.erase(it);
}

std::string FileDropPass::State() const {
  crawlstate::v1::FileDropState state;
  for (const auto& [path, file] : completed_) *state.add_files() = file;
  return state.SerializeAsString();
}

absl::StatusOr<PassSummary> FileDropPass::Finish() {
  std::set<std::string> present;
  for (const FolderEntry& entry : entries_) present.insert(entry.path);
  std::erase_if(completed_, [&present](const auto& item) { return !present.contains(item.first); });
  PassSummary summary;
  summary.state = State();
  std::vector<std::string> notes;
  if (skipped_ > 0) notes.push_back(absl::StrCat(skipped_, " files unchanged since an earlier run"));
  if (settling_ > 0) notes.push_back(absl::StrCat(settling_, " files still changing, left for the next run"));
  if (bad_side_cars_ > 0) notes.push_back(absl::StrCat(bad_side_cars_, " side-cars that cannot be read"));
  if (inferred_dates_ > 0) {
    notes.push_back(
        absl::StrCat(inferred_dates_, " files whose export date has two readings, decided by their records"));
  }
  for (const std::string& note : notes) {
    absl::StrAppend(&summary.detail, summary.detail.empty() ? "" : "; ", note);
  }
  return summary;
}

}  // namespace

absl::StatusOr<std::unique_ptr<SourcePass>> FileDropSource::Open(const PassRequest& request) {
  std::error_code error;
  if (!std::filesystem::is_directory(config_.folder(), error)) {
    return common::MakeError(absl::StatusCode::kFailedPrecondition, "FOLDER_MISSING",
                             absl::StrCat("watched folder ", config_.folder(), " does not exist"));
  }
  return std::make_unique<FileDropPass>(id_, config_, container_limits_, split_limits_, clock_, spool_dir_, request);
}

}  // namespace trialweave::crawler
