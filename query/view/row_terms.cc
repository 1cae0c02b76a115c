#include "query/view/row_terms.h"

#include <algorithm>

namespace trialweave::query {

void RowTerms::Add(uint32_t row, uint32_t term) {
  if (rows_.size() <= row) rows_.resize(row + 1, kNone);
  uint32_t& at = rows_[row];
  if (at == kNone) {
    at = term;
  } else if (at >= kSeveral) {
    several_[at - kSeveral].push_back(term);
  } else {
    uint32_t place = static_cast<uint32_t>(several_.size());
    if (free_.empty()) {
      several_.emplace_back();
    } else {
      place = free_.back();
      free_.pop_back();
    }
    several_[place] = {at, term};
    at = kSeveral + place;
  }
}

void RowTerms::Remove(uint32_t row, uint32_t term) {
  uint32_t& at = rows_[row];
  if (at < kSeveral) {
    at = kNone;
    return;
  }
  std::vector<uint32_t>& terms = several_[at - kSeveral];
  terms.erase(std::find(terms.begin(), terms.end(), term));
  if (terms.size() > 1) return;
  free_.push_back(at - kSeveral);
  at = terms[0];
  std::vector<uint32_t>().swap(terms);
}

}  // namespace trialweave::query
