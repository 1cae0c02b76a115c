#include "query/view/postings.h"

#include <algorithm>

namespace trialweave::query {

absl::Span<const uint32_t> Postings::Few() const {
  if (several_ != nullptr) return several_->few;
  return {&one_, count_};
}

void Postings::AddToFew(uint32_t row) {
  std::vector<uint32_t>& few = several_->few;
  const auto place = std::lower_bound(few.begin(), few.end(), row);
  if (place != few.end() && *place == row) return;
  few.insert(place, row);
  if (++count_ <= kFew) return;
  several_->rows = std::make_unique<Rows>(few.size(), few.data());
  std::vector<uint32_t>().swap(few);
}

void Postings::Add(uint32_t row) {
  if (several_ == nullptr && count_ == 0) {
    one_ = row;
    count_ = 1;
    return;
  }
  if (several_ == nullptr) {
    if (row == one_) return;
    several_ = std::make_unique<Several>();
    several_->few.push_back(one_);
  }
  if (!IsBitmap()) return AddToFew(row);
  if (several_->rows->addChecked(row)) ++count_;
}

void Postings::Remove(uint32_t row) {
  if (IsBitmap()) {
    if (several_->rows->removeChecked(row)) --count_;
  } else if (several_ != nullptr) {
    std::vector<uint32_t>& few = several_->few;
    const auto place = std::lower_bound(few.begin(), few.end(), row);
    if (place == few.end() || *place != row) return;
    few.erase(place);
    --count_;
  } else if (count_ == 1 && one_ == row) {
    count_ = 0;
  }
}

Rows Postings::ToRows() const {
  Rows rows;
  AddTo(rows);
  return rows;
}

uint64_t Postings::CountIn(const Rows& rows) const {
  if (IsBitmap()) return several_->rows->and_cardinality(rows);
  const auto few = Few();
  return static_cast<uint64_t>(std::count_if(few.begin(), few.end(), [&](uint32_t row) { return rows.contains(row); }));
}

void Postings::AddTo(Rows& rows) const {
  if (IsBitmap()) {
    rows |= *several_->rows;
  } else {
    rows.addMany(Few().size(), Few().data());
  }
}

Rows Postings::Within(const Rows& rows) const {
  if (IsBitmap()) return *several_->rows & rows;
  Rows found;
  for (const uint32_t row : Few()) {
    if (rows.contains(row)) found.add(row);
  }
  return found;
}

}  // namespace trialweave::query
