#include "normalizer/validate.h"

#include "common/config.h"
#include "common/sha256.h"
#include "normalizer/errors.h"

namespace trialweave::normalizer {
namespace {

// A document travels with its record in one message (64 MiB).
constexpr int64_t kMaxDocumentBytes = 32 * 1024 * 1024;
constexpr int kMaxDepth = 2'000;
constexpr int kMaxThreads = 1'024;
constexpr int kMaxWindow = 100'000;

}  // namespace

absl::Status ValidateConfig(const config::v1::NormalizerConfig& config) {
  if (const absl::Status status = common::ValidatePeerAddress(config.store(), "store"); !status.ok()) return status;
  if (config.window_documents() < 0 || config.window_documents() > kMaxWindow) {
    return ConfigInvalid("window_documents is 1 to 100000; 0 means 256");
  }
  if (config.threads() < 0 || config.threads() > kMaxThreads)
    return ConfigInvalid("threads is 1 to 1024; 0 means one per core");
  if (config.max_document_bytes() < 0 || config.max_document_bytes() > kMaxDocumentBytes) {
    return ConfigInvalid("max_document_bytes is 1 to 33554432; 0 means 16 MiB");
  }
  if (config.max_depth() < 0 || config.max_depth() > kMaxDepth)
    return ConfigInvalid("max_depth is 1 to 2000; 0 means 200");
  return absl::OkStatus();
}

ParseLimits LimitsOf(const config::v1::NormalizerConfig& config) {
  ParseLimits limits;
  if (config.max_document_bytes() > 0) limits.max_bytes = static_cast<size_t>(config.max_document_bytes());
  if (config.max_depth() > 0) limits.max_depth = config.max_depth();
  return limits;
}

absl::Status ValidateDigest(const v1::RecordDocument& document) {
  if (document.content_sha256() == common::Sha256(document.content())) return absl::OkStatus();
  return ContentDigestMismatch(document.run(), document.ordinal());
}

absl::Status ValidateForNormalize(const v1::RecordDocument& document) {
  if (document.has_cause()) return absl::OkStatus();
  if (document.content().empty()) return DocumentIncomplete("content");
  if (document.format().empty()) return DocumentIncomplete("format");
  return absl::OkStatus();
}

}  // namespace trialweave::normalizer
