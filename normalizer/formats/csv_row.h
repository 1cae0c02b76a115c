#ifndef TRIALWEAVE_NORMALIZER_FORMATS_CSV_ROW_H_
#define TRIALWEAVE_NORMALIZER_FORMATS_CSV_ROW_H_

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "normalizer/formats/parse_result.h"

namespace trialweave::normalizer {

// A field of a row: its value, and its bytes in the document (without its quotes).
struct CsvField {
  std::string text;
  uint64_t offset = 0;
  uint64_t length = 0;
};

// Letters and digits of a column's name, lower case: "Public title" and "public_title" are one column.
std::string FoldedColumn(std::string_view name);

// The columns of a table, as printed and folded. Shared by all rows of the table.
struct CsvColumns {
  explicit CsvColumns(std::vector<std::string> printed);

  std::vector<std::string> names;
  std::vector<std::string> folded;
};

// CsvRows reads the rows of a document of a table (RFC 4180; crawler/containers/csv_row_scanner.h cuts them).
// Not thread-safe.
class CsvRows {
 public:
  // `content` is one row, or several of one record; `default_columns` are those of a table whose files have no
  // header row, null for others. Where neither they nor the context name the columns, the first row does.
  //
  // Causes: as CheckText; TRUNCATED: the last row ends inside a quoted field, or has fewer fields than there are
  // columns; MALFORMED: something behind a closing quote, a wrong number of fields elsewhere, no columns at all;
  // LIMIT_EXCEEDED: more fields than limits.max_elements.
  std::optional<v1::DeadLetterCause> Read(std::string_view content, const ParseContext& context,
                                          const std::shared_ptr<const CsvColumns>& default_columns);

  // The same of rows that have as many fields each as they like, none of which is a header.
  std::optional<v1::DeadLetterCause> ReadRagged(std::string_view content, const ParseContext& context);

  // As the header row has them.
  const std::vector<std::string>& columns() const { return columns_->names; }
  const std::vector<std::string>& folded_columns() const { return columns_->folded; }
  // Each has as many fields as there are columns, unless they were read as ragged.
  const std::vector<std::vector<CsvField>>& rows() const { return rows_; }
  // For those who make a field's text their own.
  std::vector<std::vector<CsvField>>& rows() { return rows_; }

 private:
  std::optional<v1::DeadLetterCause> ReadRows(std::string_view content, const ParseContext& context, bool ragged);
  std::optional<v1::DeadLetterCause> CheckShape(std::string_view content) const;

  std::shared_ptr<const CsvColumns> columns_;
  std::vector<std::vector<CsvField>> rows_;
};

}  // namespace trialweave::normalizer

#endif  // TRIALWEAVE_NORMALIZER_FORMATS_CSV_ROW_H_
