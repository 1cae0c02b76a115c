#ifndef TRIALWEAVE_STORE_READING_RAW_DOCUMENT_H_
#define TRIALWEAVE_STORE_READING_RAW_DOCUMENT_H_

#include <string>

#include "absl/status/statusor.h"
#include "store/database/database.h"
#include "trialweave/storage/v1/storage.pb.h"

namespace trialweave::store {

// The archived bytes of a document, or what stands in their place.
struct RawDocument {
  std::string content;
  bool redacted = false;
  // When redacted.
  storage::v1::StoredRedaction redaction;
};

// `digest` has 32 bytes. NOT_FOUND (DOCUMENT_NOT_FOUND). DATA_LOSS (RAW_CORRUPT, FRAME_CORRUPT, VALUE_CORRUPT): the
// bytes are not those that were archived.
absl::StatusOr<RawDocument> ReadRawDocument(const Reader& reader, const std::string& digest);

// The value that takes the place of erased bytes:
//
//   erased = 0x02 StoredRedaction
//
// 2 is no codec of compressed_frame.h, so that a release that does not know it takes it for corrupt and serves nothing.
std::string WrapRedaction(const storage::v1::StoredRedaction& redaction);

// Whether the bytes of `digest` were erased. DATA_LOSS, UNAVAILABLE.
absl::StatusOr<bool> IsRedacted(const Reader& reader, const std::string& digest);

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_READING_RAW_DOCUMENT_H_
