#include "normalizer/formats/printed_enrollment.h"

#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "normalizer/formats/printed_text.h"

namespace trialweave::normalizer {
namespace {

// The digits at `*pos`, with commas between groups of three: "1,200", "12,000". At most nine digits.
std::optional<int64_t> TakeNumber(std::string_view text, size_t* pos) {
  int64_t number = 0;
  size_t digits = 0;
  const auto take = [&](size_t count) {
    for (size_t i = 0; i < count; ++i, ++digits) number = number * 10 + (text[(*pos)++] - '0');
  };
  const auto run_at = [&](size_t at) {
    size_t run = 0;
    while (at + run < text.size() && run < 10 && absl::ascii_isdigit(text[at + run])) ++run;
    return run;
  };
  const size_t first = run_at(*pos);
  if (first == 0 || first > 9) return std::nullopt;
  take(first);
  // Four digits and more need no commas, and 0 starts no thousands.
  const bool grouped = first <= 3 && number > 0;
  while (grouped && digits <= 6 && *pos < text.size() && text[*pos] == ',' && run_at(*pos + 1) == 3) {
    ++*pos;
    take(3);
  }
  return number;
}

// A unit at `*pos`, blanks before it too: "例", " participants".
void SkipUnit(std::string_view text, size_t* pos) {
  static constexpr std::string_view kUnits[] = {"例", "人", "名", "participants", "subjects", "patients", "cases"};
  size_t at = *pos;
  while (at < text.size() && text[at] == ' ') ++at;
  for (std::string_view unit : kUnits) {
    const std::string_view rest = text.substr(at);
    std::string head(rest.substr(0, unit.size()));
    absl::AsciiStrToLower(&head);
    if (head != unit) continue;
    if (rest.size() > unit.size() && absl::ascii_isalnum(rest[unit.size()])) continue;
    *pos = at + unit.size();
    return;
  }
}

size_t SkipBlanks(std::string_view text, size_t pos) {
  while (pos < text.size() && text[pos] == ' ') ++pos;
  return pos;
}

// "(20 in each arm)" behind a number that is twice or more times as large.
bool IsShare(std::string_view text, int64_t total) {
  if (!text.starts_with("(")) return false;
  size_t pos = 1;
  const std::optional<int64_t> share = TakeNumber(text, &pos);
  if (!share.has_value() || *share == 0 || total <= *share || total % *share != 0) return false;
  for (std::string_view words : {" in each arm)", " in each group)", " per arm)", " per group)", " each)"}) {
    if (text.substr(pos) == words) return true;
  }
  return false;
}

// "30", "1,200", "30例", "30 participants"; nothing else.
std::optional<int64_t> ReadCount(std::string_view text) {
  size_t pos = SkipBlanks(text, 0);
  const std::optional<int64_t> number = TakeNumber(text, &pos);
  if (!number.has_value()) return std::nullopt;
  SkipUnit(text, &pos);
  pos = SkipBlanks(text, pos);
  if (pos != text.size() && !IsShare(text.substr(pos), *number)) return std::nullopt;
  return number;
}

// Length of the colon at `pos`, ASCII or full-width; 0 when there is none.
size_t ColonAt(std::string_view text, size_t pos) {
  if (pos < text.size() && text[pos] == ':') return 1;
  return text.substr(pos, 3) == "：" ? 3 : 0;
}

// What stands between two groups that no semicolon parts: a blank, a comma or a slash. 0 when there is none.
size_t SeparatorAt(std::string_view text, size_t pos) {
  size_t end = SkipBlanks(text, pos);
  for (std::string_view mark : {",", "/", "，", "、", "。", "."}) {
    if (text.substr(end).starts_with(mark)) {
      end = SkipBlanks(text, end + mark.size());
      break;
    }
  }
  return end - pos;
}

// "Group A:20 Group B:20", "试验组:30，对照组:30" or one group. A colon that no number follows belongs to a label
// ("dose: low:10"). False when anything is left over.
bool ReadPart(std::string_view part, std::vector<SizedGroup>* groups) {
  size_t label = 0;
  for (size_t i = 0; i < part.size();) {
    const size_t colon = ColonAt(part, i);
    size_t pos = SkipBlanks(part, i + colon);
    if (colon == 0 || pos >= part.size() || !absl::ascii_isdigit(part[pos])) {
      i += colon == 0 ? 1 : colon;
      continue;
    }
    const std::optional<int64_t> size = TakeNumber(part, &pos);
    if (!size.has_value()) return false;
    SkipUnit(part, &pos);
    groups->push_back({std::string(part.substr(label, i - label)), *size});
    const size_t separator = SeparatorAt(part, pos);
    label = i = pos + separator;
    // A further group starts with a word; "1:1:60" is a ratio and something else.
    if (i < part.size() && (separator == 0 || absl::ascii_isdigit(part[i]) || absl::ascii_ispunct(part[i])))
      return false;
  }
  return label == part.size();
}

bool IsTotal(const std::string& printed) {
  const std::string label = absl::AsciiStrToLower(printed);
  return absl::StrContains(label, "total") || absl::StrContains(label, "overall") || absl::StrContains(label, "总") ||
         absl::StrContains(label, "合计") || absl::StrContains(label, "共计");
}

// The sum; a group that names the total must agree with the others.
std::optional<int64_t> SumOf(const std::vector<SizedGroup>& groups) {
  int64_t sum = 0;
  std::optional<int64_t> total;
  for (const SizedGroup& group : groups) {
    if (groups.size() > 1 && IsTotal(group.label)) {
      if (total.has_value()) return std::nullopt;
      total = group.size;
    } else {
      sum += group.size;
    }
  }
  if (total.has_value() && *total != sum) return std::nullopt;
  return sum;
}

// All groups of a text; empty when anything in it is left over.
std::vector<SizedGroup> GroupsOf(const std::string& text) {
  std::vector<SizedGroup> groups;
  for (const std::string& part : SplitList(text, ';')) {
    if (!ReadPart(part, &groups)) return {};
  }
  return groups;
}

}  // namespace

std::optional<int64_t> ReadEnrollment(std::string_view printed) {
  const std::string text = CleanLine(printed, TextStyle::kMarkup);
  const std::vector<std::string> parts = SplitList(text, ';');
  // "100;" is a list of one.
  std::optional<int64_t> count = parts.size() == 1 ? ReadCount(parts[0]) : std::nullopt;
  if (!count.has_value()) {
    const std::vector<SizedGroup> groups = GroupsOf(text);
    if (groups.empty()) return std::nullopt;
    count = SumOf(groups);
  }
  if (!count.has_value() || *count >= kUnknownEnrollment) return std::nullopt;
  return count;
}

std::vector<SizedGroup> ReadSizedGroups(std::string_view printed) {
  std::vector<SizedGroup> groups = GroupsOf(CleanLine(printed, TextStyle::kMarkup));
  if (!SumOf(groups).has_value()) return {};
  if (groups.size() > 1) std::erase_if(groups, [](const SizedGroup& group) { return IsTotal(group.label); });
  return groups;
}

}  // namespace trialweave::normalizer
