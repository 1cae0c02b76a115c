#include "crawler/containers/csv_splitter.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "common/registry_id.h"
#include "common/status.h"
#include "crawler/containers/container_error.h"

namespace trialweave::crawler {
namespace {

constexpr absl::string_view kByteOrderMark = "\xEF\xBB\xBF";
// An identifier is shorter than this, its remark included.
constexpr uint64_t kMaxKeyBytes = 128;
// How far before the identifier a row may begin.
constexpr uint64_t kMaxKeyOffset = 64 * 1024;
constexpr uint64_t kUnbound = UINT64_MAX;

bool IsIdentifier(absl::string_view text) {
  return text.size() <= kMaxKeyBytes && common::ParseRegistryId(std::string(text)).has_value();
}

}  // namespace

void CsvSplitter::SetFormat() {
  std::map<std::string, std::string> context = {{"delimiter", std::string(1, table_.delimiter)}, {"encoding", "UTF-8"}};
  if (!table_.columns.empty()) context["columns"] = table_.columns;
  emitter_->SetFormat(table_.source, table_.format, std::move(context));
}

bool CsvSplitter::More(uint64_t position, uint64_t keep_from) {
  while (position >= window_->limit()) {
    span_->Advance(window_->limit(), std::min(keep_from, window_->limit()));
    if (!window_->Fill()) return false;
  }
  return true;
}

CsvSplitter::RowEnd CsvSplitter::Scan() {
  for (;;) {
    const uint64_t position = scanner_->position();
    // However large the reads are, the same rows are too large.
    const uint64_t limit = row_begin_ + emitter_->limits().max_document_bytes + 1;
    if (position == limit) return RowEnd::kTooLarge;
    if (!More(position, row_begin_)) break;
    const auto result = scanner_->Feed(window_->View(position, std::min(window_->limit(), limit)));
    if (result == CsvRowScanner::Result::kBroken) return RowEnd::kBroken;
    if (result == CsvRowScanner::Result::kRow) return RowEnd::kRow;
  }
  // What the container lost at its end is not known, however well the row looks.
  return window_->status().ok() && scanner_->End() ? RowEnd::kLast : RowEnd::kUnclosed;
}

absl::string_view CsvSplitter::TextOf(const CsvRowScanner& row, size_t field) const {
  if (field >= row.fields().size()) return "";
  return window_->View(row.fields()[field].begin, row.fields()[field].end);
}

bool CsvSplitter::IsBlank() const {
  for (size_t i = 0; i < scanner_->fields().size(); ++i) {
    if (TextOf(*scanner_, i).find_first_not_of(" \t\r\n") != absl::string_view::npos) return false;
  }
  return true;
}

uint64_t CsvSplitter::ContentEnd(bool last) const {
  uint64_t end = scanner_->position();
  if (!last) --end;
  while (!table_.bare_cr && end > row_begin_ && window_->At(end - 1) == '\r') --end;
  return end;
}

// A header that comes again, its own or another one's.
bool CsvSplitter::BeginsTable() {
  const absl::string_view key = TextOf(*scanner_, table_.key);
  if (std::any_of(key.begin(), key.end(), absl::ascii_isdigit)) return false;
  const absl::string_view row = window_->View(row_begin_, scanner_->position());
  std::optional<CsvTable> table = RecogniseHeader(row, table_.delimiter, table_.bare_cr);
  if (!table.has_value() || !FlushGroup()) return false;
  table_ = *std::move(table);
  SetFormat();
  return true;
}

// `bound` ends the row like a line end does.
bool CsvSplitter::IsRowAt(uint64_t offset, uint64_t bound) {
  CsvRowScanner row(table_.delimiter, table_.bare_cr, offset);
  const uint64_t reach = table_.key == 0 ? kMaxKeyBytes : kMaxKeyOffset;
  bool keyed = false, ended = false;
  while (!ended) {
    const uint64_t position = row.position();
    const uint64_t limit = offset + (keyed ? emitter_->limits().max_document_bytes + 1 : reach);
    if (position >= limit) return false;
    if (position == bound || !More(position, offset)) {
      if (!window_->status().ok() || !row.End()) return false;
      ended = true;
    } else {
      const uint64_t end = std::min({bound, window_->limit(), limit});
      const CsvRowScanner::Result result = row.Feed(window_->View(position, end));
      const uint64_t taken = row.position() - position;
      if (result == CsvRowScanner::Result::kBroken || taken > budget_) return false;
      if (row.fields().size() > table_.fields) return false;
      ended = result == CsvRowScanner::Result::kRow;
      budget_ -= taken;
    }
    // The next field has begun, or the row has ended: the identifier is complete.
    if (keyed || row.fields().size() <= table_.key + (ended ? 0 : 1)) continue;
    if (!IsIdentifier(TextOf(row, table_.key))) return false;
    keyed = true;
  }
  return keyed && row.fields().size() == table_.fields;
}

std::optional<uint64_t> CsvSplitter::RowInside(uint64_t begin, uint64_t end) {
  const auto next = [&](char c, uint64_t from) {
    if (from >= end) return end;
    const size_t found = window_->View(from, end).find(c);
    return found == absl::string_view::npos ? end : from + found;
  };
  uint64_t feed = next('\n', begin), cr = next('\r', begin);
  while (std::min(feed, cr) < end) {
    const uint64_t line_end = std::min(feed, cr);
    uint64_t line = line_end + 1;
    if (cr < feed && line < end && window_->At(line) == '\n') ++line;
    if (line < end && IsRowAt(line, scanner_->position())) return line;
    feed = feed < line ? next('\n', line) : feed;
    cr = cr < line ? next('\r', line) : cr;
  }
  return std::nullopt;
}

bool CsvSplitter::Rest(v1::DeadLetterReason reason, absl::string_view message) {
  if (!FlushGroup()) return false;
  status_ = emitter_->Rest(window_, &*span_, position_, MakeCause(reason, message, row_begin_));
  return false;
}

bool CsvSplitter::EmitRegion(uint64_t end, uint64_t next, v1::DeadLetterReason reason, absl::string_view message) {
  if (!FlushGroup()) return false;
  status_ = emitter_->Region(*span_, end, MakeCause(reason, message, row_begin_));
  position_ = next;
  return status_.ok();
}

// The row in hand has no end that can be trusted: it lasts until a line that is a row for certain.
bool CsvSplitter::Recover(v1::DeadLetterReason reason, absl::string_view message) {
  if (!FlushGroup()) return false;
  for (uint64_t line = row_begin_; More(line, line);) {
    const absl::string_view rest = window_->Rest(line);
    const size_t found = rest.find_first_of("\r\n");
    const uint64_t line_end = found == absl::string_view::npos ? window_->limit() : line + found;
    budget_ += 4 * (line_end - line);
    line = line_end;
    if (found == absl::string_view::npos) continue;
    if (!More(line + 1, line)) break;
    line += window_->At(line) == '\r' && window_->At(line + 1) == '\n' ? 2 : 1;
    if (!More(line, line_end) || !IsRowAt(line, kUnbound)) continue;
    return EmitRegion(line_end, line, reason, message);
  }
  position_ = window_->limit();
  return Rest(reason, message);
}

bool CsvSplitter::FlushGroup() {
  if (group_.empty()) return true;
  if (seen_.insert(group_).second) {
    status_ = emitter_->Record(*span_, group_end_, false);
  } else {
    const std::string message = absl::StrCat("rows of ", common::Trimmed(group_), " stand in more than one place");
    status_ =
        emitter_->Faulty(*span_, group_end_, MakeCause(v1::DEAD_LETTER_REASON_MALFORMED, message, span_->begin()));
  }
  group_.clear();
  span_.emplace(window_, emitter_->limits(), row_begin_);
  return status_.ok();
}

bool CsvSplitter::Gather(uint64_t end) {
  const std::string key(TextOf(*scanner_, table_.key));
  if (key != group_ && !FlushGroup()) return false;
  if (key.empty()) {
    status_ = emitter_->Record(*span_, end, false);
    return status_.ok();
  }
  group_ = key;
  group_end_ = end;
  return true;
}

// Whether the last row breaks off behind its last delimiter: it has no line end, and of its quoted fields the last is
// none.
bool CsvSplitter::IsCut() const {
  const auto& fields = scanner_->fields();
  return fields.size() > 1 && fields.front().quoted && !fields.back().quoted;
}

// A row with more or fewer fields than the table has columns.
bool CsvSplitter::EndOddRow(uint64_t end, bool last) {
  if (!FlushGroup()) return false;
  const size_t fields = scanner_->fields().size();
  const std::string message = absl::StrCat("a row of ", fields, " fields in a table of ", table_.fields);
  if (last && fields < table_.fields) {
    return Rest(v1::DEAD_LETTER_REASON_TRUNCATED, absl::StrCat("the container ends inside ", message));
  }
  status_ = emitter_->Faulty(*span_, end, MakeCause(v1::DEAD_LETTER_REASON_MALFORMED, message, row_begin_));
  return status_.ok();
}

bool CsvSplitter::EndRow(bool last) {
  const uint64_t end = ContentEnd(last);
  position_ = scanner_->position();
  budget_ += 4 * (position_ - row_begin_);
  if (IsBlank() || BeginsTable()) return true;
  if (const std::optional<uint64_t> inside = RowInside(row_begin_, end)) {
    const std::string message = "a row that holds another one; a quote is missing";
    return EmitRegion(*inside, *inside, v1::DEAD_LETTER_REASON_MALFORMED, message);
  }
  if (scanner_->fields().size() != table_.fields) return EndOddRow(end, last);
  if (last && IsCut()) return Rest(v1::DEAD_LETTER_REASON_TRUNCATED, "the container ends inside a row's last field");
  if (table_.grouped) return Gather(end);
  status_ = emitter_->Record(*span_, end, false);
  return status_.ok();
}

bool CsvSplitter::SplitRow() {
  row_begin_ = position_;
  if (group_.empty()) span_.emplace(window_, emitter_->limits(), row_begin_);
  if (!More(position_, position_)) {
    if (!window_->status().ok()) {
      return Rest(v1::DEAD_LETTER_REASON_TRUNCATED, "the container ends before its time");
    }
    FlushGroup();
    return false;
  }
  // Between files that were put into one.
  if (window_->At(position_) == kByteOrderMark[0] && More(position_ + 2, position_) &&
      window_->View(position_, position_ + 3) == kByteOrderMark) {
    position_ += 3;
    return true;
  }
  scanner_.emplace(table_.delimiter, table_.bare_cr, row_begin_);
  switch (Scan()) {
    case RowEnd::kRow:
      return EndRow(/*last=*/false);
    case RowEnd::kLast:
      return EndRow(/*last=*/true);
    case RowEnd::kBroken:
      return Recover(v1::DEAD_LETTER_REASON_MALFORMED, "a quoted field does not end where its quote does");
    case RowEnd::kTooLarge:
      return Recover(
          v1::DEAD_LETTER_REASON_LIMIT_EXCEEDED,
          absl::StrCat("a row has more than the ", emitter_->limits().max_document_bytes, " bytes that are allowed"));
    case RowEnd::kUnclosed:
      break;
  }
  return Recover(v1::DEAD_LETTER_REASON_TRUNCATED, "the container ends inside a quoted field, or a quote is missing");
}

absl::Status CsvSplitter::Run() {
  SetFormat();
  window_->Has(position_);
  while (SplitRow()) {
  }
  return status_;
}

}  // namespace trialweave::crawler
