#include "normalizer/notices/fda_letters_json_parser.h"

#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "normalizer/formats/json_object.h"
#include "normalizer/notices/fda_letter_address.h"
#include "normalizer/notices/html_links.h"
#include "normalizer/notices/notice_builder.h"

namespace trialweave::normalizer {
namespace {

// Columns of the table.
enum Column { kPosted, kIssued, kCompany, kOffice, kSubject, kResponse, kCloseout, kExcerpt };
constexpr size_t kFewestColumns = kSubject + 1;
constexpr size_t kMostColumns = 12;

struct Cell {
  std::string html;
  Where where;
};

// What the cell shows; of a <time> that shows nothing, its datetime's day.
std::string DateOf(const std::string& html) {
  std::string text = HtmlText(html);
  if (!text.empty()) return text;
  const std::vector<HtmlTag> times = FindHtmlTags(html, {"time"}, 1);
  return times.empty() ? "" : HtmlAttribute(times[0], "datetime").substr(0, 10);
}

std::string LinkOf(const std::string& html) {
  const std::vector<HtmlTag> links = FindHtmlTags(html, {"a"}, 1);
  return links.empty() ? "" : HtmlAttribute(links[0], "href");
}

void ReadRow(const std::vector<Cell>& row, NoticeBuilder* builder) {
  builder->SetKind("Warning Letter", row[kCompany].where);
  builder->AddCompany(HtmlText(row[kCompany].html), row[kCompany].where);
  builder->SetIssueDate(DateOf(row[kIssued].html), row[kIssued].where);
  SetFdaAddress(LinkOf(row[kCompany].html), row[kCompany].where, builder);
  builder->SetOffice(HtmlText(row[kOffice].html), row[kOffice].where);
  builder->SetSubject(HtmlText(row[kSubject].html), row[kSubject].where);
  for (size_t column = kResponse; column < row.size() && column < kExcerpt; ++column) {
    builder->Mention(HtmlText(row[column].html), row[column].where);
  }
  if (row.size() > kExcerpt) builder->SetBody(HtmlText(row[kExcerpt].html), row[kExcerpt].where);
}

}  // namespace

ParseResult ParseFdaLettersJson(std::string_view content, const ParseContext& context) {
  std::vector<Cell> row;
  const auto cause = ReadJsonArray(content, context.limits, [&](JsonReader& reader, size_t, JsonReader::Value value) {
    Cell cell;
    cell.html = std::string(reader.Text(value, &cell.where));
    if (row.size() <= kMostColumns) row.push_back(std::move(cell));
  });
  if (cause.has_value()) return *cause;
  if (row.size() < kFewestColumns || row.size() > kMostColumns) {
    return MakeCause(v1::DEAD_LETTER_REASON_WRONG_ROOT,
                     absl::StrCat(row.size(), " columns are no row of the list of warning letters"));
  }
  if (!IsFdaLetterAddress(LinkOf(row[kCompany].html))) {
    return MakeCause(v1::DEAD_LETTER_REASON_NO_IDENTIFIER, "the third column links to no warning letter");
  }
  NoticeBuilder builder(context, "fda", "en");
  ReadRow(row, &builder);
  return builder.Finish();
}

}  // namespace trialweave::normalizer
