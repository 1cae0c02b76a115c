#include "store/document/registration_commit.h"

#include <string>
#include <utility>
#include <vector>

#include "common/content_digest.h"
#include "common/timestamps.h"
#include "store/chain/head_merge.h"
#include "store/chain/head_reader.h"
#include "store/document/chain_commit.h"
#include "store/document/stored_chains.h"
#include "store/errors.h"
#include "store/format/compressed_frame.h"
#include "store/linkage/identifier_edges.h"
#include "store/linkage/trial_linker.h"
#include "store/linkage/trial_name.h"

namespace trialweave::store {
namespace {

using ::trialweave::storage::v1::StoredChain;
using ::trialweave::storage::v1::StoredOutcome;
using ::trialweave::storage::v1::StoredRegistration;
using ::trialweave::storage::v1::StoredState;

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
    absl::StatusOr<ChainCommitted> chain = CommitToChain(prepared_, stored_.mutable_chains(), context_);
    if (!chain.ok()) return chain.status();
    if (chain->newest_changed) {
      if (absl::Status status = ChangeHead(); !status.ok()) return status;
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

  absl::Status ChangeHead() {
    if (stored_.chains_size() == 1) return SetHeadToState();
    std::vector<HeadInput> inputs;
    for (const StoredChain& chain : stored_.chains()) {
      const storage::v1::StoredSpan& newest = *chain.spans().rbegin();
      HeadInput input{chain.source(), chain.format(), chain.country_part(),
                      common::FromTimestamp(newest.first_observed_at()), v1::Registration()};
      absl::StatusOr<StoredState> state = ReadState(
          transaction(), {id(), chain.source(), chain.format(), chain.country_part()}, newest.content_digest());
      if (!state.ok()) return state.status();
      absl::StatusOr<v1::Registration> registration = RegistrationFromFrame(state->registration_frame());
      if (!registration.ok()) return registration.status();
      input.registration.Swap(&*registration);
      inputs.push_back(std::move(input));
    }
    const v1::Registration head = MergeHead(std::move(inputs));
    storage::v1::StoredHead stored_head;
    stored_head.set_registration_frame(CompressFrame(head.SerializeAsString()));
    return SetHead(stored_head, common::ContentDigest(head), head);
  }

  absl::Status SetHeadToState() {
    const StoredChain& chain = stored_.chains(0);
    const storage::v1::StoredSpan& newest = *chain.spans().rbegin();
    storage::v1::StoredHead head;
    storage::v1::StateRef* ref = head.mutable_state();
    ref->set_source(chain.source());
    ref->set_format(chain.format());
    ref->set_country_part(chain.country_part());
    ref->set_content_digest(newest.content_digest());
    *ref->mutable_observed_at() = newest.first_observed_at();
    // When the content is another than before, it is this record's; else the head stays.
    return SetHead(head, newest.content_digest(), prepared_.registration);
  }

  absl::Status SetHead(storage::v1::StoredHead& head, const std::string& digest, const v1::Registration& content) {
    if (digest == stored_.head_digest()) return absl::OkStatus();
    stored_.set_head_digest(digest);
    stored_.set_head_revision(stored_.head_revision() + 1);
    // What snapshots lack stays so until another snapshot has it.
    *head.mutable_absences() = stored_.absences();
    transaction().Write(Family::kHeads, EncodeHead(id(), stored_.head_revision()), head);
    storage::v1::StoredEntry entry;
    entry.mutable_head_changed()->set_registration_id(id());
    entry.mutable_head_changed()->set_revision(stored_.head_revision());
    context_.Append(std::move(entry));
    return LinkRegistration(
        {id(), stored_.registry(), stored_.creation_sequence(), stored_.founding_name(), EdgesOf(content)}, context_);
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
