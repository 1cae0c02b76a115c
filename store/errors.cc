#include "store/errors.h"

#include <string>
#include <type_traits>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "common/status.h"

namespace trialweave::store {
namespace {

using ::absl::StatusCode;
using ::trialweave::common::MakeError;
using ::trialweave::common::Trimmed;

// Debian's Abseil has a string_view of its own, which StrCat takes and std::string_view does not become.
template <typename T>
decltype(auto) Printable(const T& value) {
  if constexpr (std::is_same_v<T, std::string_view>) {
    return absl::string_view(value.data(), value.size());
  } else {
    return value;
  }
}

template <typename... Parts>
std::string StrCat(const Parts&... parts) {
  return absl::StrCat(Printable(parts)...);
}

}  // namespace

absl::Status KeyCorruptError(std::string_view family) {
  return MakeError(StatusCode::kDataLoss, "KEY_CORRUPT",
                   StrCat("a key of column family ", family, " does not follow its grammar"),
                   {{"family", std::string(family)}});
}

absl::Status ValueCorruptError(std::string_view family) {
  return MakeError(StatusCode::kDataLoss, "VALUE_CORRUPT",
                   StrCat("a value of column family ", family, " is not what was written"),
                   {{"family", std::string(family)}});
}

absl::Status FrameCorruptError(std::string_view why) {
  return MakeError(StatusCode::kDataLoss, "FRAME_CORRUPT", StrCat("a compressed frame is corrupt: ", why));
}

absl::Status RawCorruptError(std::string_view digest) {
  const std::string hex = absl::BytesToHexString(absl::string_view(digest.data(), digest.size()));
  return MakeError(StatusCode::kDataLoss, "RAW_CORRUPT", StrCat("the archived bytes of ", hex, " have another digest"),
                   {{"raw_digest", hex}});
}

absl::Status RedactedError(std::string_view digest, std::string_view reason) {
  const std::string hex = absl::BytesToHexString(absl::string_view(digest.data(), digest.size()));
  return MakeError(StatusCode::kFailedPrecondition, "REDACTED",
                   StrCat("the archived bytes of ", hex, " were erased: ", Trimmed(reason, 500)),
                   {{"raw_digest", hex}});
}

absl::Status ReferenceBrokenError(std::string_view what, std::string_view key) {
  return MakeError(StatusCode::kDataLoss, "REFERENCE_BROKEN", StrCat(what, " of ", Trimmed(key), " is missing"),
                   {{"key", Trimmed(key)}});
}

absl::Status WalCorruptError(std::string_view file, uint64_t offset, uint64_t last_before, uint64_t first_behind,
                             uint64_t last_behind) {
  const std::string lost = first_behind == 0 ? StrCat("changes behind entry ", last_before, " of the changelog")
                                             : StrCat("what lies between entries ", last_before, " and ", first_behind,
                                                      " of the changelog; entries ", first_behind, " to ", last_behind,
                                                      " are intact and of no use without it");
  return MakeError(StatusCode::kDataLoss, "WAL_CORRUPT",
                   StrCat("the database's log ", file, " is corrupt from byte ", offset, " on. Lost: ", lost,
                          ". Restore a backup, or start once with --quarantine_log to go on without them"),
                   {{"file", std::string(file)},
                    {"offset", StrCat(offset)},
                    {"last_before", StrCat(last_before)},
                    {"first_behind", StrCat(first_behind)},
                    {"last_behind", StrCat(last_behind)}});
}

absl::Status FileCorruptError(std::string_view file, std::string_view why) {
  return MakeError(StatusCode::kDataLoss, "FILE_CORRUPT",
                   StrCat("the database's file ", file, " is not what was written: ", why, ". Restore a backup"),
                   {{"file", std::string(file)}});
}

absl::Status ValueTooNewError(std::string_view family, uint32_t found, uint32_t known) {
  return MakeError(StatusCode::kFailedPrecondition, "FORMAT_TOO_NEW",
                   StrCat("a value of column family ", family, " has envelope version ", found,
                          "; this release reads up to ", known, ": use the release that wrote it"));
}

absl::Status FormatTooNewError(uint32_t found, uint32_t known) {
  return MakeError(StatusCode::kFailedPrecondition, "FORMAT_TOO_NEW",
                   StrCat("the data folder has format version ", found, "; this release reads up to ", known,
                          ": use the release that wrote it, or a newer one"),
                   {{"found", StrCat(found)}, {"known", StrCat(known)}});
}

absl::Status DatabaseUnavailableError(std::string_view why) {
  return MakeError(StatusCode::kUnavailable, "DATABASE_UNAVAILABLE", StrCat("the database cannot be used: ", why));
}

absl::Status DiskFullError(std::string_view why) {
  return MakeError(StatusCode::kUnavailable, "DISK_FULL", StrCat("the disk is full: ", why));
}

absl::Status StoreReadOnlyError(std::string_view why) {
  return MakeError(StatusCode::kUnavailable, "STORE_READ_ONLY",
                   StrCat("the store takes no changes now: ", why, ". Reads go on; it tries again by itself"));
}

absl::Status CommitFailedError(const absl::Status& why) {
  return MakeError(StatusCode::kUnavailable, "COMMIT_FAILED",
                   StrCat("the store could not write, nothing was committed: ", why.message()),
                   {{"cause", common::ErrorReason(why)}});
}

absl::Status BackupFailedError(std::string_view why) {
  return MakeError(StatusCode::kUnavailable, "BACKUP_FAILED", StrCat("the backup could not be written or read: ", why));
}

absl::Status BackupCorruptError(std::string_view backup, std::string_view why) {
  return MakeError(StatusCode::kDataLoss, "BACKUP_CORRUPT",
                   StrCat(backup, " cannot be used: ", why, ". Use another one, and make a new one"),
                   {{"backup", std::string(backup)}});
}

absl::Status BackupsDisabledError() {
  return MakeError(StatusCode::kFailedPrecondition, "BACKUPS_DISABLED",
                   "the store's configuration names no backup_dir; give it one, on another disk");
}

absl::Status DataDirNotEmptyError(std::string_view data_dir) {
  return MakeError(
      StatusCode::kFailedPrecondition, "DATA_DIR_NOT_EMPTY",
      StrCat(data_dir, " is not empty: a backup is restored onto an empty folder only. Move it away first"));
}

absl::Status DeadLetterResolvedError(std::string_view name) {
  return MakeError(StatusCode::kFailedPrecondition, "DEAD_LETTER_RESOLVED",
                   StrCat(Trimmed(name), " is resolved already"));
}

absl::Status DrainingError() {
  return MakeError(StatusCode::kUnavailable, "DRAINING", "the store is shutting down: try again");
}

absl::Status InvalidFieldError(std::string_view field, std::string_view why) {
  return MakeError(StatusCode::kInvalidArgument, "INVALID_FIELD", StrCat(field, ": ", why),
                   {{"field", std::string(field)}});
}

absl::Status InvalidPageTokenError() {
  return MakeError(StatusCode::kInvalidArgument, "PAGE_TOKEN_INVALID",
                   "page_token: not one that this request was answered with; start from the first page");
}

absl::Status NotFoundError(std::string_view kind, std::string_view name) {
  return MakeError(StatusCode::kNotFound, StrCat(absl::AsciiStrToUpper(std::string(kind)), "_NOT_FOUND"),
                   StrCat("there is no ", kind, " ", Trimmed(name)), {{"name", Trimmed(name)}});
}

absl::Status LeaseHeldError(std::string_view resource, std::string_view holder, absl::Time until) {
  const std::string time = absl::FormatTime(absl::RFC3339_full, until, absl::UTCTimeZone());
  return MakeError(StatusCode::kFailedPrecondition, "LEASE_HELD",
                   StrCat("the lease on ", Trimmed(resource), " is held by ", Trimmed(holder), " until ", time),
                   {{"resource", Trimmed(resource)}, {"holder", Trimmed(holder)}, {"expire_time", time}});
}

absl::Status StaleFencingTokenError(std::string_view resource, uint64_t given, uint64_t current) {
  return MakeError(
      StatusCode::kFailedPrecondition, "STALE_FENCING_TOKEN",
      StrCat("fencing token ", given, " of ", Trimmed(resource), " is stale; the current one is ", current),
      {{"resource", Trimmed(resource)}, {"current", StrCat(current)}});
}

absl::Status RunNotRunningError(std::string_view run, std::string_view state) {
  return MakeError(StatusCode::kFailedPrecondition, "RUN_NOT_RUNNING", StrCat(Trimmed(run), " is ", state),
                   {{"run", Trimmed(run)}, {"state", std::string(state)}});
}

absl::Status OrdinalsMissingError(std::string_view run, uint64_t up_to, uint64_t first_missing) {
  return MakeError(StatusCode::kFailedPrecondition, "ORDINALS_MISSING",
                   StrCat(Trimmed(run), ": no outcome for ordinal ", first_missing, ", wanted all up to ", up_to),
                   {{"run", Trimmed(run)}, {"first_missing", StrCat(first_missing)}});
}

absl::Status CountsDifferError(std::string_view run, std::string_view given, std::string_view own) {
  return MakeError(StatusCode::kFailedPrecondition, "COUNTS_DIFFER",
                   StrCat(Trimmed(run), ": the counts given (", given, ") are not the store's (", own, ")"),
                   {{"run", Trimmed(run)}, {"given", std::string(given)}, {"own", std::string(own)}});
}

absl::Status LedgerUnbalancedError(std::string_view run, std::string_view why) {
  return MakeError(StatusCode::kFailedPrecondition, "LEDGER_UNBALANCED", StrCat(Trimmed(run), ": ", why),
                   {{"run", Trimmed(run)}});
}

absl::Status NotDriftedError(std::string_view source) {
  return MakeError(StatusCode::kFailedPrecondition, "NOT_DRIFTED",
                   std::string(source) + " shows the fields that it had; there is nothing to accept",
                   {{"source", std::string(source)}});
}

absl::Status DecisionContradictsError(std::string_view other) {
  return MakeError(StatusCode::kFailedPrecondition, "DECISION_CONTRADICTS",
                   "it contradicts " + std::string(other) + "; revoke that one first, or decide otherwise",
                   {{"decision", std::string(other)}});
}

absl::Status DecisionRevokedError(std::string_view name, std::string_view superseded_by) {
  return MakeError(
      StatusCode::kFailedPrecondition, "DECISION_REVOKED",
      std::string(name) + " holds no longer" +
          (superseded_by.empty() ? ": it was revoked" : ": " + std::string(superseded_by) + " took its place"),
      {{"decision", std::string(name)}});
}

absl::Status RelinkRunningError() {
  return MakeError(StatusCode::kAborted, "RELINK_RUNNING",
                   "registrations are being linked again already; wait for that");
}

absl::Status SnapshotIncompleteError(std::string_view run, uint64_t ordinal) {
  return MakeError(StatusCode::kFailedPrecondition, "SNAPSHOT_INCOMPLETE",
                   StrCat(Trimmed(run), ": document ", ordinal,
                          " became a dead letter, so nobody knows what the snapshot lacks; resolve it and deliver the "
                          "container again"),
                   {{"run", Trimmed(run)}, {"ordinal", StrCat(ordinal)}});
}

absl::Status SequenceAheadError(uint64_t after, uint64_t latest) {
  return MakeError(
      StatusCode::kOutOfRange, "SEQUENCE_AHEAD",
      StrCat("after_sequence ", after, " is ahead of the store's newest, ", latest, ": start again from a snapshot"),
      {{"latest", StrCat(latest)}});
}

absl::Status SequenceNotRetainedError(uint64_t after, uint64_t first_retained) {
  return MakeError(StatusCode::kOutOfRange, "SEQUENCE_NOT_RETAINED",
                   StrCat("entries after ", after, " are no longer retained, the first is ", first_retained,
                          ": watch from after_sequence 0, which begins with a snapshot of the state"),
                   {{"first_retained", StrCat(first_retained)}});
}

absl::Status ReadAheadError(uint64_t read, uint64_t latest) {
  return MakeError(StatusCode::kOutOfRange, "SEQUENCE_AHEAD",
                   StrCat("read_sequence ", read, " is ahead of the store's newest, ", latest),
                   {{"latest", StrCat(latest)}});
}

absl::Status HistoryNotRecordedError(uint64_t read, uint64_t recorded_since) {
  return MakeError(
      StatusCode::kOutOfRange, "HISTORY_NOT_RECORDED",
      StrCat("read_sequence ", read, " is before ", recorded_since,
             ", from which on this store records what it knew when: an older release wrote what is before"),
      {{"recorded_since", StrCat(recorded_since)}});
}

}  // namespace trialweave::store
