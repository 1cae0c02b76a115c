#include "normalizer/formats/csv_row.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "normalizer/formats/encoding.h"

namespace trialweave::normalizer {
namespace {

// No table comes near.
constexpr size_t kMaxColumns = 2'000;

using Row = std::vector<CsvField>;

// RowReader takes fields off a text, one after the other.
class RowReader {
 public:
  RowReader(std::string_view text, size_t begin, char delimiter, size_t max_fields)
      : text_(text), at_(begin), delimiter_(delimiter), fields_left_(max_fields) {}

  // Appends the fields of the row at the current place; the cause when it is broken.
  std::optional<v1::DeadLetterCause> Next(Row* row) {
    do {
      if (fields_left_-- == 0) return MakeCause(v1::DEAD_LETTER_REASON_LIMIT_EXCEEDED, "too many fields", at_);
      row->emplace_back();
      if (auto cause = ReadField(&row->back())) return cause;
    } while (ended_at_delimiter_);
    return std::nullopt;
  }
  bool done() const { return at_ >= text_.size(); }

 private:
  std::optional<v1::DeadLetterCause> ReadField(CsvField* field) {
    if (at_ < text_.size() && text_[at_] == '"') {
      if (auto cause = ReadQuoted(field)) return cause;
    } else {
      const char stops[] = {delimiter_, '\n'};
      const size_t end = std::min(text_.find_first_of(std::string_view(stops, 2), at_), text_.size());
      field->offset = at_;
      at_ = end;
      // Carriage returns before a line end are part of it; inside a field they are content.
      size_t last = end;
      while ((end == text_.size() || text_[end] == '\n') && last > field->offset && text_[last - 1] == '\r') --last;
      field->length = last - field->offset;
      field->text = std::string(text_.substr(field->offset, field->length));
    }
    ended_at_delimiter_ = at_ < text_.size() && text_[at_] == delimiter_;
    if (at_ < text_.size()) ++at_;
    return std::nullopt;
  }

  std::optional<v1::DeadLetterCause> ReadQuoted(CsvField* field) {
    const size_t open = at_;
    size_t quote = open;
    bool doubled = false;
    do {
      quote = text_.find('"', quote + 1);
      if (quote == std::string_view::npos) {
        return MakeCause(v1::DEAD_LETTER_REASON_TRUNCATED, "the row ends inside a quoted field", open);
      }
    } while (quote + 1 < text_.size() && text_[quote + 1] == '"' && ++quote != 0 && (doubled = true));
    field->offset = open + 1;
    field->length = quote - open - 1;
    field->text = std::string(text_.substr(open + 1, field->length));
    if (doubled) field->text = absl::StrReplaceAll(field->text, {{"\"\"", "\""}});
    for (at_ = quote + 1; at_ < text_.size() && text_[at_] != delimiter_ && text_[at_] != '\n'; ++at_) {
      if (text_[at_] != ' ' && text_[at_] != '\t' && text_[at_] != '\r') {
        return MakeCause(v1::DEAD_LETTER_REASON_MALFORMED, "something stands behind a closing quote", at_);
      }
    }
    return std::nullopt;
  }

  const std::string_view text_;
  size_t at_;
  const char delimiter_;
  size_t fields_left_;
  bool ended_at_delimiter_ = false;
};

bool IsBlank(const Row& row) {
  return std::all_of(row.begin(), row.end(), [](const CsvField& field) {
    return field.text.find_first_not_of(" \t\r\n") == std::string::npos;
  });
}

std::shared_ptr<const CsvColumns> ColumnsOf(const Row& row) {
  std::vector<std::string> names;
  for (const CsvField& field : row) names.push_back(field.text);
  return std::make_shared<const CsvColumns>(std::move(names));
}

struct Header {
  std::string row;
  char delimiter = 0;
  std::shared_ptr<const CsvColumns> columns;
};

// The columns that a header row names. The rows of a table come one after the other, so the last header read by this
// thread is mostly the one.
std::optional<v1::DeadLetterCause> ReadHeader(const ParseContext& context, std::shared_ptr<const CsvColumns>* columns) {
  thread_local Header last;
  if (last.columns == nullptr || last.delimiter != context.delimiter || last.row != context.columns) {
    Row row;
    if (auto cause = RowReader(context.columns, 0, context.delimiter, kMaxColumns).Next(&row)) {
      cause->set_offset(0);
      return cause;
    }
    last = {context.columns, context.delimiter, ColumnsOf(row)};
  }
  *columns = last.columns;
  return std::nullopt;
}

}  // namespace

CsvColumns::CsvColumns(std::vector<std::string> printed) : names(std::move(printed)) {
  for (const std::string& name : names) folded.push_back(FoldedColumn(name));
}

std::string FoldedColumn(std::string_view name) {
  std::string folded;
  for (char c : name) {
    if (absl::ascii_isalnum(c)) folded.push_back(absl::ascii_tolower(c));
  }
  return folded;
}

std::optional<v1::DeadLetterCause> CsvRows::CheckShape(std::string_view content) const {
  for (const Row& row : rows_) {
    if (row.size() == columns().size()) continue;
    const bool cut = row.size() < columns().size() && &row == &rows_.back();
    return MakeCause(cut ? v1::DEAD_LETTER_REASON_TRUNCATED : v1::DEAD_LETTER_REASON_MALFORMED,
                     absl::StrCat("a row of ", row.size(), " fields in a table of ", columns().size()),
                     cut ? content.size() : row.front().offset);
  }
  if (rows_.empty()) return MakeCause(v1::DEAD_LETTER_REASON_EMPTY, "a header row without a row of a record");
  return std::nullopt;
}

std::optional<v1::DeadLetterCause> CsvRows::Read(std::string_view content, const ParseContext& context,
                                                 const std::shared_ptr<const CsvColumns>& default_columns) {
  if (auto cause = CheckText(content, context.limits)) return cause;
  columns_ = default_columns;
  if (!context.columns.empty()) {
    if (auto cause = ReadHeader(context, &columns_)) return cause;
  }
  if (auto cause = ReadRows(content, context, /*ragged=*/false)) return cause;
  return CheckShape(content);
}

std::optional<v1::DeadLetterCause> CsvRows::ReadRagged(std::string_view content, const ParseContext& context) {
  if (auto cause = CheckText(content, context.limits)) return cause;
  return ReadRows(content, context, /*ragged=*/true);
}

std::optional<v1::DeadLetterCause> CsvRows::ReadRows(std::string_view content, const ParseContext& context,
                                                     bool ragged) {
  RowReader reader(content, content.starts_with("\xEF\xBB\xBF") ? 3 : 0, context.delimiter,
                   context.limits.max_elements);
  while (!reader.done()) {
    Row row;
    if (auto cause = reader.Next(&row)) return cause;
    if (IsBlank(row)) continue;
    if (columns_ == nullptr && !ragged) {
      columns_ = ColumnsOf(row);
    } else {
      rows_.push_back(std::move(row));
    }
  }
  return std::nullopt;
}

}  // namespace trialweave::normalizer
