#include "store/document/prepared_document.h"

#include <utility>

#include "common/packed_provenance.h"
#include "common/sha256.h"
#include "common/timestamps.h"
#include "store/errors.h"
#include "store/format/compressed_frame.h"
#include "store/ledger/run_name.h"
#include "store/literature/record_names.h"
#include "trialweave/storage/v1/storage.pb.h"

namespace trialweave::store {
namespace {

constexpr size_t kDigestSize = 32;
constexpr size_t kMaxIdSize = 256;
// Of the values of one document: more than any parser takes.
constexpr size_t kMaxPlaces = 200'000;
// Of a publication's entry or a notice's key, which may be an address.
constexpr size_t kMaxKeySize = 1024;
// 0001-01-01 and 9999-12-31T23:59:59, google.protobuf.Timestamp's own range.
constexpr int64_t kMinSeconds = -62135596800;
constexpr int64_t kMaxSeconds = 253402300799;

absl::Status CheckTimestamp(const google::protobuf::Timestamp& time) {
  if (time.seconds() < kMinSeconds || time.seconds() > kMaxSeconds || time.nanos() < 0 || time.nanos() > 999'999'999) {
    return InvalidFieldError("document.container.observed_at", "out of range");
  }
  return absl::OkStatus();
}

absl::Status CheckContent(const v1::RecordDocument& document, bool dead_letter) {
  if (document.content().empty() && !dead_letter) return InvalidFieldError("document.content", "missing");
  if (document.content().empty() && document.content_sha256().empty()) return absl::OkStatus();
  if (document.content_sha256() != common::Sha256(document.content())) {
    return InvalidFieldError("document.content_sha256", "is not the SHA-256 of the content");
  }
  return absl::OkStatus();
}

absl::Status CheckDocument(const v1::RecordDocument& document, bool dead_letter) {
  if (!IsSourceId(document.source())) return InvalidFieldError("document.source", "not a source id");
  if (document.ordinal() == 0) return InvalidFieldError("document.ordinal", "counts from 1");
  if (document.container().digest().size() != kDigestSize) {
    return InvalidFieldError("document.container.digest", "must have 32 bytes");
  }
  if (!document.container().has_observed_at()) {
    return InvalidFieldError("document.container.observed_at", "missing");
  }
  if (absl::Status status = CheckTimestamp(document.container().observed_at()); !status.ok()) return status;
  if (document.has_rederivation() &&
      (document.rederivation().record().empty() || document.rederivation().content_digest().size() != kDigestSize)) {
    return InvalidFieldError("document.rederivation", "names no state");
  }
  if (document.format().size() > kMaxIdSize) return InvalidFieldError("document.format", "too long");
  return CheckContent(document, dead_letter);
}

absl::Status CheckRegistration(const v1::Registration& registration) {
  if (registration.registration_id().empty() || registration.registration_id().size() > kMaxIdSize) {
    return InvalidFieldError("record.registration.registration_id", "must have 1 to 256 bytes");
  }
  if (registration.registry().empty() || registration.registry().size() > kMaxIdSize) {
    return InvalidFieldError("record.registration.registry", "must have 1 to 256 bytes");
  }
  if (registration.country_part().size() > kMaxIdSize) {
    return InvalidFieldError("record.registration.country_part", "too long");
  }
  const std::optional<size_t> places = common::CountPackedProvenance(registration.packed_provenance());
  if (!places.has_value()) return InvalidFieldError("record.registration.packed_provenance", "is broken");
  if (*places > kMaxPlaces) return InvalidFieldError("record.registration.packed_provenance", "too many entries");
  return absl::OkStatus();
}

absl::Status CheckKey(const std::string& name, std::string_view field) {
  if (name.empty() || name.size() > kMaxKeySize) return InvalidFieldError(field, "must have 1 to 1024 bytes");
  return absl::OkStatus();
}

absl::Status CheckRecord(const v1::NormalizedRecord& record, const v1::RecordDocument& document) {
  if (document.format().empty()) return InvalidFieldError("document.format", "missing");
  if (record.content_digest().size() != kDigestSize) {
    return InvalidFieldError("record.content_digest", "must have 32 bytes");
  }
  switch (record.record_case()) {
    case v1::NormalizedRecord::kRegistration:
      return CheckRegistration(record.registration());
    case v1::NormalizedRecord::kPublication:
      return CheckKey(record.publication().name(), "record.publication.name");
    case v1::NormalizedRecord::kNotice:
      return CheckKey(record.notice().name(), "record.notice.name");
    case v1::NormalizedRecord::RECORD_NOT_SET:
      break;
  }
  return InvalidFieldError("record", "missing");
}

// The store's own fields are the store's to say.
template <typename Record>
void Clean(const v1::RecordDocument& document, const std::string& id, Record* record) {
  record->clear_name();
  record->clear_revision();
  record->clear_observed_at();
  if (record->documents_size() > 0) return;
  v1::DocumentRef* ref = record->add_documents();
  ref->set_record_id(id);
  ref->set_source(document.source());
  ref->set_format(document.format());
  ref->set_raw_digest(document.content_sha256());
  *ref->mutable_observed_at() = document.container().observed_at();
}

// Takes the record out of `from` and names it.
void TakeRecord(v1::NormalizedRecord* from, PreparedDocument* prepared) {
  const v1::RecordDocument& document = prepared->document;
  prepared->key = {"", document.source(), document.format(), ""};
  if (from->has_publication()) {
    prepared->kind = RecordKind::kPublication;
    prepared->publication.Swap(from->mutable_publication());
    const std::string entry = EntryOf(prepared->publication);
    Clean(document, entry, &prepared->publication);
    prepared->record_name = PublicationRecordName(entry);
    prepared->key.registration_id = prepared->record_name;
  } else if (from->has_notice()) {
    prepared->kind = RecordKind::kNotice;
    prepared->notice.Swap(from->mutable_notice());
    const std::string key = prepared->notice.name();
    Clean(document, key, &prepared->notice);
    prepared->record_name = NoticeRecordName(key);
    prepared->key.registration_id = prepared->record_name;
  } else {
    prepared->registration.Swap(from->mutable_registration());
    Clean(document, prepared->registration.registration_id(), &prepared->registration);
    prepared->registration.clear_trial();
    prepared->registration.clear_absences();
    common::PackProvenance(&prepared->registration);
    prepared->key.registration_id = prepared->registration.registration_id();
    prepared->key.country_part = prepared->registration.country_part();
    prepared->record_name = "registrations/" + prepared->key.registration_id;
  }
  if (!document.has_rederivation()) prepared->fields = FieldsOf(from->profile());
  from->clear_profile();
  prepared->record.Swap(from);
  prepared->record.clear_record();
}

bool SeemsKnown(const PreparedDocument& prepared, const Reader& latest) {
  const auto delivery =
      latest.Get(Family::kDeliveries, EncodeDelivery(prepared.document.source(), prepared.document.container().digest(),
                                                     prepared.document.container_ordinal()));
  if (!delivery.ok() || delivery->has_value()) return true;
  const auto state = latest.Get(Family::kStates, EncodeState(prepared.key, prepared.record.content_digest()));
  return state.ok() && state->has_value();
}

}  // namespace

void PreparedDocument::MakeFrames() {
  if (!raw_frame.empty()) return;
  const auto frame_of = [&](const char* what, const std::string& bytes) {
    return compressor == nullptr ? CompressFrame(bytes)
                                 : compressor->Compress(what + document.format(), record_name, bytes);
  };
  raw_frame = frame_of("raw/", document.content());
  switch (kind) {
    case RecordKind::kRegistration:
      record_frame = frame_of("record/", registration.SerializeAsString());
      break;
    case RecordKind::kPublication:
      record_frame = frame_of("record/", publication.SerializeAsString());
      break;
    case RecordKind::kNotice:
      record_frame = frame_of("record/", notice.SerializeAsString());
      break;
  }
}

absl::StatusOr<PreparedDocument> Prepare(v1::CommitRequest request, const Reader& latest, FrameCompressor* compressor) {
  PreparedDocument prepared;
  prepared.compressor = compressor;
  prepared.bytes = request.ByteSizeLong();
  prepared.document.Swap(request.mutable_document());
  if (request.has_cause()) {
    prepared.cause = std::move(*request.mutable_cause());
  } else if (prepared.document.has_cause()) {
    prepared.cause = std::move(*prepared.document.mutable_cause());
  } else if (!request.has_record()) {
    return InvalidFieldError("result", "neither a record nor a cause");
  }
  prepared.document.clear_cause();
  absl::StatusOr<RunKey> run = ParseRunName(prepared.document.run());
  if (!run.ok()) return run.status();
  prepared.run = *std::move(run);
  const absl::Status status = CheckDocument(prepared.document, prepared.cause.has_value());
  if (!status.ok()) return status;
  prepared.observed_at = common::FromTimestamp(prepared.document.container().observed_at());
  if (prepared.cause.has_value()) return prepared;
  if (absl::Status wrong = CheckRecord(request.record(), prepared.document); !wrong.ok()) return wrong;
  TakeRecord(request.mutable_record(), &prepared);
  if (SeemsKnown(prepared, latest)) return prepared;
  prepared.MakeFrames();
  if (prepared.kind == RecordKind::kRegistration) prepared.match = MatchRecordOf(prepared.registration);
  return prepared;
}

}  // namespace trialweave::store
