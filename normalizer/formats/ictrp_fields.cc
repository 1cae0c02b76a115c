#include "normalizer/formats/ictrp_fields.h"

#include <algorithm>
#include <iterator>

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

bool IsBlank(const std::string& text) { return text.find_first_not_of(" \t\r\n") == std::string::npos; }

}  // namespace

std::optional<IctrpField> IctrpFields::FieldOf(std::string_view folded_name) {
  const Name* found = std::lower_bound(std::begin(kNames), std::end(kNames), folded_name,
                                       [](const Name& a, std::string_view b) { return a.folded < b; });
  if (found == std::end(kNames) || found->folded != folded_name) return std::nullopt;
  return found->field;
}

void IctrpFields::Add(IctrpField field, std::string text, Where where) {
  Value& value = values_[static_cast<size_t>(field)];
  if (IsBlank(value.text)) value = {std::move(text), std::move(where)};
}

const std::shared_ptr<const CsvColumns>& IctrpFullExportColumns() {
  static const auto* const kColumns =
      new auto(std::make_shared<const CsvColumns>(std::vector<std::string>{"TrialID",
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
                                                                           "Ethics_Contact_Email"}));
  return *kColumns;
}

}  // namespace trialweave::normalizer
