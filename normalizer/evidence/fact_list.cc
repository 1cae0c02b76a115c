#include "normalizer/evidence/fact_list.h"

#include <algorithm>

namespace trialweave::normalizer {
namespace {

// Further spans add nothing for a reader.
constexpr int kMaxSpans = 4;

}  // namespace

void FactList::AddSpan(const ReadText& read, size_t offset, size_t length, v1::Fact* fact) {
  if (fact->evidence_size() >= kMaxSpans) return;
  v1::EvidenceSpan* span = fact->add_evidence();
  span->set_field(read.text.path);
  span->set_offset(static_cast<uint32_t>(offset));
  span->set_length(static_cast<uint32_t>(length));
  span->set_text(std::string(read.text.text.substr(offset, length)));
}

v1::Fact* FactList::AddNew(std::string_view field, std::string_view value, double confidence, std::string_view rule,
                           const ReadText& read, size_t offset, size_t length) {
  v1::Fact* fact = facts_->add_facts();
  fact->set_field(std::string(field));
  fact->set_value(std::string(value));
  fact->set_state(v1::FACT_STATE_REPORTED);
  fact->set_confidence(confidence);
  fact->set_rule(std::string(rule));
  AddSpan(read, offset, length, fact);
  return fact;
}

v1::Fact* FactList::Add(std::string_view field, std::string_view value, double confidence, std::string_view rule,
                        const ReadText& read, size_t offset, size_t length) {
  for (v1::Fact& fact : *facts_->mutable_facts()) {
    if (fact.field() != field || fact.value() != value) continue;
    AddSpan(read, offset, length, &fact);
    fact.set_confidence(std::max(fact.confidence(), confidence));
    return &fact;
  }
  return AddNew(field, value, confidence, rule, read, offset, length);
}

bool FactList::Has(std::string_view field) const {
  return std::any_of(facts_->facts().begin(), facts_->facts().end(),
                     [field](const v1::Fact& fact) { return fact.field() == field; });
}

}  // namespace trialweave::normalizer
