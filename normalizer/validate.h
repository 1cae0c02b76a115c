#ifndef TRIALWEAVE_NORMALIZER_VALIDATE_H_
#define TRIALWEAVE_NORMALIZER_VALIDATE_H_

#include "absl/status/status.h"
#include "normalizer/formats/parse_result.h"
#include "trialweave/config/v1/config.pb.h"
#include "trialweave/v1/pipeline.pb.h"

namespace trialweave::normalizer {

// INVALID_ARGUMENT (CONFIG_INVALID): no store address that a client can use, a negative number, limits larger
// than a message can be.
absl::Status ValidateConfig(const config::v1::NormalizerConfig& config);

// The limits of `config`, defaults filled in.
ParseLimits LimitsOf(const config::v1::NormalizerConfig& config);

// INVALID_ARGUMENT (CONTENT_DIGEST_MISMATCH) when the bytes are not those that the digest names.
absl::Status ValidateDigest(const v1::RecordDocument& document);

// INVALID_ARGUMENT (DOCUMENT_INCOMPLETE): no content or no format, and no cause.
absl::Status ValidateForNormalize(const v1::RecordDocument& document);

}  // namespace trialweave::normalizer

#endif  // TRIALWEAVE_NORMALIZER_VALIDATE_H_
