#include "store/rederivation/archive_reader.h"

#include <utility>
#include <vector>

#include "common/status.h"
#include "common/timestamps.h"
#include "store/errors.h"
#include "store/format/keys.h"
#include "store/reading/listings.h"
#include "store/rederivation/state_documents.h"

namespace trialweave::store {
namespace {

using ::trialweave::storage::v1::StoredDocument;
using ::trialweave::storage::v1::StoredObservation;
using ::trialweave::storage::v1::StoredState;

// "registrations/NCT06431152"; publications and notices are named so in their keys already.
std::string RecordNameOf(const std::string& registration_id) {
  for (const char* collection : {"publications/", "notices/"}) {
    if (registration_id.compare(0, std::string(collection).size(), collection) == 0) return registration_id;
  }
  return "registrations/" + registration_id;
}

// The observation, or one of those that are one with it, for which the document stands; null when none is.
const StoredObservation* FindIn(const StoredObservation& observation, const StoredState& state,
                                const std::string& raw_digest) {
  if (DocumentOf(observation, state) == raw_digest) return &observation;
  for (const StoredObservation& also : observation.also()) {
    if (DocumentOf(also, state) == raw_digest) return &also;
  }
  return nullptr;
}

// Where the document was first seen; nothing when no observation shows it.
absl::StatusOr<bool> FindContainer(const Reader& reader, const StateKey& key, const StoredState& state,
                                   const std::string& raw_digest, v1::RecordDocument* document) {
  const std::string prefix = ObservationPrefix(key.key);
  std::unique_ptr<Cursor> cursor = reader.Scan(Family::kObservations);
  for (cursor->Seek(prefix); cursor->Valid() && cursor->key().substr(0, prefix.size()) == prefix; cursor->Next()) {
    absl::StatusOr<ObservationPosition> at = DecodeObservation(cursor->key());
    if (!at.ok()) return at.status();
    if (at->content_digest != key.content_digest) continue;
    StoredObservation observation;
    const absl::Status status = UnwrapTo(Family::kObservations, cursor->value(), &observation);
    if (!status.ok()) return status;
    const StoredObservation* of_document = FindIn(observation, state, raw_digest);
    if (of_document == nullptr) continue;
    v1::ContainerRef* container = document->mutable_container();
    container->set_digest(of_document->container_digest());
    container->set_origin(of_document->origin());
    *container->mutable_observed_at() = common::ToTimestamp(at->observed_at);
    document->set_container_ordinal(of_document->container_ordinal());
    return true;
  }
  if (absl::Status status = cursor->status(); !status.ok()) return status;
  return false;
}

}  // namespace

absl::StatusOr<std::unique_ptr<ArchiveReader>> ArchiveReader::Open(const Reader* snapshot,
                                                                   const v1::ReadArchiveRequest& request) {
  std::unique_ptr<ArchiveReader> reader(new ArchiveReader());
  reader->snapshot_ = snapshot;
  reader->sources_ = {request.sources().begin(), request.sources().end()};
  reader->cursor_ = snapshot->Scan(Family::kStates);
  reader->cursor_->Seek(request.after());
  if (request.after().empty()) return reader;
  if (!DecodeState(request.after()).ok()) return InvalidFieldError("after", "not a position of this archive");
  if (reader->cursor_->Valid() && reader->cursor_->key() == request.after()) reader->cursor_->Next();
  return reader;
}

absl::StatusOr<std::optional<v1::ReadArchiveResponse>> ArchiveReader::Next() {
  for (; ready_.empty() && cursor_->Valid(); cursor_->Next()) {
    if (absl::Status status = ReadState(); !status.ok()) return status;
  }
  if (absl::Status status = cursor_->status(); !status.ok()) return status;
  if (ready_.empty()) return std::optional<v1::ReadArchiveResponse>();
  std::optional<v1::ReadArchiveResponse> next = std::move(ready_.front());
  ready_.pop_front();
  return next;
}

absl::Status ArchiveReader::ReadState() {
  absl::StatusOr<StateKey> key = DecodeState(cursor_->key());
  if (!key.ok()) return key.status();
  if (!sources_.empty() && sources_.count(key->key.source) == 0) return absl::OkStatus();
  StoredState state;
  if (absl::Status status = UnwrapTo(Family::kStates, cursor_->value(), &state); !status.ok()) return status;
  for (const StoredDocument& stored : DocumentsOf(state)) {
    v1::ReadArchiveResponse response;
    v1::RecordDocument* document = response.mutable_document();
    absl::StatusOr<bool> seen = FindContainer(*snapshot_, *key, state, stored.raw_digest(), document);
    if (!seen.ok()) return seen.status();
    if (!*seen) continue;
    v1::ReadRawRequest raw;
    raw.set_raw_digest(stored.raw_digest());
    absl::StatusOr<v1::ReadRawResponse> content = ReadRaw(*snapshot_, raw);
    // What was erased cannot be derived again: its record stays as it is.
    if (common::ErrorReason(content.status()) == "REDACTED") continue;
    if (!content.ok()) return content.status();
    document->set_source(key->key.source);
    document->set_format(key->key.format);
    *document->mutable_context() = stored.context();
    document->mutable_content()->swap(*content->mutable_content());
    document->set_content_sha256(stored.raw_digest());
    v1::Rederivation* rederivation = document->mutable_rederivation();
    rederivation->set_record(RecordNameOf(key->key.registration_id));
    rederivation->set_content_digest(key->content_digest);
    rederivation->set_country_part(key->key.country_part);
    ready_.push_back(std::move(response));
  }
  // Only behind its last document is the whole state done.
  if (!ready_.empty()) ready_.back().set_position(std::string(cursor_->key()));
  return absl::OkStatus();
}

}  // namespace trialweave::store
