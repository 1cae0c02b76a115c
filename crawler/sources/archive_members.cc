#include "crawler/sources/archive_members.h"

#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/sha256.h"
#include "common/status.h"
#include "crawler/containers/left_out.h"

namespace trialweave::crawler {
namespace {

constexpr size_t kReadBytes = 256 * 1024;

absl::Status SpoolUnwritableError() {
  return common::MakeError(absl::StatusCode::kUnavailable, "SPOOL_UNWRITABLE",
                           absl::StrCat("cannot write a temporary file: ", std::strerror(errno)));
}

absl::Status WriteAll(int fd, const char* data, size_t size) {
  while (size > 0) {
    const ssize_t n = write(fd, data, size);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return SpoolUnwritableError();
    data += n;
    size -= static_cast<size_t>(n);
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::unique_ptr<ArchiveMembers>> ArchiveMembers::Open(const std::string& path,
                                                                     const std::string& spool_dir,
                                                                     const ContainerLimits& limits) {
  absl::StatusOr<std::unique_ptr<ArchiveReader>> reader = ArchiveReader::Open(path, limits);
  if (!reader.ok()) return reader.status();
  return std::unique_ptr<ArchiveMembers>(new ArchiveMembers(*std::move(reader), spool_dir));
}

absl::Status ArchiveMembers::Spool(SpooledMember* spooled) {
  absl::StatusOr<std::shared_ptr<SpoolFile>> spool = SpoolFile::Create(spool_dir_);
  if (!spool.ok()) return spool.status();
  common::Sha256Hasher hasher;
  std::string buffer(kReadBytes, '\0');
  for (;;) {
    const absl::StatusOr<size_t> n = reader_->Read(buffer.data(), buffer.size());
    if (!n.ok()) {
      failure_ = spooled->ending = n.status();
      break;
    }
    if (*n == 0) break;
    hasher.Update({buffer.data(), *n});
    if (absl::Status status = WriteAll((*spool)->fd(), buffer.data(), *n); !status.ok()) return status;
    spooled->size += *n;
  }
  spooled->digest = hasher.Finish();
  spooled->spool = *std::move(spool);
  return absl::OkStatus();
}

absl::StatusOr<std::optional<SpooledMember>> ArchiveMembers::Next() {
  while (failure_.ok()) {
    absl::StatusOr<std::optional<ArchiveMember>> member = reader_->Next();
    if (!member.ok()) {
      failure_ = member.status();
      break;
    }
    if (!member->has_value()) return std::nullopt;
    if (IsLeftOut((*member)->name)) continue;
    SpooledMember spooled;
    spooled.member = **std::move(member);
    if (!spooled.member.regular) {
      spooled.problem = "a link, device or encrypted file in an archive has no bytes to read";
      return spooled;
    }
    if (absl::Status status = Spool(&spooled); !status.ok()) return status;
    return spooled;
  }
  return failure_;
}

}  // namespace trialweave::crawler
