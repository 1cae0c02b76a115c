#include "store/redaction/redaction.h"

#include <algorithm>
#include <memory>
#include <set>

#include "common/timestamps.h"
#include "store/errors.h"
#include "store/format/keys.h"
#include "store/reading/raw_document.h"

namespace trialweave::store {
namespace {

constexpr size_t kDigestSize = 32;
constexpr size_t kMaxReason = 500;

// "registrations/NCT06431152"; publications and notices are named so in their keys already.
std::string RecordNameOf(const std::string& id) {
  const bool named = id.compare(0, 13, "publications/") == 0 || id.compare(0, 8, "notices/") == 0;
  return named ? id : "registrations/" + id;
}

bool IsFrom(const storage::v1::StoredState& state, const std::string& raw_digest) {
  const auto& further = state.further();
  return state.raw_digest() == raw_digest ||
         std::any_of(further.begin(), further.end(),
                     [&](const storage::v1::StoredDocument& document) { return document.raw_digest() == raw_digest; });
}

}  // namespace

absl::Status EraseDocument(const v1::RedactDocumentRequest& request, WriteContext& context, uint64_t* sequence) {
  if (request.raw_digest().size() != kDigestSize) return InvalidFieldError("raw_digest", "must have 32 bytes");
  if (request.reason().empty() || request.reason().size() > kMaxReason) {
    return InvalidFieldError("reason", "must have 1 to 500 bytes");
  }
  *sequence = context.sequence();
  const absl::StatusOr<RawDocument> raw = ReadRawDocument(context.transaction(), request.raw_digest());
  // Bytes that are corrupt may be erased, too.
  if (!raw.ok() && raw.status().code() != absl::StatusCode::kDataLoss) return raw.status();
  if (raw.ok() && raw->redacted) return absl::OkStatus();
  storage::v1::StoredRedaction redaction;
  redaction.set_reason(request.reason());
  *redaction.mutable_redact_time() = common::ToTimestamp(context.now());
  context.transaction().Put(Family::kRaw, request.raw_digest(), WrapRedaction(redaction));
  storage::v1::StoredEntry entry;
  entry.mutable_document_redacted()->set_raw_digest(request.raw_digest());
  entry.mutable_document_redacted()->set_reason(request.reason());
  *sequence = context.Append(std::move(entry));
  return absl::OkStatus();
}

absl::StatusOr<std::vector<std::string>> RecordsOf(const Reader& reader, const std::string& raw_digest) {
  std::set<std::string> records;
  std::unique_ptr<Cursor> cursor = reader.Scan(Family::kStates);
  for (cursor->Seek(""); cursor->Valid(); cursor->Next()) {
    storage::v1::StoredState state;
    if (absl::Status status = UnwrapTo(Family::kStates, cursor->value(), &state); !status.ok()) return status;
    if (!IsFrom(state, raw_digest)) continue;
    const absl::StatusOr<StateKey> key = DecodeState(cursor->key());
    if (!key.ok()) return key.status();
    records.insert(RecordNameOf(key->key.registration_id));
  }
  if (absl::Status status = cursor->status(); !status.ok()) return status;
  const std::string prefix = DeadLettersPrefix();
  cursor = reader.Scan(Family::kDeadLetters);
  for (cursor->Seek(prefix); cursor->Valid() && cursor->key().substr(0, prefix.size()) == prefix; cursor->Next()) {
    storage::v1::StoredDeadLetter stored;
    if (absl::Status status = UnwrapTo(Family::kDeadLetters, cursor->value(), &stored); !status.ok()) return status;
    if (stored.dead_letter().raw_digest() == raw_digest) records.insert(stored.dead_letter().name());
  }
  if (absl::Status status = cursor->status(); !status.ok()) return status;
  return std::vector<std::string>(records.begin(), records.end());
}

absl::Status ArchiveRaw(const std::string& raw_digest, std::string_view frame, WriteContext& context) {
  const absl::StatusOr<bool> erased = IsRedacted(context.transaction(), raw_digest);
  if (!erased.ok()) return erased.status();
  if (!*erased) context.transaction().Put(Family::kRaw, raw_digest, Wrap(Family::kRaw, frame));
  return absl::OkStatus();
}

}  // namespace trialweave::store
