#ifndef TRIALWEAVE_NORMALIZER_EVIDENCE_PRODUCT_VIEW_H_
#define TRIALWEAVE_NORMALIZER_EVIDENCE_PRODUCT_VIEW_H_

#include "normalizer/evidence/study_kind.h"

namespace trialweave::normalizer {

// ProductView tells what in a record's texts is of the product that it gives, once its class is known.
class ProductView {
 public:
  ProductView(const StudyKind& kind, v1::ProductClass product_class) : kind_(kind), class_(product_class) {}

  // EVs alone or beside something else.
  bool IsEvs() const { return class_ == v1::PRODUCT_CLASS_PURE_EV || class_ == v1::PRODUCT_CLASS_EV_COMBINED; }
  // The text is of an arm or intervention that is compared with.
  bool IsComparator(const ReadText& read) const;
  // The product is mentioned in the text, in the sentence; EVs that are measured are none.
  bool HasProduct(const ReadText& read) const;
  bool HasProduct(const ReadText& read, const Sentence& sentence) const;
  // So, and it is of the record's own class: another product in a comparator is not the record's.
  bool HasOwnProduct(const ReadText& read) const;
  // The sentence of a term, or the one before, names EVs, whatever is done with them, or a product.
  bool IsNearProduct(const ReadText& read, const TermMatch& match) const;
  // Titles, prose, keywords, and the arms and interventions that are studied.
  bool InScope(const ReadText& read) const;

 private:
  bool IsProductMention(const Mention& mention) const;

  const StudyKind& kind_;
  const v1::ProductClass class_;
};

}  // namespace trialweave::normalizer

#endif  // TRIALWEAVE_NORMALIZER_EVIDENCE_PRODUCT_VIEW_H_
