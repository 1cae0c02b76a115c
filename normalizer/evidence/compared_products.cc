#include "normalizer/evidence/compared_products.h"

#include <re2/re2.h>

#include <algorithm>

#include "normalizer/evidence/text_parts.h"

namespace trialweave::normalizer {

bool IsComparison(std::string_view title) {
  return HasAny(title, {" versus ", " vs ", " vs. ", "compared", "comparison", "comparing", "comparative",
                        "non-inferior", "noninferior", "对比", "比较", "非劣", "优效", "等效"});
}

namespace {

// Given for itself, not as a placebo or to everybody.
bool IsProductLike(std::string_view comparator) {
  for (std::string_view value : {"hyaluronic_acid", "platelet_product", "corticosteroid", "cells"}) {
    if (comparator == value) return true;
  }
  return false;
}

}  // namespace

bool ComparesEv(const ReadText& title) {
  constexpr size_t kReach = 80;
  const bool compares = IsComparison(title.text.text);
  for (const Mention& ev : title.mentions) {
    if (!ev.ev() || ev.use == MentionUse::kMeasured || ev.use == MentionUse::kDenied) continue;
    for (const TermMatch& other : title.terms) {
      if (other.term->category != "comparator" || Overlap(other, ev.match) || !IsProductLike(other.term->value))
        continue;
      const TermMatch& first = ev.match.offset < other.offset ? ev.match : other;
      const TermMatch& second = ev.match.offset < other.offset ? other : ev.match;
      if (second.offset - first.end() > kReach) continue;
      const std::string_view gap = title.text.text.substr(first.end(), second.offset - first.end());
      if (HasAny(gap, {"plus", "+", ";", ":", ". ", "with or without", "combin", "联合", "加"})) continue;
      const size_t begin = first.offset - std::min(first.offset, kReach);
      const std::string_view before = title.text.text.substr(begin, first.offset - begin);
      // "Exosomes or hyaluronic acid", "exosomes, stem cells or hyaluronic acid"
      if (ev.match.offset == first.offset && (gap == " or " || (gap.starts_with(", ") && HasPart(gap, " or "))))
        return true;
      if (HasPart(gap, " against ")) return true;
      if (!compares) continue;
      if (IsComparison(gap) || (HasAny(before, {"comparison of", "comparing", "compare", "比较"}) &&
                                HasAny(gap, {",", " and ", " or ", " with ", "、", "与", "和"}))) {
        return true;
      }
    }
  }
  return false;
}

bool SetsAgainst(std::string_view before) {
  static const re2::RE2 against("(?i)\\b(?:versus|vs\\.?|compar(?:ed|e|ing|ison) (?:to|with)) ((?:[\\w/-]+ ){0,3}?)$");
  // "Versus placebo with", "graft versus host disease after"
  static const re2::RE2 more("(?i)\\b(?:placebo|saline|with|and|plus|after|by|in|host)\\b");
  re2::StringPiece between;
  return re2::RE2::PartialMatch(re2::StringPiece(before.data(), before.size()), against, &between) &&
         !re2::RE2::PartialMatch(between, more);
}

std::set<std::string> ControlsOf(const ReadText& title) {
  constexpr size_t kReach = 60;
  std::set<std::string> controls;
  bool behind_ev = false;
  for (const Mention& mention : title.mentions) {
    behind_ev |= mention.ev();
    const size_t begin = mention.match.offset - std::min(mention.match.offset, kReach);
    if (behind_ev && mention.product() && !mention.joined &&
        SetsAgainst(std::string_view(title.text.text).substr(begin, mention.match.offset - begin))) {
      controls.insert(mention.match.term->value);
    }
    const std::string_view behind = title.text.text.substr(mention.match.end());
    for (std::string_view word : {"-controlled", " controlled", "对照", "为对照", "作对照"}) {
      if (mention.product() && behind.starts_with(word)) controls.insert(mention.match.term->value);
    }
  }
  return controls;
}

}  // namespace trialweave::normalizer
