#ifndef TRIALWEAVE_STORE_DOCUMENT_REGISTRATION_HEAD_H_
#define TRIALWEAVE_STORE_DOCUMENT_REGISTRATION_HEAD_H_

#include <string>

#include "absl/status/status.h"
#include "store/commit/write_context.h"
#include "store/linkage/match/match_record.h"
#include "trialweave/v1/registration.pb.h"

namespace trialweave::store {

// A record that was observed.
struct ObservedRecord {
  const v1::Registration* registration = nullptr;
  // Made of it already; may be null.
  const MatchRecord* match = nullptr;
  std::string derivation;
  // Its chain is new to a registration that was there.
  bool new_source = false;
};

// Makes the head what the chains of `registration` say now, and where that changes what it states of others, the
// trials. A head of the same content stays, but for a re-derivation, which may change what is no content. `observed` is
// the record that was observed; null for a re-derivation, which makes no events. The caller writes `registration`.
// DATA_LOSS.
absl::Status ChangeHead(const std::string& registration_id, const ObservedRecord* observed,
                        storage::v1::StoredRegistration* registration, WriteContext& context);

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_DOCUMENT_REGISTRATION_HEAD_H_
