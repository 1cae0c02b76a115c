#include "normalizer/profile/shape_tree.h"

namespace trialweave::normalizer {

uint32_t ShapeTree::Field(uint32_t parent, std::string_view name, v1::ValueType type) {
  Node& node = nodes_[parent];
  const size_t count = node.members.size();
  for (size_t step = 0; step < count; ++step) {
    const size_t at = node.next + step < count ? node.next + step : node.next + step - count;
    const Node& member = nodes_[node.members[at]];
    if (member.type != type || member.name != name) continue;
    node.next = at + 1 < count ? at + 1 : 0;
    return node.members[at];
  }
  if (nodes_.size() > kMaxFields) return kRoot;
  const auto added = static_cast<uint32_t>(nodes_.size());
  node.members.push_back(added);
  node.next = 0;
  nodes_.push_back({name, type, {}, 0});
  return added;
}

void ShapeTree::Append(uint32_t node, google::protobuf::RepeatedPtrField<v1::FieldShape>* shapes) const {
  for (const uint32_t member : nodes_[node].members) {
    v1::FieldShape* shape = shapes->Add();
    shape->set_name(nodes_[member].name.data(), nodes_[member].name.size());
    shape->set_type(nodes_[member].type);
    Append(member, shape->mutable_members());
  }
}

v1::FieldProfile ShapeTree::ToProto() const {
  v1::FieldProfile profile;
  Append(kRoot, profile.mutable_fields());
  return profile;
}

}  // namespace trialweave::normalizer
