#include "normalizer/formats/cde_values.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_replace.h"
#include "normalizer/formats/printed_text.h"

namespace trialweave::normalizer {
namespace {

std::string Line(std::string_view printed) { return CleanLine(printed, TextStyle::kPlain); }

std::string WithoutBlanks(std::string_view printed) {
  std::string text = Line(printed);
  std::erase(text, ' ');
  return text;
}

// The length of ':' or '：' at `pos`, blanks before it included; 0 when there is none.
size_t ColonAt(std::string_view text, size_t pos) {
  size_t at = pos;
  while (at < text.size() && text[at] == ' ') ++at;
  if (text.substr(at).starts_with(":")) return at + 1 - pos;
  return text.substr(at).starts_with("：") ? at + 3 - pos : 0;
}

// [CJ] or any other letter, three more, yy, five digits: the shape; what the letters mean is the CDE's to extend.
size_t AcceptanceNumberLength(std::string_view text) {
  constexpr size_t kLength = 11;
  if (text.size() < kLength) return 0;
  for (size_t i = 0; i < kLength; ++i) {
    if (i < 4 ? !absl::ascii_isupper(text[i]) : !absl::ascii_isdigit(text[i])) return 0;
  }
  // A longer word or number is something else.
  return text.size() > kLength && absl::ascii_isalnum(text[kLength]) ? 0 : kLength;
}

struct DrugLabel {
  std::string_view text;
  enum Part { kChinese, kEnglish, kTrade, kUsage } part;
};

// Longer ones first, where one begins with another.
constexpr DrugLabel kDrugLabels[] = {
    {"中文通用名", DrugLabel::kChinese}, {"英文通用名", DrugLabel::kEnglish}, {"商品名称", DrugLabel::kTrade},
    {"商品名", DrugLabel::kTrade},       {"商品", DrugLabel::kTrade},         {"剂型", DrugLabel::kUsage},
    {"规格", DrugLabel::kUsage},         {"用法用量", DrugLabel::kUsage},     {"用量", DrugLabel::kUsage},
    {"用法", DrugLabel::kUsage},         {"用药时程", DrugLabel::kUsage}};

// A label that stands in a drug's text, and where its value begins.
struct FoundLabel {
  const DrugLabel* label;
  size_t begin;
  size_t value;
};

std::vector<FoundLabel> FindDrugLabels(std::string_view text) {
  std::vector<FoundLabel> found;
  for (size_t i = 0; i < text.size();) {
    size_t next = i + 1;
    for (const DrugLabel& label : kDrugLabels) {
      if (!text.substr(i).starts_with(label.text)) continue;
      const size_t colon = ColonAt(text, i + label.text.size());
      if (colon == 0) continue;
      next = i + label.text.size() + colon;
      found.push_back({&label, i, next});
      break;
    }
    i = next;
  }
  return found;
}

// "...共2周期2" before the second drug: the number is the next drug's.
void DropOrdinal(size_t ordinal, std::string* value) {
  const std::string number = std::to_string(ordinal);
  if (value->ends_with(number)) value->resize(value->size() - number.size());
  *value = Line(*value);
}

}  // namespace

bool IsCdeUnfilled(std::string_view printed) {
  const std::string text = WithoutBlanks(printed);
  return text == "登记人暂未填写该信息" || text == "暂未填写此信息" || text == "暂未填写该信息";
}

std::string ReadCdeChoice(std::string_view printed) {
  std::string text = Line(printed);
  for (std::string_view other : {"其它", "其他"}) {
    if (!text.starts_with(other)) continue;
    std::string rest = Line(std::string_view(text).substr(other.size()));
    for (std::string_view namely : {"其他说明", "其它说明"}) {
      if (!rest.starts_with(namely)) continue;
      const size_t colon = ColonAt(rest, namely.size());
      if (colon != 0) return Line(std::string_view(rest).substr(namely.size() + colon));
    }
    // "其它\nBE试验": the word stands on a line of its own.
    if (!rest.empty() && text[other.size()] == ' ') return rest;
  }
  return text;
}

std::string ReadCdeStatus(std::string_view printed) {
  std::string text =
      absl::StrReplaceAll(WithoutBlanks(printed), {{"(", "（"}, {")", "）"}, {"\xC2\xA0", ""}, {"　", ""}});
  constexpr std::string_view kOngoing = "进行中";
  if (text.starts_with(kOngoing) && text.size() > kOngoing.size() &&
      !std::string_view(text).substr(kOngoing.size()).starts_with("（")) {
    text = std::string(kOngoing) + "（" + text.substr(kOngoing.size()) + "）";
  }
  return text;
}

CdeAges ReadCdeAges(std::string_view printed) {
  const std::string text = absl::StrReplaceAll(WithoutBlanks(printed), {{"（", "("}, {"）", ")"}});
  CdeAges ages;
  const size_t minimum = text.find("(最小年龄)"), maximum = text.find("(最大年龄)");
  size_t begin = 0;
  if (minimum != std::string::npos) {
    ages.minimum = text.substr(0, minimum);
    begin = minimum + std::string_view("(最小年龄)").size();
  }
  if (maximum != std::string::npos && maximum >= begin) {
    std::string_view rest = std::string_view(text).substr(begin, maximum - begin);
    if (rest.starts_with("至")) rest.remove_prefix(std::string_view("至").size());
    ages.maximum = std::string(rest);
  }
  for (std::string* end : {&ages.minimum, &ages.maximum}) {
    if (*end == "无上限" || *end == "无下限" || *end == "无" || IsCdeUnfilled(*end)) end->clear();
  }
  return ages;
}

CdeRegions ReadCdeRegions(std::string_view printed) {
  CdeRegions regions;
  for (const auto& [label, value] : SplitGroups(Line(printed))) {
    const std::string filled = IsCdeUnfilled(value) || value == "NA" || value == "N/A" ? "" : value;
    if (label == "国内") regions.domestic = filled;
    if (label != "国际") continue;
    regions.worldwide = filled;
    regions.international = true;
  }
  return regions;
}

std::vector<std::string> ReadCdeAcceptanceNumbers(std::string_view printed) {
  const std::string text = Line(printed);
  std::vector<std::string> numbers;
  for (size_t i = 0; i < text.size();) {
    const std::string_view rest = std::string_view(text).substr(i);
    if (const size_t length = AcceptanceNumberLength(rest)) {
      size_t end = length;
      // The character of a province: not a separator.
      const std::string_view next = rest.substr(length, 3);
      if (next.size() == 3 && static_cast<unsigned char>(next[0]) >= 0xE4 &&
          static_cast<unsigned char>(next[0]) <= 0xE9) {
        end += 3;
      }
      numbers.emplace_back(rest.substr(0, end));
      i += end;
      continue;
    }
    size_t separator = 0;
    for (std::string_view mark : {"/", " ", ",", ";", "，", "；", "、"}) {
      if (rest.starts_with(mark)) separator = mark.size();
    }
    if (separator == 0) return {};
    i += separator;
  }
  return numbers;
}

std::vector<std::string> ReadCdeApplicants(std::string_view printed) {
  std::vector<std::string> applicants;
  const std::string text = Line(printed);
  for (size_t begin = 0; begin <= text.size();) {
    const size_t end = std::min(text.find("/ ", begin), text.size());
    std::string name = Line(std::string_view(text).substr(begin, end - begin));
    if (name.ends_with('/')) name.pop_back();
    if (!name.empty()) applicants.push_back(std::move(name));
    begin = end + 2;
  }
  return applicants;
}

std::vector<CdeDrug> ReadCdeDrugs(std::string_view printed) {
  const std::string text = CleanText(printed, TextStyle::kPlain);
  std::vector<CdeDrug> drugs;
  if (text.empty() || IsCdeUnfilled(text)) return drugs;
  const std::vector<FoundLabel> labels = FindDrugLabels(text);
  if (labels.empty()) return {{text, "", "", ""}};
  for (size_t i = 0; i < labels.size(); ++i) {
    const DrugLabel& label = *labels[i].label;
    const bool last = i + 1 == labels.size();
    const size_t end = last ? text.size() : labels[i + 1].begin;
    std::string value(text, labels[i].value, end - labels[i].value);
    const bool next_is_drug = !last && labels[i + 1].label->part == DrugLabel::kChinese;
    if (drugs.empty() || label.part == DrugLabel::kChinese) drugs.emplace_back();
    if (next_is_drug) DropOrdinal(drugs.size() + 1, &value);
    value = Line(value);
    CdeDrug& drug = drugs.back();
    if (label.part == DrugLabel::kChinese) drug.chinese_name = value;
    if (label.part == DrugLabel::kEnglish) drug.english_name = value;
    if (label.part == DrugLabel::kTrade) drug.trade_name = value;
    if (label.part == DrugLabel::kUsage && !value.empty()) {
      drug.usage += (drug.usage.empty() ? "" : "\n") + std::string(label.text) + ": " + value;
    }
  }
  return drugs;
}

}  // namespace trialweave::normalizer
