#include "store/commit/changelog_trimmer.h"

#include <algorithm>
#include <string>
#include <utility>

#include "common/log.h"
#include "common/status.h"

namespace trialweave::store {
namespace {

// About 10 ms of the committer's time.
constexpr uint64_t kStretch = 1000;

}  // namespace

void ChangelogTrimmer::Check() {
  if (entries_ == 0 || under_way_ || given_up_) return;
  if (Count() > entries_ + entries_ / 10) DropStretch();
}

void ChangelogTrimmer::DropStretch() {
  under_way_ = true;
  CommitItem item;
  item.apply = [this](WriteContext& context) {
    const uint64_t first = changelog_->first_retained();
    const uint64_t drop = std::min(kStretch, Count() - std::min(Count(), entries_));
    return drop == 0 ? absl::OkStatus() : changelog_->DropBefore(first + drop, &context.transaction());
  };
  item.done = [this](const absl::Status& status) { OnDropped(status); };
  committer_->Submit(std::move(item));
}

void ChangelogTrimmer::OnDropped(const absl::Status& status) {
  under_way_ = false;
  if (status.code() == absl::StatusCode::kDataLoss) {
    given_up_ = true;
    common::LogError("the changelog's oldest entries cannot be read, and are kept",
                     {{"error", std::string(status.message())}, {"reason", common::ErrorReason(status)}});
  }
  // Until there are no more than are to be kept. A store that takes no changes now tries again with the next one.
  if (status.ok() && Count() > entries_) DropStretch();
}

}  // namespace trialweave::store
