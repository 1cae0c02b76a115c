#include "store/reading/raw_document.h"

#include <optional>
#include <utility>

#include "absl/strings/escaping.h"
#include "common/sha256.h"
#include "store/compression/stored_dictionary.h"
#include "store/errors.h"

namespace trialweave::store {
namespace {

constexpr char kErased = 2;

bool IsErased(std::string_view payload) { return !payload.empty() && payload[0] == kErased; }

}  // namespace

absl::StatusOr<RawDocument> ReadRawDocument(const Reader& reader, const std::string& digest) {
  absl::StatusOr<std::optional<std::string>> value = reader.Get(Family::kRaw, digest);
  if (!value.ok()) return value.status();
  if (!value->has_value()) return NotFoundError("document", absl::BytesToHexString(digest));
  absl::StatusOr<std::string_view> payload = Unwrap(Family::kRaw, **value);
  if (!payload.ok()) return payload.status();
  RawDocument raw;
  if (IsErased(*payload)) {
    raw.redacted = true;
    const std::string_view bytes = payload->substr(1);
    if (!raw.redaction.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) return RawCorruptError(digest);
    return raw;
  }
  absl::StatusOr<std::string> content = OpenFrame(reader, *payload);
  if (!content.ok()) return content.status();
  if (common::Sha256(*content) != digest) return RawCorruptError(digest);
  raw.content = *std::move(content);
  return raw;
}

std::string WrapRedaction(const storage::v1::StoredRedaction& redaction) {
  return Wrap(Family::kRaw, std::string(1, kErased) + redaction.SerializeAsString());
}

absl::StatusOr<bool> IsRedacted(const Reader& reader, const std::string& digest) {
  absl::StatusOr<std::optional<std::string>> value = reader.Get(Family::kRaw, digest);
  if (!value.ok()) return value.status();
  if (!value->has_value()) return false;
  absl::StatusOr<std::string_view> payload = Unwrap(Family::kRaw, **value);
  if (!payload.ok()) return payload.status();
  return IsErased(*payload);
}

}  // namespace trialweave::store
