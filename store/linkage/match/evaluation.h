#ifndef TRIALWEAVE_STORE_LINKAGE_MATCH_EVALUATION_H_
#define TRIALWEAVE_STORE_LINKAGE_MATCH_EVALUATION_H_

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"

namespace trialweave::store {

struct EvaluationOptions {
  // Files of labelled_pairs.h.
  std::string pairs;
  std::string records;
  // A file of MatchModel::Parse; empty for the shipped one.
  std::string model;
  // Parts of the trials for cross-validation; 0 for the model as it is.
  int folds = 0;
  // Pages of study_pages.h: more registrations to learn words' frequencies from, in cross-validation.
  std::vector<std::string> frequencies;
  // Neither identifiers of registries nor protocol numbers count.
  bool mask_identifiers = false;
  // Instead of the model's own.
  std::optional<double> threshold;
  std::optional<double> rival_margin;
};

struct EvaluationReport {
  // "overall f1", "0.9931" and so on, in the order in which they are printed. Shares with a 95 % interval (Wilson,
  // "Probable Inference", 1927) as "0.9931 [0.9812, 0.9975]".
  std::vector<std::pair<std::string, std::string>> figures;
  // Each pair that came out wrong, with its explanation.
  std::vector<std::string> errors;
};

// Divides the records into trials as a store would and compares that with the labels. Pairs of one registry, and those
// without both records, are no test of recall; a "different" pair of one registry must not be merged either. Trials of
// five and more registrations are counted apart.
absl::StatusOr<EvaluationReport> Evaluate(const EvaluationOptions& options);

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_LINKAGE_MATCH_EVALUATION_H_
