#ifndef TRIALWEAVE_CRAWLER_CONTAINERS_CSV_ROW_SCANNER_H_
#define TRIALWEAVE_CRAWLER_CONTAINERS_CSV_ROW_SCANNER_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/strings/string_view.h"

namespace trialweave::crawler {

// CsvRowScanner finds the fields and the end of one row, however its bytes arrive (RFC 4180, and what is written
// in its name):
//
//   row    = field (delimiter field)* line-end
//   field  = quote (any | quote quote)* quote blank* | (any but delimiter and line-end)*
//
// A line end is a line feed with any carriage returns before it; a lone carriage return only where the table is
// written so, since it is content elsewhere. A quote inside an unquoted field is content. Not thread-safe.
class CsvRowScanner {
 public:
  enum class Result {
    kMore,    // all bytes taken, the row goes on
    kRow,     // the row ended with its line end
    kBroken,  // something stands behind a closing quote, or there are more fields than a table has
  };
  // Offsets of a field's bytes in the container, without its quotes.
  struct Field {
    uint64_t begin = 0;
    uint64_t end = 0;
    bool quoted = false;
  };
  static constexpr size_t kMaxFields = 2'000;

  CsvRowScanner(char delimiter, bool bare_cr, uint64_t begin)
      : delimiter_(delimiter), bare_cr_(bare_cr), position_(begin) {}

  // Takes the bytes at position() up to the row's end.
  Result Feed(absl::string_view text);
  // The container ended at position(). False inside a quoted field: then it ended too early.
  bool End();

  // Those that have ended.
  const std::vector<Field>& fields() const { return fields_; }
  // Offset of the next byte to feed; after kRow the beginning of the next row.
  uint64_t position() const { return position_; }

 private:
  enum class State { kFieldStart, kUnquoted, kQuoted, kQuote, kClosed };

  bool IsLineEnd(char c) const { return c == '\n' || (bare_cr_ && c == '\r'); }
  void Open(uint64_t begin, bool quoted) { fields_.push_back({begin, begin, quoted}); }
  void Close(uint64_t end) {
    fields_.back().end = end;
    state_ = State::kFieldStart;
  }
  // Each takes bytes of `text` from `*i` on.
  Result FeedUnquoted(absl::string_view text, size_t* i);
  void FeedQuoted(absl::string_view text, size_t* i);
  Result FeedClosed(absl::string_view text, size_t* i);
  Result FeedState(absl::string_view text, size_t* i);

  const char delimiter_;
  const bool bare_cr_;
  State state_ = State::kFieldStart;
  uint64_t position_;
  uint64_t quote_ = 0;
  std::vector<Field> fields_;
};

}  // namespace trialweave::crawler

#endif  // TRIALWEAVE_CRAWLER_CONTAINERS_CSV_ROW_SCANNER_H_
