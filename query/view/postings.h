#ifndef TRIALWEAVE_QUERY_VIEW_POSTINGS_H_
#define TRIALWEAVE_QUERY_VIEW_POSTINGS_H_

#include <cstdint>
#include <memory>

#include "roaring/roaring.hh"

namespace trialweave::query {

// Rows is a set of row numbers.
using Rows = ::Roaring;

// Postings are the rows that have one value: a bitmap, or the bare number while there is only one, as of identifiers.
// Not thread-safe.
class Postings {
 public:
  void Add(uint32_t row);
  void Remove(uint32_t row);
  bool empty() const { return count_ == 0; }
  uint64_t size() const { return count_; }
  Rows ToRows() const;
  // How many of them are in `rows`.
  uint64_t CountIn(const Rows& rows) const;
  void AddTo(Rows& rows) const;
  Rows Within(const Rows& rows) const;

 private:
  // Set when there is, or was, more than one.
  std::unique_ptr<Rows> many_;
  uint32_t one_ = 0;
  uint32_t count_ = 0;
};

// The numbers in ascending order.
template <typename Visit>
void ForEachRow(const Rows& rows, Visit visit) {
  roaring_uint32_iterator_t at;
  roaring_init_iterator(&rows.roaring, &at);
  while (at.has_value) {
    visit(at.current_value);
    roaring_advance_uint32_iterator(&at);
  }
}

}  // namespace trialweave::query

#endif  // TRIALWEAVE_QUERY_VIEW_POSTINGS_H_
