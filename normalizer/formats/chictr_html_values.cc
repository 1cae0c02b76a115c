#include "normalizer/formats/chictr_html_values.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "normalizer/formats/printed_text.h"

namespace trialweave::normalizer {
namespace {

std::string LineOf(std::string_view printed) { return CleanLine(printed, TextStyle::kPlain); }

}  // namespace

ChictrPeriod ReadChictrPeriod(std::string_view printed) {
  const std::string text = LineOf(printed);
  size_t at = text.find("至"), length = std::string_view("至").size();
  const std::string lower = absl::AsciiStrToLower(text);
  if (at == std::string::npos) {
    at = lower.find("to ");
    length = 2;
  }
  const auto dates_only = [](std::string_view part) {
    std::string date;
    for (char c : part) {
      if (absl::ascii_isdigit(c) || c == '-' || c == '/' || c == ':' || c == '.' || c == ' ') date.push_back(c);
    }
    return LineOf(date);
  };
  if (at == std::string::npos) return {dates_only(text), ""};
  return {dates_only(std::string_view(text).substr(0, at)), dates_only(std::string_view(text).substr(at + length))};
}

std::string ReadChictrAge(std::string_view printed, bool minimum) {
  const std::string text = LineOf(printed);
  const std::string_view zh = minimum ? "最小" : "最大", en = minimum ? "Min" : "Max";
  size_t at = text.find(zh);
  if (at == std::string::npos) at = text.find(en);
  if (at == std::string::npos) return "";
  const size_t other = minimum ? std::min(text.find("最大", at), text.find("Max", at))
                               : std::min(text.find("最小", at), text.find("Min", at));
  const std::string_view part = std::string_view(text).substr(at, std::min(other, text.size()) - at);
  const size_t begin = part.find_first_of("0123456789");
  if (begin == std::string_view::npos) return "";
  size_t end = part.find_first_not_of("0123456789.", begin);
  if (end == std::string_view::npos) end = part.size();
  std::string age(part.substr(begin, end - begin));
  const std::string unit = LineOf(part.substr(end));
  if (unit.empty()) return age;
  return age + (LanguageOf(unit, "") == "zh" ? "" : " ") + unit.substr(0, unit.find(' '));
}

bool IsChictrPrimary(std::string_view type) {
  const std::string lower = absl::AsciiStrToLower(std::string(type));
  return absl::StrContains(lower, "主要") || lower.starts_with("primary");
}

}  // namespace trialweave::normalizer
