#include "normalizer/normalizer_metrics.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "normalizer/document_normalizer.h"

namespace trialweave::normalizer {
namespace {

std::string FormatLabel(const std::string& format) { return SourceOfFormat(format).empty() ? "other" : format; }

std::string SourceLabel(const std::string& source) {
  for (const std::string& format : KnownFormats()) {
    if (SourceOfFormat(format) == source) return source;
  }
  return "other";
}

// "OUTCOME_DEAD_LETTERED" is "dead_lettered".
std::string OutcomeLabel(v1::Outcome outcome) { return absl::AsciiStrToLower(v1::Outcome_Name(outcome).substr(8)); }

std::string ReasonLabel(v1::DeadLetterReason reason) {
  return absl::AsciiStrToLower(v1::DeadLetterReason_Name(reason).substr(std::string("DEAD_LETTER_REASON_").size()));
}

}  // namespace

NormalizerMetrics::NormalizerMetrics(const std::shared_ptr<prometheus::Registry>& registry)
    : documents_(prometheus::BuildCounter()
                     .Name("trialweave_normalizer_documents_total")
                     .Help("Documents answered, by the outcome that the store committed.")
                     .Register(*registry)),
      unmapped_(prometheus::BuildCounter()
                    .Name("trialweave_vocabulary_unmapped_total")
                    .Help("Words of records that no vocabulary knows.")
                    .Register(*registry)),
      dead_letters_(prometheus::BuildCounter()
                        .Name("trialweave_normalizer_dead_letters_total")
                        .Help("Documents that could not become a record, by reason.")
                        .Register(*registry)),
      parse_seconds_(prometheus::BuildHistogram()
                         .Name("trialweave_normalizer_parse_seconds")
                         .Help("Time to turn one document into a record.")
                         .Register(*registry)),
      in_flight_(prometheus::BuildGauge()
                     .Name("trialweave_normalizer_documents_in_flight")
                     .Help("Documents read and not yet answered.")
                     .Register(*registry)
                     .Add({})) {}

void NormalizerMetrics::Parsed(const std::string& format, double seconds) {
  parse_seconds_
      .Add({{"format", FormatLabel(format)}},
           prometheus::Histogram::BucketBoundaries{0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05,
                                                   0.1, 0.5, 1.0, 5.0})
      .Observe(seconds);
}

void NormalizerMetrics::CountUnmapped(const std::string& source, const v1::Registration& registration) {
  for (const std::string& word : registration.study().unmapped()) {
    unmapped_.Add({{"source", SourceLabel(source)}, {"field", word.substr(0, word.find(':'))}}).Increment();
  }
  const int countries = registration.study().unmapped_countries_size();
  if (countries > 0) unmapped_.Add({{"source", SourceLabel(source)}, {"field", "country"}}).Increment(countries);
}

void NormalizerMetrics::CountDeadLetter(const std::string& source, v1::DeadLetterReason reason) {
  dead_letters_.Add({{"source", SourceLabel(source)}, {"reason", ReasonLabel(reason)}}).Increment();
}

void NormalizerMetrics::CountAnswer(const std::string& source, const std::string& format,
                                    const v1::IngestResponse& answer) {
  const std::string outcome = answer.has_ack() ? OutcomeLabel(answer.ack().outcome()) : "refused";
  documents_.Add({{"source", SourceLabel(source)}, {"format", FormatLabel(format)}, {"outcome", outcome}}).Increment();
}

void NormalizerMetrics::AddInFlight(int documents) { in_flight_.Increment(documents); }

}  // namespace trialweave::normalizer
