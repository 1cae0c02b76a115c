#ifndef TRIALWEAVE_STORE_FORMAT_COMPRESSED_FRAME_H_
#define TRIALWEAVE_STORE_FORMAT_COMPRESSED_FRAME_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "common/compression.h"

namespace trialweave::store {

struct FrameDictionary {
  // Bytes 0 to 3 of the SHA-256 of the dictionary, so it names what it is; never 0.
  uint32_t id = 0;
  common::CompressionDictionary zstd;

  explicit FrameDictionary(std::string bytes);
};

// Our own compression of raw documents and records, so that the database need not know it:
//
//   frame      = codec:u8 dictionary:u32 size:u64 bytes     big-endian
//   codec      = 0 (as it is) | 1 (zstd, RFC 8878)
//   dictionary = 0: none; else the id of one that the store has (store/compression/stored_dictionary.h)
//   size       = bytes when decompressed
//
// Small or incompressible bytes stay as they are. `dictionary` may be null.
std::string CompressFrame(std::string_view bytes, const FrameDictionary* dictionary = nullptr);

// Id of the dictionary that a frame needs; 0 for none, and for what is no frame.
uint32_t DictionaryIdOf(std::string_view frame);

// At most kMaxFrameBytes. DATA_LOSS (FRAME_CORRUPT): not a frame, another codec or dictionary, or it does not
// yield `size` bytes.
absl::StatusOr<std::string> DecompressFrame(std::string_view frame, const FrameDictionary* dictionary = nullptr);

// Larger than any message that reaches the store (service_runner.h).
inline constexpr size_t kMaxFrameBytes = 256 * 1024 * 1024;

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_FORMAT_COMPRESSED_FRAME_H_
