#include "query/cli/linkage_text.h"

#include <algorithm>
#include <cmath>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "query/cli/sheet.h"

namespace trialweave::query {
namespace {

// Fields that a summary names.
constexpr int kSummaryFields = 3;
// How the store calls the level of a field that one of the two leaves open.
constexpr char kNotStated[] = "not stated by both";
// Columns of a bar, and nats of its full length.
constexpr int kBarColumns = 12;
constexpr double kBarNats = 6;

// "######" to the right for what speaks for it, to the left of the middle for what speaks against.
std::string Bar(double weight) {
  const int length =
      std::clamp(static_cast<int>(std::lround(std::abs(weight) / kBarNats * kBarColumns)), 0, kBarColumns);
  const std::string bar(length, weight < 0 ? '-' : '+');
  const std::string space(kBarColumns - length, ' ');
  const std::string none(kBarColumns, ' ');
  return weight < 0 ? absl::StrCat(space, bar, "|", none) : absl::StrCat(none, "|", bar, space);
}

std::string WaterfallLine(const std::string& name, double weight, double sum, const std::string& detail) {
  return absl::StrFormat("%-20s %+7.2f %s %+7.2f  %s", name, weight, Bar(weight), sum, detail);
}

std::string Values(const v1::FieldWeight& weight) {
  if (weight.value_a().empty() && weight.value_b().empty()) return weight.agreement();
  if (weight.value_a() == weight.value_b()) return absl::StrCat(weight.agreement(), ": ", weight.value_a());
  return absl::StrCat(weight.agreement(), ": ", weight.value_a(), " / ", weight.value_b());
}

}  // namespace

std::string PairText(const v1::PairExplanation& pair, int width, bool color) {
  Sheet sheet(width, color);
  sheet.Heading(absl::StrCat(pair.registration_a(), " and ", pair.registration_b(), ": ",
                             pair.same_trial() ? "one trial" : "two trials"));
  for (const std::string& reason : pair.reasons()) sheet.Item(reason);
  if (pair.weights().empty()) return sheet.Take();
  double sum = pair.prior();
  sheet.Item(WaterfallLine("prior", sum, sum, ""));
  double unstated = 0;
  int unstated_fields = 0;
  for (const v1::FieldWeight& weight : pair.weights()) {
    if (weight.agreement() == kNotStated) {
      unstated += weight.weight();
      ++unstated_fields;
      continue;
    }
    sum += weight.weight();
    sheet.Item(WaterfallLine(weight.field(), weight.weight(), sum, Values(weight)));
  }
  if (unstated_fields > 0) {
    const std::string fields = absl::StrCat(unstated_fields, " more fields");
    sheet.Item(WaterfallLine(fields, unstated, sum + unstated, "which one of the two does not state"));
  }
  sheet.Item(absl::StrFormat("log-odds %+.2f, probability %.3f; one trial from log-odds %+.2f (model %s)",
                             pair.log_odds(), pair.probability(), pair.threshold(), pair.model_version()));
  return sheet.Take();
}

std::string SumText(const v1::PairExplanation& pair, bool speaking_for) {
  std::string text;
  int left = kSummaryFields;
  for (const v1::FieldWeight& weight : pair.weights()) {
    if (left == 0) break;
    if ((weight.weight() > 0) != speaking_for || weight.weight() == 0 || weight.agreement() == kNotStated) continue;
    absl::StrAppend(&text, text.empty() ? "" : ", ", weight.field(), " ", weight.agreement());
    --left;
  }
  return text;
}

Table WeightsTable(const v1::ExplainTrialResponse& response) {
  Table table;
  table.columns = {{"registration_a"}, {"registration_b"}, {"same_trial"}, {"field"},
                   {"agreement"},      {"weight", true},   {"value_a"},    {"value_b"}};
  for (const auto* pairs : {&response.pairs(), &response.near_misses()}) {
    for (const v1::PairExplanation& pair : *pairs) {
      const std::string same = pair.same_trial() ? "true" : "false";
      table.rows.push_back({pair.registration_a(), pair.registration_b(), same, "prior", "",
                            absl::StrFormat("%.4f", pair.prior()), "", ""});
      for (const v1::FieldWeight& weight : pair.weights()) {
        table.rows.push_back({pair.registration_a(), pair.registration_b(), same, weight.field(), weight.agreement(),
                              absl::StrFormat("%.4f", weight.weight()), weight.value_a(), weight.value_b()});
      }
    }
  }
  return table;
}

}  // namespace trialweave::query
