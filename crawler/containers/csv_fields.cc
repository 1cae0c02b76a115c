#include "crawler/containers/csv_fields.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_replace.h"
#include "crawler/containers/csv_row_scanner.h"

namespace trialweave::crawler {
namespace {

CsvRowScanner Scanned(absl::string_view row, char delimiter) {
  CsvRowScanner scanner(delimiter, /*bare_cr=*/false, 0);
  if (scanner.Feed(row) == CsvRowScanner::Result::kMore) scanner.End();
  return scanner;
}

absl::string_view TextOf(absl::string_view row, const CsvRowScanner::Field& field) {
  return row.substr(field.begin, field.end - field.begin);
}

}  // namespace

std::string FoldedColumn(absl::string_view name) {
  std::string folded;
  for (char c : name) {
    if (absl::ascii_isalnum(c) || static_cast<unsigned char>(c) >= 0x80) folded.push_back(absl::ascii_tolower(c));
  }
  return folded;
}

std::string CsvFieldOf(const v1::RecordDocument& document, absl::string_view column) {
  const auto columns = document.context().find("columns");
  const auto delimiter = document.context().find("delimiter");
  if (columns == document.context().end() || delimiter == document.context().end()) return "";
  if (delimiter->second.size() != 1) return "";
  const CsvRowScanner header = Scanned(columns->second, delimiter->second[0]);
  const CsvRowScanner row = Scanned(document.content(), delimiter->second[0]);
  for (size_t i = 0; i < header.fields().size() && i < row.fields().size(); ++i) {
    if (FoldedColumn(TextOf(columns->second, header.fields()[i])) != column) continue;
    const absl::string_view text = absl::StripAsciiWhitespace(TextOf(document.content(), row.fields()[i]));
    return absl::StrReplaceAll(text, {{"\"\"", "\""}});
  }
  return "";
}

}  // namespace trialweave::crawler
