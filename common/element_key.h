#ifndef TRIALWEAVE_COMMON_ELEMENT_KEY_H_
#define TRIALWEAVE_COMMON_ELEMENT_KEY_H_

#include <optional>
#include <string>

#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"

namespace trialweave::common {

// What an element of a repeated field of messages is about, by which two versions of the list are matched: an outcome's
// measure, a site's facility and city, an identifier's value. Elements of other kinds are about all that they say.
std::string ElementKey(const google::protobuf::FieldDescriptor* field, const google::protobuf::Message& element);

// Elements of one class may be renamed: one that went and one that came are the same. Nothing: elements of this kind
// are never renamed, such as identifiers and sites.
std::optional<std::string> RenameClass(const google::protobuf::Message& element);

// One line of proto JSON.
std::string MessageText(const google::protobuf::Message& message);

}  // namespace trialweave::common

#endif  // TRIALWEAVE_COMMON_ELEMENT_KEY_H_
