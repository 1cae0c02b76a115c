#include "normalizer/evidence/comparator_facts.h"

#include <re2/re2.h>

#include <algorithm>
#include <set>
#include <string>

#include "normalizer/evidence/product_view.h"
#include "normalizer/evidence/text_parts.h"

namespace trialweave::normalizer {
namespace {

using re2::RE2;
using re2::StringPiece;

class ComparatorReader {
 public:
  ComparatorReader(const std::vector<ReadText>& texts, const StudyKind& kind, FactList* facts)
      : texts_(texts), kind_(kind), facts_(facts), class_(facts->facts()->product_class()), product_(kind, class_) {}

  void Run() {
    AddOfItems();
    AddOfArmKinds();
    if (!facts_->Has("comparator")) AddOfCareAlone();
    if (!facts_->Has("comparator")) AddOfItemsWithoutProduct();
    if (!facts_->Has("comparator")) AddOfProse();
  }

 private:
  template <typename Visit>
  void EachTerm(const Visit& visit) const {
    for (const ReadText& read : texts_) {
      for (const TermMatch& match : read.terms) {
        if (match.term->category == "comparator") visit(read, match);
      }
    }
  }

  // "Washed with saline", "saline-moistened gauze" beside what is given.
  bool IsForCleaning(const ReadText& read, const TermMatch& match) const {
    static const RE2 washed(
        "(?i)(?:wash|clean|rins|irrigat)\\w*(?: [\\w-]+){0,2} (?:with|by|using|in) (?:normal |sterile )?$");
    static const RE2 behind("(?i)^[- ](?:moisten\\w*|soaked|wet\\b|dampened)|^(?:冲洗|清洗|清洁)");
    if (match.term->value != "saline") return false;
    const std::string_view text = read.text.text;
    const bool before = RE2::PartialMatch(StringPiece(text.data(), match.offset), washed);
    const bool after = RE2::PartialMatch(StringPiece(text.data() + match.end(), text.size() - match.end()), behind);
    if (!before && !after) return false;
    return product_.HasOwnProduct(read) || std::any_of(texts_.begin(), texts_.end(), [&](const ReadText& other) {
             return other.text.role == read.text.role && other.text.item == read.text.item &&
                    std::any_of(other.terms.begin(), other.terms.end(), [](const TermMatch& term) {
                      return term.term->category == "comparator" && term.term->value != "saline";
                    });
           });
  }

  void AddOfItems() {
    EachTerm([&](const ReadText& read, const TermMatch& match) {
      if (IsForCleaning(read, match)) return;
      const bool placebo = read.text.role == TextRole::kIntervention &&
                           (match.term->value == "placebo" || match.term->value == "saline") && read.text.name;
      if (product_.IsComparator(read) || placebo) facts_->Add("comparator", 0.9, read, match);
    });
  }

  // "Core decompression alone", "surgery only": what both arms get is all that the comparator has.
  void AddOfCareAlone() {
    static const RE2 alone("(?i)\\b(?:alone|only)\\s*(?:$|[.,;:)])|单纯");
    for (const ReadText& read : texts_) {
      if (!IsItem(read) || product_.HasProduct(read)) continue;
      const bool untyped = kind_.untyped_arms && read.text.role == TextRole::kIntervention;
      StringPiece found;
      const StringPiece text(read.text.text.data(), read.text.text.size());
      if ((!untyped && !product_.IsComparator(read)) || !alone.Match(text, 0, text.size(), RE2::UNANCHORED, &found, 1))
        continue;
      facts_->Add("comparator", "standard_care", 0.6, "care_alone", read,
                  static_cast<size_t>(found.data() - text.data()), found.size());
    }
  }

  // The registry calls an arm a placebo's, or one without intervention.
  void AddOfArmKinds() {
    for (const ReadText& read : texts_) {
      const auto index = static_cast<size_t>(read.text.item);
      if (read.text.role != TextRole::kArm || !read.text.name || index >= kind_.arm_kinds.size()) continue;
      const std::string& kind = kind_.arm_kinds[index];
      const bool placebo = HasAny(kind, {"placebo", "sham"});
      if (!placebo && !HasAny(kind, {"no_intervention", "no intervention"})) continue;
      facts_->Add("comparator", placebo ? "placebo" : "no_treatment", 0.9, "arm_kind", read, 0, read.text.text.size());
    }
  }

  // Where the registry does not say which arm is a comparator's: interventions without the product that others give.
  void AddOfItemsWithoutProduct() {
    const bool flagged =
        std::any_of(kind_.comparator_arms.begin(), kind_.comparator_arms.end(), [](bool flag) { return flag; });
    if (flagged || !(kind_.untyped_arms || kind_.comparator_arms.empty()) || class_ == v1::PRODUCT_CLASS_EV_COMBINED)
      return;
    std::set<int> own;
    for (const ReadText& read : texts_) {
      if (read.text.role == TextRole::kIntervention && product_.HasOwnProduct(read)) own.insert(read.text.item);
    }
    if (own.empty()) return;
    EachTerm([&](const ReadText& read, const TermMatch& match) {
      if (read.text.role != TextRole::kIntervention || own.count(read.text.item) != 0 || IsForAll(read)) return;
      if (match.term->value != "cells" && !IsForCleaning(read, match)) facts_->Add("comparator", 0.75, read, match);
    });
  }

  // No arm names the intervention: "all have physiotherapy".
  bool IsForAll(const ReadText& read) const {
    const auto index = static_cast<size_t>(read.text.item);
    return index < kind_.unassigned_interventions.size() && kind_.unassigned_interventions[index];
  }

  // Titles that compare, and abstracts.
  void AddOfProse() {
    static const RE2 compares("(?i)\\bversus\\b|\\bvs\\b|compar|control|placebo|sham|对照|对比|比较|安慰剂");
    static const RE2 assigned("(?i)randomi[sz]|allocat|assigned|随机");
    static const RE2 before(
        "(?i)\\b(?:versus|vs\\.?|compar\\w+|against|than|or|contralateral|opposite|other "
        "(?:side|knee|eye|limb|stifle)|control "
        "(?:groups?|arms?)|controls)\\b[^.;]{0,60}$|(?:对照|比较|与|或)[^。；]{0,30}$");
    static const RE2 behind("(?i)^[- ](?:controlled|groups?|arms?|controls?|alone)\\b|^(?:对照|组)");
    // "On top of standard care" both get it.
    static const RE2 background(
        "(?i)\\b(?:on top of|added to|in addition to|alongside|adjunct(?:ive)? to|add-on "
        "to|background)\\b([^.;]{0,50})$");
    static const RE2 beside("(?i)\\b(?:versus|vs|or|than|compared)\\b");
    static const RE2 earlier("(?i)\\b(?:failed|refractory|previous|prior|unresponsive|despite|history|in spite)\\b");
    EachTerm([&](const ReadText& read, const TermMatch& match) {
      const bool title = read.text.role == TextRole::kTitle;
      if (!title && !(kind_.publication && IsProse(read))) return;
      if (match.term->value == "cells" || IsOwnProduct(match.term->value)) return;
      const Sentence sentence = ReachOf(read, match);
      const std::string_view text = read.text.text;
      const StringPiece all(text.data() + sentence.begin, sentence.end - sentence.begin);
      StringPiece shared;
      if (RE2::PartialMatch(StringPiece(all.data(), match.offset - sentence.begin), background, &shared) &&
          !RE2::PartialMatch(shared, beside)) {
        return;
      }
      if (title) {
        if (RE2::PartialMatch(all, compares)) facts_->Add("comparator", 0.75, read, match);
        return;
      }
      // "A placebo-controlled trial is needed."
      if (IsStillWanted(read, match) || RE2::PartialMatch(all, earlier)) return;
      if (RE2::PartialMatch(all, assigned) ||
          RE2::PartialMatch(StringPiece(all.data(), match.offset - sentence.begin), before) ||
          RE2::PartialMatch(StringPiece(text.data() + match.end(), sentence.end - match.end()), behind)) {
        facts_->Add("comparator", 0.65, read, match);
      }
    });
  }

  // In "platelet-rich plasma versus hyaluronic acid" the plasma is no comparator.
  bool IsOwnProduct(const std::string& value) const {
    return value == "platelet_product" && class_ == v1::PRODUCT_CLASS_PLATELET_PRODUCT;
  }

  const std::vector<ReadText>& texts_;
  const StudyKind& kind_;
  FactList* facts_;
  const v1::ProductClass class_;
  const ProductView product_;
};

}  // namespace

void AddComparators(const std::vector<ReadText>& texts, const StudyKind& kind, FactList* facts) {
  ComparatorReader(texts, kind, facts).Run();
}

}  // namespace trialweave::normalizer
