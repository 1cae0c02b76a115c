#include "crawler/containers/csv_table.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/strip.h"
#include "common/registry_id.h"
#include "crawler/containers/csv_fields.h"
#include "crawler/containers/csv_row_scanner.h"

namespace trialweave::crawler {
namespace {

constexpr char kDelimiters[] = {',', ';', '\t'};
// Rows of a table without header that are looked at before it is given up.
constexpr int kMaxTries = 20;

// Columns of WHO ICTRP, folded: the portal's export and COVID-19 file, and the weekly full export ("ICTRP CSV
// export file list of data fields", 2020-05-22).
constexpr absl::string_view kIctrpColumns[] = {
    "lastrefreshedon",
    "publictitle",
    "scientifictitle",
    "acronym",
    "primarysponsor",
    "dateregistration",
    "dateregistration3",
    "exportdate",
    "sourceregister",
    "webaddress",
    "recruitmentstatus",
    "otherrecords",
    "inclusionagemin",
    "inclusionagemax",
    "inclusiongender",
    "dateenrollement",
    "targetsize",
    "studytype",
    "studydesign",
    "phase",
    "countries",
    "contactfirstname",
    "contactlastname",
    "contactaddress",
    "contactemail",
    "contacttel",
    "contactaffiliation",
    "inclusioncriteria",
    "exclusioncriteria",
    "condition",
    "intervention",
    "primaryoutcome",
    "secondaryoutcome",
    "secondaryid",
    "secondarysponsor",
    "resultsdateposted",
    "resultsdatecompleted",
    "resultsurllink",
    "retrospectiveflag",
    "bridgingflagtruefalse",
    "bridgedtype",
    "resultsyesno",
    "secondaryids",
    "url",
    "publiccontactfirstname",
    "publiccontactlastname",
    "publiccontactaffiliation",
    "scientificcontactfirstname",
    "scientificcontactlastname",
    "scientificcontactaffiliation",
    "secondarysponsors",
    "sourcesupport",
    "conditions",
    "interventions",
    "agemin",
    "agemax",
    "gender",
    "secondaryoutcomes",
    "bridgingflag",
    "childs",
    "typeenrolment",
    "resultsactualenrollment",
    "resultssummary",
    "resultsipdplan",
    "resultsipddescription",
    "ethicsstatus",
    "ethicsapprovaldate",
};

// Columns of the tables that are kept of chinadrugtrials.org.cn, folded.
constexpr absl::string_view kCdeColumns[] = {"status",
                                             "detailstatus",
                                             "sponsor",
                                             "publicationdate",
                                             "drugname",
                                             "drugtype",
                                             "clinicalregisterno",
                                             "indication",
                                             "phase",
                                             "scope",
                                             "age",
                                             "gender",
                                             "plannedsize",
                                             "inclusioncriteria",
                                             "exclusioncriteria",
                                             "purpose",
                                             "officialname",
                                             "commonname",
                                             "testdrugs",
                                             "controldrugs",
                                             "schemeno",
                                             "designtype",
                                             "randomization",
                                             "blinding",
                                             "healthyvolunteer"};
constexpr absl::string_view kCdeEndpointColumns[] = {"type", "content", "evaluationtime", "selection"};
constexpr absl::string_view kCdeEthicsColumns[] = {"committee", "decision", "date"};
constexpr absl::string_view kCdeSiteColumns[] = {"sitename", "country", "provincestate", "city"};

// Columns of Embase's CSV export, folded, without those that any table of references has.
constexpr absl::string_view kEmbaseColumns[] = {"originaltitle",
                                                "authornames",
                                                "authoraddresses",
                                                "correspondenceaddress",
                                                "source",
                                                "sourcetitle",
                                                "dateofpublication",
                                                "originalabstract",
                                                "emtreedrugindextermsmajorfocus",
                                                "emtreedrugindexterms",
                                                "emtreemedicalindextermsmajorfocus",
                                                "emtreemedicalindexterms",
                                                "drugtradenames",
                                                "drugmanufacturer",
                                                "devicetradenames",
                                                "devicemanufacturer",
                                                "clinicaltrialnumbers",
                                                "embaseclassification",
                                                "embaseaccessionid",
                                                "medlinepmid",
                                                "embaselink",
                                                "openurllink"};

// Columns of tables of regulators' notices that people keep, folded: actions of the FDA beside the firm, applications
// at China's CDE beside their numbers.
constexpr absl::string_view kFdaTableColumns[] = {"date",     "issuedate",   "kind",          "productterms",
                                                  "products", "office",      "issuingoffice", "id",
                                                  "url",      "urlorsource", "note"};
constexpr absl::string_view kNmpaTableColumns[] = {"product", "applicant", "accepted", "decision", "indication"};

// A kind of table with a header: its identifier column, and how many of its other columns are enough.
struct HeaderKind {
  absl::string_view source;
  absl::string_view format;
  absl::string_view key;
  const absl::string_view* columns;
  size_t columns_size;
  size_t enough;
  bool titled;
  bool grouped;
};
constexpr HeaderKind kHeaderKinds[] = {
    {"ictrp", "ictrp_csv", "trialid", kIctrpColumns, std::size(kIctrpColumns), 5, true, false},
    {"cde", "cde_csv", "ctrno", kCdeColumns, std::size(kCdeColumns), 8, false, false},
    {"cde", "cde_endpoints_csv", "ctrno", kCdeEndpointColumns, std::size(kCdeEndpointColumns), 3, false, true},
    {"cde", "cde_ethics_csv", "ctrno", kCdeEthicsColumns, std::size(kCdeEthicsColumns), 3, false, true},
    {"cde", "cde_sites_csv", "ctrno", kCdeSiteColumns, std::size(kCdeSiteColumns), 3, false, true},
    {"embase", "embase_csv", "title", kEmbaseColumns, std::size(kEmbaseColumns), 4, false, false},
    {"fda", "fda_table_csv", "firm", kFdaTableColumns, std::size(kFdaTableColumns), 5, false, false},
    {"nmpa", "nmpa_table_csv", "acceptanceno", kNmpaTableColumns, std::size(kNmpaTableColumns), 3, false, false},
};

using Row = std::vector<std::string>;

// A date, or nothing.
bool LooksLikeDate(absl::string_view field) {
  return std::all_of(field.begin(), field.end(), [](char c) { return absl::ascii_isdigit(c) || c == '-' || c == '/'; });
}

bool IsFullExportRow(const Row& row) { return absl::StartsWithIgnoreCase(row[4], "http"); }
bool IsEndpointRow(const Row& row) { return absl::StrContains(row[1], "终点"); }
bool IsEthicsRow(const Row& row) { return LooksLikeDate(row[3]); }
bool IsAnyRow(const Row&) { return true; }

// A kind of table without a header: its first field is an identifier (of `scheme`, where that is not empty).
struct BareKind {
  absl::string_view source;
  absl::string_view format;
  size_t fields;
  absl::string_view scheme;
  bool (*fits)(const Row& row);
  bool grouped;
};
constexpr BareKind kBareKinds[] = {
    {"ictrp", "ictrp_full_csv", 62, "", IsFullExportRow, false}, {"cde", "cde_csv", 43, "cde", IsAnyRow, false},
    {"cde", "cde_endpoints_csv", 5, "cde", IsEndpointRow, true}, {"cde", "cde_ethics_csv", 4, "cde", IsEthicsRow, true},
    {"cde", "cde_sites_csv", 6, "cde", IsAnyRow, true},
};

struct HeadRow {
  Row fields;
  size_t next = 0;
  // By a line end.
  bool ended = false;
};

// The row at `begin`; nullopt when it is broken or does not end in `head`, and `head` is not all there is.
std::optional<HeadRow> ReadRow(absl::string_view head, size_t begin, char delimiter, bool bare_cr) {
  CsvRowScanner scanner(delimiter, bare_cr, begin);
  const CsvRowScanner::Result result = scanner.Feed(head.substr(begin));
  if (result == CsvRowScanner::Result::kBroken) return std::nullopt;
  if (result == CsvRowScanner::Result::kMore && !scanner.End()) return std::nullopt;
  HeadRow row;
  row.next = scanner.position();
  row.ended = result == CsvRowScanner::Result::kRow;
  for (const CsvRowScanner::Field& field : scanner.fields()) {
    row.fields.emplace_back(absl::StripAsciiWhitespace(head.substr(field.begin, field.end - field.begin)));
  }
  return row;
}

// Line ends and spaces are skipped; a tab may part fields.
size_t FirstByte(absl::string_view head, size_t from) {
  return std::min(head.find_first_not_of("\r\n ", from), head.size());
}

// Offset of the line after `from`.
size_t NextLine(absl::string_view head, size_t from) {
  const size_t end = head.find_first_of("\r\n", from);
  return end == absl::string_view::npos ? head.size() : FirstByte(head, end);
}

std::optional<CsvTable> RecogniseBare(absl::string_view head, size_t begin, char delimiter, bool bare_cr) {
  size_t at = begin;
  for (int tries = 0; tries < kMaxTries && at < head.size(); ++tries, at = NextLine(head, at)) {
    const std::optional<HeadRow> row = ReadRow(head, at, delimiter, bare_cr);
    if (!row.has_value() || row->fields.size() < 2) continue;
    const auto id = common::ParseRegistryId(row->fields[0]);
    if (!id.has_value()) continue;
    for (const BareKind& kind : kBareKinds) {
      if (row->fields.size() != kind.fields || !kind.fits(row->fields)) continue;
      if (!kind.scheme.empty() && id->scheme != kind.scheme) continue;
      // The beginning of a row of a wider table looks like a row of a narrow one.
      if (kind.grouped && !row->ended) continue;
      CsvTable table{kind.source, kind.format, delimiter, bare_cr};
      table.fields = kind.fields;
      table.body = begin;
      table.grouped = kind.grouped;
      return table;
    }
  }
  return std::nullopt;
}

// Whether the first line of `head` ends in a carriage return of its own.
bool EndsInBareCr(absl::string_view head, size_t begin) {
  const size_t end = head.find_first_of("\r\n", begin);
  if (end == absl::string_view::npos || head[end] == '\n') return false;
  const size_t after = head.find_first_not_of('\r', end);
  return after != absl::string_view::npos && head[after] != '\n';
}

// Offset behind the row `"SEARCH QUERY","..."` at `begin`, with which Embase may begin an export.
size_t BehindSearchQuery(absl::string_view head, size_t begin) {
  const std::optional<HeadRow> row = ReadRow(head, begin, ',', /*bare_cr=*/false);
  if (!row.has_value() || FoldedColumn(row->fields[0]) != "searchquery") return begin;
  return FirstByte(head, row->next);
}

}  // namespace

bool IsEmbaseColumn(absl::string_view column) {
  return std::find(std::begin(kEmbaseColumns), std::end(kEmbaseColumns), column) != std::end(kEmbaseColumns);
}

std::optional<CsvTable> RecogniseHeader(absl::string_view text, char delimiter, bool bare_cr) {
  const std::optional<HeadRow> row = ReadRow(text, 0, delimiter, bare_cr);
  if (!row.has_value()) return std::nullopt;
  std::vector<std::string> names;
  for (const std::string& field : row->fields) names.push_back(FoldedColumn(field));
  const std::set<std::string> distinct(names.begin(), names.end());
  for (const HeaderKind& kind : kHeaderKinds) {
    const auto key = std::find(names.begin(), names.end(), kind.key);
    if (key == names.end()) continue;
    const auto known = std::count_if(kind.columns, kind.columns + kind.columns_size, [&](absl::string_view column) {
      return distinct.count(std::string(column)) != 0;
    });
    if (static_cast<size_t>(known) < kind.enough) continue;
    if (kind.titled && distinct.count("publictitle") == 0 && distinct.count("scientifictitle") == 0) continue;
    CsvTable table{kind.source, kind.format, delimiter, bare_cr};
    const absl::string_view line = text.substr(0, row->next);
    table.columns = std::string(line.substr(0, line.find_last_not_of("\r\n") + 1));
    table.fields = names.size();
    table.key = static_cast<size_t>(key - names.begin());
    table.body = row->next;
    table.grouped = kind.grouped;
    return table;
  }
  return std::nullopt;
}

std::optional<CsvTable> RecogniseTable(absl::string_view head) {
  size_t begin = FirstByte(head, absl::StartsWith(head, "\xEF\xBB\xBF") ? 3 : 0);
  // A spreadsheet's own note on the delimiter: "sep=;".
  if (absl::StartsWithIgnoreCase(head.substr(begin), "sep=")) begin = NextLine(head, begin);
  begin = BehindSearchQuery(head, begin);
  const bool bare_cr = EndsInBareCr(head, begin);
  for (char delimiter : kDelimiters) {
    std::optional<CsvTable> table = RecogniseHeader(head.substr(begin), delimiter, bare_cr);
    if (!table.has_value()) continue;
    table->body += begin;
    // A header that breaks off is the rest of a table.
    if (head[table->body - 1] != '\n' && head[table->body - 1] != '\r') return std::nullopt;
    return table;
  }
  for (char delimiter : kDelimiters) {
    if (std::optional<CsvTable> table = RecogniseBare(head, begin, delimiter, bare_cr)) return table;
  }
  return std::nullopt;
}

}  // namespace trialweave::crawler
