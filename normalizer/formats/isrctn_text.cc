#include "normalizer/formats/isrctn_text.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "normalizer/formats/printed_date.h"
#include "normalizer/formats/printed_text.h"

namespace trialweave::normalizer {
namespace {

std::string Lower(std::string_view text) {
  std::string lower(text);
  absl::AsciiStrToLower(&lower);
  return lower;
}

std::string Trimmed(std::string_view text) { return CleanText(text, TextStyle::kPlain); }

std::vector<std::string_view> LinesOf(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const size_t end = std::min(text.find_first_of("\r\n"), text.size());
    lines.push_back(text.substr(0, end));
    text.remove_prefix(end == text.size() ? end : end + (text.substr(end, 2) == "\r\n" ? 2 : 1));
  }
  return lines;
}

// "2. ", "2) ", "2.\t" at the start of a line; 0 without one. `rest` is what follows.
int NumberOf(std::string_view line, std::string_view* rest) {
  size_t i = line.find_first_not_of(" \t");
  int number = 0;
  size_t digits = 0;
  for (; i < line.size() && absl::ascii_isdigit(line[i]) && digits < 3; ++i, ++digits)
    number = number * 10 + (line[i] - '0');
  if (digits == 0 || i + 1 >= line.size() || (line[i] != '.' && line[i] != ')')) return 0;
  // "1.5 mg" and "1.1. sub-item" are no items.
  if (line[i + 1] != ' ' && line[i + 1] != '\t' && !absl::ascii_isalpha(line[i + 1])) return 0;
  *rest = line.substr(i + 1);
  return number;
}

// The end of the bracket that opens at `begin`; one inside, as in "+44 (0)20", is part of it. One that never closes
// goes as far as the reference, or to the end.
size_t BracketEnd(std::string_view text, size_t begin) {
  int depth = 0;
  for (size_t i = begin; i < text.size(); ++i) {
    if (text[i] == '(') ++depth;
    if (text[i] == ')' && --depth == 0) return i;
  }
  const size_t reference = Lower(text).find(", ref", begin);
  return reference == std::string::npos ? text.size() - 1 : reference - 1;
}

// Without brackets that hold an address: several parts, a telephone or an e-mail.
std::string WithoutAddresses(std::string_view text) {
  std::string out;
  size_t tries = 0;
  for (size_t i = 0; i < text.size();) {
    // Each try may look at the whole text.
    const size_t end = text[i] == '(' && tries++ < 64 ? BracketEnd(text, i) : std::string_view::npos;
    if (end != std::string_view::npos && text.substr(i, end - i).find_first_of(";@+") != std::string_view::npos) {
      i = end + 1;
      while (!out.empty() && out.back() == ' ') out.pop_back();
      continue;
    }
    out.push_back(text[i++]);
  }
  return out;
}

// "Approved 02/03/2020" as status and date.
bool ReadStatusAndDate(const std::string& part, PrintedEthics* ethics) {
  static constexpr std::string_view kStatuses[] = {"approved", "not approved", "submitted", "not yet submitted",
                                                   "pending",  "exempt",       "rejected",  "withdrawn"};
  const std::string lower = Lower(part);
  for (std::string_view status : kStatuses) {
    if (lower == status) {
      ethics->status = part;
      return true;
    }
    if (!std::string_view(lower).starts_with(status) || lower[status.size()] != ' ') continue;
    const std::string rest = part.substr(status.size() + 1);
    if (!ReadDate(rest).has_value()) continue;
    ethics->status = part.substr(0, status.size());
    ethics->date = rest;
    return true;
  }
  return false;
}

}  // namespace

std::string WithoutMainContact(std::string_view summary) {
  static constexpr std::string_view kContact[] = {"who is the main contact", "who is the contact for"};
  static constexpr std::string_view kOthers[] = {
      "background and study aims",           "who can participate",
      "what does the study involve",         "what are the possible benefits and risks",
      "where is the study run from",         "when is the study starting and how long",
      "when is study starting and how long", "who is funding the study"};
  const std::string lower = Lower(summary);
  std::string out;
  for (size_t at = 0; at < summary.size();) {
    size_t begin = summary.size();
    for (std::string_view heading : kContact) begin = std::min(begin, lower.find(heading, at));
    out += summary.substr(at, begin - at);
    at = summary.size();
    for (std::string_view heading : kOthers) at = std::min(at, lower.find(heading, begin));
  }
  return out;
}

std::vector<std::string> NumberedItems(std::string_view text) {
  std::vector<std::string> items;
  for (std::string_view line : LinesOf(text)) {
    std::string_view rest;
    if (Trimmed(line).empty()) continue;
    if (NumberOf(line, &rest) == static_cast<int>(items.size()) + 1) {
      items.emplace_back(rest);
    } else if (items.empty()) {
      // A preamble speaks for all items, so nothing is taken apart.
      return {std::string(text)};
    } else {
      items.back().append("\n").append(line);
    }
  }
  return items.size() < 2 ? std::vector<std::string>{std::string(text)} : items;
}

PrintedEthics ReadEthicsApproval(std::string_view text) {
  PrintedEthics ethics;
  for (const std::string& part : SplitList(WithoutAddresses(text), ',')) {
    const std::string lower = Lower(part);
    const size_t colon = part.find(':');
    const std::string value = colon == std::string::npos ? "" : Trimmed(part.substr(colon + 1));
    if (ethics.status.empty() && ethics.committee.empty() && ReadStatusAndDate(part, &ethics)) continue;
    if (ethics.date.empty() && (ReadDate(part).has_value() || lower.starts_with("date:"))) {
      ethics.date = value.empty() ? part : value;
    } else if (ethics.reference.empty() && lower.starts_with("ref") && !value.empty()) {
      ethics.reference = value;
    } else {
      absl::StrAppend(&ethics.committee, ethics.committee.empty() ? "" : ", ", part);
    }
  }
  return ethics;
}

}  // namespace trialweave::normalizer
