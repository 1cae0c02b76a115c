// How a TrialTable puts trials in order.
#include <algorithm>
#include <utility>

#include "query/view/trial_table.h"

namespace trialweave::query {
namespace {

// Whether going through all names until `limit` of `count` are met is less work than sorting those by their places,
// each of which takes several times less than a name does.
bool NamesAreFaster(uint64_t names, uint64_t count, uint64_t limit) {
  const uint64_t steps = limit >= count ? names : names / count * limit;
  return 8 * steps < count;
}

}  // namespace

// What a trial is ordered by.
struct TrialTable::SortRow {
  uint32_t number = 0;
  // Of its name.
  uint64_t place = 0;
  // By key of the order: whether it is missing, then the value, its complement where the key descends.
  absl::InlinedVector<std::pair<bool, int64_t>, 2> keys;
};

TrialTable::SortRow TrialTable::SortRowOf(uint32_t number, uint64_t sequence, const TrialOrder& order) const {
  SortRow row;
  row.number = number;
  row.place = places_[number];
  const Version* version = newest_from_[number] <= sequence && NewestOf(slots_[number]) != nullptr
                               ? nullptr
                               : FindVersion(slots_[number], sequence);
  const TrialColumns& columns = version == nullptr ? columns_ : past_columns_;
  for (const TrialOrder::Key& key : order.keys) {
    if (key.field == Field::kName) break;
    const auto value = columns.SortKey(key.field, version == nullptr ? number : version->past_row);
    row.keys.emplace_back(!value.has_value(), key.descending ? ~value.value_or(0) : value.value_or(0));
  }
  return row;
}

std::vector<uint32_t> TrialTable::OrderedByName(const Rows& trials, const std::string& after, size_t limit) const {
  std::vector<uint32_t> ordered;
  const uint64_t count = trials.cardinality();
  if (count > 0 && NamesAreFaster(numbers_.size(), count, limit)) {
    for (auto entry = numbers_.upper_bound(after); entry != numbers_.end() && ordered.size() < limit; ++entry) {
      if (trials.contains(entry->second)) ordered.push_back(entry->second);
    }
    return ordered;
  }
  const auto first = numbers_.upper_bound(after);
  if (first == numbers_.end()) return ordered;
  std::vector<std::pair<uint64_t, uint32_t>> placed;
  placed.reserve(count);
  ForEachRow(trials, [&, low = places_[first->second]](uint32_t number) {
    if (places_[number] >= low) placed.emplace_back(places_[number], number);
  });
  const size_t kept = std::min(limit, placed.size());
  std::partial_sort(placed.begin(), placed.begin() + kept, placed.end());
  for (size_t i = 0; i < kept; ++i) ordered.push_back(placed[i].second);
  return ordered;
}

std::vector<uint32_t> TrialTable::Ordered(const Rows& trials, uint64_t sequence, const TrialOrder& order,
                                          const std::string& after, size_t limit) const {
  if (order.keys.empty()) return OrderedByName(trials, after, limit);
  const auto name = std::find_if(order.keys.begin(), order.keys.end(),
                                 [](const TrialOrder::Key& key) { return key.field == Field::kName; });
  const bool names_descend = name != order.keys.end() && name->descending;
  const auto before = [names_descend](const SortRow& a, const SortRow& b) {
    if (a.keys != b.keys) return a.keys < b.keys;
    return names_descend ? b.place < a.place : a.place < b.place;
  };
  std::optional<SortRow> bound;
  if (const auto number = after.empty() ? std::nullopt : NumberOf(after)) bound = SortRowOf(*number, sequence, order);
  std::vector<SortRow> rows;
  ForEachRow(trials, [&](uint32_t number) {
    SortRow row = SortRowOf(number, sequence, order);
    if (!bound || before(*bound, row)) rows.push_back(std::move(row));
  });
  const size_t kept = std::min(limit, rows.size());
  std::partial_sort(rows.begin(), rows.begin() + kept, rows.end(), before);
  std::vector<uint32_t> ordered(kept);
  std::transform(rows.begin(), rows.begin() + kept, ordered.begin(), [](const SortRow& row) { return row.number; });
  return ordered;
}

}  // namespace trialweave::query
