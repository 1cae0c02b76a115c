#ifndef TRIALWEAVE_STORE_OFFLINE_FLAGS_H_
#define TRIALWEAVE_STORE_OFFLINE_FLAGS_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"

namespace trialweave::store {

// What the store's command does to a store that does not run.
struct OfflineFlags {
  // Name or number of the backup to restore; empty for the newest up to `restore_sequence`.
  std::string restore;
  // 0: none is asked for.
  uint64_t restore_sequence = 0;
  // Go on without what is behind a hole in the database's log.
  bool quarantine_log = false;

  bool wants_restore() const { return !restore.empty() || restore_sequence > 0; }
};

// Takes these flags out of the arguments. INVALID_ARGUMENT (USAGE): for people, what is wrong.
absl::StatusOr<OfflineFlags> TakeOfflineFlags(int* argc, char** argv);

inline constexpr char kOfflineFlagsHelp[] =
    "  --restore BACKUP          write this backup to data_dir, which must be empty, and exit\n"
    "  --restore_sequence N      ... the newest backup that holds no later change than N\n"
    "  --quarantine_log          start without changes that lie behind a hole in the database's log; they are moved "
    "to\n"
    "                            data_dir/quarantine";

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_OFFLINE_FLAGS_H_
