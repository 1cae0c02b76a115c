#ifndef TRIALWEAVE_NORMALIZER_EVIDENCE_FACT_LIST_H_
#define TRIALWEAVE_NORMALIZER_EVIDENCE_FACT_LIST_H_

#include <string>
#include <string_view>

#include "normalizer/evidence/ev_reading.h"
#include "trialweave/v1/evidence.pb.h"

namespace trialweave::normalizer {

// FactList adds facts to a record's, each with the span it rests on.
class FactList {
 public:
  explicit FactList(v1::EvFacts* facts) : facts_(facts) {}

  // Adds a fact, or its span to the fact with the same field, value and detail-less shape.
  v1::Fact* Add(std::string_view field, std::string_view value, double confidence, std::string_view rule,
                const ReadText& read, size_t offset, size_t length);
  v1::Fact* Add(std::string_view field, double confidence, const ReadText& read, const TermMatch& match) {
    return Add(field, match.term->value, confidence, "term:" + match.term->text, read, match.offset, match.length);
  }
  // Always a fact of its own, for facts with a detail.
  v1::Fact* AddNew(std::string_view field, std::string_view value, double confidence, std::string_view rule,
                   const ReadText& read, size_t offset, size_t length);
  void AddSpan(const ReadText& read, size_t offset, size_t length, v1::Fact* fact);

  bool Has(std::string_view field) const;
  v1::EvFacts* facts() { return facts_; }

 private:
  v1::EvFacts* facts_;
};

}  // namespace trialweave::normalizer

#endif  // TRIALWEAVE_NORMALIZER_EVIDENCE_FACT_LIST_H_
