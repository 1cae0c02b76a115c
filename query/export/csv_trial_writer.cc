#include "query/export/csv_trial_writer.h"

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "query/date_range.h"
#include "query/export/csv_cell.h"
#include "query/export/trial_values.h"
#include "query/filter/field.h"

namespace trialweave::query {
namespace {

using v1::Study;
using v1::Trial;

// Appends a value to a cell of several.
void Join(absl::string_view value, std::string* cell) {
  if (value.empty()) return;
  absl::StrAppend(cell, cell->empty() ? "" : "; ", value);
}

template <typename List>
void JoinAll(const List& list, std::string* cell) {
  for (const std::string& value : list) Join(value, cell);
}

template <typename List>
void JoinNames(const List& list, std::string* cell) {
  for (const auto& each : list) Join(PreferredText(each.names()), cell);
}

void JoinSponsors(const Study& study, bool lead, std::string* cell) {
  for (const v1::Sponsor& sponsor : study.sponsors()) {
    if (sponsor.lead() == lead) Join(PreferredText(sponsor.names()), cell);
  }
}

template <const v1::StudyDate& (Study::*Date)() const>
void DateCell(const Trial& trial, std::string* cell) {
  const v1::PartialDate& date = (trial.study().*Date)().date();
  if (date.year() != 0) *cell = FormatPartialDate(date);
}

template <const v1::StudyDate& (Study::*Date)() const>
void PrecisionCell(const Trial& trial, std::string* cell) {
  absl::StrAppend(cell, PrecisionOf((trial.study().*Date)().date()));
}

// Values of a fact; "not_reported" where the text gives none.
template <const char* const& Name>
void FactCell(const Trial& trial, std::string* cell) {
  for (const v1::Fact& fact : trial.ev_facts().facts()) {
    if (fact.field() != Name) continue;
    Join(fact.state() == v1::FACT_STATE_NOT_REPORTED ? "not_reported" : fact.value(), cell);
  }
}

template <typename Text>
void DoseCell(const Trial& trial, std::string* cell, Text text) {
  for (const v1::Fact& fact : trial.ev_facts().facts()) {
    if (fact.field() == "dose" && fact.has_dose()) Join(text(fact.dose()), cell);
  }
}

constexpr const char* kSource = "source";
constexpr const char* kDonor = "donor";
constexpr const char* kIsolation = "isolation";
constexpr const char* kRoute = "route";
constexpr const char* kProductClass = "product_class";
constexpr const char* kInd = "ind_status";
constexpr const char* kIvd = "ivd_status";
constexpr const char* kAcceptance = "acceptance_number";
constexpr const char* kRegistrationNumber = "registration_number";
constexpr const char* kEvidenceType = "evidence_type";

struct Column {
  const char* name;
  // Appends to an empty cell.
  void (*write)(const Trial& trial, std::string* cell);
};

constexpr Column kColumns[] = {
    {"name", [](const Trial& t, std::string* cell) { *cell = t.name(); }},
    {"registration_ids", [](const Trial& t, std::string* cell) { JoinAll(t.registration_ids(), cell); }},
    {"registries", [](const Trial& t, std::string* cell) { JoinAll(t.registries(), cell); }},
    {"status", [](const Trial& t, std::string* cell) { *cell = EnumValueName(Field::kStatus, t.study().status()); }},
    {"status_text", [](const Trial& t, std::string* cell) { *cell = t.study().status_text(); }},
    {"phases",
     [](const Trial& t, std::string* cell) {
       for (const int phase : t.study().phases()) Join(EnumValueName(Field::kPhase, phase), cell);
     }},
    {"study_type",
     [](const Trial& t, std::string* cell) { *cell = EnumValueName(Field::kStudyType, t.study().study_type()); }},
    {"title_en", [](const Trial& t, std::string* cell) { Join(TextIn(t.study().titles(), "en"), cell); }},
    {"title_zh", [](const Trial& t, std::string* cell) { Join(TextIn(t.study().titles(), "zh"), cell); }},
    {"title_other",
     [](const Trial& t, std::string* cell) {
       for (const v1::LocalizedText& title : t.study().titles()) {
         if (title.language() != "en" && title.language() != "zh") Join(title.text(), cell);
       }
     }},
    {"conditions", [](const Trial& t, std::string* cell) { JoinNames(t.study().conditions(), cell); }},
    {"interventions", [](const Trial& t, std::string* cell) { JoinNames(t.study().interventions(), cell); }},
    {"sponsor", [](const Trial& t, std::string* cell) { JoinSponsors(t.study(), true, cell); }},
    {"collaborators", [](const Trial& t, std::string* cell) { JoinSponsors(t.study(), false, cell); }},
    {"countries", [](const Trial& t, std::string* cell) { JoinAll(t.study().countries(), cell); }},
    {"enrollment",
     [](const Trial& t, std::string* cell) {
       if (t.study().enrollment().has_count()) absl::StrAppend(cell, t.study().enrollment().count());
     }},
    {"start_date", DateCell<&Study::start_date>},
    {"start_date_precision", PrecisionCell<&Study::start_date>},
    {"primary_completion_date", DateCell<&Study::primary_completion_date>},
    {"primary_completion_date_precision", PrecisionCell<&Study::primary_completion_date>},
    {"completion_date", DateCell<&Study::completion_date>},
    {"completion_date_precision", PrecisionCell<&Study::completion_date>},
    {"registration_date", DateCell<&Study::registration_date>},
    {"registration_date_precision", PrecisionCell<&Study::registration_date>},
    {"last_update_date", DateCell<&Study::last_update_date>},
    {"last_update_date_precision", PrecisionCell<&Study::last_update_date>},
    {"ev_class", FactCell<kProductClass>},
    {"ev_source", FactCell<kSource>},
    {"ev_donor", FactCell<kDonor>},
    {"ev_isolation", FactCell<kIsolation>},
    {"ev_route", FactCell<kRoute>},
    {"ev_dose", [](const Trial& t,
                   std::string* cell) { DoseCell(t, cell, [](const v1::DoseFact& dose) { return dose.literal(); }); }},
    {"ev_dose_reading", [](const Trial& t, std::string* cell) { DoseCell(t, cell, DoseReading); }},
    {"ev_dose_certainty",
     [](const Trial& t, std::string* cell) {
       DoseCell(t, cell, [](const v1::DoseFact& dose) { return CertaintyWord(dose.certainty()); });
     }},
    {"ev_endpoints",
     [](const Trial& t, std::string* cell) {
       for (const v1::Fact& fact : t.ev_facts().facts()) {
         if (fact.has_endpoint()) Join(EndpointText(fact), cell);
       }
     }},
    {"ind_status", FactCell<kInd>},
    {"ivd_status", FactCell<kIvd>},
    {"acceptance_numbers", FactCell<kAcceptance>},
    {"registration_numbers", FactCell<kRegistrationNumber>},
    {"evidence_type", FactCell<kEvidenceType>},
    {"has_results",
     [](const Trial& t, std::string* cell) {
       if (t.study().has_has_results()) *cell = t.study().has_results() ? "true" : "false";
     }},
    {"results_date", DateCell<&Study::results_date>},
    {"results_date_precision", PrecisionCell<&Study::results_date>},
    {"absent",
     [](const Trial& t, std::string* cell) {
       for (const v1::RegistrationAbsence& absence : t.absences()) {
         const absl::Time since = absl::FromUnixSeconds(absence.since().seconds());
         Join(absl::StrCat(absence.registration_id(), " from ", absence.set(),
                           absl::FormatTime(" since %Y-%m-%d", since, absl::UTCTimeZone()),
                           absence.tombstone() ? " (withdrawn)" : ""),
              cell);
       }
     }},
    {"url",
     [](const Trial& t, std::string* cell) {
       for (const std::string& id : t.registration_ids()) Join(RegistrationPage(id), cell);
     }},
    {"sequence", [](const Trial& t, std::string* cell) { absl::StrAppend(cell, t.sequence()); }},
};

}  // namespace

std::vector<std::string> CsvTrialWriter::Columns() {
  std::vector<std::string> names;
  for (const Column& column : kColumns) names.push_back(column.name);
  return names;
}

void CsvTrialWriter::Begin(std::string* out) {
  for (const Column& column : kColumns) absl::StrAppend(out, &column == kColumns ? "" : ",", column.name);
  out->append("\r\n");
}

void CsvTrialWriter::WriteParsed(const Trial& trial, std::string* out) {
  for (const Column& column : kColumns) {
    if (&column != kColumns) out->push_back(',');
    cell_.clear();
    column.write(trial, &cell_);
    AppendCsvCell(cell_, out);
  }
  out->append("\r\n");
}

}  // namespace trialweave::query
