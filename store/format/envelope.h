#ifndef TRIALWEAVE_STORE_FORMAT_ENVELOPE_H_
#define TRIALWEAVE_STORE_FORMAT_ENVELOPE_H_

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "google/protobuf/message_lite.h"
#include "store/format/families.h"

namespace trialweave::store {

// Every value on disk is
//
//   envelope = 0x54 version:u8 family:u8 payload
//
// so that a value that strayed, or is of a later version, is seen and not misread. The payload is the bytes
// of a message of storage.proto (raw: a frame of compressed_frame.h).
std::string Wrap(Family family, std::string_view payload);
std::string Wrap(Family family, const google::protobuf::MessageLite& message);

// The payload, which points into `value`. DATA_LOSS (VALUE_CORRUPT): not an envelope of this family.
// FAILED_PRECONDITION (FORMAT_TOO_NEW): of a later version.
absl::StatusOr<std::string_view> Unwrap(Family family, std::string_view value);

// As Unwrap; DATA_LOSS also when the payload does not parse.
absl::Status UnwrapTo(Family family, std::string_view value, google::protobuf::MessageLite* message);

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_FORMAT_ENVELOPE_H_
