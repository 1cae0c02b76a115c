#include "store/drift/field_counts.h"

#include <algorithm>

namespace trialweave::store {
namespace {

// More fields than any format has; a profile with more says no more.
constexpr size_t kMaxFields = 8192;

void Flatten(const google::protobuf::RepeatedPtrField<v1::FieldShape>& shapes, const std::string& prefix,
             std::vector<TypedField>* fields) {
  for (const v1::FieldShape& shape : shapes) {
    if (shape.type() == v1::VALUE_TYPE_NULL || fields->size() >= kMaxFields) continue;
    const std::string path = prefix.empty() ? shape.name() : prefix + "/" + shape.name();
    fields->emplace_back(path, shape.type());
    Flatten(shape.members(), path, fields);
  }
}

}  // namespace

std::vector<TypedField> FieldsOf(const v1::FieldProfile& profile) {
  std::vector<TypedField> fields;
  Flatten(profile.fields(), "", &fields);
  std::sort(fields.begin(), fields.end());
  fields.erase(std::unique(fields.begin(), fields.end()), fields.end());
  return fields;
}

void FieldCounts::Add(const std::vector<TypedField>& of_document) {
  ++documents;
  for (const TypedField& field : of_document) ++fields[field];
}

void FieldCounts::Add(const FieldCounts& other) {
  documents += other.documents;
  for (const auto& [field, count] : other.fields) fields[field] += count;
}

storage::v1::StoredFieldCounts ToStored(const FieldCounts& counts) {
  storage::v1::StoredFieldCounts stored;
  stored.set_documents(counts.documents);
  for (const auto& [field, count] : counts.fields) {
    storage::v1::StoredFieldCount* added = stored.add_fields();
    added->set_path(field.first);
    added->set_type(field.second);
    added->set_documents(count);
  }
  return stored;
}

FieldCounts FromStored(const storage::v1::StoredFieldCounts& stored) {
  FieldCounts counts;
  counts.documents = stored.documents();
  for (const storage::v1::StoredFieldCount& field : stored.fields()) {
    counts.fields[{field.path(), field.type()}] = field.documents();
  }
  return counts;
}

}  // namespace trialweave::store
