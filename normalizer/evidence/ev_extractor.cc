#include "normalizer/evidence/ev_extractor.h"

#include <algorithm>
#include <set>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "normalizer/evidence/criteria_facts.h"
#include "normalizer/evidence/ev_reading.h"
#include "normalizer/evidence/fact_list.h"
#include "normalizer/evidence/people_given.h"
#include "normalizer/evidence/product_class.h"
#include "normalizer/evidence/product_facts.h"
#include "normalizer/evidence/readouts.h"
#include "normalizer/evidence/record_texts.h"
#include "normalizer/evidence/regulatory_facts.h"
#include "normalizer/evidence/study_facts.h"

namespace trialweave::normalizer {
namespace {

// The fields that every record in scope is asked for; docs/evidence.md.
constexpr std::string_view kAskedFields[] = {
    "acceptance_number", "comparator", "condition",  "donor",   "dose",  "endpoint", "evidence_type",
    "follow_up",         "isolation",  "ivd_status", "readout", "route", "source"};

// Whether a text may name EVs or a product in a term that needs no context. Without one no term counts
// (DropWithoutContext): most records with stem cells stop here, before they are read.
bool MayNameProduct(const TermTable& terms, const std::vector<RecordText>& texts) {
  return std::any_of(texts.begin(), texts.end(),
                     [&](const RecordText& text) { return terms.MayNameProduct(ReadPart(text.text)); });
}

void AddProductClass(const ProductDecision& decision, FactList* facts) {
  if (decision.product_class == v1::PRODUCT_CLASS_UNSPECIFIED) return;
  std::string value = v1::ProductClass_Name(decision.product_class).substr(sizeof("PRODUCT_CLASS_") - 1);
  std::transform(value.begin(), value.end(), value.begin(),
                 [](char c) { return c == '_' ? c : static_cast<char>(c | 0x20); });
  for (const Support& support : decision.support) {
    facts->Add("product_class", value, decision.confidence, decision.rule, *support.read, support.match.offset,
               support.match.length);
  }
}

StudyKind KindOfRecord(const v1::Registration& registration) { return KindOf(registration); }

StudyKind KindOfRecord(const v1::Publication&) {
  StudyKind kind;
  kind.publication = true;
  kind.article = true;
  return kind;
}

StudyKind KindOfRecord(const v1::RegulatoryNotice&) {
  StudyKind kind;
  kind.publication = true;
  return kind;
}

template <typename Record>
std::optional<v1::EvFacts> ExtractFrom(const TermTable& terms, const Record& record,
                                       const std::vector<std::string>& countries) {
  std::string main_texts;
  AppendMainTexts(record, &main_texts);
  if (!terms.MayBeInScope(main_texts)) return std::nullopt;
  std::vector<RecordText> record_texts = TextsOf(record);
  if (!MayNameProduct(terms, record_texts)) return std::nullopt;
  const std::vector<ReadText> texts = ReadTexts(std::move(record_texts), terms);
  const bool any = std::any_of(texts.begin(), texts.end(), [](const ReadText& read) {
    return std::any_of(read.mentions.begin(), read.mentions.end(),
                       [](const Mention& mention) { return !mention.source(); });
  });
  if (!any) return std::nullopt;
  const StudyKind kind = KindOfRecord(record);
  const ProductDecision decision = DecideProduct(texts, kind);
  if (decision.product_class == v1::PRODUCT_CLASS_UNSPECIFIED && !decision.mentions_ev) return std::nullopt;
  v1::EvFacts result;
  result.set_product_class(decision.product_class);
  FactList facts(&result);
  AddProductClass(decision, &facts);
  AddProductFacts(texts, kind, decision.product_class, &facts);
  const bool given = decision.product_class != v1::PRODUCT_CLASS_UNSPECIFIED &&
                     decision.product_class != v1::PRODUCT_CLASS_EV_BIOMARKER;
  if constexpr (std::is_same_v<Record, v1::Registration>) {
    if (given) AddCriteriaFacts(record, terms, &facts);
  }
  AddStudyFacts(texts, kind, &facts);
  if (given && (!kind.publication || StudiesPeople(result))) AddDonorOfBirthTissue(texts, &facts);
  AddReadouts(texts, &facts);
  AddRegulatoryFacts(texts, countries, &facts);
  std::stable_sort(result.mutable_facts()->begin(), result.mutable_facts()->end(),
                   [](const v1::Fact& a, const v1::Fact& b) { return a.field() < b.field(); });
  for (std::string_view field : kAskedFields) {
    if (!facts.Has(field)) result.add_not_found(std::string(field));
  }
  return result;
}

}  // namespace

std::optional<v1::EvFacts> EvExtractor::Extract(const v1::Registration& registration) const {
  const v1::Study& study = registration.study();
  return ExtractFrom(*terms_, registration, {study.countries().begin(), study.countries().end()});
}

std::optional<v1::EvFacts> EvExtractor::Extract(const v1::Publication& publication) const {
  return ExtractFrom(*terms_, publication, {});
}

std::optional<v1::EvFacts> EvExtractor::Extract(const v1::RegulatoryNotice& notice) const {
  return ExtractFrom(*terms_, notice, {});
}

}  // namespace trialweave::normalizer
