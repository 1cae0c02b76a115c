#ifndef TRIALWEAVE_COMMON_PACKED_PROVENANCE_H_
#define TRIALWEAVE_COMMON_PACKED_PROVENANCE_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "google/protobuf/repeated_ptr_field.h"
#include "trialweave/v1/registration.pb.h"

namespace trialweave::common {

// Where the hundred values of a registration stood is told in less than half the bytes, and made, sent, read and kept
// without an object for each: neighbours share most of their fields and paths. Entries follow each other, each as
//
//   varint  bytes that its field shares with the field before, at most 255
//   varint  size of the rest of its field, then that rest
//   varint  bytes that its path shares with the path before, at most 255
//   varint  size of the rest of its path, then that rest
//   varint  document
//   varint  length of its span
//   varint  only when the length is not 0: begin of the span less the end of the one before, in zigzag
//
// with varints as protobuf's (docs/on-disk-format.md). The entries are v1.FieldProvenance's, in their order; the begin
// of a span without a length is 0. Fields and paths are UTF-8. Offsets and lengths are bytes of the document. Not
// thread-safe.
class ProvenancePacker {
 public:
  void Add(std::string_view field, std::string_view path, uint32_t document, uint64_t offset, uint64_t length);
  size_t size() const { return size_; }
  // The entries so far; there are none then.
  std::string Take();

 private:
  std::string packed_;
  std::string field_, path_;
  uint64_t end_ = 0;
  size_t size_ = 0;
};

// How many entries there are; nothing when it is not entries to its end.
std::optional<size_t> CountPackedProvenance(std::string_view packed);

// The registration's entries, packed or not, in order. What comes behind a broken entry is lost.
google::protobuf::RepeatedPtrField<v1::FieldProvenance> ProvenanceOf(const v1::Registration& registration);

// Moves what is in `provenance` behind what is packed. Between services and on disk registrations are packed.
void PackProvenance(v1::Registration* registration);

// Moves what is packed before what is in `provenance`. Users see registrations unpacked.
void UnpackProvenance(v1::Registration* registration);

}  // namespace trialweave::common

#endif  // TRIALWEAVE_COMMON_PACKED_PROVENANCE_H_
