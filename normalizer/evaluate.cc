// Scores the facts that the normalizer reads out of records against labels that people gave them.
#include <fstream>
#include <iostream>
#include <sstream>
#include <string>
#include <vector>

#include "google/protobuf/util/json_util.h"
#include "normalizer/container_normalizer.h"
#include "normalizer/document_normalizer.h"
#include "normalizer/evaluation.h"

namespace trialweave::normalizer {
namespace {

constexpr char kUsage[] =
    "usage: evaluate --labels CSV [--source SOURCE] [--vocabulary_dir DIR] [FILE ... | -]\n"
    "\n"
    "Normalizes containers as `normalize` does (files, or standard input), or takes what `normalize` printed, and "
    "scores\n"
    "the records that the labels name. Labels: a CSV with the columns registry_id (of a publication: pubmed:PMID) and "
    "any of\n"
    "ev_class, ev_source, donor, isolation, attributes, dose_as_written, route, site, condition, endpoints, "
    "comparator,\n"
    "evidence_type, follow_up, phase, study_type, status, country, start, completion, n. Prints \"key: value\" lines "
    "by "
    "field\n"
    "(precision, recall, f1), the two counts that must be zero, a line for each error, and one for each part of a "
    "label\n"
    "that no rule reads and that asks nothing.\n"
    "exit status: 0 scored; 1 no labelled record was found; 2 usage, or the labels cannot be read\n";

struct Options {
  std::string labels;
  std::string source;
  std::string vocabulary_dir;
  std::vector<std::string> files;
};

bool ParseOptions(const std::vector<std::string>& args, Options* options) {
  for (size_t i = 0; i < args.size(); ++i) {
    const auto take = [&](const std::string& name, std::string* value) {
      if (args[i] == name && i + 1 < args.size()) {
        *value = args[++i];
        return true;
      }
      if (args[i].rfind(name + "=", 0) != 0) return false;
      *value = args[i].substr(name.size() + 1);
      return true;
    };
    if (take("--labels", &options->labels) || take("--source", &options->source) ||
        take("--vocabulary_dir", &options->vocabulary_dir)) {
      continue;
    }
    if (args[i].size() > 1 && args[i][0] == '-') return false;
    options->files.push_back(args[i]);
  }
  if (options->files.empty()) options->files.push_back("-");
  return !options->labels.empty();
}

// Whether a stream is what `normalize` prints.
bool IsNormalized(std::istream* in) {
  std::string begin(16, '\0');
  in->read(begin.data(), static_cast<std::streamsize>(begin.size()));
  const bool same = begin.starts_with("{\"registration\"") || begin.starts_with("{\"publication\"");
  in->clear();
  in->seekg(0);
  return same;
}

bool TakeNormalized(std::istream* in, Evaluation* evaluation) {
  std::string line;
  while (std::getline(*in, line)) {
    v1::NormalizedRecord record;
    google::protobuf::util::JsonParseOptions options;
    options.ignore_unknown_fields = true;
    if (!google::protobuf::util::JsonStringToMessage(line, &record, options).ok()) return false;
    evaluation->Take(record);
  }
  return true;
}

bool TakeFile(const std::string& file, const ContainerNormalizer& containers, Evaluation* evaluation) {
  const auto sink = [evaluation](const ContainerDocument& document) {
    if (const auto* record = std::get_if<v1::NormalizedRecord>(&document.result)) evaluation->Take(*record);
    return absl::OkStatus();
  };
  if (file != "-") {
    std::ifstream in(file, std::ios::binary);
    if (in && IsNormalized(&in)) return TakeNormalized(&in, evaluation);
    return containers.File(file, sink).ok();
  }
  std::stringstream all;
  all << std::cin.rdbuf();
  if (IsNormalized(&all)) return TakeNormalized(&all, evaluation);
  return containers.Stream(&all, "-", sink).ok();
}

int Run(const std::vector<std::string>& args) {
  Options options;
  if (!ParseOptions(args, &options)) {
    std::cerr << kUsage;
    return 2;
  }
  auto vocabulary = Vocabulary::Load(options.vocabulary_dir);
  if (!vocabulary.ok()) {
    std::cerr << "evaluate: " << vocabulary.status().message() << "\n";
    return 2;
  }
  Evaluation evaluation(*vocabulary);
  std::ifstream labels(options.labels, std::ios::binary);
  std::ostringstream csv;
  csv << labels.rdbuf();
  const absl::Status read =
      labels ? evaluation.ReadLabels(csv.str()) : absl::NotFoundError(options.labels + " cannot be read");
  if (!read.ok()) {
    std::cerr << "evaluate: " << read.message() << "\n";
    return 2;
  }
  const DocumentNormalizer normalizer(*vocabulary, ParseLimits());
  const ContainerNormalizer containers(&normalizer, options.source);
  for (const std::string& file : options.files) {
    if (!TakeFile(file, containers, &evaluation)) {
      std::cerr << "evaluate: " << file << " cannot be read\n";
      return 2;
    }
  }
  evaluation.Print(&std::cout);
  return evaluation.found() > 0 ? 0 : 1;
}

}  // namespace
}  // namespace trialweave::normalizer

int main(int argc, char** argv) {
  std::ios::sync_with_stdio(false);
  return trialweave::normalizer::Run(std::vector<std::string>(argv + 1, argv + argc));
}
