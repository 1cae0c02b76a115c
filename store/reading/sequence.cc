#include "store/reading/sequence.h"

#include <memory>

#include "store/format/keys.h"

namespace trialweave::store {

absl::StatusOr<uint64_t> NewestSequence(const Reader& reader) {
  const std::unique_ptr<Cursor> cursor = reader.Scan(Family::kChangelog);
  cursor->SeekForPrev(EncodeSequence(~uint64_t{0}));
  if (absl::Status status = cursor->status(); !status.ok()) return status;
  if (!cursor->Valid()) return 0;
  return DecodeSequence(cursor->key());
}

}  // namespace trialweave::store
