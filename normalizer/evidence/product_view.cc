#include "normalizer/evidence/product_view.h"

#include <algorithm>

namespace trialweave::normalizer {
namespace {

template <typename Is>
bool AnyMention(const ReadText& read, const Is& is) {
  return std::any_of(read.mentions.begin(), read.mentions.end(), is);
}

}  // namespace

bool ProductView::IsComparator(const ReadText& read) const {
  const std::vector<bool>& flags =
      read.text.role == TextRole::kArm ? kind_.comparator_arms : kind_.comparator_interventions;
  const auto index = static_cast<size_t>(read.text.item);
  return IsItem(read) && index < flags.size() && flags[index];
}

bool ProductView::IsProductMention(const Mention& mention) const {
  if (mention.use == MentionUse::kMeasured || mention.use == MentionUse::kDenied) return false;
  if (IsEvs()) return mention.ev();
  return mention.product() || mention.ev();
}

bool ProductView::HasProduct(const ReadText& read) const {
  return AnyMention(read, [this](const Mention& mention) { return IsProductMention(mention); });
}

bool ProductView::HasProduct(const ReadText& read, const Sentence& sentence) const {
  return AnyMention(
      read, [&](const Mention& mention) { return sentence.Has(mention.match.offset) && IsProductMention(mention); });
}

bool ProductView::HasOwnProduct(const ReadText& read) const {
  const std::string_view own = class_ == v1::PRODUCT_CLASS_CELLS                ? "cells"
                               : class_ == v1::PRODUCT_CLASS_PLATELET_PRODUCT   ? "platelet_product"
                               : class_ == v1::PRODUCT_CLASS_CONDITIONED_MEDIUM ? "conditioned_medium"
                               : class_ == v1::PRODUCT_CLASS_OTHER_BIOLOGIC     ? "other_biologic"
                                                                                : "";
  return AnyMention(read, [&](const Mention& mention) {
    return IsProductMention(mention) && (mention.ev() || mention.match.term->value == own);
  });
}

bool ProductView::IsNearProduct(const ReadText& read, const TermMatch& match) const {
  const Sentence& sentence = read.SentenceOf(match);
  const Sentence& before = SentenceAt(read.sentences, sentence.begin == 0 ? 0 : sentence.begin - 1);
  return AnyMention(read, [&](const Mention& mention) {
    return !mention.source() && mention.use != MentionUse::kDenied &&
           (sentence.Has(mention.match.offset) || before.Has(mention.match.offset));
  });
}

bool ProductView::InScope(const ReadText& read) const {
  switch (read.text.role) {
    case TextRole::kTitle:
    case TextRole::kSummary:
    case TextRole::kDescription:
    case TextRole::kKeyword:
      return true;
    case TextRole::kIntervention:
    case TextRole::kArm:
      return !IsComparator(read) || HasOwnProduct(read);
    default:
      return false;
  }
}

}  // namespace trialweave::normalizer
