#include "crawler/containers/byte_source.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "absl/strings/str_cat.h"
#include "crawler/containers/container_error.h"

namespace trialweave::crawler {

absl::StatusOr<size_t> StringSource::Read(char* buffer, size_t size) {
  const size_t n = std::min({size, max_chunk_, data_.size()});
  if (n > 0) std::memcpy(buffer, data_.data(), n);
  data_.remove_prefix(n);
  return n;
}

absl::StatusOr<size_t> EndingSource::Read(char* buffer, size_t size) {
  absl::StatusOr<size_t> n = inner_->Read(buffer, size);
  if (n.ok() && *n == 0 && !ending_.ok()) return ending_;
  return n;
}

absl::StatusOr<std::unique_ptr<FileSource>> FileSource::Open(const std::string& path) {
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (fd < 0) return UnreadableError(absl::StrCat("cannot open: ", std::strerror(errno)));
  struct stat info;
  if (fstat(fd, &info) != 0 || !S_ISREG(info.st_mode)) {
    close(fd);
    return UnreadableError("not a regular file");
  }
  return std::unique_ptr<FileSource>(new FileSource(fd, path));
}

FileSource::~FileSource() { close(fd_); }

absl::StatusOr<size_t> FileSource::Read(char* buffer, size_t size) {
  for (;;) {
    const ssize_t n = read(fd_, buffer, size);
    if (n >= 0) return static_cast<size_t>(n);
    if (errno != EINTR) return UnreadableError(absl::StrCat("cannot read: ", std::strerror(errno)));
  }
}

absl::StatusOr<FileSource::Stat> FileSource::Now() const {
  struct stat info;
  if (stat(path_.c_str(), &info) != 0) return UnreadableError(absl::StrCat("cannot stat: ", std::strerror(errno)));
  return Stat{static_cast<uint64_t>(info.st_size), info.st_mtim.tv_sec * 1'000'000'000LL + info.st_mtim.tv_nsec};
}

}  // namespace trialweave::crawler
