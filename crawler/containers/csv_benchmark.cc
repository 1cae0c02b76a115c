// Throughput of the CSV splitter over a real export, and of a plain search for quotes and line ends in the same bytes:
//   TRIALWEAVE_DATA=<folder> bazel run --config=opt //crawler/containers:csv_benchmark
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iostream>
#include <iterator>

#include "benchmark/benchmark.h"
#include "crawler/containers/container_splitter.h"

namespace trialweave::crawler {
namespace {

// Large enough that nothing of it stays in a cache.
std::string Table(const std::string& root) {
  std::ifstream in(root + "/registries/ictrp/covid_2020-04-15.csv", std::ios::binary);
  const std::string file((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  std::string table;
  while (!file.empty() && table.size() < (64 << 20)) table += file;
  return table;
}

void Split(benchmark::State& state, const std::string& table) {
  uint64_t documents = 0;
  for (auto _ : state) {
    StringSource source(table);
    const auto result = SplitContainer(&source, "file_drop", {}, {}, [](v1::RecordDocument document) {
      benchmark::DoNotOptimize(document.content().data());
      return absl::OkStatus();
    });
    documents += result->records;
  }
  state.SetBytesProcessed(static_cast<int64_t>(state.iterations() * table.size()));
  state.SetItemsProcessed(static_cast<int64_t>(documents));
}

// What finding the structure alone costs: every quote and every line end, once.
void Search(benchmark::State& state, const std::string& table) {
  for (auto _ : state) {
    size_t found = 0;
    for (char c : {'"', '\n', '\r'}) {
      const char* end = table.data() + table.size();
      for (const char* at = table.data(); at != nullptr && at < end; ++at, ++found) {
        at = static_cast<const char*>(std::memchr(at, c, static_cast<size_t>(end - at)));
        if (at == nullptr) break;
      }
    }
    benchmark::DoNotOptimize(found);
  }
  state.SetBytesProcessed(static_cast<int64_t>(state.iterations() * table.size()));
}

}  // namespace
}  // namespace trialweave::crawler

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  const char* root = std::getenv("TRIALWEAVE_DATA");
  if (root == nullptr) {
    std::cerr << "TRIALWEAVE_DATA names no data folder\n";
    return 2;
  }
  const std::string table = trialweave::crawler::Table(root);
  benchmark::RegisterBenchmark("ictrp_csv/splitter",
                               [&](benchmark::State& state) { trialweave::crawler::Split(state, table); });
  benchmark::RegisterBenchmark("ictrp_csv/peer_memchr",
                               [&](benchmark::State& state) { trialweave::crawler::Search(state, table); });
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
