#ifndef TRIALWEAVE_STORE_CHAIN_HEAD_READER_H_
#define TRIALWEAVE_STORE_CHAIN_HEAD_READER_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "google/protobuf/message_lite.h"
#include "store/database/database.h"
#include "store/format/keys.h"
#include "trialweave/storage/v1/storage.pb.h"
#include "trialweave/v1/registration.pb.h"

namespace trialweave::store {

// A content of an observation key. DATA_LOSS (REFERENCE_BROKEN): it is not there; and those of Reader::Read.
absl::StatusOr<storage::v1::StoredState> ReadState(const Reader& reader, const ObservationKey& key,
                                                   const std::string& content_digest);

// The same with the record that it had at changelog sequence `at`, at which it was there.
absl::StatusOr<storage::v1::StoredState> ReadStateAt(const Reader& reader, const ObservationKey& key,
                                                     const std::string& content_digest, uint64_t at);

// The record in a state's or head's frame. DATA_LOSS.
absl::Status ReadFrame(const Reader& reader, const std::string& frame, google::protobuf::MessageLite* record);
// A registration with its provenance packed, also where it was written otherwise.
absl::StatusOr<v1::Registration> RegistrationFromFrame(const Reader& reader, const std::string& frame);

// A head revision as it is stored. DATA_LOSS (REFERENCE_BROKEN): there is no such revision.
absl::StatusOr<storage::v1::StoredHead> ReadStoredHead(const Reader& reader, const std::string& registration_id,
                                                       uint64_t revision);

// A registration's head at a head revision, with its name, revision, observation time and absences, for ever as it was
// when the revision was made. DATA_LOSS (REFERENCE_BROKEN): there is no such revision, or what it refers to is gone.
absl::StatusOr<v1::Registration> ReadHead(const Reader& reader, const std::string& registration_id, uint64_t revision);

// The same of a head that was read.
absl::StatusOr<v1::Registration> InflateHead(const Reader& reader, const std::string& registration_id,
                                             uint64_t revision, storage::v1::StoredHead row);

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_CHAIN_HEAD_READER_H_
