#include "query/view/postings.h"

namespace trialweave::query {

void Postings::Add(uint32_t row) {
  if (many_ == nullptr && count_ == 0) {
    one_ = row;
    count_ = 1;
    return;
  }
  if (many_ == nullptr) {
    if (row == one_) return;
    many_ = std::make_unique<Rows>();
    many_->add(one_);
  }
  if (many_->addChecked(row)) ++count_;
}

void Postings::Remove(uint32_t row) {
  if (many_ != nullptr) {
    if (many_->removeChecked(row)) --count_;
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
  if (many_ != nullptr) return many_->and_cardinality(rows);
  return count_ == 1 && rows.contains(one_) ? 1 : 0;
}

void Postings::AddTo(Rows& rows) const {
  if (many_ != nullptr) {
    rows |= *many_;
  } else if (count_ == 1) {
    rows.add(one_);
  }
}

Rows Postings::Within(const Rows& rows) const {
  if (many_ != nullptr) return *many_ & rows;
  Rows found;
  if (count_ == 1 && rows.contains(one_)) found.add(one_);
  return found;
}

}  // namespace trialweave::query
