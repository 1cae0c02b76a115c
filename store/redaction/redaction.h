#ifndef TRIALWEAVE_STORE_REDACTION_REDACTION_H_
#define TRIALWEAVE_STORE_REDACTION_REDACTION_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "store/commit/write_context.h"
#include "trialweave/v1/store_admin.pb.h"

namespace trialweave::store {

// Puts a tombstone in the place of archived bytes and reports that on the changelog; bytes that were erased before stay
// so. Until the database's files are rewritten the bytes are still on the disk. INVALID_ARGUMENT (INVALID_FIELD),
// NOT_FOUND (DOCUMENT_NOT_FOUND), DATA_LOSS, UNAVAILABLE.
absl::Status EraseDocument(const v1::RedactDocumentRequest& request, WriteContext& context, uint64_t* sequence);

// The records that were read from a document, and the dead letters with its bytes, by name. Reads all states.
// DATA_LOSS, UNAVAILABLE.
absl::StatusOr<std::vector<std::string>> RecordsOf(const Reader& reader, const std::string& raw_digest);

// Archives bytes unless they were erased before. `frame` is of compressed_frame.h. DATA_LOSS, UNAVAILABLE.
absl::Status ArchiveRaw(const std::string& raw_digest, std::string_view frame, WriteContext& context);

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_REDACTION_REDACTION_H_
