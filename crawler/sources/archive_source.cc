#include "crawler/sources/archive_source.h"

#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "crawler/patience.h"
#include "trialweave/crawlstate/v1/crawl_state.pb.h"

namespace trialweave::crawler {
namespace {

// One stretch of the archive: what is proven at a time.
constexpr size_t kMaxDocuments = 256;
constexpr size_t kMaxBytes = 8 << 20;

class ArchivePass : public SourcePass {
 public:
  // `state` is the source's, which dead letters leave alone.
  ArchivePass(v1::ReadArchiveRequest request, std::string state, StoreClient* store, common::Clock* clock,
              common::ShutdownSignal* shutdown)
      : request_(std::move(request)), state_(std::move(state)), store_(store), patience_(clock, shutdown) {
    proven_.set_after(request_.after());
  }

  absl::StatusOr<std::optional<Container>> Next() override {
    using Documents = std::vector<v1::ReadArchiveResponse>;
    absl::StatusOr<Documents> documents = patience_.Call<Documents>(
        "ReadArchive", [this] { return store_->ReadArchive(request_, kMaxDocuments, kMaxBytes); });
    if (!documents.ok()) return documents.status();
    if (documents->empty()) return std::optional<Container>();
    Container container;
    for (v1::ReadArchiveResponse& response : *documents) {
      if (!response.position().empty()) request_.set_after(response.position());
      container.documents.push_back(std::move(*response.mutable_document()));
    }
    container.key = absl::BytesToHexString(request_.after());
    return std::optional<Container>(std::move(container));
  }

  bool Unchanged(const std::string&) const override { return true; }
  void Complete(const std::string& key) override { proven_.set_after(absl::HexStringToBytes(key)); }
  std::string State() const override { return request_.has_dead_letters() ? state_ : proven_.SerializeAsString(); }
  // The next pass begins anew.
  absl::StatusOr<PassSummary> Finish() override {
    PassSummary summary;
    if (request_.has_dead_letters()) summary.state = state_;
    return summary;
  }

 private:
  v1::ReadArchiveRequest request_;
  const std::string state_;
  StoreClient* const store_;
  const Patience patience_;
  crawlstate::v1::ArchiveState proven_;
};

}  // namespace

std::string ArchiveSource::location() const {
  return config_.sources().empty() ? "the whole archive"
                                   : absl::StrCat("archive of ", absl::StrJoin(config_.sources(), ", "));
}

absl::StatusOr<std::unique_ptr<SourcePass>> ArchiveSource::Open(const PassRequest& request) {
  v1::ReadArchiveRequest read;
  *read.mutable_sources() = config_.sources();
  crawlstate::v1::ArchiveState state;
  if (request.dead_letters.has_value()) {
    *read.mutable_dead_letters() = *request.dead_letters;
  } else if (!request.full && state.ParseFromString(request.state))
    read.set_after(state.after());
  return std::make_unique<ArchivePass>(std::move(read), request.state, store_, clock_, shutdown_);
}

}  // namespace trialweave::crawler
