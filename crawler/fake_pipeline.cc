#include "crawler/fake_pipeline.h"

#include <deque>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/sha256.h"
#include "common/status.h"
#include "crawler/run_ledger.h"

namespace trialweave::crawler {
namespace {

absl::Status Unavailable() { return common::MakeError(absl::StatusCode::kUnavailable, "PEER_AWAY", "fake outage"); }

absl::Status Precondition(const std::string& reason) {
  return common::MakeError(absl::StatusCode::kFailedPrecondition, reason, reason);
}

bool Same(const v1::OutcomeCounts& a, const v1::OutcomeCounts& b) {
  return a.created() == b.created() && a.updated() == b.updated() && a.unchanged() == b.unchanged() &&
         a.dead_lettered() == b.dead_lettered();
}

}  // namespace

// Answers what was written, in order, until it is told to break.
class FakeStream : public IngestStream {
 public:
  FakeStream(FakePipeline* pipeline, bool away, int break_after)
      : pipeline_(pipeline), broken_(away), break_after_(break_after) {}

  bool Write(const v1::IngestRequest& request) override {
    absl::MutexLock lock(&mutex_);
    if (broken_) return false;
    written_.push_back(request.document());
    return true;
  }
  bool Read(v1::IngestResponse* response) override {
    v1::RecordDocument document;
    {
      absl::MutexLock lock(&mutex_);
      const auto ready = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return broken_ || !written_.empty(); };
      mutex_.Await(absl::Condition(&ready));
      if (broken_) return false;
      document = std::move(written_.front());
      written_.pop_front();
    }
    *response = pipeline_->Commit(document);
    // The document is committed, and the answer may still be lost.
    absl::MutexLock lock(&mutex_);
    if (break_after_ > 0 && ++answers_ > break_after_) broken_ = true;
    return !broken_;
  }
  void WritesDone() override {}
  void Cancel() override {
    absl::MutexLock lock(&mutex_);
    broken_ = true;
  }
  absl::Status Finish() override { return Unavailable(); }

 private:
  FakePipeline* const pipeline_;
  absl::Mutex mutex_;
  bool broken_ ABSL_GUARDED_BY(mutex_);
  const int break_after_;
  int answers_ ABSL_GUARDED_BY(mutex_) = 0;
  std::deque<v1::RecordDocument> written_ ABSL_GUARDED_BY(mutex_);
};

absl::Status FakePipeline::Ready() {
  if (failing_calls_ == 0) return absl::OkStatus();
  --failing_calls_;
  return Unavailable();
}

absl::Status FakePipeline::CheckToken(uint64_t token) const {
  return token == token_ ? absl::OkStatus() : Precondition("STALE_FENCING_TOKEN");
}

absl::StatusOr<v1::AcquireLeaseResponse> FakePipeline::AcquireLease(const v1::AcquireLeaseRequest&) {
  absl::MutexLock lock(&mutex_);
  if (absl::Status status = Ready(); !status.ok()) return status;
  v1::AcquireLeaseResponse response;
  response.set_fencing_token(++token_);
  released_ = false;
  return response;
}

absl::StatusOr<v1::RenewLeaseResponse> FakePipeline::RenewLease(const v1::RenewLeaseRequest& request) {
  absl::MutexLock lock(&mutex_);
  if (absl::Status status = CheckToken(request.fencing_token()); !status.ok()) return status;
  return v1::RenewLeaseResponse();
}

absl::StatusOr<v1::ReleaseLeaseResponse> FakePipeline::ReleaseLease(const v1::ReleaseLeaseRequest&) {
  absl::MutexLock lock(&mutex_);
  released_ = true;
  return v1::ReleaseLeaseResponse();
}

absl::StatusOr<v1::StartRunResponse> FakePipeline::StartRun(const v1::StartRunRequest& request) {
  absl::MutexLock lock(&mutex_);
  if (absl::Status status = Ready(); !status.ok()) return status;
  if (absl::Status status = CheckToken(request.fencing_token()); !status.ok()) return status;
  const std::string name = absl::StrCat("sources/", request.source(), "/runs/", token_);
  for (auto& [other, run] : runs_) {
    if (run.state() == v1::RUN_STATE_RUNNING && other != name) run.set_state(v1::RUN_STATE_INTERRUPTED);
  }
  v1::Run& run = runs_[name];
  run.set_name(name);
  run.set_source(request.source());
  run.set_full(request.full());
  run.set_state(v1::RUN_STATE_RUNNING);
  documents_.clear();
  acks_.clear();
  distinct_.clear();
  v1::StartRunResponse response;
  *response.mutable_run() = run;
  response.mutable_checkpoint()->set_state(state_);
  return response;
}

v1::IngestResponse FakePipeline::Commit(const v1::RecordDocument& document) {
  std::function<void(const v1::RecordDocument&)> callback;
  v1::IngestResponse response;
  response.set_run(document.run());
  response.set_ordinal(document.ordinal());
  {
    absl::MutexLock lock(&mutex_);
    if (absl::Status status = CheckToken(document.fencing_token()); !status.ok()) {
      *response.mutable_refusal() = common::ToProto(status);
      return response;
    }
    if (acks_.contains(document.ordinal())) {
      ++repeated_;
      *response.mutable_ack() = acks_[document.ordinal()];
      return response;
    }
    v1::DocumentAck& ack = acks_[document.ordinal()];
    const std::string digest = common::Sha256(document.content() + document.container().digest());
    if (document.has_cause() || document.content() == refused_) {
      ack.set_outcome(v1::OUTCOME_DEAD_LETTERED);
      ack.set_record("deadLetters/" + digest);
    } else {
      const bool known = !records_.emplace(document.content(), "").second;
      ack.set_outcome(known ? v1::OUTCOME_UNCHANGED : v1::OUTCOME_CREATED);
      ack.set_record("registrations/" + document.content());
    }
    if (!document.fragment()) distinct_.insert(ack.record());
    documents_[document.ordinal()] = document;
    *response.mutable_ack() = ack;
    callback = on_document_;
  }
  if (callback) callback(document);
  return response;
}

absl::StatusOr<v1::AdvanceCheckpointResponse> FakePipeline::AdvanceCheckpoint(
    const v1::AdvanceCheckpointRequest& request) {
  absl::MutexLock lock(&mutex_);
  if (absl::Status status = Ready(); !status.ok()) return status;
  if (absl::Status status = CheckToken(request.fencing_token()); !status.ok()) return status;
  v1::OutcomeCounts counts;
  for (uint64_t ordinal = 1; ordinal <= request.checkpoint().up_to_ordinal(); ++ordinal) {
    if (!acks_.contains(ordinal)) return Precondition("ORDINALS_MISSING");
    CountOutcome(acks_[ordinal].outcome(), &counts);
  }
  if (!Same(counts, request.checkpoint().counts())) return Precondition("COUNTS_DIFFER");
  checkpoints_.push_back(request.checkpoint());
  state_ = request.checkpoint().state();
  return v1::AdvanceCheckpointResponse();
}

absl::StatusOr<v1::RecordSnapshotResponse> FakePipeline::RecordSnapshot(const v1::RecordSnapshotRequest& request) {
  std::function<void()> callback;
  {
    absl::MutexLock lock(&mutex_);
    callback = on_snapshot_;
  }
  if (callback) {
    callback();
    return Unavailable();
  }
  absl::MutexLock lock(&mutex_);
  if (absl::Status status = Ready(); !status.ok()) return status;
  if (absl::Status status = CheckToken(request.fencing_token()); !status.ok()) return status;
  for (uint64_t ordinal = request.first_ordinal(); ordinal <= request.last_ordinal(); ++ordinal) {
    if (!acks_.contains(ordinal)) return Precondition("ORDINALS_MISSING");
    if (acks_[ordinal].outcome() == v1::OUTCOME_DEAD_LETTERED) return Precondition("SNAPSHOT_INCOMPLETE");
  }
  snapshots_.push_back(request);
  if (std::exchange(lose_snapshot_, false)) return Unavailable();
  return v1::RecordSnapshotResponse();
}

absl::StatusOr<v1::FinishRunResponse> FakePipeline::FinishRun(const v1::FinishRunRequest& request) {
  absl::MutexLock lock(&mutex_);
  if (absl::Status status = Ready(); !status.ok()) return status;
  if (absl::Status status = CheckToken(request.fencing_token()); !status.ok()) return status;
  v1::Run& run = runs_[request.run()];
  if (run.state() != v1::RUN_STATE_RUNNING) return Precondition("RUN_NOT_RUNNING");
  v1::OutcomeCounts counts;
  for (const auto& [ordinal, ack] : acks_) CountOutcome(ack.outcome(), &counts);
  const uint64_t gap = request.counts().challenged() + request.counts().missing();
  if (!request.has_failure()) {
    if (acks_.size() != request.last_ordinal()) return Precondition("ORDINALS_MISSING");
    if (!Same(counts, request.counts())) return Precondition("COUNTS_DIFFER");
    if (request.has_declared() && request.declared() != distinct_.size() + gap)
      return Precondition("LEDGER_UNBALANCED");
  }
  const bool whole = gap == 0 && request.health() == v1::SOURCE_HEALTH_UNSPECIFIED;
  run.set_state(request.has_failure() ? v1::RUN_STATE_FAILED
                : whole               ? v1::RUN_STATE_SUCCEEDED
                                      : v1::RUN_STATE_INCOMPLETE);
  *run.mutable_counts() = request.counts();
  run.set_delivered(acks_.size());
  run.set_distinct(distinct_.size());
  run.set_detail(request.detail());
  if (request.has_declared()) run.set_declared(request.declared());
  if (run.state() == v1::RUN_STATE_SUCCEEDED) state_ = request.state();
  finished_ = request;
  if (std::exchange(lose_finish_, false)) return Unavailable();
  v1::FinishRunResponse response;
  *response.mutable_run() = run;
  return response;
}

absl::StatusOr<v1::GetRunResponse> FakePipeline::GetRun(const v1::GetRunRequest& request) {
  absl::MutexLock lock(&mutex_);
  v1::GetRunResponse response;
  *response.mutable_run() = runs_[request.name()];
  return response;
}

std::unique_ptr<IngestStream> FakePipeline::Connect() {
  absl::MutexLock lock(&mutex_);
  ++streams_;
  const bool away = failing_streams_ > 0;
  if (away) --failing_streams_;
  return std::make_unique<FakeStream>(this, away, break_after_);
}

void FakePipeline::FailCalls(int n) {
  absl::MutexLock lock(&mutex_);
  failing_calls_ = n;
}
void FakePipeline::FailStreams(int n) {
  absl::MutexLock lock(&mutex_);
  failing_streams_ = n;
}
void FakePipeline::BreakStreamsAfter(int answers) {
  absl::MutexLock lock(&mutex_);
  break_after_ = answers;
}
void FakePipeline::LoseFinishAnswer() {
  absl::MutexLock lock(&mutex_);
  lose_finish_ = true;
}
void FakePipeline::LoseSnapshotAnswer() {
  absl::MutexLock lock(&mutex_);
  lose_snapshot_ = true;
}
void FakePipeline::Refuse(const std::string& content) {
  absl::MutexLock lock(&mutex_);
  refused_ = content;
}
void FakePipeline::OnSnapshot(std::function<void()> callback) {
  absl::MutexLock lock(&mutex_);
  on_snapshot_ = std::move(callback);
}
void FakePipeline::TakeLease() {
  absl::MutexLock lock(&mutex_);
  ++token_;
}
void FakePipeline::OnDocument(std::function<void(const v1::RecordDocument&)> callback) {
  absl::MutexLock lock(&mutex_);
  on_document_ = std::move(callback);
}
std::vector<v1::RecordDocument> FakePipeline::Documents() {
  absl::MutexLock lock(&mutex_);
  std::vector<v1::RecordDocument> documents;
  for (const auto& [ordinal, document] : documents_) documents.push_back(document);
  return documents;
}
std::vector<v1::Checkpoint> FakePipeline::Checkpoints() {
  absl::MutexLock lock(&mutex_);
  return checkpoints_;
}
absl::StatusOr<std::vector<v1::ReadArchiveResponse>> FakePipeline::ReadArchive(const v1::ReadArchiveRequest& request,
                                                                               size_t max_documents, size_t) {
  absl::MutexLock lock(&mutex_);
  if (absl::Status status = Ready(); !status.ok()) return status;
  archive_request_ = request;
  std::vector<v1::ReadArchiveResponse> documents;
  for (auto it = archive_.upper_bound(request.after()); it != archive_.end() && documents.size() < max_documents;
       ++it) {
    v1::ReadArchiveResponse response;
    response.set_position(it->first);
    v1::RecordDocument* document = response.mutable_document();
    document->set_source("ctgov");
    document->set_content(it->second);
    document->mutable_container()->set_digest(it->first);
    document->mutable_rederivation()->set_record("registrations/" + it->second);
    documents.push_back(std::move(response));
  }
  return documents;
}

v1::ReadArchiveRequest FakePipeline::archive_request() {
  absl::MutexLock lock(&mutex_);
  return archive_request_;
}

void FakePipeline::SetArchive(std::map<std::string, std::string> contents) {
  absl::MutexLock lock(&mutex_);
  archive_ = std::move(contents);
}

std::vector<v1::RecordSnapshotRequest> FakePipeline::Snapshots() {
  absl::MutexLock lock(&mutex_);
  return snapshots_;
}
v1::FinishRunRequest FakePipeline::finished() {
  absl::MutexLock lock(&mutex_);
  return finished_;
}
int FakePipeline::streams() {
  absl::MutexLock lock(&mutex_);
  return streams_;
}
int FakePipeline::repeated() {
  absl::MutexLock lock(&mutex_);
  return repeated_;
}
bool FakePipeline::lease_released() {
  absl::MutexLock lock(&mutex_);
  return released_;
}
void FakePipeline::SetState(const std::string& state) {
  absl::MutexLock lock(&mutex_);
  state_ = state;
}

}  // namespace trialweave::crawler
