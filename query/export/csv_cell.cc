#include "query/export/csv_cell.h"

#include <cstddef>

#include "absl/strings/match.h"

namespace trialweave::query {
namespace {

bool LooksLikeFormula(absl::string_view text) {
  if (text.empty()) return false;
  constexpr absl::string_view kFirst = "=+-@'\t\r\n";
  if (kFirst.find(text.front()) != absl::string_view::npos) return true;
  for (const absl::string_view wide : {"＝", "＋", "－", "＠"}) {
    if (absl::StartsWith(text, wide)) return true;
  }
  return false;
}

}  // namespace

void AppendCsvCell(absl::string_view text, std::string* out) {
  const bool guarded = LooksLikeFormula(text);
  const bool quoted = text.find_first_of(",\"\r\n") != absl::string_view::npos;
  if (quoted) out->push_back('"');
  if (guarded) out->push_back('\'');
  size_t from = 0;
  for (size_t at = text.find('"'); at != absl::string_view::npos; at = text.find('"', from)) {
    out->append(text.data() + from, at + 1 - from);
    out->push_back('"');
    from = at + 1;
  }
  out->append(text.data() + from, text.size() - from);
  if (quoted) out->push_back('"');
}

}  // namespace trialweave::query
