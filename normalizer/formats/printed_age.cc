#include "normalizer/formats/printed_age.h"

#include <algorithm>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "common/folded_text.h"

namespace trialweave::normalizer {
namespace {

// Nobody is older: registries print 999 or 200 where a form wants a number.
constexpr double kOldest = 150;
// Longer text is a sentence.
constexpr size_t kMaxBytes = 64;

std::string_view Strip(std::string_view text) {
  const auto is_edge = [](char c) { return absl::ascii_isspace(c) || c == '-' || c == ',' || c == ';' || c == ':'; };
  while (!text.empty() && is_edge(text.front())) text.remove_prefix(1);
  while (!text.empty() && (is_edge(text.back()) || text.back() == '.')) text.remove_suffix(1);
  return text;
}

bool TakePrefix(std::string_view prefix, std::string_view* text) {
  if (!text->starts_with(prefix)) return false;
  *text = Strip(text->substr(prefix.size()));
  return true;
}

// "≥", ">=" and the like before the number; true for those that exclude it.
bool TakeComparison(std::string_view* text) {
  for (std::string_view inclusive : {">=", "<=", "=>", "=<", "≥", "≤", "≧", "≦", "="}) {
    if (TakePrefix(inclusive, text)) return false;
  }
  return TakePrefix(">", text) || TakePrefix("<", text);
}

// The number at the start: digits, perhaps with decimals.
std::optional<double> TakeNumber(std::string_view* text) {
  size_t end = 0;
  while (end < text->size() && absl::ascii_isdigit((*text)[end])) ++end;
  if (end == 0 || end > 6) return std::nullopt;
  if (end + 1 < text->size() && ((*text)[end] == '.' || (*text)[end] == ',') && absl::ascii_isdigit((*text)[end + 1])) {
    ++end;
    while (end < text->size() && absl::ascii_isdigit((*text)[end])) ++end;
  }
  std::string number(text->substr(0, end));
  std::replace(number.begin(), number.end(), ',', '.');
  double value = 0;
  if (end > 12 || !absl::SimpleAtod(number, &value)) return std::nullopt;
  text->remove_prefix(end);
  return value;
}

// The unit that `printed` names: as it stands, without what is in brackets ("Year(s)", "岁(最小年龄)"), or what is in
// brackets alone ("(Year)").
std::optional<v1::AgeUnit> UnitOf(std::string_view printed, std::string_view source, const Vocabulary& vocabulary) {
  if (const auto unit = vocabulary.AgeUnit(source, printed)) return unit;
  const size_t open = printed.find('('), close = printed.find(')', std::min(open, printed.size()));
  if (open == std::string_view::npos || close == std::string_view::npos || close < open) return std::nullopt;
  const std::string outside = std::string(printed.substr(0, open)) + std::string(printed.substr(close + 1));
  if (!Strip(outside).empty()) return vocabulary.AgeUnit(source, Strip(outside));
  return vocabulary.AgeUnit(source, printed.substr(open + 1, close - open - 1));
}

}  // namespace

PrintedAge ReadAge(std::string_view text, std::string_view source, const Vocabulary& vocabulary,
                   v1::AgeUnit otherwise) {
  PrintedAge read;
  if (text.size() > kMaxBytes) return read;
  const common::FoldedText folded(text);
  std::string_view rest = Strip(folded.text());
  const bool exclusive = TakeComparison(&rest);
  const std::optional<double> value = TakeNumber(&rest);
  if (!value.has_value()) return read;
  rest = Strip(rest);
  // "20歳未満": below.
  bool below = false;
  if (rest.ends_with("未満") || rest.ends_with("未满")) {
    below = true;
    rest.remove_suffix(6);
  }
  std::optional<v1::AgeUnit> unit;
  if (rest.empty()) {
    if (otherwise != v1::AGE_UNIT_UNSPECIFIED) unit = otherwise;
  } else {
    unit = UnitOf(rest, source, vocabulary);
    const bool is_word =
        std::none_of(rest.begin(), rest.end(), [](char c) { return absl::ascii_isdigit(c); }) &&
        std::any_of(rest.begin(), rest.end(), [](unsigned char c) { return absl::ascii_isalpha(c) || c >= 0x80; });
    if (!unit.has_value() && is_word && !vocabulary.IsNull("age", rest)) {
      const size_t start = folded.Original(static_cast<size_t>(rest.data() - folded.text().data()));
      read.unknown_unit = text.substr(start);
    }
  }
  if (!unit.has_value() || (*unit == v1::AGE_UNIT_YEARS && *value > kOldest)) return read;
  read.age.emplace();
  read.age->set_value(*value);
  read.age->set_unit(*unit);
  read.exclusive = exclusive || below;
  return read;
}

}  // namespace trialweave::normalizer
