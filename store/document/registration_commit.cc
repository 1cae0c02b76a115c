#include "store/document/registration_commit.h"

#include <string>

#include "store/document/chain_commit.h"
#include "store/document/registration_head.h"
#include "store/linkage/trial_name.h"

namespace trialweave::store {
namespace {

using ::trialweave::storage::v1::StoredOutcome;
using ::trialweave::storage::v1::StoredRegistration;

// One registration's record on its way into the store.
class RegistrationCommit {
 public:
  RegistrationCommit(PreparedDocument& prepared, WriteContext& context) : prepared_(prepared), context_(context) {}

  absl::StatusOr<StoredOutcome> Run() {
    absl::StatusOr<bool> known = transaction().Read(Family::kRegistrations, id(), &stored_);
    if (!known.ok()) return known.status();
    const bool created = !*known;
    if (created) {
      if (absl::Status status = Found(); !status.ok()) return status;
    }
    const int chains_before = stored_.chains_size();
    absl::StatusOr<ChainCommitted> chain = CommitToChain(prepared_, stored_.mutable_chains(), context_);
    if (!chain.ok()) return chain.status();
    if (!chain->change.duplicate) stored_.set_chains_sequence(chain->sequence);
    if (chain->newest_changed) {
      const ObservedRecord observed{&prepared_.registration, prepared_.match.has_value() ? &*prepared_.match : nullptr,
                                    prepared_.record.derivation(), !created && stored_.chains_size() > chains_before};
      const absl::Status status = ChangeHead(id(), &observed, &stored_, context_);
      if (!status.ok()) return status;
    }
    if (!chain->change.duplicate) transaction().Write(Family::kRegistrations, id(), stored_);
    if (created) {
      absl::StatusOr<storage::v1::StoredTotals*> totals = context_.totals();
      if (!totals.ok()) return totals.status();
      (*totals)->set_registrations((*totals)->registrations() + 1);
    }
    StoredOutcome outcome;
    outcome.set_record(prepared_.record_name);
    outcome.set_outcome(OutcomeOf(created, chain->change));
    return outcome;
  }

 private:
  Transaction& transaction() { return context_.transaction(); }
  const std::string& id() const { return prepared_.key.registration_id; }

  // A new registration gets the name that it founds, which resolves for ever.
  absl::Status Found() {
    stored_.set_registry(prepared_.registration.registry());
    stored_.set_creation_sequence(context_.sequence() + 1);
    for (int attempt = 0;; ++attempt) {
      const std::string name = FoundingName(id(), attempt);
      absl::StatusOr<std::optional<std::string>> taken = transaction().Get(Family::kNames, name);
      if (!taken.ok()) return taken.status();
      if (taken->has_value()) continue;
      storage::v1::StoredName stored_name;
      stored_name.set_registration_id(id());
      transaction().Write(Family::kNames, name, stored_name);
      stored_.set_founding_name(name);
      return absl::OkStatus();
    }
  }

  PreparedDocument& prepared_;
  WriteContext& context_;
  StoredRegistration stored_;
};

}  // namespace

absl::StatusOr<StoredOutcome> CommitRegistration(PreparedDocument& prepared, WriteContext& context) {
  return RegistrationCommit(prepared, context).Run();
}

}  // namespace trialweave::store
