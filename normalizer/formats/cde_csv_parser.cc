#include "normalizer/formats/cde_csv_parser.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "normalizer/formats/cde_record.h"
#include "normalizer/formats/csv_row.h"

namespace trialweave::normalizer {
namespace {

using Columns = std::shared_ptr<const CsvColumns>;

Columns MakeColumns(std::vector<std::string> names) { return std::make_shared<const CsvColumns>(std::move(names)); }

const Columns& TrialColumns() {
  static const auto* const kColumns = new auto(MakeColumns({"ctr_no",
                                                            "status",
                                                            "detail_status",
                                                            "requestor",
                                                            "sponsor",
                                                            "publication_date",
                                                            "related_trial_no",
                                                            "drug_name",
                                                            "drug_previous_name",
                                                            "drug_type",
                                                            "clinical_register_no",
                                                            "indication",
                                                            "phase",
                                                            "standard_phase",
                                                            "category",
                                                            "scope",
                                                            "age",
                                                            "gender",
                                                            "planned_size",
                                                            "actual_size",
                                                            "final_size",
                                                            "inclusion_criteria",
                                                            "exclusion_criteria",
                                                            "icf_date",
                                                            "fpi_Date",
                                                            "close_date",
                                                            "purpose",
                                                            "official_name",
                                                            "common_name",
                                                            "test_drugs",
                                                            "control_drugs",
                                                            "scheme_no",
                                                            "standard_scheme_no",
                                                            "scheme_version",
                                                            "version_date",
                                                            "drug_combination",
                                                            "design_type",
                                                            "randomization",
                                                            "blinding",
                                                            "healthy_volunteer",
                                                            "monitor_committee",
                                                            "injury_insurance",
                                                            "standard_scope"}));
  return *kColumns;
}

struct Mapped {
  std::string_view column;
  CdeField field;
};
constexpr Mapped kMapped[] = {
    {"relatedtrialno", CdeField::kRelatedIdentifier},
    {"clinicalregisterno", CdeField::kAcceptanceNumber},
    {"schemeno", CdeField::kProtocolNumber},
    {"commonname", CdeField::kTitle},
    {"officialname", CdeField::kOfficialTitle},
    {"status", CdeField::kStatus},
    {"detailstatus", CdeField::kDetailedStatus},
    {"publicationdate", CdeField::kFirstPublished},
    {"sponsor", CdeField::kApplicants},
    {"drugname", CdeField::kDrugName},
    {"drugpreviousname", CdeField::kPreviousDrugName},
    {"drugtype", CdeField::kDrugType},
    {"indication", CdeField::kIndication},
    {"purpose", CdeField::kPurpose},
    {"category", CdeField::kCategory},
    {"phase", CdeField::kPhase},
    {"designtype", CdeField::kDesignType},
    {"randomization", CdeField::kRandomization},
    {"blinding", CdeField::kBlinding},
    {"age", CdeField::kAge},
    {"gender", CdeField::kSex},
    {"healthyvolunteer", CdeField::kHealthyVolunteers},
    {"inclusioncriteria", CdeField::kInclusion},
    {"exclusioncriteria", CdeField::kExclusion},
    {"testdrugs", CdeField::kTestDrugs},
    {"controldrugs", CdeField::kControlDrugs},
    {"plannedsize", CdeField::kPlannedSize},
    {"finalsize", CdeField::kFinalSize},
    {"fpidate", CdeField::kFirstEnrolled},
    {"closedate", CdeField::kCompleted},
};

// CdeTable is a document's rows with their fields by name.
class CdeTable {
 public:
  // Also the causes that concern the trial's number.
  std::optional<v1::DeadLetterCause> Read(std::string_view content, const ParseContext& context,
                                          const Columns& columns) {
    if (auto cause = table_.Read(content, context, columns)) return cause;
    if (IndexOf("ctrno") == names().size()) {
      return MakeCause(v1::DEAD_LETTER_REASON_WRONG_ROOT, "a table without a column ctr_no");
    }
    const std::string number = Field(0, "ctrno").text;
    for (size_t row = 1; row < rows(); ++row) {
      const CsvField& other = Field(row, "ctrno");
      if (other.text == number) continue;
      return MakeCause(v1::DEAD_LETTER_REASON_MALFORMED, "rows of several trials in one document", other.offset);
    }
    return std::nullopt;
  }

  size_t rows() const { return table_.rows().size(); }
  // Empty where the table has no such column.
  const CsvField& Field(size_t row, std::string_view name) const {
    static const auto* const kNone = new CsvField();
    const size_t index = IndexOf(name);
    return index == names().size() ? *kNone : table_.rows()[row][index];
  }
  const std::string& Text(size_t row, std::string_view name) const { return Field(row, name).text; }
  Where At(size_t row, std::string_view name) const {
    const size_t index = IndexOf(name);
    if (index == names().size()) return {};
    const CsvField& field = table_.rows()[row][index];
    const std::string& column = table_.columns()[index];
    return {rows() == 1 ? column : absl::StrCat(row, "/", column), field.offset, field.length};
  }

 private:
  const std::vector<std::string>& names() const { return table_.folded_columns(); }
  size_t IndexOf(std::string_view name) const {
    return static_cast<size_t>(std::find(names().begin(), names().end(), name) - names().begin());
  }

  CsvRows table_;
};

// What `read` takes of a table's rows is one registration.
template <typename ReadRow>
ParseResult ParseTable(std::string_view content, const ParseContext& context, const Columns& columns,
                       const ReadRow& read) {
  CdeTable table;
  if (auto cause = table.Read(content, context, columns)) return *cause;
  RegistrationBuilder builder(context, {"cde", TextStyle::kMarkup, "zh"});
  CdeRecord record(&builder);
  record.Add(CdeField::kIdentifier, table.Text(0, "ctrno"), table.At(0, "ctrno"));
  for (size_t row = 0; row < table.rows(); ++row) read(table, row, &builder, &record);
  record.Finish();
  if (builder.overflowed())
    return MakeCause(v1::DEAD_LETTER_REASON_LIMIT_EXCEEDED, "more values than a registry entry can have");
  if (builder.registration().registration_id().empty()) {
    return MakeCause(v1::DEAD_LETTER_REASON_NO_IDENTIFIER, "ctr_no holds no number of the platform");
  }
  return builder.Finish();
}

}  // namespace

ParseResult ParseCdeCsv(std::string_view content, const ParseContext& context) {
  const auto read = [](const CdeTable& table, size_t row, RegistrationBuilder* builder, CdeRecord* record) {
    // Only compared with the sponsors, never kept.
    builder->NotePerson(table.Text(row, "requestor"));
    for (const auto& [column, field] : kMapped) {
      if (!table.Text(row, column).empty()) record->Add(field, table.Text(row, column), table.At(row, column));
    }
  };
  CdeTable rows;
  if (!rows.Read(content, context, TrialColumns()) && rows.rows() > 1)
    return MakeCause(v1::DEAD_LETTER_REASON_MALFORMED, "several rows in one document", rows.Field(1, "ctrno").offset);
  return ParseTable(content, context, TrialColumns(), read);
}

ParseResult ParseCdeEndpointsCsv(std::string_view content, const ParseContext& context) {
  static const auto* const kColumns =
      new auto(MakeColumns({"ctr_no", "type", "content", "evaluation_time", "selection"}));
  return ParseTable(content, context, *kColumns,
                    [](const CdeTable& table, size_t row, RegistrationBuilder* builder, CdeRecord* record) {
                      const std::string& type = table.Text(row, "type");
                      const bool primary = absl::StrContains(type, "主要");
                      if (!primary && !absl::StrContains(type, "次要")) builder->Unmapped("outcome_type", type);
                      record->AddEndpoint(primary, table.Text(row, "content"), table.Text(row, "evaluationtime"),
                                          table.Text(row, "selection"), table.At(row, "content"));
                    });
}

ParseResult ParseCdeEthicsCsv(std::string_view content, const ParseContext& context) {
  static const auto* const kColumns = new auto(MakeColumns({"ctr_no", "committee", "decision", "date"}));
  return ParseTable(content, context, *kColumns,
                    [](const CdeTable& table, size_t row, RegistrationBuilder*, CdeRecord* record) {
                      record->AddEthics(table.Text(row, "committee"), table.Text(row, "decision"),
                                        table.Text(row, "date"), table.At(row, "committee"));
                    });
}

ParseResult ParseCdeSitesCsv(std::string_view content, const ParseContext& context) {
  static const auto* const kColumns =
      new auto(MakeColumns({"ctr_no", "site_name", "pi_name", "country", "province_state", "city"}));
  return ParseTable(
      content, context, *kColumns, [](const CdeTable& table, size_t row, RegistrationBuilder*, CdeRecord* record) {
        record->AddSite(table.Text(row, "sitename"), table.Text(row, "country"), table.Text(row, "provincestate"),
                        table.Text(row, "city"), table.At(row, "sitename"));
      });
}

}  // namespace trialweave::normalizer
