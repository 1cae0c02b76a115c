#include "normalizer/formats/ictrp_csv_parser.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "normalizer/formats/csv_row.h"
#include "normalizer/formats/ictrp_row.h"
#include "normalizer/formats/spreadsheet_damage.h"

namespace trialweave::normalizer {
namespace {

ParseResult ParseRow(std::string_view content, const ParseContext& context,
                     const std::shared_ptr<const CsvColumns>& columns) {
  CsvRows table;
  if (auto cause = table.Read(content, context, columns)) return *cause;
  if (table.rows().size() > 1) {
    return MakeCause(v1::DEAD_LETTER_REASON_MALFORMED, "several rows in one document", table.rows()[1][0].offset);
  }
  const std::vector<std::string>& folded = table.folded_columns();
  if (std::find(folded.begin(), folded.end(), "trialid") == folded.end()) {
    return MakeCause(v1::DEAD_LETTER_REASON_WRONG_ROOT, "a table without a column TrialID");
  }
  RegistrationBuilder builder(context, {"ictrp", TextStyle::kMarkup, "en"});
  IctrpFields row;
  for (size_t i = 0; i < table.columns().size(); ++i) {
    const std::string& column = table.columns()[i];
    const auto known = IctrpFields::FieldOf(folded[i]);
    if (!known.has_value()) continue;
    CsvField& field = table.rows()[0][i];
    const TextRepair repair = RepairText(&field.text);
    if (repair.damaged) {
      return MakeCause(v1::DEAD_LETTER_REASON_BAD_ENCODING,
                       absl::StrCat(column, ": UTF-8 that was read in another encoding, and lost"), field.offset);
    }
    if (!repair.note.empty()) builder.Note(absl::StrCat(column, ": ", repair.note));
    row.Add(*known, std::move(field.text), {column, field.offset, field.length});
  }
  return ParseIctrpRow(row, &builder);
}

}  // namespace

ParseResult ParseIctrpCsv(std::string_view content, const ParseContext& context) {
  return ParseRow(content, context, {});
}

ParseResult ParseIctrpFullCsv(std::string_view content, const ParseContext& context) {
  return ParseRow(content, context, IctrpFullExportColumns());
}

}  // namespace trialweave::normalizer
