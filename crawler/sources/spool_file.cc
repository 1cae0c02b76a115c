#include "crawler/sources/spool_file.h"

#include <stdlib.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "absl/strings/str_cat.h"
#include "common/status.h"

namespace trialweave::crawler {

absl::StatusOr<std::shared_ptr<SpoolFile>> SpoolFile::Create(const std::string& folder) {
  std::string path = absl::StrCat(folder, "/trialweave-spool-XXXXXX");
  const int fd = mkstemp(path.data());
  if (fd < 0) {
    return common::MakeError(absl::StatusCode::kUnavailable, "SPOOL_UNWRITABLE",
                             absl::StrCat("cannot make a file in ", folder, ": ", std::strerror(errno)));
  }
  close(fd);
  return std::shared_ptr<SpoolFile>(new SpoolFile(std::move(path)));
}

SpoolFile::~SpoolFile() { unlink(path_.c_str()); }

}  // namespace trialweave::crawler
