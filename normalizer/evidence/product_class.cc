#include "normalizer/evidence/product_class.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include "normalizer/evidence/ev_partner.h"
#include "normalizer/evidence/product_hints.h"
#include "normalizer/evidence/review_kind.h"
#include "normalizer/evidence/text_parts.h"

namespace trialweave::normalizer {
namespace {

class Decider {
 public:
  Decider(const std::vector<ReadText>& texts, const StudyKind& kind)
      : kind_(kind),
        review_(kind.article ? ReviewKindOf(texts) : ReviewKind::kNone),
        hints_(HintsOf(texts, kind, review_)) {}

  ProductDecision Run() {
    ProductDecision decision = GivesEv() ? DecideEv() : DecideOther();
    decision.mentions_ev = hints_.mentions_ev;
    return decision;
  }

 private:
  // What comparators have of EVs that the title measures is measured, too.
  bool ItemsGiveEv() const {
    return std::any_of(hints_.items.begin(), hints_.items.end(), [this](const auto& entry) {
      const GivenItem& item = entry.second;
      return !item.diagnostic && item.HasEv() && !(item.comparator && hints_.title.measured);
    });
  }

  // Products of the arms and interventions that are studied; of an item with EVs what stands beside them in its name.
  // One that is not named as EVs is no pure EV product when its description speaks of conditioned medium or tissue,
  // too.
  std::multimap<std::string, Support> StudiedProducts() const {
    std::multimap<std::string, Support> products = hints_.defined_products;
    // Where arms have no kinds, one that gets platelets and no EVs is what the others are compared with.
    const bool one_each = kind_.untyped_arms && !hints_.title_gives.empty() && ArmsGetOneEach();
    for (const auto& [key, item] : hints_.items) {
      if (item.comparator) continue;
      // One text may tell what all groups get.
      const bool alone = !item.HasEv() || hints_.items.size() == 1;
      const auto add = [&, ev = item.HasEv()](const std::multimap<std::string, Support>& more, bool joined = false) {
        for (const auto& [value, support] : more) {
          const bool compared = (alone && !joined && hints_.compared.count(value) != 0) ||
                                (!ev && one_each && value == "platelet_product");
          if (!compared) products.emplace(value, support);
        }
      };
      add(item.joined_products, /*joined=*/item.HasEv());
      add(item.listed_products);
      add(item.products);
      if (!item.products.empty() || !item.ev_names.empty()) continue;
      std::multimap<std::string, Support> described = item.description_products;
      // "Plasma-derived exosomes" of the title, which the description calls "exosome-rich plasma".
      const bool own_name = item.measured && !hints_.title_gives.empty();
      std::erase_if(described, [&, &item = item](const auto& product) {
        if (own_name && NamesEv(product.second)) return true;
        return !item.ev_texts.empty() && product.first != "conditioned_medium" && product.first != "other_biologic";
      });
      add(described);
    }
    return products;
  }

  static bool NamesEv(const Support& product) {
    return HasAny(std::string_view(product.read->text.text).substr(product.match.offset, product.match.length),
                  {"exosom", "vesic", "外泌体", "囊泡"});
  }

  // EVs stand in arms of comparators, and what the other arms give is something else.
  bool IsComparatorOnly() const {
    bool compared = false, studied = false;
    for (const auto& [key, item] : hints_.items) {
      if (key.first != TextRole::kArm) continue;
      if (item.HasEv() && !item.comparator) return false;
      compared |= item.HasEv();
      studied |= !item.comparator && (!item.products.empty() || !item.description_products.empty());
    }
    return compared && studied;
  }

  bool GivesEv() const {
    if (IsComparatorOnly()) return false;
    const bool items = ItemsGiveEv();
    if (hints_.never_given && !items && hints_.prose_gives.empty()) return false;
    if (kind_.observational && !items && hints_.title_gives.empty()) {
      // A registry of patients who were treated with them.
      return !hints_.prose_gives.empty() && !hints_.title.measured &&
             std::any_of(hints_.items.begin(), hints_.items.end(),
                         [](const auto& entry) { return entry.second.ev_product && !entry.second.diagnostic; });
    }
    if (items && !hints_.title_gives.empty()) return true;
    if (items) return !hints_.title.measured || HasEvName();
    // "Does hyaluronic acid change exosomes?": arms and interventions without any, and they are measured.
    if (!hints_.title_gives.empty()) {
      return hints_.items.empty() || hints_.title_is_sure || hints_.measured.empty() || !hints_.prose_gives.empty();
    }
    // Prose alone: where nothing else says what is given.
    return !hints_.prose_gives.empty() && StudiedProducts().empty() && hints_.title.products.empty() &&
           !hints_.title.measured && !kind_.observational;
  }

  // The title or an intervention's name joins EVs and the partner: "Exosome + microneedling". Where interventions have
  // no kinds, their names are what an arm gets.
  bool NamesTogether(const std::string& partner) const {
    return hints_.title.joined_products.count(partner) != 0 ||
           std::any_of(hints_.items.begin(), hints_.items.end(), [&](const auto& entry) {
             const auto [first, last] = entry.second.joined_products.equal_range(partner);
             return !kind_.untyped_interventions && entry.first.first == TextRole::kIntervention &&
                    !entry.second.comparator &&
                    std::any_of(first, last, [](const auto& product) { return product.second.read->text.name; });
           });
  }

  // One arm gets EVs, another one another product, none both. Where no arms are known, interventions are what a title
  // compares.
  bool ArmsGetOneEach() const {
    bool evs = false, others = false;
    const bool arms = std::any_of(hints_.items.begin(), hints_.items.end(), [](const auto& entry) {
      return entry.first.first == TextRole::kArm && entry.second.HasEv();
    });
    if (!arms && !hints_.compares_ev && !kind_.untyped_arms) return false;
    for (const auto& [key, item] : hints_.items) {
      const bool other = !item.products.empty() || !item.description_products.empty() ||
                         !item.joined_products.empty() || !item.listed_products.empty();
      if (item.HasEv() && other) return false;
      if (arms && key.first != TextRole::kArm) continue;
      evs |= item.HasEv();
      others |= other;
    }
    return evs && others;
  }

  // An arm or intervention that is studied is named as a product other than EVs.
  bool NamesOtherProduct() const {
    return std::any_of(hints_.items.begin(), hints_.items.end(), [](const auto& entry) {
      return !entry.second.comparator && !entry.second.diagnostic && !entry.second.products.empty();
    });
  }

  // A drug or biological that is named as EVs, or an intervention whose name says that EVs are given.
  bool HasEvName() const {
    return std::any_of(hints_.items.begin(), hints_.items.end(), [](const auto& entry) {
      const GivenItem& item = entry.second;
      return !item.diagnostic && ((item.product_kind && !item.ev_names.empty()) || item.named_given);
    });
  }

  ProductDecision DecideEv() const {
    ProductDecision decision;
    const bool items = ItemsGiveEv();
    for (const auto& [key, item] : hints_.items) {
      if (item.diagnostic) continue;
      decision.support.insert(decision.support.end(), item.ev_names.begin(), item.ev_names.end());
      decision.support.insert(decision.support.end(), item.ev_texts.begin(), item.ev_texts.end());
    }
    decision.support.insert(decision.support.end(), hints_.title_gives.begin(), hints_.title_gives.end());
    if (decision.support.empty()) decision.support = hints_.prose_gives;

    std::multimap<std::string, Support> others = StudiedProducts();
    const bool compared = hints_.comparison && ArmsGetOneEach();
    if (compared) {
      // Arms of cells beside those of EVs are studied, too.
      std::erase_if(others, [](const auto& product) { return product.first != "cells"; });
      others.insert(hints_.defined_products.begin(), hints_.defined_products.end());
    }
    for (const auto& [value, support] : hints_.title.products) {
      if (!hints_.comparison && hints_.compared.count(value) == 0) others.emplace(value, support);
    }
    if (!compared) others.insert(hints_.title.listed_products.begin(), hints_.title.listed_products.end());
    others.insert(hints_.title.joined_products.begin(), hints_.title.joined_products.end());
    others.insert(hints_.prose_joined.begin(), hints_.prose_joined.end());
    for (const std::string& partner : hints_.background) {
      const auto [first, last] = others.equal_range(partner);
      const bool drug = first != last && IsTumourDrug(*first->second.match.term);
      if (drug || (IsProcedure(partner) && !NamesTogether(partner))) others.erase(first, last);
    }
    if (hints_.items.empty() && hints_.title_gives.empty()) {
      // Nothing but prose: conditioned medium there makes it uncertain.
      const auto medium = hints_.prose_products.equal_range("conditioned_medium");
      others.insert(medium.first, medium.second);
    }
    if (others.empty()) {
      decision.product_class = v1::PRODUCT_CLASS_PURE_EV;
      decision.confidence = items && !hints_.title_gives.empty()   ? 0.97
                            : items || !hints_.title_gives.empty() ? 0.93
                                                                   : 0.7;
      decision.rule = items ? "ev_intervention" : !hints_.title_gives.empty() ? "ev_title" : "ev_prose";
      return decision;
    }
    const bool medium = others.count("conditioned_medium") != 0;
    // Conditioned medium that is called exosomes elsewhere stays conditioned medium.
    if (medium && !HasOwnEvItem()) {
      decision.product_class = v1::PRODUCT_CLASS_CONDITIONED_MEDIUM;
      decision.confidence = 0.85;
      decision.rule = "medium_beside_ev";
    } else if (!items && others.count("other_biologic") != 0 && hints_.title_gives.empty()) {
      decision.product_class = v1::PRODUCT_CLASS_OTHER_BIOLOGIC;
      decision.confidence = 0.7;
      decision.rule = "biologic_with_ev";
    } else {
      decision.product_class = v1::PRODUCT_CLASS_EV_COMBINED;
      decision.confidence = 0.75;
      decision.rule = "ev_with_other_product";
    }
    for (const auto& [value, support] : others) decision.support.push_back(support);
    return decision;
  }

  // An arm or intervention named as EVs and nothing else.
  bool HasOwnEvItem() const {
    return std::any_of(hints_.items.begin(), hints_.items.end(), [](const auto& entry) {
      return !entry.second.ev_names.empty() && entry.second.products.empty();
    });
  }

  ProductDecision DecideOther() const {
    ProductDecision decision;
    const std::multimap<std::string, Support> studied = StudiedProducts();
    const std::multimap<std::string, Support>* products = !studied.empty() ? &studied : &hints_.title.products;
    // A narrative review measures nothing, whatever its title speaks of.
    const bool ev_measured =
        review_ != ReviewKind::kNarrative && (!hints_.measured.empty() || hints_.title.measured ||
                                              std::any_of(hints_.items.begin(), hints_.items.end(),
                                                          [](const auto& entry) { return entry.second.measured; }));
    const bool ev_in_title = !hints_.title.ev_names.empty() || hints_.title.measured;
    // Observational studies whose title is about EVs measure them, whatever else their participants got.
    // Cells whose exosomes are looked at, too, are given all the same.
    const bool product_given = !kind_.observational && !studied.empty() && (!hints_.outcome_ev || NamesOtherProduct());
    if (ev_in_title && (ev_measured || kind_.observational) && !product_given && !TitleGivesOther()) {
      return Biomarker();
    }
    // "Vesicles slow joint degeneration in mice": an article about EVs that says that they are injected.
    const bool ev_article = kind_.article && review_ == ReviewKind::kNone && !hints_.title.measured &&
                            !hints_.title.ev_names.empty() && hints_.article_gives;
    if (products->empty() && kind_.publication && !ev_measured && !ev_article) products = &hints_.prose_products;
    if (!products->empty()) {
      static const std::map<std::string, v1::ProductClass> kClasses = {
          {"conditioned_medium", v1::PRODUCT_CLASS_CONDITIONED_MEDIUM},
          {"cells", v1::PRODUCT_CLASS_CELLS},
          {"platelet_product", v1::PRODUCT_CLASS_PLATELET_PRODUCT},
          {"other_biologic", v1::PRODUCT_CLASS_OTHER_BIOLOGIC}};
      const std::string value = MainProduct(*products);
      const auto known = kClasses.find(value);
      if (known != kClasses.end()) {
        decision.product_class = known->second;
        decision.confidence = 0.9;
        decision.rule = !studied.empty()                     ? "product_intervention"
                        : products == &hints_.title.products ? "product_title"
                                                             : "product_prose";
        const auto range = products->equal_range(value);
        for (auto it = range.first; it != range.second; ++it) decision.support.push_back(it->second);
        return decision;
      }
    }
    if (ev_article) {
      std::multimap<std::string, Support> joined = hints_.title.joined_products;
      joined.insert(hints_.prose_joined.begin(), hints_.prose_joined.end());
      decision.product_class = joined.empty() ? v1::PRODUCT_CLASS_PURE_EV : v1::PRODUCT_CLASS_EV_COMBINED;
      decision.confidence = 0.6;
      decision.rule = "ev_title_of_article";
      decision.support = hints_.title.ev_names;
      for (const auto& [value, support] : joined) decision.support.push_back(support);
      return decision;
    }
    return ev_measured ? Biomarker() : decision;
  }

  // "PRP for tendinopathy, with a count of vesicles in it".
  bool TitleGivesOther() const {
    if (kind_.observational || hints_.title.products.empty() || hints_.measured.empty()) return false;
    const Support& product = hints_.title.products.begin()->second;
    const auto of_title = std::find_if(hints_.measured.begin(), hints_.measured.end(),
                                       [&](const Support& ev) { return ev.read == product.read; });
    return of_title != hints_.measured.end() && product.match.end() <= of_title->match.offset;
  }

  ProductDecision Biomarker() const {
    ProductDecision decision;
    decision.product_class = v1::PRODUCT_CLASS_EV_BIOMARKER;
    decision.confidence = hints_.title.measured ? 0.95 : 0.85;
    decision.rule = "ev_measured";
    decision.support = hints_.measured;
    if (decision.support.empty()) decision.support = hints_.title.ev_names;
    return decision;
  }

  // The product that most names speak of; conditioned medium and tissue products before the cells they come from.
  std::string MainProduct(const std::multimap<std::string, Support>& products) const {
    for (std::string_view first : {"conditioned_medium", "other_biologic"}) {
      const std::string value(first);
      if (products.count(value) != 0 && (hints_.title.products.count(value) != 0 || hints_.title.products.empty()))
        return value;
    }
    std::string main;
    size_t best = 0;
    for (auto it = products.begin(); it != products.end(); it = products.upper_bound(it->first)) {
      const size_t count =
          products.count(it->first) + 100 * std::min<size_t>(1, hints_.title.products.count(it->first));
      if (count > best) {
        best = count;
        main = it->first;
      }
    }
    return main;
  }

  const StudyKind& kind_;
  const ReviewKind review_;
  const ProductHints hints_;
};

}  // namespace

ProductDecision DecideProduct(const std::vector<ReadText>& texts, const StudyKind& kind) {
  return Decider(texts, kind).Run();
}

}  // namespace trialweave::normalizer
