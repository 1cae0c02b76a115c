// Seconds and memory of complete snapshots of a large set: the first one, one that lacks half of it, that again a week
// later (tombstones), and one that brings nothing new:
//   bazel run --config=opt //store/testing:snapshot_benchmark -- [registrations]
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>
#include <vector>

#include "absl/time/clock.h"
#include "store/testing/store_fixture.h"

namespace trialweave::store {
namespace {

constexpr int kStep = 10'000;

// Highest resident size since the last call, MiB (proc(5)).
long PeakMiB() {
  std::ifstream status("/proc/self/status");
  std::string word;
  long kib = 0;
  while (status >> word) {
    if (word == "VmHWM:") status >> kib;
  }
  std::ofstream("/proc/self/clear_refs") << "5";
  return kib / 1024;
}

int Main(int registrations) {
  StoreFixture f("snapshot_benchmark");
  const std::string run = f.StartRun("ictrp");
  for (int first = 1; first <= registrations; first += kStep) {
    std::vector<v1::CommitRequest> requests;
    for (int i = first; i < std::min(first + kStep, registrations + 1); ++i) {
      TestDocument document;
      char id[16];
      std::snprintf(id, sizeof id, "NCT%08d", i);
      document.id = id;
      document.source = "ictrp";
      document.format = "ictrp_csv";
      requests.push_back(RecordRequest(document));
    }
    f.SendAll(run, first, std::move(requests));
  }
  std::printf("registrations: %d, MiB before: %ld\n", registrations, PeakMiB());
  const auto record = [&](const char* what, int observed, int last) {
    const absl::Time start = absl::Now();
    const auto recorded = f.RecordSnapshot(run, "set", observed, 1, last);
    const double seconds = absl::ToDoubleSeconds(absl::Now() - start);
    std::printf("%s: %.2f s, %.0f registrations/s, peak MiB %ld, absent %zu\n", what, seconds, registrations / seconds,
                PeakMiB(), recorded.ok() ? static_cast<size_t>(recorded->absent()) : 0);
    return recorded.ok();
  };
  const bool all = record("first", 1000, registrations) && record("nothing new", 2000, registrations) &&
                   record("half is absent", 3000, registrations / 2) &&
                   record("half is withdrawn", 4000, registrations / 2) &&
                   record("half is long gone", 5000, registrations / 2) && record("all are back", 6000, registrations);
  return all ? 0 : 1;
}

}  // namespace
}  // namespace trialweave::store

int main(int argc, char** argv) { return trialweave::store::Main(argc > 1 ? std::atoi(argv[1]) : 100'000); }
