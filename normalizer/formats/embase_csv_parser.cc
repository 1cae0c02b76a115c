#include "normalizer/formats/embase_csv_parser.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "normalizer/formats/csv_row.h"
#include "normalizer/formats/ris_record.h"
#include "normalizer/formats/tagged_reference.h"

namespace trialweave::normalizer {
namespace {

// How a column's value is written.
enum class Written {
  kOne,     // of the values in a row of its own the first; a link may follow
  kEach,    // every value of such a row
  kText,    // paragraphs
  kNames,   // "Liu R., Adler D.G."
  kTerms,   // "knee pain (diagnosis, therapy), human"
  kSource,  // "Journal of Joints (2014) 3:3 (152-160). Date of Publication: 25 Aug 2014"
  kOpenUrl  // an address with "id=doi:10.1000%2Fx" in it
};

// Columns and labels of rows, folded, and the tags of Embase's RIS for them. Addresses of authors and correspondents
// have none.
struct Column {
  std::string_view name;
  std::string_view tag;
  Written written = Written::kOne;
};
constexpr Column kColumns[] = {
    {"title", "TI"},
    {"originaltitle", "OP"},
    {"originalnonenglishtitle", "OP"},
    {"authornames", "AU", Written::kNames},
    {"sourcetitle", "JF"},
    {"publicationtype", "M3", Written::kEach},
    {"publicationyear", "PY"},
    {"dateofpublication", "DA"},
    {"volume", "VL"},
    {"issue", "IS"},
    {"firstpage", "SP"},
    {"lastpage", "EP"},
    {"issn", "SN"},
    {"isbn", "SN"},
    {"source", "", Written::kSource},
    {"abstract", "AB", Written::kText},
    {"authorkeywords", "K1", Written::kTerms},
    {"emtreedrugindextermsmajorfocus", "KW", Written::kTerms},
    {"emtreedrugindexterms", "KW", Written::kTerms},
    {"emtreemedicalindextermsmajorfocus", "KW", Written::kTerms},
    {"emtreemedicalindexterms", "KW", Written::kTerms},
    {"keywords", "KW", Written::kTerms},
    {"clinicaltrialnumbers", "C1", Written::kEach},
    {"articlelanguage", "LA", Written::kEach},
    {"languageofarticle", "LA", Written::kEach},
    {"embaseaccessionid", "U2"},
    {"embaseaccessionnumber", "U2"},
    {"pui", "U2"},
    {"medlinepmid", "C5"},
    {"doi", "DO"},
    {"fulltextlink", "L2"},
    {"embaselink", "UR"},
    {"openurllink", "", Written::kOpenUrl},
};

std::string_view Trimmed(std::string_view text) {
  while (!text.empty() && absl::ascii_isspace(text.front())) text.remove_prefix(1);
  while (!text.empty() && absl::ascii_isspace(text.back())) text.remove_suffix(1);
  return text;
}

bool IsBetweenDigits(std::string_view text, size_t at) {
  return at > 0 && at + 1 < text.size() && absl::ascii_isdigit(text[at - 1]) && absl::ascii_isdigit(text[at + 1]);
}

// Parts between commas that stand in no brackets and in no number ("1,2 dimethylhydrazine").
std::vector<std::string_view> Parts(std::string_view text) {
  std::vector<std::string_view> parts;
  int depth = 0;
  size_t begin = 0;
  for (size_t i = 0; i <= text.size(); ++i) {
    if (i == text.size() || (text[i] == ',' && depth == 0 && !IsBetweenDigits(text, i))) {
      parts.push_back(Trimmed(text.substr(begin, i - begin)));
      begin = i + 1;
    } else if (text[i] == '(') {
      ++depth;
    } else if (text[i] == ')' && depth > 0) {
      --depth;
    }
  }
  return parts;
}

// A term without its subheadings: "knee pain (diagnosis, therapy)".
std::string_view WithoutSubheadings(std::string_view term) {
  const size_t open = term.ends_with(")") ? term.rfind(" (") : std::string_view::npos;
  return term.substr(0, open);
}

void AddSource(std::string_view text, const Where& where, TaggedReference* reference) {
  constexpr std::string_view kDate = "Date of Publication: ";
  if (const size_t date = text.find(kDate); date != std::string_view::npos) {
    reference->Add("DA", text.substr(date + kDate.size()), where);
    text = text.substr(0, date);
  }
  // "(2014)" parts the title from the rest.
  size_t year = text.find(" (");
  const auto is_year = [&](size_t at) {
    return text.size() > at + 6 && text[at + 6] == ')' &&
           std::all_of(text.begin() + at + 2, text.begin() + at + 6, [](char c) { return absl::ascii_isdigit(c); });
  };
  while (year != std::string_view::npos && !is_year(year)) year = text.find(" (", year + 1);
  reference->Add("JF", text.substr(0, year), where);
  if (year == std::string_view::npos) return;
  reference->Add("PY", text.substr(year + 2, 4), where);
  const std::string_view rest = Trimmed(text.substr(year + 7));
  const std::string_view number = rest.substr(0, rest.find_first_of(" .("));
  reference->Add("VL", number.substr(0, number.find(':')), where);
  if (number.find(':') != std::string_view::npos) reference->Add("IS", number.substr(number.find(':') + 1), where);
  const size_t open = rest.find('('), close = rest.find(')', open);
  if (open != std::string_view::npos && close != std::string_view::npos)
    reference->Add("SP", rest.substr(open + 1, close - open - 1), where);
}

void AddOpenUrl(std::string_view text, const Where& where, TaggedReference* reference) {
  const size_t at = text.find("id=doi:");
  if (at == std::string_view::npos) return;
  const std::string_view doi = text.substr(at + 7, text.substr(at + 7).find('&'));
  // In an address, so its characters are encoded.
  reference->Add("L2", "https://doi.org/" + std::string(doi), where);
}

void AddColumn(const Column& column, const CsvField& field, const Where& where, TaggedReference* reference) {
  switch (column.written) {
    case Written::kOne:
    case Written::kEach:
    case Written::kText:
      return reference->Add(column.tag, field.text, where);
    case Written::kNames:
      for (std::string_view name : Parts(field.text)) reference->Add(column.tag, name, where);
      return;
    case Written::kTerms:
      for (std::string_view term : Parts(field.text)) reference->Add(column.tag, WithoutSubheadings(term), where);
      return;
    case Written::kSource:
      return AddSource(field.text, where, reference);
    case Written::kOpenUrl:
      return AddOpenUrl(field.text, where, reference);
  }
}

// The values of a row, which stand behind its label.
void AddRow(const Column& column, const std::vector<CsvField>& row, TaggedReference* reference) {
  const auto where = [&row](const CsvField& value) { return Where{row[0].text, value.offset, value.length}; };
  if (column.written == Written::kText && row.size() > 2) {
    std::string text;
    for (size_t i = 1; i < row.size(); ++i) absl::StrAppend(&text, i == 1 ? "" : "\n\n", row[i].text);
    const uint64_t end = row.back().offset + row.back().length;
    return reference->Add(column.tag, text, Where{row[0].text, row[1].offset, end - row[1].offset});
  }
  const bool list = column.written == Written::kNames || column.written == Written::kTerms;
  // One value may still be a list; several are one value each, with commas of their own.
  if (!list || row.size() <= 2) {
    const size_t values = column.written == Written::kEach ? row.size() : std::min<size_t>(row.size(), 2);
    for (size_t i = 1; i < values; ++i) AddColumn(column, row[i], where(row[i]), reference);
    return;
  }
  for (size_t i = 1; i < row.size(); ++i) {
    const std::string_view value = Trimmed(row[i].text);
    reference->Add(column.tag, column.written == Written::kTerms ? WithoutSubheadings(value) : value, where(row[i]));
  }
}

}  // namespace

ParseResult ParseEmbaseCsv(std::string_view content, const ParseContext& context) {
  CsvRows rows;
  if (auto cause = rows.Read(content, context, {})) return *cause;
  if (rows.rows().size() > 1) return MakeCause(v1::DEAD_LETTER_REASON_WRONG_ROOT, "several rows, not one");
  TaggedReference reference;
  reference.Add("DB", "Embase", Where{"DB"});
  bool titled = false;
  for (size_t i = 0; i < rows.columns().size(); ++i) {
    const CsvField& field = rows.rows()[0][i];
    const Where where{rows.columns()[i], field.offset, field.length};
    const std::string name = rows.folded_columns()[i];
    for (const Column& column : kColumns) {
      if (name == column.name) AddColumn(column, field, where, &reference);
    }
    titled = titled || name == "title";
  }
  if (!titled) return MakeCause(v1::DEAD_LETTER_REASON_WRONG_ROOT, "no column of titles: no table of Embase");
  return ReadRisReference(reference, context);
}

ParseResult ParseEmbaseRowsCsv(std::string_view content, const ParseContext& context) {
  CsvRows rows;
  if (auto cause = rows.ReadRagged(content, context)) return *cause;
  TaggedReference reference;
  reference.Add("DB", "Embase", Where{"DB"});
  int titles = 0, known = 0;
  for (const std::vector<CsvField>& row : rows.rows()) {
    const std::string name = FoldedColumn(row[0].text);
    if (name == "title") ++titles;
    for (const Column& column : kColumns) {
      if (name != column.name) continue;
      AddRow(column, row, &reference);
      ++known;
    }
  }
  if (titles > 1) return MakeCause(v1::DEAD_LETTER_REASON_WRONG_ROOT, "several references, not one");
  if (known == 0) return MakeCause(v1::DEAD_LETTER_REASON_WRONG_ROOT, "no label of a field of Embase");
  return ReadRisReference(reference, context);
}

}  // namespace trialweave::normalizer
