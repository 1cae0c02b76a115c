#ifndef TRIALWEAVE_CRAWLER_SOURCES_ARCHIVE_SOURCE_H_
#define TRIALWEAVE_CRAWLER_SOURCES_ARCHIVE_SOURCE_H_

#include <memory>
#include <string>
#include <utility>

#include "common/clock.h"
#include "common/shutdown.h"
#include "crawler/sources/source.h"
#include "crawler/store_client.h"
#include "trialweave/config/v1/config.pb.h"

namespace trialweave::crawler {

// ArchiveSource takes what the store has archived, to be derived again by the normalizer's parsers and vocabulary of
// today. A pass goes on where an interrupted one has been proven, unless it is full: after another change of parsers or
// vocabulary it must be.
class ArchiveSource : public Source {
 public:
  // All outlive it.
  ArchiveSource(std::string id, config::v1::ArchiveConfig config, StoreClient* store, common::Clock* clock,
                common::ShutdownSignal* shutdown)
      : id_(std::move(id)), config_(std::move(config)), store_(store), clock_(clock), shutdown_(shutdown) {}

  const std::string& id() const override { return id_; }
  std::string kind() const override { return "archive"; }
  std::string location() const override;
  absl::StatusOr<std::unique_ptr<SourcePass>> Open(const PassRequest& request) override;

 private:
  const std::string id_;
  const config::v1::ArchiveConfig config_;
  StoreClient* const store_;
  common::Clock* const clock_;
  common::ShutdownSignal* const shutdown_;
};

}  // namespace trialweave::crawler

#endif  // TRIALWEAVE_CRAWLER_SOURCES_ARCHIVE_SOURCE_H_
