#ifndef TRIALWEAVE_CRAWLER_SOURCE_FACTORY_H_
#define TRIALWEAVE_CRAWLER_SOURCE_FACTORY_H_

#include <vector>

#include "common/clock.h"
#include "common/shutdown.h"
#include "crawler/scheduler.h"
#include "crawler/sources/ctgov_api_source.h"
#include "crawler/store_client.h"
#include "trialweave/config/v1/config.pb.h"

namespace trialweave::crawler {

// The limits that a configuration sets.
ContainerLimits ContainerLimitsOf(const config::v1::CrawlerConfig& config);
SplitLimits SplitLimitsOf(const config::v1::CrawlerConfig& config);

// The sources of a configuration (WithDefaults) that are not disabled. `fetcher`, `store`, `clock` and `shutdown` must
// outlive them.
std::vector<ScheduledSource> MakeSources(const config::v1::CrawlerConfig& config, PoliteFetcher* fetcher,
                                         StoreClient* store, common::Clock* clock, common::ShutdownSignal* shutdown);

}  // namespace trialweave::crawler

#endif  // TRIALWEAVE_CRAWLER_SOURCE_FACTORY_H_
