#ifndef TRIALWEAVE_STORE_LITERATURE_PUBLICATION_LINKER_H_
#define TRIALWEAVE_STORE_LITERATURE_PUBLICATION_LINKER_H_

#include <cstddef>
#include <string>

#include "absl/status/status.h"
#include "store/commit/write_context.h"
#include "store/document/origin.h"

namespace trialweave::store {

// Entries that may hang together by their keys; a new one that would make them more becomes a publication of its own.
inline constexpr size_t kMaxPublicationEntries = 256;

// Brings publications in line with an entry whose content has changed, for the reason `origin`, and that is written,
// with its new keys, but for its publication; `old_keys` are those that it had before. A publication has the name that
// its first entry founded; one whose entries go to another says which. DATA_LOSS.
absl::Status LinkEntry(const std::string& entry, const storage::v1::StoredEntryKeys& old_keys, Origin origin,
                       WriteContext& context, size_t max_entries = kMaxPublicationEntries);

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_LITERATURE_PUBLICATION_LINKER_H_
