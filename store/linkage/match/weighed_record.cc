#include "store/linkage/match/weighed_record.h"

#include <algorithm>
#include <iterator>
#include <limits>

namespace trialweave::store {

WeighedRecord::WeighedRecord(const MatchRecord& record, const WordFrequencies& frequencies) : record_(record) {
  size_t end = 0;
  for (size_t part = 0; part < kWeighedParts; ++part) {
    begins_[part] = end;
    totals_[part] = 0;
    for (const uint32_t word : words(static_cast<MatchPart>(part))) {
      const double information = frequencies.Information(word);
      information_[end++] = static_cast<float>(information);
      totals_[part] += information;
    }
  }
  WeighTitles();
  CollectSubject();
}

void WeighedRecord::WeighTitles() {
  const size_t words = record_.part(MatchPart::kTitleWords).size();
  for (size_t title = 0; title < record_.titles(); ++title) {
    titles_[title] = 0;
    for (size_t word = 0; word < words; ++word)
      titles_[title] += record_.TitleHas(title, word) ? information_[word] : 0;
  }
}

void WeighedRecord::CollectSubject() {
  static constexpr MatchPart kParts[] = {MatchPart::kTitleWords, MatchPart::kConditions, MatchPart::kInterventions};
  constexpr uint64_t kEnd = std::numeric_limits<uint64_t>::max();
  std::array<size_t, std::size(kParts)> at = {};
  const auto next = [&](size_t i) {
    const TokenSpan words = record_.part(kParts[i]);
    return at[i] < words.size() ? uint64_t{words[at[i]]} : kEnd;
  };
  for (;;) {
    const uint64_t titles = next(0), conditions = next(1), interventions = next(2);
    const uint64_t least = std::min(titles, std::min(conditions, interventions));
    if (least == kEnd) return;
    const size_t of = titles == least ? 0 : conditions == least ? 1 : 2;
    subject_[subject_size_] = static_cast<uint32_t>(least);
    subject_information_[subject_size_++] = information(kParts[of])[at[of]];
    at[0] += titles == least ? 1 : 0;
    at[1] += conditions == least ? 1 : 0;
    at[2] += interventions == least ? 1 : 0;
  }
}

}  // namespace trialweave::store
