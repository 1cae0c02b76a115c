#include "query/cli/ids_command.h"

#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "common/registry_aliases.h"
#include "common/status.h"
#include "query/cli/id_scanner.h"
#include "query/cli/table.h"

namespace trialweave::query {
namespace {

// Rows that are laid out together; more are written as they come.
constexpr size_t kRowsTogether = 10'000;

absl::Status FileUnreadable(const std::string& file) {
  return common::MakeError(absl::StatusCode::kInvalidArgument, "FILE_UNREADABLE",
                           absl::StrCat("cannot read ", common::Trimmed(file)));
}

// A JSON string of ASCII and UTF-8 as the scanner yields it.
std::string Quoted(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      out.push_back('\\');
      out.push_back(c);
    } else if (static_cast<unsigned char>(c) < 0x20) {
      absl::StrAppendFormat(&out, "\\u%04x", static_cast<unsigned char>(c));
    } else {
      out.push_back(c);
    }
  }
  out.push_back('"');
  return out;
}

// IdList writes identifiers in the output format that was asked for.
class IdList {
 public:
  IdList(OutputFormat format, bool with_current, const Console& console)
      : format_(format), with_current_(with_current), console_(console) {
    table_.columns = {{"LINE", true}, {"COLUMN", true}, {"IDENTIFIER"}, {"SCHEME"}, {"PRINTED", false, true}};
    if (with_current_) table_.columns.push_back({"CURRENT"});
    table_.columns.push_back({"REPAIR", false, true});
  }

  void Add(const ScannedId& scanned, const std::string& current) {
    any_ = true;
    if (format_ == OutputFormat::kJson) return AddJson(scanned, current);
    std::vector<std::string> row = {absl::StrCat(scanned.line), absl::StrCat(scanned.column), scanned.id.value,
                                    scanned.id.scheme, scanned.printed};
    if (with_current_) row.push_back(current);
    row.push_back(scanned.id.repair);
    table_.rows.push_back(std::move(row));
    if (table_.rows.size() >= kRowsTogether) Flush();
  }

  void Flush() {
    if (format_ == OutputFormat::kJson || (table_.rows.empty() && named_)) return;
    std::string text =
        format_ == OutputFormat::kCsv ? FormatCsv(table_) : FormatTable(table_, console_.width(), console_.color());
    // The names stand once.
    if (named_) text.erase(0, text.find('\n') + 1);
    console_.Write(text);
    named_ = true;
    table_.rows.clear();
  }

  bool any() const { return any_; }

 private:
  void AddJson(const ScannedId& scanned, const std::string& current) {
    const common::RegistryId& id = scanned.id;
    std::string object =
        absl::StrCat("{\"identifier\":", Quoted(id.value), ",\"scheme\":", Quoted(id.scheme),
                     ",\"printed\":", Quoted(scanned.printed), ",\"line\":", scanned.line,
                     ",\"column\":", scanned.column, ",\"offset\":", id.offset, ",\"length\":", id.length);
    // Absent where there is nothing to say.
    if (!id.country.empty()) absl::StrAppend(&object, ",\"country\":", Quoted(id.country));
    if (!id.repair.empty()) absl::StrAppend(&object, ",\"repair\":", Quoted(id.repair));
    if (!current.empty()) absl::StrAppend(&object, ",\"current\":", Quoted(current));
    console_.Write(object + "}\n");
  }

  const OutputFormat format_;
  const bool with_current_;
  const Console& console_;
  Table table_;
  bool named_ = false;
  bool any_ = false;
};

struct CloseFile {
  void operator()(std::FILE* file) const {
    if (file != stdin) std::fclose(file);
  }
};

absl::Status ScanFile(const std::string& name, IdScanner* scanner) {
  const std::unique_ptr<std::FILE, CloseFile> file(name == "-" ? stdin : std::fopen(name.c_str(), "rb"));
  if (file == nullptr) return FileUnreadable(name);
  std::vector<char> buffer(64 * 1024);
  size_t size = 0;
  while ((size = std::fread(buffer.data(), 1, buffer.size(), file.get())) > 0) {
    scanner->Feed(std::string_view(buffer.data(), size));
  }
  scanner->Finish();
  return std::ferror(file.get()) != 0 ? FileUnreadable(name) : absl::OkStatus();
}

absl::StatusOr<std::shared_ptr<const common::RegistryAliases>> LoadAliases(const std::string& path) {
  if (path.empty()) return std::make_shared<const common::RegistryAliases>();
  auto aliases = common::RegistryAliases::Load(path);
  if (aliases.status().code() == absl::StatusCode::kNotFound) return FileUnreadable(path);
  return aliases;
}

}  // namespace

absl::Status WriteIds(const CommandLine& line, const Console& console, bool* found) {
  const auto aliases = LoadAliases(line.aliases);
  if (!aliases.ok()) return aliases.status();
  IdList list(line.output, !line.aliases.empty(), console);
  IdScanner scanner([&](const ScannedId& scanned) {
    const std::string* current = (*aliases)->CurrentOf(scanned.id.value);
    list.Add(scanned, current == nullptr ? "" : *current);
  });
  const absl::Status status = ScanFile(line.arguments[0], &scanner);
  list.Flush();
  *found = list.any();
  return status;
}

}  // namespace trialweave::query
