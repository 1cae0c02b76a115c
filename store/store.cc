#include "store/store.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/cleanup/cleanup.h"
#include "absl/synchronization/notification.h"
#include "absl/types/span.h"
#include "common/log.h"
#include "common/timestamps.h"
#include "store/changelog/changelog_tail.h"
#include "store/document/document_commit.h"
#include "store/errors.h"
#include "store/format/key_encoding.h"
#include "store/ledger/run_name.h"
#include "store/linkage/matcher.h"
#include "store/linkage/relink.h"
#include "store/linkage/remade_records.h"
#include "store/migration/format_migration.h"
#include "store/reading/listings.h"
#include "store/reading/sequence.h"
#include "store/reading/store_digest.h"
#include "store/redaction/redaction.h"
#include "store/snapshot/snapshot_commit.h"
#include "store/snapshot/snapshot_members.h"

namespace trialweave::store {
namespace {

// Refuses a newer format; marks a new database with ours.
absl::Status CheckFormat(Database& database, common::Clock& clock) {
  storage::v1::StoredMeta meta;
  absl::StatusOr<bool> found = database.latest().Read(Family::kMeta, kFormatKey, &meta);
  if (!found.ok()) return found.status();
  if (*found) {
    if (meta.format_version() > kFormatVersion) return FormatTooNewError(meta.format_version(), kFormatVersion);
    if (meta.has_history_since_sequence()) return absl::OkStatus();
    // An older release did not write what was known when.
    absl::StatusOr<uint64_t> newest = NewestSequence(database.latest());
    if (!newest.ok()) return newest.status();
    meta.set_history_since_sequence(*newest);
    std::unique_ptr<Transaction> transaction = database.Begin();
    transaction->Write(Family::kMeta, kFormatKey, meta);
    return database.Commit(*transaction);
  }
  meta.set_format_version(kFormatVersion);
  meta.set_history_since_sequence(0);
  *meta.mutable_create_time() = common::ToTimestamp(clock.Now());
  std::unique_ptr<Transaction> transaction = database.Begin();
  transaction->Write(Family::kMeta, kFormatKey, meta);
  common::LogInfo("created a new store", {{"format_version", kFormatVersion}});
  return database.Commit(*transaction);
}

}  // namespace

Store::Store() = default;
Store::~Store() {
  // What could not be opened has none.
  if (committer_ != nullptr) Stop();
}

absl::StatusOr<std::unique_ptr<Store>> Store::Open(std::unique_ptr<Database> database, CommitterLimits limits,
                                                   common::Clock* clock, StoreObserver* observer,
                                                   const MatchModel* model) {
  if (absl::Status status = MigrateFormat(*database, FormatSteps(), kFormatVersion); !status.ok()) return status;
  if (absl::Status status = CheckFormat(*database, *clock); !status.ok()) return status;
  if (absl::Status status = MarkNewStore(*database, *model); !status.ok()) return status;
  std::unique_ptr<Store> store(new Store());
  store->model_ = model;
  store->database_ = std::move(database);
  absl::StatusOr<std::unique_ptr<EmbeddedChangelog>> changelog = EmbeddedChangelog::Open(store->database_.get());
  if (!changelog.ok()) return changelog.status();
  store->changelog_ = *std::move(changelog);
  store->matcher_ = std::make_unique<Matcher>(model);
  store->context_ =
      std::make_unique<WriteContext>(store->database_.get(), store->changelog_.get(), clock, store->matcher_.get());
  store->gate_ = std::make_unique<WriteGate>(store->database_.get(), limits.reserve_bytes,
                                             [store = store.get()] { return store->LoadMatcher(); });
  store->committer_ = std::make_unique<Committer>(store->context_.get(), store->gate_.get(), observer, limits);
  store->trimmer_ =
      std::make_unique<ChangelogTrimmer>(store->changelog_.get(), store->committer_.get(), limits.changelog_entries);
  if (absl::Status loaded = store->LoadDictionaries(limits.dictionary_samples); !loaded.ok()) return loaded;
  absl::StatusOr<v1::GetStoreStatusResponse> status = store->Status(false);
  if (!status.ok()) return status.status();
  common::LogInfo("opened the store", {{"sequence", status->sequence()},
                                       {"first_retained_sequence", status->first_retained_sequence()},
                                       {"registrations", status->registrations()},
                                       {"trials", status->trials()},
                                       {"publications", status->publications()},
                                       {"notices", status->notices()},
                                       {"revisions", status->revisions()},
                                       {"dead_letters_open", status->dead_letters()}});
  return store;
}

absl::Status Store::LoadMatcher() {
  const absl::Time start = absl::Now();
  RemadeRecords remade(database_.get());
  absl::Status status = matcher_->Load(
      latest(), [this] { return !stopping_; },
      [&remade](std::string_view key, const absl::Status& broken) { return remade.Remake(key, broken); });
  if (status.ok()) status = remade.Commit();
  if (status.ok()) {
    common::LogInfo("ready to link",
                    {{"registrations", matcher_->size()}, {"seconds", absl::ToDoubleSeconds(absl::Now() - start)}});
  }
  return status;
}

absl::Status Store::LoadDictionaries(size_t samples) {
  const auto keep = [this](const std::string& kind, const FrameDictionary& dictionary) {
    const absl::Status status =
        ChangeAndWait([&](WriteContext& context) { return WriteDictionary(kind, dictionary, context.transaction()); });
    if (status.ok()) {
      common::LogInfo("compresses with a dictionary", {{"kind", kind}, {"id", dictionary.id}});
    } else if (!stopping_) {
      common::LogError("compresses without a dictionary", {{"kind", kind}, {"error", std::string(status.message())}});
    }
    return status.ok();
  };
  compressor_ = std::make_unique<FrameCompressor>(keep, samples);
  absl::StatusOr<std::vector<StoredFrameDictionary>> dictionaries = ReadDictionaries(latest());
  if (!dictionaries.ok()) return dictionaries.status();
  for (auto& [kind, dictionary] : *dictionaries) compressor_->Use(kind, std::move(dictionary));
  return absl::OkStatus();
}

void Store::Stop() {
  stopping_ = true;
  committer_->Stop();
}

void Store::Start() {
  changelog_->set_listener([this](uint64_t sequence) {
    trimmer_->Check();
    if (on_published_) on_published_(sequence);
  });
  trimmer_->Check();
  committer_->Start();
}

void Store::Commit(PreparedDocument document, Acked acked) {
  struct Work {
    PreparedDocument document;
    v1::DocumentAck ack;
    Acked acked;
  };
  auto work = std::make_shared<Work>(Work{std::move(document), {}, std::move(acked)});
  CommitItem item;
  item.bytes = work->document.bytes;
  item.apply = [work](WriteContext& context) { return CommitDocument(work->document, context, &work->ack); };
  item.done = [work](const absl::Status& status) {
    if (status.ok()) {
      work->acked(std::move(work->ack));
    } else {
      work->acked(status);
    }
  };
  committer_->Submit(std::move(item));
}

void Store::Change(absl::AnyInvocable<absl::Status(WriteContext&)> apply,
                   absl::AnyInvocable<void(const absl::Status&)> done) {
  CommitItem item;
  item.apply = std::move(apply);
  item.done = std::move(done);
  committer_->Submit(std::move(item));
}

absl::Status Store::ChangeAndWait(absl::AnyInvocable<absl::Status(WriteContext&)> apply) {
  absl::Notification done;
  absl::Status result;
  Change(std::move(apply), [&](const absl::Status& status) {
    result = status;
    done.Notify();
  });
  done.WaitForNotification();
  return result;
}

absl::StatusOr<v1::RecordSnapshotResponse> Store::RecordSnapshot(const v1::RecordSnapshotRequest& request) {
  if (absl::Status status = CheckSnapshot(request); !status.ok()) return status;
  absl::StatusOr<RunKey> run = ParseRunName(request.run());
  if (!run.ok()) return run.status();
  absl::StatusOr<std::vector<std::string>> members =
      ReadSnapshotMembers(latest(), *run, request.first_ordinal(), request.last_ordinal());
  if (!members.ok()) return members.status();
  for (size_t from = 0; members->size() > kMembersPerStep && from < members->size(); from += kMembersPerStep) {
    const absl::Span<const std::string> step = absl::MakeConstSpan(*members).subspan(from, kMembersPerStep);
    const absl::Status status =
        ChangeAndWait([&](WriteContext& context) { return EnterMembers(request, step, context); });
    if (!status.ok()) return status;
  }
  v1::RecordSnapshotResponse response;
  const absl::Status status =
      ChangeAndWait([&](WriteContext& context) { return CommitSnapshot(request, *members, context, &response); });
  if (!status.ok()) return status;
  return response;
}

absl::StatusOr<v1::RedactDocumentResponse> Store::Redact(const v1::RedactDocumentRequest& request) {
  uint64_t sequence = 0;
  const absl::Status erased =
      ChangeAndWait([&](WriteContext& context) { return EraseDocument(request, context, &sequence); });
  if (!erased.ok()) return erased;
  if (absl::Status status = database_->Purge(Family::kRaw); !status.ok()) return status;
  absl::StatusOr<std::vector<std::string>> records = RecordsOf(*database_->Snapshot(), request.raw_digest());
  if (!records.ok()) return records.status();
  v1::RedactDocumentResponse response;
  response.set_sequence(sequence);
  response.mutable_records()->Add(records->begin(), records->end());
  return response;
}

absl::Status Store::Relink(bool dry_run, const std::function<bool(const v1::RelinkResponse&)>& tell) {
  if (relinking_.exchange(true)) return RelinkRunningError();
  const auto ended = absl::MakeCleanup([this] { relinking_ = false; });
  absl::StatusOr<v1::RelinkSummary> summary = PlanRelink(*database_->Snapshot(), *model_, tell);
  if (!summary.ok()) return summary.status();
  v1::RelinkResponse response;
  response.set_total(summary->registrations());
  for (bool finished = dry_run; !finished;) {
    uint64_t done = response.done();
    const absl::Status status =
        ChangeAndWait([&](WriteContext& context) { return RelinkStep(context, &done, &finished); });
    if (!status.ok()) return status;
    response.set_done(done);
    if (!tell(response)) return absl::CancelledError("nobody listens any more");
  }
  summary->set_sequence(changelog_->latest());
  *response.mutable_summary() = *std::move(summary);
  tell(response);
  return absl::OkStatus();
}

absl::StatusOr<v1::GetStoreStatusResponse> Store::Status(bool content_digest) const {
  const std::unique_ptr<Reader> snapshot = database_->Snapshot();
  absl::StatusOr<v1::GetStoreStatusResponse> response = ReadCounts(*snapshot);
  if (!response.ok()) return response;
  absl::StatusOr<uint64_t> sequence = NewestSequence(*snapshot);
  if (!sequence.ok()) return sequence.status();
  response->set_sequence(*sequence);
  absl::StatusOr<storage::v1::StoredLinkage> linkage = ReadLinkage(*snapshot);
  if (!linkage.ok()) return linkage.status();
  response->set_linkage_model_version(linkage->model_version());
  response->set_relink_pending(linkage->model_version() != model_->version());
  absl::StatusOr<uint64_t> first_retained = FirstRetained(*snapshot);
  if (!first_retained.ok()) return first_retained.status();
  response->set_first_retained_sequence(*first_retained);
  const WriteState writes = gate_->state();
  response->set_read_only(!writes.writable);
  if (!writes.writable) {
    response->set_read_only_reason(writes.reason);
    response->set_read_only_detail(writes.detail);
    *response->mutable_read_only_since() = common::ToTimestamp(writes.since);
  }
  if (content_digest) {
    absl::StatusOr<std::string> digest = StoreContentDigest(*snapshot);
    if (!digest.ok()) return digest.status();
    response->set_content_digest(*std::move(digest));
  }
  return response;
}

}  // namespace trialweave::store
