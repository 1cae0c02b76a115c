#include "normalizer/evidence/product_facts.h"

#include <algorithm>
#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "absl/strings/ascii.h"
#include "normalizer/evidence/dose_facts.h"
#include "normalizer/evidence/ev_origin.h"
#include "normalizer/evidence/product_code.h"
#include "normalizer/evidence/text_parts.h"

namespace trialweave::normalizer {
namespace {

constexpr std::string_view kGenericSource = "mesenchymal_stem_cell";

// Prose, or a keyword.
bool IsLoose(const ReadText& read) { return IsProse(read) || read.text.role == TextRole::kKeyword; }

bool IsComparator(const ReadText& read, const StudyKind& kind) {
  const std::vector<bool>& flags =
      read.text.role == TextRole::kArm ? kind.comparator_arms : kind.comparator_interventions;
  const size_t index = static_cast<size_t>(read.text.item);
  return IsItem(read) && index < flags.size() && flags[index];
}

class ProductReader {
 public:
  ProductReader(const std::vector<ReadText>& texts, const StudyKind& kind, v1::ProductClass product_class,
                FactList* facts)
      : texts_(texts), kind_(kind), codes_(CodesOf(texts, kind)), class_(product_class), facts_(facts) {}

  void Run() {
    AddSources();
    AddDonor();
    AddIsolation();
    AddAttributes();
    AddRoutes();
    AddDoses(
        texts_, [this](const ReadText& read) { return !IsComparator(read, kind_) || HasOwnProduct(read); }, codes_,
        HasSoleProduct(), kind_, class_, facts_);
  }

 private:
  // Of what is studied, one is a drug or biological, and there is nothing else.
  bool HasSoleProduct() const {
    std::set<int> studied, products;
    for (const ReadText& read : texts_) {
      if (read.text.role != TextRole::kIntervention || IsComparator(read, kind_)) continue;
      const auto index = static_cast<size_t>(read.text.item);
      studied.insert(read.text.item);
      if (index < kind_.product_interventions.size() && kind_.product_interventions[index]) {
        products.insert(read.text.item);
      }
    }
    return studied.size() == 1 && products.size() == 1;
  }

  bool IsEvClass() const { return class_ == v1::PRODUCT_CLASS_PURE_EV || class_ == v1::PRODUCT_CLASS_EV_COMBINED; }

  // The mentions that the record's product goes by.
  bool IsProductMention(const Mention& mention) const {
    if (mention.use == MentionUse::kMeasured || mention.use == MentionUse::kDenied) return false;
    if (IsEvClass()) return mention.ev();
    return mention.product() || mention.ev();
  }
  bool HasProduct(const ReadText& read) const {
    return std::any_of(read.mentions.begin(), read.mentions.end(),
                       [this](const Mention& mention) { return IsProductMention(mention); });
  }
  // Another product in a comparator is not the record's.
  bool HasOwnProduct(const ReadText& read) const {
    const std::string_view own = class_ == v1::PRODUCT_CLASS_CELLS                ? "cells"
                                 : class_ == v1::PRODUCT_CLASS_PLATELET_PRODUCT   ? "platelet_product"
                                 : class_ == v1::PRODUCT_CLASS_CONDITIONED_MEDIUM ? "conditioned_medium"
                                 : class_ == v1::PRODUCT_CLASS_OTHER_BIOLOGIC     ? "other_biologic"
                                                                                  : "";
    return std::any_of(read.mentions.begin(), read.mentions.end(), [&](const Mention& mention) {
      return IsProductMention(mention) && (mention.ev() || mention.match.term->value == own);
    });
  }
  bool HasProduct(const ReadText& read, const Sentence& sentence) const {
    return std::any_of(read.mentions.begin(), read.mentions.end(), [&](const Mention& mention) {
      return sentence.Has(mention.match.offset) && IsProductMention(mention);
    });
  }

  // What stands beside the product, in titles and items first, then anywhere. What is said of cells alone counts only
  // where cells, or something made of them, are the product.
  void AddSources() {
    const auto attached = [this](const Mention& mention) {
      if (!mention.source() || mention.match.term->value == kGenericSource) return false;
      if (mention.use == MentionUse::kOrigin) return true;
      return mention.use == MentionUse::kProductOrigin && !IsEvClass();
    };
    const auto add = [this](const ReadText& read, const Mention& mention, double confidence) {
      facts_->Add("source", confidence, read, mention.match);
    };
    const std::vector<std::function<bool(const ReadText&, const Mention&)>> tiers = {
        [&](const ReadText& read, const Mention& mention) {
          return !IsLoose(read) && InScope(read) && (attached(mention) || IsOriginOfItem(read, mention));
        },
        [&](const ReadText& read, const Mention& mention) { return IsLoose(read) && attached(mention); },
        // "Exosomes; the stem cells are taken from adipose tissue": the cells are the source's.
        [&](const ReadText& read, const Mention& mention) {
          return InScope(read) && mention.source() && mention.match.term->value != kGenericSource &&
                 ((mention.use == MentionUse::kProductOrigin && !IsOfOtherProduct(read, mention, "platelet_product")) ||
                  (!IsLoose(read) && read.text.role != TextRole::kOutcome && !IsOfOtherProduct(read, mention) &&
                   HasProduct(read, read.SentenceOf(mention.match))));
        },
        // "Umbilical cords are obtained from donors."
        [&](const ReadText& read, const Mention& mention) {
          return IsProse(read) && mention.source() && mention.match.term->value != kGenericSource &&
                 IsTaken(read, read.SentenceOf(mention.match));
        },
        [&](const ReadText& read, const Mention& mention) {
          return InScope(read) && mention.source() && mention.match.term->value == kGenericSource &&
                 (mention.use == MentionUse::kOrigin || !IsLoose(read));
        },
        [&](const ReadText& read, const Mention& mention) {
          return InScope(read) && mention.source() && mention.use == MentionUse::kOrigin;
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
    return IsEvClass() && std::any_of(read.mentions.begin(), read.mentions.end(), [&](const Mention& mention) {
             return mention.product() && mention.use == MentionUse::kPlain &&
                    (value.empty() || mention.match.term->value == value) && Overlap(mention.match, source.match);
           });
  }

  // "Placental derived" in the description of what is named as the product.
  bool IsOriginOfItem(const ReadText& read, const Mention& mention) const {
    if (!mention.source() || !IsItem(read) || read.text.name) return false;
    if (!SaysOrigin(read, mention.match)) return false;
    const auto plain = [this](const Mention& other) {
      return other.product() && other.use == MentionUse::kPlain && IsEvClass();
    };
    if (std::any_of(read.mentions.begin(), read.mentions.end(), plain)) return false;
    return std::any_of(texts_.begin(), texts_.end(), [&](const ReadText& name) {
      return name.text.role == read.text.role && name.text.item == read.text.item && name.text.name &&
             HasProduct(name) && std::none_of(name.mentions.begin(), name.mentions.end(), plain);
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

  bool InScope(const ReadText& read) const {
    switch (read.text.role) {
      case TextRole::kTitle:
      case TextRole::kSummary:
      case TextRole::kDescription:
      case TextRole::kKeyword:
        return true;
      case TextRole::kIntervention:
      case TextRole::kArm:
        return !IsComparator(read, kind_) || HasOwnProduct(read);
      default:
        return false;
    }
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
  void AddNear(std::string_view category, std::string_view field) {
    for (const bool prose : {false, true}) {
      if (facts_->Has(field)) return;
      for (const ReadText& read : texts_) {
        if (!InScope(read) || IsLoose(read) != prose) continue;
        for (const TermMatch& match : read.terms) {
          if (match.term->category != category) continue;
          if (!HasProduct(read, read.SentenceOf(match))) continue;
          facts_->Add(field, prose ? 0.85 : 0.95, read, match);
        }
      }
    }
  }

  // Where nothing is said beside the product, what the record says elsewhere of one kind of donor.
  void AddDonor() {
    AddNear("donor", "donor");
    if (facts_->Has("donor")) return;
    std::set<std::string> values;
    const ReadText* place = nullptr;
    const TermMatch* said = nullptr;
    for (const ReadText& read : texts_) {
      if (!InScope(read)) continue;
      for (const TermMatch& match : read.terms) {
        if (match.term->category != "donor") continue;
        values.insert(match.term->value);
        place = &read;
        said = &match;
      }
    }
    if (values.size() == 1) facts_->Add("donor", 0.7, *place, *said);
  }

  // In a sentence about EVs, or the one behind it.
  void AddIsolation() {
    if (!IsEvClass()) return;
    for (const ReadText& read : texts_) {
      if (!InScope(read)) continue;
      for (const TermMatch& match : read.terms) {
        if (match.term->category != "isolation") continue;
        const Sentence& sentence = read.SentenceOf(match);
        const Sentence& before = SentenceAt(read.sentences, sentence.begin == 0 ? 0 : sentence.begin - 1);
        if (HasProduct(read, sentence) || HasProduct(read, before)) facts_->Add("isolation", 0.9, read, match);
      }
    }
  }

  void AddAttributes() {
    if (!IsEvClass()) return;
    for (const ReadText& read : texts_) {
      if (!InScope(read)) continue;
      for (const TermMatch& match : read.terms) {
        if (match.term->category != "attribute") continue;
        const std::string& value = match.term->value;
        const bool anywhere = value == "gmp";
        if (anywhere || HasProduct(read, read.SentenceOf(match))) facts_->Add("product_attribute", 0.85, read, match);
      }
    }
  }

  void AddRoutes() {
    const auto take = [this](const ReadText& read, const TermMatch& match, double confidence) {
      v1::Fact* fact = facts_->Add("route", confidence, read, match);
      AddSites(read, read.SentenceOf(match));
      return fact;
    };
    // Items that give the product, then titles, then prose about it: what speaks of this study first.
    const std::set<int> own = OwnInterventions();
    for (const int tier : {0, 1, 2, 3, 4, 5}) {
      if (facts_->Has("route")) break;
      for (const ReadText& read : texts_) {
        const bool of_other = read.text.role == TextRole::kIntervention && own.count(read.text.item) == 0;
        const bool eligible = tier == 0   ? IsItem(read) && !IsComparator(read, kind_) && !of_other
                              : tier == 1 ? read.text.role == TextRole::kTitle
                              : tier <= 3 ? IsLoose(read)
                                          : IsLoose(read) || IsItem(read);
        if (!eligible) continue;
        for (const TermMatch& match : read.terms) {
          if (match.term->category != "route" || match.term->value == "lookalike") continue;
          if (tier == 0 && IsOfMedication(read, match)) continue;
          const bool near = HasProduct(read, read.SentenceOf(match));
          if ((tier == 2 || tier == 3) && !near) continue;
          if (tier == 2 && !SpeaksOfStudy(read, read.SentenceOf(match))) continue;
          if (tier == 4 && !IsGiven(read, read.SentenceOf(match))) continue;
          // Of what else is given one learns how it is given, too.
          const bool common = match.term->value == "intravenous" || match.term->value == "oral";
          if (tier == 5 && (common || !HasProduct(read))) continue;
          take(read, match, tier == 0 ? 0.95 : tier == 1 ? 0.93 : tier == 2 ? 0.8 : 0.6);
        }
      }
    }
    DropSurgical();
    if (!facts_->Has("site") && facts_->Has("route")) AddSitesOfTitles();
  }

  // "吡非尼酮600mg口服", "prednisone orally": in a clause of its own, without the product. What dissolves the product
  // is no other medication.
  bool IsOfMedication(const ReadText& read, const TermMatch& route) const {
    constexpr size_t kReach = 80;
    constexpr std::string_view kMarks[] = {",", ";", "(", "\n", "，", "；", "、", "。", "（"};
    const Sentence& sentence = read.SentenceOf(route);
    size_t begin = std::max(sentence.begin, route.offset - std::min(route.offset, kReach));
    size_t end = std::max(route.end(), std::min(sentence.end, route.end() + kReach));
    const std::string_view before = read.text.text.substr(begin, route.offset - begin);
    const std::string_view behind = read.text.text.substr(route.end(), end - route.end());
    for (std::string_view mark : kMarks) {
      if (const size_t at = before.rfind(mark); at != std::string_view::npos)
        begin = std::max(begin, route.offset - before.size() + at + mark.size());
      if (const size_t at = behind.find(mark); at != std::string_view::npos) end = std::min(end, route.end() + at);
    }
    for (const std::string_view code : codes_) {
      if (HasPart(read.text.text.substr(begin, end - begin), absl::AsciiStrToLower(std::string(code)))) return false;
    }
    bool medication = false;
    auto term = std::lower_bound(read.terms.begin(), read.terms.end(), begin,
                                 [](const TermMatch& match, size_t offset) { return match.offset < offset; });
    for (; term != read.terms.end() && term->offset < end; ++term) {
      const std::string& category = term->term->category;
      if (category == "ev" || category == "product") return false;
      medication |= category == "medication" && term->term->value != "fluid" && term->term->value != "metabolic";
    }
    return medication;
  }

  // Interventions that are studied and speak of the product; all that are studied where none does.
  std::set<int> OwnInterventions() const {
    std::set<int> own, studied;
    for (const ReadText& read : texts_) {
      if (read.text.role != TextRole::kIntervention || IsComparator(read, kind_)) continue;
      studied.insert(read.text.item);
      if (HasProduct(read)) own.insert(read.text.item);
    }
    return own.empty() ? studied : own;
  }

  // The sentence says that something is given.
  static bool IsGiven(const ReadText& read, const Sentence& sentence) {
    return std::any_of(read.terms.begin(), read.terms.end(), [&](const TermMatch& match) {
      return match.term->category == "cue" && match.term->value == "administered" && sentence.Has(match.offset);
    });
  }

  // A scaffold or an operation beside an injection is how it is done, not another route.
  void DropSurgical() {
    auto* list = facts_->facts()->mutable_facts();
    const bool other = std::any_of(list->begin(), list->end(), [](const v1::Fact& fact) {
      return fact.field() == "route" && fact.value() != "surgical";
    });
    if (!other) return;
    list->erase(
        std::remove_if(list->begin(), list->end(),
                       [](const v1::Fact& fact) { return fact.field() == "route" && fact.value() == "surgical"; }),
        list->end());
  }

  void AddSites(const ReadText& read, const Sentence& sentence) {
    for (const TermMatch& match : read.terms) {
      if (match.term->category == "site" && sentence.Has(match.offset)) facts_->Add("site", 0.9, read, match);
    }
  }

  // Where a local route goes, when the title or condition says it.
  void AddSitesOfTitles() {
    const bool local =
        std::any_of(facts_->facts()->facts().begin(), facts_->facts()->facts().end(), [](const v1::Fact& fact) {
          static const std::set<std::string> kLocal = {"intra_articular",  "intratendinous", "peritendinous",
                                                       "intraligamentous", "intralesional",  "periarticular",
                                                       "surgical",         "intradiscal"};
          return fact.field() == "route" && kLocal.count(fact.value()) != 0;
        });
    if (!local) return;
    for (const ReadText& read : texts_) {
      if (read.text.role != TextRole::kTitle && read.text.role != TextRole::kCondition) continue;
      for (const TermMatch& match : read.terms) {
        if (match.term->category == "site") facts_->Add("site", 0.8, read, match);
      }
    }
  }

  const std::vector<ReadText>& texts_;
  const StudyKind& kind_;
  const std::vector<std::string_view> codes_;
  const v1::ProductClass class_;
  FactList* facts_;
};

}  // namespace

void AddProductFacts(const std::vector<ReadText>& texts, const StudyKind& kind, v1::ProductClass product_class,
                     FactList* facts) {
  if (product_class == v1::PRODUCT_CLASS_EV_BIOMARKER || product_class == v1::PRODUCT_CLASS_UNSPECIFIED) return;
  ProductReader(texts, kind, product_class, facts).Run();
}

}  // namespace trialweave::normalizer
