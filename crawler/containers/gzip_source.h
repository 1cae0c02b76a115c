#ifndef TRIALWEAVE_CRAWLER_CONTAINERS_GZIP_SOURCE_H_
#define TRIALWEAVE_CRAWLER_CONTAINERS_GZIP_SOURCE_H_

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "crawler/containers/byte_source.h"

namespace trialweave::crawler {

// Limits of one container. A deflate stream expands at most 1,032 times (zlib's technical notes); real
// registry exports reach about 30, so a higher ratio past the grace is a bomb.
struct ContainerLimits {
  uint64_t max_bytes = 16ULL << 30;  // after decompression
  uint64_t max_ratio = 200;
  uint64_t ratio_grace_bytes = 16ULL << 20;
};

// GzipSource hands on its inner source's bytes, decompressed when they begin with a gzip header (RFC 1952;
// several members in a row are one stream). Owns nothing but its buffers; `inner` must outlive it.
// Read fails with LIMIT_EXCEEDED past the limits, TRUNCATED inside a member, MALFORMED on bad data.
class GzipSource : public ByteSource {
 public:
  GzipSource(ByteSource* inner, const ContainerLimits& limits);
  ~GzipSource() override;
  absl::StatusOr<size_t> Read(char* buffer, size_t size) override;

 private:
  struct Inflater;
  absl::Status Sniff();
  absl::StatusOr<size_t> ReadPlain(char* buffer, size_t size);
  absl::StatusOr<size_t> ReadInflated(char* buffer, size_t size);
  // Next member of a multi-member stream; false at the end of the input.
  absl::StatusOr<bool> NextMember();
  absl::Status Refill();
  absl::Status Account(size_t bytes);

  ByteSource* const inner_;
  const ContainerLimits limits_;
  std::unique_ptr<Inflater> inflater_;
  bool sniffed_ = false;
  bool inner_ended_ = false;
  bool done_ = false;
  std::string input_;
  size_t input_pos_ = 0;
  uint64_t bytes_in_ = 0;
  uint64_t bytes_out_ = 0;
};

// A small body as a whole, decompressed where it is gzip. The errors of Read; LIMIT_EXCEEDED past `max_bytes`.
absl::StatusOr<std::string> ReadAll(absl::string_view body, uint64_t max_bytes);

}  // namespace trialweave::crawler

#endif  // TRIALWEAVE_CRAWLER_CONTAINERS_GZIP_SOURCE_H_
