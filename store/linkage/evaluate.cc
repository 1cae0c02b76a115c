// Scores the linkage against labelled pairs of registrations:
//
//   evaluate --pairs FILE --records FILE [--model FILE] [--cross_validate N] [--mask_identifiers]
//            [--frequencies PAGE]... [--threshold LOG_ODDS] [--rival_margin LOG_ODDS] [--errors]
//
// Prints one "key: value" line a figure. Without --cross_validate the model (the shipped one, or that of --model) is
// applied as it is; with it, models are trained on N - 1 parts of the trials and tested on the other one. Only what is
// labelled counts: "different" pairs that come out as one trial are wrong, unlabelled ones are not counted.
#include <iostream>

#include "absl/strings/numbers.h"
#include "store/linkage/match/evaluation.h"

namespace {

int Usage() {
  std::cerr << "usage: evaluate --pairs FILE --records FILE [--model FILE] [--cross_validate N] [--mask_identifiers]\n"
               "                [--frequencies PAGE]... [--threshold LOG_ODDS] [--rival_margin LOG_ODDS] [--errors]\n";
  return 2;
}

}  // namespace

int main(int argc, char** argv) {
  trialweave::store::EvaluationOptions options;
  bool errors = false;
  for (int i = 1; i < argc; ++i) {
    const std::string argument = argv[i];
    const bool valued = i + 1 < argc;
    if (argument == "--pairs" && valued) {
      options.pairs = argv[++i];
    } else if (argument == "--records" && valued) {
      options.records = argv[++i];
    } else if (argument == "--model" && valued) {
      options.model = argv[++i];
    } else if (argument == "--cross_validate" && valued) {
      if (!absl::SimpleAtoi(argv[++i], &options.folds) || options.folds < 2) return Usage();
    } else if ((argument == "--threshold" || argument == "--rival_margin") && valued) {
      double& value = (argument == "--threshold" ? options.threshold : options.rival_margin).emplace();
      if (!absl::SimpleAtod(argv[++i], &value)) return Usage();
    } else if (argument == "--frequencies" && valued) {
      options.frequencies.push_back(argv[++i]);
    } else if (argument == "--mask_identifiers") {
      options.mask_identifiers = true;
    } else if (argument == "--errors") {
      errors = true;
    } else {
      return Usage();
    }
  }
  if (options.pairs.empty() || options.records.empty()) return Usage();
  const auto report = trialweave::store::Evaluate(options);
  if (!report.ok()) {
    std::cerr << "evaluate: " << report.status().message() << "\n";
    return 1;
  }
  for (const auto& [key, value] : report->figures) std::cout << key << ": " << value << "\n";
  for (const std::string& error : report->errors) {
    if (errors) std::cout << "error: " << error << "\n";
  }
  return 0;
}
