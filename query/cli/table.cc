#include "query/cli/table.h"

#include <algorithm>
#include <numeric>

#include "absl/strings/str_cat.h"
#include "query/cli/display_width.h"

namespace trialweave::query {
namespace {

constexpr int kGap = 2;
// No flexible column gets narrower.
constexpr int kNarrowest = 10;

int TotalOf(const std::vector<int>& widths) {
  return std::accumulate(widths.begin(), widths.end(), 0) +
         kGap * std::max<int>(0, static_cast<int>(widths.size()) - 1);
}

// Takes from the widest flexible column until all fit or none can give.
void Shrink(const Table& table, int limit, std::vector<int>& widths) {
  while (TotalOf(widths) > limit) {
    int widest = -1;
    for (int i = 0; i < static_cast<int>(widths.size()); ++i) {
      if (table.columns[i].flexible && widths[i] > kNarrowest && (widest < 0 || widths[i] > widths[widest])) widest = i;
    }
    if (widest < 0) return;
    --widths[widest];
  }
}

std::string FormatRow(const Table& table, const std::vector<std::string>& cells, const std::vector<int>& widths) {
  std::string line;
  for (size_t i = 0; i < cells.size(); ++i) {
    const std::string cell = CutToWidth(cells[i], widths[i]);
    const std::string padding(widths[i] - DisplayWidth(cell), ' ');
    if (i > 0) line.append(kGap, ' ');
    absl::StrAppend(&line, table.columns[i].right ? padding : "", cell, table.columns[i].right ? "" : padding);
  }
  line.erase(line.find_last_not_of(' ') + 1);
  return line;
}

std::string CsvCell(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string out = "\"";
  for (const char c : text) out.append(c == '"' ? 2 : 1, c);
  return out + "\"";
}

std::string CsvLine(const std::vector<std::string>& cells) {
  std::string line;
  for (size_t i = 0; i < cells.size(); ++i) absl::StrAppend(&line, i > 0 ? "," : "", CsvCell(cells[i]));
  return line + "\n";
}

}  // namespace

std::string FormatTable(const Table& table, int width, bool bold) {
  std::vector<std::string> names;
  std::vector<int> widths;
  for (const Table::Column& column : table.columns) {
    names.push_back(column.name);
    widths.push_back(DisplayWidth(column.name));
  }
  std::vector<std::vector<std::string>> rows = table.rows;
  for (std::vector<std::string>& row : rows) {
    for (size_t i = 0; i < row.size(); ++i) {
      row[i] = Printable(row[i]);
      widths[i] = std::max(widths[i], DisplayWidth(row[i]));
    }
  }
  if (width > 0) Shrink(table, width, widths);
  const std::string header = FormatRow(table, names, widths);
  std::string out = absl::StrCat(bold ? "\033[1m" : "", header, bold ? "\033[0m" : "", "\n");
  for (const std::vector<std::string>& row : rows) absl::StrAppend(&out, FormatRow(table, row, widths), "\n");
  return out;
}

std::string FormatCsv(const Table& table) {
  std::vector<std::string> names;
  for (const Table::Column& column : table.columns) names.push_back(column.name);
  std::string out = CsvLine(names);
  for (const std::vector<std::string>& row : table.rows) out += CsvLine(row);
  return out;
}

}  // namespace trialweave::query
