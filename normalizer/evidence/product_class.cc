#include "normalizer/evidence/product_class.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "normalizer/evidence/compared_products.h"
#include "normalizer/evidence/ev_partner.h"
#include "normalizer/evidence/product_code.h"
#include "normalizer/evidence/review_kind.h"
#include "normalizer/evidence/text_parts.h"

namespace trialweave::normalizer {
namespace {

// In observational studies only "exosome therapy" and the like say that EVs are given.
constexpr size_t kAdjacentCue = 8;

class Decider {
 public:
  Decider(const std::vector<ReadText>& texts, const StudyKind& kind)
      : texts_(texts),
        kind_(kind),
        review_(kind.article ? ReviewKindOf(texts) : ReviewKind::kNone),
        codes_(CodesOf(texts, kind)) {}

  ProductDecision Run() {
    Gather();
    ProductDecision decision = GivesEv() ? DecideEv() : DecideOther();
    decision.mentions_ev = mentions_ev_;
    return decision;
  }

 private:
  void Gather() {
    for (const ReadText& read : texts_) {
      const TextRole role = read.text.role;
      for (const Mention& mention : read.mentions) mentions_ev_ |= mention.ev();
      if (IsItem(read)) {
        GivenItem& item = items_[{role, read.text.item}];
        const size_t index = static_cast<size_t>(read.text.item);
        const auto flag = [index](const std::vector<bool>& flags) { return index < flags.size() && flags[index]; };
        item.comparator = flag(role == TextRole::kArm ? kind_.comparator_arms : kind_.comparator_interventions);
        item.diagnostic = role == TextRole::kIntervention && flag(kind_.diagnostic_interventions);
        item.product_kind = role == TextRole::kIntervention && flag(kind_.product_interventions);
        TakeMentions(read, read.text.name, kind_.observational, &item);
        for (const TermMatch& match : read.terms) {
          if (IsPartnerTerm(*match.term)) item.partners.insert(PartnerName(*match.term));
        }
      } else if (role == TextRole::kTitle) {
        TakeMentions(read, true, kind_.observational, &title_);
        comparison_ |= IsComparison(read.text.text);
        const bool compares_ev = ComparesEv(read);
        compares_ev_ |= compares_ev;
        comparison_ |= compares_ev;
        for (const std::string& value : ControlsOf(read)) compared_.insert(value);
        TakeTitleUse(read, compares_ev || JoinsEv(read));
      } else if (IsProse(read) || role == TextRole::kKeyword) {
        // What a review's text says is said of others' studies: its title alone tells what it is about.
        if (review_ == ReviewKind::kNone) TakeProse(read);
      } else if (role == TextRole::kOutcome) {
        for (const Mention& mention : read.mentions) {
          if (!mention.ev()) continue;
          measured_.push_back({&read, mention.match});
          outcome_ev_ = true;
        }
      }
    }
    GatherBackground();
    // "Chart review of patients who received exosomes": where another title says that they are given.
    std::vector<Support>& of_titles = title_gives_.empty() ? measured_ : title_gives_;
    of_titles.insert(of_titles.end(), loosely_given_.begin(), loosely_given_.end());
  }

  // What comparators get, too, and arms without EVs beside others with them.
  void GatherBackground() {
    const bool arms_give = std::any_of(items_.begin(), items_.end(), [](const auto& entry) {
      return entry.first.first == TextRole::kArm && entry.second.HasEv();
    });
    for (const auto& [key, item] : items_) {
      const bool without = arms_give && key.first == TextRole::kArm && !item.HasEv();
      if (item.comparator || without) background_.insert(item.partners.begin(), item.partners.end());
    }
  }

  // A title that names EVs and what they come from, or are given for, is about giving them; so is one that names them
  // `beside` another product.
  void TakeTitleUse(const ReadText& read, bool beside) {
    for (const Mention& mention : read.mentions) {
      if (!mention.ev()) continue;
      if (mention.use == MentionUse::kMeasured) {
        measured_.push_back({&read, mention.match});
      } else if (mention.use == MentionUse::kGiven && kind_.observational && mention.cue_distance > kAdjacentCue) {
        loosely_given_.push_back({&read, mention.match});
      } else if (mention.use == MentionUse::kGiven ||
                 (mention.use == MentionUse::kPlain && !kind_.observational &&
                  (mention.origin_named || beside || DefinesCode(codes_, read, mention)))) {
        title_gives_.push_back({&read, mention.match});
        title_is_sure_ |= DefinesCode(codes_, read, mention);
      }
    }
  }

  // "Exosomes with platelet-rich plasma for ..."
  static bool JoinsEv(const ReadText& title) {
    return std::any_of(title.mentions.begin(), title.mentions.end(),
                       [](const Mention& mention) { return mention.product() && mention.joined; });
  }

  // In prose EVs count as given when the sentence speaks of this study's participants.
  void TakeProse(const ReadText& read) {
    for (const Mention& mention : read.mentions) {
      if (mention.source()) continue;
      if (mention.product()) {
        if (mention.use == MentionUse::kPlain && DefinesCode(codes_, read, mention)) {
          defined_products_.emplace(mention.match.term->value, Support{&read, mention.match});
        }
        if (mention.use != MentionUse::kOrigin && mention.use != MentionUse::kProductOrigin &&
            SpeaksOfStudy(read, read.SentenceOf(mention.match)))
          prose_products_.emplace(mention.match.term->value, Support{&read, mention.match});
        continue;
      }
      if (mention.use == MentionUse::kMeasured) measured_.push_back({&read, mention.match});
      if (mention.use == MentionUse::kDenied) never_given_ |= SaysGiven(read, mention);
      const bool given = mention.use == MentionUse::kGiven;
      if (kind_.article) TakePartners(read, mention);
      article_gives_ |= given && SaysAdministered(read, read.SentenceOf(mention.match));
      const bool said = given && SpeaksOfStudy(read, read.SentenceOf(mention.match));
      if (said || ((given || mention.use == MentionUse::kPlain) && DefinesCode(codes_, read, mention))) {
        prose_gives_.push_back({&read, mention.match});
      }
    }
  }

  // Somebody or some animal gets something there.
  static bool SaysAdministered(const ReadText& read, const Sentence& sentence) {
    return std::any_of(read.terms.begin(), read.terms.end(), [&](const TermMatch& match) {
      return match.term->category == "cue" && match.term->value == "administered" && sentence.Has(match.offset) &&
             HasAny(read.text.text.substr(match.offset, match.length),
                    {"inject", "infus", "administ", "implant", "instill", "inhal", "given", "treated", "注射", "输注"});
    });
  }

  // Articles have no arms: what their text joins to EVs, by the names of partners.
  void TakePartners(const ReadText& read, const Mention& mention) {
    for (const TermMatch& match : read.terms) {
      if (IsPartnerTerm(*match.term) && !IsProcedure(match.term->value) && IsPartner(read, mention.match, match))
        prose_joined_.emplace(PartnerName(*match.term), Support{&read, match});
    }
  }

  // "... will be given", "... are administered" behind what is denied.
  static bool SaysGiven(const ReadText& read, const Mention& mention) {
    constexpr size_t kReach = 40;
    const Sentence& sentence = read.SentenceOf(mention.match);
    const size_t end = std::min(sentence.end, mention.match.end() + kReach);
    const std::string_view behind = read.text.text.substr(mention.match.end(), end - mention.match.end());
    return HasPart(behind, " given") || HasPart(behind, "administered") || HasPart(behind, "injected");
  }

  // What comparators have of EVs that the title measures is measured, too.
  bool ItemsGiveEv() const {
    return std::any_of(items_.begin(), items_.end(), [this](const auto& entry) {
      const GivenItem& item = entry.second;
      return !item.diagnostic && item.HasEv() && !(item.comparator && title_.measured);
    });
  }

  // Products of the arms and interventions that are studied; of an item with EVs what stands beside them in its name.
  // One that is not named as EVs is no pure EV product when its description speaks of conditioned medium or tissue,
  // too.
  std::multimap<std::string, Support> StudiedProducts() const {
    std::multimap<std::string, Support> products = defined_products_;
    // Where arms have no kinds, one that gets platelets and no EVs is what the others are compared with.
    const bool one_each = kind_.untyped_arms && !title_gives_.empty() && ArmsGetOneEach();
    for (const auto& [key, item] : items_) {
      if (item.comparator) continue;
      const auto add = [&, ev = item.HasEv()](const std::multimap<std::string, Support>& more) {
        for (const auto& [value, support] : more) {
          const bool compared = !ev && (compared_.count(value) != 0 || (one_each && value == "platelet_product"));
          if (!compared) products.emplace(value, support);
        }
      };
      add(item.joined_products);
      add(item.listed_products);
      add(item.products);
      if (!item.products.empty() || !item.ev_names.empty()) continue;
      std::multimap<std::string, Support> described = item.description_products;
      std::erase_if(described, [&item = item](const auto& product) {
        return !item.ev_texts.empty() && product.first != "conditioned_medium" && product.first != "other_biologic";
      });
      add(described);
    }
    return products;
  }

  // EVs stand in arms of comparators, and what the other arms give is something else.
  bool IsComparatorOnly() const {
    bool compared = false, studied = false;
    for (const auto& [key, item] : items_) {
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
    if (never_given_ && !items && prose_gives_.empty()) return false;
    if (kind_.observational && !items && title_gives_.empty()) {
      // A registry of patients who were treated with them.
      return !prose_gives_.empty() && !title_.measured &&
             std::any_of(items_.begin(), items_.end(),
                         [](const auto& entry) { return entry.second.ev_product && !entry.second.diagnostic; });
    }
    if (items && !title_gives_.empty()) return true;
    if (items) return !title_.measured || HasEvName();
    // "Does hyaluronic acid change exosomes?": arms and interventions without any, and they are measured.
    if (!title_gives_.empty()) {
      return items_.empty() || title_is_sure_ || measured_.empty() || !prose_gives_.empty();
    }
    // Prose alone: where nothing else says what is given.
    return !prose_gives_.empty() && StudiedProducts().empty() && title_.products.empty() && !title_.measured &&
           !kind_.observational;
  }

  // The title or an intervention's name joins EVs and the partner: "Exosome + microneedling". Where interventions have
  // no kinds, their names are what an arm gets.
  bool NamesTogether(const std::string& partner) const {
    return title_.joined_products.count(partner) != 0 ||
           std::any_of(items_.begin(), items_.end(), [&](const auto& entry) {
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
    const bool arms = std::any_of(items_.begin(), items_.end(), [](const auto& entry) {
      return entry.first.first == TextRole::kArm && entry.second.HasEv();
    });
    if (!arms && !compares_ev_ && !kind_.untyped_arms) return false;
    for (const auto& [key, item] : items_) {
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
    return std::any_of(items_.begin(), items_.end(), [](const auto& entry) {
      return !entry.second.comparator && !entry.second.diagnostic && !entry.second.products.empty();
    });
  }

  // A drug or biological that is named as EVs, or an intervention whose name says that EVs are given.
  bool HasEvName() const {
    return std::any_of(items_.begin(), items_.end(), [](const auto& entry) {
      const GivenItem& item = entry.second;
      return !item.diagnostic && ((item.product_kind && !item.ev_names.empty()) || item.named_given);
    });
  }

  ProductDecision DecideEv() const {
    ProductDecision decision;
    const bool items = ItemsGiveEv();
    for (const auto& [key, item] : items_) {
      if (item.diagnostic) continue;
      decision.support.insert(decision.support.end(), item.ev_names.begin(), item.ev_names.end());
      decision.support.insert(decision.support.end(), item.ev_texts.begin(), item.ev_texts.end());
    }
    decision.support.insert(decision.support.end(), title_gives_.begin(), title_gives_.end());
    if (decision.support.empty()) decision.support = prose_gives_;

    std::multimap<std::string, Support> others = StudiedProducts();
    const bool compared = comparison_ && ArmsGetOneEach();
    if (compared) {
      // Arms of cells beside those of EVs are studied, too.
      std::erase_if(others, [](const auto& product) { return product.first != "cells"; });
      others.insert(defined_products_.begin(), defined_products_.end());
    }
    for (const auto& [value, support] : title_.products) {
      if (!comparison_ && compared_.count(value) == 0) others.emplace(value, support);
    }
    if (!compared) others.insert(title_.listed_products.begin(), title_.listed_products.end());
    others.insert(title_.joined_products.begin(), title_.joined_products.end());
    others.insert(prose_joined_.begin(), prose_joined_.end());
    for (const std::string& partner : background_) {
      const auto [first, last] = others.equal_range(partner);
      const bool drug = first != last && IsTumourDrug(*first->second.match.term);
      if (drug || (IsProcedure(partner) && !NamesTogether(partner))) others.erase(first, last);
    }
    if (items_.empty() && title_gives_.empty()) {
      // Nothing but prose: conditioned medium there makes it uncertain.
      const auto medium = prose_products_.equal_range("conditioned_medium");
      others.insert(medium.first, medium.second);
    }
    if (others.empty()) {
      decision.product_class = v1::PRODUCT_CLASS_PURE_EV;
      decision.confidence = items && !title_gives_.empty() ? 0.97 : items || !title_gives_.empty() ? 0.93 : 0.7;
      decision.rule = items ? "ev_intervention" : !title_gives_.empty() ? "ev_title" : "ev_prose";
      return decision;
    }
    const bool medium = others.count("conditioned_medium") != 0;
    // Conditioned medium that is called exosomes elsewhere stays conditioned medium.
    if (medium && !HasOwnEvItem()) {
      decision.product_class = v1::PRODUCT_CLASS_CONDITIONED_MEDIUM;
      decision.confidence = 0.85;
      decision.rule = "medium_beside_ev";
    } else if (!items && others.count("other_biologic") != 0 && title_gives_.empty()) {
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
    return std::any_of(items_.begin(), items_.end(), [](const auto& entry) {
      return !entry.second.ev_names.empty() && entry.second.products.empty();
    });
  }

  ProductDecision DecideOther() const {
    ProductDecision decision;
    const std::multimap<std::string, Support> studied = StudiedProducts();
    const std::multimap<std::string, Support>* products = !studied.empty() ? &studied : &title_.products;
    // A narrative review measures nothing, whatever its title speaks of.
    const bool ev_measured =
        review_ != ReviewKind::kNarrative &&
        (!measured_.empty() || title_.measured ||
         std::any_of(items_.begin(), items_.end(), [](const auto& entry) { return entry.second.measured; }));
    const bool ev_in_title = !title_.ev_names.empty() || title_.measured;
    // Observational studies whose title is about EVs measure them, whatever else their participants got.
    // Cells whose exosomes are looked at, too, are given all the same.
    const bool product_given = !kind_.observational && !studied.empty() && (!outcome_ev_ || NamesOtherProduct());
    if (ev_in_title && (ev_measured || kind_.observational) && !product_given && !TitleGivesOther()) {
      return Biomarker();
    }
    if (products->empty() && kind_.publication && !ev_measured) products = &prose_products_;
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
        decision.rule = !studied.empty()               ? "product_intervention"
                        : products == &title_.products ? "product_title"
                                                       : "product_prose";
        const auto range = products->equal_range(value);
        for (auto it = range.first; it != range.second; ++it) decision.support.push_back(it->second);
        return decision;
      }
    }
    if (kind_.article && review_ == ReviewKind::kNone && !title_.measured && !title_.ev_names.empty() &&
        article_gives_) {
      // "Vesicles slow joint degeneration in mice": an article about EVs that says that they are injected.
      decision.product_class = v1::PRODUCT_CLASS_PURE_EV;
      decision.confidence = 0.6;
      decision.rule = "ev_title_of_article";
      decision.support = title_.ev_names;
      return decision;
    }
    return ev_measured ? Biomarker() : decision;
  }

  // "PRP for tendinopathy, with a count of vesicles in it".
  bool TitleGivesOther() const {
    if (kind_.observational || title_.products.empty() || measured_.empty()) return false;
    const Support& product = title_.products.begin()->second;
    const auto of_title =
        std::find_if(measured_.begin(), measured_.end(), [&](const Support& ev) { return ev.read == product.read; });
    return of_title != measured_.end() && product.match.end() <= of_title->match.offset;
  }

  ProductDecision Biomarker() const {
    ProductDecision decision;
    decision.product_class = v1::PRODUCT_CLASS_EV_BIOMARKER;
    decision.confidence = title_.measured ? 0.95 : 0.85;
    decision.rule = "ev_measured";
    decision.support = measured_;
    if (decision.support.empty()) decision.support = title_.ev_names;
    return decision;
  }

  // The product that most names speak of; conditioned medium and tissue products before the cells they come from.
  std::string MainProduct(const std::multimap<std::string, Support>& products) const {
    for (std::string_view first : {"conditioned_medium", "other_biologic"}) {
      const std::string value(first);
      if (products.count(value) != 0 && (title_.products.count(value) != 0 || title_.products.empty())) return value;
    }
    std::string main;
    size_t best = 0;
    for (auto it = products.begin(); it != products.end(); it = products.upper_bound(it->first)) {
      const size_t count = products.count(it->first) + 100 * std::min<size_t>(1, title_.products.count(it->first));
      if (count > best) {
        best = count;
        main = it->first;
      }
    }
    return main;
  }

  const std::vector<ReadText>& texts_;
  const StudyKind& kind_;
  const ReviewKind review_;
  const std::vector<std::string_view> codes_;
  std::map<std::pair<TextRole, int>, GivenItem> items_;
  GivenItem title_;
  bool comparison_ = false;
  // EVs are what it compares.
  bool compares_ev_ = false;
  // An article's text says that EVs are administered.
  bool article_gives_ = false;
  bool mentions_ev_ = false;
  bool outcome_ev_ = false;
  std::vector<Support> title_gives_;
  // Of titles of observational studies: something gives them, but not right beside.
  std::vector<Support> loosely_given_;
  // The title says that the studied product is EVs.
  bool title_is_sure_ = false;
  // "No exosomes will be given."
  bool never_given_ = false;
  // Products that the title calls a control.
  std::set<std::string> compared_;
  // Partners of EVs that comparators get, too.
  std::set<std::string> background_;
  std::vector<Support> prose_gives_;
  std::vector<Support> measured_;
  std::multimap<std::string, Support> prose_products_;
  std::multimap<std::string, Support> prose_joined_;
  // What a studied product under a code is said to be.
  std::multimap<std::string, Support> defined_products_;
};

}  // namespace

ProductDecision DecideProduct(const std::vector<ReadText>& texts, const StudyKind& kind) {
  return Decider(texts, kind).Run();
}

}  // namespace trialweave::normalizer
