#include "store/format/key_encoding.h"

#include "store/errors.h"

namespace trialweave::store {
namespace {

constexpr char kEscape = '\x00';
constexpr char kEscapedZero = '\xFF';
constexpr char kEnd = '\x01';
constexpr uint64_t kSignBit = uint64_t{1} << 63;
constexpr uint32_t kNanosPerSecond = 1'000'000'000;

}  // namespace

KeyWriter& KeyWriter::Number(uint64_t value) {
  for (int shift = 56; shift >= 0; shift -= 8) key_.push_back(static_cast<char>(value >> shift));
  return *this;
}

KeyWriter& KeyWriter::Text(std::string_view value) {
  for (char c : value) {
    key_.push_back(c);
    if (c == kEscape) key_.push_back(kEscapedZero);
  }
  key_.push_back(kEscape);
  key_.push_back(kEnd);
  return *this;
}

KeyWriter& KeyWriter::Time(absl::Time value) {
  const int64_t seconds = absl::ToUnixSeconds(value);
  const uint32_t nanos = static_cast<uint32_t>(absl::ToInt64Nanoseconds(value - absl::FromUnixSeconds(seconds)));
  Number(static_cast<uint64_t>(seconds) ^ kSignBit);
  for (int shift = 24; shift >= 0; shift -= 8) key_.push_back(static_cast<char>(nanos >> shift));
  return *this;
}

KeyWriter& KeyWriter::Bytes(std::string_view value) {
  key_.append(value);
  return *this;
}

KeyWriter& KeyWriter::Tag(char tag) {
  key_.push_back(tag);
  return *this;
}

uint64_t KeyReader::Number() {
  const std::string bytes = Bytes(8);
  uint64_t value = 0;
  for (char c : bytes) value = value << 8 | static_cast<uint8_t>(c);
  return value;
}

std::string KeyReader::Text() {
  std::string value;
  size_t i = 0;
  while (!failed_ && i < rest_.size()) {
    const char c = rest_[i++];
    if (c != kEscape) {
      value.push_back(c);
      continue;
    }
    if (i == rest_.size()) break;
    const char next = rest_[i++];
    if (next == kEnd) {
      rest_.remove_prefix(i);
      return value;
    }
    if (next != kEscapedZero) break;
    value.push_back(kEscape);
  }
  failed_ = true;
  return std::string();
}

absl::Time KeyReader::Time() {
  const int64_t seconds = static_cast<int64_t>(Number() ^ kSignBit);
  const std::string bytes = Bytes(4);
  uint32_t nanos = 0;
  for (char c : bytes) nanos = nanos << 8 | static_cast<uint8_t>(c);
  if (nanos >= kNanosPerSecond) failed_ = true;
  return absl::FromUnixSeconds(seconds) + absl::Nanoseconds(nanos);
}

std::string KeyReader::Bytes(size_t size) {
  if (failed_ || rest_.size() < size) {
    failed_ = true;
    return std::string();
  }
  std::string bytes(rest_.substr(0, size));
  rest_.remove_prefix(size);
  return bytes;
}

std::string KeyReader::Rest() {
  std::string bytes(rest_);
  rest_ = {};
  return bytes;
}

void KeyReader::Tag(char tag) {
  if (Bytes(1) != std::string(1, tag)) failed_ = true;
}

absl::Status KeyReader::Finish(std::string_view family) const {
  if (failed_ || !rest_.empty()) return KeyCorruptError(family);
  return absl::OkStatus();
}

std::string PrefixEnd(std::string_view prefix) {
  std::string end(prefix);
  while (!end.empty() && end.back() == '\xFF') end.pop_back();
  if (!end.empty()) ++end.back();
  return end;
}

}  // namespace trialweave::store
