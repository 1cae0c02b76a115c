#include "store/document/document_commit.h"

#include <optional>
#include <string>
#include <utility>

#include "store/document/dead_letters.h"
#include "store/document/registration_commit.h"
#include "store/errors.h"
#include "store/ledger/outcome_counts.h"
#include "store/ledger/run_ledger.h"
#include "store/literature/notice_commit.h"
#include "store/literature/publication_commit.h"
#include "store/rederivation/rederivation_commit.h"

namespace trialweave::store {
namespace {

using ::trialweave::storage::v1::StoredDelivery;
using ::trialweave::storage::v1::StoredOutcome;
using ::trialweave::storage::v1::StoredRun;

std::string DeliveryOf(const PreparedDocument& prepared, const std::string& source) {
  return EncodeDelivery(source, prepared.document.container().digest(), prepared.document.container_ordinal());
}

void Answer(const StoredOutcome& outcome, v1::DocumentAck* ack) {
  ack->set_outcome(outcome.outcome());
  ack->set_record(outcome.record());
  ack->set_sequence(outcome.sequence());
}

absl::StatusOr<StoredOutcome> CommitRecord(PreparedDocument& prepared, WriteContext& context) {
  switch (prepared.kind) {
    case RecordKind::kPublication:
      return CommitPublication(prepared, context);
    case RecordKind::kNotice:
      return CommitNotice(prepared, context);
    case RecordKind::kRegistration:
      break;
  }
  return CommitRegistration(prepared, context);
}

absl::StatusOr<StoredOutcome> Deliver(PreparedDocument& prepared, WriteContext& context) {
  if (prepared.document.has_rederivation()) return CommitRederivation(prepared, context);
  const std::string key = DeliveryOf(prepared, prepared.document.source());
  StoredDelivery before;
  absl::StatusOr<bool> known = context.transaction().Read(Family::kDeliveries, key, &before);
  if (!known.ok()) return known.status();
  StoredOutcome outcome;
  const bool dead_before = *known && IsDeadLetterName(before.record());
  // Should containers ever be split otherwise, another record may stand in the same place: it is no redelivery.
  const bool same_record = prepared.cause.has_value() || before.record() == prepared.record_name;
  if (*known && !dead_before && same_record) {
    outcome.set_outcome(v1::OUTCOME_UNCHANGED);
    outcome.set_record(before.record());
    return outcome;
  }
  if (prepared.cause.has_value()) return AddDeadLetter(prepared, context);
  absl::StatusOr<StoredOutcome> committed = CommitRecord(prepared, context);
  if (!committed.ok()) return committed;
  StoredDelivery delivery;
  delivery.set_record(committed->record());
  context.transaction().Write(Family::kDeliveries, key, delivery);
  if (dead_before) {
    if (absl::Status status = ResolveDeadLetter(before.record(), context); !status.ok()) return status;
  }
  if (prepared.document.source() == prepared.run.source) return committed;
  // Before the format was known, the same place was its run's source's.
  StoredDelivery unrecognised;
  known = context.transaction().Read(Family::kDeliveries, DeliveryOf(prepared, prepared.run.source), &unrecognised);
  if (!known.ok()) return known.status();
  if (*known && IsDeadLetterName(unrecognised.record())) {
    if (absl::Status status = ResolveDeadLetter(unrecognised.record(), context); !status.ok()) return status;
  }
  return committed;
}

}  // namespace

absl::Status CommitDocument(PreparedDocument& prepared, WriteContext& context, v1::DocumentAck* ack) {
  absl::StatusOr<const StoredRun*> run = FindRun(prepared.run, prepared.document.fencing_token(), context);
  if (!run.ok()) return run.status();
  if (prepared.document.ordinal() <= (*run)->max_ordinal()) {
    absl::StatusOr<std::optional<StoredOutcome>> first =
        FindOutcome(prepared.run, prepared.document.ordinal(), context);
    if (!first.ok()) return first.status();
    if (first->has_value()) {
      Answer(**first, ack);
      return absl::OkStatus();
    }
  }
  if ((*run)->run().state() != v1::RUN_STATE_RUNNING) {
    return RunNotRunningError((*run)->run().name(), v1::RunState_Name((*run)->run().state()));
  }
  absl::StatusOr<StoredOutcome> outcome = Deliver(prepared, context);
  if (!outcome.ok()) return outcome.status();
  outcome->set_sequence(context.sequence());
  const std::string& source = prepared.document.source();
  if (absl::Status status = RecordOutcome(prepared.run, prepared.document, *outcome, context); !status.ok()) {
    return status;
  }
  if (!prepared.fields.empty()) {
    const absl::Status status = context.fields().Add(
        context.transaction(), EncodeRunFields(prepared.run, source, prepared.document.format()), prepared.fields);
    if (!status.ok()) return status;
  }
  context.events().documents.push_back({source, outcome->outcome()});
  Answer(*outcome, ack);
  return absl::OkStatus();
}

}  // namespace trialweave::store
