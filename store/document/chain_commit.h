#ifndef TRIALWEAVE_STORE_DOCUMENT_CHAIN_COMMIT_H_
#define TRIALWEAVE_STORE_DOCUMENT_CHAIN_COMMIT_H_

#include "absl/status/statusor.h"
#include "store/chain/chain.h"
#include "store/commit/write_context.h"
#include "store/document/prepared_document.h"
#include "store/document/stored_chains.h"

namespace trialweave::store {

// What a document did to its record's chains.
struct ChainCommitted {
  ChainChange change;
  // The chain's newest revision has another content or date: chains of one rank are told apart by their dates.
  bool newest_changed = false;
  // Changelog sequence at which the observation became known: of the entry that reports it; of a sighting, which is
  // none, the newest one before.
  uint64_t sequence = 0;
};

// Puts a record's observation into its chain among `chains`, made when there is none: writes the observation, the
// state when its content is new to the chain, and what that does to revisions and to the source. Whoever keeps
// `chains` writes them unless the observation is a duplicate. DATA_LOSS.
absl::StatusOr<ChainCommitted> CommitToChain(PreparedDocument& prepared, StoredChains* chains, WriteContext& context);

// created, updated or unchanged.
v1::Outcome OutcomeOf(bool created, const ChainChange& change);

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_DOCUMENT_CHAIN_COMMIT_H_
