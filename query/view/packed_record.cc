#include "query/view/packed_record.h"

#include <utility>

#include "common/compression.h"
#include "common/sha256.h"

namespace trialweave::query {

PackedRecord::PackedRecord(const google::protobuf::MessageLite& message) {
  std::string bytes = message.SerializeAsString();
  size_ = bytes.size();
  // What compression needs for the worst case is not kept.
  thread_local std::string compressed;
  compressed.clear();
  packed_ = common::AppendCompressed(bytes, &compressed) ? compressed : std::move(bytes);
}

void PackedRecord::Unpack(google::protobuf::MessageLite* message) const {
  if (packed_.size() == size_) {
    message->ParseFromString(packed_);
    return;
  }
  std::string bytes;
  SerializeTo(&bytes);
  message->ParseFromString(bytes);
}

std::string PackedRecord::digest() const { return common::Sha256(packed_).substr(0, kDigestBytes); }

void PackedRecord::SerializeTo(std::string* bytes) const {
  if (packed_.size() == size_) {
    *bytes = packed_;
  } else {
    // Our own frame: it expands.
    common::Decompress(packed_, size_, bytes);
  }
}

}  // namespace trialweave::query
