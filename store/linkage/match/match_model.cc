#include "store/linkage/match/match_model.h"

#include <algorithm>
#include <cmath>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/status.h"

namespace trialweave::store {
namespace {

absl::Status Invalid(size_t line, const std::string& what) {
  return common::MakeError(absl::StatusCode::kInvalidArgument, "MODEL_INVALID",
                           absl::StrCat("line ", line, " of the linkage model: ", what));
}

// Field and level by their names; false when there is none.
bool Find(const std::string& field_name, const std::string& level_name, size_t* field, size_t* level) {
  for (*field = 0; *field < kMatchFields; ++*field) {
    const auto match_field = static_cast<MatchField>(*field);
    if (FieldName(match_field) != field_name) continue;
    for (*level = 0; *level < kMaxLevels; ++*level) {
      if (LevelName(match_field, static_cast<uint8_t>(*level)) == level_name) return true;
    }
  }
  return false;
}

}  // namespace

MatchModel::MatchModel(std::string version, double prior, const Weights& weights, WordFrequencies frequencies)
    : version_(std::move(version)), prior_(prior), weights_(weights), frequencies_(std::move(frequencies)) {}

absl::StatusOr<MatchModel> MatchModel::Parse(std::string_view text) {
  std::string version;
  double prior = 0, threshold = kThreshold, rival_margin = kRivalMargin;
  Weights weights = {};
  uint64_t records = 0;
  std::unordered_map<uint32_t, uint32_t> counts;
  size_t number = 0;
  for (const absl::string_view line : absl::StrSplit(absl::string_view(text.data(), text.size()), '\n')) {
    ++number;
    if (line.empty() || line[0] == '#') continue;
    const std::vector<std::string> columns = absl::StrSplit(line, '\t');
    uint32_t count = 0;
    if (columns[0] == "word" && columns.size() == 3 && absl::SimpleAtoi(columns[2], &count)) {
      counts[TokenOf(columns[1])] += count;
    } else if (columns[0] == "weight" && columns.size() == 4) {
      size_t field = 0, level = 0;
      if (!Find(columns[1], columns[2], &field, &level)) return Invalid(number, "no such field or level");
      if (!absl::SimpleAtod(columns[3], &weights[field][level])) return Invalid(number, "the weight is no number");
    } else if (columns[0] == "records" && columns.size() == 2 && absl::SimpleAtoi(columns[1], &records)) {
    } else if (columns[0] == "prior" && columns.size() == 2 && absl::SimpleAtod(columns[1], &prior)) {
    } else if (columns[0] == "threshold" && columns.size() == 2 && absl::SimpleAtod(columns[1], &threshold)) {
    } else if (columns[0] == "rival_margin" && columns.size() == 2 && absl::SimpleAtod(columns[1], &rival_margin)) {
    } else if (columns[0] == "version" && columns.size() == 2) {
      version = columns[1];
    } else {
      return Invalid(number, "wants version, prior, weight, records or word with their columns");
    }
  }
  if (version.empty() || records == 0) return Invalid(number, "version or records are missing");
  MatchModel model(version, prior, weights, WordFrequencies(records, std::move(counts)));
  model.threshold_ = threshold;
  model.rival_margin_ = rival_margin;
  return model;
}

double MatchModel::LogOdds(const Comparison& comparison) const {
  double log_odds = prior_;
  for (size_t field = 0; field < kMatchFields; ++field) log_odds += weights_[field][comparison[field]];
  return log_odds;
}

std::vector<MatchModel::Part> MatchModel::Explain(const Comparison& comparison) const {
  std::vector<Part> parts;
  for (size_t field = 0; field < kMatchFields; ++field) {
    parts.push_back({static_cast<MatchField>(field), comparison[field], weights_[field][comparison[field]]});
  }
  std::stable_sort(parts.begin(), parts.end(),
                   [](const Part& a, const Part& b) { return std::abs(a.weight) > std::abs(b.weight); });
  return parts;
}

double ProbabilityOf(double log_odds) { return 1 / (1 + std::exp(-log_odds)); }

}  // namespace trialweave::store
