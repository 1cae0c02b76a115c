#ifndef TRIALWEAVE_QUERY_EXPORT_JSON_WRITER_H_
#define TRIALWEAVE_QUERY_EXPORT_JSON_WRITER_H_

#include <map>
#include <memory>
#include <string>

#include "absl/strings/string_view.h"
#include "google/protobuf/descriptor.h"

namespace trialweave::query {

// JsonWriter writes serialized messages of one type as proto JSON (https://protobuf.dev/programming-guides/json) on one
// line, as google::protobuf::util::MessageToJsonString does by default, many times as fast: it goes through the wire
// format once, without making the messages. It escapes what RFC 8259 demands and nothing else. Of maps and well-known
// types it knows google.protobuf.Timestamp only. Threads may share it.
class JsonWriter {
 public:
  // Aborts when the type, or one below it, has what it does not know.
  explicit JsonWriter(const google::protobuf::Descriptor* type);
  ~JsonWriter();

  // Appends a message as protobuf's C++ serializes it: fields by number, the elements of a list next to each other.
  // False, with `out` of no use: the bytes are no such message.
  bool Write(absl::string_view serialized, std::string* out) const;

 private:
  struct FieldPlan;
  struct MessagePlan;
  class Reader;

  const MessagePlan* PlanFor(const google::protobuf::Descriptor* type);

  std::map<const google::protobuf::Descriptor*, std::unique_ptr<MessagePlan>> plans_;
  const MessagePlan* root_;
};

// Appends `text` as a JSON string.
void AppendJsonString(absl::string_view text, std::string* out);

}  // namespace trialweave::query

#endif  // TRIALWEAVE_QUERY_EXPORT_JSON_WRITER_H_
