#ifndef TRIALWEAVE_QUERY_READ_MASK_H_
#define TRIALWEAVE_QUERY_READ_MASK_H_

#include "absl/status/statusor.h"
#include "google/protobuf/field_mask.pb.h"
#include "google/protobuf/message.h"

namespace trialweave::query {

// ReadMask is the fields of a record that a caller wants (https://google.aip.dev/157). `name` is always one of them.
class ReadMask {
 public:
  // All fields.
  ReadMask() = default;

  // Of records of `type`; no paths, or "*" among them, mean all fields. INVALID_ARGUMENT (READ_MASK_INVALID): a path
  // that is none of `type`, or that goes on below a list, whose elements are given whole; with the path at fault and
  // what there is.
  static absl::StatusOr<ReadMask> Parse(const google::protobuf::FieldMask& mask,
                                        const google::protobuf::Descriptor* type);
  template <typename Record>
  static absl::StatusOr<ReadMask> For(const google::protobuf::FieldMask& mask) {
    return Parse(mask, Record::descriptor());
  }

  bool all() const { return paths_.paths().empty(); }
  // Clears what is not wanted.
  void Apply(google::protobuf::Message* record) const;

 private:
  // In canonical form; none for all.
  google::protobuf::FieldMask paths_;
};

}  // namespace trialweave::query

#endif  // TRIALWEAVE_QUERY_READ_MASK_H_
