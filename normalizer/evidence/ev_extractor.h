#ifndef TRIALWEAVE_NORMALIZER_EVIDENCE_EV_EXTRACTOR_H_
#define TRIALWEAVE_NORMALIZER_EVIDENCE_EV_EXTRACTOR_H_

#include <memory>
#include <optional>

#include "normalizer/vocabulary/term_table.h"
#include "trialweave/v1/evidence.pb.h"
#include "trialweave/v1/literature.pb.h"
#include "trialweave/v1/registration.pb.h"

namespace trialweave::normalizer {

// EvExtractor reads the facts of EV therapies out of records, with their evidence; docs/evidence.md lists the fields.
// A pure function of the record and the terms; threads may share it.
class EvExtractor {
 public:
  explicit EvExtractor(std::shared_ptr<const TermTable> terms) : terms_(std::move(terms)) {}

  // Absent for a record that neither mentions EVs nor gives a product of the topic.
  std::optional<v1::EvFacts> Extract(const v1::Registration& registration) const;
  std::optional<v1::EvFacts> Extract(const v1::Publication& publication) const;
  std::optional<v1::EvFacts> Extract(const v1::RegulatoryNotice& notice) const;

 private:
  std::shared_ptr<const TermTable> terms_;
};

}  // namespace trialweave::normalizer

#endif  // TRIALWEAVE_NORMALIZER_EVIDENCE_EV_EXTRACTOR_H_
