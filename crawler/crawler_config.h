#ifndef TRIALWEAVE_CRAWLER_CRAWLER_CONFIG_H_
#define TRIALWEAVE_CRAWLER_CRAWLER_CONFIG_H_

#include "absl/status/status.h"
#include "trialweave/config/v1/config.pb.h"

namespace trialweave::crawler {

// INVALID_ARGUMENT (CONFIG_INVALID): the field, its value and what was expected.
absl::Status ValidateCrawlerConfig(const config::v1::CrawlerConfig& config);

// A valid configuration with every default of config.proto filled in.
config::v1::CrawlerConfig WithDefaults(config::v1::CrawlerConfig config);

}  // namespace trialweave::crawler

#endif  // TRIALWEAVE_CRAWLER_CRAWLER_CONFIG_H_
