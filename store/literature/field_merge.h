#ifndef TRIALWEAVE_STORE_LITERATURE_FIELD_MERGE_H_
#define TRIALWEAVE_STORE_LITERATURE_FIELD_MERGE_H_

#include <set>
#include <string>
#include <vector>

#include "google/protobuf/message.h"

namespace trialweave::store {

// Which fields do not simply come from the first record that states them.
struct FieldMergeRules {
  // Repeated fields whose values are gathered from all records; identifiers are one when their canonical value is,
  // words when they differ in the case of ASCII letters at most.
  std::set<std::string> gathered;
  // Texts: taken from one record where it states them, the first record that states the first of these, else the
  // second, and so on.
  std::vector<std::string> texts;
  // What was found in the texts: from that record only.
  std::string facts;
};

// Merges publications, or notices: field by field the value of the first of `records` that states one. Keeps the
// documents of all of them; provenance follows the values. name, observed_at and revision are left alone.
void MergeFields(const std::vector<const google::protobuf::Message*>& records, const FieldMergeRules& rules,
                 google::protobuf::Message* merged);

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_LITERATURE_FIELD_MERGE_H_
