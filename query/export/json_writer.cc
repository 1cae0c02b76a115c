#include "query/export/json_writer.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/timestamp.pb.h"
#include "google/protobuf/util/time_util.h"

namespace trialweave::query {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Timestamp;

// Of the wire format (https://protobuf.dev/programming-guides/encoding).
enum WireType : uint32_t { kVarint = 0, kFixed64 = 1, kBytes = 2, kFixed32 = 5 };

constexpr char kHex[] = "0123456789abcdef";

// What stands for a byte in a JSON string: 0 itself, 'u' its code, else the letter after a backslash.
constexpr std::array<char, 256> MakeEscapes() {
  std::array<char, 256> escapes = {};
  for (int c = 0; c < 0x20; ++c) escapes[c] = 'u';
  escapes['\b'] = 'b';
  escapes['\t'] = 't';
  escapes['\n'] = 'n';
  escapes['\f'] = 'f';
  escapes['\r'] = 'r';
  escapes['"'] = '"';
  escapes['\\'] = '\\';
  return escapes;
}
constexpr std::array<char, 256> kEscapes = MakeEscapes();

// Whether none of eight bytes is escaped; now and then false when none is.
bool Clean(uint64_t bytes) {
  constexpr uint64_t kOnes = 0x0101010101010101, kHighs = 0x8080808080808080;
  const auto has_zero = [](uint64_t x) { return (x - kOnes) & ~x & kHighs; };
  const uint64_t control = (bytes - kOnes * 0x20) & ~bytes & kHighs;
  return (control | has_zero(bytes ^ (kOnes * '"')) | has_zero(bytes ^ (kOnes * '\\'))) == 0;
}

// The first byte from `at` on that is escaped; the size when there is none.
size_t FindEscaped(absl::string_view text, size_t at) {
  for (uint64_t bytes; at + sizeof bytes <= text.size(); at += sizeof bytes) {
    std::memcpy(&bytes, text.data() + at, sizeof bytes);
    if (Clean(bytes)) continue;
    for (size_t i = at; i < at + sizeof bytes; ++i) {
      if (kEscapes[static_cast<unsigned char>(text[i])] != 0) return i;
    }
  }
  while (at < text.size() && kEscapes[static_cast<unsigned char>(text[at])] == 0) ++at;
  return at;
}

template <typename Number>
void AppendNumber(Number value, std::string* out) {
  char digits[32];
  const auto end = std::to_chars(digits, digits + sizeof digits, value).ptr;
  out->append(digits, static_cast<size_t>(end - digits));
}

// 64 bits are more than a JavaScript number holds.
template <typename Number>
void AppendQuoted(Number value, std::string* out) {
  out->push_back('"');
  AppendNumber(value, out);
  out->push_back('"');
}

template <typename Number>
void AppendReal(Number value, std::string* out) {
  if (std::isnan(value)) {
    out->append("\"NaN\"");
  } else if (std::isinf(value)) {
    out->append(value < 0 ? "\"-Infinity\"" : "\"Infinity\"");
  } else if (std::trunc(value) == value && std::abs(value) < Number{1e15}) {
    AppendNumber(static_cast<int64_t>(value), out);
  } else {
    AppendNumber(value, out);
  }
}

int64_t ZigZag(uint64_t value) { return static_cast<int64_t>(value >> 1) ^ -static_cast<int64_t>(value & 1); }

}  // namespace

void AppendJsonString(absl::string_view text, std::string* out) {
  out->push_back('"');
  size_t from = 0;
  for (size_t at = FindEscaped(text, 0); at < text.size(); at = FindEscaped(text, from)) {
    out->append(text.data() + from, at - from);
    from = at + 1;
    const auto byte = static_cast<unsigned char>(text[at]);
    out->push_back('\\');
    out->push_back(kEscapes[byte]);
    if (kEscapes[byte] != 'u') continue;
    out->append("00");
    out->push_back(kHex[byte >> 4]);
    out->push_back(kHex[byte & 15]);
  }
  out->append(text.data() + from, text.size() - from);
  out->push_back('"');
}

struct JsonWriter::FieldPlan {
  // Null: no such field.
  const FieldDescriptor* field = nullptr;
  FieldDescriptor::Type type = FieldDescriptor::TYPE_INT32;
  bool repeated = false;
  // "\"name\":"
  std::string key;
  // Of a message.
  const MessagePlan* plan = nullptr;
  // Of an enum whose values are few: their names by number, in quotes.
  std::vector<std::string> names;
};

struct JsonWriter::MessagePlan {
  bool timestamp = false;
  // By number.
  std::vector<FieldPlan> fields;
};

JsonWriter::JsonWriter(const Descriptor* type) : root_(PlanFor(type)) {}
JsonWriter::~JsonWriter() = default;

const JsonWriter::MessagePlan* JsonWriter::PlanFor(const Descriptor* type) {
  std::unique_ptr<MessagePlan>& slot = plans_[type];
  if (slot != nullptr) return slot.get();
  slot = std::make_unique<MessagePlan>();
  MessagePlan* const plan = slot.get();
  plan->timestamp = type == Timestamp::descriptor();
  if (plan->timestamp) return plan;
  if (type->file()->package() == "google.protobuf") std::abort();
  for (int i = 0; i < type->field_count(); ++i) {
    const FieldDescriptor* field = type->field(i);
    if (field->is_map() || field->type() == FieldDescriptor::TYPE_GROUP || field->number() > 1000) std::abort();
    FieldPlan each = {field, field->type(), field->is_repeated(), absl::StrCat("\"", field->json_name(), "\":")};
    if (field->message_type() != nullptr) each.plan = PlanFor(field->message_type());
    for (int v = 0; field->enum_type() != nullptr && v < field->enum_type()->value_count(); ++v) {
      const auto* value = field->enum_type()->value(v);
      if (value->number() < 0 || value->number() > 1000) std::abort();
      each.names.resize(std::max<size_t>(each.names.size(), value->number() + 1));
      each.names[value->number()] = absl::StrCat("\"", value->name(), "\"");
    }
    plan->fields.resize(std::max<size_t>(plan->fields.size(), field->number() + 1));
    plan->fields[field->number()] = std::move(each);
  }
  return plan;
}

// Goes through one message's bytes.
class JsonWriter::Reader {
 public:
  Reader(absl::string_view bytes, std::string* out) : at_(bytes.data()), end_(at_ + bytes.size()), out_(out) {}

  bool WriteMessage(const MessagePlan& plan) {
    if (plan.timestamp) return WriteTimestamp();
    char separator = '{';
    // The list that is open.
    const FieldPlan* list = nullptr;
    while (at_ < end_) {
      uint64_t tag = 0;
      if (!Varint(&tag)) return false;
      const uint64_t number = tag >> 3;
      const auto wire = static_cast<uint32_t>(tag & 7);
      const FieldPlan* field = number < plan.fields.size() ? &plan.fields[number] : nullptr;
      if (field == nullptr || field->field == nullptr) {
        if (!Skip(wire)) return false;
        continue;
      }
      if (list != nullptr && field != list) out_->push_back(']');
      out_->push_back(field == list ? ',' : separator);
      separator = ',';
      if (field != list) out_->append(field->key);
      if (field->repeated && field != list) out_->push_back('[');
      list = field->repeated ? field : nullptr;
      if (!(field->repeated && wire == kBytes && IsPackable(field->type) ? WritePacked(*field)
                                                                         : WriteValue(*field, wire))) {
        return false;
      }
    }
    if (list != nullptr) out_->push_back(']');
    if (separator == '{') out_->push_back('{');
    out_->push_back('}');
    return true;
  }

 private:
  static bool IsPackable(FieldDescriptor::Type type) {
    return type != FieldDescriptor::TYPE_STRING && type != FieldDescriptor::TYPE_BYTES &&
           type != FieldDescriptor::TYPE_MESSAGE;
  }

  bool Varint(uint64_t* value) {
    *value = 0;
    for (int shift = 0; shift < 64 && at_ < end_; shift += 7) {
      const auto byte = static_cast<unsigned char>(*at_++);
      *value |= static_cast<uint64_t>(byte & 0x7f) << shift;
      if (byte < 0x80) return true;
    }
    return false;
  }

  template <typename Fixed>
  bool ReadFixed(Fixed* value) {
    if (static_cast<size_t>(end_ - at_) < sizeof *value) return false;
    // Little-endian, as the machines that this is for.
    std::memcpy(value, at_, sizeof *value);
    at_ += sizeof *value;
    return true;
  }

  bool Length(absl::string_view* bytes) {
    uint64_t size = 0;
    if (!Varint(&size) || size > static_cast<uint64_t>(end_ - at_)) return false;
    *bytes = absl::string_view(at_, size);
    at_ += size;
    return true;
  }

  bool Skip(uint32_t wire) {
    uint64_t value = 0;
    uint32_t small = 0;
    absl::string_view bytes;
    switch (wire) {
      case kVarint:
        return Varint(&value);
      case kFixed64:
        return ReadFixed(&value);
      case kFixed32:
        return ReadFixed(&small);
      case kBytes:
        return Length(&bytes);
      default:
        return false;
    }
  }

  bool WriteTimestamp() {
    Timestamp timestamp;
    if (!timestamp.ParseFromArray(at_, static_cast<int>(end_ - at_))) return false;
    out_->push_back('"');
    out_->append(google::protobuf::util::TimeUtil::ToString(timestamp));
    out_->push_back('"');
    return true;
  }

  bool WritePacked(const FieldPlan& field) {
    absl::string_view bytes;
    if (!Length(&bytes)) return false;
    Reader packed(bytes, out_);
    const bool fixed64 = field.type == FieldDescriptor::TYPE_DOUBLE || field.type == FieldDescriptor::TYPE_FIXED64 ||
                         field.type == FieldDescriptor::TYPE_SFIXED64;
    const bool fixed32 = field.type == FieldDescriptor::TYPE_FLOAT || field.type == FieldDescriptor::TYPE_FIXED32 ||
                         field.type == FieldDescriptor::TYPE_SFIXED32;
    for (bool first = true; packed.at_ < packed.end_; first = false) {
      if (!first) out_->push_back(',');
      if (!packed.WriteValue(field, fixed64 ? kFixed64 : fixed32 ? kFixed32 : kVarint)) return false;
    }
    return true;
  }

  bool WriteValue(const FieldPlan& field, uint32_t wire) {
    switch (wire) {
      case kBytes:
        return WriteBytes(field);
      case kVarint:
        return WriteVarint(field);
      case kFixed64:
        return WriteFixed64(field);
      case kFixed32:
        return WriteFixed32(field);
      default:
        return false;
    }
  }

  bool WriteBytes(const FieldPlan& field) {
    absl::string_view bytes;
    if (!Length(&bytes)) return false;
    switch (field.type) {
      case FieldDescriptor::TYPE_STRING:
        AppendJsonString(bytes, out_);
        return true;
      case FieldDescriptor::TYPE_BYTES:
        absl::StrAppend(out_, "\"", absl::Base64Escape(bytes), "\"");
        return true;
      case FieldDescriptor::TYPE_MESSAGE:
        return Reader(bytes, out_).WriteMessage(*field.plan);
      default:
        return false;
    }
  }

  bool WriteVarint(const FieldPlan& field) {
    uint64_t value = 0;
    if (!Varint(&value)) return false;
    switch (field.type) {
      case FieldDescriptor::TYPE_BOOL:
        out_->append(value != 0 ? "true" : "false");
        return true;
      case FieldDescriptor::TYPE_ENUM:
        value < field.names.size() && !field.names[value].empty() ? void(out_->append(field.names[value]))
                                                                  : AppendNumber(static_cast<int32_t>(value), out_);
        return true;
      case FieldDescriptor::TYPE_INT32:
        AppendNumber(static_cast<int32_t>(value), out_);
        return true;
      case FieldDescriptor::TYPE_UINT32:
        AppendNumber(static_cast<uint32_t>(value), out_);
        return true;
      case FieldDescriptor::TYPE_SINT32:
        AppendNumber(static_cast<int32_t>(ZigZag(value)), out_);
        return true;
      case FieldDescriptor::TYPE_INT64:
        AppendQuoted(static_cast<int64_t>(value), out_);
        return true;
      case FieldDescriptor::TYPE_UINT64:
        AppendQuoted(value, out_);
        return true;
      case FieldDescriptor::TYPE_SINT64:
        AppendQuoted(ZigZag(value), out_);
        return true;
      default:
        return false;
    }
  }

  bool WriteFixed64(const FieldPlan& field) {
    uint64_t bits = 0;
    if (!ReadFixed(&bits)) return false;
    double real = 0;
    std::memcpy(&real, &bits, sizeof real);
    if (field.type == FieldDescriptor::TYPE_DOUBLE) {
      AppendReal(real, out_);
    } else if (field.type == FieldDescriptor::TYPE_FIXED64) {
      AppendQuoted(bits, out_);
    } else if (field.type == FieldDescriptor::TYPE_SFIXED64) {
      AppendQuoted(static_cast<int64_t>(bits), out_);
    } else {
      return false;
    }
    return true;
  }

  bool WriteFixed32(const FieldPlan& field) {
    uint32_t bits = 0;
    if (!ReadFixed(&bits)) return false;
    float real = 0;
    std::memcpy(&real, &bits, sizeof real);
    if (field.type == FieldDescriptor::TYPE_FLOAT) {
      AppendReal(real, out_);
    } else if (field.type == FieldDescriptor::TYPE_FIXED32) {
      AppendNumber(bits, out_);
    } else if (field.type == FieldDescriptor::TYPE_SFIXED32) {
      AppendNumber(static_cast<int32_t>(bits), out_);
    } else {
      return false;
    }
    return true;
  }

  const char* at_;
  const char* const end_;
  std::string* const out_;
};

bool JsonWriter::Write(absl::string_view serialized, std::string* out) const {
  return Reader(serialized, out).WriteMessage(*root_);
}

}  // namespace trialweave::query
