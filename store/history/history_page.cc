#include "store/history/history_page.h"

#include <algorithm>
#include <utility>

#include "absl/strings/escaping.h"
#include "store/errors.h"
#include "store/format/key_encoding.h"
#include "store/history/point_parser.h"

namespace trialweave::store {
namespace {

constexpr size_t kDefaultPageSize = 50;
constexpr int32_t kMaxPageSize = 1000;
constexpr size_t kMaxExamined = 5000;
// Below the smallest message that every client takes.
constexpr size_t kMaxPageBytes = 2 * 1024 * 1024;

// token = hex of: text(scope) number(sequence) 'T' time(as_of) | 'N' text(after)
struct Token {
  ReadPoint point;
  std::string after;
};

absl::StatusOr<Token> Decode(const std::string& text, const std::string& scope) {
  const bool hex = text.size() % 2 == 0 && std::all_of(text.begin(), text.end(), [](char c) {
                     return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
                   });
  if (!hex) return InvalidPageTokenError();
  const std::string bytes = absl::HexStringToBytes(text);
  KeyReader reader(bytes);
  Token token;
  const bool same_scope = reader.Text() == scope;
  token.point.known = token.point.derived = reader.Number();
  const std::string kind = reader.Bytes(1);
  if (kind == "T") token.point.as_of = reader.Time();
  token.after = reader.Text();
  if (!reader.Finish("").ok() || !same_scope || (kind != "T" && kind != "N")) return InvalidPageTokenError();
  return token;
}

}  // namespace

absl::StatusOr<HistoryPage> HistoryPage::Open(const Reader& snapshot, const std::string& scope,
                                              const v1::ReadPoint& point, int32_t page_size,
                                              const std::string& page_token) {
  if (page_size < 0) return InvalidFieldError("page_size", "negative");
  HistoryPage page;
  page.scope_ = scope;
  page.page_size_ = page_size == 0 ? kDefaultPageSize : static_cast<size_t>(std::min(page_size, kMaxPageSize));
  absl::StatusOr<ReadPoint> parsed = ParseReadPoint(snapshot, point);
  if (!parsed.ok()) return parsed.status();
  page.point_ = *parsed;
  if (page_token.empty()) return page;
  absl::StatusOr<Token> token = Decode(page_token, scope);
  if (!token.ok()) return token.status();
  const bool same_sequence = point.read_sequence() == 0 || point.read_sequence() == token->point.known;
  if (!same_sequence || token->point.as_of != parsed->as_of || token->point.known > parsed->known) {
    return InvalidPageTokenError();
  }
  page.point_ = token->point;
  page.after_ = std::move(token->after);
  return page;
}

bool HistoryPage::Full() const {
  return returned_ >= page_size_ || examined_ >= kMaxExamined || bytes_ >= kMaxPageBytes;
}

std::string HistoryPage::TokenAfter(const std::string& last) const {
  KeyWriter writer;
  writer.Text(scope_).Number(point_.known);
  if (point_.as_of.has_value()) {
    writer.Tag('T').Time(*point_.as_of);
  } else {
    writer.Tag('N');
  }
  return absl::BytesToHexString(writer.Text(last).Take());
}

}  // namespace trialweave::store
