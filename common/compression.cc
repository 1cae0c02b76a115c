#include "common/compression.h"

#include <memory>

#include "zstd.h"

namespace trialweave::common {
namespace {

constexpr int kLevel = 1;
// Below this a frame saves nothing worth its header.
constexpr size_t kMinCompressed = 128;

struct FreeContext {
  void operator()(ZSTD_CCtx* context) const { ZSTD_freeCCtx(context); }
  void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
};

}  // namespace

bool AppendCompressed(std::string_view bytes, std::string* out) {
  if (bytes.size() < kMinCompressed) return false;
  thread_local const std::unique_ptr<ZSTD_CCtx, FreeContext> context(ZSTD_createCCtx());
  const size_t begin = out->size();
  out->resize(begin + ZSTD_compressBound(bytes.size()));
  const size_t size =
      ZSTD_compressCCtx(context.get(), out->data() + begin, out->size() - begin, bytes.data(), bytes.size(), kLevel);
  const bool smaller = !ZSTD_isError(size) && size < bytes.size();
  out->resize(smaller ? begin + size : begin);
  return smaller;
}

bool Decompress(std::string_view frame, size_t size, std::string* bytes) {
  // Allocated only when zstd's own header agrees: a flipped bit must not balloon.
  if (ZSTD_getFrameContentSize(frame.data(), frame.size()) != size) return false;
  thread_local const std::unique_ptr<ZSTD_DCtx, FreeContext> context(ZSTD_createDCtx());
  bytes->resize(size);
  const size_t got = ZSTD_decompressDCtx(context.get(), bytes->data(), size, frame.data(), frame.size());
  return !ZSTD_isError(got) && got == size;
}

}  // namespace trialweave::common
