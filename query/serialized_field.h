#ifndef TRIALWEAVE_QUERY_SERIALIZED_FIELD_H_
#define TRIALWEAVE_QUERY_SERIALIZED_FIELD_H_

#include <string>
#include <utility>
#include <vector>

#include "google/protobuf/message.h"
#include "google/protobuf/unknown_field_set.h"
#include "query/view/packed_record.h"

namespace trialweave::query {

// Adds a record to the message field `number` of a response without parsing it: it is held as a field that this program
// does not know, which on the wire is the same (a message and its bytes are both length-delimited there). In this
// program the field looks empty.
inline void AddSerialized(int number, const PackedRecord& record, google::protobuf::Message* response) {
  google::protobuf::UnknownFieldSet* fields = response->GetReflection()->MutableUnknownFields(response);
  record.SerializeTo(fields->AddLengthDelimited(number));
}

// Moves what AddSerialized added to `number` behind `records`, in its order.
inline void TakeSerialized(int number, google::protobuf::Message* response, std::vector<std::string>* records) {
  google::protobuf::UnknownFieldSet* fields = response->GetReflection()->MutableUnknownFields(response);
  for (int i = 0; i < fields->field_count(); ++i) {
    google::protobuf::UnknownField* field = fields->mutable_field(i);
    if (field->number() == number) records->push_back(std::move(*field->mutable_length_delimited()));
  }
  fields->Clear();
}

}  // namespace trialweave::query

#endif  // TRIALWEAVE_QUERY_SERIALIZED_FIELD_H_
