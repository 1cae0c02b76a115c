// Learns a linkage model from labelled pairs of registrations and prints it (match_model.h has the form):
//
//   train --pairs FILE --records FILE --version NAME [--frequencies PAGE]... > model.tsv
//
// PAGE: studies of ClinicalTrials.gov (study_pages.h), of which words' frequencies are learned, too.
#include <algorithm>
#include <iostream>
#include <map>

#include "absl/strings/str_format.h"
#include "store/linkage/match/match_training.h"

namespace trialweave::store {
namespace {

int Usage() {
  std::cerr << "usage: train --pairs FILE --records FILE --version NAME [--frequencies PAGE]...\n";
  return 2;
}

void Print(const MatchModel& model, const std::vector<TrainingPair>& training, size_t records,
           const std::unordered_map<uint32_t, uint32_t>& counts, const std::map<uint32_t, std::string>& words) {
  const auto same = std::count_if(training.begin(), training.end(), [](const TrainingPair& p) { return p.same; });
  std::cout
      << "# Weights of agreement between two registrations: log-odds that add up (store/linkage/match/match_model.h).\n"
      << "# Learned from " << same << " pairs of one trial and " << training.size() - static_cast<size_t>(same)
      << " pairs of two.\n"
      << "version\t" << model.version() << "\nprior\t" << absl::StrFormat("%.4f", model.prior()) << "\nthreshold\t"
      << model.threshold() << "\nrival_margin\t" << model.rival_margin() << "\n";
  for (size_t field = 0; field < kMatchFields; ++field) {
    for (uint8_t level = 0; level < kMaxLevels; ++level) {
      const auto match_field = static_cast<MatchField>(field);
      if (LevelName(match_field, level).empty()) continue;
      std::cout << "weight\t" << FieldName(match_field) << "\t" << LevelName(match_field, level) << "\t"
                << absl::StrFormat("%.4f", model.weights()[field][level]) << "\n";
    }
  }
  std::cout << "# How many of the records have a word.\nrecords\t" << records << "\n";
  std::map<std::string, uint32_t> sorted;
  for (const auto& [token, count] : counts) {
    const auto word = words.find(token);
    if (word != words.end()) sorted[word->second] = count;
  }
  for (const auto& [word, count] : sorted) std::cout << "word\t" << word << "\t" << count << "\n";
}

int Main(int argc, char** argv) {
  std::string pairs_path, records_path, version;
  std::vector<std::string> pages;
  for (int i = 1; i + 1 < argc; i += 2) {
    const std::string argument = argv[i];
    if (argument == "--pairs") pairs_path = argv[i + 1];
    if (argument == "--records") records_path = argv[i + 1];
    if (argument == "--version") version = argv[i + 1];
    if (argument == "--frequencies") pages.push_back(argv[i + 1]);
  }
  if (pairs_path.empty() || records_path.empty() || version.empty()) return Usage();
  const auto pairs = ReadLabelledPairs(pairs_path);
  std::map<uint32_t, std::string> words;
  const auto records = ReadMatchRecords(records_path, {.words = &words});
  for (const absl::Status& status : {pairs.status(), records.status()}) {
    if (status.ok()) continue;
    std::cerr << "train: " << status.message() << "\n";
    return 1;
  }
  const auto counts = CountWordsOf(*records, pages, &words);
  if (!counts.ok()) {
    std::cerr << "train: " << counts.status().message() << "\n";
    return 1;
  }
  const WordFrequencies frequencies(counts->records, counts->counts);
  const std::vector<TrainingPair> training = MakeTrainingPairs(*records, *pairs, frequencies);
  Print(Train(version, *records, training, frequencies), training, counts->records, counts->counts, words);
  return 0;
}

}  // namespace
}  // namespace trialweave::store

int main(int argc, char** argv) { return trialweave::store::Main(argc, argv); }
