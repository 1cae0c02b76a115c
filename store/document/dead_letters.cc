#include "store/document/dead_letters.h"

#include <utility>

#include "common/sha256.h"
#include "common/timestamps.h"
#include "store/errors.h"
#include "store/format/compressed_frame.h"
#include "store/format/key_encoding.h"
#include "store/ledger/source_states.h"
#include "store/linkage/trial_name.h"
#include "store/redaction/redaction.h"

namespace trialweave::store {
namespace {

using ::trialweave::storage::v1::StoredDeadLetter;
using ::trialweave::storage::v1::StoredOutcome;

constexpr std::string_view kPrefix = "deadLetters/";
constexpr size_t kIdLength = 20;
constexpr size_t kMaxResolution = 500;

std::string IdOf(std::string_view name) { return std::string(name.substr(kPrefix.size())); }

// Opens or closes one in the counts.
absl::Status CountOpen(const std::string& source, int by, WriteContext& context) {
  absl::StatusOr<v1::SourceState*> state = MutableSource(source, context);
  if (!state.ok()) return state.status();
  (*state)->set_dead_letters_open((*state)->dead_letters_open() + by);
  absl::StatusOr<storage::v1::StoredTotals*> totals = context.totals();
  if (!totals.ok()) return totals.status();
  (*totals)->set_dead_letters_open((*totals)->dead_letters_open() + by);
  return absl::OkStatus();
}

absl::Status PlaceInOrder(WriteContext& context, StoredDeadLetter* stored) {
  absl::StatusOr<storage::v1::StoredTotals*> totals = context.totals();
  if (!totals.ok()) return totals.status();
  (*totals)->set_dead_letters_added((*totals)->dead_letters_added() + 1);
  stored->set_position((*totals)->dead_letters_added());
  const std::string id = Wrap(Family::kDeadLetters, IdOf(stored->dead_letter().name()));
  context.transaction().Put(Family::kDeadLetters, EncodeDeadLetterPosition(stored->position()), id);
  context.transaction().Put(Family::kDeadLetters,
                            EncodeDeadLetterOfSource(stored->dead_letter().source(), stored->position()), id);
  return absl::OkStatus();
}

absl::Status KeepBytes(const v1::RecordDocument& document, WriteContext& context, v1::DeadLetter* letter) {
  const std::string_view kept = std::string_view(document.content()).substr(0, kMaxKeptBytes);
  const std::string before = std::move(*letter->mutable_raw_digest());
  letter->set_kept_size(kept.size());
  letter->clear_raw_digest();
  letter->set_document_size(document.content().size());
  if (kept.empty()) return absl::OkStatus();
  letter->set_raw_digest(kept.size() == document.content().size() ? document.content_sha256() : common::Sha256(kept));
  if (letter->raw_digest() == before) return absl::OkStatus();
  return ArchiveRaw(letter->raw_digest(), CompressFrame(kept), context);
}

void Describe(const PreparedDocument& prepared, v1::DeadLetter* letter) {
  const v1::RecordDocument& document = prepared.document;
  letter->set_source(document.source());
  letter->set_run(document.run());
  letter->set_ordinal(document.ordinal());
  *letter->mutable_container() = document.container();
  letter->set_container_ordinal(document.container_ordinal());
  letter->set_container_offset(document.container_offset());
  letter->set_format(document.format());
  *letter->mutable_context() = document.context();
  letter->set_fragment(document.fragment());
  *letter->mutable_cause() = *prepared.cause;
}

void Report(const v1::DeadLetter& letter, WriteContext& context) {
  storage::v1::StoredEntry entry;
  *entry.mutable_dead_letter_changed() = letter;
  context.Append(std::move(entry));
}

}  // namespace

std::string DeadLetterName(std::string_view source, std::string_view container_digest, uint64_t container_ordinal) {
  const std::string delivery = KeyWriter().Text(source).Text(container_digest).Number(container_ordinal).Take();
  return std::string(kPrefix) + HashedId(delivery, kIdLength);
}

bool IsDeadLetterName(std::string_view record) { return record.substr(0, kPrefix.size()) == kPrefix; }

absl::StatusOr<StoredOutcome> AddDeadLetter(const PreparedDocument& prepared, WriteContext& context) {
  const v1::RecordDocument& document = prepared.document;
  const std::string name =
      DeadLetterName(document.source(), document.container().digest(), document.container_ordinal());
  const std::string key = EncodeDeadLetter(IdOf(name));
  StoredDeadLetter stored;
  absl::StatusOr<bool> known = context.transaction().Read(Family::kDeadLetters, key, &stored);
  if (!known.ok()) return known.status();
  v1::DeadLetter* letter = stored.mutable_dead_letter();
  const bool opens = !*known || letter->has_resolve_time();
  letter->set_name(name);
  Describe(prepared, letter);
  letter->set_delivery_count(letter->delivery_count() + 1);
  letter->clear_resolve_time();
  letter->clear_resolution();
  if (absl::Status status = KeepBytes(document, context, letter); !status.ok()) return status;
  if (!*known) {
    *letter->mutable_create_time() = common::ToTimestamp(context.now());
    if (absl::Status status = PlaceInOrder(context, &stored); !status.ok()) return status;
    storage::v1::StoredDelivery delivery;
    delivery.set_record(name);
    context.transaction().Write(
        Family::kDeliveries,
        EncodeDelivery(document.source(), document.container().digest(), document.container_ordinal()), delivery);
  }
  if (opens) {
    if (absl::Status status = CountOpen(letter->source(), 1, context); !status.ok()) return status;
  }
  context.transaction().Write(Family::kDeadLetters, key, stored);
  Report(*letter, context);
  context.events().dead_letters.push_back({letter->source(), letter->cause().reason()});
  StoredOutcome outcome;
  outcome.set_outcome(v1::OUTCOME_DEAD_LETTERED);
  outcome.set_record(name);
  return outcome;
}

absl::Status ResolveDeadLetter(const std::string& name, WriteContext& context) {
  StoredDeadLetter stored;
  const std::string key = EncodeDeadLetter(IdOf(name));
  absl::StatusOr<bool> found = context.transaction().Read(Family::kDeadLetters, key, &stored);
  if (!found.ok()) return found.status();
  if (!*found) return ReferenceBrokenError("the dead letter", name);
  v1::DeadLetter* letter = stored.mutable_dead_letter();
  if (letter->has_resolve_time()) return absl::OkStatus();
  *letter->mutable_resolve_time() = common::ToTimestamp(context.now());
  context.transaction().Write(Family::kDeadLetters, key, stored);
  Report(*letter, context);
  return CountOpen(letter->source(), -1, context);
}

absl::Status CloseDeadLetter(const v1::ResolveDeadLetterRequest& request, WriteContext& context,
                             v1::ResolveDeadLetterResponse* response) {
  if (request.reason().empty() || request.reason().size() > kMaxResolution) {
    return InvalidFieldError("reason", "must have 1 to 500 bytes");
  }
  if (!IsDeadLetterName(request.name())) return InvalidFieldError("name", "must be deadLetters/{id}");
  StoredDeadLetter stored;
  const std::string key = EncodeDeadLetter(IdOf(request.name()));
  absl::StatusOr<bool> found = context.transaction().Read(Family::kDeadLetters, key, &stored);
  if (!found.ok()) return found.status();
  if (!*found) return NotFoundError("dead_letter", request.name());
  v1::DeadLetter* letter = stored.mutable_dead_letter();
  if (letter->has_resolve_time()) return DeadLetterResolvedError(request.name());
  *letter->mutable_resolve_time() = common::ToTimestamp(context.now());
  letter->set_resolution(request.reason());
  context.transaction().Write(Family::kDeadLetters, key, stored);
  Report(*letter, context);
  *response->mutable_dead_letter() = *letter;
  return CountOpen(letter->source(), -1, context);
}

}  // namespace trialweave::store
