#include "query/export/json_writer.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <random>
#include <string>

#include "google/protobuf/descriptor.pb.h"
#include "google/protobuf/timestamp.pb.h"
#include "google/protobuf/util/json_util.h"
#include "google/protobuf/util/message_differencer.h"
#include "gtest/gtest.h"
#include "query/export/sample_trial.h"
#include "trialweave/v1/trial.pb.h"

namespace trialweave::query {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

template <typename T>
std::string Json(const T& message) {
  std::string out;
  EXPECT_TRUE(JsonWriter(T::descriptor()).Write(message.SerializeAsString(), &out));
  return out;
}

std::string ProtobufJson(const Message& message) {
  std::string out;
  EXPECT_TRUE(google::protobuf::util::MessageToJsonString(message, &out).ok());
  return out;
}

// Fills a message with values of any kind, deeper and deeper.
class AnyMessage {
 public:
  explicit AnyMessage(uint32_t seed) : random_(seed) {}

  void Fill(Message* message, int depth) {
    if (auto* timestamp = dynamic_cast<google::protobuf::Timestamp*>(message)) {
      timestamp->set_seconds(random_() % 2000000000);
      timestamp->set_nanos(random_() % 3 == 0 ? 0 : static_cast<int>(random_() % 1000000000));
      return;
    }
    for (int i = 0; i < message->GetDescriptor()->field_count(); ++i) {
      const FieldDescriptor* field = message->GetDescriptor()->field(i);
      const size_t count = random_() % 3;
      for (size_t n = 0; n < (field->is_repeated() ? count : std::min<size_t>(count, 1)); ++n) {
        Add(message, field, depth);
      }
    }
  }

 private:
  std::string Text() {
    static const char* const kPieces[] = {"a", "\"", "\\", "\n",   "\t",           "\b", "\x01", "\x1f", "外泌体",
                                          "é", "/",  "😀",  "word", "longer words", "'",  "{",    "\r",   "\f"};
    std::string text;
    for (size_t i = random_() % 12; i > 0; --i) text += kPieces[random_() % std::size(kPieces)];
    return text;
  }

  void Add(Message* message, const FieldDescriptor* field, int depth) {
    const Reflection* r = message->GetReflection();
    const bool list = field->is_repeated();
    const uint64_t bits = random_() % 4 == 0 ? ~uint64_t{0} >> (random_() % 60) : random_() % 300;
    switch (field->cpp_type()) {
      case FieldDescriptor::CPPTYPE_INT32:
        return list ? r->AddInt32(message, field, static_cast<int>(bits))
                    : r->SetInt32(message, field, static_cast<int>(bits));
      case FieldDescriptor::CPPTYPE_UINT32:
        return list ? r->AddUInt32(message, field, static_cast<uint32_t>(bits))
                    : r->SetUInt32(message, field, static_cast<uint32_t>(bits));
      case FieldDescriptor::CPPTYPE_INT64:
        return list ? r->AddInt64(message, field, static_cast<int64_t>(bits))
                    : r->SetInt64(message, field, static_cast<int64_t>(bits));
      case FieldDescriptor::CPPTYPE_UINT64:
        return list ? r->AddUInt64(message, field, bits) : r->SetUInt64(message, field, bits);
      case FieldDescriptor::CPPTYPE_DOUBLE: {
        const double value = static_cast<double>(bits) / 7;
        return list ? r->AddDouble(message, field, value) : r->SetDouble(message, field, value);
      }
      case FieldDescriptor::CPPTYPE_FLOAT:
        return list ? r->AddFloat(message, field, static_cast<float>(bits) / 7)
                    : r->SetFloat(message, field, static_cast<float>(bits) / 7);
      case FieldDescriptor::CPPTYPE_BOOL:
        return list ? r->AddBool(message, field, bits % 2) : r->SetBool(message, field, bits % 2);
      case FieldDescriptor::CPPTYPE_ENUM: {
        const int value = static_cast<int>(bits % field->enum_type()->value_count());
        const int number = field->enum_type()->value(value)->number();
        return list ? r->AddEnumValue(message, field, number) : r->SetEnumValue(message, field, number);
      }
      case FieldDescriptor::CPPTYPE_STRING:
        return list ? r->AddString(message, field, Text()) : r->SetString(message, field, Text());
      case FieldDescriptor::CPPTYPE_MESSAGE:
        if (depth > 0) Fill(list ? r->AddMessage(message, field) : r->MutableMessage(message, field), depth - 1);
    }
  }

  std::mt19937_64 random_;
};

TEST(JsonWriterTest, SaysWhatProtobufsOwnJsonSays) {
  EXPECT_EQ(Json(v1::Trial()), "{}");
  for (uint32_t seed = 1; seed <= 200; ++seed) {
    v1::Trial trial, read;
    AnyMessage(seed).Fill(&trial, 5);
    const std::string json = Json(trial);
    EXPECT_EQ(json.find('\n'), std::string::npos);
    ASSERT_TRUE(google::protobuf::util::JsonStringToMessage(json, &read).ok()) << "seed " << seed << ": " << json;
    ASSERT_TRUE(google::protobuf::util::MessageDifferencer::Equals(read, trial)) << "seed " << seed << ": " << json;
  }
}

TEST(JsonWriterTest, IsTheSameByteForByteWhereNothingIsEscaped) {
  v1::Trial trial = SampleTrial(7);
  EXPECT_TRUE(Json(trial) == ProtobufJson(trial));
}

TEST(JsonWriterTest, KnowsEveryKindOfNumber) {
  v1::Fact fact;
  fact.set_confidence(std::numeric_limits<double>::infinity());
  EXPECT_EQ(Json(fact), "{\"confidence\":\"Infinity\"}");
  fact.set_confidence(std::nan(""));
  EXPECT_EQ(Json(fact), "{\"confidence\":\"NaN\"}");
  fact.set_confidence(-1e300);
  EXPECT_EQ(Json(fact), "{\"confidence\":-1e+300}");
  fact.set_confidence(300000000000);
  EXPECT_EQ(Json(fact), "{\"confidence\":300000000000}");
  v1::FieldProvenance provenance;
  provenance.set_offset(~uint64_t{0});
  provenance.set_document(~uint32_t{0});
  EXPECT_EQ(Json(provenance), "{\"document\":4294967295,\"offset\":\"18446744073709551615\"}");
  v1::Study study;
  study.set_status(static_cast<v1::RecruitmentStatus>(77));
  study.add_phases(static_cast<v1::Phase>(-1));
  study.add_phases(v1::PHASE_PHASE2);
  EXPECT_EQ(Json(study), "{\"status\":77,\"phases\":[-1,\"PHASE_PHASE2\"]}") << "values of a later release";
}

TEST(JsonWriterTest, LeavesOutFieldsOfALaterRelease) {
  v1::LocalizedText text;
  text.set_text("a");
  std::string bytes = text.SerializeAsString();
  // Fields 100 (varint), 101 (64 bits), 102 (bytes) and 103 (32 bits).
  bytes += std::string("\xa0\x06\x05", 3) +
           std::string(
               "\xa9\x06"
               "12345678") +
           std::string("\xb2\x06\x02xx") +
           std::string(
               "\xbd\x06"
               "1234");
  std::string out;
  ASSERT_TRUE(JsonWriter(v1::LocalizedText::descriptor()).Write(bytes, &out));
  EXPECT_EQ(out, "{\"text\":\"a\"}");
}

TEST(JsonWriterTest, RefusesBytesThatAreNoMessage) {
  const JsonWriter writer(v1::Trial::descriptor());
  const std::string bytes = SampleTrial(1).SerializeAsString();
  std::mt19937 random(1);
  for (int i = 0; i < 2000; ++i) {
    std::string broken = bytes.substr(0, random() % bytes.size());
    for (int n = 0; n < 3 && !broken.empty(); ++n) broken[random() % broken.size()] = static_cast<char>(random());
    std::string out;
    writer.Write(broken, &out);  // neither crashes nor hangs
  }
  std::string out;
  EXPECT_FALSE(writer.Write(bytes.substr(0, bytes.size() - 1), &out));
  EXPECT_FALSE(writer.Write("\x0a\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", &out));
}

}  // namespace
}  // namespace trialweave::query
