#include "store/rederivation/rederivation_commit.h"

#include <string>
#include <utility>

#include "store/document/dead_letters.h"
#include "store/errors.h"
#include "store/format/keys.h"
#include "store/rederivation/rederived_record.h"
#include "store/rederivation/state_change.h"

namespace trialweave::store {
namespace {

using ::trialweave::storage::v1::StoredOutcome;

constexpr std::string_view kRegistrations = "registrations/";

// The chain that the document's state is in.
ObservationKey KeyOf(const v1::RecordDocument& document) {
  const v1::Rederivation& rederivation = document.rederivation();
  std::string record = rederivation.record();
  if (record.compare(0, kRegistrations.size(), kRegistrations) == 0) record.erase(0, kRegistrations.size());
  return {std::move(record), document.source(), document.format(), rederivation.country_part()};
}

// What the document became when it was read first, if that is a dead letter.
absl::StatusOr<std::string> OpenDeadLetter(const v1::RecordDocument& document, WriteContext& context) {
  storage::v1::StoredDelivery delivery;
  absl::StatusOr<bool> found = context.transaction().Read(
      Family::kDeliveries,
      EncodeDelivery(document.source(), document.container().digest(), document.container_ordinal()), &delivery);
  if (!found.ok()) return found.status();
  return *found && IsDeadLetterName(delivery.record()) ? delivery.record() : std::string();
}

absl::StatusOr<StoredOutcome> Unchanged(const std::string& record) {
  StoredOutcome outcome;
  outcome.set_outcome(v1::OUTCOME_UNCHANGED);
  outcome.set_record(record);
  return outcome;
}

}  // namespace

absl::StatusOr<StoredOutcome> CommitRederivation(PreparedDocument& prepared, WriteContext& context) {
  const v1::RecordDocument& document = prepared.document;
  const std::string& record = document.rederivation().record();
  const ObservationKey key = KeyOf(document);
  StateChange change(key, document.rederivation().content_digest(), prepared, context);
  absl::StatusOr<bool> current = change.Open();
  if (!current.ok()) return current.status();
  if (!*current) return Unchanged(record);
  if (!prepared.cause.has_value() && prepared.record_name != record) {
    prepared.cause.emplace();
    prepared.cause->set_reason(v1::DEAD_LETTER_REASON_INTERNAL);
    prepared.cause->set_message("deriving it again gives " + prepared.record_name + " instead of " + record +
                                "; reading its source again brings that record");
  }
  if (prepared.cause.has_value()) return AddDeadLetter(prepared, context);
  absl::StatusOr<std::string> dead_letter = OpenDeadLetter(document, context);
  if (!dead_letter.ok()) return dead_letter.status();
  if (!dead_letter->empty()) {
    if (absl::Status status = ResolveDeadLetter(*dead_letter, context); !status.ok()) return status;
    storage::v1::StoredDelivery delivery;
    delivery.set_record(record);
    context.transaction().Write(
        Family::kDeliveries,
        EncodeDelivery(document.source(), document.container().digest(), document.container_ordinal()), delivery);
  }
  RederivedRecord owner(prepared, context);
  if (absl::Status status = owner.Read(); !status.ok()) return status;
  absl::StatusOr<StateChange::Effect> effect = change.Apply(owner.chains());
  if (!effect.ok()) return effect.status();
  if (*effect == StateChange::Effect::kNone) return Unchanged(record);
  if (absl::Status status = owner.Change(); !status.ok()) return status;
  StoredOutcome outcome;
  outcome.set_outcome(v1::OUTCOME_UPDATED);
  outcome.set_record(record);
  return outcome;
}

}  // namespace trialweave::store
