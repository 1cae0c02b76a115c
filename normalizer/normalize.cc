// The normalizer's parsers as a command for people: documents in, one JSON record a line out.
#include <fstream>
#include <iostream>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/str_join.h"
#include "common/charset.h"
#include "common/registry_aliases.h"
#include "common/sha256.h"
#include "google/protobuf/util/json_util.h"
#include "normalizer/document_normalizer.h"

namespace trialweave::normalizer {
namespace {

constexpr char kUsage[] =
    "usage: normalize --format FORMAT [--vocabulary_dir DIR] [--aliases FILE] [FILE ... | -]\n"
    "\n"
    "Reads whole documents, one per file (standard input for - or no file), and prints one JSON record a line.\n"
    "Dead letters and a summary go to standard error.\n"
    "\n"
    "  --format FORMAT        what the documents are; docs/formats.md lists the formats\n"
    "  --vocabulary_dir DIR   use the *.tsv files of DIR instead of the built-in ones\n"
    "  --aliases FILE         CSV of obsolete identifiers, with the columns current and obsolete\n"
    "  --help                 this text\n"
    "\n"
    "exit status: 0 every document became a record; 1 some did not; 2 usage\n";

struct Options {
  std::string format;
  std::string vocabulary_dir;
  std::string aliases;
  std::vector<std::string> files;
  bool help = false;
};

// The value of "--name value" or "--name=value" at `*index`; nullptr when it is another argument.
const char* ValueOf(const std::string& name, const std::vector<std::string>& args, size_t* index) {
  const std::string& arg = args[*index];
  if (arg == name) return *index + 1 < args.size() ? args[++*index].c_str() : "";
  if (arg.rfind(name + "=", 0) == 0) return arg.c_str() + name.size() + 1;
  return nullptr;
}

bool ParseOptions(const std::vector<std::string>& args, Options* options) {
  for (size_t i = 0; i < args.size(); ++i) {
    if (args[i] == "--help" || args[i] == "-h") {
      options->help = true;
    } else if (const char* format = ValueOf("--format", args, &i)) {
      options->format = format;
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
  if (!options->help && SourceOfFormat(options->format).empty()) {
    std::cerr << "normalize: --format is one of " << absl::StrJoin(KnownFormats(), ", ") << "\n";
    return false;
  }
  return true;
}

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

// True when the file became a record.
bool NormalizeFile(const DocumentNormalizer& normalizer, const std::string& file, const std::string& format) {
  v1::RecordDocument document;
  if (!ReadDocument(file, document.mutable_content())) {
    std::cerr << file << ": cannot be read\n";
    return false;
  }
  document.set_format(format);
  document.set_source(SourceOfFormat(format));
  // What the splitter says of a page that comes through the crawler.
  if (const std::string charset = common::DeclaredHtmlCharset(document.content());
      !charset.empty() && format.ends_with("_html")) {
    (*document.mutable_context())["encoding"] = charset;
  }
  document.set_content_sha256(common::Sha256(document.content()));
  const NormalizeResult result = normalizer.Normalize(document);
  if (const auto* cause = std::get_if<v1::DeadLetterCause>(&result)) {
    std::cerr << file << ": " << v1::DeadLetterReason_Name(cause->reason()) << " at byte " << cause->offset() << ": "
              << cause->message() << "\n";
    return false;
  }
  std::string json;
  if (!google::protobuf::util::MessageToJsonString(std::get<v1::NormalizedRecord>(result), &json).ok()) {
    std::cerr << file << ": the record cannot be printed\n";
    return false;
  }
  std::cout << json << "\n";
  return true;
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
  size_t records = 0;
  for (const std::string& file : options.files) records += NormalizeFile(normalizer, file, options.format) ? 1 : 0;
  const size_t dead = options.files.size() - records;
  std::cerr << records << " records, " << dead << " dead letters\n";
  return dead == 0 ? 0 : 1;
}

}  // namespace
}  // namespace trialweave::normalizer

int main(int argc, char** argv) { return trialweave::normalizer::Run(std::vector<std::string>(argv + 1, argv + argc)); }
