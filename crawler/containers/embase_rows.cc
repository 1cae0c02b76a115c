#include "crawler/containers/embase_rows.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/strip.h"
#include "crawler/containers/csv_fields.h"
#include "crawler/containers/csv_table.h"

namespace trialweave::crawler {
namespace {

// How many of the labels that only Embase has make it one of its exports.
constexpr size_t kEnoughLabels = 2;
constexpr size_t kFewestDashes = 5;
// What looks longer may have more behind it.
constexpr size_t kMaxBlankBytes = 32;

// Labels, folded, that have another name in the layout with a column a field.
constexpr absl::string_view kRowLabels[] = {"originalnonenglishtitle", "originalnonenglishabstract",
                                            "languageofarticle", "languageofsummary", "embaseaccessionnumber"};

// The label before the first comma, folded; empty when the line is no row of a label and a value.
std::string LabelOf(absl::string_view line) {
  const size_t comma = line.find(',');
  if (comma == absl::string_view::npos) return "";
  absl::string_view label = line.substr(0, comma);
  if (absl::ConsumePrefix(&label, "\"") && !absl::ConsumeSuffix(&label, "\"")) return "";
  return absl::StrContains(label, '"') ? "" : FoldedColumn(label);
}

bool IsEmbaseLabel(const std::string& label) {
  return IsEmbaseColumn(label) ||
         std::find(std::begin(kRowLabels), std::end(kRowLabels), label) != std::end(kRowLabels);
}

}  // namespace

bool BeginsEmbaseRows(absl::string_view line) {
  const std::string label = LabelOf(line);
  return label == "title" || label == "originaltitle" || label == "originalnonenglishtitle";
}

bool InterruptsEmbaseRows(absl::string_view line, bool quoted) {
  return LabelOf(line) == "title" && (!quoted || absl::StartsWith(line, "\""));
}

bool PartsEmbaseRows(absl::string_view line) {
  const size_t first = line.find_first_not_of(" \t\r\",");
  if (first == absl::string_view::npos) return line.size() < kMaxBlankBytes;
  line = line.substr(first, line.find_last_not_of(" \t\r\",") + 1 - first);
  if (line.find_first_not_of('-') == absl::string_view::npos) return line.size() >= kFewestDashes;
  return absl::ConsumePrefix(&line, "RECORD ") && std::all_of(line.begin(), line.end(), absl::ascii_isdigit);
}

bool LooksLikeEmbaseRows(absl::string_view head) {
  absl::ConsumePrefix(&head, "\xEF\xBB\xBF");
  bool titled = false, quoted = false;
  std::set<std::string> labels;
  while (!head.empty() && labels.size() < kEnoughLabels) {
    const size_t end = std::min(head.find('\n'), head.size());
    const absl::string_view line = head.substr(0, end);
    if (!quoted && !PartsEmbaseRows(line)) {
      const std::string label = LabelOf(line);
      if (!titled && !BeginsEmbaseRows(line) && label != "searchquery") return false;
      titled = titled || BeginsEmbaseRows(line);
      if (titled && !BeginsEmbaseRows(line) && IsEmbaseLabel(label)) labels.insert(label);
    }
    if (std::count(line.begin(), line.end(), '"') % 2 != 0) quoted = !quoted;
    head.remove_prefix(std::min(end + 1, head.size()));
  }
  return labels.size() >= kEnoughLabels;
}

}  // namespace trialweave::crawler
