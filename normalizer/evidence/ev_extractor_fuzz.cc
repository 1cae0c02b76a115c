// Any text as a study's title, intervention, outcome and summary: facts come with spans that lie in their texts.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "absl/strings/str_split.h"
#include "normalizer/evidence/ev_extractor.h"
#include "normalizer/vocabulary/vocabulary.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace trialweave;
  static const normalizer::EvExtractor extractor(normalizer::Vocabulary::Embedded()->evidence_terms());
  const std::vector<std::string> lines =
      absl::StrSplit(absl::string_view(reinterpret_cast<const char*>(data), size), absl::MaxSplits('\n', 3));
  v1::Registration registration;
  v1::Study* study = registration.mutable_study();
  study->add_titles()->set_text(lines[0]);
  if (lines.size() > 1) study->add_interventions()->add_names()->set_text(lines[1]);
  if (lines.size() > 2) {
    study->add_outcomes()->add_measures()->set_text(lines[2]);
    study->mutable_outcomes(0)->set_time_frame(lines[2]);
  }
  if (lines.size() > 3) study->add_summaries()->set_text(lines[3]);
  const auto facts = extractor.Extract(registration);
  if (!facts.has_value()) return 0;
  for (const v1::Fact& fact : facts->facts()) {
    for (const v1::EvidenceSpan& span : fact.evidence()) {
      if (span.text().size() != span.length()) std::abort();
    }
  }
  return 0;
}
