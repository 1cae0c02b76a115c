// Measures what the query service answers from at sizes of which no real collection is at hand, and what a user would
// ask instead, over the same trials and with the same questions in one run:
//
//   query_bench [--trials N] [--rounds N] [--no_peers] [--no_text] FILE ...
//
// FILE: ClinicalTrials.gov v2 pages (.json or .json.gz) whose studies are the models of the generated ones
// (study_generator.h); every fifth has a Chinese title, too. Times are medians of calls in this process, of
// PostgreSQL with a round trip over a Unix socket; then those of our service over gRPC. Numbers in brackets are what
// peer.h says of the answer: ours finds synonyms and more texts, so it finds more. --no_text leaves the text index out,
// and with it most of the time that the trials take to load.
#include <algorithm>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <random>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "tests/bench/bench_studies.h"
#include "tests/bench/peer.h"
#include "tests/bench/percentile.h"
#include "tests/bench/query_engine.h"
#include "tests/bench/query_load.h"

namespace trialweave::tests {
namespace {

// Made ahead of their time; few, since the memory of our own is measured with them.
constexpr uint64_t kChunk = 2'000;

struct Options {
  uint64_t trials = 1'000'000;
  // How often each question is asked.
  int rounds = 21;
  bool peers = true;
  bool text = true;
  std::vector<std::string> files;
};

struct Asked {
  const char* what;
  Question question;
  const char* text;
};
constexpr Asked kAsked[] = {
    {"point", Question::kPoint, nullptr},
    {"rare filter", Question::kRareFilter, ""},
    {"filtered page of 50", Question::kFilteredPage, ""},
    {"ranked text", Question::kRanked, "exosome OR \"knee osteoarthritis\""},
    {"ranked text, many hits", Question::kRanked, "breast cancer"},
    {"ranked Chinese text", Question::kChinese, "膝骨关节炎"},
    {"text and facet of its hits", Question::kRankedFacet, "exosome OR \"knee osteoarthritis\""},
    {"text and facet of many hits", Question::kRankedFacet, "breast cancer"},
    {"facet of all", Question::kFacetAll, ""},
};

double ResidentMebibytes() {
  std::ifstream statm("/proc/self/statm");
  double size = 0, resident = 0;
  statm >> size >> resident;
  return resident * 4096 / 1048576;
}

// Prints what `ask` answers to each question, and how fast.
template <typename Ask>
void MeasureQuestions(const std::string& name, const Options& options, Ask ask) {
  for (const Asked& asked : kAsked) {
    const bool of_text = asked.text != nullptr && *asked.text != '\0';
    if (of_text && !options.text) continue;
    std::mt19937_64 random(3);
    std::vector<double> milliseconds;
    std::optional<int64_t> answer;
    // The first one warms up.
    for (int i = 0; i <= options.rounds; ++i) {
      const std::string text =
          asked.text == nullptr ? StudyGenerator::IdOf(random() % options.trials) : std::string(asked.text);
      const absl::Time start = absl::Now();
      answer = ask(asked.question, text);
      if (i > 0) milliseconds.push_back(absl::ToDoubleMilliseconds(absl::Now() - start));
      if (!answer) break;
    }
    if (answer) {
      std::printf("%-18s %-28s %10.3f ms  [%ld]\n", name.c_str(), asked.what, Percentile(milliseconds, 0.5), *answer);
    } else {
      std::printf("%-18s %-28s    cannot\n", name.c_str(), asked.what);
    }
    std::fflush(stdout);
  }
}

bool MeasureOwn(const BenchStudies& studies, const Options& options, const std::string& folder) {
  const uint64_t trials = options.trials;
  QueryEngine engine(folder, options.text);
  absl::Duration adding, indexing;
  for (uint64_t begin = 0; begin < trials; begin += kChunk) {
    std::vector<v1::Registration> heads;
    for (uint64_t i = begin; i < std::min(trials, begin + kChunk); ++i) {
      if (auto head = studies.Registration(i)) heads.push_back(*std::move(head));
    }
    const absl::Time start = absl::Now();
    for (const v1::Registration& head : heads) engine.Add(head);
    const absl::Time added = absl::Now();
    if (!engine.Index()) return false;
    adding += added - start;
    indexing += absl::Now() - added;
  }
  const auto per_second = [trials](absl::Duration time) {
    return static_cast<double>(trials) / absl::ToDoubleSeconds(time);
  };
  std::printf("view %.0f trials/s, %.0f MiB resident\n", per_second(adding), ResidentMebibytes());
  if (options.text) {
    std::printf("text index %.0f trials/s and %.0f bytes of disk a trial\n", per_second(indexing),
                static_cast<double>(FolderBytes(folder)) / static_cast<double>(trials));
  }
  MeasureQuestions("trialweave", options,
                   [&](Question question, const std::string& text) { return engine.Ask(question, text); });
  for (const char* text : {"exosome OR \"knee osteoarthritis\"", "breast cancer"}) {
    if (!options.text) break;
    std::vector<double> facet, own;
    for (int i = 0; i < options.rounds; ++i) {
      facet.push_back(absl::ToDoubleMilliseconds(engine.FacetTime(text)));
      own.push_back(absl::ToDoubleMilliseconds(engine.TextEngineTime(text)));
    }
    std::printf("%-18s %-28s %10.3f ms  (%s)\n", "trialweave", "facet alone", Percentile(facet, 0.5), text);
    std::printf("%-18s %-28s %10.3f ms  (%s)\n", "trialweave", "of the rank, Xapian's own", Percentile(own, 0.5), text);
  }
  std::vector<double> milliseconds;
  for (int i = 0; i < options.rounds; ++i) {
    const absl::Time start = absl::Now();
    if (!engine.FilteredPageWithTrials()) return false;
    milliseconds.push_back(absl::ToDoubleMilliseconds(absl::Now() - start));
  }
  std::printf("%-18s %-28s %10.3f ms\n", "trialweave", "the page with its trials", Percentile(milliseconds, 0.5));
  return MeasureCalls(engine, trials, options.text, StudyGenerator::IdOf);
}

bool MeasurePeer(std::unique_ptr<Peer> peer, const BenchStudies& studies, const Options& options) {
  const uint64_t trials = options.trials;
  if (peer == nullptr) return false;
  absl::Duration loading;
  for (uint64_t begin = 0; begin < trials; begin += kChunk) {
    std::vector<PeerRecord> records;
    for (uint64_t i = begin; i < std::min(trials, begin + kChunk); ++i) records.push_back(studies.ForPeer(i));
    const absl::Time start = absl::Now();
    if (!peer->Load(records)) return false;
    loading += absl::Now() - start;
  }
  const absl::Time start = absl::Now();
  if (!peer->Finish()) return false;
  loading += absl::Now() - start;
  std::printf("%s: loaded %.0f trials/s\n", peer->Name().c_str(),
              static_cast<double>(trials) / absl::ToDoubleSeconds(loading));
  MeasureQuestions(peer->Name(), options,
                   [&](Question question, const std::string& text) { return peer->Ask(question, text); });
  return true;
}

bool ReadOptions(int argc, char** argv, Options* options) {
  for (int i = 1; i < argc; ++i) {
    if (std::strcmp(argv[i], "--trials") == 0) {
      if (++i == argc || !absl::SimpleAtoi(argv[i], &options->trials) || options->trials == 0) return false;
    } else if (std::strcmp(argv[i], "--rounds") == 0) {
      if (++i == argc || !absl::SimpleAtoi(argv[i], &options->rounds) || options->rounds < 1) return false;
    } else if (std::strcmp(argv[i], "--no_peers") == 0) {
      options->peers = false;
    } else if (std::strcmp(argv[i], "--no_text") == 0) {
      options->text = false;
    } else {
      options->files.push_back(argv[i]);
    }
  }
  return !options->files.empty() && options->trials <= StudyGenerator::kMaxStudies;
}

int Main(int argc, char** argv) {
  Options options;
  if (!ReadOptions(argc, argv, &options)) {
    std::fprintf(stderr, "usage: query_bench [--trials N] [--rounds N] [--no_peers] [--no_text] FILE ...\n");
    return 2;
  }
  std::vector<std::string> models = StudiesOf(options.files);
  if (models.empty()) {
    std::fprintf(stderr, "no studies in the files\n");
    return 1;
  }
  std::printf("%lu trials made from %zu real studies\n", options.trials, models.size());
  const BenchStudies studies(std::move(models), /*chinese=*/true);
  const std::filesystem::path folder = std::filesystem::temp_directory_path() / absl::StrCat("twquery", getpid());
  const auto empty = [&](const char* name) {
    std::filesystem::create_directories(folder / name);
    return (folder / name).string();
  };
  std::error_code error;
  bool good = MeasureOwn(studies, options, empty("own"));
  std::filesystem::remove_all(folder / "own", error);
  if (options.peers) {
    // One after the other, each gone before the next.
    good = good && MeasurePeer(MakeXapianPeer(empty("xapian")), studies, options);
    std::filesystem::remove_all(folder / "xapian", error);
    good = good && MeasurePeer(MakeSqlitePeer(empty("sqlite")), studies, options);
    std::filesystem::remove_all(folder / "sqlite", error);
    good = good && MeasurePeer(MakePostgresPeer(empty("postgres")), studies, options);
  }
  std::filesystem::remove_all(folder, error);
  return good ? 0 : 1;
}

}  // namespace
}  // namespace trialweave::tests

int main(int argc, char** argv) { return trialweave::tests::Main(argc, argv); }
