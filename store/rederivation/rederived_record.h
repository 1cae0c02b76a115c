#ifndef TRIALWEAVE_STORE_REDERIVATION_REDERIVED_RECORD_H_
#define TRIALWEAVE_STORE_REDERIVATION_REDERIVED_RECORD_H_

#include <string>

#include "absl/status/status.h"
#include "store/commit/write_context.h"
#include "store/document/prepared_document.h"
#include "store/document/stored_chains.h"

namespace trialweave::store {

// The registration, publication's entry or notice whose chains a re-derivation changes.
class RederivedRecord {
 public:
  // Both outlive it.
  RederivedRecord(const PreparedDocument& prepared, WriteContext& context) : prepared_(prepared), context_(context) {}

  // DATA_LOSS (REFERENCE_BROKEN): there is none.
  absl::Status Read();
  StoredChains* chains();
  // Writes it with its changed chains, and what follows for its head, publication and trial. DATA_LOSS.
  absl::Status Change();

 private:
  std::string key() const;

  const PreparedDocument& prepared_;
  WriteContext& context_;
  storage::v1::StoredRegistration registration_;
  storage::v1::StoredPublicationEntry entry_;
  storage::v1::StoredNotice notice_;
};

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_REDERIVATION_REDERIVED_RECORD_H_
