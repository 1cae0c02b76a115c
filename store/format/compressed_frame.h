#ifndef TRIALWEAVE_STORE_FORMAT_COMPRESSED_FRAME_H_
#define TRIALWEAVE_STORE_FORMAT_COMPRESSED_FRAME_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace trialweave::store {

// Our own compression of raw documents and records, so that the database need not know it:
//
//   frame      = codec:u8 dictionary:u32 size:u64 bytes     big-endian
//   codec      = 0 (as it is) | 1 (zstd, RFC 8878)
//   dictionary = 0: none; others are reserved
//   size       = bytes when decompressed
//
// Small or incompressible bytes stay as they are.
std::string CompressFrame(std::string_view bytes);

// At most kMaxFrameBytes. DATA_LOSS (FRAME_CORRUPT): not a frame, another codec or dictionary, or it does not
// yield `size` bytes.
absl::StatusOr<std::string> DecompressFrame(std::string_view frame);

// Larger than any message that reaches the store (service_runner.h).
inline constexpr size_t kMaxFrameBytes = 256 * 1024 * 1024;

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_FORMAT_COMPRESSED_FRAME_H_
