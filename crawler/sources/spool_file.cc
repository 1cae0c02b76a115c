#include "crawler/sources/spool_file.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "absl/strings/str_cat.h"
#include "common/status.h"

namespace trialweave::crawler {

absl::StatusOr<std::shared_ptr<SpoolFile>> SpoolFile::Create(const std::string& folder) {
  std::string path = absl::StrCat(folder, "/trialweave-spool-XXXXXX");
  const int fd = mkostemp(path.data(), O_CLOEXEC);
  if (fd < 0) {
    return common::MakeError(absl::StatusCode::kUnavailable, "SPOOL_UNWRITABLE",
                             absl::StrCat("cannot make a file in ", folder, ": ", std::strerror(errno)));
  }
  unlink(path.c_str());
  return std::shared_ptr<SpoolFile>(new SpoolFile(fd));
}

SpoolFile::SpoolFile(int fd) : fd_(fd), path_(absl::StrCat("/proc/self/fd/", fd)) {}

SpoolFile::~SpoolFile() { close(fd_); }

}  // namespace trialweave::crawler
