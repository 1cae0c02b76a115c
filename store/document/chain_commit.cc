#include "store/document/chain_commit.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "common/timestamps.h"
#include "store/chain/head_reader.h"
#include "store/history/past_rows.h"
#include "store/ledger/source_states.h"
#include "store/redaction/redaction.h"

namespace trialweave::store {
namespace {

using ::trialweave::storage::v1::StoredChain;
using ::trialweave::storage::v1::StoredState;

// One observation on its way into its chain.
class ChainCommit {
 public:
  ChainCommit(PreparedDocument& prepared, StoredChains* chains, WriteContext& context)
      : prepared_(prepared),
        chains_(chains),
        context_(context),
        position_{prepared.observed_at, prepared.record.content_digest()} {}

  absl::StatusOr<ChainCommitted> Run() {
    if (absl::Status status = Observe(); !status.ok()) return status;
    if (committed_.change.duplicate) return committed_;
    committed_.sequence = context_.sequence() + (committed_.change.revision ? 1 : 0);
    WriteObservation();
    if (!known_content_) {
      if (absl::Status status = WriteState(); !status.ok()) return status;
    }
    if (absl::Status status = ReportRevisions(); !status.ok()) return status;
    if (absl::Status status = CountIt(); !status.ok()) return status;
    return committed_;
  }

 private:
  Transaction& transaction() { return context_.transaction(); }

  absl::Status Observe() {
    new_of_source_ = std::none_of(chains_->begin(), chains_->end(),
                                  [&](const StoredChain& chain) { return chain.source() == prepared_.key.source; });
    StoredChain* chain = FindChain(prepared_.key, chains_);
    if (chain == nullptr) chain = AddChain(prepared_.key, chains_);
    std::vector<Span> spans = SpansOf(*chain);
    known_content_ = std::any_of(spans.begin(), spans.end(),
                                 [&](const Span& span) { return span.content_digest == position_.content_digest; });
    const Position newest_before = spans.empty() ? Position() : spans.back().first_position();
    const StoredObservations observations(&transaction(), &prepared_.key);
    absl::StatusOr<ChainChange> change = Insert(position_, observations, &spans);
    if (!change.ok()) return change.status();
    committed_.change = *std::move(change);
    committed_.newest_changed = !(spans.back().first_position() == newest_before);
    SetSpans(spans, chain);
    return absl::OkStatus();
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
    observation.set_sequence(committed_.sequence);
    *observation.mutable_volatile_fields() = prepared_.registration.volatile_fields();
    transaction().Write(Family::kObservations,
                        EncodeObservation(prepared_.key, position_.observed_at, position_.content_digest), observation);
  }

  absl::Status WriteState() {
    // Earlier heads may name one of this content that nothing shows any more.
    const std::string key = EncodeState(prepared_.key, position_.content_digest);
    StoredState earlier;
    absl::StatusOr<bool> found = transaction().Read(Family::kStates, key, &earlier);
    if (!found.ok()) return found.status();
    if (*found) {
      KeepPastState(prepared_.key, position_.content_digest, earlier, committed_.sequence, &transaction());
    }
    prepared_.MakeFrames();
    const std::string& raw_digest = prepared_.document.content_sha256();
    if (absl::Status status = ArchiveRaw(raw_digest, prepared_.raw_frame, context_); !status.ok()) return status;
    StoredState state;
    state.set_raw_digest(raw_digest);
    state.set_derivation(prepared_.record.derivation());
    state.set_registration_frame(std::move(prepared_.record_frame));
    *state.mutable_context() = prepared_.document.context();
    if (*found) state.set_since_sequence(committed_.sequence);
    transaction().Write(Family::kStates, key, state);
    return absl::OkStatus();
  }

  absl::Status ReportRevisions() {
    const ChainChange& change = committed_.change;
    if (change.revision) {
      if (absl::Status status = ReportRevision(position_, change.newest); !status.ok()) return status;
    }
    if (change.promoted.has_value()) return ReportRevision(*change.promoted, change.promoted_newest);
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
    revision->set_registration_id(prepared_.key.registration_id);
    revision->set_source(prepared_.key.source);
    revision->set_format(prepared_.key.format);
    revision->set_country_part(prepared_.key.country_part);
    *revision->mutable_observed_at() = common::ToTimestamp(position.observed_at);
    revision->set_content_digest(position.content_digest);
    revision->set_inserted(!newest);
    context_.Append(std::move(entry));
    return absl::OkStatus();
  }

  absl::Status CountIt() {
    absl::StatusOr<storage::v1::StoredTotals*> totals = context_.totals();
    if (!totals.ok()) return totals.status();
    (*totals)->set_revisions((*totals)->revisions() + committed_.change.revisions_added());
    (*totals)->set_sightings((*totals)->sightings() + committed_.change.sightings_added());
    absl::StatusOr<v1::SourceState*> source = MutableSource(prepared_.key.source, context_);
    if (!source.ok()) return source.status();
    if (new_of_source_ && prepared_.kind == RecordKind::kRegistration) {
      (*source)->set_registrations((*source)->registrations() + 1);
    }
    if (!(*source)->has_newest_observation() ||
        common::FromTimestamp((*source)->newest_observation()) < position_.observed_at) {
      *(*source)->mutable_newest_observation() = common::ToTimestamp(position_.observed_at);
    }
    return absl::OkStatus();
  }

  PreparedDocument& prepared_;
  StoredChains* const chains_;
  WriteContext& context_;
  const Position position_;
  ChainCommitted committed_;
  bool new_of_source_ = false;
  // The chain holds this content already, now or at another time.
  bool known_content_ = false;
};

}  // namespace

absl::StatusOr<ChainCommitted> CommitToChain(PreparedDocument& prepared, StoredChains* chains, WriteContext& context) {
  return ChainCommit(prepared, chains, context).Run();
}

v1::Outcome OutcomeOf(bool created, const ChainChange& change) {
  if (created) return v1::OUTCOME_CREATED;
  return change.revision ? v1::OUTCOME_UPDATED : v1::OUTCOME_UNCHANGED;
}

}  // namespace trialweave::store
