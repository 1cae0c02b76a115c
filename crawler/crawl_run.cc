#include "crawler/crawl_run.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/log.h"
#include "common/sha256.h"
#include "common/status.h"
#include "crawler/containers/container_error.h"
#include "crawler/lease_keeper.h"
#include "crawler/patience.h"
#include "google/protobuf/util/time_util.h"

namespace trialweave::crawler {
namespace {

constexpr absl::Duration kReportInterval = absl::Milliseconds(200);

bool LostTheRun(const absl::Status& status) {
  const std::string reason = common::ErrorReason(status);
  return reason == "STALE_FENCING_TOKEN" || reason == "RUN_NOT_RUNNING";
}

void AddDetail(const std::string& text, std::string* detail) {
  if (!text.empty()) absl::StrAppend(detail, detail->empty() ? "" : "; ", text);
}

}  // namespace

CrawlRun::CrawlRun(Source* source, const CrawlRunOptions& options, bool full, Progress progress,
                   std::optional<v1::DeadLetterSelection> dead_letters)
    : source_(source),
      options_(options),
      full_(full),
      progress_(std::move(progress)),
      dead_letters_(std::move(dead_letters)) {}

CrawlRun::~CrawlRun() = default;

void CrawlRun::Abort(const absl::Status& status) {
  {
    absl::MutexLock lock(&mutex_);
    if (aborted_.ok()) aborted_ = status;
    if (ingest_ != nullptr) ingest_->Abort(status);
  }
  stop_.Request();
}

void CrawlRun::Cancel() { Abort(InterruptedError()); }

absl::Status CrawlRun::AcquireLease() {
  v1::AcquireLeaseRequest request;
  request.set_resource(absl::StrCat("sources/", source_->id()));
  request.set_holder(options_.instance);
  *request.mutable_ttl() =
      google::protobuf::util::TimeUtil::MillisecondsToDuration(absl::ToInt64Milliseconds(options_.lease_ttl));
  auto lease = Patience(options_.clock, &stop_).Call<v1::AcquireLeaseResponse>("AcquireLease", [&] {
    return options_.store->AcquireLease(request);
  });
  if (!lease.ok()) return lease.status();
  fencing_token_ = lease->fencing_token();
  return absl::OkStatus();
}

absl::Status CrawlRun::StartRun() {
  v1::StartRunRequest request;
  request.set_source(source_->id());
  request.set_fencing_token(fencing_token_);
  request.set_full(full_);
  auto started = Patience(options_.clock, &stop_).Call<v1::StartRunResponse>("StartRun", [&] {
    return options_.store->StartRun(request);
  });
  if (!started.ok()) return started.status();
  run_ = started->run();
  state_ = started->checkpoint().state();
  common::LogInfo("run started", {{"run", run_.name()}, {"full", full_}});
  return absl::OkStatus();
}

absl::StatusOr<v1::Run> CrawlRun::Execute() {
  if (absl::Status status = AcquireLease(); !status.ok()) return status;
  LeaseKeeper keeper(options_.store, absl::StrCat("sources/", source_->id()), fencing_token_, options_.lease_ttl,
                     options_.clock, [this](const absl::Status& lost) { Abort(lost); });
  if (absl::Status status = StartRun(); !status.ok()) return status;
  IngestClient ingest(options_.connector, options_.ingest, options_.clock,
                      [this](const v1::RecordDocument& document, const v1::DocumentAck& ack) { OnAck(document, ack); });
  {
    absl::MutexLock lock(&mutex_);
    ingest_ = &ingest;
    if (!aborted_.ok()) ingest.Abort(aborted_);
  }
  absl::Status status = DeliverAll();
  // What was sent gets its answers, also when the source failed.
  if (absl::Status answered = ingest.AwaitAnswers(); !answered.ok()) status = answered;
  {
    absl::MutexLock lock(&mutex_);
    ingest_ = nullptr;
    if (!aborted_.ok()) status = aborted_;
  }
  if (status.ok()) status = Advance(true);
  options_.observer->OnInFlight(source_->id(), 0, 0);
  if (status.ok()) return Finish();
  if (status.code() == absl::StatusCode::kCancelled || LostTheRun(status)) return status;
  return Fail(status);
}

absl::Status CrawlRun::DeliverAll() {
  absl::StatusOr<std::unique_ptr<SourcePass>> pass = source_->Open({full_, state_, dead_letters_});
  if (!pass.ok()) return pass.status();
  pass_ = *std::move(pass);
  for (;;) {
    absl::StatusOr<std::optional<Container>> container = pass_->Next();
    if (!container.ok()) return container.status();
    if (!container->has_value()) {
      snapshots_.End(last_ordinal_);
      return absl::OkStatus();
    }
    activity_ = (*container)->key;
    snapshots_.Begin(**container, last_ordinal_);
    if (absl::Status status = Deliver(**container); !status.ok()) return status;
    ledger_.CloseContainer((*container)->key, last_ordinal_);
    if (absl::Status status = Advance(false); !status.ok()) return status;
    Report();
  }
}

absl::Status CrawlRun::Deliver(const Container& container) {
  if (!container.documents.empty()) {
    for (const v1::RecordDocument& document : container.documents) {
      if (absl::Status status = Emit(container, document); !status.ok()) return status;
    }
    return absl::OkStatus();
  }
  std::unique_ptr<FileSource> file;
  std::optional<v1::DeadLetterCause> cause = container.cause;
  if (!cause.has_value()) {
    absl::StatusOr<std::unique_ptr<FileSource>> opened = FileSource::Open(container.path);
    if (opened.ok()) {
      file = *std::move(opened);
    } else {
      cause = CauseOf(opened.status(), 0);
    }
  }
  if (cause.has_value()) {
    v1::RecordDocument document;
    document.set_source(source_->id());
    *document.mutable_cause() = *cause;
    document.set_fragment(true);
    return Emit(container, std::move(document));
  }
  EndingSource bytes(file.get(), container.ending);
  return SplitContainer(&bytes, source_->id(), options_.container_limits, options_.split_limits,
                        [&](v1::RecordDocument document) { return Emit(container, std::move(document)); })
      .status();
}

absl::Status CrawlRun::Emit(const Container& container, v1::RecordDocument document) {
  document.set_run(run_.name());
  document.set_fencing_token(fencing_token_);
  document.set_ordinal(++last_ordinal_);
  if (!document.has_container()) *document.mutable_container() = container.ref;
  // Without bytes there is nothing to take a digest of; the same place is the same container.
  if (document.container().digest().empty()) {
    document.mutable_container()->set_digest(common::Sha256(absl::StrCat("unread ", container.ref.origin())));
  }
  document.set_content_sha256(common::Sha256(document.content()));
  if (document.has_cause()) snapshots_.Fault(document.cause().message());
  IngestClient* ingest = nullptr;
  {
    absl::MutexLock lock(&mutex_);
    if (!aborted_.ok()) return aborted_;
    ingest = ingest_;
  }
  if (absl::Status status = ingest->Send(std::move(document)); !status.ok()) return status;
  options_.observer->OnInFlight(source_->id(), ingest->documents_in_flight(), ingest->bytes_in_flight());
  if (options_.clock->Now() - last_report_ >= kReportInterval) Report();
  return absl::OkStatus();
}

void CrawlRun::OnAck(const v1::RecordDocument& document, const v1::DocumentAck& ack) {
  ledger_.Answer(document, ack);
  options_.observer->OnOutcome(source_->id(), ack.outcome());
}

void CrawlRun::Report() {
  last_report_ = options_.clock->Now();
  ledger_.Describe(&run_);
  run_.set_checkpoint_ordinal(checkpoint_ordinal_);
  options_.observer->OnRun(run_);
  if (progress_) progress_(run_, activity_);
}

// Tells the pass which containers are complete and the store what is proven.
absl::Status CrawlRun::Advance(bool now) {
  const RunLedger::Proven proven = ledger_.proven();
  for (const std::string& key : ledger_.TakeCompleted()) {
    if (!snapshots_.Hold(key)) pass_->Complete(key);
  }
  if (absl::Status status = RecordSnapshots(proven.ordinal); !status.ok()) return status;
  if (proven.ordinal <= checkpoint_ordinal_) return absl::OkStatus();
  if (!now && options_.clock->Now() - last_checkpoint_ < options_.checkpoint_interval) return absl::OkStatus();
  v1::AdvanceCheckpointRequest request;
  request.set_fencing_token(fencing_token_);
  request.mutable_checkpoint()->set_run(run_.name());
  request.mutable_checkpoint()->set_up_to_ordinal(proven.ordinal);
  *request.mutable_checkpoint()->mutable_counts() = proven.counts;
  request.mutable_checkpoint()->set_state(pass_->State());
  auto advanced = Patience(options_.clock, &stop_).Call<v1::AdvanceCheckpointResponse>("AdvanceCheckpoint", [&] {
    return options_.store->AdvanceCheckpoint(request);
  });
  if (!advanced.ok()) return advanced.status();
  checkpoint_ordinal_ = proven.ordinal;
  last_checkpoint_ = options_.clock->Now();
  return absl::OkStatus();
}

// Nothing is lost when a file turns out to be no snapshot: its records are delivered like those of any other.
void CrawlRun::LeaveSnapshotOut(const std::string& key, const std::string& why) {
  common::LogWarn("no complete snapshot", {{"run", run_.name()}, {"file", key}, {"why", common::Trimmed(why)}});
  AddDetail(absl::StrCat(key, " is no complete snapshot: ", common::Trimmed(why)), &snapshot_detail_);
}

// A snapshot comes before its containers are complete: then nobody comes back to them.
absl::Status CrawlRun::RecordSnapshots(uint64_t proven) {
  while (std::optional<OpenSnapshots::Snapshot> snapshot = snapshots_.TakeProven(proven)) {
    if (absl::Status status = RecordSnapshot(*snapshot); !status.ok()) return status;
    for (const std::string& key : snapshot->held) pass_->Complete(key);
  }
  return absl::OkStatus();
}

absl::Status CrawlRun::RecordSnapshot(OpenSnapshots::Snapshot& snapshot) {
  if (snapshot.fault.empty() && !pass_->Unchanged(snapshot.key)) snapshot.fault = "it changed while it was read";
  if (!snapshot.fault.empty()) {
    LeaveSnapshotOut(snapshot.key, snapshot.fault);
    return absl::OkStatus();
  }
  snapshot.request.set_run(run_.name());
  snapshot.request.set_fencing_token(fencing_token_);
  auto recorded = Patience(options_.clock, &stop_).Call<v1::RecordSnapshotResponse>("RecordSnapshot", [&] {
    return options_.store->RecordSnapshot(snapshot.request);
  });
  if (recorded.ok()) {
    common::LogInfo("complete snapshot recorded", {{"run", run_.name()},
                                                   {"file", snapshot.key},
                                                   {"set", snapshot.request.set()},
                                                   {"registrations", recorded->registrations()},
                                                   {"absent", recorded->absent()}});
    return absl::OkStatus();
  }
  if (common::ErrorReason(recorded.status()) != "SNAPSHOT_INCOMPLETE") return recorded.status();
  LeaveSnapshotOut(snapshot.key, std::string(recorded.status().message()));
  return absl::OkStatus();
}

// Closes the account: declared = distinct + challenged + missing.
v1::FinishRunRequest CrawlRun::Balance(PassSummary* summary) const {
  v1::FinishRunRequest request;
  request.set_run(run_.name());
  request.set_fencing_token(fencing_token_);
  request.set_last_ordinal(last_ordinal_);
  *request.mutable_counts() = run_.counts();
  request.set_containers(run_.containers());
  request.set_state(summary->state);
  // A pass that broke off is never a success, even when the totals happen to agree.
  const bool broken = summary->challenged || summary->incomplete;
  if (broken && summary->health == v1::SOURCE_HEALTH_UNSPECIFIED) summary->health = v1::SOURCE_HEALTH_FAILING;
  request.set_health(summary->health);
  uint64_t gap = broken ? 1 : 0;
  if (summary->declared.has_value()) {
    const uint64_t distinct = run_.distinct();
    if (distinct > *summary->declared) {
      AddDetail(absl::StrCat("the declared total of ", *summary->declared, " drifted: ", distinct, " records came"),
                &summary->detail);
    }
    gap = distinct > *summary->declared ? 0 : *summary->declared - distinct;
    request.set_declared(distinct + gap);
    // Without a broken page nothing else says why the run is not complete.
    if (gap > 0 && !broken) {
      AddDetail(absl::StrCat(gap, " of ", *summary->declared, " declared records never came"), &summary->detail);
    }
  }
  if (summary->challenged) {
    request.mutable_counts()->set_challenged(gap);
  } else {
    request.mutable_counts()->set_missing(gap);
  }
  AddDetail(snapshot_detail_, &summary->detail);
  request.set_detail(summary->detail);
  return request;
}

absl::StatusOr<v1::Run> CrawlRun::Finish() {
  absl::StatusOr<PassSummary> summary = pass_->Finish();
  if (!summary.ok()) return summary.status();
  ledger_.Describe(&run_);
  return SendFinish(Balance(&*summary));
}

absl::StatusOr<v1::Run> CrawlRun::Fail(const absl::Status& failure) {
  ledger_.Describe(&run_);
  v1::FinishRunRequest request;
  request.set_run(run_.name());
  request.set_fencing_token(fencing_token_);
  request.set_last_ordinal(ledger_.proven().ordinal);
  *request.mutable_counts() = run_.counts();
  request.set_containers(run_.containers());
  *request.mutable_failure() = common::ToProto(failure);
  request.set_detail(std::string(failure.message()));
  request.set_health(v1::SOURCE_HEALTH_FAILING);
  if (IsChallenged(failure)) request.set_health(v1::SOURCE_HEALTH_CHALLENGED);
  if (IsThrottled(failure)) request.set_health(v1::SOURCE_HEALTH_THROTTLED);
  return SendFinish(std::move(request));
}

absl::StatusOr<v1::Run> CrawlRun::SendFinish(v1::FinishRunRequest request) {
  Patience patience(options_.clock, &stop_);
  auto finished = patience.Call<v1::FinishRunResponse>("FinishRun", [&] { return options_.store->FinishRun(request); });
  v1::Run run;
  if (finished.ok()) {
    run = finished->run();
  } else if (common::ErrorReason(finished.status()) == "RUN_NOT_RUNNING") {
    // The answer to an earlier attempt may have been lost.
    v1::GetRunRequest get;
    get.set_name(run_.name());
    auto got = patience.Call<v1::GetRunResponse>("GetRun", [&] { return options_.store->GetRun(get); });
    if (!got.ok() || got->run().state() == v1::RUN_STATE_INTERRUPTED) return finished.status();
    run = got->run();
  } else {
    common::LogError("run could not be finished",
                     {{"run", run_.name()}, {"error", std::string(finished.status().message())}});
    return finished.status();
  }
  run_ = run;
  options_.observer->OnRun(run_);
  common::LogInfo("run finished", {{"run", run_.name()},
                                   {"state", v1::RunState_Name(run_.state())},
                                   {"delivered", run_.delivered()},
                                   {"created", run_.counts().created()},
                                   {"updated", run_.counts().updated()},
                                   {"unchanged", run_.counts().unchanged()},
                                   {"dead_lettered", run_.counts().dead_lettered()},
                                   {"challenged", run_.counts().challenged()},
                                   {"missing", run_.counts().missing()},
                                   {"detail", run_.detail()}});
  return run_;
}

}  // namespace trialweave::crawler
