#include "normalizer/notices/notice_table_parser.h"

#include <re2/re2.h>

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/regulatory_id.h"
#include "normalizer/formats/csv_row.h"
#include "normalizer/formats/printed_text.h"
#include "normalizer/notices/fda_letter_address.h"
#include "normalizer/notices/notice_builder.h"

namespace trialweave::normalizer {
namespace {

struct Cell {
  std::string text;
  Where where;
};

// The cells of a row by their columns' folded names.
class TableRow {
 public:
  std::optional<v1::DeadLetterCause> Read(std::string_view content, const ParseContext& context) {
    if (auto cause = rows_.Read(content, context, {})) return cause;
    if (rows_.rows().size() == 1) return std::nullopt;
    return MakeCause(v1::DEAD_LETTER_REASON_WRONG_ROOT, "several rows, not one");
  }

  // The first of the columns `names` that the table has; an empty one when it has none.
  Cell Of(std::initializer_list<std::string_view> names) const {
    for (std::string_view name : names) {
      for (size_t i = 0; i < rows_.columns().size(); ++i) {
        if (FoldedColumn(rows_.columns()[i]) != name) continue;
        const CsvField& field = rows_.rows()[0][i];
        return {CleanLine(field.text, TextStyle::kPlain), {rows_.columns()[i], field.offset, field.length}};
      }
    }
    return {};
  }

 private:
  CsvRows rows_;
};

// "(all)": what stands in brackets is no name.
bool IsRemark(std::string_view text) { return text.starts_with("(") && text.ends_with(")"); }

void AddProducts(const Cell& cell, NoticeBuilder* builder) {
  for (const std::string& product : SplitList(cell.text, ';')) builder->AddProduct(product, cell.where);
}

void AddCompanies(const Cell& cell, NoticeBuilder* builder) {
  for (const std::string& company : SplitList(cell.text, ';')) {
    if (!IsRemark(company)) builder->AddCompany(company, cell.where);
  }
}

bool IsFdaOffice(const std::string& office) {
  static const re2::RE2 ours("\\b(FDA|CBER|CDER|CDRH|OCBQ|ORA|MedWatch)\\b|Biological Products|Food and Drug");
  return re2::RE2::PartialMatch(office, ours);
}

// How an application went on: the kind of notice, and the end of its key.
struct Decision {
  const char* word;
  const char* kind;
  const char* suffix;
  // Listed again and again, so the date is part of the key.
  bool dated;
};
constexpr Decision kDecisions[] = {{"默示许可", "临床试验默示许可", " permission", false},
                                   {"突破性", "突破性治疗公示", " breakthrough", true},
                                   {"优先审评", "优先审评公示", " priority", true}};

// The one date in `text`; empty when there is none, or are several.
std::string OnlyDate(const std::string& text) {
  static const re2::RE2 date("(\\d{4}-\\d{2}-\\d{2})");
  re2::StringPiece rest(text);
  std::string found, another;
  if (!re2::RE2::FindAndConsume(&rest, date, &found)) return "";
  return re2::RE2::FindAndConsume(&rest, date, &another) ? "" : found;
}

void TakeApplication(const TableRow& row, const Cell& number, const std::string& acceptance, NoticeBuilder* builder) {
  const Cell decision = row.Of({"decision"}), accepted = row.Of({"accepted", "accepteddate"});
  for (const Decision& known : kDecisions) {
    if (!absl::StrContains(decision.text, known.word)) continue;
    const std::string date = OnlyDate(decision.text);
    builder->SetKind(known.kind, decision.where);
    // A date among words, or several of them; words alone are none.
    if (std::any_of(decision.text.begin(), decision.text.end(), absl::ascii_isdigit))
      builder->SetIssueDate(date.empty() ? decision.text : date, decision.where);
    builder->SetKey(
        absl::StrCat(acceptance, known.suffix, known.dated && !date.empty() ? " " : "", known.dated ? date : ""),
        number.where);
    if (!accepted.text.empty()) builder->Note("accepted: the notice is the decision, whose date is another");
    return;
  }
  builder->SetKind("受理品种", number.where);
  builder->SetIssueDate(accepted.text, accepted.where);
  builder->SetKey(acceptance, number.where);
}

}  // namespace

ParseResult ParseFdaTableCsv(std::string_view content, const ParseContext& context) {
  TableRow row;
  if (auto cause = row.Read(content, context)) return *cause;
  NoticeBuilder builder(context, "fda", "en");
  const Cell date = row.Of({"date", "issuedate"}), kind = row.Of({"kind"}), firm = row.Of({"firm", "company"});
  const Cell office = row.Of({"office", "issuingoffice"}), number = row.Of({"id", "case", "number"});
  const Cell address = row.Of({"url", "urlorsource", "address"}), note = row.Of({"note", "notes"});
  AddCompanies(firm, &builder);
  SetFdaCase(number.text, number.where, &builder);
  if (IsFdaAddress(address.text)) SetFdaAddress(address.text, address.where, &builder);
  builder.SetIssueDate(date.text, date.where);
  builder.SetKind(kind.text, kind.where);
  builder.SetOffice(office.text, office.where);
  builder.AddReference(number.text, number.where);
  AddProducts(row.Of({"productterms", "products", "product"}), &builder);
  builder.SetSubject(row.Of({"subject"}).text, row.Of({"subject"}).where);
  builder.SetBody(note.text, note.where);
  const v1::RegulatoryNotice& notice = builder.notice();
  if (notice.name().empty() && notice.url().empty() && IsFdaOffice(office.text) && notice.companies_size() > 0 &&
      !kind.text.empty() && !date.text.empty()) {
    builder.SetKey(absl::StrCat(kind.text, " ", notice.companies(0), " ", date.text), firm.where);
  }
  return builder.Finish();
}

ParseResult ParseNmpaTableCsv(std::string_view content, const ParseContext& context) {
  TableRow row;
  if (auto cause = row.Read(content, context)) return *cause;
  NoticeBuilder builder(context, "nmpa", "zh");
  const Cell number = row.Of({"acceptanceno", "acceptancenumber"}), indication = row.Of({"indication"});
  for (const common::RegulatoryId& id : common::FindRegulatoryIds(number.text)) {
    if (id.kind != common::RegulatoryIdKind::kCdeAcceptance) continue;
    builder.Mention(number.text, number.where);
    TakeApplication(row, number, id.value, &builder);
    break;
  }
  AddProducts(row.Of({"product", "products"}), &builder);
  AddCompanies(row.Of({"applicant", "company"}), &builder);
  builder.SetSubject(indication.text, indication.where);
  return builder.Finish();
}

}  // namespace trialweave::normalizer
