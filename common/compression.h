#ifndef TRIALWEAVE_COMMON_COMPRESSION_H_
#define TRIALWEAVE_COMMON_COMPRESSION_H_

#include <cstddef>
#include <string>
#include <string_view>

namespace trialweave::common {

// Appends `bytes` as one zstd frame (RFC 8878) of level 1: cores are worth more here than the last tenth of the space
// (about 500 MB/s a core). False, and nothing is appended, when the frame would be no smaller.
bool AppendCompressed(std::string_view bytes, std::string* out);

// The bytes of a frame of AppendCompressed, of which there must be `size`; false, and `bytes` is unspecified, when
// there are not. No more than `size` is ever allocated, whatever the frame says.
bool Decompress(std::string_view frame, size_t size, std::string* bytes);

}  // namespace trialweave::common

#endif  // TRIALWEAVE_COMMON_COMPRESSION_H_
