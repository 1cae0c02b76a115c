#include "common/registry_aliases.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <map>
#include <optional>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "common/registry_id.h"
#include "common/sha256.h"
#include "common/status.h"

namespace trialweave::common {
namespace {

constexpr size_t kMaxBytes = 64 * 1024 * 1024;

absl::Status AliasesInvalid(const std::string& name, size_t line, const std::string& what) {
  return MakeError(absl::StatusCode::kInvalidArgument, "REGISTRY_ALIASES_INVALID",
                   absl::StrCat(name, ":", line, ": ", what));
}

absl::Status AliasesNotFound(const std::string& path) {
  return MakeError(absl::StatusCode::kNotFound, "REGISTRY_ALIASES_NOT_FOUND",
                   absl::StrCat("cannot read the table of obsolete identifiers at ", path));
}

// The fields of one line of CSV (RFC 4180); nullopt when a quote stands wrong.
std::optional<std::vector<std::string>> SplitFields(std::string_view line) {
  std::vector<std::string> fields(1);
  bool quoted = false;
  for (size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    if (c == '"' && !quoted && fields.back().empty()) {
      quoted = true;
    } else if (c == '"' && quoted && i + 1 < line.size() && line[i + 1] == '"') {
      fields.back().push_back(line[++i]);
    } else if (c == '"' && quoted && (i + 1 == line.size() || line[i + 1] == ',')) {
      quoted = false;
    } else if (c == '"' && !quoted) {
      return std::nullopt;
    } else if (c == ',' && !quoted) {
      fields.emplace_back();
    } else {
      fields.back().push_back(c);
    }
  }
  if (quoted) return std::nullopt;
  for (std::string& field : fields) absl::StripAsciiWhitespace(&field);
  return fields;
}

// Which column holds what, from the header row.
struct Columns {
  size_t current = 0;
  size_t obsolete = 1;
};

std::optional<Columns> ReadHeader(const std::vector<std::string>& fields) {
  const auto find = [&](std::initializer_list<const char*> names) {
    return std::find_if(fields.begin(), fields.end(), [&](const std::string& field) {
      const std::string name = absl::AsciiStrToLower(field);
      return std::find(names.begin(), names.end(), name) != names.end();
    });
  };
  const auto current = find({"current", "nct_id"}), obsolete = find({"obsolete", "alias"});
  if (current == fields.end() || obsolete == fields.end()) return std::nullopt;
  return Columns{static_cast<size_t>(current - fields.begin()), static_cast<size_t>(obsolete - fields.begin())};
}

// What one row replaces, and where it stood.
struct Row {
  std::string current;
  size_t line = 0;
};

// Rows by obsolete identifier, in an order that the file does not decide.
using Rows = std::map<std::string, Row>;

absl::Status AddRow(const std::vector<std::string>& fields, const Columns& columns, const std::string& name,
                    size_t line, Rows* rows) {
  if (fields.size() <= std::max(columns.current, columns.obsolete)) return AliasesInvalid(name, line, "a column lacks");
  const auto current = ParseRegistryId(fields[columns.current]);
  const auto obsolete = ParseRegistryId(fields[columns.obsolete]);
  for (const auto& [id, column] : {std::pair{&current, columns.current}, {&obsolete, columns.obsolete}}) {
    if (id->has_value()) continue;
    return AliasesInvalid(name, line, absl::StrCat("\"", Trimmed(fields[column]), "\" is no registry identifier"));
  }
  if (current->scheme != obsolete->scheme) {
    return AliasesInvalid(name, line,
                          absl::StrCat(obsolete->value, " and ", current->value, " are of different registries"));
  }
  if (current->value == obsolete->value) {
    return AliasesInvalid(name, line, absl::StrCat(current->value, " cannot replace itself"));
  }
  const auto [known, is_new] = rows->insert({obsolete->value, {current->value, line}});
  if (!is_new && known->second.current != current->value) {
    return AliasesInvalid(name, line,
                          absl::StrCat(obsolete->value, " is replaced by ", current->value, " here and by ",
                                       known->second.current, " in line ", known->second.line));
  }
  return absl::OkStatus();
}

absl::StatusOr<Rows> ReadRows(std::string_view csv, const std::string& name) {
  if (csv.size() > kMaxBytes) return AliasesInvalid(name, 1, "the table is larger than 64 MiB");
  if (csv.substr(0, 3) == "\xEF\xBB\xBF") csv.remove_prefix(3);
  Rows rows;
  std::optional<Columns> columns;
  for (size_t line = 1; !csv.empty(); ++line) {
    const size_t end = std::min(csv.find('\n'), csv.size());
    std::string_view text = csv.substr(0, end);
    csv.remove_prefix(std::min(end + 1, csv.size()));
    if (!text.empty() && text.back() == '\r') text.remove_suffix(1);
    if (text.find_first_not_of(" \t,") == std::string_view::npos) continue;
    const auto fields = SplitFields(text);
    if (!fields.has_value()) return AliasesInvalid(name, line, "a quote stands wrong");
    if (columns.has_value()) {
      if (absl::Status status = AddRow(*fields, *columns, name, line, &rows); !status.ok()) return status;
      continue;
    }
    columns = ReadHeader(*fields);
    if (!columns.has_value()) {
      return AliasesInvalid(name, line, "the header row wants the columns current and obsolete (or nct_id and alias)");
    }
  }
  if (!columns.has_value()) return AliasesInvalid(name, 1, "the table is empty");
  return rows;
}

// Finds the end of the chain that starts at `first`, for everything on it. False when it comes back to itself.
bool FollowChain(const Rows& rows, Rows::const_iterator first, std::unordered_map<std::string, std::string>* ends) {
  std::vector<const std::string*> chain;
  std::string end;
  for (auto row = first;; row = rows.find(row->second.current)) {
    chain.push_back(&row->first);
    // Longer than there are rows: a cycle.
    if (chain.size() > rows.size()) return false;
    if (const auto known = ends->find(row->second.current); known != ends->end()) {
      end = known->second;
    } else if (rows.count(row->second.current) == 0) {
      end = row->second.current;
    }
    if (!end.empty()) break;
  }
  for (const std::string* obsolete : chain) (*ends)[*obsolete] = end;
  return true;
}

}  // namespace

absl::StatusOr<std::shared_ptr<const RegistryAliases>> RegistryAliases::Parse(std::string_view csv,
                                                                              const std::string& name) {
  const absl::StatusOr<Rows> rows = ReadRows(csv, name);
  if (!rows.ok()) return rows.status();
  auto aliases = std::make_shared<RegistryAliases>();
  std::string content;
  for (auto row = rows->begin(); row != rows->end(); ++row) {
    if (aliases->current_.count(row->first) == 0 && !FollowChain(*rows, row, &aliases->current_)) {
      return AliasesInvalid(name, row->second.line,
                            absl::StrCat(row->first, " comes to be replaced by itself, through ", row->second.current));
    }
    absl::StrAppend(&content, row->first, " ", aliases->current_[row->first], "\n");
  }
  aliases->version_ = absl::BytesToHexString(Sha256(content)).substr(0, 12);
  return std::shared_ptr<const RegistryAliases>(std::move(aliases));
}

absl::StatusOr<std::shared_ptr<const RegistryAliases>> RegistryAliases::Load(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file || file.peek() == std::ifstream::traits_type::eof()) {
    // A folder opens and cannot be read.
    if (!file.is_open() || file.bad() || !file.eof()) return AliasesNotFound(path);
  }
  file.clear();
  std::string csv;
  std::vector<char> buffer(1 << 16);
  while (csv.size() <= kMaxBytes && (file.read(buffer.data(), buffer.size()) || file.gcount() > 0)) {
    csv.append(buffer.data(), static_cast<size_t>(file.gcount()));
  }
  return Parse(csv, path);
}

const std::string* RegistryAliases::CurrentOf(const std::string& canonical) const {
  const auto current = current_.find(canonical);
  return current == current_.end() ? nullptr : &current->second;
}

}  // namespace trialweave::common
