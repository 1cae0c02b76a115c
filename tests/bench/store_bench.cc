// Measures the store at sizes that no collection of real records has, and what a user would pick instead, over the same
// records in one run:
//
//   store_bench [--records N] [--peer_records N] [--no_peers] FILE ...
//
// FILE: ClinicalTrials.gov v2 pages (.json or .json.gz) whose studies are the models of the generated ones. Documents
// go through the real normalizer and the real store, from an unparsed document to the synced acknowledgement. The peers
// get the first peer_records of the same records parsed already. Making the records is not part of any time.
#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <deque>
#include <filesystem>
#include <thread>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/channel.h"
#include "grpcpp/client_context.h"
#include "tests/bench/bench_run.h"
#include "tests/bench/bench_studies.h"
#include "tests/bench/peer.h"
#include "tests/bench/percentile.h"
#include "tests/generator/study_generator.h"
#include "tests/pipeline/cluster.h"
#include "trialweave/v1/normalizer_service.grpc.pb.h"
#include "zstd.h"

namespace trialweave::tests {
namespace {

constexpr uint64_t kChunk = 20'000;
constexpr uint64_t kSingles = 1'000;
constexpr int kZstdLevel = 3;

struct Options {
  uint64_t records = 100'000;
  uint64_t peer_records = 50'000;
  std::vector<std::string> files;
};

double Seconds(absl::Duration time) { return absl::ToDoubleSeconds(time); }
double MiB(uint64_t bytes) { return static_cast<double>(bytes) / 1048576; }

// Ingest through one stream: counts what is acknowledged, keeps how long each took.
class IngestStream {
 public:
  explicit IngestStream(v1::NormalizerService::Stub* stub) : stream_(stub->Ingest(&context_)) {
    reader_ = std::thread([this] {
      v1::IngestResponse response;
      while (stream_->Read(&response)) {
        refused_ += response.has_ack() ? 0 : 1;
        done_.fetch_add(1);
        done_.notify_all();
      }
      closed_ = true;
      done_.fetch_add(1'000'000'000);
      done_.notify_all();
    });
  }
  ~IngestStream() {
    stream_->WritesDone();
    reader_.join();
    stream_->Finish();
  }
  bool Write(const v1::IngestRequest& request) { return stream_->Write(request); }
  // Waits for `count` answers in all; false when the stream ended first or one was no acknowledgement.
  bool Await(uint64_t count) {
    for (uint64_t seen = done_; seen < count; seen = done_) done_.wait(seen);
    return !closed_ && refused_ == 0;
  }

 private:
  grpc::ClientContext context_;
  std::unique_ptr<grpc::ClientReaderWriter<v1::IngestRequest, v1::IngestResponse>> stream_;
  std::atomic<uint64_t> done_ = 0;
  std::atomic<uint64_t> refused_ = 0;
  std::atomic<bool> closed_ = false;
  std::thread reader_;
};

v1::IngestRequest RequestOf(const BenchRun& run, uint64_t number, std::string study) {
  v1::IngestRequest request;
  v1::RecordDocument* document = request.mutable_document();
  document->set_source("ctgov");
  document->set_format("ctgov_v2_json");
  document->set_content(std::move(study));
  run.Stamp(number + 1, document);
  return request;
}

// Everything about our own store.
class OwnStore {
 public:
  OwnStore(const StudyGenerator& generator, uint64_t records)
      : generator_(generator), records_(records), cluster_("") {}

  bool Measure() {
    cluster_.Start("store");
    cluster_.Start("normalizer");
    stub_ = v1::NormalizerService::NewStub(common::MakeChannel(cluster_.Address("normalizer")));
    return run_.Open(&cluster_) && Load() && CommitSingly() && Report() && Reopen();
  }

 private:
  bool Load() {
    store_seconds_ = -cluster_.ProcessorSeconds("store");
    normalizer_seconds_ = -cluster_.ProcessorSeconds("normalizer");
    IngestStream stream(stub_.get());
    absl::Duration window_time;
    uint64_t window_begin = 0;
    for (uint64_t begin = 0; begin < records_; begin += kChunk) {
      std::deque<v1::IngestRequest> requests;
      for (uint64_t i = begin; i < std::min(records_, begin + kChunk); ++i) {
        std::string study = generator_.Make(i);
        bytes_ += study.size();
        zstd_bytes_ += ZSTD_compress(buffer_.data(), buffer_.size(), study.data(), std::min(study.size(), kCompressed),
                                     kZstdLevel);
        requests.push_back(RequestOf(run_, i, std::move(study)));
      }
      const absl::Time start = absl::Now();
      for (const v1::IngestRequest& request : requests) {
        if (!stream.Write(request)) return false;
      }
      if (!stream.Await(begin + requests.size())) return false;
      window_time += absl::Now() - start;
      time_ += absl::Now() - start;
      const uint64_t end = begin + requests.size();
      if (end % (5 * kChunk) == 0 || end == records_) {
        std::printf("  %9lu to %9lu   %8.0f records/s\n", window_begin, end,
                    static_cast<double>(end - window_begin) / Seconds(window_time));
        std::fflush(stdout);
        window_begin = end;
        window_time = absl::ZeroDuration();
        if (!run_.Renew(&cluster_)) return false;
      }
    }
    store_seconds_ += cluster_.ProcessorSeconds("store");
    normalizer_seconds_ += cluster_.ProcessorSeconds("normalizer");
    return true;
  }

  // One at a time: what one new registration costs.
  bool CommitSingly() {
    IngestStream stream(stub_.get());
    std::vector<double> milliseconds;
    for (uint64_t i = 0; i < kSingles; ++i) {
      const v1::IngestRequest request = RequestOf(run_, records_ + i, generator_.Make(records_ + i));
      const absl::Time start = absl::Now();
      if (!stream.Write(request) || !stream.Await(i + 1)) return false;
      milliseconds.push_back(absl::ToDoubleMilliseconds(absl::Now() - start));
    }
    std::printf("commit, one at a time          p50 %.2f ms   p99 %.2f ms   (unparsed document to synced ack)\n",
                Percentile(milliseconds, 0.5), Percentile(milliseconds, 0.99));
    return true;
  }

  bool Report() {
    std::printf("trialweave, to the ack         %8.0f records/s   %7.1f MB/s   parse, normalise, link, commit\n",
                static_cast<double>(records_) / Seconds(time_), static_cast<double>(bytes_) / 1e6 / Seconds(time_));
    const auto microseconds = [this](double seconds) { return seconds * 1e6 / static_cast<double>(records_); };
    std::printf("  processor time a record: store %.0f us, normalizer %.0f us; the cores had %.0f us\n",
                microseconds(store_seconds_), microseconds(normalizer_seconds_),
                microseconds(Seconds(time_) * std::thread::hardware_concurrency()));
    const uint64_t disk = FolderBytes(cluster_.DataFolder());
    const double bound = 1.3 * static_cast<double>(zstd_bytes_) + 4096.0 * static_cast<double>(records_);
    std::printf("  disk %.0f MiB, %.0f bytes a record; %.2f of 1.3 x zstd of the documents + 4 KiB a record\n",
                MiB(disk), static_cast<double>(disk) / static_cast<double>(records_),
                static_cast<double>(disk) / bound);
    std::printf("  peak resident: store %.0f MiB, normalizer %.0f MiB\n", MiB(cluster_.PeakMemory("store")),
                MiB(cluster_.PeakMemory("normalizer")));
    return true;
  }

  bool Reopen() {
    const auto start_again = [this](const char* how) {
      const absl::Time start = absl::Now();
      cluster_.Start("store");
      std::printf("  open after %-16s %.2f s until it serves\n", how, Seconds(absl::Now() - start));
    };
    cluster_.Terminate("normalizer");
    cluster_.Terminate("store");
    start_again("a clean stop");
    cluster_.Kill("store");
    start_again("kill -9");
    return cluster_.StoreStatus().sequence() > 0;
  }

  static constexpr size_t kCompressed = 16 << 20;

  const StudyGenerator& generator_;
  const uint64_t records_;
  Cluster cluster_;
  BenchRun run_;
  std::unique_ptr<v1::NormalizerService::Stub> stub_;
  std::string buffer_ = std::string(ZSTD_compressBound(kCompressed), '\0');
  uint64_t bytes_ = 0, zstd_bytes_ = 0;
  // Of their processors, while they load.
  double store_seconds_ = 0, normalizer_seconds_ = 0;
  absl::Duration time_;
};

bool MeasurePeer(std::unique_ptr<Peer> peer, const BenchStudies& studies, uint64_t count) {
  if (peer == nullptr) return false;
  absl::Duration time;
  for (uint64_t begin = 0; begin < count; begin += kChunk) {
    std::vector<PeerRecord> records;
    for (uint64_t i = begin; i < std::min(count, begin + kChunk); ++i) records.push_back(studies.ForPeer(i));
    const absl::Time start = absl::Now();
    if (!peer->Load(records)) return false;
    time += absl::Now() - start;
  }
  const absl::Time start = absl::Now();
  if (!peer->Finish()) return false;
  time += absl::Now() - start;
  std::printf("peer: %-30s %8.0f records/s   disk %.0f bytes a record\n", peer->Name().c_str(),
              static_cast<double>(count) / Seconds(time),
              static_cast<double>(peer->DiskUse()) / static_cast<double>(count));
  std::fflush(stdout);
  return true;
}

bool MeasurePeers(const BenchStudies& studies, uint64_t count) {
  const std::filesystem::path folder = std::filesystem::temp_directory_path() / absl::StrCat("twpeers", getpid());
  const auto empty = [&](const char* name) {
    std::filesystem::create_directories(folder / name);
    return (folder / name).string();
  };
  const bool good = MeasurePeer(MakeRocksDbPeer(empty("rocksdb")), studies, count) &&
                    MeasurePeer(MakeSqlitePeer(empty("sqlite")), studies, count) &&
                    MeasurePeer(MakePostgresPeer(empty("postgres")), studies, count);
  std::error_code error;
  std::filesystem::remove_all(folder, error);
  return good;
}

bool ReadOptions(int argc, char** argv, Options* options) {
  for (int i = 1; i < argc; ++i) {
    const auto number = [&](uint64_t* value) { return ++i < argc && absl::SimpleAtoi(argv[i], value) && *value > 0; };
    if (std::strcmp(argv[i], "--records") == 0) {
      if (!number(&options->records)) return false;
    } else if (std::strcmp(argv[i], "--peer_records") == 0) {
      if (!number(&options->peer_records)) return false;
    } else if (std::strcmp(argv[i], "--no_peers") == 0) {
      options->peer_records = 0;
    } else {
      options->files.push_back(argv[i]);
    }
  }
  return !options->files.empty() && options->records + kSingles <= StudyGenerator::kMaxStudies;
}

int Main(int argc, char** argv) {
  Options options;
  if (!ReadOptions(argc, argv, &options)) {
    std::fprintf(stderr, "usage: store_bench [--records N] [--peer_records N] [--no_peers] FILE ...\n");
    return 2;
  }
  const std::vector<std::string> models = StudiesOf(options.files);
  if (models.empty()) {
    std::fprintf(stderr, "no studies in the files\n");
    return 1;
  }
  const BenchStudies studies(models, /*chinese=*/false);
  std::printf("%lu registrations made from %zu real studies, %u cores\n", options.records, models.size(),
              std::thread::hardware_concurrency());
  const bool good =
      OwnStore(studies.generator(), options.records).Measure() &&
      (options.peer_records == 0 || MeasurePeers(studies, std::min(options.peer_records, options.records)));
  return good ? 0 : 1;
}

}  // namespace
}  // namespace trialweave::tests

int main(int argc, char** argv) { return trialweave::tests::Main(argc, argv); }
