#ifndef TRIALWEAVE_CRAWLER_SOURCES_ARCHIVE_MEMBERS_H_
#define TRIALWEAVE_CRAWLER_SOURCES_ARCHIVE_MEMBERS_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "crawler/containers/archive_reader.h"
#include "crawler/containers/gzip_source.h"
#include "crawler/sources/spool_file.h"

namespace trialweave::crawler {

// One file of an archive, ready to be read like any other file.
struct SpooledMember {
  ArchiveMember member;
  // Null when there is nothing to read, and why.
  std::shared_ptr<SpoolFile> spool;
  std::string problem;
  // Not OK when the archive broke off inside it: `spool` has what came before.
  absl::Status ending;
  // SHA-256 of its bytes, and their number.
  std::string digest;
  uint64_t size = 0;
};

// ArchiveMembers takes an archive for what it is to the pipeline, a folder of files: each member becomes a
// temporary file, one at a time, so that it is read, recognised and accounted for like a file that was dropped
// alone. Names that a folder walk leaves out (side-cars, partial uploads, names that begin with a dot) are left out
// here too. Not thread-safe.
class ArchiveMembers {
 public:
  // The errors of ArchiveReader::Open. `spool_dir` is where the temporary file of the member in hand lies.
  static absl::StatusOr<std::unique_ptr<ArchiveMembers>> Open(const std::string& path, const std::string& spool_dir,
                                                              const ContainerLimits& limits);
  // The next member; nullopt behind the last one. The errors of ArchiveReader, from then on with every call: what
  // stands behind the fault cannot be read. UNAVAILABLE (SPOOL_UNWRITABLE): no room for the temporary file.
  absl::StatusOr<std::optional<SpooledMember>> Next();

 private:
  ArchiveMembers(std::unique_ptr<ArchiveReader> reader, std::string spool_dir)
      : reader_(std::move(reader)), spool_dir_(std::move(spool_dir)) {}
  // What the reader says ends in failure_ and the member's ending; only faults of our own are returned.
  absl::Status Spool(SpooledMember* spooled);

  const std::unique_ptr<ArchiveReader> reader_;
  const std::string spool_dir_;
  absl::Status failure_;
};

}  // namespace trialweave::crawler

#endif  // TRIALWEAVE_CRAWLER_SOURCES_ARCHIVE_MEMBERS_H_
