#ifndef TRIALWEAVE_CRAWLER_CONTAINERS_CSV_SPLITTER_H_
#define TRIALWEAVE_CRAWLER_CONTAINERS_CSV_SPLITTER_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "crawler/containers/csv_row_scanner.h"
#include "crawler/containers/csv_table.h"
#include "crawler/containers/document_emitter.h"
#include "crawler/containers/window.h"

namespace trialweave::crawler {

// CsvSplitter cuts a table into its rows (csv_row_scanner.h has the grammar). A record is the exact bytes of one
// row without its line end, or, of a grouped table, from the first to the last of consecutive rows of one
// identifier. The context of a record says what its row does not: "columns" (the header row as it stands; absent
// where there is none), "delimiter", "encoding".
//
// Two records are never one: a row that is broken, has too many or too few fields, or holds a line that is itself
// a whole row with an identifier, is a document with a cause that ends where such a line begins. An identifier whose
// group comes a second time is a document with a cause too. Rows without anything in them are no records; a header
// that comes again (files put into one) begins its table anew. Memory: one record and one read, and of a grouped
// table its identifiers.
class CsvSplitter {
 public:
  CsvSplitter(Window* window, DocumentEmitter* emitter, CsvTable table)
      : window_(window), emitter_(emitter), table_(std::move(table)), position_(table_.body) {}

  // Only the sink's errors.
  absl::Status Run();

 private:
  enum class RowEnd { kRow, kLast, kBroken, kTooLarge, kUnclosed };

  void SetFormat();
  // Reads on from `position`; false at the container's end. What lies before `keep_from` is not looked at again.
  bool More(uint64_t position, uint64_t keep_from);
  RowEnd Scan();
  // Each returns false when the rest of the container has been dealt with.
  bool SplitRow();
  bool EndRow(bool last);
  bool IsCut() const;
  bool EndOddRow(uint64_t end, bool last);
  bool Recover(v1::DeadLetterReason reason, absl::string_view message);
  bool EmitRegion(uint64_t end, uint64_t next, v1::DeadLetterReason reason, absl::string_view message);
  bool Rest(v1::DeadLetterReason reason, absl::string_view message);
  // Takes a good row into the group in hand, or begins another one.
  bool Gather(uint64_t end);
  bool FlushGroup();

  absl::string_view TextOf(const CsvRowScanner& row, size_t field) const;
  bool IsBlank() const;
  bool BeginsTable();
  // Offset behind the row in hand, without its line end.
  uint64_t ContentEnd(bool last) const;
  // Whether a whole row with an identifier begins at `offset`.
  bool IsRowAt(uint64_t offset, uint64_t bound);
  // Where a line between `begin` and `end` begins that is a row of its own.
  std::optional<uint64_t> RowInside(uint64_t begin, uint64_t end);

  Window* const window_;
  DocumentEmitter* const emitter_;
  CsvTable table_;
  absl::Status status_;
  std::optional<RecordSpan> span_;
  std::optional<CsvRowScanner> scanner_;
  uint64_t position_;
  uint64_t row_begin_ = 0;
  // Bytes that may still be read twice in looking for rows: recovery stays linear in the container's size.
  uint64_t budget_ = 1 << 20;
  // Of a grouped table: the identifier and end of the group in hand, and the identifiers of those before it.
  std::string group_;
  uint64_t group_end_ = 0;
  absl::flat_hash_set<std::string> seen_;
};

}  // namespace trialweave::crawler

#endif  // TRIALWEAVE_CRAWLER_CONTAINERS_CSV_SPLITTER_H_
