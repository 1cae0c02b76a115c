#include "query/watch/trial_watch.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/field_diff.h"
#include "common/status.h"
#include "common/timestamps.h"
#include "query/view/view_errors.h"

namespace trialweave::query {
namespace {

constexpr size_t kItems = 32;
constexpr absl::Duration kDefaultInterval = absl::Seconds(30);
constexpr absl::Duration kShortestInterval = absl::Seconds(1);
constexpr absl::Duration kLongestInterval = absl::Hours(1);

absl::Status WatchInvalid(const std::string& field, const std::string& why) {
  return common::MakeError(absl::StatusCode::kInvalidArgument, "WATCH_INVALID", absl::StrCat(field, ": ", why));
}

absl::StatusOr<absl::Duration> IntervalOf(const v1::WatchTrialsRequest& request) {
  if (!request.has_bookmark_interval()) return kDefaultInterval;
  const absl::Duration interval =
      absl::Seconds(request.bookmark_interval().seconds()) + absl::Nanoseconds(request.bookmark_interval().nanos());
  if (interval < kShortestInterval || interval > kLongestInterval) {
    return WatchInvalid("bookmark_interval", absl::StrCat(absl::FormatDuration(interval), " is not within 1s and 1h"));
  }
  return interval;
}

std::optional<v1::Trial> TrialOf(const SharedRecord& record) {
  if (record == nullptr) return std::nullopt;
  return Unpacked<v1::Trial>(*record);
}

}  // namespace

absl::StatusOr<std::unique_ptr<TrialWatch>> TrialWatch::Create(const v1::WatchTrialsRequest& request,
                                                               const TrialLog* log, const TrialSelector* selector) {
  if (request.initial_state() && request.has_after_sequence()) {
    return WatchInvalid("after_sequence", "goes without initial_state, which begins now");
  }
  auto filter = Filter::Parse(request.filter());
  if (!filter.ok()) return filter.status();
  auto mask = ReadMask::For<v1::Trial>(request.read_mask());
  if (!mask.ok()) return mask.status();
  auto interval = IntervalOf(request);
  if (!interval.ok()) return interval.status();
  std::unique_ptr<TrialWatch> watch(new TrialWatch(log, selector));
  watch->filter_ = *std::move(filter);
  watch->mask_ = *std::move(mask);
  watch->bookmark_interval_ = *interval;
  watch->initial_state_ = request.initial_state();
  watch->begun_ = request.has_after_sequence();
  watch->position_ = request.after_sequence();
  return watch;
}

absl::Status TrialWatch::Begin() {
  begun_ = true;
  // Of what is there, all that matches is told, or nothing.
  auto selection = selector_->Select(initial_state_ ? filter_ : Filter(), 0, nullptr);
  if (!selection.ok()) return selection.status();
  position_ = selection->sequence;
  if (initial_state_) existing_ = *std::move(selection);
  return absl::OkStatus();
}

absl::StatusOr<std::vector<v1::WatchTrialsResponse>> TrialWatch::Next(absl::Time now) {
  if (!begun_) {
    if (absl::Status status = Begin(); !status.ok()) return status;
  }
  std::vector<v1::WatchTrialsResponse> items;
  const absl::Status status = existing_ ? NextExisting(now, items) : NextChanges(now, items);
  if (!status.ok()) return status;
  return items;
}

absl::Status TrialWatch::NextExisting(absl::Time now, std::vector<v1::WatchTrialsResponse>& items) {
  const std::vector<SelectedTrial> trials =
      selector_->Ordered(*existing_, existing_->trials, TrialOrder(), told_, kItems);
  if (!selector_->Holds(*existing_)) return ChangesNotRetained(existing_->sequence, existing_->sequence + 1);
  for (const SelectedTrial& each : trials) {
    v1::TrialChange& change = *items.emplace_back().mutable_change();
    change.set_kind(v1::TRIAL_CHANGE_KIND_EXISTING);
    each.record->Unpack(change.mutable_trial());
    change.set_sequence(change.trial().sequence());
    *change.mutable_commit_time() = change.trial().update_time();
    mask_.Apply(change.mutable_trial());
    told_ = each.id;
  }
  if (trials.size() == kItems) return absl::OkStatus();
  existing_.reset();
  AddBookmark(position_, now, items);
  return absl::OkStatus();
}

absl::Status TrialWatch::NextChanges(absl::Time now, std::vector<v1::WatchTrialsResponse>& items) {
  uint64_t latest = 0;
  while (items.empty()) {
    const auto slice = log_->Read(position_, kItems);
    if (!slice.ok()) return slice.status();
    latest = slice->latest;
    if (slice->up_to == position_) break;
    for (const auto& logged : slice->changes) {
      if (auto shown = Show(*logged)) items.push_back(*std::move(shown));
    }
    position_ = slice->up_to;
  }
  if (now - bookmarked_ >= bookmark_interval_) AddBookmark(latest, now, items);
  return absl::OkStatus();
}

std::optional<v1::WatchTrialsResponse> TrialWatch::Show(const LoggedTrial& logged) const {
  const std::optional<v1::Trial> before = TrialOf(logged.before);
  std::optional<v1::Trial> after = TrialOf(logged.after);
  const bool matched = before && filter_.Matches(*before);
  const bool matches = after && filter_.Matches(*after);
  if (!matched && !matches) return std::nullopt;
  v1::WatchTrialsResponse item;
  v1::TrialChange& change = *item.mutable_change();
  change.set_kind(!after               ? v1::TRIAL_CHANGE_KIND_REMOVED
                  : matched && matches ? v1::TRIAL_CHANGE_KIND_CHANGED
                  : matches            ? v1::TRIAL_CHANGE_KIND_ADDED
                                       : v1::TRIAL_CHANGE_KIND_NO_LONGER_MATCHES);
  if (before && after) {
    for (v1::FieldChange& each : common::DiffTrials(*before, *after)) change.add_changes()->Swap(&each);
  }
  if (!logged.events.empty()) {
    v1::RegistrationEvents& events = *change.add_events();
    events.set_registration_id(logged.registration_id);
    events.mutable_events()->Add(logged.events.begin(), logged.events.end());
  }
  const bool visible =
      change.kind() != v1::TRIAL_CHANGE_KIND_CHANGED || change.changes_size() > 0 || change.events_size() > 0;
  if (!visible) return std::nullopt;
  if (after) {
    change.mutable_trial()->Swap(&*after);
    mask_.Apply(change.mutable_trial());
  }
  change.mutable_trial()->set_name(logged.name);
  change.set_merged_into(logged.merged_into);
  change.set_rederived(logged.rederived);
  change.set_sequence(logged.sequence);
  *change.mutable_commit_time() = common::ToTimestamp(logged.commit_time);
  return item;
}

void TrialWatch::AddBookmark(uint64_t latest, absl::Time now, std::vector<v1::WatchTrialsResponse>& items) {
  v1::WatchBookmark& bookmark = *items.emplace_back().mutable_bookmark();
  bookmark.set_sequence(position_);
  bookmark.set_latest_sequence(latest);
  bookmarked_ = now;
}

}  // namespace trialweave::query
