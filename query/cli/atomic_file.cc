#include "query/cli/atomic_file.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <cstring>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/status.h"

namespace trialweave::query {
namespace {

absl::Status Unwritable(absl::StatusCode code, const std::string& path) {
  return common::MakeError(code, "FILE_UNWRITABLE",
                           absl::StrCat("cannot write ", common::Trimmed(path, 200), ": ", std::strerror(errno)));
}

// What a file that is made in the ordinary way may be.
mode_t OrdinaryMode() {
  const mode_t mask = umask(0);
  umask(mask);
  return 0666 & ~mask;
}

}  // namespace

absl::StatusOr<std::unique_ptr<AtomicFile>> AtomicFile::Create(const std::string& path) {
  std::string temporary = absl::StrCat(path, ".part-XXXXXX");
  const int fd = mkstemp(temporary.data());
  if (fd < 0) return Unwritable(absl::StatusCode::kInvalidArgument, path);
  std::unique_ptr<AtomicFile> file(new AtomicFile(path, std::move(temporary), fd));
  if (fchmod(fd, OrdinaryMode()) != 0) return Unwritable(absl::StatusCode::kInvalidArgument, path);
  return file;
}

AtomicFile::~AtomicFile() {
  if (fd_ >= 0) close(fd_);
  if (!in_place_) unlink(temporary_.c_str());
}

absl::Status AtomicFile::Write(absl::string_view data) {
  while (!data.empty()) {
    const ssize_t written = write(fd_, data.data(), data.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return Unwritable(absl::StatusCode::kInternal, path_);
    data.remove_prefix(static_cast<size_t>(written));
  }
  return absl::OkStatus();
}

absl::Status AtomicFile::Finish() {
  const bool durable = fsync(fd_) == 0 || errno == EINVAL;
  if (!durable) return Unwritable(absl::StatusCode::kInternal, path_);
  const int closed = close(std::exchange(fd_, -1));
  if (closed != 0 || std::rename(temporary_.c_str(), path_.c_str()) != 0) {
    return Unwritable(absl::StatusCode::kInternal, path_);
  }
  in_place_ = true;
  return absl::OkStatus();
}

}  // namespace trialweave::query
