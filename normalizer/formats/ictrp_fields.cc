#include "normalizer/formats/ictrp_fields.h"

#include <algorithm>
#include <iterator>

#include "normalizer/formats/csv_row.h"

namespace trialweave::normalizer {
namespace {

struct Name {
  std::string_view folded;
  IctrpField field;
};

// Sorted.
constexpr Name kNames[] = {
    {"acronym", IctrpField::kAcronym},
    {"agemax", IctrpField::kAgeMax},
    {"agemin", IctrpField::kAgeMin},
    {"bridgingflag", IctrpField::kBridgingFlag},
    {"childs", IctrpField::kChilds},
    {"condition", IctrpField::kConditions},
    {"conditions", IctrpField::kConditions},
    {"contactfirstname", IctrpField::kContactFirstname},
    {"contactlastname", IctrpField::kContactLastname},
    {"countries", IctrpField::kCountries},
    {"dateenrollement", IctrpField::kDateEnrollment},
    {"dateenrollment", IctrpField::kDateEnrollment},
    {"dateenrolment", IctrpField::kDateEnrollment},
    {"dateregistration", IctrpField::kDateRegistration},
    {"dateregistration3", IctrpField::kDateRegistration3},
    {"ethicsapprovaldate", IctrpField::kEthicsDate},
    {"ethicsreviewapprovaldate", IctrpField::kEthicsDate},
    {"ethicsreviewstatus", IctrpField::kEthicsStatus},
    {"ethicsstatus", IctrpField::kEthicsStatus},
    {"exclusioncriteria", IctrpField::kExclusion},
    {"exportdate", IctrpField::kExportDate},
    {"gender", IctrpField::kGender},
    {"inclusionagemax", IctrpField::kAgeMax},
    {"inclusionagemin", IctrpField::kAgeMin},
    {"inclusioncriteria", IctrpField::kInclusion},
    {"inclusiongender", IctrpField::kGender},
    {"intervention", IctrpField::kInterventions},
    {"interventions", IctrpField::kInterventions},
    {"lastrefreshedon", IctrpField::kLastRefreshed},
    {"phase", IctrpField::kPhase},
    {"primaryoutcome", IctrpField::kPrimaryOutcomes},
    {"primaryoutcomes", IctrpField::kPrimaryOutcomes},
    {"primarysponsor", IctrpField::kPrimarySponsor},
    {"publiccontactfirstname", IctrpField::kContactFirstname},
    {"publiccontactlastname", IctrpField::kContactLastname},
    {"publictitle", IctrpField::kPublicTitle},
    {"recruitmentstatus", IctrpField::kStatus},
    {"resultsactualenrollment", IctrpField::kResultsActualEnrollment},
    {"resultsadverseevents", IctrpField::kResultsAdverseEvents},
    {"resultsdatecompleted", IctrpField::kResultsDateCompleted},
    {"resultsdateposted", IctrpField::kResultsDatePosted},
    {"resultsipddescription", IctrpField::kIpdDescription},
    {"resultsipdplan", IctrpField::kIpdPlan},
    {"resultsoutcomemeasures", IctrpField::kResultsOutcomeMeasures},
    {"resultsparticipantflow", IctrpField::kResultsParticipantFlow},
    {"resultssummary", IctrpField::kResultsSummary},
    {"resultsurllink", IctrpField::kResultsUrl},
    {"resultsurlprotocol", IctrpField::kResultsProtocolUrl},
    {"resultsyesno", IctrpField::kResultsYesNo},
    {"scientificcontactfirstname", IctrpField::kScientificFirstname},
    {"scientificcontactlastname", IctrpField::kScientificLastname},
    {"scientifictitle", IctrpField::kScientificTitle},
    {"secondaryid", IctrpField::kSecondaryIds},
    {"secondaryids", IctrpField::kSecondaryIds},
    {"secondaryoutcome", IctrpField::kSecondaryOutcomes},
    {"secondaryoutcomes", IctrpField::kSecondaryOutcomes},
    {"secondarysponsor", IctrpField::kSecondarySponsors},
    {"secondarysponsors", IctrpField::kSecondarySponsors},
    {"sourcesupport", IctrpField::kSourceSupport},
    {"studydesign", IctrpField::kStudyDesign},
    {"studytype", IctrpField::kStudyType},
    {"targetsize", IctrpField::kTargetSize},
    {"trialid", IctrpField::kTrialId},
    {"typeenrolment", IctrpField::kEnrollmentDateType},
    {"url", IctrpField::kUrl},
    {"webaddress", IctrpField::kUrl},
};

const Name* Find(std::string_view name) {
  const std::string folded = FoldedColumn(name);
  const Name* found = std::lower_bound(std::begin(kNames), std::end(kNames), folded,
                                       [](const Name& a, const std::string& b) { return a.folded < b; });
  return found != std::end(kNames) && found->folded == folded ? found : nullptr;
}

bool IsBlank(const std::string& text) { return text.find_first_not_of(" \t\r\n") == std::string::npos; }

}  // namespace

bool IctrpFields::Knows(std::string_view name) { return Find(name) != nullptr; }

void IctrpFields::Add(std::string_view name, std::string text, Where where) {
  const Name* found = Find(name);
  if (found == nullptr) return;
  Value& value = values_[static_cast<size_t>(found->field)];
  if (IsBlank(value.text)) value = {std::move(text), std::move(where)};
}

const std::vector<std::string>& IctrpFullExportColumns() {
  static const auto* const kColumns = new std::vector<std::string>{"TrialID",
                                                                   "SecondaryIDs",
                                                                   "public_title",
                                                                   "Scientific_title",
                                                                   "url",
                                                                   "Public_Contact_Firstname",
                                                                   "Public_Contact_Lastname",
                                                                   "Public_Contact_Address",
                                                                   "Public_Contact_Email",
                                                                   "Public_Contact_Tel",
                                                                   "Public_Contact_Affiliation",
                                                                   "Scientific_Contact_Firstname",
                                                                   "Scientific_Contact_Lastname",
                                                                   "Scientific_Contact_Address",
                                                                   "Scientific_Contact_Email",
                                                                   "Scientific_Contact_Tel",
                                                                   "Scientific_Contact_Affiliation",
                                                                   "study_type",
                                                                   "study_design",
                                                                   "phase",
                                                                   "Date_registration",
                                                                   "Date_enrollement",
                                                                   "Target_size",
                                                                   "Recruitment_status",
                                                                   "Primary_sponsor",
                                                                   "Secondary_sponsors",
                                                                   "Source_Support",
                                                                   "Countries",
                                                                   "Conditions",
                                                                   "Interventions",
                                                                   "Agemin",
                                                                   "Agemax",
                                                                   "Gender",
                                                                   "Inclusion_Criteria",
                                                                   "Exclusion_Criteria",
                                                                   "Primary_Outcome",
                                                                   "Secondary_Outcomes",
                                                                   "Bridging_flag",
                                                                   "Bridged_type",
                                                                   "Childs",
                                                                   "type_enrolment",
                                                                   "Retrospective_flag",
                                                                   "results_actual_enrollment",
                                                                   "results_url_link",
                                                                   "results_summary",
                                                                   "results_date_posted",
                                                                   "results_date_first_publication",
                                                                   "results_baseline_char",
                                                                   "results_participant_flow",
                                                                   "results_adverse_events",
                                                                   "results_outcome_measures",
                                                                   "results_url_protocol",
                                                                   "results_IPD_plan",
                                                                   "results_IPD_description",
                                                                   "results_date_completed",
                                                                   "results_yes_no",
                                                                   "Ethics_Status",
                                                                   "Ethics_Approval_Date",
                                                                   "Ethics_Contact_Name",
                                                                   "Ethics_Contact_Address",
                                                                   "Ethics_Contact_Phone",
                                                                   "Ethics_Contact_Email"};
  return *kColumns;
}

}  // namespace trialweave::normalizer
