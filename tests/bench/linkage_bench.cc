// Measures the linkage of registrations without stated identifiers, at sizes of which no real collection is at hand:
//
//   linkage_bench [--records N[,N ...]] [--threads N] RECORDS
//
// RECORDS: a file of labelled_pairs.h, of which the made registrations are made (match_record_generator.h says how like
// real ones they are). Per size: seconds to hold the records and to score all candidates and form trials, candidates
// per record, precision and recall of the known partners, memory, and how long one more registration takes.
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <iostream>
#include <unordered_map>

#include "absl/strings/numbers.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "store/linkage/match/batch_scoring.h"
#include "store/linkage/match/labelled_pairs.h"
#include "store/linkage/match/shipped_model.h"
#include "tests/generator/match_record_generator.h"

namespace trialweave::tests {
namespace {

constexpr uint64_t kSeed = 20260701;
// Registrations that arrive one by one at the end.
constexpr uint32_t kArriving = 2000;

class Watch {
 public:
  double Seconds() const { return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin_).count(); }

 private:
  const std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
};

double PeakMebibytes() {
  rusage usage = {};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

struct Outcome {
  uint64_t found = 0, wrong = 0;
};

// Trials of the pairs that score well; the many records without one are trials of their own.
Outcome FormTrials(const store::CandidateIndex& index, const store::MatchModel& model,
                   const std::vector<store::ScoredPair>& pairs) {
  std::unordered_map<uint32_t, uint32_t> places;
  std::vector<uint32_t> numbers;
  std::vector<store::MatchRecord> records;
  const auto place = [&](uint32_t number) {
    const auto [at, added] = places.emplace(number, static_cast<uint32_t>(records.size()));
    if (added) {
      numbers.push_back(number);
      records.push_back(index.at(number));
    }
    return at->second;
  };
  std::vector<store::ScoredPair> placed;
  for (const store::ScoredPair& pair : pairs) {
    const uint32_t a = place(pair.a), b = place(pair.b);
    placed.push_back({std::min(a, b), std::max(a, b), pair.log_odds});
  }
  const std::vector<uint32_t> clusters =
      store::ClusterRecords(records, placed, {model.threshold(), model.rival_margin(), true});
  Outcome outcome;
  for (uint32_t i = 0; i < clusters.size(); ++i) {
    if (clusters[i] == i) continue;
    const uint32_t a = numbers[i], b = numbers[clusters[i]];
    const bool partners = MatchRecordGenerator::PartnerOf(std::max(a, b)) == std::min(a, b);
    ++(partners ? outcome.found : outcome.wrong);
  }
  return outcome;
}

void Print(const char* key, double value) { std::cout << absl::StrFormat("  %-40s %.4g\n", key, value); }

// One registration among all: found, scored, held.
void MeasureArrival(const MatchRecordGenerator& generator, const store::MatchModel& model, uint32_t count,
                    store::CandidateIndex* index) {
  std::vector<double> seconds;
  for (uint32_t i = 0; i < kArriving; ++i) {
    store::MatchRecord record = generator.Make(count + i);
    const Watch watch;
    double best = 0;
    for (const uint32_t other : index->Find(record))
      best = std::max(best, model.LogOdds(model.Compare(record, index->at(other))));
    index->Add(std::move(record));
    seconds.push_back(watch.Seconds());
  }
  std::sort(seconds.begin(), seconds.end());
  Print("one more registration, ms, median", seconds[kArriving / 2] * 1000);
  Print("one more registration, ms, 99 of 100", seconds[kArriving * 99 / 100] * 1000);
}

void Measure(const MatchRecordGenerator& generator, const store::MatchModel& model, uint32_t count, int threads) {
  store::CandidateIndex index(&model.frequencies());
  double adding = 0;
  for (uint32_t i = 0; i < count; ++i) {
    store::MatchRecord record = generator.Make(i);
    const Watch watch;
    index.Add(std::move(record));
    adding += watch.Seconds();
  }
  const Watch watch;
  const store::BatchScores scores = store::ScoreAll(index, model, model.threshold() - model.rival_margin(), threads);
  const double scoring = watch.Seconds();
  const Outcome outcome = FormTrials(index, model, scores.pairs);
  const double all = watch.Seconds() + adding;
  const double partners = count / 5;
  std::cout << count << " records\n";
  Print("seconds", all);
  Print("of these to hold the records", adding);
  Print("of these to find and score", scoring);
  Print("candidates per record", static_cast<double>(scores.candidates) / count);
  Print("recall", static_cast<double>(outcome.found) / partners);
  Print("precision",
        static_cast<double>(outcome.found) / std::max(1.0, static_cast<double>(outcome.found + outcome.wrong)));
  Print("MiB of records and index", static_cast<double>(index.bytes()) / 1024 / 1024);
  Print("MiB at the peak", PeakMebibytes());
  MeasureArrival(generator, model, count, &index);
}

int Usage() {
  std::cerr << "usage: linkage_bench [--records N[,N ...]] [--threads N] RECORDS\n";
  return 2;
}

int Main(int argc, char** argv) {
  std::vector<std::string> sizes = {"4500", "45000", "448000", "1000000"};
  std::string path;
  int threads = 2;
  for (int i = 1; i < argc; ++i) {
    const std::string argument = argv[i];
    if (argument == "--records" && i + 1 < argc) {
      sizes = absl::StrSplit(argv[++i], ',');
    } else if (argument == "--threads" && i + 1 < argc) {
      if (!absl::SimpleAtoi(argv[++i], &threads) || threads < 1) return Usage();
    } else {
      path = argument;
    }
  }
  if (path.empty()) return Usage();
  auto records = store::ReadMatchRecords(path);
  const auto model = store::MatchModel::Parse(store::ShippedModel());
  for (const absl::Status& status : {records.status(), model.status()}) {
    if (status.ok()) continue;
    std::cerr << "linkage_bench: " << status.message() << "\n";
    return 1;
  }
  std::erase_if(*records, [](const store::MatchRecord& record) { return record.titles() == 0; });
  if (records->empty()) return Usage();
  const MatchRecordGenerator generator(*std::move(records), kSeed);
  for (const std::string& size : sizes) {
    uint32_t count = 0;
    if (!absl::SimpleAtoi(size, &count) || count < 5) return Usage();
    Measure(generator, *model, count, threads);
  }
  return 0;
}

}  // namespace
}  // namespace trialweave::tests

int main(int argc, char** argv) { return trialweave::tests::Main(argc, argv); }
