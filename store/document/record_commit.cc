#include "store/document/record_commit.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "common/content_digest.h"
#include "common/timestamps.h"
#include "store/chain/head_merge.h"
#include "store/chain/head_reader.h"
#include "store/document/stored_chains.h"
#include "store/errors.h"
#include "store/format/compressed_frame.h"
#include "store/ledger/run_lifecycle.h"
#include "store/linkage/identifier_edges.h"
#include "store/linkage/trial_linker.h"
#include "store/linkage/trial_name.h"

namespace trialweave::store {
namespace {

using ::trialweave::storage::v1::StoredChain;
using ::trialweave::storage::v1::StoredOutcome;
using ::trialweave::storage::v1::StoredRegistration;
using ::trialweave::storage::v1::StoredState;

// One record on its way into the store.
class RecordCommit {
 public:
  RecordCommit(PreparedDocument& prepared, WriteContext& context)
      : prepared_(prepared), context_(context), position_{prepared.observed_at, prepared.record.content_digest()} {}

  absl::StatusOr<StoredOutcome> Run() {
    absl::StatusOr<bool> known = transaction().Read(Family::kRegistrations, prepared_.key.registration_id, &stored_);
    if (!known.ok()) return known.status();
    created_ = !*known;
    if (created_) {
      if (absl::Status status = Found(); !status.ok()) return status;
    }
    if (absl::Status status = Observe(); !status.ok()) return status;
    if (!change_.duplicate) {
      if (absl::Status status = Enter(); !status.ok()) return status;
    }
    StoredOutcome outcome;
    outcome.set_record(RecordName(prepared_.key.registration_id));
    outcome.set_outcome(created_           ? v1::OUTCOME_CREATED
                        : change_.revision ? v1::OUTCOME_UPDATED
                                           : v1::OUTCOME_UNCHANGED);
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

  absl::Status Observe() {
    new_of_source_ = std::none_of(stored_.chains().begin(), stored_.chains().end(),
                                  [&](const StoredChain& chain) { return chain.source() == prepared_.key.source; });
    StoredChain* chain = FindChain(prepared_.key, &stored_);
    if (chain == nullptr) chain = AddChain(prepared_.key, &stored_);
    std::vector<Span> spans = SpansOf(*chain);
    known_content_ = std::any_of(spans.begin(), spans.end(),
                                 [&](const Span& span) { return span.content_digest == position_.content_digest; });
    const Position newest_before = spans.empty() ? Position() : spans.back().first_position();
    const StoredObservations observations(&transaction(), &prepared_.key);
    absl::StatusOr<ChainChange> change = Insert(position_, observations, &spans);
    if (!change.ok()) return change.status();
    change_ = *std::move(change);
    newest_changed_ = !(spans.back().first_position() == newest_before);
    SetSpans(spans, chain);
    return absl::OkStatus();
  }

  absl::Status Enter() {
    WriteObservation();
    if (!known_content_) WriteState();
    if (absl::Status status = ReportRevisions(); !status.ok()) return status;
    if (newest_changed_) {
      if (absl::Status status = ChangeHead(); !status.ok()) return status;
    }
    transaction().Write(Family::kRegistrations, id(), stored_);
    return CountIt();
  }

  void WriteObservation() {
    const v1::RecordDocument& document = prepared_.document;
    storage::v1::StoredObservation observation;
    observation.set_raw_digest(document.content_sha256());
    observation.set_container_digest(document.container().digest());
    observation.set_container_ordinal(document.container_ordinal());
    observation.set_origin(document.container().origin());
    observation.set_run(document.run());
    observation.set_ordinal(document.ordinal());
    *observation.mutable_volatile_fields() = prepared_.registration.volatile_fields();
    transaction().Write(Family::kObservations,
                        EncodeObservation(prepared_.key, position_.observed_at, position_.content_digest), observation);
  }

  void WriteState() {
    prepared_.MakeFrames();
    const std::string& raw_digest = prepared_.document.content_sha256();
    transaction().Put(Family::kRaw, raw_digest, Wrap(Family::kRaw, prepared_.raw_frame));
    StoredState state;
    state.set_raw_digest(raw_digest);
    state.set_derivation(prepared_.record.derivation());
    state.set_registration_frame(std::move(prepared_.registration_frame));
    *state.mutable_context() = prepared_.document.context();
    transaction().Write(Family::kStates, EncodeState(prepared_.key, position_.content_digest), state);
  }

  absl::Status ReportRevisions() {
    if (change_.revision) {
      if (absl::Status status = ReportRevision(position_, change_.newest); !status.ok()) return status;
    }
    if (change_.promoted.has_value()) return ReportRevision(*change_.promoted, change_.promoted_newest);
    return absl::OkStatus();
  }

  absl::Status ReportRevision(const Position& position, bool newest) {
    storage::v1::StoredEntry entry;
    v1::RevisionAdded* revision = entry.mutable_revision_added();
    if (position == position_ && !known_content_) {
      revision->set_raw_digest(prepared_.document.content_sha256());
    } else {
      // Bytes of mere sightings are not kept: the content's archived bytes are those it was first read from.
      absl::StatusOr<StoredState> state = ReadState(transaction(), prepared_.key, position.content_digest);
      if (!state.ok()) return state.status();
      revision->set_raw_digest(state->raw_digest());
    }
    revision->set_registration_id(id());
    revision->set_source(prepared_.key.source);
    revision->set_format(prepared_.key.format);
    revision->set_country_part(prepared_.key.country_part);
    *revision->mutable_observed_at() = common::ToTimestamp(position.observed_at);
    revision->set_content_digest(position.content_digest);
    revision->set_inserted(!newest);
    context_.Append(std::move(entry));
    return absl::OkStatus();
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

  absl::Status CountIt() {
    absl::StatusOr<storage::v1::StoredTotals*> totals = context_.totals();
    if (!totals.ok()) return totals.status();
    if (created_) (*totals)->set_registrations((*totals)->registrations() + 1);
    (*totals)->set_revisions((*totals)->revisions() + change_.revisions_added());
    (*totals)->set_sightings((*totals)->sightings() + change_.sightings_added());
    absl::StatusOr<v1::SourceState*> source = MutableSource(prepared_.key.source, context_);
    if (!source.ok()) return source.status();
    if (new_of_source_) (*source)->set_registrations((*source)->registrations() + 1);
    if (!(*source)->has_newest_observation() ||
        common::FromTimestamp((*source)->newest_observation()) < position_.observed_at) {
      *(*source)->mutable_newest_observation() = common::ToTimestamp(position_.observed_at);
    }
    return absl::OkStatus();
  }

  PreparedDocument& prepared_;
  WriteContext& context_;
  const Position position_;
  StoredRegistration stored_;
  ChainChange change_;
  bool created_ = false;
  bool new_of_source_ = false;
  // The chain holds this content already, now or at another time.
  bool known_content_ = false;
  // The chain's newest revision has another content or date: chains of one rank are told apart by their dates.
  bool newest_changed_ = false;
};

}  // namespace

std::string RecordName(const std::string& registration_id) { return "registrations/" + registration_id; }

absl::StatusOr<StoredOutcome> CommitRecord(PreparedDocument& prepared, WriteContext& context) {
  return RecordCommit(prepared, context).Run();
}

}  // namespace trialweave::store
