#include "store/document/prepared_document.h"

#include <algorithm>
#include <utility>

#include "common/sha256.h"
#include "common/timestamps.h"
#include "store/errors.h"
#include "store/format/compressed_frame.h"
#include "store/ledger/run_name.h"
#include "trialweave/storage/v1/storage.pb.h"

namespace trialweave::store {
namespace {

constexpr size_t kDigestSize = 32;
constexpr size_t kMaxIdSize = 256;
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
  if (document.format().size() > kMaxIdSize) return InvalidFieldError("document.format", "too long");
  return CheckContent(document, dead_letter);
}

absl::Status CheckRecord(const v1::NormalizedRecord& record, const v1::RecordDocument& document) {
  if (document.format().empty()) return InvalidFieldError("document.format", "missing");
  if (record.content_digest().size() != kDigestSize) {
    return InvalidFieldError("record.content_digest", "must have 32 bytes");
  }
  if (!record.has_registration()) return InvalidFieldError("record", "only registrations are kept by this release");
  const v1::Registration& registration = record.registration();
  if (registration.registration_id().empty() || registration.registration_id().size() > kMaxIdSize) {
    return InvalidFieldError("record.registration.registration_id", "must have 1 to 256 bytes");
  }
  if (registration.registry().empty() || registration.registry().size() > kMaxIdSize) {
    return InvalidFieldError("record.registration.registry", "must have 1 to 256 bytes");
  }
  if (registration.country_part().size() > kMaxIdSize) {
    return InvalidFieldError("record.registration.country_part", "too long");
  }
  return absl::OkStatus();
}

// The store's own fields are the store's to say.
void CleanRegistration(const v1::RecordDocument& document, v1::Registration* registration) {
  registration->clear_name();
  registration->clear_revision();
  registration->clear_trial();
  registration->clear_observed_at();
  registration->clear_absences();
  if (registration->documents_size() > 0) return;
  v1::DocumentRef* ref = registration->add_documents();
  ref->set_record_id(registration->registration_id());
  ref->set_source(document.source());
  ref->set_format(document.format());
  ref->set_raw_digest(document.content_sha256());
  *ref->mutable_observed_at() = document.container().observed_at();
}

bool SeemsKnown(const PreparedDocument& prepared, const Reader& latest) {
  const auto delivery =
      latest.Get(Family::kDeliveries, EncodeDelivery(prepared.document.source(), prepared.document.container().digest(),
                                                     prepared.document.container_ordinal()));
  if (!delivery.ok() || delivery->has_value()) return true;
  storage::v1::StoredRegistration stored;
  const auto found = latest.Read(Family::kRegistrations, prepared.key.registration_id, &stored);
  if (!found.ok() || !*found) return false;
  for (const storage::v1::StoredChain& chain : stored.chains()) {
    if (chain.source() != prepared.key.source || chain.format() != prepared.key.format ||
        chain.country_part() != prepared.key.country_part) {
      continue;
    }
    return std::any_of(chain.spans().begin(), chain.spans().end(), [&](const storage::v1::StoredSpan& span) {
      return span.content_digest() == prepared.record.content_digest();
    });
  }
  return false;
}

}  // namespace

void PreparedDocument::MakeFrames() {
  if (!raw_frame.empty()) return;
  raw_frame = CompressFrame(document.content());
  registration_frame = CompressFrame(registration.SerializeAsString());
}

absl::StatusOr<PreparedDocument> Prepare(v1::CommitRequest request, const Reader& latest) {
  PreparedDocument prepared;
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
  prepared.registration.Swap(request.mutable_record()->mutable_registration());
  prepared.record.Swap(request.mutable_record());
  prepared.record.clear_record();
  CleanRegistration(prepared.document, &prepared.registration);
  prepared.key = {prepared.registration.registration_id(), prepared.document.source(), prepared.document.format(),
                  prepared.registration.country_part()};
  if (!SeemsKnown(prepared, latest)) prepared.MakeFrames();
  return prepared;
}

}  // namespace trialweave::store
