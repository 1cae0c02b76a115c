#ifndef TRIALWEAVE_STORE_STORE_H_
#define TRIALWEAVE_STORE_STORE_H_

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/clock.h"
#include "store/changelog/embedded_changelog.h"
#include "store/commit/changelog_trimmer.h"
#include "store/commit/committer.h"
#include "store/commit/write_context.h"
#include "store/commit/write_gate.h"
#include "store/compression/frame_compressor.h"
#include "store/database/database.h"
#include "store/document/prepared_document.h"
#include "store/linkage/shipped_match_model.h"
#include "store/store_observer.h"
#include "trialweave/v1/store_admin.pb.h"
#include "trialweave/v1/store_service.pb.h"

namespace trialweave::store {

class Matcher;

// Store is the store without its wire: one database, its changelog, and one committer. Thread-safe once open.
class Store {
 public:
  // Opens the store in `database`, or makes it; `clock`, `observer` and `model` outlive it. FAILED_PRECONDITION
  // (FORMAT_TOO_NEW): a newer release wrote it; DATA_LOSS; UNAVAILABLE.
  static absl::StatusOr<std::unique_ptr<Store>> Open(std::unique_ptr<Database> database, CommitterLimits limits,
                                                     common::Clock* clock, StoreObserver* observer,
                                                     const MatchModel* model = &ShippedMatchModel());
  // Stops.
  ~Store();

  // Starts the committer's thread. It first reads what registrations are compared by; changes wait for that, reads do
  // not.
  void Start();
  // Makes durable what was submitted, and refuses what comes later.
  void Stop();

  // What Commit takes. The codes of store::Prepare. Thread-safe.
  absl::StatusOr<PreparedDocument> Prepare(v1::CommitRequest request) {
    return store::Prepare(std::move(request), latest(), compressor_.get());
  }

  using Acked = absl::AnyInvocable<void(absl::StatusOr<v1::DocumentAck>)>;
  // Commits a document; `acked` is called on the committer's thread with the codes of CommitDocument, or
  // UNAVAILABLE (COMMIT_FAILED, STORE_READ_ONLY, DRAINING).
  void Commit(PreparedDocument document, Acked acked);
  // Makes any other change; `done` is called as a CommitItem's.
  void Change(absl::AnyInvocable<absl::Status(WriteContext&)> apply,
              absl::AnyInvocable<void(const absl::Status&)> done);
  // Records a complete snapshot; waits for it, step by step, so documents of others come in between. The codes of
  // CheckSnapshot, ReadSnapshotMembers and CommitSnapshot; UNAVAILABLE (COMMIT_FAILED, DRAINING).
  absl::StatusOr<v1::RecordSnapshotResponse> RecordSnapshot(const v1::RecordSnapshotRequest& request);
  // Erases archived bytes; waits until they are off the disk. The codes of EraseDocument and Database::Purge;
  // UNAVAILABLE (COMMIT_FAILED, STORE_READ_ONLY, DRAINING).
  absl::StatusOr<v1::RedactDocumentResponse> Redact(const v1::RedactDocumentRequest& request);
  // Links all registrations again with the model, or says only what that would change; waits for it, step by step.
  // `tell` gets progress, changes and last a summary; false ends it. ABORTED (RELINK_RUNNING); CANCELLED; and the codes
  // of PlanRelink and RelinkStep.
  absl::Status Relink(bool dry_run, const std::function<bool(const v1::RelinkResponse&)>& tell);
  // As Committer::HasRoomOr.
  bool HasRoomOr(absl::AnyInvocable<void()> on_room) { return committer_->HasRoomOr(std::move(on_room)); }

  // Whether it takes changes.
  const WriteGate& gate() const { return *gate_; }
  // Before Start.
  void OnWritable(std::function<void(bool)> listener) { gate_->OnChange(std::move(listener)); }

  const Database& database() const { return *database_; }
  const Reader& latest() const { return database_->latest(); }
  const ChangelogReader& changelog() const { return *changelog_; }
  // Before Start.
  void OnPublished(std::function<void(uint64_t)> listener) { on_published_ = std::move(listener); }
  const MatchModel& model() const { return *model_; }
  // Sequence, counts and, on request, the content digest; of one moment. DATA_LOSS.
  absl::StatusOr<v1::GetStoreStatusResponse> Status(bool content_digest) const;

 private:
  Store();
  absl::Status LoadMatcher();
  absl::Status LoadDictionaries(size_t samples);
  absl::Status ChangeAndWait(absl::AnyInvocable<absl::Status(WriteContext&)> apply);

  const MatchModel* model_ = nullptr;
  std::unique_ptr<Database> database_;
  std::unique_ptr<EmbeddedChangelog> changelog_;
  std::unique_ptr<Matcher> matcher_;
  std::atomic<bool> stopping_ = false;
  std::unique_ptr<WriteContext> context_;
  std::unique_ptr<WriteGate> gate_;
  std::unique_ptr<Committer> committer_;
  std::atomic<bool> relinking_ = false;
  std::unique_ptr<ChangelogTrimmer> trimmer_;
  // Makes changes, so it goes first.
  std::unique_ptr<FrameCompressor> compressor_;
  std::function<void(uint64_t)> on_published_;
};

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_STORE_H_
