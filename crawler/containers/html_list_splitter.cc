#include "crawler/containers/html_list_splitter.h"

#include <algorithm>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "common/registry_id.h"
#include "common/regulatory_id.h"
#include "crawler/containers/container_error.h"

namespace trialweave::crawler {
namespace {

constexpr absl::string_view kRowLink = "showproj";
constexpr absl::string_view kAcceptanceTitle = "受理号";
constexpr size_t kMostTitleBytes = 2000;

// Whether a tag of `name` begins at `at`: "<tr>", "<tr class=...>", "</tr>"; `name` holds the '<' and is lower case.
bool IsTagAt(absl::string_view page, size_t at, absl::string_view name) {
  const absl::string_view found = page.substr(at, name.size());
  if (!absl::EqualsIgnoreCase(found, name)) return false;
  if (at + name.size() == page.size()) return true;
  const char next = page[at + name.size()];
  return next == '>' || next == '/' || absl::ascii_isspace(next);
}

bool LinksToTrial(absl::string_view row) { return absl::StrContains(row, kRowLink); }

bool HasRegistrationNumber(absl::string_view row) {
  for (const common::RegistryId& id : common::FindRegistryIds(std::string_view(row.data(), row.size()))) {
    if (id.scheme == "chictr" || id.scheme == "chimctr" || id.scheme == "itmctr" || id.scheme == "amctr") return true;
  }
  return false;
}

bool HasAcceptanceNumber(absl::string_view row) {
  for (const common::RegulatoryId& id : common::FindRegulatoryIds(std::string_view(row.data(), row.size()))) {
    if (id.kind == common::RegulatoryIdKind::kCdeAcceptance) return true;
  }
  return false;
}

// Titles stand in <th> or carry no more than a few characters each; a calendar's row has numbers alone.
bool IsCdeRow(absl::string_view row) {
  size_t cells = 0, text = 0;
  bool in_tag = false;
  for (size_t at = 0; at < row.size(); ++at) {
    if (row[at] == '<') {
      in_tag = true;
      cells += IsTagAt(row, at, "<td") ? 1 : 0;
    } else if (row[at] == '>') {
      in_tag = false;
    } else if (!in_tag && static_cast<unsigned char>(row[at]) >= 0x80) {
      ++text;
    }
  }
  return cells >= 4 && text >= 8 && !absl::StrContains(row, kAcceptanceTitle);
}

// The number behind "data-total": what the search found, on this page and on others. Absent when it says nothing.
bool SaysNothingFound(absl::string_view page) {
  const size_t mark = page.find("data-total");
  if (mark == absl::string_view::npos) return false;
  const size_t begin = page.find('>', mark);
  if (begin == absl::string_view::npos) return false;
  size_t at = begin + 1;
  while (at < page.size() && absl::ascii_isspace(page[at])) ++at;
  return at + 1 < page.size() && page[at] == '0' && !absl::ascii_isdigit(page[at + 1]);
}

bool IsCutOff(absl::string_view page) {
  const std::string tail = absl::AsciiStrToLower(page.substr(page.size() > 4096 ? page.size() - 4096 : 0));
  return !absl::StrContains(tail, "</html>");
}

}  // namespace

const HtmlList kChictrList = {LinksToTrial, HasRegistrationNumber};
const HtmlList kCdeList = {IsCdeRow, HasAcceptanceNumber};

std::vector<HtmlListRow> FindHtmlListRows(absl::string_view page, const HtmlList& list) {
  std::vector<HtmlListRow> rows;
  size_t open = absl::string_view::npos;
  const auto close = [&](size_t end) {
    if (open == absl::string_view::npos) return;
    const absl::string_view row = page.substr(open, end - open);
    if (list.is_row(row)) rows.push_back({open, end, list.is_identified(row)});
    open = absl::string_view::npos;
  };
  for (size_t at = page.find('<'); at != absl::string_view::npos; at = page.find('<', at + 1)) {
    if (absl::StartsWith(page.substr(at), "<!--")) {
      const size_t end = page.find("-->", at + 4);
      if (end == absl::string_view::npos) break;
      at = end;
    } else if (IsTagAt(page, at, "<script")) {
      const size_t end = page.find("</script", at);
      if (end == absl::string_view::npos) break;
      at = end;
    } else if (IsTagAt(page, at, "<tr")) {
      close(at);
      open = at;
    } else if (IsTagAt(page, at, "</table")) {
      close(at);
    } else if (IsTagAt(page, at, "</tr")) {
      const size_t end = page.find('>', at);
      if (end == absl::string_view::npos) break;
      close(end + 1);
    }
  }
  // A row that never ends is part of what was cut off.
  return rows;
}

std::string CdeListColumns(absl::string_view page) {
  constexpr HtmlList kTitles = {
      [](absl::string_view row) { return absl::StrContains(row, kAcceptanceTitle) && absl::StrContains(row, "名称"); },
      [](absl::string_view) { return true; }};
  const std::vector<HtmlListRow> rows = FindHtmlListRows(page, kTitles);
  if (rows.empty()) return "";
  const absl::string_view row = page.substr(rows[0].begin, rows[0].end - rows[0].begin);
  std::string columns;
  bool any = false, in_tag = false;
  for (size_t at = 0; at < row.size() && columns.size() < kMostTitleBytes; ++at) {
    if (row[at] == '<') {
      in_tag = true;
      if (!IsTagAt(row, at, "<td") && !IsTagAt(row, at, "<th")) continue;
      if (any) columns.push_back('\t');
      any = true;
    } else if (row[at] == '>') {
      in_tag = false;
    } else if (!in_tag && any && !absl::ascii_isspace(row[at])) {
      columns.push_back(row[at]);
    }
  }
  return columns;
}

absl::Status SplitHtmlList(Window* window, DocumentEmitter* emitter, const HtmlList& list) {
  const absl::string_view page = window->View(0, window->limit());
  const std::vector<HtmlListRow> rows = FindHtmlListRows(page, list);
  const bool cut_off = IsCutOff(page);
  const bool nothing_found = SaysNothingFound(page);
  uint64_t done = 0;
  for (const HtmlListRow& row : rows) {
    const RecordSpan span(window, emitter->limits(), row.begin);
    const absl::Status status = row.identified
                                    ? emitter->Record(span, row.end, /*too_deep=*/false)
                                    : emitter->Foreign(span, row.end,
                                                       MakeCause(v1::DEAD_LETTER_REASON_NO_IDENTIFIER,
                                                                 "a row of the list without an identifier", row.begin));
    if (!status.ok()) return status;
    done = row.end;
  }
  RecordSpan rest(window, emitter->limits(), done);
  if (cut_off) {
    return emitter->Rest(window, &rest, window->limit(),
                         MakeCause(v1::DEAD_LETTER_REASON_TRUNCATED, "the list ends before </html>", window->limit()));
  }
  if (!rows.empty() || nothing_found) return absl::OkStatus();
  return emitter->Rest(window, &rest, window->limit(),
                       MakeCause(v1::DEAD_LETTER_REASON_WRONG_ROOT, "a list that was saved without its rows"));
}

}  // namespace trialweave::crawler
