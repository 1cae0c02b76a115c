#include "normalizer/evidence/review_kind.h"

#include <algorithm>

#include "absl/strings/ascii.h"

namespace trialweave::normalizer {
namespace {

// What a text says of the kind of evidence.
struct Said {
  bool study = false;
  bool case_report = false;
  bool systematic = false;
  bool review = false;
};

void Hear(const ReadText& read, Said* said) {
  for (const TermMatch& match : read.terms) {
    if (match.term->category != "evidence_type") continue;
    const std::string& value = match.term->value;
    if (value == "systematic_review") {
      said->systematic = true;
    } else if (value == "review") {
      said->review = true;
    } else {
      said->study = true;
      said->case_report |= value == "case_report";
    }
  }
  said->review |= FinalReviewAt(read.text.text).has_value();
}

ReviewKind KindOf(const Said& said) {
  if (said.systematic) return ReviewKind::kSystematic;
  return said.review ? ReviewKind::kNarrative : ReviewKind::kNone;
}

}  // namespace

std::optional<size_t> FinalReviewAt(std::string_view text) {
  constexpr std::string_view kWord = "review";
  while (!text.empty() && (text.back() == '.' || text.back() == ' ')) text.remove_suffix(1);
  if (text.size() < kWord.size()) return std::nullopt;
  const size_t at = text.size() - kWord.size();
  const bool same = std::equal(kWord.begin(), kWord.end(), text.begin() + at,
                               [](char word, char c) { return word == absl::ascii_tolower(c); });
  return same && (at == 0 || text[at - 1] == ' ') ? std::optional<size_t>(at) : std::nullopt;
}

ReviewKind ReviewKindOf(const std::vector<ReadText>& texts) {
  Said types, titles;
  for (const ReadText& read : texts) {
    if (read.text.role == TextRole::kDesign) Hear(read, &types);
    if (read.text.role == TextRole::kTitle) Hear(read, &titles);
  }
  if (types.study) return ReviewKind::kNone;
  if (types.systematic || types.review) {
    types.systematic |= titles.systematic;
    return KindOf(types);
  }
  return titles.case_report ? ReviewKind::kNone : KindOf(titles);
}

}  // namespace trialweave::normalizer
