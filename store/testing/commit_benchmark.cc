// Documents per second from a prepared request to the acknowledgement, without the wire:
//   bazel run --config=opt //store/testing:commit_benchmark -- [documents] [folder]
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "common/clock.h"
#include "common/content_digest.h"
#include "common/sha256.h"
#include "store/database/rocksdb_database.h"
#include "store/ledger/lease_table.h"
#include "store/ledger/run_lifecycle.h"
#include "store/store.h"

namespace trialweave::store {
namespace {

constexpr size_t kUnderWay = 1024;
// A native ClinicalTrials.gov study has 16 to 21 KB.
constexpr size_t kContentBytes = 18'000;
constexpr size_t kRecordBytes = 6'000;

class SilentObserver : public StoreObserver {
 public:
  void OnGroup(const GroupEvents&, size_t, size_t, absl::Duration, uint64_t) override {}
  void OnGroupFailed(size_t) override {}
};

// Words with a tail of rare ones, as in natural text.
std::string Words(size_t bytes, std::mt19937& random) {
  std::string text;
  while (text.size() < bytes) {
    const double u = (random() % 1'000'000 + 1) / 1'000'000.0;
    text += "word" + std::to_string(static_cast<int>(1.0 / u)) + " ";
  }
  return text;
}

v1::CommitRequest Request(int number, std::mt19937& random) {
  char id[16];
  std::snprintf(id, sizeof id, "NCT%08d", number);
  v1::CommitRequest request;
  v1::Registration registration;
  registration.set_registration_id(id);
  registration.set_registry("ctgov");
  registration.mutable_study()->add_summaries()->set_text(Words(kRecordBytes, random));
  if (number % 20 == 0) {
    v1::Identifier* other = registration.add_secondary_ids();
    other->set_scheme("eudract");
    other->set_value("EUCTR" + std::to_string(number / 40));
  }
  request.mutable_record()->set_content_digest(common::ContentDigest(registration));
  request.mutable_record()->mutable_registration()->Swap(&registration);
  v1::RecordDocument* document = request.mutable_document();
  document->set_source("ctgov");
  document->set_format("ctgov_v2_json");
  document->set_run("sources/ctgov/runs/1");
  document->set_fencing_token(1);
  document->set_ordinal(number);
  document->set_content(Words(kContentBytes, random));
  document->set_content_sha256(common::Sha256(document->content()));
  document->mutable_container()->set_digest(common::Sha256(std::to_string(number / 1000)));
  document->mutable_container()->mutable_observed_at()->set_seconds(1000);
  document->set_container_ordinal(number % 1000);
  return request;
}

void OpenRun(Store& store) {
  store.Change(
      [](WriteContext& context) {
        v1::AcquireLeaseRequest lease;
        lease.set_resource("sources/ctgov");
        lease.set_holder("benchmark");
        lease.mutable_ttl()->set_seconds(600);
        v1::AcquireLeaseResponse acquired;
        if (absl::Status status = AcquireLease(lease, context, &acquired); !status.ok()) return status;
        v1::StartRunRequest start;
        start.set_source("ctgov");
        start.set_fencing_token(acquired.fencing_token());
        v1::StartRunResponse started;
        return StartRun(start, context, &started);
      },
      [](const absl::Status&) {});
}

int Main(int documents, const std::string& folder) {
  std::filesystem::remove_all(folder);
  common::SystemClock clock;
  SilentObserver observer;
  auto database = RocksDbDatabase::Open(folder, 256 * 1024 * 1024);
  if (!database.ok()) return 1;
  auto store = Store::Open(*std::move(database), CommitterLimits(), &clock, &observer);
  if (!store.ok()) return 1;
  (*store)->Start();
  OpenRun(**store);
  std::mt19937 random(1);
  absl::Mutex mutex;
  size_t under_way = 0;
  size_t refused = 0;
  absl::Duration busy;
  std::clock_t cpu = 0;
  for (int first = 1; first <= documents; first += 1000) {
    // Made in advance: making them is not what is measured.
    std::vector<v1::CommitRequest> requests;
    for (int i = first; i < first + 1000 && i <= documents; ++i) requests.push_back(Request(i, random));
    const absl::Time start = absl::Now();
    const std::clock_t cpu_start = std::clock();
    for (v1::CommitRequest& request : requests) {
      absl::StatusOr<PreparedDocument> prepared = (*store)->Prepare(std::move(request));
      if (!prepared.ok()) return 1;
      {
        absl::MutexLock lock(&mutex);
        const auto room = [&] { return under_way < kUnderWay; };
        mutex.Await(absl::Condition(&room));
        ++under_way;
      }
      (*store)->Commit(*std::move(prepared), [&](absl::StatusOr<v1::DocumentAck> ack) {
        absl::MutexLock lock(&mutex);
        --under_way;
        refused += ack.ok() ? 0 : 1;
      });
    }
    absl::MutexLock lock(&mutex);
    const auto idle = [&] { return under_way == 0; };
    mutex.Await(absl::Condition(&idle));
    busy += absl::Now() - start;
    cpu += std::clock() - cpu_start;
  }
  const double seconds = absl::ToDoubleSeconds(busy);
  std::printf(
      "documents: %d\nrefused: %zu\nseconds: %.2f\ndocuments per second: %.0f\nMB per second: %.1f\n"
      "CPU microseconds per document: %.0f\n",
      documents, refused, seconds, documents / seconds, documents * kContentBytes / seconds / 1e6,
      1e6 * cpu / CLOCKS_PER_SEC / documents);
  return refused == 0 ? 0 : 1;
}

}  // namespace
}  // namespace trialweave::store

int main(int argc, char** argv) {
  const int documents = argc > 1 ? std::atoi(argv[1]) : 20'000;
  return trialweave::store::Main(documents, argc > 2 ? argv[2] : "commit_benchmark_data");
}
