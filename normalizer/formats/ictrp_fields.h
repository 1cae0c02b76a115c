#ifndef TRIALWEAVE_NORMALIZER_FORMATS_ICTRP_FIELDS_H_
#define TRIALWEAVE_NORMALIZER_FORMATS_ICTRP_FIELDS_H_

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "normalizer/formats/csv_row.h"
#include "normalizer/formats/registration_builder.h"

namespace trialweave::normalizer {

// The fields of a row of WHO ICTRP that are read, whatever a schema calls them.
enum class IctrpField {
  kTrialId,
  kSecondaryIds,
  kPublicTitle,
  kScientificTitle,
  kAcronym,
  kUrl,
  kStatus,
  kStudyType,
  kStudyDesign,
  kPhase,
  kTargetSize,
  kAgeMin,
  kAgeMax,
  kGender,
  kInclusion,
  kExclusion,
  kConditions,
  kInterventions,
  kPrimaryOutcomes,
  kSecondaryOutcomes,
  kCountries,
  kPrimarySponsor,
  kSecondarySponsors,
  kSourceSupport,
  kDateRegistration,
  kDateRegistration3,
  kDateEnrollment,
  kEnrollmentDateType,
  kResultsYesNo,
  kResultsDatePosted,
  kResultsDateCompleted,
  kResultsActualEnrollment,
  kResultsUrl,
  kResultsProtocolUrl,
  kResultsSummary,
  kResultsOutcomeMeasures,
  kResultsAdverseEvents,
  kResultsParticipantFlow,
  kIpdPlan,
  kIpdDescription,
  kEthicsStatus,
  kEthicsDate,
  kBridgingFlag,
  kChilds,
  kContactFirstname,
  kContactLastname,
  kScientificFirstname,
  kScientificLastname,
  kExportDate,
  kLastRefreshed,
  kCount,
};

// IctrpFields holds one row, from XML elements or CSV columns. Names are known without case, blanks and
// underscores, in the spellings of the portal's XML (2020, 2024), of the COVID-19 CSV and of the weekly full export.
// Deliberately not read:
//   contact addresses, e-mails, phones and affiliations, Ethics contacts   personal data
//   Source_Register            the identifier says it
//   Internal_Number, other_records, Bridged_type   ICTRP's own housekeeping
//   Retrospective_flag         ICTRP's comparison of two dates that are kept
//   results_date_first_publication, results_baseline_char   the model has no place for them
class IctrpFields {
 public:
  struct Value {
    std::string text;
    Where where;
  };

  // The field of a name as FoldedColumn gives it; absent for one that is not read.
  static std::optional<IctrpField> FieldOf(std::string_view folded_name);
  // Of two elements or columns of one name the first that is not blank counts.
  void Add(IctrpField field, std::string text, Where where);
  // Empty where the row does not have it.
  const Value& operator[](IctrpField field) const { return values_[static_cast<size_t>(field)]; }

 private:
  std::array<Value, static_cast<size_t>(IctrpField::kCount)> values_;
};

// The columns of the weekly full export, which has no header row, in order ("ICTRP CSV export file list of data
// fields", 2020-05-22).
const std::shared_ptr<const CsvColumns>& IctrpFullExportColumns();

}  // namespace trialweave::normalizer

#endif  // TRIALWEAVE_NORMALIZER_FORMATS_ICTRP_FIELDS_H_
