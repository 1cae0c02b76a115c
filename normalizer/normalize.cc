// The normalizer's parsers as a command for people: containers in, one JSON record a line out.
#include <algorithm>
#include <fstream>
#include <iostream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/str_join.h"
#include "common/charset.h"
#include "common/packed_provenance.h"
#include "common/registry_aliases.h"
#include "common/sha256.h"
#include "google/protobuf/util/json_util.h"
#include "normalizer/container_normalizer.h"
#include "normalizer/document_normalizer.h"

namespace trialweave::normalizer {
namespace {

constexpr char kUsage[] =
    "usage: normalize [--source SOURCE] [--format FORMAT] [--vocabulary_dir DIR] [--aliases FILE] [FILE ... | -]\n"
    "\n"
    "Reads containers as they come from a source (one record or thousands; gzipped, tar and ZIP archives, too), from\n"
    "files or standard input (- or no file), and prints one JSON record a line. Dead letters, with file, byte and\n"
    "reason, and a summary go to standard error.\n"
    "\n"
    "  --source SOURCE        records of any other source are dead letters: ctgov, ictrp, ...\n"
    "  --format FORMAT        each file is one document of this format, whatever it looks like\n"
    "  --vocabulary_dir DIR   use the *.tsv files of DIR instead of the built-in ones\n"
    "  --aliases FILE         CSV of obsolete identifiers, with the columns current and obsolete\n"
    "  --help                 this text\n"
    "\n"
    "docs/formats.md lists sources and formats.\n"
    "exit status: 0 every document became a record; 1 some did not; 2 usage, or the records cannot be written\n";

struct Options {
  std::string source;
  std::string format;
  std::string vocabulary_dir;
  std::string aliases;
  std::vector<std::string> files;
  bool has_source = false;
  bool has_format = false;
  bool help = false;
};

// The value of "--name value" or "--name=value" at `*index`; nullptr when it is another argument.
const char* ValueOf(const std::string& name, const std::vector<std::string>& args, size_t* index) {
  const std::string& arg = args[*index];
  if (arg == name) return *index + 1 < args.size() ? args[++*index].c_str() : "";
  if (arg.rfind(name + "=", 0) == 0) return arg.c_str() + name.size() + 1;
  return nullptr;
}

bool IsKnownSource(const std::string& source) {
  const std::vector<std::string> formats = KnownFormats();
  return std::any_of(formats.begin(), formats.end(),
                     [&source](const std::string& format) { return SourceOfFormat(format) == source; });
}

// Says what is wrong with them; "" when nothing is.
std::string Problem(const Options& options) {
  if (options.help) return "";
  if (options.has_format && SourceOfFormat(options.format).empty()) {
    return "--format is one of " + absl::StrJoin(KnownFormats(), ", ");
  }
  if (options.has_source && !IsKnownSource(options.source)) return "no format is of the source " + options.source;
  if (options.has_format && options.has_source && SourceOfFormat(options.format) != options.source) {
    return "the format " + options.format + " is of the source " + SourceOfFormat(options.format);
  }
  return "";
}

bool ParseOptions(const std::vector<std::string>& args, Options* options) {
  for (size_t i = 0; i < args.size(); ++i) {
    if (args[i] == "--help" || args[i] == "-h") {
      options->help = true;
    } else if (const char* source = ValueOf("--source", args, &i)) {
      options->source = source;
      options->has_source = true;
    } else if (const char* format = ValueOf("--format", args, &i)) {
      options->format = format;
      options->has_format = true;
    } else if (const char* dir = ValueOf("--vocabulary_dir", args, &i)) {
      options->vocabulary_dir = dir;
    } else if (const char* aliases = ValueOf("--aliases", args, &i)) {
      options->aliases = aliases;
    } else if (args[i].size() > 1 && args[i][0] == '-') {
      std::cerr << "normalize: unknown option " << args[i] << "\n";
      return false;
    } else {
      options->files.push_back(args[i]);
    }
  }
  if (options->files.empty()) options->files.push_back("-");
  const std::string problem = Problem(*options);
  if (!problem.empty()) std::cerr << "normalize: " << problem << "\n";
  return problem.empty();
}

// Report prints what becomes of the documents, and counts.
class Report {
 public:
  absl::Status Take(const ContainerDocument& document) {
    Counts& counts = by_format_[document.document.format()];
    if (const auto* cause = std::get_if<v1::DeadLetterCause>(&document.result)) {
      ++counts.dead;
      fragments_ += document.document.fragment() ? 1 : 0;
      PrintDeadLetter(document.document, *cause);
      return absl::OkStatus();
    }
    auto record = std::get<v1::NormalizedRecord>(document.result);
    if (record.has_registration()) common::UnpackProvenance(record.mutable_registration());
    std::string json;
    // Only a record that is no UTF-8 could fail, and there is none.
    if (!google::protobuf::util::MessageToJsonString(record, &json).ok()) {
      return absl::InternalError("a record cannot be printed");
    }
    std::cout << json << '\n';
    ++counts.records;
    return std::cout.good() ? absl::OkStatus() : absl::UnavailableError("the records cannot be written");
  }

  void PrintSummary() const {
    Counts all;
    for (const auto& [format, counts] : by_format_) {
      std::cerr << (format.empty() ? "of no known format" : format) << ": " << counts.records << " records, "
                << counts.dead << " dead letters\n";
      all.records += counts.records;
      all.dead += counts.dead;
    }
    if (fragments_ > 0) {
      std::cerr << fragments_
                << " dead letters are containers or parts of them, which may hold any number of records\n";
    }
    std::cerr << all.records << " records, " << all.dead << " dead letters\n";
  }

  bool any_dead() const {
    return std::any_of(by_format_.begin(), by_format_.end(), [](const auto& entry) { return entry.second.dead > 0; });
  }

 private:
  struct Counts {
    uint64_t records = 0;
    uint64_t dead = 0;
  };

  // A splitter's cause counts bytes in the container, a parser's in its document.
  static void PrintDeadLetter(const v1::RecordDocument& document, const v1::DeadLetterCause& cause) {
    const uint64_t at = document.has_cause() ? std::max(document.container_offset(), cause.offset())
                                             : document.container_offset() + cause.offset();
    std::cerr << document.container().origin() << ": " << v1::DeadLetterReason_Name(cause.reason()) << " at byte " << at
              << ": " << cause.message() << "\n";
  }

  std::map<std::string, Counts> by_format_;
  uint64_t fragments_ = 0;
};

bool ReadDocument(const std::string& file, std::string* content) {
  std::ostringstream bytes;
  if (file == "-") {
    bytes << std::cin.rdbuf();
  } else {
    std::ifstream in(file, std::ios::binary);
    if (!in) return false;
    bytes << in.rdbuf();
  }
  *content = bytes.str();
  return true;
}

// The whole file as one document of that format.
absl::Status NormalizeAs(const DocumentNormalizer& normalizer, const std::string& file, const std::string& format,
                         Report* report) {
  ContainerDocument taken;
  v1::RecordDocument& document = taken.document;
  document.mutable_container()->set_origin(file);
  document.set_format(format);
  document.set_source(SourceOfFormat(format));
  if (!ReadDocument(file, document.mutable_content())) {
    document.mutable_cause()->set_reason(v1::DEAD_LETTER_REASON_UNREADABLE);
    document.mutable_cause()->set_message("cannot be read");
  }
  // What the splitter says of a page that comes through the crawler.
  if (const std::string charset = common::DeclaredHtmlCharset(document.content());
      !charset.empty() && format.ends_with("_html")) {
    (*document.mutable_context())["encoding"] = charset;
  }
  document.set_content_sha256(common::Sha256(document.content()));
  taken.result = normalizer.Normalize(document);
  return report->Take(taken);
}

absl::Status NormalizeFiles(const DocumentNormalizer& normalizer, const Options& options, Report* report) {
  const ContainerNormalizer containers(&normalizer, options.source);
  const auto sink = [report](const ContainerDocument& document) { return report->Take(document); };
  for (const std::string& file : options.files) {
    absl::Status status = options.has_format ? NormalizeAs(normalizer, file, options.format, report)
                          : file == "-"      ? containers.Stream(&std::cin, "-", sink)
                                             : containers.File(file, sink);
    if (!status.ok()) return status;
  }
  std::cout.flush();
  return std::cout.good() ? absl::OkStatus() : absl::UnavailableError("the records cannot be written");
}

int Run(const std::vector<std::string>& args) {
  Options options;
  if (!ParseOptions(args, &options)) {
    std::cerr << kUsage;
    return 2;
  }
  if (options.help) {
    std::cout << kUsage;
    return 0;
  }
  auto vocabulary = Vocabulary::Load(options.vocabulary_dir);
  if (!vocabulary.ok()) {
    std::cerr << "normalize: " << vocabulary.status().message() << "\n";
    return 2;
  }
  std::shared_ptr<const common::RegistryAliases> aliases;
  if (!options.aliases.empty()) {
    auto table = common::RegistryAliases::Load(options.aliases);
    if (!table.ok()) {
      std::cerr << "normalize: " << table.status().message() << "\n";
      return 2;
    }
    aliases = *std::move(table);
  }
  const DocumentNormalizer normalizer(*vocabulary, ParseLimits(), aliases);
  Report report;
  const absl::Status status = NormalizeFiles(normalizer, options, &report);
  report.PrintSummary();
  if (!status.ok()) {
    std::cerr << "normalize: " << status.message() << "\n";
    return 2;
  }
  return report.any_dead() ? 1 : 0;
}

}  // namespace
}  // namespace trialweave::normalizer

int main(int argc, char** argv) {
  std::ios::sync_with_stdio(false);
  return trialweave::normalizer::Run(std::vector<std::string>(argv + 1, argv + argc));
}
