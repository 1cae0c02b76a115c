#include "normalizer/notices/notice_text.h"

#include <algorithm>
#include <array>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "normalizer/formats/printed_date.h"
#include "normalizer/formats/printed_text.h"

namespace trialweave::normalizer {
namespace {

constexpr std::array<std::string_view, 12> kTitles = {"Mr.", "Mrs.", "Ms.", "Dr.",       "Prof.",  "Mr",
                                                      "Mrs", "Ms",   "Dr",  "Professor", "Messrs", "Prof"};

bool IsWordByte(char c) { return absl::ascii_isalnum(c) || static_cast<unsigned char>(c) >= 0x80; }

// Bytes of a word that may be part of a name at `pos`: "Ada", "A.", "O'Neill", "Example-Sample"; 0 for others.
size_t NameWordAt(std::string_view text, size_t pos) {
  if (pos >= text.size()) return 0;
  const auto lead = static_cast<unsigned char>(text[pos]);
  if (!absl::ascii_isupper(text[pos]) && !(lead >= 0xC3 && lead <= 0xC9)) return 0;
  size_t end = pos;
  while (end < text.size() && (IsWordByte(text[end]) || text[end] == '-' || text[end] == '\'')) ++end;
  if (end == pos + 1 && end < text.size() && text[end] == '.') ++end;
  return end - pos;
}

// Bytes of a title with the name behind it at `pos`; 0 when there is none.
size_t TitledNameAt(std::string_view text, size_t pos) {
  if (pos > 0 && IsWordByte(text[pos - 1])) return 0;
  for (std::string_view title : kTitles) {
    if (!text.substr(pos).starts_with(title)) continue;
    size_t end = pos + title.size();
    if (end < text.size() && text[end] != ' ') continue;
    size_t name_end = 0;
    for (int words = 0; words < 4 && end < text.size() && text[end] == ' '; ++words) {
      const size_t word = NameWordAt(text, end + 1);
      if (word == 0) break;
      name_end = end = end + 1 + word;
    }
    if (name_end != 0) return name_end - pos;
  }
  return 0;
}

// Bytes of a telephone number at `pos`: "(240) 402-8155", "1-800-332-1088", "010-88330000", "+86 10 8833 0000".
size_t PhoneAt(std::string_view text, size_t pos) {
  if (pos > 0 && (absl::ascii_isalnum(text[pos - 1]) || text[pos - 1] == '-' || text[pos - 1] == '/')) return 0;
  if (!absl::ascii_isdigit(text[pos]) && text[pos] != '(' && text[pos] != '+') return 0;
  size_t end = pos, digits = 0, groups = 0, last = pos;
  bool in_group = false;
  std::vector<size_t> sizes;
  for (; end < text.size() && end - pos < 24; ++end) {
    const char c = text[end];
    if (absl::ascii_isdigit(c)) {
      if (!in_group) sizes.push_back(0);
      ++sizes.back();
      ++digits;
      in_group = true;
      last = end + 1;
    } else if (c == ' ' || c == '-' || c == '.' || c == '(' || c == ')' || (c == '+' && end == pos)) {
      in_group = false;
    } else {
      break;
    }
  }
  groups = sizes.size();
  if (end < text.size() && (IsWordByte(text[end]) && static_cast<unsigned char>(text[end]) < 0x80)) return 0;
  if (groups < 2) return 0;
  const bool american = digits >= 10 && digits <= 11 && sizes.back() == 4 && sizes[groups - 2] == 3;
  const bool chinese = text[pos] == '0' && groups == 2 && sizes[0] >= 3 && sizes[0] <= 4 && sizes[1] >= 7;
  const bool foreign = text[pos] == '+' && digits >= 9;
  return american || chinese || foreign ? last - pos : 0;
}

std::string WithoutPhones(std::string_view text) {
  std::string out;
  for (size_t i = 0; i < text.size();) {
    const size_t phone = PhoneAt(text, i);
    out += phone == 0 ? std::string_view(&text[i], 1) : std::string_view("[phone]");
    i += std::max<size_t>(phone, 1);
  }
  return out;
}

bool IsContactParagraph(std::string_view text) {
  for (std::string_view label : {"联系人", "联系电话", "联系方式", "电子邮箱", "邮政编码", "通讯地址", "传真"}) {
    if (absl::StrContains(absl::string_view(text.data(), text.size()), absl::string_view(label.data(), label.size())))
      return true;
  }
  if (text.find("[phone]") == std::string_view::npos && text.find("[e-mail]") == std::string_view::npos) return false;
  std::string lower(text);
  absl::AsciiStrToLower(&lower);
  for (const char* word : {"contact", "attn", "attention", "directed to", "addressed to", "sent to", "reply to",
                           "questions", "邮箱", "电话"}) {
    if (lower.find(word) != std::string::npos) return true;
  }
  return false;
}

// "12/09/2019" as day/month/year, which is how printed_date.h reads it; empty when it is no such date.
std::string DayFirst(std::string_view text) {
  std::vector<std::string> parts(1);
  for (char c : text) {
    if (absl::ascii_isdigit(c)) {
      parts.back().push_back(c);
    } else if ((c == '/' || c == '-') && !parts.back().empty() && parts.size() < 3) {
      parts.emplace_back();
    } else {
      break;
    }
  }
  if (parts.size() != 3 || parts[0].size() > 2 || parts[1].size() > 2 || parts[2].size() != 4 || parts[1].empty())
    return "";
  return absl::StrCat(parts[1], "/", parts[0], "/", parts[2]);
}

// Without a weekday and its comma, and without what stands around it.
std::string_view Undressed(std::string_view text) {
  const size_t digit = text.find_first_of("0123456789");
  if (digit == std::string_view::npos) return text;
  for (std::string_view lead : {"[Posted ", "Posted ", "["}) {
    if (text.starts_with(lead)) text.remove_prefix(lead.size());
  }
  const size_t comma = text.find(',');
  if (comma < 10 && comma < text.find_first_of("0123456789")) text.remove_prefix(comma + 1);
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  return text.substr(0, text.find(']'));
}

}  // namespace

std::optional<v1::PartialDate> ReadNoticeDate(std::string_view printed) {
  const std::string_view text = Undressed(printed);
  if (const std::string turned = DayFirst(text); !turned.empty()) return ReadDate(turned);
  // Behind the year of "06 Mar 2026 10:00:00 EST" stand a time and its zone.
  size_t run = 0;
  const bool named = std::any_of(text.begin(), text.begin() + std::min<size_t>(text.size(), 10),
                                 [](char c) { return absl::ascii_isalpha(c) && c != 'T' && c != 'Z'; });
  for (size_t i = 0; named && i < text.size(); ++i) {
    run = absl::ascii_isdigit(text[i]) ? run + 1 : 0;
    if (run == 4) return ReadDate(text.substr(0, i + 1));
  }
  return ReadDate(text);
}

std::string RedactPersons(std::string_view text, const std::vector<std::string>& persons) {
  std::string out;
  out.reserve(text.size());
  for (size_t i = 0; i < text.size();) {
    size_t name = TitledNameAt(text, i);
    for (const std::string& person : persons) {
      if (name == 0 && text.substr(i).starts_with(person)) name = person.size();
    }
    out += name == 0 ? text.substr(i, 1) : std::string_view("[name]");
    i += std::max<size_t>(name, 1);
  }
  return out;
}

NoticeBody CleanNoticeBody(std::string_view printed, const std::vector<std::string>& persons) {
  NoticeBody body;
  const std::string text = CleanText(printed, TextStyle::kReferences);
  for (absl::string_view line : absl::StrSplit(text, '\n')) {
    const std::string paragraph =
        RedactPersons(WithoutPhones(CleanLine(std::string_view(line.data(), line.size()), TextStyle::kPlain)), persons);
    if (paragraph.empty()) continue;
    if (IsContactParagraph(paragraph)) {
      ++body.contacts;
      continue;
    }
    absl::StrAppend(&body.text, body.text.empty() ? "" : "\n", paragraph);
  }
  return body;
}

}  // namespace trialweave::normalizer
