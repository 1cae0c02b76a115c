#ifndef TRIALWEAVE_QUERY_VIEW_PACKED_RECORD_H_
#define TRIALWEAVE_QUERY_VIEW_PACKED_RECORD_H_

#include <cstddef>
#include <memory>
#include <string>

#include "google/protobuf/message_lite.h"

namespace trialweave::query {

// PackedRecord is a message as the view keeps it: serialized, and compressed where that makes it smaller. Immutable.
class PackedRecord {
 public:
  explicit PackedRecord(const google::protobuf::MessageLite& message);

  // `message` is of the same type as the one it was made of.
  void Unpack(google::protobuf::MessageLite* message) const;
  // Makes `bytes` the serialized message.
  void SerializeTo(std::string* bytes) const;
  // Of what it keeps: equal ones, by the same release of this program, are of equal messages. kDigestBytes.
  std::string digest() const;
  static constexpr size_t kDigestBytes = 16;
  // Bytes of the serialized message.
  size_t size() const { return size_; }
  // Bytes that it takes in memory.
  size_t packed_size() const { return packed_.size(); }

 private:
  size_t size_;
  // As it is when it has `size_` bytes, else of compression.h.
  std::string packed_;
};

// Readers share it with the view.
using SharedRecord = std::shared_ptr<const PackedRecord>;

template <typename Message>
Message Unpacked(const PackedRecord& record) {
  Message message;
  record.Unpack(&message);
  return message;
}

}  // namespace trialweave::query

#endif  // TRIALWEAVE_QUERY_VIEW_PACKED_RECORD_H_
