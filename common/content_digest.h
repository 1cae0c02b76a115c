#ifndef TRIALWEAVE_COMMON_CONTENT_DIGEST_H_
#define TRIALWEAVE_COMMON_CONTENT_DIGEST_H_

#include <string>

#include "trialweave/v1/literature.pb.h"
#include "trialweave/v1/registration.pb.h"

namespace trialweave::common {

// Content digests are SHA-256 over an encoding of our own, since protobuf's wire format is not canonical.
//
//   message  = field* END            fields that are set, by ascending number
//   field    = number:u32 value      number big-endian
//   value    = scalar:u64 | length:u32 bytes | message     (floating point by its IEEE 754 bits)
//   repeated = count:u32 value*      in order
//   END      = 0:u32
//
// All integers big-endian. Not part of the content: name, documents, provenance (packed or not), volatile_fields,
// notes, observed_at, revision, trial, absences and ev_facts of a registration; the fields named alike of the others;
// study.unmapped*. 32 bytes.
std::string ContentDigest(const v1::Registration& registration);
std::string ContentDigest(const v1::Publication& publication);
std::string ContentDigest(const v1::RegulatoryNotice& notice);

}  // namespace trialweave::common

#endif  // TRIALWEAVE_COMMON_CONTENT_DIGEST_H_
