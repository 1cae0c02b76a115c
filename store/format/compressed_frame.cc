#include "store/format/compressed_frame.h"

#include <cstdint>

#include "common/compression.h"
#include "store/errors.h"

namespace trialweave::store {
namespace {

constexpr char kPlain = 0;
constexpr char kZstd = 1;
constexpr size_t kHeaderSize = 1 + 4 + 8;

std::string Header(char codec, uint64_t size) {
  std::string header(1, codec);
  header.append(4, '\0');
  for (int shift = 56; shift >= 0; shift -= 8) header.push_back(static_cast<char>(size >> shift));
  return header;
}

}  // namespace

std::string CompressFrame(std::string_view bytes) {
  std::string compressed = Header(kZstd, bytes.size());
  if (common::AppendCompressed(bytes, &compressed)) return compressed;
  std::string frame = Header(kPlain, bytes.size());
  frame.append(bytes);
  return frame;
}

absl::StatusOr<std::string> DecompressFrame(std::string_view frame) {
  if (frame.size() < kHeaderSize) return FrameCorruptError("shorter than its header");
  if (frame.substr(1, 4) != std::string_view("\0\0\0\0", 4)) return FrameCorruptError("unknown dictionary");
  uint64_t size = 0;
  for (size_t i = 5; i < kHeaderSize; ++i) size = size << 8 | static_cast<uint8_t>(frame[i]);
  if (size > kMaxFrameBytes) return FrameCorruptError("larger than any document");
  const std::string_view body = frame.substr(kHeaderSize);
  if (frame[0] == kPlain) {
    if (body.size() != size) return FrameCorruptError("size differs");
    return std::string(body);
  }
  if (frame[0] != kZstd) return FrameCorruptError("unknown codec");
  std::string bytes;
  if (!common::Decompress(body, size, &bytes)) return FrameCorruptError("does not decompress");
  return bytes;
}

}  // namespace trialweave::store
