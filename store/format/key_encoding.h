#ifndef TRIALWEAVE_STORE_FORMAT_KEY_ENCODING_H_
#define TRIALWEAVE_STORE_FORMAT_KEY_ENCODING_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/time/time.h"

namespace trialweave::store {

// Parts of keys whose bytewise order is the order of their values:
//
//   number   = u64, big-endian
//   inverted = number of 2^64 - 1 - value: newest first
//   text     = byte* 0x00 0x01         0x00 inside is written 0x00 0xFF
//   time     = seconds:u64 nanos:u32   seconds since 1970 plus 2^63, big-endian
//   digest   = 32 bytes
class KeyWriter {
 public:
  KeyWriter& Number(uint64_t value);
  KeyWriter& Inverted(uint64_t value) { return Number(~value); }
  KeyWriter& Text(std::string_view value);
  KeyWriter& Time(absl::Time value);
  // As it is: a digest, or the last part of a key.
  KeyWriter& Bytes(std::string_view value);
  KeyWriter& Tag(char tag);
  std::string Take() { return std::move(key_); }

 private:
  std::string key_;
};

// Reads what KeyWriter wrote. After the first wrong part every read yields nothing, and Finish says so.
class KeyReader {
 public:
  explicit KeyReader(std::string_view key) : rest_(key) {}
  uint64_t Number();
  uint64_t Inverted() { return ~Number(); }
  std::string Text();
  absl::Time Time();
  std::string Bytes(size_t size);
  std::string Rest();
  void Tag(char tag);
  // DATA_LOSS (KEY_CORRUPT): a part was cut short or wrong, or bytes are left over. `family` names the
  // column family in the message.
  absl::Status Finish(std::string_view family) const;

 private:
  std::string_view rest_;
  bool failed_ = false;
};

// The smallest string that sorts after every string with this prefix; empty when there is none.
std::string PrefixEnd(std::string_view prefix);

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_FORMAT_KEY_ENCODING_H_
