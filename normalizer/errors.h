#ifndef TRIALWEAVE_NORMALIZER_ERRORS_H_
#define TRIALWEAVE_NORMALIZER_ERRORS_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"

namespace trialweave::normalizer {

// UNAVAILABLE (STORE_UNAVAILABLE): the stream to the store broke; documents without an answer are to be sent again.
absl::Status StoreUnavailable(const absl::Status& cause);
// UNAVAILABLE (SHUTTING_DOWN).
absl::Status ShuttingDown();
// INVALID_ARGUMENT (CONTENT_DIGEST_MISMATCH): the bytes are not those that the digest names.
absl::Status ContentDigestMismatch(const std::string& run, uint64_t ordinal);
// INVALID_ARGUMENT (DOCUMENT_INCOMPLETE): nothing can be normalized without it.
absl::Status DocumentIncomplete(const std::string& what);
// INVALID_ARGUMENT (CONFIG_INVALID).
absl::Status ConfigInvalid(const std::string& what);

}  // namespace trialweave::normalizer

#endif  // TRIALWEAVE_NORMALIZER_ERRORS_H_
