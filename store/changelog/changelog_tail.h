#ifndef TRIALWEAVE_STORE_CHANGELOG_CHANGELOG_TAIL_H_
#define TRIALWEAVE_STORE_CHANGELOG_CHANGELOG_TAIL_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "store/database/database.h"
#include "store/format/keys.h"
#include "trialweave/storage/v1/storage.pb.h"

// The changelog's beginning, when its oldest entries are let go. What they say and no later entry has said otherwise
// stays in the family changelog_state: of each subject (a trial, a registration, ...) the newest entry that was let go.
// So the state at the entry before the first retained one can be told, exactly and in its own words.
namespace trialweave::store {

// Key of the tail in the meta family.
inline constexpr char kChangelogTailKey[] = "changelog_tail";

// Oldest sequence that is kept; 1 when nothing was ever let go. DATA_LOSS, UNAVAILABLE.
absl::StatusOr<uint64_t> FirstRetained(const Reader& reader);

// What an entry says something about, where that is state: none of runs, checkpoints, revisions, recorded snapshots and
// erasures, which are only told.
std::optional<SubjectKey> SubjectOf(const storage::v1::StoredEntry& entry);
// It ends its subject: nothing is left to say. A dead letter that is resolved.
bool EndsSubject(const storage::v1::StoredEntry& entry);

// A row of changelog_state: the entry's sequence as `number`, then the StoredEntry.
struct StateRow {
  uint64_t sequence = 0;
  storage::v1::StoredEntry entry;
};
std::string EncodeStateRow(uint64_t sequence, const storage::v1::StoredEntry& entry);
// DATA_LOSS: the codes of UnwrapTo.
absl::StatusOr<StateRow> DecodeStateRow(std::string_view value);

// Lets the entries `first` to `end` - 1 go; `end` must be there. DATA_LOSS: one of them is not there or cannot be read;
// then nothing was written.
absl::Status DropEntries(uint64_t first, uint64_t end, Transaction* transaction);

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_CHANGELOG_CHANGELOG_TAIL_H_
