#include "store/snapshot/presence.h"

#include <algorithm>

#include "common/timestamps.h"

namespace trialweave::store {
namespace {

bool Covers(const Gap& gap, absl::Time time) {
  return gap.since <= time && (!gap.until.has_value() || time < *gap.until);
}

// The gap that `time` is in; else the first one after it.
std::vector<Gap>::iterator GapAt(absl::Time time, std::vector<Gap>& gaps) {
  return std::find_if(gaps.begin(), gaps.end(), [time](const Gap& gap) { return !gap.until || time < *gap.until; });
}

// The snapshots from `next` to before the registration's first one so far lack it.
void AppearBeforeFirst(absl::Time time, absl::Time next, Presence* presence) {
  if (next < presence->first) presence->gaps.insert(presence->gaps.begin(), Gap{next, presence->first});
  presence->first = time;
}

}  // namespace

bool IsIn(const Presence& presence, absl::Time time) {
  return presence.first <= time &&
         std::none_of(presence.gaps.begin(), presence.gaps.end(), [time](const Gap& gap) { return Covers(gap, time); });
}

void Appear(absl::Time time, std::optional<absl::Time> next, std::optional<Presence>* presence) {
  if (!presence->has_value()) {
    presence->emplace(Presence{time, {}, {}});
    if (next.has_value()) (*presence)->gaps.push_back({*next, std::nullopt});
    return;
  }
  // Before a snapshot that has it there is always a next one.
  if (time < (*presence)->first) return AppearBeforeFirst(time, next.value_or((*presence)->first), &**presence);
  std::vector<Gap>& gaps = (*presence)->gaps;
  auto gap = GapAt(time, gaps);
  if (gap == gaps.end() || !Covers(*gap, time)) return;
  const Gap whole = *gap;
  gap = gaps.erase(gap);
  if (next.has_value() && next != whole.until) gap = gaps.insert(gap, Gap{*next, whole.until});
  if (whole.since < time) gaps.insert(gap, Gap{whole.since, time});
}

void Miss(absl::Time time, std::optional<absl::Time> next, Presence* presence) {
  if (time < presence->first) return;
  const auto gap = GapAt(time, presence->gaps);
  if (gap != presence->gaps.end() && Covers(*gap, time)) return;
  if (gap != presence->gaps.end() && next == gap->since) {
    gap->since = time;
  } else {
    presence->gaps.insert(gap, Gap{time, next});
  }
}

std::optional<OpenAbsence> AbsenceOf(const Presence& presence, absl::Time newest) {
  if (presence.gaps.empty() || presence.gaps.back().until.has_value()) return std::nullopt;
  const absl::Time since = presence.gaps.back().since;
  return OpenAbsence{since, since < newest};
}

Presence FromStored(const storage::v1::StoredPresence& stored) {
  Presence presence{common::FromTimestamp(stored.first_time()), {}, {}};
  for (const storage::v1::StoredGap& gap : stored.gaps()) {
    presence.gaps.push_back({common::FromTimestamp(gap.since_time()), std::nullopt});
    if (gap.has_until_time()) presence.gaps.back().until = common::FromTimestamp(gap.until_time());
  }
  for (const storage::v1::StoredLateMember& late : stored.late()) {
    presence.late.push_back({common::FromTimestamp(late.snapshot_time()), late.sequence()});
  }
  return presence;
}

storage::v1::StoredPresence ToStored(const Presence& presence) {
  storage::v1::StoredPresence stored;
  *stored.mutable_first_time() = common::ToTimestamp(presence.first);
  for (const Gap& gap : presence.gaps) {
    storage::v1::StoredGap* added = stored.add_gaps();
    *added->mutable_since_time() = common::ToTimestamp(gap.since);
    if (gap.until.has_value()) *added->mutable_until_time() = common::ToTimestamp(*gap.until);
  }
  for (const LateMember& late : presence.late) {
    storage::v1::StoredLateMember* added = stored.add_late();
    *added->mutable_snapshot_time() = common::ToTimestamp(late.snapshot);
    added->set_sequence(late.sequence);
  }
  return stored;
}

}  // namespace trialweave::store
