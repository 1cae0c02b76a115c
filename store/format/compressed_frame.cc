#include "store/format/compressed_frame.h"

#include <algorithm>
#include <utility>

#include "common/sha256.h"
#include "store/errors.h"

namespace trialweave::store {
namespace {

constexpr char kPlain = 0;
constexpr char kZstd = 1;
constexpr size_t kHeaderSize = 1 + 4 + 8;

// The big-endian number in all of `bytes`.
uint64_t NumberIn(std::string_view bytes) {
  uint64_t number = 0;
  for (const char byte : bytes) number = number << 8 | static_cast<uint8_t>(byte);
  return number;
}

std::string Header(char codec, uint32_t dictionary, uint64_t size) {
  std::string header(1, codec);
  for (int shift = 24; shift >= 0; shift -= 8) header.push_back(static_cast<char>(dictionary >> shift));
  for (int shift = 56; shift >= 0; shift -= 8) header.push_back(static_cast<char>(size >> shift));
  return header;
}

}  // namespace

FrameDictionary::FrameDictionary(std::string bytes)
    : id(std::max<uint32_t>(static_cast<uint32_t>(NumberIn(common::Sha256(bytes).substr(0, 4))), 1)),
      zstd(std::move(bytes)) {}

std::string CompressFrame(std::string_view bytes, const FrameDictionary* dictionary) {
  std::string compressed = Header(kZstd, dictionary == nullptr ? 0 : dictionary->id, bytes.size());
  const bool smaller = dictionary == nullptr ? common::AppendCompressed(bytes, &compressed)
                                             : dictionary->zstd.AppendCompressed(bytes, &compressed);
  if (smaller) return compressed;
  std::string frame = Header(kPlain, 0, bytes.size());
  frame.append(bytes);
  return frame;
}

uint32_t DictionaryIdOf(std::string_view frame) {
  return frame.size() < kHeaderSize ? 0 : static_cast<uint32_t>(NumberIn(frame.substr(1, 4)));
}

absl::StatusOr<std::string> DecompressFrame(std::string_view frame, const FrameDictionary* dictionary) {
  if (frame.size() < kHeaderSize) return FrameCorruptError("shorter than its header");
  const uint32_t id = DictionaryIdOf(frame);
  if (id != 0 && (dictionary == nullptr || dictionary->id != id)) return FrameCorruptError("unknown dictionary");
  const uint64_t size = NumberIn(frame.substr(5, 8));
  if (size > kMaxFrameBytes) return FrameCorruptError("larger than any document");
  const std::string_view body = frame.substr(kHeaderSize);
  if (frame[0] == kPlain) {
    if (body.size() != size) return FrameCorruptError("size differs");
    return std::string(body);
  }
  if (frame[0] != kZstd) return FrameCorruptError("unknown codec");
  std::string bytes;
  const bool whole = id == 0 ? common::Decompress(body, size, &bytes) : dictionary->zstd.Decompress(body, size, &bytes);
  if (!whole) return FrameCorruptError("does not decompress");
  return bytes;
}

}  // namespace trialweave::store
