#include "crawler/containers/csv_row_scanner.h"

namespace trialweave::crawler {

CsvRowScanner::Result CsvRowScanner::FeedUnquoted(absl::string_view text, size_t* i) {
  while (*i < text.size() && text[*i] != delimiter_ && !IsLineEnd(text[*i])) ++*i;
  if (*i == text.size()) return Result::kMore;
  Close(position_ + *i);
  return IsLineEnd(text[(*i)++]) ? Result::kRow : Result::kMore;
}

void CsvRowScanner::FeedQuoted(absl::string_view text, size_t* i) {
  const size_t quote = text.find('"', *i);
  if (quote == absl::string_view::npos) {
    *i = text.size();
    return;
  }
  quote_ = position_ + quote;
  state_ = State::kQuote;
  *i = quote + 1;
}

// Behind a closing quote: blanks, and what ends the field.
CsvRowScanner::Result CsvRowScanner::FeedClosed(absl::string_view text, size_t* i) {
  const char c = text[*i];
  const bool ends = c == delimiter_ || IsLineEnd(c);
  if (!ends && c != ' ' && c != '\t' && c != '\r') return Result::kBroken;
  ++*i;
  if (ends) Close(quote_);
  return ends && c != delimiter_ ? Result::kRow : Result::kMore;
}

CsvRowScanner::Result CsvRowScanner::FeedState(absl::string_view text, size_t* i) {
  switch (state_) {
    case State::kFieldStart:
      if (fields_.size() == kMaxFields) return Result::kBroken;
      if (text[*i] == '"') {
        Open(position_ + ++*i, true);
        state_ = State::kQuoted;
        return Result::kMore;
      }
      Open(position_ + *i, false);
      state_ = State::kUnquoted;
      return FeedUnquoted(text, i);
    case State::kUnquoted:
      return FeedUnquoted(text, i);
    case State::kQuoted:
      FeedQuoted(text, i);
      return Result::kMore;
    case State::kQuote:
      if (text[*i] == '"') {
        state_ = State::kQuoted;
        ++*i;
        return Result::kMore;
      }
      state_ = State::kClosed;
      return FeedClosed(text, i);
    case State::kClosed:
      break;
  }
  return FeedClosed(text, i);
}

CsvRowScanner::Result CsvRowScanner::Feed(absl::string_view text) {
  Result result = Result::kMore;
  size_t i = 0;
  while (i < text.size() && result == Result::kMore) result = FeedState(text, &i);
  position_ += i;
  return result;
}

bool CsvRowScanner::End() {
  if (state_ == State::kQuoted) return false;
  if (state_ == State::kFieldStart) {
    Open(position_, false);
    Close(position_);
  } else {
    Close(state_ == State::kUnquoted ? position_ : quote_);
  }
  return true;
}

}  // namespace trialweave::crawler
