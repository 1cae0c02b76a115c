#ifndef TRIALWEAVE_CRAWLER_SOURCES_SPOOL_FILE_H_
#define TRIALWEAVE_CRAWLER_SOURCES_SPOOL_FILE_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"

namespace trialweave::crawler {

// SpoolFile is a private temporary file. It has no name in its folder, so that nothing is left behind however
// the process ends; others open it by path() while it lives.
class SpoolFile {
 public:
  // UNAVAILABLE (SPOOL_UNWRITABLE): the folder cannot be written.
  static absl::StatusOr<std::shared_ptr<SpoolFile>> Create(const std::string& folder);
  ~SpoolFile();
  SpoolFile(const SpoolFile&) = delete;
  SpoolFile& operator=(const SpoolFile&) = delete;
  const std::string& path() const { return path_; }
  // Open for writing.
  int fd() const { return fd_; }

 private:
  explicit SpoolFile(int fd);
  const int fd_;
  const std::string path_;
};

}  // namespace trialweave::crawler

#endif  // TRIALWEAVE_CRAWLER_SOURCES_SPOOL_FILE_H_
