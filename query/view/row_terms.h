#ifndef TRIALWEAVE_QUERY_VIEW_ROW_TERMS_H_
#define TRIALWEAVE_QUERY_VIEW_ROW_TERMS_H_

#include <cstdint>
#include <vector>

namespace trialweave::query {

// RowTerms holds which terms each row has, as numbers below 2^31: four bytes a row, and more for rows with several.
// Not thread-safe.
class RowTerms {
 public:
  // The row does not have the term yet.
  void Add(uint32_t row, uint32_t term);
  // The row has the term.
  void Remove(uint32_t row, uint32_t term);

  // Calls `visit` with each term of the row.
  template <typename Visit>
  void ForEach(uint32_t row, Visit visit) const {
    const uint32_t at = row < rows_.size() ? rows_[row] : kNone;
    if (at == kNone) return;
    if (at < kSeveral) return visit(at);
    for (const uint32_t term : several_[at - kSeveral]) visit(term);
  }

 private:
  static constexpr uint32_t kSeveral = uint32_t{1} << 31;
  static constexpr uint32_t kNone = UINT32_MAX;

  // kNone, the one term, or kSeveral and a place in several_.
  std::vector<uint32_t> rows_;
  std::vector<std::vector<uint32_t>> several_;
  std::vector<uint32_t> free_;
};

}  // namespace trialweave::query

#endif  // TRIALWEAVE_QUERY_VIEW_ROW_TERMS_H_
