#include "store/rederivation/state_change.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>

#include "store/chain/head_reader.h"
#include "store/errors.h"
#include "store/history/past_rows.h"
#include "store/rederivation/state_documents.h"

namespace trialweave::store {
namespace {

using ::trialweave::storage::v1::StoredObservation;
using ::trialweave::storage::v1::StoredState;

// Without when it was observed, which is the observations' to say.
template <typename Record>
std::string Timeless(Record record) {
  record.clear_observed_at();
  for (v1::DocumentRef& document : *record.mutable_documents()) document.clear_observed_at();
  return record.SerializeAsString();
}

template <typename Record>
absl::StatusOr<bool> SameAs(const Record& derived, const Reader& reader, const std::string& frame) {
  Record stored;
  if (absl::Status status = ReadFrame(reader, frame, &stored); !status.ok()) return status;
  return Timeless(derived) == Timeless(std::move(stored));
}

absl::StatusOr<bool> SameRecord(const PreparedDocument& prepared, const Reader& reader, const std::string& frame) {
  switch (prepared.kind) {
    case RecordKind::kPublication:
      return SameAs(prepared.publication, reader, frame);
    case RecordKind::kNotice:
      return SameAs(prepared.notice, reader, frame);
    case RecordKind::kRegistration:
      break;
  }
  absl::StatusOr<v1::Registration> stored = RegistrationFromFrame(reader, frame);
  if (!stored.ok()) return stored.status();
  return Timeless(prepared.registration) == Timeless(*std::move(stored));
}

// Observations of one time and content are one, kept so that they can be told apart when their documents differ again.
std::vector<StoredObservation> Apart(StoredObservation observation) {
  std::vector<StoredObservation> all;
  google::protobuf::RepeatedPtrField<StoredObservation> also;
  also.Swap(observation.mutable_also());
  all.push_back(std::move(observation));
  for (StoredObservation& each : also) all.push_back(std::move(each));
  return all;
}

StoredObservation Together(const std::vector<StoredObservation>& observations) {
  StoredObservation first = observations[0];
  for (size_t i = 1; i < observations.size(); ++i) *first.add_also() = observations[i];
  return first;
}

}  // namespace

absl::StatusOr<bool> StateChange::Open() {
  absl::StatusOr<bool> found = context_.transaction().Read(Family::kStates, EncodeState(key_, digest_), &state_);
  if (!found.ok() || !*found) return found;
  const auto documents = DocumentsOf(state_);
  return std::any_of(documents.begin(), documents.end(), [&](const storage::v1::StoredDocument& document) {
    return document.raw_digest() == prepared_.document.content_sha256();
  });
}

absl::StatusOr<StateChange::Effect> StateChange::Apply(StoredChains* chains) {
  sequence_ = context_.sequence() + 1;
  if (prepared_.key == key_ && prepared_.record.content_digest() == digest_) return Refresh();
  absl::StatusOr<std::vector<Moved>> moved = TakeObservations();
  if (!moved.ok()) return moved.status();
  for (const ObservationKey& key : {key_, prepared_.key}) {
    if (absl::Status status = CountBefore(key, chains); !status.ok()) return status;
    if (prepared_.key == key_) break;
  }
  if (absl::Status status = Move(*std::move(moved)); !status.ok()) return status;
  RemoveDocument(prepared_.document.content_sha256(), &state_);
  context_.transaction().Write(Family::kStates, EncodeState(key_, digest_), state_);
  if (absl::Status status = WriteNewState(); !status.ok()) return status;
  for (const ObservationKey& key : {key_, prepared_.key}) {
    if (absl::Status status = Rebuild(key, chains); !status.ok()) return status;
    if (prepared_.key == key_) break;
  }
  absl::StatusOr<storage::v1::StoredTotals*> totals = context_.totals();
  if (!totals.ok()) return totals.status();
  (*totals)->set_revisions((*totals)->revisions() + revisions_);
  (*totals)->set_sightings((*totals)->sightings() + observations_ - revisions_);
  return Effect::kContent;
}

// The same content. What else was derived is kept of the document that the state was read from.
absl::StatusOr<StateChange::Effect> StateChange::Refresh() {
  if (state_.raw_digest() != prepared_.document.content_sha256()) return Effect::kNone;
  absl::StatusOr<bool> same = SameRecord(prepared_, context_.transaction(), state_.registration_frame());
  if (!same.ok()) return same.status();
  if (*same && state_.derivation() == prepared_.record.derivation()) return Effect::kNone;
  if (!*same) KeepPastState(key_, digest_, state_, sequence_, &context_.transaction());
  state_.set_derivation(prepared_.record.derivation());
  if (!*same) {
    prepared_.MakeFrames();
    state_.set_since_sequence(sequence_);
    state_.set_registration_frame(prepared_.record_frame);
  }
  context_.transaction().Write(Family::kStates, EncodeState(key_, digest_), state_);
  return *same ? Effect::kNone : Effect::kRecord;
}

absl::StatusOr<std::vector<StateChange::Moved>> StateChange::TakeObservations() {
  std::vector<Moved> moved;
  const std::string prefix = ObservationPrefix(key_);
  std::unique_ptr<Cursor> cursor = context_.transaction().Scan(Family::kObservations);
  for (cursor->Seek(prefix); cursor->Valid() && cursor->key().substr(0, prefix.size()) == prefix; cursor->Next()) {
    absl::StatusOr<ObservationPosition> at = DecodeObservation(cursor->key());
    if (!at.ok()) return at.status();
    if (at->content_digest != digest_) continue;
    StoredObservation observation;
    const absl::Status status = UnwrapTo(Family::kObservations, cursor->value(), &observation);
    if (!status.ok()) return status;
    Moved taken{at->observed_at, {}, {}};
    for (StoredObservation& each : Apart(std::move(observation))) {
      const bool of_document = DocumentOf(each, state_) == prepared_.document.content_sha256();
      (of_document ? taken.observations : taken.staying).push_back(std::move(each));
    }
    if (!taken.observations.empty()) moved.push_back(std::move(taken));
  }
  if (absl::Status status = cursor->status(); !status.ok()) return status;
  return moved;
}

absl::Status StateChange::Move(std::vector<Moved> moved) {
  for (Moved& each : moved) {
    context_.transaction().Write(Family::kPast, EncodePastObservation(key_, each.observed_at, digest_, sequence_),
                                 Together(each.observations));
    const std::string from = EncodeObservation(key_, each.observed_at, digest_);
    context_.transaction().Delete(Family::kObservations, from);
    if (!each.staying.empty()) context_.transaction().Write(Family::kObservations, from, Together(each.staying));
  }
  for (Moved& each : moved) {
    const std::string to = EncodeObservation(prepared_.key, each.observed_at, prepared_.record.content_digest());
    StoredObservation there;
    absl::StatusOr<bool> found = context_.transaction().Read(Family::kObservations, to, &there);
    if (!found.ok()) return found.status();
    std::vector<StoredObservation> all;
    if (*found) all = Apart(std::move(there));
    for (StoredObservation& observation : each.observations) {
      observation.set_archived_digest(prepared_.document.content_sha256());
      observation.set_since_sequence(sequence_);
      *observation.mutable_volatile_fields() = prepared_.registration.volatile_fields();
      all.push_back(std::move(observation));
    }
    context_.transaction().Write(Family::kObservations, to, Together(all));
  }
  return absl::OkStatus();
}

absl::Status StateChange::WriteNewState() {
  const std::string& raw_digest = prepared_.document.content_sha256();
  const std::string key = EncodeState(prepared_.key, prepared_.record.content_digest());
  StoredState state;
  absl::StatusOr<bool> found = context_.transaction().Read(Family::kStates, key, &state);
  if (!found.ok()) return found.status();
  if (*found && !state.superseded()) {
    AddDocument(raw_digest, prepared_.document.context(), &state);
  } else {
    prepared_.MakeFrames();
    if (*found) {
      KeepPastState(prepared_.key, prepared_.record.content_digest(), state, sequence_, &context_.transaction());
    }
    state.Clear();
    if (*found) state.set_since_sequence(sequence_);
    state.set_raw_digest(raw_digest);
    state.set_derivation(prepared_.record.derivation());
    state.set_registration_frame(prepared_.record_frame);
    *state.mutable_context() = prepared_.document.context();
  }
  context_.transaction().Write(Family::kStates, key, state);
  return absl::OkStatus();
}

absl::StatusOr<uint64_t> StateChange::CountObservations(const ObservationKey& key, std::vector<Span>* spans) {
  uint64_t count = 0;
  const std::string prefix = ObservationPrefix(key);
  std::unique_ptr<Cursor> cursor = context_.transaction().Scan(Family::kObservations);
  for (cursor->Seek(prefix); cursor->Valid() && cursor->key().substr(0, prefix.size()) == prefix; cursor->Next()) {
    absl::StatusOr<ObservationPosition> at = DecodeObservation(cursor->key());
    if (!at.ok()) return at.status();
    ++count;
    if (!spans->empty() && spans->back().content_digest == at->content_digest) {
      spans->back().last = at->observed_at;
    } else {
      spans->push_back({std::move(at->content_digest), at->observed_at, at->observed_at});
    }
  }
  if (absl::Status status = cursor->status(); !status.ok()) return status;
  return count;
}

absl::Status StateChange::CountBefore(const ObservationKey& key, StoredChains* chains) {
  std::vector<Span> spans;
  absl::StatusOr<uint64_t> count = CountObservations(key, &spans);
  if (!count.ok()) return count.status();
  const storage::v1::StoredChain* chain = FindChain(key, chains);
  if (static_cast<int>(spans.size()) != (chain == nullptr ? 0 : chain->spans_size())) {
    return ReferenceBrokenError("the spans of a chain", key.registration_id);
  }
  revisions_ -= static_cast<int64_t>(spans.size());
  observations_ -= static_cast<int64_t>(*count);
  return absl::OkStatus();
}

absl::Status StateChange::Rebuild(const ObservationKey& key, StoredChains* chains) {
  std::vector<Span> spans;
  absl::StatusOr<uint64_t> count = CountObservations(key, &spans);
  if (!count.ok()) return count.status();
  revisions_ += static_cast<int64_t>(spans.size());
  observations_ += static_cast<int64_t>(*count);
  storage::v1::StoredChain* chain = FindChain(key, chains);
  if (spans.empty()) {
    if (chain != nullptr) {
      chains->erase(std::find_if(chains->begin(), chains->end(),
                                 [&](const storage::v1::StoredChain& each) { return &each == chain; }));
    }
    return absl::OkStatus();
  }
  if (chain == nullptr) chain = AddChain(key, chains);
  SetSpans(spans, chain);
  return absl::OkStatus();
}

}  // namespace trialweave::store
