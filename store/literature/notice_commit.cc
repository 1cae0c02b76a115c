#include "store/literature/notice_commit.h"

#include <string>
#include <utility>
#include <vector>

#include "common/content_digest.h"
#include "store/document/chain_commit.h"
#include "store/format/compressed_frame.h"
#include "store/format/keys.h"
#include "store/literature/literature_reader.h"
#include "store/literature/record_names.h"

namespace trialweave::store {
namespace {

using ::trialweave::storage::v1::StoredNotice;

absl::Status CountNew(WriteContext& context) {
  absl::StatusOr<storage::v1::StoredTotals*> totals = context.totals();
  if (!totals.ok()) return totals.status();
  (*totals)->set_notices((*totals)->notices() + 1);
  return absl::OkStatus();
}

}  // namespace

absl::Status ChangeNotice(const std::string& key, Origin origin, StoredNotice* stored, WriteContext& context) {
  absl::StatusOr<std::vector<NoticeInput>> inputs = ReadNoticeInputs(context.transaction(), key, *stored);
  if (!inputs.ok()) return inputs.status();
  const v1::RegulatoryNotice notice = MergeNotice(*std::move(inputs));
  const std::string digest = common::ContentDigest(notice);
  if (origin == Origin::kObservation && digest == stored->digest()) return absl::OkStatus();
  stored->set_digest(digest);
  stored->set_revision(stored->revision() + 1);
  storage::v1::StoredNoticeHead head;
  head.set_notice_frame(CompressFrame(notice.SerializeAsString()));
  context.transaction().Write(Family::kNotices, EncodeNoticeHead(stored->name(), stored->revision()), head);
  storage::v1::StoredEntry change;
  change.mutable_notice_changed()->set_name(stored->name());
  change.mutable_notice_changed()->set_revision(stored->revision());
  change.mutable_notice_changed()->set_rederived(origin == Origin::kRederivation);
  context.Append(std::move(change));
  return absl::OkStatus();
}

absl::StatusOr<storage::v1::StoredOutcome> CommitNotice(PreparedDocument& prepared, WriteContext& context) {
  const std::string key(KeyInRecordName(prepared.record_name));
  StoredNotice stored;
  absl::StatusOr<bool> known = context.transaction().Read(Family::kNotices, EncodeNotice(key), &stored);
  if (!known.ok()) return known.status();
  if (!*known) {
    stored.set_name(FoundedName(prepared.record_name));
    if (absl::Status status = CountNew(context); !status.ok()) return status;
  }
  absl::StatusOr<ChainCommitted> chain = CommitToChain(prepared, stored.mutable_chains(), context);
  if (!chain.ok()) return chain.status();
  if (chain->newest_changed) {
    if (absl::Status status = ChangeNotice(key, Origin::kObservation, &stored, context); !status.ok()) return status;
  }
  if (!chain->change.duplicate) context.transaction().Write(Family::kNotices, EncodeNotice(key), stored);
  storage::v1::StoredOutcome outcome;
  outcome.set_record(prepared.record_name);
  outcome.set_outcome(OutcomeOf(!*known, chain->change));
  return outcome;
}

}  // namespace trialweave::store
