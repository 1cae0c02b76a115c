#include "normalizer/formats/ictrp_conditions.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace trialweave::normalizer {
namespace {

constexpr std::string_view kCoding = "MedDRA version:";
constexpr std::string_view kArea = "Therapeutic area:";
constexpr std::string_view kCode = "Classification code ";
constexpr std::string_view kTerm = "Term: ";

// Conditions are searched for a term of the same name only among the first.
constexpr int kCompared = 100;

// What stands behind `label`, up to the end of the line or the next label (line ends may be lost).
std::string ValueOf(std::string_view text, std::string_view label) {
  const size_t at = text.find(label);
  if (at == std::string_view::npos) return "";
  const std::string_view value = text.substr(at + label.size());
  const size_t end = std::min({value.find('\n'), value.find("System Organ Class:"), value.find(kTerm), value.size()});
  return CleanLine(value.substr(0, end), TextStyle::kPlain);
}

// "20.0\nLevel: PT\nClassification code 10051905\nTerm: Coronavirus infection\nSystem Organ Class: ..."
void ReadCoding(RegistrationBuilder* builder, std::string_view coding, const Where& where) {
  const std::string term = ValueOf(coding, kTerm);
  const std::string code = ValueOf(coding, kCode);
  if (builder->Clean(term).empty()) return;
  v1::Study& study = builder->study();
  v1::Condition* condition = nullptr;
  for (int i = 0; i < std::min(study.conditions_size(), kCompared) && condition == nullptr; ++i) {
    if (absl::EqualsIgnoreCase(study.conditions(i).names(0).text(), term)) condition = study.mutable_conditions(i);
  }
  if (condition == nullptr) {
    builder->AddCondition(term, where);
    if (study.conditions_size() == 0) return;
    condition = study.mutable_conditions(study.conditions_size() - 1);
  }
  if (code.size() != 8 || !std::all_of(code.begin(), code.end(), absl::ascii_isdigit)) return;
  const std::string coded = absl::StrCat("meddra:", code);
  const auto& codes = condition->codes();
  if (codes.size() < kCompared && std::find(codes.begin(), codes.end(), coded) == codes.end())
    condition->add_codes(coded);
}

void ReadArea(RegistrationBuilder* builder, std::string_view area, const Where& where) {
  builder->AddText(builder->study().mutable_keywords(), area, "keywords", where);
}

}  // namespace

void ReadIctrpConditions(RegistrationBuilder* builder, std::string_view printed, const Where& where) {
  const std::string text = CleanText(printed, TextStyle::kMarkup);
  std::string_view rest = text;
  std::string_view area;
  if (const size_t at = rest.find(kArea); at != std::string_view::npos) {
    area = rest.substr(at + kArea.size());
    rest = rest.substr(0, at);
  }
  size_t coding = std::min(rest.find(kCoding), rest.size());
  for (const std::string& part : SplitList(rest.substr(0, coding), ';')) builder->AddCondition(part, where);
  while (coding < rest.size()) {
    const size_t begin = coding + kCoding.size();
    coding = std::min(rest.find(kCoding, begin), rest.size());
    ReadCoding(builder, rest.substr(begin, coding - begin), where);
  }
  if (!area.empty()) ReadArea(builder, area, where);
}

}  // namespace trialweave::normalizer
