#include "normalizer/formats/embase_csv_parser.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "normalizer/formats/csv_row.h"
#include "normalizer/formats/ris_record.h"
#include "normalizer/formats/tagged_reference.h"

namespace trialweave::normalizer {
namespace {

// How a column's value is written.
enum class Written {
  kOne,
  kNames,   // "Liu R., Adler D.G."
  kTerms,   // "knee pain (diagnosis, therapy), human"
  kSource,  // "Journal of Joints (2014) 3:3 (152-160). Date of Publication: 25 Aug 2014"
  kOpenUrl  // an address with "id=doi:10.1000%2Fx" in it
};

// Columns, folded, and the tags of Embase's RIS for them. Addresses of authors and correspondents have none.
struct Column {
  std::string_view name;
  std::string_view tag;
  Written written = Written::kOne;
};
constexpr Column kColumns[] = {
    {"title", "TI"},
    {"originaltitle", "OP"},
    {"authornames", "AU", Written::kNames},
    {"sourcetitle", "JF"},
    {"publicationtype", "M3"},
    {"publicationyear", "PY"},
    {"dateofpublication", "DA"},
    {"volume", "VL"},
    {"issue", "IS"},
    {"firstpage", "SP"},
    {"lastpage", "EP"},
    {"issn", "SN"},
    {"isbn", "SN"},
    {"source", "", Written::kSource},
    {"abstract", "AB"},
    {"authorkeywords", "K1", Written::kTerms},
    {"emtreedrugindextermsmajorfocus", "KW", Written::kTerms},
    {"emtreedrugindexterms", "KW", Written::kTerms},
    {"emtreemedicalindextermsmajorfocus", "KW", Written::kTerms},
    {"emtreemedicalindexterms", "KW", Written::kTerms},
    {"keywords", "KW", Written::kTerms},
    {"clinicaltrialnumbers", "C1"},
    {"articlelanguage", "LA"},
    {"embaseaccessionid", "U2"},
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

// Parts between commas that stand in no brackets.
std::vector<std::string_view> Parts(std::string_view text) {
  std::vector<std::string_view> parts;
  int depth = 0;
  size_t begin = 0;
  for (size_t i = 0; i <= text.size(); ++i) {
    if (i == text.size() || (text[i] == ',' && depth == 0)) {
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

}  // namespace trialweave::normalizer
