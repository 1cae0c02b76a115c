#include "store/format/compressed_frame.h"

#include <cstdint>
#include <memory>

#include "store/errors.h"
#include "zstd.h"

namespace trialweave::store {
namespace {

constexpr char kPlain = 0;
constexpr char kZstd = 1;
constexpr size_t kHeaderSize = 1 + 4 + 8;
// Below this a zstd frame saves nothing worth its header.
constexpr size_t kMinCompressed = 128;
// Level 1: the store's cores are worth more than the last tenth of the disk (zstd about 500 MB/s a core).
constexpr int kLevel = 1;

struct FreeContext {
  void operator()(ZSTD_CCtx* context) const { ZSTD_freeCCtx(context); }
  void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
};

std::string Header(char codec, uint64_t size) {
  std::string header(1, codec);
  header.append(4, '\0');
  for (int shift = 56; shift >= 0; shift -= 8) header.push_back(static_cast<char>(size >> shift));
  return header;
}

}  // namespace

std::string CompressFrame(std::string_view bytes) {
  if (bytes.size() >= kMinCompressed) {
    thread_local const std::unique_ptr<ZSTD_CCtx, FreeContext> context(ZSTD_createCCtx());
    std::string frame = Header(kZstd, bytes.size());
    frame.resize(kHeaderSize + ZSTD_compressBound(bytes.size()));
    const size_t size = ZSTD_compressCCtx(context.get(), frame.data() + kHeaderSize, frame.size() - kHeaderSize,
                                          bytes.data(), bytes.size(), kLevel);
    if (!ZSTD_isError(size) && size < bytes.size()) {
      frame.resize(kHeaderSize + size);
      return frame;
    }
  }
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
  // The size is allocated only when zstd's own header agrees: a flipped bit must not balloon.
  if (ZSTD_getFrameContentSize(body.data(), body.size()) != size) return FrameCorruptError("size differs");
  thread_local const std::unique_ptr<ZSTD_DCtx, FreeContext> context(ZSTD_createDCtx());
  std::string bytes(size, '\0');
  const size_t got = ZSTD_decompressDCtx(context.get(), bytes.data(), bytes.size(), body.data(), body.size());
  if (ZSTD_isError(got) || got != size) return FrameCorruptError("does not decompress");
  return bytes;
}

}  // namespace trialweave::store
