#include "common/compression.h"

#include <memory>
#include <utility>

#include "zstd.h"

namespace trialweave::common {
namespace {

constexpr int kLevel = 1;
// Below this a frame saves nothing worth its header.
constexpr size_t kMinCompressed = 128;

struct Free {
  void operator()(ZSTD_CCtx* context) const { ZSTD_freeCCtx(context); }
  void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
  void operator()(ZSTD_CDict* dictionary) const { ZSTD_freeCDict(dictionary); }
  void operator()(ZSTD_DDict* dictionary) const { ZSTD_freeDDict(dictionary); }
};

// `compress(context, room, capacity)` gives zstd's answer.
template <typename Compress>
bool Append(std::string_view bytes, std::string* out, const Compress& compress) {
  if (bytes.size() < kMinCompressed) return false;
  thread_local const std::unique_ptr<ZSTD_CCtx, Free> context(ZSTD_createCCtx());
  const size_t begin = out->size();
  out->resize(begin + ZSTD_compressBound(bytes.size()));
  const size_t size = compress(context.get(), out->data() + begin, out->size() - begin);
  const bool smaller = !ZSTD_isError(size) && size < bytes.size();
  out->resize(smaller ? begin + size : begin);
  return smaller;
}

// `decompress(context, room)` gives zstd's answer.
template <typename Restore>
bool Restored(std::string_view frame, size_t size, std::string* bytes, const Restore& decompress) {
  // Allocated only when zstd's own header agrees: a flipped bit must not balloon.
  if (ZSTD_getFrameContentSize(frame.data(), frame.size()) != size) return false;
  thread_local const std::unique_ptr<ZSTD_DCtx, Free> context(ZSTD_createDCtx());
  bytes->resize(size);
  const size_t got = decompress(context.get(), bytes->data());
  return !ZSTD_isError(got) && got == size;
}

}  // namespace

bool AppendCompressed(std::string_view bytes, std::string* out) {
  return Append(bytes, out, [&](ZSTD_CCtx* context, char* room, size_t capacity) {
    return ZSTD_compressCCtx(context, room, capacity, bytes.data(), bytes.size(), kLevel);
  });
}

bool Decompress(std::string_view frame, size_t size, std::string* bytes) {
  return Restored(frame, size, bytes, [&](ZSTD_DCtx* context, char* room) {
    return ZSTD_decompressDCtx(context, room, size, frame.data(), frame.size());
  });
}

struct CompressionDictionary::Prepared {
  std::unique_ptr<ZSTD_CDict, Free> compressing;
  std::unique_ptr<ZSTD_DDict, Free> decompressing;
};

CompressionDictionary::CompressionDictionary(std::string bytes)
    : bytes_(std::move(bytes)),
      prepared_(new Prepared{std::unique_ptr<ZSTD_CDict, Free>(ZSTD_createCDict(bytes_.data(), bytes_.size(), kLevel)),
                             std::unique_ptr<ZSTD_DDict, Free>(ZSTD_createDDict(bytes_.data(), bytes_.size()))}) {}

CompressionDictionary::~CompressionDictionary() = default;

bool CompressionDictionary::AppendCompressed(std::string_view bytes, std::string* out) const {
  return Append(bytes, out, [&](ZSTD_CCtx* context, char* room, size_t capacity) {
    return ZSTD_compress_usingCDict(context, room, capacity, bytes.data(), bytes.size(), prepared_->compressing.get());
  });
}

bool CompressionDictionary::Decompress(std::string_view frame, size_t size, std::string* bytes) const {
  return Restored(frame, size, bytes, [&](ZSTD_DCtx* context, char* room) {
    return ZSTD_decompress_usingDDict(context, room, size, frame.data(), frame.size(), prepared_->decompressing.get());
  });
}

}  // namespace trialweave::common
