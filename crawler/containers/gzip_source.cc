#include "crawler/containers/gzip_source.h"

#include <zlib.h>

#include <algorithm>
#include <cstring>

#include "absl/strings/str_cat.h"
#include "crawler/containers/container_error.h"

namespace trialweave::crawler {
namespace {

constexpr size_t kInputBytes = 64 * 1024;
// 15 bits of window, +16 for a gzip wrapper (zlib manual, inflateInit2).
constexpr int kGzipWindowBits = 15 + 16;

}  // namespace

struct GzipSource::Inflater {
  z_stream stream = {};
  bool live = false;
  ~Inflater() {
    if (live) inflateEnd(&stream);
  }
};

GzipSource::GzipSource(ByteSource* inner, const ContainerLimits& limits) : inner_(inner), limits_(limits) {}
GzipSource::~GzipSource() = default;

absl::Status GzipSource::Refill() {
  input_.erase(0, input_pos_);
  input_pos_ = 0;
  const size_t old = input_.size();
  input_.resize(old + kInputBytes);
  absl::StatusOr<size_t> n = inner_->Read(input_.data() + old, kInputBytes);
  input_.resize(old + (n.ok() ? *n : 0));
  if (!n.ok()) return n.status();
  bytes_in_ += *n;
  if (*n == 0) inner_ended_ = true;
  return absl::OkStatus();
}

absl::Status GzipSource::Sniff() {
  sniffed_ = true;
  while (input_.size() < 2 && !inner_ended_) {
    if (absl::Status status = Refill(); !status.ok()) return status;
  }
  if (input_.size() < 2 || input_[0] != '\x1f' || input_[1] != '\x8b') return absl::OkStatus();
  inflater_ = std::make_unique<Inflater>();
  if (inflateInit2(&inflater_->stream, kGzipWindowBits) != Z_OK) return LimitExceededError("no memory to decompress");
  inflater_->live = true;
  return absl::OkStatus();
}

absl::Status GzipSource::Account(size_t bytes) {
  bytes_out_ += bytes;
  if (bytes_out_ > limits_.max_bytes) {
    return LimitExceededError(absl::StrCat("container is larger than ", limits_.max_bytes, " bytes"));
  }
  if (inflater_ != nullptr && bytes_out_ > limits_.ratio_grace_bytes && bytes_out_ / limits_.max_ratio > bytes_in_) {
    return LimitExceededError(
        absl::StrCat("container decompresses to more than ", limits_.max_ratio, " times its size"));
  }
  return absl::OkStatus();
}

absl::StatusOr<size_t> GzipSource::Read(char* buffer, size_t size) {
  if (!sniffed_) {
    if (absl::Status status = Sniff(); !status.ok()) return status;
  }
  absl::StatusOr<size_t> n = inflater_ == nullptr ? ReadPlain(buffer, size) : ReadInflated(buffer, size);
  if (!n.ok() || *n == 0) return n;
  if (absl::Status status = Account(*n); !status.ok()) return status;
  return n;
}

absl::StatusOr<size_t> GzipSource::ReadPlain(char* buffer, size_t size) {
  if (input_pos_ == input_.size()) return inner_ended_ ? absl::StatusOr<size_t>(0) : inner_->Read(buffer, size);
  const size_t n = std::min(size, input_.size() - input_pos_);
  std::memcpy(buffer, input_.data() + input_pos_, n);
  input_pos_ += n;
  return n;
}

absl::StatusOr<bool> GzipSource::NextMember() {
  while (input_.size() - input_pos_ < 2 && !inner_ended_) {
    if (absl::Status status = Refill(); !status.ok()) return status;
  }
  // Zeros after the last member are padding (RFC 1952 leaves them to the application; gzip ignores them).
  while (input_pos_ < input_.size() && input_[input_pos_] == '\0') {
    if (++input_pos_ == input_.size() && !inner_ended_) {
      if (absl::Status status = Refill(); !status.ok()) return status;
    }
  }
  if (input_pos_ == input_.size()) return false;
  if (input_[input_pos_] != '\x1f') return MalformedError("bytes after the end of the gzip stream");
  inflateReset(&inflater_->stream);
  return true;
}

absl::StatusOr<size_t> GzipSource::ReadInflated(char* buffer, size_t size) {
  z_stream& z = inflater_->stream;
  size_t produced = 0;
  while (!done_ && produced == 0) {
    if (input_pos_ == input_.size() && !inner_ended_) {
      if (absl::Status status = Refill(); !status.ok()) return status;
    }
    z.next_in = reinterpret_cast<Bytef*>(input_.data() + input_pos_);
    z.avail_in = static_cast<uInt>(input_.size() - input_pos_);
    z.next_out = reinterpret_cast<Bytef*>(buffer);
    z.avail_out = static_cast<uInt>(std::min<size_t>(size, 1 << 30));
    const uInt room = z.avail_out;
    const int rc = inflate(&z, Z_NO_FLUSH);
    input_pos_ = input_.size() - z.avail_in;
    produced = room - z.avail_out;
    if (rc == Z_STREAM_END) {
      absl::StatusOr<bool> more = NextMember();
      // What was produced goes out first; the fault comes back with the next call.
      if (!more.ok()) {
        if (produced == 0) return more.status();
        continue;
      }
      done_ = !*more;
    } else if (rc != Z_OK && rc != Z_BUF_ERROR) {
      if (produced == 0) return MalformedError("damaged gzip data");
    } else if (produced == 0 && inner_ended_ && input_pos_ == input_.size()) {
      return TruncatedError("the gzip stream ends before it is complete");
    }
  }
  return produced;
}

absl::StatusOr<std::string> ReadAll(absl::string_view body, uint64_t max_bytes) {
  StringSource source(body);
  ContainerLimits limits;
  limits.max_bytes = max_bytes;
  GzipSource decompressed(&source, limits);
  std::string text;
  std::string buffer(64 * 1024, '\0');
  for (;;) {
    absl::StatusOr<size_t> n = decompressed.Read(buffer.data(), buffer.size());
    if (!n.ok()) return n.status();
    if (*n == 0) return text;
    text.append(buffer, 0, *n);
  }
}

}  // namespace trialweave::crawler
