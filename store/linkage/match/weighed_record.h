#ifndef TRIALWEAVE_STORE_LINKAGE_MATCH_WEIGHED_RECORD_H_
#define TRIALWEAVE_STORE_LINKAGE_MATCH_WEIGHED_RECORD_H_

#include <array>
#include <cstddef>

#include "store/linkage/match/match_record.h"
#include "store/linkage/match/word_frequencies.h"

namespace trialweave::store {

// WeighedRecord is a record with its words' information, looked up once. Immutable.
class WeighedRecord {
 public:
  // `record` outlives it.
  WeighedRecord(const MatchRecord& record, const WordFrequencies& frequencies);

  const MatchRecord& record() const { return record_; }
  // The words of a part and, place by place, their information; together `Total`. Of the parts up to kWeighedParts.
  static constexpr size_t kWeighedParts = static_cast<size_t>(MatchPart::kPrimaryOutcomes) + 1;
  TokenSpan words(MatchPart part) const { return record_.part(part); }
  const float* information(MatchPart part) const { return &information_[begins_[static_cast<size_t>(part)]]; }
  double Total(MatchPart part) const { return totals_[static_cast<size_t>(part)]; }
  // Of one title.
  double TitleTotal(size_t title) const { return titles_[title]; }
  // Words of titles, conditions and interventions, sorted, each once.
  TokenSpan subject() const { return TokenSpan(subject_).first(subject_size_); }
  const float* subject_information() const { return subject_information_.data(); }

 private:
  void WeighTitles();
  void CollectSubject();

  const MatchRecord& record_;
  std::array<size_t, kWeighedParts> begins_;
  std::array<double, kWeighedParts> totals_;
  std::array<double, kMostTitles> titles_;
  std::array<float, kWeighedParts * kMostValues> information_;
  size_t subject_size_ = 0;
  std::array<uint32_t, 3 * kMostValues> subject_;
  std::array<float, 3 * kMostValues> subject_information_;
};

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_LINKAGE_MATCH_WEIGHED_RECORD_H_
