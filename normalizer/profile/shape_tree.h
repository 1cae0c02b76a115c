#ifndef TRIALWEAVE_NORMALIZER_PROFILE_SHAPE_TREE_H_
#define TRIALWEAVE_NORMALIZER_PROFILE_SHAPE_TREE_H_

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "trialweave/v1/pipeline.pb.h"

namespace trialweave::normalizer {

// Most fields of one document's profile; what comes after them is left out.
inline constexpr size_t kMaxFields = 4096;

// ShapeTree gathers which fields a document has, each once however often it comes. Names are not copied: they outlive
// the tree. Not thread-safe.
class ShapeTree {
 public:
  ShapeTree() : nodes_(1) {}

  // The document itself.
  static constexpr uint32_t kRoot = 0;
  // A field of `parent`, added when it is new; kRoot when there are too many.
  uint32_t Field(uint32_t parent, std::string_view name, v1::ValueType type);
  // Changes its type: an element shows only later what it is.
  void SetType(uint32_t field, v1::ValueType type) { nodes_[field].type = type; }
  v1::ValueType type(uint32_t field) const { return nodes_[field].type; }

  v1::FieldProfile ToProto() const;

 private:
  struct Node {
    std::string_view name;
    v1::ValueType type = v1::VALUE_TYPE_UNSPECIFIED;
    std::vector<uint32_t> members;
    // Of `members`: the one that is likely to come next, since records repeat their order.
    size_t next = 0;
  };
  void Append(uint32_t node, google::protobuf::RepeatedPtrField<v1::FieldShape>* shapes) const;

  std::vector<Node> nodes_;
};

}  // namespace trialweave::normalizer

#endif  // TRIALWEAVE_NORMALIZER_PROFILE_SHAPE_TREE_H_
