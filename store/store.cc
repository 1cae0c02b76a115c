#include "store/store.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/synchronization/notification.h"
#include "absl/types/span.h"
#include "common/log.h"
#include "common/timestamps.h"
#include "store/document/document_commit.h"
#include "store/errors.h"
#include "store/format/key_encoding.h"
#include "store/format/keys.h"
#include "store/ledger/run_name.h"
#include "store/reading/listings.h"
#include "store/reading/store_digest.h"
#include "store/snapshot/snapshot_commit.h"
#include "store/snapshot/snapshot_members.h"

namespace trialweave::store {
namespace {

// Newest sequence in a snapshot, which may be older than the changelog's.
absl::StatusOr<uint64_t> SequenceOf(const Reader& snapshot) {
  std::unique_ptr<Cursor> cursor = snapshot.Scan(Family::kChangelog);
  cursor->SeekForPrev(EncodeSequence(~uint64_t{0}));
  if (absl::Status status = cursor->status(); !status.ok()) return status;
  if (!cursor->Valid()) return 0;
  return DecodeSequence(cursor->key());
}

// Refuses a newer format; marks a new database with ours.
absl::Status CheckFormat(Database& database, common::Clock& clock) {
  storage::v1::StoredMeta meta;
  absl::StatusOr<bool> found = database.latest().Read(Family::kMeta, kFormatKey, &meta);
  if (!found.ok()) return found.status();
  if (*found) {
    if (meta.format_version() > kFormatVersion) return FormatTooNewError(meta.format_version(), kFormatVersion);
    if (meta.has_history_since_sequence()) return absl::OkStatus();
    // An older release did not write what was known when.
    absl::StatusOr<uint64_t> newest = SequenceOf(database.latest());
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

absl::StatusOr<std::unique_ptr<Store>> Store::Open(std::unique_ptr<Database> database, CommitterLimits limits,
                                                   common::Clock* clock, StoreObserver* observer) {
  if (absl::Status status = CheckFormat(*database, *clock); !status.ok()) return status;
  std::unique_ptr<Store> store(new Store());
  store->database_ = std::move(database);
  absl::StatusOr<std::unique_ptr<EmbeddedChangelog>> changelog = EmbeddedChangelog::Open(store->database_.get());
  if (!changelog.ok()) return changelog.status();
  store->changelog_ = *std::move(changelog);
  store->context_ = std::make_unique<WriteContext>(store->database_.get(), store->changelog_.get(), clock);
  store->committer_ = std::make_unique<Committer>(store->context_.get(), observer, limits);
  absl::StatusOr<v1::GetStoreStatusResponse> status = store->Status(false);
  if (!status.ok()) return status.status();
  common::LogInfo("opened the store", {{"sequence", status->sequence()},
                                       {"registrations", status->registrations()},
                                       {"trials", status->trials()},
                                       {"publications", status->publications()},
                                       {"notices", status->notices()},
                                       {"revisions", status->revisions()},
                                       {"dead_letters_open", status->dead_letters()}});
  return store;
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

absl::StatusOr<v1::GetStoreStatusResponse> Store::Status(bool content_digest) const {
  const std::unique_ptr<Reader> snapshot = database_->Snapshot();
  absl::StatusOr<v1::GetStoreStatusResponse> response = ReadCounts(*snapshot);
  if (!response.ok()) return response;
  absl::StatusOr<uint64_t> sequence = SequenceOf(*snapshot);
  if (!sequence.ok()) return sequence.status();
  response->set_sequence(*sequence);
  if (content_digest) {
    absl::StatusOr<std::string> digest = StoreContentDigest(*snapshot);
    if (!digest.ok()) return digest.status();
    response->set_content_digest(*std::move(digest));
  }
  return response;
}

}  // namespace trialweave::store
