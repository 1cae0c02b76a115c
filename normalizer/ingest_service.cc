#include "normalizer/ingest_service.h"

#include "absl/time/clock.h"
#include "common/grpc_status.h"
#include "common/log.h"
#include "common/status.h"
#include "normalizer/errors.h"
#include "normalizer/validate.h"

namespace trialweave::normalizer {

namespace {

// Looking at every document's fields would cost a tenth of the throughput; so many show any drift.
constexpr uint64_t kProfiledFirst = 1024;
constexpr uint64_t kProfiledEvery = 16;

// Of what waits to be written, all but the last share packets.
grpc::WriteOptions OptionsFor(size_t waiting) {
  grpc::WriteOptions options;
  if (waiting > 1) options.set_buffer_hint();
  return options;
}

// Whether the document's fields are looked at. What comes from the archive is no news of its source.
bool TakesProfile(const v1::RecordDocument& document) {
  return !document.has_rederivation() &&
         (document.ordinal() <= kProfiledFirst || document.ordinal() % kProfiledEvery == 0);
}

}  // namespace

// CrawlerSide hands gRPC's reactions on and keeps the stream's object alive until OnDone.
class IngestStream::CrawlerSide : public grpc::ServerBidiReactor<v1::IngestRequest, v1::IngestResponse> {
 public:
  explicit CrawlerSide(std::shared_ptr<IngestStream> stream) : stream_(std::move(stream)) {}
  void OnReadDone(bool ok) override { stream_->OnRequest(ok); }
  void OnWriteDone(bool ok) override { stream_->OnResponseWritten(ok); }
  void OnCancel() override { stream_->OnCrawlerGone(); }
  void OnDone() override {
    stream_->on_gone_(stream_.get());
    delete this;
  }

 private:
  const std::shared_ptr<IngestStream> stream_;
};

// StoreSide does the same for the stream to the store. One hold keeps it open for operations that start outside
// its reactions; it goes when the stream's reads end.
class IngestStream::StoreSide : public grpc::ClientBidiReactor<v1::CommitRequest, v1::CommitResponse> {
 public:
  explicit StoreSide(std::shared_ptr<IngestStream> stream) : stream_(std::move(stream)) {}
  void OnReadDone(bool ok) override { stream_->OnCommitResponse(ok); }
  void OnWriteDone(bool ok) override { stream_->OnCommitWritten(ok); }
  void OnDone(const grpc::Status& status) override {
    stream_->OnStoreDone(status);
    delete this;
  }

 private:
  const std::shared_ptr<IngestStream> stream_;
};

IngestStream::IngestStream(const IngestShared& shared, std::function<void(IngestStream*)> on_gone)
    : shared_(shared), on_gone_(std::move(on_gone)) {}

grpc::ServerBidiReactor<v1::IngestRequest, v1::IngestResponse>* IngestStream::Start(
    const IngestShared& shared, std::function<void(IngestStream*)> on_gone,
    const std::function<void(std::shared_ptr<IngestStream>)>& on_started) {
  std::shared_ptr<IngestStream> stream(new IngestStream(shared, std::move(on_gone)));
  auto* crawler = new CrawlerSide(stream);
  stream->crawler_ = crawler;
  stream->StartStore();
  on_started(stream);
  absl::MutexLock lock(&stream->mutex_);
  stream->MaybeRead();
  return crawler;
}

void IngestStream::StartStore() {
  store_ = new StoreSide(shared_from_this());
  shared_.store->async()->Commit(&store_context_, store_);
  absl::MutexLock lock(&mutex_);
  store_->AddHold();
  store_->StartRead(&commit_response_);
  store_->StartCall();
}

void IngestStream::Drain() {
  absl::MutexLock lock(&mutex_);
  draining_ = true;
  MaybeEnd();
}

void IngestStream::MaybeRead() {
  if (reading_ || crawler_finished_ || crawler_gone_ || draining_ || store_closed_ || ended_) return;
  const bool full =
      in_flight_.size() >= static_cast<size_t>(shared_.window_documents) || in_flight_bytes_ >= shared_.window_bytes;
  if (full) return;
  reading_ = true;
  crawler_->StartRead(&request_);
}

void IngestStream::OnRequest(bool ok) {
  absl::MutexLock lock(&mutex_);
  reading_ = false;
  if (!ok) {
    crawler_finished_ = true;
    MaybeEnd();
    return;
  }
  // A document that comes while the stream ends is not taken: it has no answer, so the crawler sends it again.
  if (draining_ || store_closed_ || ended_) {
    request_.Clear();
    MaybeEnd();
    return;
  }
  v1::RecordDocument document = std::move(*request_.mutable_document());
  request_.Clear();
  InFlight entry{document.source(), document.format(), document.content().size()};
  in_flight_bytes_ += entry.bytes;
  in_flight_.emplace(Key(document.run(), document.ordinal()), std::move(entry));
  shared_.metrics->AddInFlight(1);
  shared_.pool->Submit([self = shared_from_this(), held = std::make_shared<v1::RecordDocument>(std::move(document))] {
    self->Normalize(std::move(*held));
  });
  MaybeRead();
}

void IngestStream::Normalize(v1::RecordDocument document) {
  if (const absl::Status status = ValidateDigest(document); !status.ok()) {
    common::LogWarn(
        "refused a document",
        {{"run", document.run()}, {"ordinal", document.ordinal()}, {"reason", common::ErrorReason(status)}});
    absl::MutexLock lock(&mutex_);
    Refuse(document, status);
    return;
  }
  const absl::Time start = absl::Now();
  NormalizeResult result = shared_.normalizer->Normalize(document, TakesProfile(document));
  shared_.metrics->Parsed(document.format(), absl::ToDoubleSeconds(absl::Now() - start));
  v1::CommitRequest commit;
  if (auto* record = std::get_if<v1::NormalizedRecord>(&result)) {
    shared_.metrics->CountUnmapped(document.source(), record->registration());
    *commit.mutable_record() = std::move(*record);
  } else {
    const auto& cause = std::get<v1::DeadLetterCause>(result);
    shared_.metrics->CountDeadLetter(document.source(), cause.reason());
    if (cause.reason() == v1::DEAD_LETTER_REASON_INTERNAL) {
      common::LogError("a parser failed",
                       {{"run", document.run()}, {"ordinal", document.ordinal()}, {"format", document.format()}});
    }
    *commit.mutable_cause() = cause;
  }
  *commit.mutable_document() = std::move(document);
  absl::MutexLock lock(&mutex_);
  commits_.push_back(std::move(commit));
  MaybeWriteCommit();
}

void IngestStream::Refuse(const v1::RecordDocument& document, const absl::Status& status) {
  v1::IngestResponse response;
  response.set_run(document.run());
  response.set_ordinal(document.ordinal());
  *response.mutable_refusal() = common::ToProto(status);
  responses_.push_back(std::move(response));
  MaybeWriteResponse();
}

void IngestStream::MaybeWriteCommit() {
  if (writing_commit_ || commits_.empty() || store_closed_ || writes_done_) return;
  writing_commit_ = true;
  store_->StartWrite(&commits_.front(), OptionsFor(commits_.size()));
}

void IngestStream::OnCommitWritten(bool ok) {
  absl::MutexLock lock(&mutex_);
  writing_commit_ = false;
  commits_.pop_front();
  // A failed write is followed by a failed read, which ends the stream.
  if (ok) MaybeWriteCommit();
}

void IngestStream::OnCommitResponse(bool ok) {
  absl::MutexLock lock(&mutex_);
  if (!ok) {
    store_closed_ = true;
    store_->RemoveHold();
    return;
  }
  v1::IngestResponse response;
  response.set_run(commit_response_.run());
  response.set_ordinal(commit_response_.ordinal());
  if (commit_response_.has_ack()) {
    *response.mutable_ack() = std::move(*commit_response_.mutable_ack());
  } else {
    *response.mutable_refusal() = std::move(*commit_response_.mutable_refusal());
  }
  commit_response_.Clear();
  responses_.push_back(std::move(response));
  MaybeWriteResponse();
  store_->StartRead(&commit_response_);
}

void IngestStream::MaybeWriteResponse() {
  if (writing_response_ || responses_.empty() || ended_ || crawler_gone_) return;
  writing_response_ = true;
  crawler_->StartWrite(&responses_.front(), OptionsFor(responses_.size()));
}

void IngestStream::OnResponseWritten(bool ok) {
  absl::MutexLock lock(&mutex_);
  writing_response_ = false;
  const v1::IngestResponse& response = responses_.front();
  const auto entry = in_flight_.find(Key(response.run(), response.ordinal()));
  if (entry != in_flight_.end()) {
    if (ok) shared_.metrics->CountAnswer(entry->second.source, entry->second.format, response);
    in_flight_bytes_ -= entry->second.bytes;
    in_flight_.erase(entry);
    shared_.metrics->AddInFlight(-1);
  }
  responses_.pop_front();
  if (!ok) crawler_gone_ = true;
  MaybeWriteResponse();
  MaybeRead();
  MaybeEnd();
}

void IngestStream::OnCrawlerGone() {
  absl::MutexLock lock(&mutex_);
  crawler_gone_ = true;
  MaybeEnd();
}

void IngestStream::OnStoreDone(const grpc::Status& status) {
  absl::MutexLock lock(&mutex_);
  store_closed_ = true;
  store_done_ = true;
  store_status_ = status;
  MaybeEnd();
}

void IngestStream::MaybeEnd() {
  const bool all_answered = in_flight_.empty() && responses_.empty();
  const bool no_more = crawler_gone_ || ((crawler_finished_ || draining_) && all_answered);
  if (no_more && !writes_done_ && !store_closed_) {
    // What the store has already taken is committed whether or not somebody hears of it.
    if (crawler_gone_ && writing_commit_) {
      store_context_.TryCancel();
      return;
    }
    writes_done_ = true;
    store_->StartWritesDone();
  }
  // Answers that have come are handed back before the stream ends.
  if (!store_done_ || writing_response_ || ended_) return;
  ended_ = true;
  shared_.metrics->AddInFlight(-static_cast<int>(in_flight_.size()));
  in_flight_.clear();
  crawler_->Finish(FinalStatus());
}

grpc::Status IngestStream::FinalStatus() const {
  if (crawler_gone_) return grpc::Status::CANCELLED;
  if (crawler_finished_ && store_status_.ok() && in_flight_.empty()) return grpc::Status::OK;
  if (draining_ && store_status_.ok()) return common::ToGrpc(ShuttingDown());
  return common::ToGrpc(StoreUnavailable(common::FromGrpc(store_status_)));
}

}  // namespace trialweave::normalizer
