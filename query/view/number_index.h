#ifndef TRIALWEAVE_QUERY_VIEW_NUMBER_INDEX_H_
#define TRIALWEAVE_QUERY_VIEW_NUMBER_INDEX_H_

#include <cstdint>
#include <vector>

#include "query/view/postings.h"

namespace trialweave::query {

// NumberIndex holds one number for each of some rows, and finds those with large ones without looking at all of them.
// Not thread-safe.
class NumberIndex {
 public:
  // The row has none yet.
  void Add(uint32_t row, int64_t number);
  void Remove(uint32_t row);
  // Of a row that has one.
  int64_t Of(uint32_t row) const { return numbers_[row]; }
  // Those of `rows` whose number is `low` or more. All of them have one.
  Rows AtLeast(int64_t low, const Rows& rows) const;

 private:
  // By row.
  std::vector<int64_t> numbers_;
  // By exponent: the rows whose number is at least that power of two.
  std::vector<Rows> at_least_;
};

}  // namespace trialweave::query

#endif  // TRIALWEAVE_QUERY_VIEW_NUMBER_INDEX_H_
