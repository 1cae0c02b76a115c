#include "store/snapshot/snapshot_commit.h"

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <utility>

#include "common/timestamps.h"
#include "store/errors.h"
#include "store/format/keys.h"
#include "store/ledger/run_ledger.h"
#include "store/ledger/run_name.h"
#include "store/snapshot/head_absence.h"
#include "store/snapshot/presence.h"
#include "store/snapshot/snapshot_set.h"
#include "trialweave/storage/v1/storage.pb.h"

namespace trialweave::store {
namespace {

using ::trialweave::storage::v1::StoredRun;
using ::trialweave::storage::v1::StoredSnapshot;

constexpr size_t kMaxSetBytes = 128;
// 0001-01-01 and 9999-12-31T23:59:59, google.protobuf.Timestamp's own range.
constexpr int64_t kMinSeconds = -62135596800;
constexpr int64_t kMaxSeconds = 253402300799;
// Rows that are read before what follows from them is written: a cursor must not see its own changes.
constexpr size_t kPageRows = 1024;

absl::Status CheckRun(const v1::RecordSnapshotRequest& request, WriteContext& context) {
  absl::StatusOr<RunKey> key = ParseRunName(request.run());
  if (!key.ok()) return key.status();
  absl::StatusOr<const StoredRun*> run = FindRun(*key, request.fencing_token(), context);
  if (!run.ok()) return run.status();
  if ((*run)->run().state() != v1::RUN_STATE_RUNNING) {
    return RunNotRunningError(request.run(), v1::RunState_Name((*run)->run().state()));
  }
  if (request.last_ordinal() > (*run)->watermark()) {
    return OrdinalsMissingError(request.run(), request.last_ordinal(), (*run)->watermark() + 1);
  }
  return absl::OkStatus();
}

// A registration that the set has, or the snapshot.
struct Row {
  std::string registration_id;
  // As it is on disk.
  std::optional<Presence> stored;
  bool member = false;
};

// One snapshot on its way into the store.
class SnapshotCommit {
 public:
  SnapshotCommit(const v1::RecordSnapshotRequest& request, const std::vector<std::string>& members,
                 WriteContext& context)
      : request_(request), members_(members), context_(context), time_(common::FromTimestamp(request.observed_at())) {}

  absl::Status Run(v1::RecordSnapshotResponse* response) {
    absl::StatusOr<SnapshotSet> set = SnapshotSet::Read(transaction(), request_.set());
    if (!set.ok()) return set.status();
    set_ = *std::move(set);
    known_ = set_.Contains(time_);
    next_ = set_.After(time_);
    sequence_ = context_.sequence() + 1;
    newest_ = next_.has_value() ? *set_.newest() : time_;
    bool more = true;
    while (more) {
      absl::StatusOr<std::vector<Row>> rows = NextRows(&more);
      if (!rows.ok()) return rows.status();
      for (const Row& row : *rows) {
        if (absl::Status status = Settle(row); !status.ok()) return status;
      }
    }
    return Finish(response);
  }

 private:
  Transaction& transaction() { return context_.transaction(); }

  // The next page of rows of the set and of members, merged in their common order.
  absl::StatusOr<std::vector<Row>> NextRows(bool* more) {
    const std::string prefix = PresencePrefix(request_.set());
    const std::unique_ptr<Cursor> cursor = transaction().Scan(Family::kPresence);
    std::vector<Row> rows;
    cursor->Seek(EncodePresence(request_.set(), from_));
    while (rows.size() < kPageRows) {
      if (absl::Status status = cursor->status(); !status.ok()) return status;
      const bool in_set = cursor->Valid() && cursor->key().substr(0, prefix.size()) == prefix;
      const bool in_snapshot = member_ < members_.size();
      if (!in_set && !in_snapshot) {
        *more = false;
        return rows;
      }
      Row row;
      if (in_set) row.registration_id = std::string(cursor->key().substr(prefix.size()));
      if (!in_set || (in_snapshot && members_[member_] < row.registration_id)) row.registration_id = members_[member_];
      if (in_set && cursor->key().substr(prefix.size()) == row.registration_id) {
        storage::v1::StoredPresence stored;
        if (absl::Status status = UnwrapTo(Family::kPresence, cursor->value(), &stored); !status.ok()) return status;
        row.stored = FromStored(stored);
        cursor->Next();
      }
      row.member = in_snapshot && members_[member_] == row.registration_id;
      if (row.member) ++member_;
      from_ = row.registration_id + '\0';
      rows.push_back(std::move(row));
    }
    return rows;
  }

  absl::Status Settle(const Row& row) {
    std::optional<Presence> before = row.stored;
    if (before.has_value() && !set_.Contains(before->first)) before.reset();
    std::optional<Presence> after = before;
    if (row.member) {
      Appear(time_, next_, &after);
    } else if (!known_ && after.has_value()) {
      Miss(time_, next_, &*after);
    }
    if (after.has_value() && after->first <= time_) ++(IsIn(*after, time_) ? present_ : absent_);
    // The snapshot was known without it.
    if (known_ && row.member && !(before.has_value() && IsIn(*before, time_))) {
      after->late.push_back({time_, sequence_});
    }
    WriteRow(row, after);
    std::optional<OpenAbsence> was;
    if (before.has_value()) was = AbsenceOf(*before, *set_.newest());
    std::optional<OpenAbsence> is;
    if (after.has_value()) is = AbsenceOf(*after, newest_);
    if (was == is) return absl::OkStatus();
    return SetHeadAbsence(row.registration_id, request_.set(), is, context_);
  }

  void WriteRow(const Row& row, const std::optional<Presence>& after) {
    if (after == row.stored) return;
    changed_ = true;
    const std::string key = EncodePresence(request_.set(), row.registration_id);
    if (after.has_value()) {
      transaction().Write(Family::kPresence, key, ToStored(*after));
    } else {
      transaction().Delete(Family::kPresence, key);
    }
  }

  absl::Status Finish(v1::RecordSnapshotResponse* response) {
    response->set_registrations(present_);
    response->set_absent(absent_);
    response->set_sequence(context_.sequence());
    if (known_ && !changed_) return absl::OkStatus();
    const std::string key = EncodeSnapshot(request_.set(), time_);
    StoredSnapshot stored;
    absl::StatusOr<bool> found = transaction().Read(Family::kSnapshots, key, &stored);
    if (!found.ok()) return found.status();
    if (!*found) {
      stored.set_run(request_.run());
      stored.set_sequence(sequence_);
    }
    stored.set_registrations(present_);
    transaction().Write(Family::kSnapshots, key, stored);
    storage::v1::StoredEntry entry;
    v1::SnapshotRecorded* recorded = entry.mutable_snapshot_recorded();
    recorded->set_set(request_.set());
    *recorded->mutable_observed_at() = request_.observed_at();
    recorded->set_registrations(present_);
    recorded->set_absent(absent_);
    recorded->set_run(request_.run());
    recorded->set_inserted(next_.has_value());
    response->set_sequence(context_.Append(std::move(entry)));
    return absl::OkStatus();
  }

  const v1::RecordSnapshotRequest& request_;
  const std::vector<std::string>& members_;
  WriteContext& context_;
  const absl::Time time_;
  // As it was before.
  SnapshotSet set_;
  // There is a snapshot of this time already: this is more of it.
  bool known_ = false;
  std::optional<absl::Time> next_;
  // Of the set with this snapshot.
  absl::Time newest_;
  // Of the first entry that reports it.
  uint64_t sequence_ = 0;
  // Where the next page begins.
  std::string from_;
  size_t member_ = 0;
  uint64_t present_ = 0;
  uint64_t absent_ = 0;
  bool changed_ = false;
};

}  // namespace

absl::Status CheckSnapshot(const v1::RecordSnapshotRequest& request) {
  const std::string& set = request.set();
  if (set.empty() || set.size() > kMaxSetBytes ||
      std::any_of(set.begin(), set.end(), [](char c) { return c <= ' ' || c > '~'; })) {
    return InvalidFieldError("set", "must have 1 to 128 visible ASCII characters");
  }
  if (!request.has_observed_at()) return InvalidFieldError("observed_at", "missing");
  const google::protobuf::Timestamp& time = request.observed_at();
  if (time.seconds() < kMinSeconds || time.seconds() > kMaxSeconds || time.nanos() < 0 || time.nanos() > 999'999'999) {
    return InvalidFieldError("observed_at", "out of range");
  }
  if (request.first_ordinal() == 0) return InvalidFieldError("first_ordinal", "counts from 1");
  if (request.last_ordinal() + 1 < request.first_ordinal()) {
    return InvalidFieldError("last_ordinal", "before first_ordinal");
  }
  return ParseRunName(request.run()).status();
}

absl::Status EnterMembers(const v1::RecordSnapshotRequest& request, absl::Span<const std::string> members,
                          WriteContext& context) {
  if (absl::Status status = CheckRun(request, context); !status.ok()) return status;
  absl::StatusOr<SnapshotSet> set = SnapshotSet::Read(context.transaction(), request.set());
  if (!set.ok()) return set.status();
  const absl::Time time = common::FromTimestamp(request.observed_at());
  // What is entered would count at once.
  if (set->Contains(time)) return absl::OkStatus();
  std::optional<Presence> presence;
  Appear(time, set->After(time), &presence);
  for (const std::string& member : members) {
    const std::string key = EncodePresence(request.set(), member);
    absl::StatusOr<std::optional<std::string>> known = context.transaction().Get(Family::kPresence, key);
    if (!known.ok()) return known.status();
    if (!known->has_value()) context.transaction().Write(Family::kPresence, key, ToStored(*presence));
  }
  return absl::OkStatus();
}

absl::Status CommitSnapshot(const v1::RecordSnapshotRequest& request, const std::vector<std::string>& members,
                            WriteContext& context, v1::RecordSnapshotResponse* response) {
  if (absl::Status status = CheckRun(request, context); !status.ok()) return status;
  return SnapshotCommit(request, members, context).Run(response);
}

}  // namespace trialweave::store
