#ifndef TRIALWEAVE_CRAWLER_SOURCES_FILE_DROP_SOURCE_H_
#define TRIALWEAVE_CRAWLER_SOURCES_FILE_DROP_SOURCE_H_

#include <memory>
#include <string>

#include "common/clock.h"
#include "crawler/containers/gzip_source.h"
#include "crawler/containers/split_types.h"
#include "crawler/sources/source.h"
#include "trialweave/config/v1/config.pb.h"

namespace trialweave::crawler {

// FileDropSource takes the files that an operator drops into a folder. Files that an earlier run has proven
// complete, and that have not changed since, are skipped unless the pass is full. Files are only read.
class FileDropSource : public Source {
 public:
  // `clock` must outlive it; `spool_dir` is for members of archives.
  FileDropSource(std::string id, config::v1::FileDropConfig config, ContainerLimits container_limits,
                 SplitLimits split_limits, common::Clock* clock, std::string spool_dir = "/tmp")
      : id_(std::move(id)),
        config_(std::move(config)),
        container_limits_(container_limits),
        split_limits_(split_limits),
        clock_(clock),
        spool_dir_(std::move(spool_dir)) {}

  const std::string& id() const override { return id_; }
  std::string kind() const override { return "file_drop"; }
  std::string location() const override { return config_.folder(); }
  // FAILED_PRECONDITION (FOLDER_MISSING): there is no such folder.
  absl::StatusOr<std::unique_ptr<SourcePass>> Open(const PassRequest& request) override;

 private:
  const std::string id_;
  const config::v1::FileDropConfig config_;
  const ContainerLimits container_limits_;
  const SplitLimits split_limits_;
  common::Clock* const clock_;
  const std::string spool_dir_;
};

}  // namespace trialweave::crawler

#endif  // TRIALWEAVE_CRAWLER_SOURCES_FILE_DROP_SOURCE_H_
