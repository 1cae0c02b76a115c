#ifndef TRIALWEAVE_CRAWLER_CONTAINERS_BYTE_SOURCE_H_
#define TRIALWEAVE_CRAWLER_CONTAINERS_BYTE_SOURCE_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace trialweave::crawler {

// ByteSource yields a container's bytes in order. Not thread-safe.
class ByteSource {
 public:
  virtual ~ByteSource() = default;
  // Reads up to `size` bytes into `buffer` and returns how many; 0 means the end. Errors are those of
  // container_error.h, so that each has a dead-letter cause.
  virtual absl::StatusOr<size_t> Read(char* buffer, size_t size) = 0;
};

// Bytes in memory, handed out at most `max_chunk` at a time. `data` must outlive it.
class StringSource : public ByteSource {
 public:
  explicit StringSource(absl::string_view data, size_t max_chunk = SIZE_MAX) : data_(data), max_chunk_(max_chunk) {}
  absl::StatusOr<size_t> Read(char* buffer, size_t size) override;

 private:
  absl::string_view data_;
  const size_t max_chunk_;
};

// Another source's bytes, and then `ending` when it is not OK. `inner` must outlive it.
class EndingSource : public ByteSource {
 public:
  EndingSource(ByteSource* inner, absl::Status ending) : inner_(inner), ending_(std::move(ending)) {}
  absl::StatusOr<size_t> Read(char* buffer, size_t size) override;

 private:
  ByteSource* const inner_;
  const absl::Status ending_;
};

// A regular file. Never follows a path to a pipe or device, which could block for ever.
class FileSource : public ByteSource {
 public:
  // UNAVAILABLE (CONTAINER_UNREADABLE): it cannot be opened, or is not a regular file.
  static absl::StatusOr<std::unique_ptr<FileSource>> Open(const std::string& path);
  ~FileSource() override;
  FileSource(const FileSource&) = delete;
  FileSource& operator=(const FileSource&) = delete;
  absl::StatusOr<size_t> Read(char* buffer, size_t size) override;
  // Bytes, and modification time in nanoseconds since the epoch, as the file says now.
  struct Stat {
    uint64_t size = 0;
    int64_t mtime_ns = 0;
    bool operator==(const Stat&) const = default;
  };
  absl::StatusOr<Stat> Now() const;

 private:
  FileSource(int fd, std::string path) : fd_(fd), path_(std::move(path)) {}
  const int fd_;
  const std::string path_;
};

}  // namespace trialweave::crawler

#endif  // TRIALWEAVE_CRAWLER_CONTAINERS_BYTE_SOURCE_H_
