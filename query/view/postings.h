#ifndef TRIALWEAVE_QUERY_VIEW_POSTINGS_H_
#define TRIALWEAVE_QUERY_VIEW_POSTINGS_H_

#include <cstdint>
#include <memory>
#include <vector>

#include "absl/types/span.h"
#include "roaring/roaring.hh"

namespace trialweave::query {

// Rows is a set of row numbers.
using Rows = ::Roaring;

// Postings are the rows that have one value: a bitmap, or while they are few their numbers, since most values are of
// few rows and a bitmap costs more than its rows then. Not thread-safe.
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
  // Up to this many are kept as numbers.
  static constexpr uint32_t kFew = 64;

  // Of more than one: `rows` when there are, or were, more than kFew, else `few`.
  struct Several {
    // Ascending.
    std::vector<uint32_t> few;
    std::unique_ptr<Rows> rows;
  };

  void AddToFew(uint32_t row);
  // The numbers of what is no bitmap.
  absl::Span<const uint32_t> Few() const;
  bool IsBitmap() const { return several_ != nullptr && several_->rows != nullptr; }

  std::unique_ptr<Several> several_;
  // Without several_.
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
