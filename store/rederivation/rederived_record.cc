#include "store/rederivation/rederived_record.h"

#include "store/document/registration_head.h"
#include "store/errors.h"
#include "store/format/keys.h"
#include "store/literature/notice_commit.h"
#include "store/literature/publication_commit.h"
#include "store/literature/record_names.h"

namespace trialweave::store {

std::string RederivedRecord::key() const { return std::string(KeyInRecordName(prepared_.key.registration_id)); }

absl::Status RederivedRecord::Read() {
  absl::StatusOr<bool> found = false;
  switch (prepared_.kind) {
    case RecordKind::kRegistration:
      found = context_.transaction().Read(Family::kRegistrations, prepared_.key.registration_id, &registration_);
      break;
    case RecordKind::kPublication:
      found = context_.transaction().Read(Family::kPublications, EncodePublicationEntry(key()), &entry_);
      break;
    case RecordKind::kNotice:
      found = context_.transaction().Read(Family::kNotices, EncodeNotice(key()), &notice_);
      break;
  }
  if (!found.ok()) return found.status();
  return *found ? absl::OkStatus() : ReferenceBrokenError("the record", prepared_.record_name);
}

StoredChains* RederivedRecord::chains() {
  switch (prepared_.kind) {
    case RecordKind::kPublication:
      return entry_.mutable_chains();
    case RecordKind::kNotice:
      return notice_.mutable_chains();
    case RecordKind::kRegistration:
      break;
  }
  return registration_.mutable_chains();
}

absl::Status RederivedRecord::Change() {
  switch (prepared_.kind) {
    case RecordKind::kPublication:
      return ChangeEntry(key(), Origin::kRederivation, &entry_, context_);
    case RecordKind::kNotice: {
      const absl::Status status = ChangeNotice(key(), Origin::kRederivation, &notice_, context_);
      if (status.ok()) context_.transaction().Write(Family::kNotices, EncodeNotice(key()), notice_);
      return status;
    }
    case RecordKind::kRegistration:
      break;
  }
  const std::string& id = prepared_.key.registration_id;
  const absl::Status status = ChangeHead(id, nullptr, &registration_, context_);
  registration_.set_chains_sequence(context_.sequence());
  if (status.ok()) context_.transaction().Write(Family::kRegistrations, id, registration_);
  return status;
}

}  // namespace trialweave::store
