#include "query/view/number_index.h"

#include <bit>

namespace trialweave::query {
namespace {

// How many powers of two are no greater: none for numbers below 1.
size_t PowersUpTo(int64_t number) { return number < 1 ? 0 : std::bit_width(static_cast<uint64_t>(number)); }

}  // namespace

void NumberIndex::Add(uint32_t row, int64_t number) {
  if (numbers_.size() <= row) numbers_.resize(row + 1);
  numbers_[row] = number;
  const size_t powers = PowersUpTo(number);
  if (at_least_.size() < powers) at_least_.resize(powers);
  for (size_t i = 0; i < powers; ++i) at_least_[i].add(row);
}

void NumberIndex::Remove(uint32_t row) {
  for (size_t i = 0; i < PowersUpTo(numbers_[row]); ++i) at_least_[i].remove(row);
}

Rows NumberIndex::AtLeast(int64_t low, const Rows& rows) const {
  const size_t powers = PowersUpTo(low);
  if (powers > at_least_.size()) return Rows();
  // The greatest power that is no greater than `low`, and the next one: only between them is each looked at.
  Rows candidates = powers == 0 ? rows : at_least_[powers - 1] & rows;
  if (powers > 0 && std::has_single_bit(static_cast<uint64_t>(low))) return candidates;
  Rows found = powers < at_least_.size() ? candidates & at_least_[powers] : Rows();
  candidates -= found;
  std::vector<uint32_t> others;
  ForEachRow(candidates, [&](uint32_t row) {
    if (numbers_[row] >= low) others.push_back(row);
  });
  found |= Rows(others.size(), others.data());
  return found;
}

}  // namespace trialweave::query
