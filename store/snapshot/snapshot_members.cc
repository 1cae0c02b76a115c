#include "store/snapshot/snapshot_members.h"

#include <algorithm>
#include <memory>
#include <string_view>

#include "store/errors.h"
#include "store/ledger/run_name.h"
#include "trialweave/storage/v1/storage.pb.h"

namespace trialweave::store {
namespace {

constexpr std::string_view kRegistrations = "registrations/";

}  // namespace

absl::StatusOr<std::vector<std::string>> ReadSnapshotMembers(const Reader& reader, const RunKey& run, uint64_t first,
                                                             uint64_t last) {
  std::vector<std::string> members;
  std::unique_ptr<Cursor> cursor = reader.Scan(Family::kOutcomes);
  uint64_t ordinal = first;
  for (cursor->Seek(EncodeOutcome(run, first)); ordinal <= last; cursor->Next(), ++ordinal) {
    if (absl::Status status = cursor->status(); !status.ok()) return status;
    if (!cursor->Valid() || cursor->key() != EncodeOutcome(run, ordinal)) {
      return OrdinalsMissingError(RunName(run), last, ordinal);
    }
    storage::v1::StoredOutcome outcome;
    if (absl::Status status = UnwrapTo(Family::kOutcomes, cursor->value(), &outcome); !status.ok()) return status;
    if (outcome.outcome() == v1::OUTCOME_DEAD_LETTERED) return SnapshotIncompleteError(RunName(run), ordinal);
    if (outcome.record().compare(0, kRegistrations.size(), kRegistrations) != 0) continue;
    members.push_back(outcome.record().substr(kRegistrations.size()));
  }
  std::sort(members.begin(), members.end());
  members.erase(std::unique(members.begin(), members.end()), members.end());
  return members;
}

}  // namespace trialweave::store
