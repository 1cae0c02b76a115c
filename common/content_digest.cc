#include "common/content_digest.h"

#include <algorithm>
#include <bit>
#include <initializer_list>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "common/sha256.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"

namespace trialweave::common {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

// Fields that are not content, wherever they stand in a record's own message.
bool IsContent(const FieldDescriptor* field) {
  static const auto* const kNotContent = new absl::flat_hash_set<std::string>{
      "name",        "documents", "provenance", "packed_provenance",  "volatile_fields", "notes",   "trial",
      "observed_at", "revision",  "unmapped",   "unmapped_countries", "absences",        "ev_facts"};
  return !kNotContent->contains(field->name());
}

void AppendU32(std::string* out, uint32_t value) {
  const char bytes[] = {static_cast<char>(value >> 24), static_cast<char>(value >> 16), static_cast<char>(value >> 8),
                        static_cast<char>(value)};
  out->append(bytes, sizeof bytes);
}

void AppendU64(std::string* out, uint64_t value) {
  AppendU32(out, static_cast<uint32_t>(value >> 32));
  AppendU32(out, static_cast<uint32_t>(value));
}

void AppendBytes(std::string* out, const std::string& value) {
  AppendU32(out, static_cast<uint32_t>(value.size()));
  out->append(value);
}

void AppendMessage(std::string* out, const Message& message, bool top);

// One value; index < 0 for a singular field.
void AppendValue(std::string* out, const Message& message, const FieldDescriptor* field, int index) {
  const Reflection* r = message.GetReflection();
  const bool repeated = index >= 0;
  std::string scratch;
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_MESSAGE:
      AppendMessage(out, repeated ? r->GetRepeatedMessage(message, field, index) : r->GetMessage(message, field),
                    false);
      return;
    case FieldDescriptor::CPPTYPE_STRING:
      AppendBytes(out, repeated ? r->GetRepeatedStringReference(message, field, index, &scratch)
                                : r->GetStringReference(message, field, &scratch));
      return;
    case FieldDescriptor::CPPTYPE_ENUM:
      AppendU64(out, static_cast<uint64_t>(repeated ? r->GetRepeatedEnumValue(message, field, index)
                                                    : r->GetEnumValue(message, field)));
      return;
    case FieldDescriptor::CPPTYPE_BOOL:
      AppendU64(out, repeated ? r->GetRepeatedBool(message, field, index) : r->GetBool(message, field));
      return;
    case FieldDescriptor::CPPTYPE_INT32:
      AppendU64(out, static_cast<uint64_t>(static_cast<int64_t>(repeated ? r->GetRepeatedInt32(message, field, index)
                                                                         : r->GetInt32(message, field))));
      return;
    case FieldDescriptor::CPPTYPE_INT64:
      AppendU64(out, static_cast<uint64_t>(repeated ? r->GetRepeatedInt64(message, field, index)
                                                    : r->GetInt64(message, field)));
      return;
    case FieldDescriptor::CPPTYPE_UINT32:
      AppendU64(out, repeated ? r->GetRepeatedUInt32(message, field, index) : r->GetUInt32(message, field));
      return;
    case FieldDescriptor::CPPTYPE_UINT64:
      AppendU64(out, repeated ? r->GetRepeatedUInt64(message, field, index) : r->GetUInt64(message, field));
      return;
    case FieldDescriptor::CPPTYPE_DOUBLE:
      AppendU64(out, std::bit_cast<uint64_t>(repeated ? r->GetRepeatedDouble(message, field, index)
                                                      : r->GetDouble(message, field)));
      return;
    case FieldDescriptor::CPPTYPE_FLOAT:
      AppendU64(out, std::bit_cast<uint32_t>(repeated ? r->GetRepeatedFloat(message, field, index)
                                                      : r->GetFloat(message, field)));
      return;
  }
}

void AppendMessage(std::string* out, const Message& message, bool top) {
  const Reflection* reflection = message.GetReflection();
  std::vector<const FieldDescriptor*> fields;
  reflection->ListFields(message, &fields);  // by ascending number, set fields only
  const bool record = top || message.GetDescriptor() == v1::Study::descriptor();
  for (const FieldDescriptor* field : fields) {
    if (record && !IsContent(field)) continue;
    AppendU32(out, static_cast<uint32_t>(field->number()));
    if (field->is_repeated()) {
      const int size = reflection->FieldSize(message, field);
      AppendU32(out, static_cast<uint32_t>(size));
      for (int i = 0; i < size; ++i) AppendValue(out, message, field, i);
    } else {
      AppendValue(out, message, field, -1);
    }
  }
  AppendU32(out, 0);
}

std::string Digest(const Message& message) {
  std::string encoding;
  AppendMessage(&encoding, message, true);
  return Sha256(encoding);
}

}  // namespace

std::string ContentDigest(const v1::Registration& registration) { return Digest(registration); }
std::string ContentDigest(const v1::Publication& publication) { return Digest(publication); }
std::string ContentDigest(const v1::RegulatoryNotice& notice) { return Digest(notice); }

}  // namespace trialweave::common
