#ifndef TRIALWEAVE_COMMON_COMPRESSION_H_
#define TRIALWEAVE_COMMON_COMPRESSION_H_

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace trialweave::common {

// Appends `bytes` as one zstd frame (RFC 8878) of level 1: cores are worth more here than the last tenth of the space
// (about 500 MB/s a core). False, and nothing is appended, when the frame would be no smaller.
bool AppendCompressed(std::string_view bytes, std::string* out);

// The bytes of a frame of AppendCompressed, of which there must be `size`; false, and `bytes` is unspecified, when
// there are not. No more than `size` is ever allocated, whatever the frame says.
bool Decompress(std::string_view frame, size_t size, std::string* bytes);

// A zstd dictionary (RFC 8878, 5): what is compressed with it is decompressed with it only. Immutable, so threads may
// share it.
class CompressionDictionary {
 public:
  // `bytes` are a trained dictionary's, or of any content.
  explicit CompressionDictionary(std::string bytes);
  ~CompressionDictionary();
  CompressionDictionary(const CompressionDictionary&) = delete;
  CompressionDictionary& operator=(const CompressionDictionary&) = delete;

  const std::string& bytes() const { return bytes_; }
  // As above. Level 3 would be a tenth smaller, but its tables do not fit a core's cache of 512 KiB: twice as long
  // where two dictionaries take turns.
  bool AppendCompressed(std::string_view bytes, std::string* out) const;
  bool Decompress(std::string_view frame, size_t size, std::string* bytes) const;

 private:
  struct Prepared;

  const std::string bytes_;
  const std::unique_ptr<const Prepared> prepared_;
};

}  // namespace trialweave::common

#endif  // TRIALWEAVE_COMMON_COMPRESSION_H_
