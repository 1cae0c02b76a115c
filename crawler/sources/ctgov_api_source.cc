#include "crawler/sources/ctgov_api_source.h"

#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/log.h"
#include "common/status.h"
#include "common/timestamps.h"
#include "crawler/containers/container_error.h"
#include "crawler/containers/container_splitter.h"
#include "crawler/containers/json_keys.h"
#include "crawler/containers/observed_at.h"
#include "crawler/fetch_error.h"
#include "crawler/sources/ctgov_api_urls.h"
#include "crawler/sources/spool_file.h"
#include "trialweave/crawlstate/v1/crawl_state.pb.h"

namespace trialweave::crawler {
namespace {

constexpr uint64_t kMaxVersionBytes = 1 << 20;

class CtgovApiPass : public SourcePass {
 public:
  CtgovApiPass(std::string id, const config::v1::CtgovApiConfig& config, const FetchSettings& settings,
               const PassRequest& request)
      : id_(std::move(id)), config_(config), settings_(settings), old_state_(request.state) {
    politeness_.requests_per_second = config.requests_per_second();
    politeness_.max_attempts = config.max_attempts();
    if (config.backoff_ms() > 0) {
      politeness_.backoff = politeness_.throttle_backoff = absl::Milliseconds(config.backoff_ms());
    }
    query_.term = config.query();
    query_.page_size = config.page_size();
  }

  // Reads /version and decides where the pass begins.
  absl::Status Begin(bool full);

  absl::StatusOr<std::optional<Container>> Next() override;
  bool Unchanged(const std::string&) const override { return true; }
  void Complete(const std::string&) override {}
  // Pages are a cursor, not a checkpoint: until the pass is whole, the old state stands.
  std::string State() const override { return old_state_; }
  absl::StatusOr<PassSummary> Finish() override;

 private:
  absl::StatusOr<std::string> DataTimestamp();
  FetchRequest MakeRequest(const std::string& url) const;
  absl::Status Inspect(const FetchResponse& response);
  Container MakeContainer(const FetchResponse& response, std::shared_ptr<SpoolFile> spool) const;
  absl::StatusOr<std::optional<Container>> BrokenPage(const FetchOutcome& outcome, std::shared_ptr<SpoolFile> spool);
  void Follow(const FetchResponse& response);
  void Note(const std::string& text) { absl::StrAppend(&summary_.detail, summary_.detail.empty() ? "" : "; ", text); }

  const std::string id_;
  const config::v1::CtgovApiConfig config_;
  const FetchSettings settings_;
  const std::string old_state_;
  Politeness politeness_;
  StudiesQuery query_;
  std::string data_timestamp_;
  PassSummary summary_;
  // Of the page in hand.
  SplitResult page_;
  int pages_ = 0;
  bool done_ = false;
  std::set<std::string> seen_tokens_;
  std::set<std::string> seen_pages_;
};

FetchRequest CtgovApiPass::MakeRequest(const std::string& url) const {
  FetchRequest request;
  request.url = url;
  request.headers = {{"Accept", "application/json"}};
  request.allow_private_host = config_.allow_private_host();
  request.max_bytes = std::min<uint64_t>(request.max_bytes, settings_.container_limits.max_bytes);
  return request;
}

absl::StatusOr<std::string> CtgovApiPass::DataTimestamp() {
  FetchRequest request = MakeRequest(VersionUrl(config_.base_url()));
  request.max_bytes = kMaxVersionBytes;
  std::string timestamp;
  const FetchOutcome outcome =
      settings_.fetcher->Get(id_, request, politeness_, [&](const FetchResponse& response) -> absl::Status {
        absl::StatusOr<std::string> body = ReadAll(response.body, kMaxVersionBytes);
        if (!body.ok()) return BadBodyError(request.url, std::string(body.status().message()));
        timestamp = FindStringMember(*body, "dataTimestamp");
        if (ParseIsoDateTime(timestamp).has_value()) return absl::OkStatus();
        return BadBodyError(request.url, absl::StrCat("no dataTimestamp in \"", common::Trimmed(*body), "\""));
      });
  if (!outcome.status.ok()) return outcome.status;
  return timestamp;
}

absl::Status CtgovApiPass::Begin(bool full) {
  absl::StatusOr<std::string> timestamp = DataTimestamp();
  if (!timestamp.ok()) return timestamp.status();
  data_timestamp_ = *timestamp;
  crawlstate::v1::CtgovApiState state;
  if (full || !state.ParseFromString(old_state_) || state.query() != query_.term) return absl::OkStatus();
  const std::optional<absl::Time> last = ParseIsoDateTime(state.data_timestamp());
  if (!last.has_value()) return absl::OkStatus();
  const absl::CivilDay since = absl::ToCivilDay(*last, absl::UTCTimeZone()) - config_.overlap_days();
  query_.updated_since = absl::FormatCivilTime(since);
  return absl::OkStatus();
}

// Splits the page without delivering it, so that a damaged page is fetched again before anything is sent.
absl::Status CtgovApiPass::Inspect(const FetchResponse& response) {
  auto file = FileSource::Open(response.spool_path);
  if (!file.ok()) return file.status();
  absl::StatusOr<SplitResult> page =
      SplitContainer(file->get(), id_, settings_.container_limits, settings_.split_limits,
                     [](const v1::RecordDocument&) { return absl::OkStatus(); });
  if (!page.ok()) return page.status();
  page_ = *std::move(page);
  if (!page_.fault.has_value()) return absl::OkStatus();
  if (page_.fault->reason() == v1::DEAD_LETTER_REASON_CHALLENGED) {
    return ChallengedError(response.url, page_.fault->message());
  }
  return BadBodyError(response.url, page_.fault->message());
}

Container CtgovApiPass::MakeContainer(const FetchResponse& response, std::shared_ptr<SpoolFile> spool) const {
  Container container;
  container.ref.set_digest(response.sha256);
  container.ref.set_origin(response.url);
  container.ref.set_byte_size(response.bytes);
  *container.ref.mutable_observed_at() = common::ToTimestamp(*ParseIsoDateTime(data_timestamp_));
  container.key = absl::StrCat("page ", pages_);
  container.path = spool->path();
  container.spool = std::move(spool);
  return container;
}

// The page stays broken: deliver what there is of it, and end.
absl::StatusOr<std::optional<Container>> CtgovApiPass::BrokenPage(const FetchOutcome& outcome,
                                                                  std::shared_ptr<SpoolFile> spool) {
  done_ = true;
  summary_.incomplete = true;
  summary_.challenged = IsChallenged(outcome.status);
  if (summary_.challenged) summary_.health = v1::SOURCE_HEALTH_CHALLENGED;
  if (IsThrottled(outcome.status)) summary_.health = v1::SOURCE_HEALTH_THROTTLED;
  Note(absl::StrCat("page ", pages_, ": ", std::string(outcome.status.message())));
  if (outcome.response.has_value()) return MakeContainer(*outcome.response, std::move(spool));
  if (pages_ == 1) return outcome.status;
  Container container;
  container.ref.set_origin(StudiesUrl(config_.base_url(), query_));
  *container.ref.mutable_observed_at() = common::ToTimestamp(*ParseIsoDateTime(data_timestamp_));
  container.key = absl::StrCat("page ", pages_);
  container.cause = MakeCause(v1::DEAD_LETTER_REASON_UNREADABLE, std::string(outcome.status.message()));
  return container;
}

// Where the next page is, if there is one. A token is given whenever a page is full, so an empty last page
// is normal; a token or a page that comes twice is a loop.
void CtgovApiPass::Follow(const FetchResponse& response) {
  if (pages_ == 1 && page_.total_count.has_value()) summary_.declared = page_.total_count;
  query_.page_token = page_.next_page_token;
  if (page_.next_page_token.empty()) {
    done_ = true;
    return;
  }
  const bool token_again = !seen_tokens_.insert(page_.next_page_token).second;
  if (token_again || !seen_pages_.insert(response.sha256).second) {
    done_ = true;
    summary_.incomplete = true;
    Note(absl::StrCat("page ", pages_, ": the API repeats ", token_again ? "a page token" : "a page",
                      ", so paging would never end"));
  }
}

absl::StatusOr<std::optional<Container>> CtgovApiPass::Next() {
  if (done_) return std::nullopt;
  ++pages_;
  absl::StatusOr<std::shared_ptr<SpoolFile>> spool = SpoolFile::Create(settings_.spool_dir);
  if (!spool.ok()) return spool.status();
  FetchRequest request = MakeRequest(StudiesUrl(config_.base_url(), query_));
  request.spool_path = (*spool)->path();
  const FetchOutcome outcome = settings_.fetcher->Get(
      id_, request, politeness_, [this](const FetchResponse& response) { return Inspect(response); });
  if (outcome.status.code() == absl::StatusCode::kCancelled) return outcome.status;
  if (!outcome.status.ok()) return BrokenPage(outcome, *std::move(spool));
  Follow(*outcome.response);
  return MakeContainer(*outcome.response, *std::move(spool));
}

absl::StatusOr<PassSummary> CtgovApiPass::Finish() {
  if (!query_.updated_since.empty()) Note(absl::StrCat("updated since ", query_.updated_since));
  const absl::StatusOr<std::string> now = DataTimestamp();
  if (now.status().code() == absl::StatusCode::kCancelled) return now.status();
  if (now.ok() && *now != data_timestamp_) {
    Note(absl::StrCat("dataTimestamp changed during the run from ", data_timestamp_, " to ", *now,
                      ", so the declared total may have drifted"));
  }
  crawlstate::v1::CtgovApiState state;
  state.set_data_timestamp(data_timestamp_);
  state.set_query(query_.term);
  summary_.state = state.SerializeAsString();
  return summary_;
}

}  // namespace

absl::StatusOr<std::unique_ptr<SourcePass>> CtgovApiSource::Open(const PassRequest& request) {
  auto pass = std::make_unique<CtgovApiPass>(id_, config_, settings_, request);
  if (absl::Status status = pass->Begin(request.full); !status.ok()) return status;
  return pass;
}

}  // namespace trialweave::crawler
