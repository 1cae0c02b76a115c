#include "normalizer/notices/nmpa_list_html_parser.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/regulatory_id.h"
#include "normalizer/formats/encoding.h"
#include "normalizer/formats/html_cells.h"
#include "normalizer/formats/html_page.h"
#include "normalizer/notices/notice_builder.h"

namespace trialweave::normalizer {
namespace {

// What a list is, by a column that only it has; the first that fits counts. `suffix` is part of the key.
struct ListKind {
  std::string_view column;
  std::string_view kind;
  std::string_view suffix;
  bool dated;
};
constexpr ListKind kLists[] = {
    {"优先审评", "优先审评公示", "priority", true},
    {"公示截止", "突破性治疗公示", "breakthrough", true},
    {"公示日期", "突破性治疗公示", "breakthrough", true},
    {"承办日期", "受理品种", "", false},
    {"受理日期", "受理品种", "", false},
    {"适应症", "临床试验默示许可", "permission", false},
    {"受理号", "受理品种", "", false},
};

// Columns that are read; what a column's title holds.
enum class Field { kProduct, kCompany, kSubject, kDate };
struct Column {
  std::string_view title;
  Field field;
};
constexpr Column kColumns[] = {
    {"药品名称", Field::kProduct}, {"产品名称", Field::kProduct}, {"品种名称", Field::kProduct},
    {"企业名称", Field::kCompany}, {"申请人", Field::kCompany},   {"申请机构", Field::kCompany},
    {"适应症", Field::kSubject},   {"承办日期", Field::kDate},    {"受理日期", Field::kDate},
    {"公示日期", Field::kDate},    {"许可日期", Field::kDate},    {"公示截止", Field::kDate},
};

bool Holds(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

const ListKind& KindOf(const std::vector<std::string>& columns) {
  for (const ListKind& list : kLists) {
    for (const std::string& column : columns) {
      if (Holds(column, list.column)) return list;
    }
  }
  return kLists[std::size(kLists) - 1];
}

size_t CountRows(std::string_view content) {
  size_t rows = 0;
  for (size_t at = content.find('<'); at != std::string_view::npos; at = content.find('<', at + 1)) {
    const std::string_view tag = content.substr(at, 4);
    if (tag.size() == 4 && (tag[1] == 't' || tag[1] == 'T') && (tag[2] == 'r' || tag[2] == 'R') &&
        (tag[3] == '>' || absl::ascii_isspace(tag[3])))
      ++rows;
  }
  return rows;
}

std::string AcceptanceNumber(std::string_view text) {
  for (const common::RegulatoryId& id : common::FindRegulatoryIds(text)) {
    if (id.kind == common::RegulatoryIdKind::kCdeAcceptance) return id.value;
  }
  return "";
}

// The companies of a cell: parted by semicolons, as the authority prints them.
void AddCompanies(const std::string& text, const Where& where, NoticeBuilder* builder) {
  for (const std::string& company : SplitList(text, ';')) builder->AddCompany(company, where);
}

void ReadRow(const std::vector<HtmlCell>& cells, const std::vector<std::string>& columns, NoticeBuilder* builder) {
  const ListKind& list = KindOf(columns);
  std::string number, date;
  Where number_where;
  for (size_t i = 0; i < cells.size() && i < columns.size(); ++i) {
    const std::string text = CleanLine(cells[i].text, TextStyle::kPlain);
    const Where where{columns[i], cells[i].offset, cells[i].length};
    if (text.empty()) continue;
    if (number.empty() && Holds(columns[i], "受理号")) {
      number = AcceptanceNumber(text);
      number_where = where;
    }
    builder->Mention(text, where);
    for (const Column& column : kColumns) {
      if (!Holds(columns[i], column.title)) continue;
      if (column.field == Field::kProduct) builder->AddProduct(text, where);
      if (column.field == Field::kCompany) AddCompanies(text, where, builder);
      if (column.field == Field::kSubject) builder->SetSubject(text, where);
      if (column.field == Field::kDate) builder->SetIssueDate(text, where);
      if (column.field == Field::kDate && date.empty()) date = text;
      break;
    }
  }
  if (number.empty()) return;
  builder->SetKind(list.kind, number_where);
  const std::string key = absl::StrCat(number, list.suffix.empty() ? "" : " ", std::string(list.suffix),
                                       list.dated && !date.empty() ? " " : "", list.dated ? date : "");
  builder->SetKey(key, number_where);
}

}  // namespace

ParseResult ParseNmpaListHtml(std::string_view content, const ParseContext& context) {
  if (auto cause = CheckText(content, context.limits)) return *cause;
  const std::string_view trimmed = StripMarkAndBlanks(content);
  if (const size_t rows = CountRows(content); rows != 1) {
    // A beginning of "<tr" is one that was cut off.
    const bool cut = rows == 0 && std::string_view("<tr").starts_with(trimmed.substr(0, 3));
    return MakeCause(cut ? v1::DEAD_LETTER_REASON_TRUNCATED : v1::DEAD_LETTER_REASON_WRONG_ROOT,
                     "not the one table row of a list that was expected");
  }
  std::string tail(trimmed.substr(trimmed.size() > 8 ? trimmed.size() - 8 : 0));
  absl::AsciiStrToLower(&tail);
  if (!absl::EndsWith(tail, "</tr>") && !absl::EndsWith(tail, "</td>"))
    return MakeCause(v1::DEAD_LETTER_REASON_TRUNCATED, "the row ends before </tr>", content.size());
  const std::vector<std::string> columns = absl::StrSplit(context.columns, '\t');
  if (context.columns.empty())
    return MakeCause(v1::DEAD_LETTER_REASON_WRONG_ROOT, "a row of a list without the titles of its columns");
  bool too_many = false;
  std::vector<HtmlCell> cells = ReadHtmlCells(content, context.limits.max_elements, &too_many);
  if (too_many) {
    return MakeCause(v1::DEAD_LETTER_REASON_LIMIT_EXCEEDED,
                     absl::StrCat("more than ", context.limits.max_elements, " tags"));
  }
  cells.erase(std::remove_if(cells.begin(), cells.end(),
                             [](const HtmlCell& cell) { return cell.kind != HtmlCell::Kind::kCell; }),
              cells.end());
  NoticeBuilder builder(context, "nmpa", "zh");
  ReadRow(cells, columns, &builder);
  return builder.Finish();
}

}  // namespace trialweave::normalizer
