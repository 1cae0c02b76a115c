#include "crawler/source_factory.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "crawler/sources/archive_source.h"
#include "crawler/sources/file_drop_source.h"

namespace trialweave::crawler {

ContainerLimits ContainerLimitsOf(const config::v1::CrawlerConfig& config) {
  ContainerLimits limits;
  limits.max_bytes = static_cast<uint64_t>(config.max_container_bytes());
  return limits;
}

SplitLimits SplitLimitsOf(const config::v1::CrawlerConfig& config) {
  SplitLimits limits;
  limits.max_document_bytes = static_cast<uint64_t>(config.max_document_bytes());
  limits.kept_bytes = std::min(limits.kept_bytes, limits.max_document_bytes);
  return limits;
}

std::vector<ScheduledSource> MakeSources(const config::v1::CrawlerConfig& config, PoliteFetcher* fetcher,
                                         StoreClient* store, common::Clock* clock, common::ShutdownSignal* shutdown) {
  const FetchSettings settings{fetcher, config.spool_dir(), ContainerLimitsOf(config), SplitLimitsOf(config)};
  std::vector<ScheduledSource> sources;
  for (const config::v1::SourceConfig& source : config.sources()) {
    if (source.disabled()) continue;
    const absl::Duration interval = absl::Seconds(source.interval_seconds());
    if (source.has_ctgov_api()) {
      sources.push_back({std::make_unique<CtgovApiSource>(source.id(), source.ctgov_api(), settings), interval});
    } else if (source.has_file_drop()) {
      sources.push_back({std::make_unique<FileDropSource>(source.id(), source.file_drop(), settings.container_limits,
                                                          settings.split_limits, clock, settings.spool_dir),
                         interval});
    } else if (source.has_archive()) {
      sources.push_back(
          {std::make_unique<ArchiveSource>(source.id(), source.archive(), store, clock, shutdown), interval});
    }
  }
  return sources;
}

}  // namespace trialweave::crawler
