#ifndef TRIALWEAVE_STORE_LITERATURE_PUBLICATION_COMMIT_H_
#define TRIALWEAVE_STORE_LITERATURE_PUBLICATION_COMMIT_H_

#include <string>

#include "absl/status/statusor.h"
#include "store/commit/write_context.h"
#include "store/document/origin.h"
#include "store/document/prepared_document.h"

namespace trialweave::store {

// Puts a publication's record into its entry's chain; where that changes the entry, brings publications in line.
// Created when the entry is new, updated when the observation is a revision, else unchanged. DATA_LOSS.
absl::StatusOr<storage::v1::StoredOutcome> CommitPublication(PreparedDocument& prepared, WriteContext& context);

// Makes the entry's publication what its chains, which have changed for the reason `origin`, say now, and writes the
// entry. DATA_LOSS.
absl::Status ChangeEntry(const std::string& entry, Origin origin, storage::v1::StoredPublicationEntry* stored,
                         WriteContext& context);

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_LITERATURE_PUBLICATION_COMMIT_H_
