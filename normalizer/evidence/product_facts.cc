#include "normalizer/evidence/product_facts.h"

#include <re2/re2.h>

#include <algorithm>
#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "absl/strings/ascii.h"
#include "normalizer/evidence/compared_products.h"
#include "normalizer/evidence/dose_facts.h"
#include "normalizer/evidence/ev_origin.h"
#include "normalizer/evidence/product_code.h"
#include "normalizer/evidence/product_view.h"
#include "normalizer/evidence/route_facts.h"
#include "normalizer/evidence/text_parts.h"

namespace trialweave::normalizer {
namespace {

using re2::RE2;
using re2::StringPiece;

constexpr std::string_view kGenericSource = "mesenchymal_stem_cell";

class ProductReader {
 public:
  ProductReader(const std::vector<ReadText>& texts, const StudyKind& kind, v1::ProductClass product_class,
                FactList* facts)
      : texts_(texts),
        kind_(kind),
        codes_(CodesOf(texts, kind)),
        class_(product_class),
        product_(kind, product_class),
        facts_(facts) {}

  void Run() {
    AddSources();
    AddDonor();
    AddIsolation();
    AddAttributes();
    AddRoutes(texts_, product_, codes_, facts_);
    std::vector<std::string_view> names = codes_;
    if (product_.IsEvs()) {
      for (const std::string_view name : AbbreviationsOf(texts_)) names.push_back(name);
    }
    AddDoses(
        texts_, [this](const ReadText& read) { return !product_.IsComparator(read) || product_.HasOwnProduct(read); },
        names, HasSoleProduct() || NoItemNamesProduct(), kind_, class_, facts_);
  }

  void AddIsolation() {
    if (!product_.IsEvs() && class_ != v1::PRODUCT_CLASS_CONDITIONED_MEDIUM && class_ != v1::PRODUCT_CLASS_EV_BIOMARKER)
      return;
    // What nothing else is isolated by.
    static const std::set<std::string> kSure = {"ultracentrifugation", "tff", "sec"};
    for (const ReadText& read : texts_) {
      if (!product_.InScope(read) && read.text.role != TextRole::kOutcome) continue;
      for (const TermMatch& match : read.terms) {
        if (match.term->category != "isolation") continue;
        const bool near = product_.IsNearProduct(read, match);
        if (near || kSure.count(match.term->value) != 0) facts_->Add("isolation", near ? 0.9 : 0.7, read, match);
      }
    }
  }

 private:
  // "Group 1: one injection, 0.5 mg": arms and interventions leave it to the title what is given, and name nothing
  // else.
  bool NoItemNamesProduct() const {
    bool any = false;
    for (const ReadText& read : texts_) {
      if (!IsItem(read)) continue;
      any = true;
      if (!read.mentions.empty()) return false;
      for (const TermMatch& match : read.terms) {
        const HashedName& category = match.term->category;
        if (category == "medication" || category == "partner" || category == "comparator") return false;
      }
    }
    return any && product_.IsEvs();
  }

  // Of what is studied, one is a drug or biological, and there is nothing else.
  bool HasSoleProduct() const {
    std::set<int> studied, products;
    for (const ReadText& read : texts_) {
      if (read.text.role != TextRole::kIntervention || product_.IsComparator(read)) continue;
      const auto index = static_cast<size_t>(read.text.item);
      studied.insert(read.text.item);
      if (index < kind_.product_interventions.size() && kind_.product_interventions[index]) {
        products.insert(read.text.item);
      }
    }
    return studied.size() == 1 && products.size() == 1;
  }

  // What stands beside the product, in titles and items first, then anywhere. What is said of cells alone counts only
  // where cells, or something made of them, are the product.
  void AddSources() {
    const auto attached = [this](const Mention& mention) {
      if (!mention.source() || mention.match.term->value == kGenericSource) return false;
      if (mention.use == MentionUse::kOrigin) return true;
      return mention.use == MentionUse::kProductOrigin && !product_.IsEvs();
    };
    const auto add = [this](const ReadText& read, const Mention& mention, double confidence) {
      facts_->Add("source", confidence, read, mention.match);
    };
    const std::vector<std::function<bool(const ReadText&, const Mention&)>> tiers = {
        [&](const ReadText& read, const Mention& mention) {
          return !IsLoose(read) && product_.InScope(read) && (attached(mention) || IsOriginOfItem(read, mention));
        },
        [&](const ReadText& read, const Mention& mention) { return IsLoose(read) && attached(mention); },
        // "Exosomes; the stem cells are taken from adipose tissue": the cells are the source's.
        [&](const ReadText& read, const Mention& mention) {
          return product_.InScope(read) && mention.source() && mention.match.term->value != kGenericSource &&
                 ((mention.use == MentionUse::kProductOrigin && !IsOfOtherProduct(read, mention, "platelet_product")) ||
                  (!IsLoose(read) && read.text.role != TextRole::kOutcome && !IsOfOtherProduct(read, mention) &&
                   product_.HasProduct(read, read.SentenceOf(mention.match))));
        },
        // "Umbilical cords are obtained from donors."
        [&](const ReadText& read, const Mention& mention) {
          return IsProse(read) && mention.source() && mention.match.term->value != kGenericSource &&
                 IsTaken(read, read.SentenceOf(mention.match));
        },
        [&](const ReadText& read, const Mention& mention) {
          return product_.InScope(read) && mention.source() && mention.match.term->value == kGenericSource &&
                 (mention.use == MentionUse::kOrigin || !IsLoose(read));
        },
        [&](const ReadText& read, const Mention& mention) {
          return product_.InScope(read) && mention.source() && mention.use == MentionUse::kOrigin;
        },
    };
    constexpr double kConfidence[] = {0.96, 0.9, 0.75, 0.6, 0.85, 0.7};
    for (size_t tier = 0; tier < tiers.size() && !facts_->Has("source"); ++tier) {
      for (const ReadText& read : texts_) {
        for (const Mention& mention : read.mentions) {
          if (tiers[tier](read, mention)) add(read, mention, kConfidence[tier]);
        }
      }
    }
    KeepFinerSources();
  }

  // "Exosomes versus PRP": platelets are in the other one's name.
  bool IsOfOtherProduct(const ReadText& read, const Mention& source, std::string_view value = {}) const {
    return product_.IsEvs() && std::any_of(read.mentions.begin(), read.mentions.end(), [&](const Mention& mention) {
             return mention.product() && mention.use == MentionUse::kPlain &&
                    (value.empty() || mention.match.term->value == value) && Overlap(mention.match, source.match);
           });
  }

  // "Placental derived" in the description of what is named as the product.
  bool IsOriginOfItem(const ReadText& read, const Mention& mention) const {
    if (!mention.source() || mention.match.term->value == kGenericSource) return false;
    if (!IsItem(read) || read.text.name) return false;
    if (!SaysOrigin(read, mention.match)) return false;
    const auto plain = [this](const Mention& other) {
      return other.product() && other.use == MentionUse::kPlain && product_.IsEvs();
    };
    if (std::any_of(read.mentions.begin(), read.mentions.end(), plain)) return false;
    return std::any_of(texts_.begin(), texts_.end(), [&](const ReadText& name) {
      return name.text.role == read.text.role && name.text.item == read.text.item && name.text.name &&
             product_.HasProduct(name) && std::none_of(name.mentions.begin(), name.mentions.end(), plain);
    });
  }

  // Something is taken from somebody there.
  static bool IsTaken(const ReadText& read, const Sentence& sentence) {
    const std::string text =
        absl::AsciiStrToLower(std::string(read.text.text.substr(sentence.begin, sentence.end - sentence.begin)));
    for (std::string_view word : {"obtained", "collected", "harvested", "aspirated", "donated", "cells of origin",
                                  "production cell", "producer cell", "采集", "获取", "捐献"}) {
      if (text.find(word) != std::string::npos) return true;
    }
    return false;
  }

  // Wharton's jelly and cord blood are finer than the umbilical cord, amniotic membrane than the placenta.
  void KeepFinerSources() {
    std::set<std::string> values;
    for (const v1::Fact& fact : facts_->facts()->facts()) {
      if (fact.field() == "source") values.insert(fact.value());
    }
    std::set<std::string> coarse;
    if (values.count("whartons_jelly") != 0) coarse.insert("umbilical_cord");
    if (values.size() > 1) coarse.insert(std::string(kGenericSource));
    auto* list = facts_->facts()->mutable_facts();
    list->erase(std::remove_if(
                    list->begin(), list->end(),
                    [&](const v1::Fact& fact) { return fact.field() == "source" && coarse.count(fact.value()) != 0; }),
                list->end());
  }

  // Titles and items, then sentences that speak of the product.
  void AddNear(HashedName::Literal category, std::string_view field) {
    for (const bool prose : {false, true}) {
      if (facts_->Has(field)) return;
      for (const ReadText& read : texts_) {
        if (!product_.InScope(read) || IsLoose(read) != prose) continue;
        for (const TermMatch& match : read.terms) {
          if (!(match.term->category == category) || IsOfOther(read, match)) continue;
          if (!product_.HasProduct(read, read.SentenceOf(match))) continue;
          facts_->Add(field, prose ? 0.85 : 0.95, read, match);
        }
      }
    }
  }

  // "Exosomes versus autologous serum": right behind stands what is no EV product, and is compared.
  bool IsOfOther(const ReadText& read, const TermMatch& match) const {
    constexpr size_t kReach = 24, kReachBefore = 60;
    const std::string_view text = read.text.text;
    const size_t begin = match.offset - std::min(match.offset, kReachBefore);
    const std::string_view before = text.substr(begin, match.offset - begin);
    // "Compares exosomes and autologous serum"
    const Sentence& sentence = read.SentenceOf(match);
    const bool listed = (before.ends_with(" and ") || before.ends_with(" or ")) &&
                        HasPart(text.substr(sentence.begin, match.offset - sentence.begin), "compar");
    if (!product_.IsEvs() || !(listed || SetsAgainst(before))) return false;
    bool other = false;
    for (const TermMatch& behind : read.terms) {
      if (behind.offset < match.end() || behind.offset > match.end() + kReach) continue;
      const HashedName& category = behind.term->category;
      if (category == "ev") return false;
      other |= behind.offset <= match.end() + 1 &&
               (category == "body_fluid" || (category == "comparator" && behind.term->value != "cells"));
    }
    return other;
  }

  // Where nothing is said beside the product, what the record says elsewhere of one kind of donor.
  void AddDonor() {
    AddNear("donor", "donor");
    if (facts_->Has("donor")) return;
    std::set<std::string> values;
    const ReadText* place = nullptr;
    const TermMatch* said = nullptr;
    for (const ReadText& read : texts_) {
      if (!product_.InScope(read)) continue;
      for (const TermMatch& match : read.terms) {
        if (match.term->category != "donor" || IsOfOther(read, match)) continue;
        values.insert(match.term->value);
        place = &read;
        said = &match;
      }
    }
    if (values.size() == 1) facts_->Add("donor", 0.7, *place, *said);
  }

  void AddAttributes() {
    if (!product_.IsEvs() && class_ != v1::PRODUCT_CLASS_CONDITIONED_MEDIUM) return;
    // Of a product, whatever the sentence speaks of.
    static const std::set<std::string> kSure = {"gmp", "endotoxin", "sterility", "lyophilised"};
    for (const ReadText& read : texts_) {
      if (!product_.InScope(read)) continue;
      for (const TermMatch& match : read.terms) {
        if (match.term->category != "attribute") continue;
        const bool near = product_.IsNearProduct(read, match);
        if (near || kSure.count(match.term->value) != 0)
          facts_->Add("product_attribute", near ? 0.85 : 0.75, read, match);
      }
    }
    if (product_.IsEvs()) AddSize();
  }

  // "Vesicles of 40 to 200 nm"
  void AddSize() {
    static const RE2 nanometres("(?i)\\d ?(?:(?:nm|nanomet(?:er|re)s?)\\b|纳米)");
    static const RE2 light(
        "(?i)\\b(?:absorb\\w*|wavelength|laser|excit\\w*|emission|light|pores?|filter\\w*|read at)\\b");
    for (const ReadText& read : texts_) {
      if (!product_.InScope(read)) continue;
      for (const Sentence& sentence : read.sentences) {
        if (!product_.HasProduct(read, sentence)) continue;
        StringPiece found;
        const StringPiece text(read.text.text.data() + sentence.begin, sentence.end - sentence.begin);
        if (RE2::PartialMatch(text, light) || !nanometres.Match(text, 0, text.size(), RE2::UNANCHORED, &found, 1))
          continue;
        facts_->Add("product_attribute", "size", 0.75, "nanometres", read,
                    static_cast<size_t>(found.data() - read.text.text.data()), found.size());
      }
    }
  }

  const std::vector<ReadText>& texts_;
  const StudyKind& kind_;
  const std::vector<std::string_view> codes_;
  const v1::ProductClass class_;
  const ProductView product_;
  FactList* facts_;
};

}  // namespace

void AddDonorOfBirthTissue(const std::vector<ReadText>& texts, FactList* facts) {
  static const std::set<std::string> kBirth = {"umbilical_cord", "whartons_jelly", "placenta", "amniotic"};
  if (facts->Has("donor")) return;
  std::set<std::string> sources;
  for (const v1::Fact& fact : facts->facts()->facts()) {
    if (fact.field() == "source") sources.insert(fact.value());
  }
  const auto of_birth = [](const std::string& source) { return kBirth.count(source) != 0; };
  if (sources.empty() || !std::all_of(sources.begin(), sources.end(), of_birth)) return;
  for (const ReadText& read : texts) {
    for (const TermMatch& match : read.terms) {
      if (match.term->category != "source" || sources.count(match.term->value) == 0) continue;
      facts->Add("donor", "allogeneic", 0.7, "birth_tissue", read, match.offset, match.length);
      return;
    }
  }
}

void AddProductFacts(const std::vector<ReadText>& texts, const StudyKind& kind, v1::ProductClass product_class,
                     FactList* facts) {
  if (product_class == v1::PRODUCT_CLASS_UNSPECIFIED) return;
  ProductReader reader(texts, kind, product_class, facts);
  if (product_class == v1::PRODUCT_CLASS_EV_BIOMARKER) {
    reader.AddIsolation();
  } else {
    reader.Run();
  }
}

}  // namespace trialweave::normalizer
