#include "crawler/ingest_client.h"

#include <utility>

#include "common/backoff.h"
#include "common/log.h"
#include "common/status.h"

namespace trialweave::crawler {
namespace {

// Ends of a stream that no further attempt will change.
bool IsRefusal(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kFailedPrecondition:
    case absl::StatusCode::kInvalidArgument:
    case absl::StatusCode::kPermissionDenied:
    case absl::StatusCode::kUnauthenticated:
    case absl::StatusCode::kUnimplemented:
      return true;
    default:
      return false;
  }
}

}  // namespace

IngestClient::IngestClient(IngestConnector* connector, const IngestOptions& options, common::Clock* clock,
                           AckHandler on_ack)
    : connector_(connector), options_(options), clock_(clock), on_ack_(std::move(on_ack)) {
  thread_ = std::thread([this] { Run(); });
}

IngestClient::~IngestClient() {
  {
    absl::MutexLock lock(&mutex_);
    closing_ = true;
    if (stream_ != nullptr) stream_->Cancel();
  }
  stop_.Request();
  thread_.join();
}

bool IngestClient::HasRoom() const {
  // One document always fits, however large.
  return unanswered_.empty() || (unanswered_.size() < options_.window_documents && bytes_ < options_.window_bytes);
}

absl::Status IngestClient::Send(v1::RecordDocument document) {
  auto request = std::make_shared<v1::IngestRequest>();
  *request->mutable_document() = std::move(document);
  absl::MutexLock lock(&mutex_);
  const auto ready = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return !aborted_.ok() || HasRoom(); };
  mutex_.Await(absl::Condition(&ready));
  if (!aborted_.ok()) return aborted_;
  bytes_ += request->document().content().size();
  unanswered_.emplace(request->document().ordinal(), std::move(request));
  return absl::OkStatus();
}

absl::Status IngestClient::AwaitAnswers() {
  absl::MutexLock lock(&mutex_);
  const auto ready = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return !aborted_.ok() || unanswered_.empty(); };
  mutex_.Await(absl::Condition(&ready));
  return aborted_;
}

void IngestClient::Abort(const absl::Status& status) {
  {
    absl::MutexLock lock(&mutex_);
    if (aborted_.ok()) aborted_ = status;
    if (stream_ != nullptr) stream_->Cancel();
  }
  stop_.Request();
}

uint64_t IngestClient::documents_in_flight() const {
  absl::MutexLock lock(&mutex_);
  return unanswered_.size();
}

uint64_t IngestClient::bytes_in_flight() const {
  absl::MutexLock lock(&mutex_);
  return bytes_;
}

void IngestClient::Run() {
  common::Backoff backoff(options_.first_backoff, options_.longest_backoff);
  for (;;) {
    {
      absl::MutexLock lock(&mutex_);
      const auto ready = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return !Working() || !unanswered_.empty(); };
      mutex_.Await(absl::Condition(&ready));
      if (!Working()) return;
      next_to_write_ = 0;
      broken_ = answered_ = false;
    }
    const absl::Status status = RunStream();
    {
      absl::MutexLock lock(&mutex_);
      if (!Working()) return;
      if (answered_) backoff.Reset();
    }
    if (IsRefusal(status)) return Abort(status);
    const absl::Duration wait = backoff.Next();
    common::LogWarn("the stream to the normalizer ended, connecting again",
                    {{"error", std::string(status.message())},
                     {"unanswered", documents_in_flight()},
                     {"wait_seconds", absl::ToDoubleSeconds(wait)}});
    if (stop_.WaitFor(wait, *clock_)) return;
  }
}

absl::Status IngestClient::RunStream() {
  const std::unique_ptr<IngestStream> stream = connector_->Connect();
  {
    absl::MutexLock lock(&mutex_);
    stream_ = stream.get();
    if (!Working()) stream->Cancel();
  }
  std::thread reader([this, &stream] { ReadLoop(stream.get()); });
  WriteLoop(stream.get());
  reader.join();
  {
    absl::MutexLock lock(&mutex_);
    stream_ = nullptr;
  }
  return stream->Finish();
}

IngestClient::Entry IngestClient::NextToWrite() {
  absl::MutexLock lock(&mutex_);
  const auto ready = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return broken_ || !Working() || unanswered_.lower_bound(next_to_write_) != unanswered_.end();
  };
  for (;;) {
    const uint64_t before = unanswered_.empty() ? 0 : unanswered_.begin()->first;
    const size_t waiting = unanswered_.size();
    if (clock_->AwaitWithTimeout(&mutex_, absl::Condition(&ready), options_.stall_timeout)) break;
    if (waiting > 0 && unanswered_.size() == waiting && unanswered_.begin()->first == before) {
      common::LogWarn("the normalizer does not answer, opening a new stream", {{"unanswered", waiting}});
      if (stream_ != nullptr) stream_->Cancel();
      return nullptr;
    }
  }
  if (broken_ || !Working()) return nullptr;
  Entry entry = unanswered_.lower_bound(next_to_write_)->second;
  next_to_write_ = entry->document().ordinal() + 1;
  return entry;
}

void IngestClient::WriteLoop(IngestStream* stream) {
  for (Entry entry = NextToWrite(); entry != nullptr; entry = NextToWrite()) {
    // A write fails when the stream has ended; the reader will hear why.
    if (!stream->Write(*entry)) break;
  }
}

void IngestClient::ReadLoop(IngestStream* stream) {
  v1::IngestResponse response;
  while (stream->Read(&response)) OnResponse(response);
  absl::MutexLock lock(&mutex_);
  broken_ = true;
}

void IngestClient::OnResponse(const v1::IngestResponse& response) {
  if (response.has_refusal()) return Abort(common::FromProto(response.refusal()));
  Entry entry;
  {
    absl::MutexLock lock(&mutex_);
    const auto it = unanswered_.find(response.ordinal());
    // An answer to a document that was answered on an earlier stream, or that belongs to an earlier run.
    if (it == unanswered_.end() || it->second->document().run() != response.run()) return;
    entry = it->second;
    answered_ = true;
  }
  on_ack_(entry->document(), response.ack());
  absl::MutexLock lock(&mutex_);
  bytes_ -= entry->document().content().size();
  unanswered_.erase(response.ordinal());
}

}  // namespace trialweave::crawler
