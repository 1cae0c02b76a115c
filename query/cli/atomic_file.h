#ifndef TRIALWEAVE_QUERY_CLI_ATOMIC_FILE_H_
#define TRIALWEAVE_QUERY_CLI_ATOMIC_FILE_H_

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace trialweave::query {

// AtomicFile is written beside its place under another name and put there when it is whole; until then whatever was
// there stays. Errors are INVALID_ARGUMENT (FILE_UNWRITABLE) when it cannot be made, and INTERNAL (FILE_UNWRITABLE)
// when it cannot be written on. Not thread-safe.
class AtomicFile {
 public:
  static absl::StatusOr<std::unique_ptr<AtomicFile>> Create(const std::string& path);
  // Removes what was not put in its place.
  ~AtomicFile();
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;

  absl::Status Write(absl::string_view data);
  // Durably.
  absl::Status Finish();

 private:
  AtomicFile(std::string path, std::string temporary, int fd)
      : path_(std::move(path)), temporary_(std::move(temporary)), fd_(fd) {}

  const std::string path_;
  const std::string temporary_;
  int fd_;
  bool in_place_ = false;
};

}  // namespace trialweave::query

#endif  // TRIALWEAVE_QUERY_CLI_ATOMIC_FILE_H_
