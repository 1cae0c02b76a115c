// Measures how early a search finds what a query is about, in the whole pipeline:
//
//   search_quality JUDGED FOLDER     tests/search/judged_queries.tsv; a folder of registry files
//
// Prints every query whose trial does not come first, MRR@10 by kind and over all, and how long a search takes.
// MRR@10 is the mean of 1 / rank of the first right trial, 0 beyond the tenth (Voorhees, TREC-8, 1999).

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"
#include "grpcpp/client_context.h"
#include "tests/pipeline/cluster.h"

namespace trialweave::tests {
namespace {

constexpr int kDepth = 10;

struct Judged {
  std::string kind;
  std::string query;
  absl::flat_hash_set<std::string> ids;
};

std::vector<Judged> ReadJudged(const std::string& path) {
  std::vector<Judged> judged;
  std::ifstream in(path);
  for (std::string line; std::getline(in, line);) {
    const std::vector<std::string> columns = absl::StrSplit(line, '\t');
    if (absl::StartsWith(line, "#") || columns.size() != 3) continue;
    judged.push_back({columns[0], columns[1], absl::StrSplit(columns[2], ' ')});
  }
  return judged;
}

v1::SearchTrialsResponse Search(Cluster& cluster, const std::string& query, uint64_t min_sequence) {
  v1::SearchTrialsRequest request;
  request.set_query(query);
  request.set_page_size(kDepth);
  request.mutable_options()->set_min_sequence(min_sequence);
  grpc::ClientContext context;
  context.set_deadline(absl::ToChronoTime(absl::Now() + absl::Seconds(60)));
  v1::SearchTrialsResponse response;
  const grpc::Status status = cluster.query().SearchTrials(&context, request, &response);
  if (!status.ok()) std::printf("%s: %s\n", query.c_str(), status.error_message().c_str());
  return response;
}

// From 1; 0 when none is among the hits.
int RankOf(const Judged& judged, const v1::SearchTrialsResponse& found) {
  for (int i = 0; i < found.hits_size(); ++i) {
    for (const std::string& id : found.hits(i).trial().registration_ids()) {
      if (judged.ids.contains(id)) return i + 1;
    }
  }
  return 0;
}

void PrintMiss(const Judged& judged, const v1::SearchTrialsResponse& found, int rank) {
  std::printf("%-8s rank %2d of %4lld  %s\n", judged.kind.c_str(), rank, static_cast<long long>(found.total_size()),
              judged.query.c_str());
  for (int i = 0; i < std::min(3, found.hits_size()); ++i) {
    const v1::Trial& trial = found.hits(i).trial();
    std::printf("           %d. %s  %s\n", i + 1, absl::StrJoin(trial.registration_ids(), " ").c_str(),
                trial.study().titles().empty() ? "" : trial.study().titles(0).text().substr(0, 100).c_str());
  }
}

int Run(const std::string& judged_path, const std::string& folder) {
  Cluster cluster(absl::StrCat("sources { id: \"file_drop\" file_drop { folder: \"", folder, "\" } }\n"));
  cluster.StartAll();
  cluster.Crawl("file_drop");
  const uint64_t sequence = cluster.StoreStatus().sequence();
  std::map<std::string, std::pair<double, int>> kinds;
  std::vector<double> milliseconds;
  for (const Judged& judged : ReadJudged(judged_path)) {
    const absl::Time start = absl::Now();
    const v1::SearchTrialsResponse found = Search(cluster, judged.query, sequence);
    milliseconds.push_back(absl::ToDoubleMilliseconds(absl::Now() - start));
    const int rank = RankOf(judged, found);
    if (rank != 1) PrintMiss(judged, found, rank);
    for (const std::string& kind : {judged.kind, std::string("all")}) {
      kinds[kind].first += rank == 0 ? 0 : 1.0 / rank;
      ++kinds[kind].second;
    }
  }
  std::sort(milliseconds.begin(), milliseconds.end());
  for (const auto& [kind, sum] : kinds) {
    std::printf("mrr_at_10_%s: %.3f   (%d queries)\n", kind.c_str(), sum.first / sum.second, sum.second);
  }
  std::printf("search_p50_ms: %.1f\n", milliseconds[milliseconds.size() / 2]);
  return 0;
}

}  // namespace
}  // namespace trialweave::tests

int main(int argc, char** argv) {
  if (argc != 3) {
    std::fprintf(stderr, "usage: search_quality JUDGED FOLDER\n");
    return 2;
  }
  return trialweave::tests::Run(argv[1], argv[2]);
}
