#ifndef TRIALWEAVE_NORMALIZER_FORMATS_PRINTED_OUTCOME_H_
#define TRIALWEAVE_NORMALIZER_FORMATS_PRINTED_OUTCOME_H_

#include <string>
#include <string_view>
#include <vector>

namespace trialweave::normalizer {

// PrintedOutcome is an outcome whose parts a registry prints in one text; what it does not say is empty.
struct PrintedOutcome {
  std::string measure;
  std::string time_frame;
  std::string method;
};

// The parts of one outcome, as WHO ICTRP prints those of ClinicalTrials.gov, SLCTR ("Pain [Time Frame: 12 months]"),
// ANZCTR ("Pain [12 months]"), IRCT ("Pain. Timepoint: 12 months. Method of measurement: VAS."), CTRI ("VASTimepoint:
// 12 months"), LBCTR ("Name: Pain;Timepoints: 12 months;Measure: VAS") and REPEC ("Outcome name:Pain", "Measure:VAS",
// "Timepoints:12 months", a line each).
PrintedOutcome ReadPrintedOutcome(std::string_view text);

// The outcomes of a text that runs several together: after each time point up to the next semicolon, and after each
// bracket that ends with a time. The text itself where none does. Linear in its size.
std::vector<std::string> SplitOutcomes(std::string_view text);

}  // namespace trialweave::normalizer

#endif  // TRIALWEAVE_NORMALIZER_FORMATS_PRINTED_OUTCOME_H_
