// How fast the forms of an export are written, beside protobuf's own JSON, copying the bytes and parsing the trials:
//   bazel run --config=opt //query/export:trial_writer_benchmark
#include <memory>
#include <string>
#include <vector>

#include "benchmark/benchmark.h"
#include "google/protobuf/util/json_util.h"
#include "query/export/sample_trial.h"
#include "query/export/trial_writer.h"

namespace trialweave::query {
namespace {

constexpr int kTrials = 200;

std::vector<v1::Trial> Trials() {
  std::vector<v1::Trial> trials;
  trials.reserve(kTrials);
  for (int i = 0; i < kTrials; ++i) trials.push_back(SampleTrial(i));
  return trials;
}

std::vector<std::string> Serialized() {
  std::vector<std::string> serialized;
  for (const v1::Trial& trial : Trials()) serialized.push_back(trial.SerializeAsString());
  return serialized;
}

void Write(benchmark::State& state, v1::ExportFormat format) {
  const std::vector<std::string> trials = Serialized();
  const std::unique_ptr<TrialWriter> writer = *MakeTrialWriter(format);
  int64_t bytes = 0;
  std::string out;
  for (auto _ : state) {
    out.clear();
    for (const std::string& trial : trials) writer->Write(trial, &out);
    bytes += static_cast<int64_t>(out.size());
  }
  state.SetBytesProcessed(bytes);
  state.SetItemsProcessed(state.iterations() * kTrials);
}
void BM_Ndjson(benchmark::State& state) { Write(state, v1::EXPORT_FORMAT_NDJSON); }
void BM_Csv(benchmark::State& state) { Write(state, v1::EXPORT_FORMAT_CSV); }
void BM_Ris(benchmark::State& state) { Write(state, v1::EXPORT_FORMAT_RIS); }
BENCHMARK(BM_Ndjson);
BENCHMARK(BM_Csv);
BENCHMARK(BM_Ris);

void BM_ProtobufJson(benchmark::State& state) {
  const std::vector<v1::Trial> trials = Trials();
  int64_t bytes = 0;
  for (auto _ : state) {
    for (const v1::Trial& trial : trials) {
      std::string out;
      if (!google::protobuf::util::MessageToJsonString(trial, &out).ok()) state.SkipWithError("no JSON");
      bytes += static_cast<int64_t>(out.size());
    }
  }
  state.SetBytesProcessed(bytes);
}
BENCHMARK(BM_ProtobufJson);

// Of the serialized trials, which all forms but NDJSON begin with.
void BM_Parse(benchmark::State& state) {
  const std::vector<std::string> serialized = Serialized();
  int64_t bytes = 0;
  for (auto _ : state) {
    for (const std::string& each : serialized) {
      v1::Trial trial;
      benchmark::DoNotOptimize(trial.ParseFromString(each));
      bytes += static_cast<int64_t>(each.size());
    }
  }
  state.SetBytesProcessed(bytes);
}
BENCHMARK(BM_Parse);

}  // namespace
}  // namespace trialweave::query

BENCHMARK_MAIN();
