#ifndef TRIALWEAVE_QUERY_CLI_TABLE_H_
#define TRIALWEAVE_QUERY_CLI_TABLE_H_

#include <string>
#include <vector>

namespace trialweave::query {

// Table is rows of text under column names.
struct Table {
  struct Column {
    std::string name;
    // Numbers stand on the right.
    bool right = false;
    // May be cut when the table is wider than the terminal.
    bool flexible = false;
  };
  std::vector<Column> columns;
  // Each has a cell per column.
  std::vector<std::vector<std::string>> rows;
};

// Aligned columns. `width` is the terminal's in columns, 0 for no limit; `bold` writes the names in bold.
std::string FormatTable(const Table& table, int width, bool bold);

// Comma-separated values with a line of names (RFC 4180, with \n as line end).
std::string FormatCsv(const Table& table);

}  // namespace trialweave::query

#endif  // TRIALWEAVE_QUERY_CLI_TABLE_H_
