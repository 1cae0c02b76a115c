#include "crawler/crawler_config.h"

#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <set>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/build_info.h"
#include "common/config.h"
#include "common/status.h"
#include "crawler/fetcher.h"

namespace trialweave::crawler {
namespace {

constexpr char kCtgovApi[] = "https://clinicaltrials.gov/api/v2";
// A document travels with its record in one message of at most 64 MiB (common/channel.h).
constexpr int64_t kMaxDocumentBytes = 32LL << 20;

absl::Status Invalid(const std::string& message) {
  return common::MakeError(absl::StatusCode::kInvalidArgument, "CONFIG_INVALID", message);
}

absl::Status CheckRange(const std::string& field, int64_t value, int64_t low, int64_t high) {
  if (value >= low && value <= high) return absl::OkStatus();
  return Invalid(absl::StrCat(field, " is ", value, ": expected ", low, " to ", high));
}

absl::Status CheckUserAgent(const std::string& user_agent) {
  if (user_agent.empty()) return absl::OkStatus();
  if (!std::all_of(user_agent.begin(), user_agent.end(), [](char c) { return absl::ascii_isprint(c); })) {
    return Invalid("user_agent: expected printable ASCII");
  }
  if (absl::StrContains(user_agent, "@") || absl::StrContains(user_agent, "http")) return absl::OkStatus();
  return Invalid(absl::StrCat("user_agent is \"", common::Trimmed(user_agent),
                              "\": expected a contact in it, an address or a URL"));
}

absl::Status CheckId(const std::string& field, const std::string& id) {
  const bool good = !id.empty() && absl::ascii_islower(id[0]) && std::all_of(id.begin(), id.end(), [](char c) {
    return absl::ascii_islower(c) || absl::ascii_isdigit(c) || c == '_';
  });
  if (good) return absl::OkStatus();
  return Invalid(
      absl::StrCat(field, ".id is \"", common::Trimmed(id), "\": expected lower-case letters, digits and _"));
}

absl::Status CheckCtgovApi(const std::string& field, const config::v1::CtgovApiConfig& api) {
  if (!api.base_url().empty() &&
      (HostOf(api.base_url()).empty() || api.base_url().find_first_of("?# ") != std::string::npos)) {
    return Invalid(absl::StrCat(field, ".base_url is \"", common::Trimmed(api.base_url()),
                                "\": expected http(s)://host[:port]/path"));
  }
  if (absl::Status s = CheckRange(field + ".page_size", api.page_size(), 0, 1000); !s.ok()) return s;
  if (absl::Status s = CheckRange(field + ".max_attempts", api.max_attempts(), 0, 100); !s.ok()) return s;
  if (absl::Status s = CheckRange(field + ".backoff_ms", api.backoff_ms(), 0, 86'400'000); !s.ok()) return s;
  if (absl::Status s = CheckRange(field + ".overlap_days", api.overlap_days(), 0, 3650); !s.ok()) return s;
  const double rate = api.requests_per_second();
  if (!std::isfinite(rate) || rate < 0 || rate > 10000) {
    return Invalid(absl::StrCat(field, ".requests_per_second is ", rate, ": expected 0 to 10000"));
  }
  return absl::OkStatus();
}

absl::Status CheckSource(const std::string& field, const config::v1::SourceConfig& source) {
  if (absl::Status s = CheckId(field, source.id()); !s.ok()) return s;
  if (absl::Status s = CheckRange(field + ".interval_seconds", source.interval_seconds(), 0, 366LL * 86400); !s.ok()) {
    return s;
  }
  switch (source.kind_case()) {
    case config::v1::SourceConfig::kCtgovApi:
      return CheckCtgovApi(field + ".ctgov_api", source.ctgov_api());
    case config::v1::SourceConfig::kFileDrop:
      if (source.file_drop().folder().empty()) return Invalid(field + ".file_drop.folder is missing");
      return CheckRange(field + ".file_drop.settle_seconds", source.file_drop().settle_seconds(), 0, 86400);
    case config::v1::SourceConfig::kArchive:
      for (const std::string& id : source.archive().sources()) {
        if (absl::Status s = CheckId(field + ".archive.sources", id); !s.ok()) return s;
      }
      return absl::OkStatus();
    case config::v1::SourceConfig::KIND_NOT_SET:
      break;
  }
  return Invalid(absl::StrCat(field, " (", source.id(), ") has no kind: expected ctgov_api, file_drop or archive"));
}

absl::Status CheckLimits(const config::v1::CrawlerConfig& config) {
  if (absl::Status s = CheckRange("window_documents", config.window_documents(), 0, 1'000'000); !s.ok()) return s;
  if (absl::Status s = CheckRange("window_bytes", config.window_bytes(), 0, INT64_MAX); !s.ok()) return s;
  if (absl::Status s = CheckRange("max_document_bytes", config.max_document_bytes(), 0, kMaxDocumentBytes); !s.ok()) {
    return s;
  }
  if (absl::Status s = CheckRange("max_container_bytes", config.max_container_bytes(), 0, INT64_MAX); !s.ok()) return s;
  // 0 is the default; the store takes 1 s to 10 min.
  return CheckRange("lease_seconds", config.lease_seconds(), 0, 600);
}

std::string HostName() {
  char name[256] = "";
  if (gethostname(name, sizeof(name) - 1) != 0 || name[0] == '\0') return "localhost";
  return name;
}

template <typename T>
T Or(T value, T fallback) {
  return value == T() ? fallback : value;
}

void FillCtgovApi(config::v1::CtgovApiConfig* api) {
  std::string base_url = Or<std::string>(api->base_url(), kCtgovApi);
  while (absl::EndsWith(base_url, "/")) base_url.pop_back();
  api->set_base_url(base_url);
  api->set_page_size(Or(api->page_size(), 1000));
  api->set_requests_per_second(Or(api->requests_per_second(), 1.0));
  api->set_max_attempts(Or(api->max_attempts(), 6));
  api->set_overlap_days(Or(api->overlap_days(), 2));
}

}  // namespace

absl::Status ValidateCrawlerConfig(const config::v1::CrawlerConfig& config) {
  if (absl::Status s = common::ValidateServerConfig(config.server()); !s.ok()) return s;
  if (absl::Status s = common::ValidatePeerAddress(config.normalizer(), "normalizer"); !s.ok()) return s;
  if (absl::Status s = common::ValidatePeerAddress(config.store(), "store"); !s.ok()) return s;
  if (absl::Status s = CheckUserAgent(config.user_agent()); !s.ok()) return s;
  if (absl::Status s = CheckLimits(config); !s.ok()) return s;
  std::set<std::string> ids;
  for (int i = 0; i < config.sources_size(); ++i) {
    const std::string field = absl::StrCat("sources[", i, "]");
    if (absl::Status s = CheckSource(field, config.sources(i)); !s.ok()) return s;
    if (!ids.insert(config.sources(i).id()).second) {
      return Invalid(absl::StrCat(field, ".id is \"", config.sources(i).id(), "\": two sources have that id"));
    }
  }
  return absl::OkStatus();
}

config::v1::CrawlerConfig WithDefaults(config::v1::CrawlerConfig config) {
  config.set_instance(Or(config.instance(), HostName()));
  config.set_window_documents(Or(config.window_documents(), 256));
  config.set_window_bytes(Or<int64_t>(config.window_bytes(), 16LL << 20));
  config.set_user_agent(
      Or(config.user_agent(),
         absl::StrCat("Trialweave/", common::kVersion, " (trial registry crawler; postmaster@", HostName(), ")")));
  config.set_max_document_bytes(Or<int64_t>(config.max_document_bytes(), 16LL << 20));
  config.set_max_container_bytes(Or<int64_t>(config.max_container_bytes(), 16LL << 30));
  const char* temporary = std::getenv("TMPDIR");
  config.set_spool_dir(Or(config.spool_dir(), std::string(temporary == nullptr ? "/tmp" : temporary)));
  config.set_lease_seconds(Or(config.lease_seconds(), 30));
  for (config::v1::SourceConfig& source : *config.mutable_sources()) {
    if (source.has_ctgov_api()) FillCtgovApi(source.mutable_ctgov_api());
  }
  return config;
}

}  // namespace trialweave::crawler
