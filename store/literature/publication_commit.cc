#include "store/literature/publication_commit.h"

#include <string>
#include <utility>
#include <vector>

#include "store/document/chain_commit.h"
#include "store/format/keys.h"
#include "store/literature/entry_keys.h"
#include "store/literature/literature_reader.h"
#include "store/literature/publication_linker.h"
#include "store/literature/record_names.h"

namespace trialweave::store {

using ::trialweave::storage::v1::StoredEntryKeys;
using ::trialweave::storage::v1::StoredPublicationEntry;

absl::Status ChangeEntry(const std::string& entry, Origin origin, StoredPublicationEntry* stored,
                         WriteContext& context) {
  absl::StatusOr<std::vector<PublicationInput>> inputs = ReadEntryInputs(context.transaction(), entry, *stored);
  if (!inputs.ok()) return inputs.status();
  std::vector<const v1::Publication*> publications;
  for (const PublicationInput& input : *inputs) publications.push_back(&input.record);
  const StoredEntryKeys old_keys = std::move(*stored->mutable_keys());
  *stored->mutable_keys() = EntryKeysOf(entry, publications);
  context.transaction().Write(Family::kPublications, EncodePublicationEntry(entry), *stored);
  return LinkEntry(entry, old_keys, origin, context);
}

absl::StatusOr<storage::v1::StoredOutcome> CommitPublication(PreparedDocument& prepared, WriteContext& context) {
  const std::string entry(KeyInRecordName(prepared.record_name));
  StoredPublicationEntry stored;
  absl::StatusOr<bool> known =
      context.transaction().Read(Family::kPublications, EncodePublicationEntry(entry), &stored);
  if (!known.ok()) return known.status();
  if (!*known) {
    stored.set_creation_sequence(context.sequence() + 1);
    stored.set_founding_name(FoundedName(prepared.record_name));
  }
  absl::StatusOr<ChainCommitted> chain = CommitToChain(prepared, stored.mutable_chains(), context);
  if (!chain.ok()) return chain.status();
  // An older revision shows where the newest one says that the entry was deleted.
  if (chain->newest_changed || chain->change.revision) {
    if (absl::Status status = ChangeEntry(entry, Origin::kObservation, &stored, context); !status.ok()) return status;
  } else if (!chain->change.duplicate) {
    context.transaction().Write(Family::kPublications, EncodePublicationEntry(entry), stored);
  }
  storage::v1::StoredOutcome outcome;
  outcome.set_record(prepared.record_name);
  outcome.set_outcome(OutcomeOf(!*known, chain->change));
  return outcome;
}

}  // namespace trialweave::store
