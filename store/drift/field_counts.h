#ifndef TRIALWEAVE_STORE_DRIFT_FIELD_COUNTS_H_
#define TRIALWEAVE_STORE_DRIFT_FIELD_COUNTS_H_

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "trialweave/storage/v1/storage.pb.h"
#include "trialweave/v1/pipeline.pb.h"

namespace trialweave::store {

// A field with its type; the path is the names joined by "/".
using TypedField = std::pair<std::string, v1::ValueType>;

// A document's fields, sorted, each once; fields without a value (NULL) are none.
std::vector<TypedField> FieldsOf(const v1::FieldProfile& profile);

// In how many of how many documents fields are.
struct FieldCounts {
  uint64_t documents = 0;
  std::map<TypedField, uint64_t> fields;

  void Add(const std::vector<TypedField>& of_document);
  void Add(const FieldCounts& other);
};

storage::v1::StoredFieldCounts ToStored(const FieldCounts& counts);
FieldCounts FromStored(const storage::v1::StoredFieldCounts& stored);

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_DRIFT_FIELD_COUNTS_H_
