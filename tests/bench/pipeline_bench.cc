// Measures the pipeline over files of ClinicalTrials.gov v2 studies: each stage alone, then all four services
// as real processes. One run prints every figure; the peer is the parser library's own walk over the same
// bytes.
//
//   pipeline_bench FILE ...     v2 pages or arrays, .json or .json.gz

#include <chrono>
#include <cstdio>
#include <deque>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/clock.h"
#include "common/content_digest.h"
#include "common/sha256.h"
#include "crawler/containers/container_splitter.h"
#include "grpcpp/client_context.h"
#include "normalizer/formats/ctgov_v2_parser.h"
#include "normalizer/vocabulary/vocabulary.h"
#include "simdjson.h"
#include "tests/bench/bench_files.h"
#include "tests/bench/bench_run.h"
#include "tests/bench/percentile.h"
#include "tests/pipeline/cluster.h"

namespace trialweave::tests {
namespace {

constexpr size_t kChanges = 500;

struct Rate {
  uint64_t records = 0;
  uint64_t bytes = 0;
  absl::Duration time;
};

void Print(const std::string& stage, const Rate& rate, const std::string& note) {
  const double seconds = absl::ToDoubleSeconds(rate.time);
  std::printf("%-28s %9.0f records/s %9.1f MB/s   %s\n", stage.c_str(), static_cast<double>(rate.records) / seconds,
              static_cast<double>(rate.bytes) / 1e6 / seconds, note.c_str());
  std::fflush(stdout);
}

std::vector<v1::RecordDocument> Split(const std::vector<std::string>& containers, Rate* rate) {
  std::vector<v1::RecordDocument> documents;
  const absl::Time start = absl::Now();
  for (const std::string& container : containers) {
    crawler::StringSource source(container);
    const auto sink = [&documents](v1::RecordDocument document) {
      documents.push_back(std::move(document));
      return absl::OkStatus();
    };
    if (!crawler::SplitContainer(&source, "file_drop", {}, {}, sink).ok()) std::abort();
    rate->bytes += container.size();
  }
  rate->time = absl::Now() - start;
  rate->records = documents.size();
  return documents;
}

// The parser library's own walk over every value of the same bytes: what parsing can cost at least.
uint64_t Walk(simdjson::ondemand::value value) {
  uint64_t count = 1;
  switch (value.type()) {
    case simdjson::ondemand::json_type::object:
      for (auto field : value.get_object()) {
        count += field.unescaped_key().value().size() + Walk(field.value());
      }
      return count;
    case simdjson::ondemand::json_type::array:
      for (auto item : value.get_array()) count += Walk(item.value());
      return count;
    case simdjson::ondemand::json_type::string:
      return count + value.get_string().value().size();
    default:
      return count + value.raw_json_token().size();
  }
}

Rate WalkAll(const std::vector<v1::RecordDocument>& documents) {
  Rate rate;
  simdjson::ondemand::parser parser;
  uint64_t sum = 0;
  const absl::Time start = absl::Now();
  for (const v1::RecordDocument& document : documents) {
    const simdjson::padded_string padded(document.content());
    auto parsed = parser.iterate(padded);
    sum += Walk(parsed.get_value());
    rate.bytes += document.content().size();
  }
  rate.time = absl::Now() - start;
  rate.records = documents.size();
  if (sum == 0) std::abort();
  return rate;
}

// Parses and digests on one core, as a normalizer's worker does, and keeps the commit requests.
std::deque<v1::CommitRequest> Normalize(const std::vector<v1::RecordDocument>& documents, Rate* rate) {
  const std::shared_ptr<const normalizer::Vocabulary> vocabulary = normalizer::Vocabulary::Embedded();
  const normalizer::ParseContext context = {vocabulary.get(), {}};
  std::deque<v1::CommitRequest> requests;
  const absl::Time start = absl::Now();
  for (const v1::RecordDocument& document : documents) {
    v1::CommitRequest& request = requests.emplace_back();
    normalizer::ParseResult result = normalizer::ParseCtgovV2(document.content(), context);
    rate->bytes += document.content().size();
    if (auto* cause = std::get_if<v1::DeadLetterCause>(&result)) {
      *request.mutable_cause() = std::move(*cause);
      continue;
    }
    auto& registration = std::get<v1::Registration>(result);
    request.mutable_record()->set_content_digest(common::ContentDigest(registration));
    *request.mutable_record()->mutable_registration() = std::move(registration);
  }
  rate->time = absl::Now() - start;
  rate->records = documents.size();
  for (size_t i = 0; i < documents.size(); ++i) *requests[i].mutable_document() = documents[i];
  return requests;
}

bool Commit(Cluster* cluster, const std::deque<v1::CommitRequest>& requests, Rate* rate) {
  grpc::ClientContext context;
  const absl::Time start = absl::Now();
  auto stream = cluster->store().Commit(&context);
  uint64_t acknowledged = 0;
  std::thread reader([&] {
    v1::CommitResponse response;
    while (stream->Read(&response)) acknowledged += response.has_ack();
  });
  for (const v1::CommitRequest& request : requests) {
    if (!stream->Write(request)) break;
    rate->bytes += request.document().content().size();
  }
  stream->WritesDone();
  reader.join();
  const grpc::Status status = stream->Finish();
  rate->time = absl::Now() - start;
  rate->records = acknowledged;
  if (!status.ok() || acknowledged != requests.size()) {
    std::fprintf(stderr, "store: %lu of %zu acknowledged, %s\n", acknowledged, requests.size(),
                 status.error_message().c_str());
    return false;
  }
  return true;
}

bool StoreAlone(std::deque<v1::CommitRequest> requests) {
  Cluster cluster("");
  cluster.Start("store");
  BenchRun run;
  if (!run.Open(&cluster)) return false;
  for (size_t i = 0; i < requests.size(); ++i) run.Stamp(i + 1, requests[i].mutable_document());
  Rate rate;
  if (!Commit(&cluster, requests, &rate)) return false;
  Print("store", rate, "commit to the synced ack, one stream, parsed before");
  return true;
}

// How long after the store's ack of a new registration the query service has it: one at a time, `changes` with
// identifiers of their own.
bool MeasureVisibility(Cluster* cluster, std::vector<v1::CommitRequest> changes) {
  BenchRun run;
  if (!run.Open(cluster)) return false;
  grpc::ClientContext stream_context;
  const auto stream = cluster->store().Commit(&stream_context);
  std::vector<double> milliseconds;
  for (size_t i = 0; i < changes.size(); ++i) {
    const std::string id = absl::StrFormat("NCT9%07d", i);
    changes[i].mutable_record()->mutable_registration()->set_registration_id(id);
    changes[i].mutable_record()->set_content_digest(common::Sha256(id));
    changes[i].mutable_document()->set_content(id);
    run.Stamp(i + 1, changes[i].mutable_document());
    v1::CommitResponse answer;
    if (!stream->Write(changes[i]) || !stream->Read(&answer) || !answer.has_ack()) break;
    const absl::Time start = absl::Now();
    v1::GetRegistrationRequest request;
    request.set_name("registrations/" + id);
    request.mutable_options()->set_min_sequence(answer.ack().sequence());
    v1::GetRegistrationResponse response;
    grpc::ClientContext context;
    context.set_deadline(absl::ToChronoTime(start + absl::Seconds(10)));
    if (!cluster->query().GetRegistration(&context, request, &response).ok()) break;
    milliseconds.push_back(absl::ToDoubleMilliseconds(absl::Now() - start));
  }
  stream->WritesDone();
  const bool good = stream->Finish().ok() && milliseconds.size() == changes.size();
  if (!good) std::fprintf(stderr, "visibility: only %zu changes were seen\n", milliseconds.size());
  std::printf("%-28s p50 %.1f ms   p99 %.1f ms   from the ack until query has it\n", "visible after the ack",
              Percentile(milliseconds, 0.5), Percentile(milliseconds, 0.99));
  return good;
}

// Everything: crawler, normalizer, store and query as processes, from files on disk to the last ack.
bool EndToEnd(const std::vector<std::string>& containers, uint64_t records, uint64_t bytes,
              std::vector<v1::CommitRequest> changes) {
  const std::string folder = std::filesystem::temp_directory_path() / absl::StrCat("twbench", getpid());
  std::filesystem::create_directories(folder);
  for (size_t i = 0; i < containers.size(); ++i) {
    std::ofstream(absl::StrFormat("%s/page_%04d.json", folder, i)) << containers[i];
  }
  bool good = true;
  {
    Cluster cluster(absl::StrCat("sources { id: \"file_drop\" file_drop { folder: \"", folder, "\" } }\n"));
    cluster.StartAll();
    const absl::Time start = absl::Now();
    const v1::Run run = cluster.Crawl("file_drop");
    const absl::Duration acknowledged = absl::Now() - start;
    const size_t trials = cluster.Trials().size();
    const absl::Duration visible = absl::Now() - start;
    good = run.state() == v1::RUN_STATE_SUCCEEDED && run.delivered() == records && trials > 0;
    Print("end to end, to the ack", {records, bytes, acknowledged}, "files to synced ack, four processes");
    Print("end to end, listed by query", {records, bytes, visible}, absl::StrCat(trials, " trials read back"));
    const absl::Time again = absl::Now();
    cluster.Crawl("file_drop");
    Print("the same again, unchanged", {records, bytes, absl::Now() - again}, "redelivery");
    good = MeasureVisibility(&cluster, std::move(changes)) && good;
    for (const char* service : {"crawler", "normalizer", "store", "query"}) {
      std::printf("%-28s %9.1f MiB peak resident\n", service,
                  static_cast<double>(cluster.PeakMemory(service)) / 1048576);
    }
    if (!good) std::fprintf(stderr, "the run is not what was expected: %s\n", run.ShortDebugString().c_str());
  }
  std::filesystem::remove_all(folder);
  return good;
}

int Main(int argc, char** argv) {
  if (argc < 2) {
    std::fprintf(stderr, "usage: pipeline_bench FILE ...\n");
    return 2;
  }
  std::vector<std::string> containers;
  for (int i = 1; i < argc; ++i) containers.push_back(ReadGzipOrPlain(argv[i]));
  Rate split;
  std::vector<v1::RecordDocument> documents = Split(containers, &split);
  std::printf("%zu files, %lu records, %.1f MB, %u cores\n", containers.size(), split.records,
              static_cast<double>(split.bytes) / 1e6, std::thread::hardware_concurrency());
  Print("split", split, "one core");
  Print("peer: simdjson walk", WalkAll(documents), "one core, on-demand, every value");
  Rate normalized;
  std::deque<v1::CommitRequest> requests = Normalize(documents, &normalized);
  Print("normalize", normalized, "one core, parse + content digest");
  const uint64_t records = documents.size();
  documents.clear();
  std::vector<v1::CommitRequest> changes;
  for (const v1::CommitRequest& request : requests) {
    if (request.has_record() && changes.size() < kChanges) changes.push_back(request);
  }
  if (!StoreAlone(std::move(requests))) return 1;
  return EndToEnd(containers, records, split.bytes, std::move(changes)) ? 0 : 1;
}

}  // namespace
}  // namespace trialweave::tests

int main(int argc, char** argv) { return trialweave::tests::Main(argc, argv); }
