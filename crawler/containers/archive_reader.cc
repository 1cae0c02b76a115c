#include "crawler/containers/archive_reader.h"

#include <archive.h>
#include <archive_entry.h>
#include <sys/stat.h>

#include <algorithm>
#include <filesystem>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/status.h"
#include "crawler/containers/container_error.h"

namespace trialweave::crawler {
namespace {

constexpr size_t kBlockBytes = 64 * 1024;
// More files than any registry has records.
constexpr uint64_t kMaxMembers = 4'000'000;
constexpr size_t kMaxNameBytes = 512;
// POSIX.1-1988, ustar header block: the magic stands at byte 257 of 512.
constexpr size_t kTarMagicOffset = 257;
constexpr size_t kTarBlockBytes = 512;
constexpr absl::string_view kTarMagic = "ustar";
// PKWARE APPNOTE 4.3.7, local file header: the name's length at byte 26, the name at byte 30.
constexpr absl::string_view kZipMagic = "PK\x03\x04";
constexpr size_t kZipNameLengthOffset = 26;
constexpr size_t kZipNameOffset = 30;

std::string ReadHead(ByteSource* source, size_t size) {
  std::string head(size, '\0');
  size_t have = 0;
  while (have < size) {
    const absl::StatusOr<size_t> n = source->Read(head.data() + have, size - have);
    if (!n.ok() || *n == 0) break;
    have += *n;
  }
  head.resize(have);
  return head;
}

// Office Open XML and OpenDocument files begin with one of these members.
bool IsOfficeFile(absl::string_view zip_head) {
  if (zip_head.size() < kZipNameOffset) return false;
  const size_t length = static_cast<unsigned char>(zip_head[kZipNameLengthOffset]) |
                        static_cast<unsigned char>(zip_head[kZipNameLengthOffset + 1]) << 8;
  const absl::string_view name = zip_head.substr(kZipNameOffset, length);
  for (absl::string_view start : {"[Content_Types].xml", "mimetype", "_rels/", "docProps/", "word/", "xl/", "ppt/"}) {
    if (absl::StartsWith(name, start)) return true;
  }
  return false;
}

// UTF-8 without control characters, whatever the archive holds.
std::string Label(const char* name, uint64_t number) {
  if (name == nullptr || *name == '\0') return absl::StrCat("member ", number);
  std::string label = common::Trimmed(name, kMaxNameBytes);
  std::replace_if(
      label.begin(), label.end(), [](unsigned char c) { return c < 0x20 || c == 0x7F; }, '?');
  return label;
}

ArchiveMember MemberOf(struct archive_entry* entry, uint64_t number) {
  ArchiveMember member;
  const char* name = archive_entry_pathname_utf8(entry);
  member.name = Label(name != nullptr ? name : archive_entry_pathname(entry), number);
  if (archive_entry_size_is_set(entry) != 0) member.size = static_cast<uint64_t>(archive_entry_size(entry));
  if (archive_entry_mtime_is_set(entry) != 0) {
    member.modified =
        absl::FromUnixSeconds(archive_entry_mtime(entry)) + absl::Nanoseconds(archive_entry_mtime_nsec(entry));
  }
  member.regular = archive_entry_filetype(entry) == AE_IFREG && archive_entry_hardlink(entry) == nullptr &&
                   archive_entry_is_encrypted(entry) == 0;
  return member;
}

bool IsArchive(ByteSource* bytes) {
  GzipSource decompressed(bytes, ContainerLimits());
  const std::string head = ReadHead(&decompressed, kTarBlockBytes);
  if (absl::StartsWith(head, kZipMagic)) return !IsOfficeFile(head);
  return head.size() == kTarBlockBytes && absl::StartsWith(absl::string_view(head).substr(kTarMagicOffset), kTarMagic);
}

}  // namespace

bool IsArchiveHead(absl::string_view bytes) {
  StringSource source(bytes);
  return IsArchive(&source);
}

absl::StatusOr<bool> IsArchive(const std::string& path) {
  absl::StatusOr<std::unique_ptr<FileSource>> file = FileSource::Open(path);
  if (!file.ok()) return file.status();
  return IsArchive(file->get());
}

absl::StatusOr<std::unique_ptr<ArchiveReader>> ArchiveReader::Open(const std::string& path,
                                                                   const ContainerLimits& limits) {
  std::error_code error;
  const uintmax_t size = std::filesystem::file_size(path, error);
  if (error) return UnreadableError(absl::StrCat("cannot open: ", error.message()));
  struct archive* archive = archive_read_new();
  if (archive == nullptr) return UnreadableError("no memory to read the archive");
  // Nothing that needs a large dictionary, and no other program: only what is expected.
  archive_read_support_filter_gzip(archive);
  archive_read_support_format_tar(archive);
  archive_read_support_format_zip(archive);
  archive_read_set_options(archive, "hdrcharset=UTF-8");
  std::unique_ptr<ArchiveReader> reader(new ArchiveReader(archive, size, limits));
  if (archive_read_open_filename(archive, path.c_str(), kBlockBytes) != ARCHIVE_OK) {
    return UnreadableError(absl::StrCat("cannot open the archive: ", archive_error_string(archive)));
  }
  return reader;
}

ArchiveReader::~ArchiveReader() { archive_read_free(archive_); }

absl::Status ArchiveReader::Failure() const {
  const char* text = archive_error_string(archive_);
  const std::string message = absl::StrCat("the archive is damaged: ", text == nullptr ? "no reason given" : text);
  return absl::StrContains(absl::AsciiStrToLower(message), "truncated") ? TruncatedError(message)
                                                                        : MalformedError(message);
}

absl::StatusOr<std::optional<ArchiveMember>> ArchiveReader::Next() {
  for (;;) {
    struct archive_entry* entry = nullptr;
    const int rc = archive_read_next_header(archive_, &entry);
    if (rc == ARCHIVE_EOF) return std::nullopt;
    if (rc < ARCHIVE_WARN) return Failure();
    if (++members_ > kMaxMembers) {
      return LimitExceededError(absl::StrCat("the archive has more than ", kMaxMembers, " members"));
    }
    if (archive_entry_filetype(entry) == AE_IFDIR) continue;
    return MemberOf(entry, members_);
  }
}

absl::StatusOr<size_t> ArchiveReader::Read(char* buffer, size_t size) {
  const la_ssize_t n = archive_read_data(archive_, buffer, size);
  if (n < 0) return Failure();
  bytes_out_ += static_cast<uint64_t>(n);
  if (bytes_out_ > limits_.max_bytes) {
    return LimitExceededError(absl::StrCat("the archive's members have more than ", limits_.max_bytes, " bytes"));
  }
  if (bytes_out_ > limits_.ratio_grace_bytes && bytes_out_ / limits_.max_ratio > file_bytes_) {
    return LimitExceededError(
        absl::StrCat("the archive decompresses to more than ", limits_.max_ratio, " times its size"));
  }
  return static_cast<size_t>(n);
}

}  // namespace trialweave::crawler
