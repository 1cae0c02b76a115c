#include "query/page_token.h"

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "common/sha256.h"
#include "query/query_errors.h"

namespace trialweave::query {
namespace {

//   token    = base64url( payload checksum )
//   payload  = 0x01 sequence:u64 total_size:u64 filter:8 after_name      big-endian
//   filter   = first 8 bytes of SHA-256 of the filter as given, or of what else the token is bound to (order_by.h)
//   checksum = first 8 bytes of SHA-256 of kPurpose and the payload
// The checksum tells tokens of ours from what is none; it is no secret, a token grants nothing.
constexpr char kPurpose[] = "trialweave ListTrials page token";
constexpr char kVersion = 1;
constexpr size_t kHashBytes = 8;
constexpr size_t kFixedBytes = 1 + 8 + 8 + kHashBytes;
constexpr size_t kMaxTokenBytes = 1024;

std::string ShortHash(const std::string& text) { return common::Sha256(text).substr(0, kHashBytes); }

void AppendU64(uint64_t value, std::string& out) {
  for (int shift = 56; shift >= 0; shift -= 8) out.push_back(static_cast<char>(value >> shift));
}

uint64_t ReadU64(const std::string& in, size_t at) {
  uint64_t value = 0;
  for (size_t i = 0; i < 8; ++i) value = value << 8 | static_cast<unsigned char>(in[at + i]);
  return value;
}

}  // namespace

std::string EncodePageToken(const PageToken& token, const std::string& filter) {
  std::string payload(1, kVersion);
  AppendU64(token.sequence, payload);
  AppendU64(static_cast<uint64_t>(token.total_size), payload);
  payload += ShortHash(filter);
  payload += token.after_name;
  return absl::WebSafeBase64Escape(payload + ShortHash(kPurpose + payload));
}

absl::StatusOr<PageToken> DecodePageToken(const std::string& text, const std::string& filter) {
  std::string bytes;
  if (text.size() > kMaxTokenBytes || !absl::WebSafeBase64Unescape(text, &bytes) ||
      bytes.size() < kFixedBytes + kHashBytes || bytes[0] != kVersion) {
    return PageTokenInvalid("not a token of this service");
  }
  const std::string payload = bytes.substr(0, bytes.size() - kHashBytes);
  if (ShortHash(kPurpose + payload) != bytes.substr(payload.size())) return PageTokenInvalid("damaged");
  if (payload.substr(17, kHashBytes) != ShortHash(filter))
    return PageTokenInvalid("it belongs to another filter or order_by");
  PageToken token;
  token.sequence = ReadU64(payload, 1);
  token.total_size = static_cast<int64_t>(ReadU64(payload, 9));
  token.after_name = payload.substr(kFixedBytes);
  return token;
}

}  // namespace trialweave::query
