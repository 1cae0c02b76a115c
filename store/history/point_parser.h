#ifndef TRIALWEAVE_STORE_HISTORY_POINT_PARSER_H_
#define TRIALWEAVE_STORE_HISTORY_POINT_PARSER_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "google/protobuf/timestamp.pb.h"
#include "store/database/database.h"
#include "store/history/read_point.h"
#include "trialweave/v1/history.pb.h"

namespace trialweave::store {

// A point on the wire as the store reads it: the newest sequence where none is given. INVALID_ARGUMENT (INVALID_FIELD):
// as_of is out of range; OUT_OF_RANGE (SEQUENCE_AHEAD, HISTORY_NOT_RECORDED); DATA_LOSS.
absl::StatusOr<ReadPoint> ParseReadPoint(const Reader& snapshot, const v1::ReadPoint& point);

// INVALID_ARGUMENT (INVALID_FIELD): out of google.protobuf.Timestamp's own range.
absl::StatusOr<absl::Time> ParseAsOf(const google::protobuf::Timestamp& time);

// registrations/{id}, or registrations/{id}/revisions/{revision}; identifiers may hold a slash.
struct RegistrationName {
  std::string id;
  // 0: none.
  uint64_t revision = 0;
};
// INVALID_ARGUMENT (INVALID_FIELD): `field` is neither.
absl::StatusOr<RegistrationName> ParseRegistrationName(const std::string& name, const char* field);

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_HISTORY_POINT_PARSER_H_
