#ifndef TRIALWEAVE_CRAWLER_CONTAINERS_ARCHIVE_READER_H_
#define TRIALWEAVE_CRAWLER_CONTAINERS_ARCHIVE_READER_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "crawler/containers/byte_source.h"
#include "crawler/containers/gzip_source.h"

struct archive;

namespace trialweave::crawler {

// One entry of an archive that is no folder.
struct ArchiveMember {
  // As the archive names it: "bulk/NCT00000102.xml". A label only, never opened; at most 512 bytes of UTF-8.
  std::string name;
  // Bytes, as far as the archive says.
  std::optional<uint64_t> size;
  std::optional<absl::Time> modified;
  // False for links, devices and the like, which have no bytes here.
  bool regular = true;
};

// Whether a file is an archive that ArchiveReader opens: tar (also gzipped) or ZIP. Office files, which are ZIP
// archives too, are none. Errors are FileSource's.
absl::StatusOr<bool> IsArchive(const std::string& path);

// The same by a file's first bytes, of which 4096 are enough.
bool IsArchiveHead(absl::string_view bytes);

// ArchiveReader reads the members of one archive in order, by libarchive. Not thread-safe.
class ArchiveReader : public ByteSource {
 public:
  // UNAVAILABLE (CONTAINER_UNREADABLE): it cannot be opened, or is no archive.
  static absl::StatusOr<std::unique_ptr<ArchiveReader>> Open(const std::string& path, const ContainerLimits& limits);
  ~ArchiveReader() override;
  ArchiveReader(const ArchiveReader&) = delete;
  ArchiveReader& operator=(const ArchiveReader&) = delete;

  // The next member; nullopt behind the last one. DATA_LOSS (CONTAINER_TRUNCATED, CONTAINER_MALFORMED): the
  // archive is damaged here, and nothing more can be read of it; RESOURCE_EXHAUSTED (CONTAINER_LIMIT_EXCEEDED):
  // too many members.
  absl::StatusOr<std::optional<ArchiveMember>> Next();
  // Bytes of the member in hand. The errors of Next, and RESOURCE_EXHAUSTED (CONTAINER_LIMIT_EXCEEDED) past the
  // container limits, which count all members together.
  absl::StatusOr<size_t> Read(char* buffer, size_t size) override;

 private:
  ArchiveReader(struct archive* archive, uint64_t file_bytes, const ContainerLimits& limits)
      : archive_(archive), file_bytes_(file_bytes), limits_(limits) {}
  absl::Status Failure() const;

  struct archive* const archive_;
  const uint64_t file_bytes_;
  const ContainerLimits limits_;
  uint64_t members_ = 0;
  uint64_t bytes_out_ = 0;
};

}  // namespace trialweave::crawler

#endif  // TRIALWEAVE_CRAWLER_CONTAINERS_ARCHIVE_READER_H_
