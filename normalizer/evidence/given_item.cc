#include "normalizer/evidence/given_item.h"

#include <algorithm>

#include "normalizer/evidence/combination_words.h"
#include "normalizer/evidence/ev_origin.h"
#include "normalizer/evidence/ev_partner.h"

namespace trialweave::normalizer {
namespace {

// "Platelet-rich fibrin"
bool IsOfProduct(const ReadText& read, const TermMatch& partner) {
  return std::any_of(read.mentions.begin(), read.mentions.end(),
                     [&](const Mention& mention) { return mention.product() && Overlap(mention.match, partner); });
}

}  // namespace

void TakeMentions(const ReadText& read, bool name, bool observational, GivenItem* item) {
  for (const Mention& mention : read.mentions) {
    const Support support{&read, mention.match};
    if (mention.source()) continue;
    if (mention.ev()) {
      if (mention.use == MentionUse::kMeasured || mention.use == MentionUse::kComponent ||
          mention.use == MentionUse::kDenied) {
        item->measured |= mention.use == MentionUse::kMeasured;
        continue;
      }
      const bool given = mention.use == MentionUse::kGiven || (!observational && (name || mention.origin_named));
      item->named_given |= name && mention.use == MentionUse::kGiven;
      item->ev_product |= name && item->product_kind;
      if (given) (name ? item->ev_names : item->ev_texts).push_back(support);
      for (const TermMatch& partner : read.terms) {
        if (!IsPartnerTerm(*partner.term) || IsOfProduct(read, partner)) continue;
        if (IsPartner(read, mention.match, partner)) {
          item->joined_products.emplace(PartnerName(*partner.term), Support{&read, partner});
        }
      }
      if (!name) continue;
      if (const auto partner = PartnerByWords(read, mention.match)) {
        item->joined_products.emplace(kNamedPartner, Support{&read, *partner});
      }
    } else if (mention.use != MentionUse::kOrigin && mention.use != MentionUse::kProductOrigin) {
      // "MSC derived", of a product that is named elsewhere.
      if (!name && SaysOrigin(read, mention.match)) continue;
      if (mention.joined) item->joined_products.emplace(mention.match.term->value, support);
      if (mention.listed) item->listed_products.emplace(mention.match.term->value, support);
      (name ? item->products : item->description_products).emplace(mention.match.term->value, support);
    }
  }
}

}  // namespace trialweave::normalizer
