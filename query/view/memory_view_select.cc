// How a MemoryView selects and lists trials.
#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "query/view/memory_view.h"
#include "query/view/view_errors.h"

namespace trialweave::query {
namespace {

// Trials that are read between two looks at the lock and at the caller.
constexpr size_t kChunk = 256;

bool IsGone(const std::function<bool()>& cancelled) { return cancelled && cancelled(); }

}  // namespace

absl::StatusOr<Verdict> MemoryView::Open(const Filter& filter, uint64_t sequence, TrialSelection& selection) const {
  absl::ReaderMutexLock lock(&mutex_);
  selection.position = position_;
  selection.sequence = sequence == 0 ? position_.sequence : sequence;
  selection.generation = generation_;
  // Pinned before the lock is let go, so that the writer keeps what this read needs.
  if (!pins_.Acquire(selection.sequence, selection.sequence == position_.sequence)) {
    return SnapshotExpired(selection.sequence, position_.sequence);
  }
  selection.pin = std::make_shared<SnapshotPin>(&pins_, clock_, selection.sequence);
  return trials_.Evaluate(filter.root(), selection.sequence);
}

absl::StatusOr<Rows> MemoryView::Verify(const Filter& filter, const Rows& trials, const TrialSelection& selection,
                                        const std::function<bool()>& cancelled) const {
  std::vector<uint32_t> numbers(trials.cardinality());
  trials.toUint32Array(numbers.data());
  Rows matching;
  for (size_t begin = 0; begin < numbers.size(); begin += kChunk) {
    if (IsGone(cancelled)) return Cancelled();
    const size_t end = std::min(numbers.size(), begin + kChunk);
    for (const SelectedTrial& each : Fetch(selection, {numbers.begin() + begin, numbers.begin() + end})) {
      if (filter.Matches(Unpacked<v1::Trial>(*each.record))) matching.add(each.number);
    }
  }
  return matching;
}

absl::StatusOr<TrialSelection> MemoryView::Select(const Filter& filter, uint64_t sequence,
                                                  const std::function<bool()>& cancelled) const {
  TrialSelection selection;
  auto verdict = Open(filter, sequence, selection);
  if (!verdict.ok()) return verdict.status();
  const auto verified = Verify(filter, verdict->may - verdict->sure, selection, cancelled);
  if (!verified.ok()) return verified.status();
  if (!Holds(selection)) return SnapshotExpired(selection.sequence, selection.position.sequence);
  selection.trials = verdict->sure | *verified;
  return selection;
}

bool MemoryView::Holds(const TrialSelection& selection) const {
  absl::ReaderMutexLock lock(&mutex_);
  return selection.generation == generation_;
}

std::vector<SelectedTrial> MemoryView::Fetch(const TrialSelection& selection,
                                             const std::vector<uint32_t>& numbers) const {
  std::vector<SelectedTrial> trials;
  trials.reserve(numbers.size());
  absl::ReaderMutexLock lock(&mutex_);
  if (selection.generation != generation_) return trials;
  for (const uint32_t number : numbers) {
    SharedRecord record = trials_.VersionAt(number, selection.sequence);
    if (record != nullptr) trials.push_back({number, trials_.IdOf(number), std::move(record)});
  }
  return trials;
}

std::vector<SelectedTrial> MemoryView::Ordered(const TrialSelection& selection, const Rows& among,
                                               const TrialOrder& order, const std::string& after, size_t limit) const {
  std::vector<uint32_t> numbers;
  {
    absl::ReaderMutexLock lock(&mutex_);
    if (selection.generation != generation_) return {};
    numbers = trials_.Ordered(among, selection.sequence, order, after, limit);
  }
  return Fetch(selection, numbers);
}

Rows MemoryView::NumbersOf(const TrialSelection& selection, const std::vector<std::string>& ids) const {
  Rows numbers;
  absl::ReaderMutexLock lock(&mutex_);
  if (selection.generation != generation_) return numbers;
  for (const std::string& id : ids) {
    const auto number = trials_.NumberOf(id);
    if (number && trials_.VersionAt(*number, selection.sequence) != nullptr) numbers.add(*number);
  }
  return numbers;
}

uint64_t MemoryView::ReadColumns(const TrialSelection& selection, const Rows& among, bool registrations,
                                 const Visit& visit) const {
  absl::ReaderMutexLock lock(&mutex_);
  std::vector<ColumnPart> parts;
  if (selection.generation != generation_) {
    // Nothing of it is there.
  } else if (registrations) {
    parts.push_back({&registration_columns_.columns(), registration_columns_.Of(among)});
  } else {
    TrialTable::Located located = trials_.Locate(among, selection.sequence);
    parts.push_back({&trials_.columns(), std::move(located.newest)});
    if (!located.past.isEmpty()) parts.push_back({&trials_.past_columns(), std::move(located.past)});
  }
  visit(parts);
  return position_.sequence;
}

absl::Status MemoryView::FillTrials(const TrialQuery& query, const TrialSelection& selection, const Verdict& verdict,
                                    TrialPage& page) const {
  const bool all_sure = verdict.may == verdict.sure;
  const size_t page_size = static_cast<size_t>(query.page_size);
  size_t limit = all_sure ? page_size + 1 : std::max(page_size + 1, kChunk);
  size_t bytes = 0;
  std::string after(absl::StripPrefix(query.after_name, "trials/"));
  while (true) {
    if (IsGone(query.cancelled)) return Cancelled();
    const std::vector<SelectedTrial> chunk = Ordered(selection, verdict.may, query.order, after, limit);
    for (const SelectedTrial& each : chunk) {
      if (page.records.size() == page_size && all_sure) {
        page.more = true;
        return absl::OkStatus();
      }
      ++page.examined;
      if (!verdict.sure.contains(each.number) && !query.filter.Matches(Unpacked<v1::Trial>(*each.record))) continue;
      if (page.records.size() == page_size ||
          (!page.records.empty() && bytes + each.record->size() > query.max_page_bytes)) {
        page.more = true;
        return absl::OkStatus();
      }
      bytes += each.record->size();
      page.records.push_back(each);
    }
    if (chunk.size() < limit) return absl::OkStatus();
    after = chunk.back().id;
    limit *= 2;
  }
}

absl::StatusOr<Read<TrialPage>> MemoryView::ListTrials(const TrialQuery& query) const {
  TrialSelection selection;
  auto verdict = Open(query.filter, query.sequence, selection);
  if (!verdict.ok()) return verdict.status();
  Read<TrialPage> page;
  page.position = selection.position;
  page.value.sequence = selection.sequence;
  const std::string after(absl::StripPrefix(query.after_name, "trials/"));
  if (!after.empty() && !query.order.keys.empty() && NumbersOf(selection, {after}).isEmpty()) {
    return SnapshotExpired(selection.sequence, selection.position.sequence);
  }
  if (!query.total_size) {
    const Rows unsure = verdict->may - verdict->sure;
    const auto verified = Verify(query.filter, unsure, selection, query.cancelled);
    if (!verified.ok()) return verified.status();
    page.value.examined = static_cast<int64_t>(unsure.cardinality());
    verdict->sure |= *verified;
    verdict->may = verdict->sure;
  }
  page.value.total_size = query.total_size.value_or(static_cast<int64_t>(verdict->sure.cardinality()));
  const absl::Status status = FillTrials(query, selection, *verdict, page.value);
  if (!status.ok()) return status;
  if (!Holds(selection)) return SnapshotExpired(selection.sequence, selection.position.sequence);
  if (page.value.more) selection.pin->KeepForToken();
  return page;
}

}  // namespace trialweave::query
