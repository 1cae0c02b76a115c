#ifndef TRIALWEAVE_NORMALIZER_EVIDENCE_REVIEW_KIND_H_
#define TRIALWEAVE_NORMALIZER_EVIDENCE_REVIEW_KIND_H_

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "normalizer/evidence/ev_reading.h"

namespace trialweave::normalizer {

// Whether a publication reports a study of its own, or tells of others'.
enum class ReviewKind {
  kNone,
  kNarrative,
  // Pools what others measured: systematic reviews, meta-analyses.
  kSystematic,
};

// Where the word "review" stands, when a publication type or title ends with it. No term of the vocabulary, since prose
// has it everywhere.
std::optional<size_t> FinalReviewAt(std::string_view text);

// By the publication's stated types; where they name no kind of evidence, by its titles. A type of a study goes before
// one of a review, and a case report is one whatever literature it reviews.
ReviewKind ReviewKindOf(const std::vector<ReadText>& texts);

}  // namespace trialweave::normalizer

#endif  // TRIALWEAVE_NORMALIZER_EVIDENCE_REVIEW_KIND_H_
