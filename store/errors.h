#ifndef TRIALWEAVE_STORE_ERRORS_H_
#define TRIALWEAVE_STORE_ERRORS_H_

#include <cstdint>
#include <string_view>

#include "absl/status/status.h"
#include "absl/time/time.h"

// The store's errors, each with its stable reason.
namespace trialweave::store {

// DATA_LOSS: what is on disk is not what was written.
absl::Status KeyCorruptError(std::string_view family);                           // KEY_CORRUPT
absl::Status ValueCorruptError(std::string_view family);                         // VALUE_CORRUPT
absl::Status FrameCorruptError(std::string_view why);                            // FRAME_CORRUPT
absl::Status RawCorruptError(std::string_view digest);                           // RAW_CORRUPT
absl::Status ReferenceBrokenError(std::string_view what, std::string_view key);  // REFERENCE_BROKEN

// A group in the middle of the database's log is missing. `file` is good up to `offset`; changelog entries up to
// `last_before` (0: unknown) are kept, `first_behind` to `last_behind` (0: none) follow what is lost.
absl::Status WalCorruptError(std::string_view file, uint64_t offset, uint64_t last_before, uint64_t first_behind,
                             uint64_t last_behind);                          // WAL_CORRUPT
absl::Status FileCorruptError(std::string_view file, std::string_view why);  // FILE_CORRUPT

// FAILED_PRECONDITION: a newer release wrote it.
absl::Status ValueTooNewError(std::string_view family, uint32_t found, uint32_t known);  // FORMAT_TOO_NEW
absl::Status FormatTooNewError(uint32_t found, uint32_t known);                          // FORMAT_TOO_NEW

// UNAVAILABLE.
absl::Status DatabaseUnavailableError(std::string_view why);  // DATABASE_UNAVAILABLE
absl::Status DiskFullError(std::string_view why);             // DISK_FULL
// The metadata "cause" is the reason of `why`.
absl::Status CommitFailedError(const absl::Status& why);  // COMMIT_FAILED
// Reads go on; changes are taken again once `why` no longer holds.
absl::Status StoreReadOnlyError(std::string_view why);  // STORE_READ_ONLY
absl::Status DrainingError();                           // DRAINING

absl::Status BackupFailedError(std::string_view why);  // BACKUP_FAILED

// DATA_LOSS.
absl::Status BackupCorruptError(std::string_view backup, std::string_view why);  // BACKUP_CORRUPT

// FAILED_PRECONDITION.
absl::Status BackupsDisabledError();                           // BACKUPS_DISABLED
absl::Status DataDirNotEmptyError(std::string_view data_dir);  // DATA_DIR_NOT_EMPTY
absl::Status DeadLetterResolvedError(std::string_view name);   // DEAD_LETTER_RESOLVED

// INVALID_ARGUMENT: a field of a request is missing, malformed or contradicts another.
absl::Status InvalidFieldError(std::string_view field, std::string_view why);  // INVALID_FIELD
absl::Status InvalidPageTokenError();                                          // PAGE_TOKEN_INVALID

// FAILED_PRECONDITION: the bytes were erased on purpose.
absl::Status RedactedError(std::string_view digest, std::string_view reason);  // REDACTED

// NOT_FOUND, by kind ("run", "source") and name.
absl::Status NotFoundError(std::string_view kind, std::string_view name);  // {KIND}_NOT_FOUND

// FAILED_PRECONDITION.
absl::Status LeaseHeldError(std::string_view resource, std::string_view holder, absl::Time until);  // LEASE_HELD
absl::Status StaleFencingTokenError(std::string_view resource, uint64_t given, uint64_t current);
absl::Status RunNotRunningError(std::string_view run, std::string_view state);                       // RUN_NOT_RUNNING
absl::Status OrdinalsMissingError(std::string_view run, uint64_t up_to, uint64_t first_missing);     // ORDINALS_MISSING
absl::Status CountsDifferError(std::string_view run, std::string_view given, std::string_view own);  // COUNTS_DIFFER
absl::Status LedgerUnbalancedError(std::string_view run, std::string_view why);  // LEDGER_UNBALANCED
absl::Status NotDriftedError(std::string_view source);                           // NOT_DRIFTED
absl::Status DecisionContradictsError(std::string_view other);                   // DECISION_CONTRADICTS
// `superseded_by` is empty when it was revoked.
absl::Status DecisionRevokedError(std::string_view name, std::string_view superseded_by);  // DECISION_REVOKED
absl::Status SnapshotIncompleteError(std::string_view run, uint64_t ordinal);              // SNAPSHOT_INCOMPLETE

// ABORTED.
absl::Status RelinkRunningError();  // RELINK_RUNNING

// OUT_OF_RANGE: start again from a snapshot.
absl::Status SequenceAheadError(uint64_t after, uint64_t latest);                // SEQUENCE_AHEAD
absl::Status SequenceNotRetainedError(uint64_t after, uint64_t first_retained);  // SEQUENCE_NOT_RETAINED

// OUT_OF_RANGE: a read_sequence that cannot be read.
absl::Status ReadAheadError(uint64_t read, uint64_t latest);                   // SEQUENCE_AHEAD
absl::Status HistoryNotRecordedError(uint64_t read, uint64_t recorded_since);  // HISTORY_NOT_RECORDED

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_ERRORS_H_
