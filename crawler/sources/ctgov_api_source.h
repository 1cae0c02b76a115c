#ifndef TRIALWEAVE_CRAWLER_SOURCES_CTGOV_API_SOURCE_H_
#define TRIALWEAVE_CRAWLER_SOURCES_CTGOV_API_SOURCE_H_

#include <memory>
#include <string>

#include "crawler/containers/gzip_source.h"
#include "crawler/containers/split_types.h"
#include "crawler/polite_fetcher.h"
#include "crawler/sources/source.h"
#include "trialweave/config/v1/config.pb.h"

namespace trialweave::crawler {

// What every source that fetches needs.
struct FetchSettings {
  PoliteFetcher* fetcher = nullptr;
  // Folder for pages under way.
  std::string spool_dir;
  ContainerLimits container_limits;
  SplitLimits split_limits;
};

// CtgovApiSource crawls the ClinicalTrials.gov API v2: /version for the data timestamp, then /studies page by
// page. The first page's totalCount is the declared total. A full pass takes everything; others take what was
// updated since the last complete pass, with an overlap of days. A page that stays broken ends the pass: what
// came of it is delivered, and the rest is missing, or challenged, by the declared total.
class CtgovApiSource : public Source {
 public:
  // `config` with its defaults filled in (crawler_config.h).
  CtgovApiSource(std::string id, config::v1::CtgovApiConfig config, FetchSettings settings)
      : id_(std::move(id)), config_(std::move(config)), settings_(std::move(settings)) {}

  const std::string& id() const override { return id_; }
  std::string kind() const override { return "ctgov_api"; }
  std::string location() const override { return config_.base_url(); }
  // The errors of PoliteFetcher::Get when /version cannot be read.
  absl::StatusOr<std::unique_ptr<SourcePass>> Open(const PassRequest& request) override;

 private:
  const std::string id_;
  const config::v1::CtgovApiConfig config_;
  const FetchSettings settings_;
};

}  // namespace trialweave::crawler

#endif  // TRIALWEAVE_CRAWLER_SOURCES_CTGOV_API_SOURCE_H_
