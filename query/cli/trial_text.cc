#include "query/cli/trial_text.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"
#include "absl/time/time.h"
#include "query/cli/evidence_text.h"
#include "query/cli/sheet.h"
#include "query/filter/field.h"

namespace trialweave::query {
namespace {

using v1::Study;

constexpr char kNothing[] = "-";

std::string OrNothing(const std::string& text) { return text.empty() ? kNothing : text; }

std::string ConditionsOf(const Study& study) {
  return absl::StrJoin(study.conditions(), "; ", [](std::string* out, const v1::Condition& condition) {
    absl::StrAppend(out, BestText(condition.names()));
  });
}

std::string PhasesOf(const Study& study) {
  return absl::StrJoin(study.phases(), "/",
                       [](std::string* out, int phase) { absl::StrAppend(out, EnumValueName(Field::kPhase, phase)); });
}

std::string EnrollmentOf(const Study& study) {
  return study.enrollment().has_count() ? absl::StrCat(study.enrollment().count()) : "";
}

std::string LeadSponsorOf(const Study& study) {
  for (const v1::Sponsor& sponsor : study.sponsors()) {
    if (sponsor.lead()) return BestText(sponsor.names());
  }
  return "";
}

// A word for a canonical value, with the printed one where there is none.
std::string WordOr(const std::string& word, const std::string& printed) {
  return word.empty() && !printed.empty() ? absl::StrCat("\"", printed, "\"") : word;
}

std::string StatusOf(const Study& study) {
  return WordOr(EnumValueName(Field::kStatus, study.status()), study.status_text());
}

std::string LinkMethodName(v1::LinkMethod method) {
  return absl::AsciiStrToLower(
      absl::StrReplaceAll(absl::StripPrefix(v1::LinkMethod_Name(method), "LINK_METHOD_"), {{"_", " "}}));
}

void DescribeLists(const Study& study, Sheet& sheet) {
  for (const v1::Sponsor& sponsor : study.sponsors()) {
    sheet.Field(sponsor.lead() ? "sponsor" : "collaborator", BestText(sponsor.names()));
  }
  for (const v1::Intervention& intervention : study.interventions()) {
    sheet.Field("intervention", absl::StrCat(intervention.kind(), intervention.kind().empty() ? "" : ": ",
                                             BestText(intervention.names())));
  }
  for (const v1::Arm& arm : study.arms()) {
    sheet.Field("arm", absl::StrCat(BestText(arm.labels()), arm.kind().empty() ? "" : " (", arm.kind(),
                                    arm.kind().empty() ? "" : ")"));
  }
  for (const v1::OutcomeMeasure& outcome : study.outcomes()) {
    sheet.Field(outcome.primary() ? "primary outcome" : "outcome",
                absl::StrCat(BestText(outcome.measures()), outcome.time_frame().empty() ? "" : " [",
                             outcome.time_frame(), outcome.time_frame().empty() ? "" : "]"));
  }
}

void DescribeStudy(const Study& study, Sheet& sheet) {
  for (const v1::LocalizedText& title : study.titles()) {
    sheet.Field(absl::StrCat("title (", title.language(), ")"), title.text());
  }
  sheet.Field("status", StatusOf(study));
  sheet.Field("type", WordOr(EnumValueName(Field::kStudyType, study.study_type()), study.study_type_text()));
  sheet.Field("phase", WordOr(PhasesOf(study), study.phase_text()));
  sheet.Field("n", WordOr(EnrollmentOf(study), study.enrollment().text()));
  sheet.Field("conditions", ConditionsOf(study));
  sheet.Field("countries", absl::StrJoin(study.countries(), ", "));
  sheet.Field("registered", DateText(study.registration_date()));
  sheet.Field("start", DateText(study.start_date()));
  sheet.Field("primary end", DateText(study.primary_completion_date()));
  sheet.Field("end", DateText(study.completion_date()));
  sheet.Field("updated", DateText(study.last_update_date()));
  if (study.has_has_results()) sheet.Field("results", study.has_results() ? "posted" : "not posted");
  DescribeLists(study, sheet);
}

// "ictrp/covid-19 since 2020-05-06 (withdrawn)", of a v1::Absence or v1::RegistrationAbsence.
template <typename Absence>
std::string AbsenceText(const Absence& absence) {
  const absl::Time since = absl::FromUnixSeconds(absence.since().seconds());
  return absl::StrCat(absence.set(), absl::FormatTime(" since %Y-%m-%d", since, absl::UTCTimeZone()),
                      absence.tombstone() ? " (withdrawn)" : "");
}

}  // namespace

std::string TitleOf(const v1::Study& study) {
  const std::string title = BestText(study.titles());
  return title.empty() ? BestText(study.official_titles()) : title;
}

Table TrialsTable(const std::vector<v1::Trial>& trials, bool for_files) {
  Table table;
  table.columns = {{"REGISTRATIONS"}, {"TITLE", false, true}, {"CONDITION", false, true}, {"PHASE"}, {"N", true},
                   {"STATUS"}};
  if (for_files) {
    table.columns.clear();
    for (const char* name : {"registrations", "title", "condition", "phase", "n", "status", "name", "study_type",
                             "countries", "start_date", "registered", "sponsor"}) {
      table.columns.push_back({name});
    }
  }
  for (const v1::Trial& trial : trials) {
    const Study& study = trial.study();
    std::vector<std::string> row = {absl::StrJoin(trial.registration_ids(), for_files ? "; " : " "),
                                    TitleOf(study),
                                    ConditionsOf(study),
                                    PhasesOf(study),
                                    EnrollmentOf(study),
                                    EnumValueName(Field::kStatus, study.status())};
    if (for_files) {
      for (const std::string& more :
           {trial.name(), EnumValueName(Field::kStudyType, study.study_type()), absl::StrJoin(study.countries(), "; "),
            DateText(study.start_date()), DateText(study.registration_date()), LeadSponsorOf(study)}) {
        row.push_back(more);
      }
    } else {
      for (std::string& cell : row) cell = OrNothing(cell);
    }
    table.rows.push_back(std::move(row));
  }
  return table;
}

std::string DescribeTrial(const v1::Trial& trial, int width, bool color) {
  Sheet sheet(width, color);
  sheet.Heading(absl::StrCat(trial.name(), "  ", absl::StrJoin(trial.registration_ids(), " ")));
  for (const v1::RegistrationAbsence& absence : trial.absences()) {
    sheet.Warning(absl::StrCat(absence.registration_id(), " is absent from ", AbsenceText(absence)));
  }
  DescribeStudy(trial.study(), sheet);
  sheet.Field("stated, absent", absl::StrJoin(trial.absent_registration_ids(), ", "));
  sheet.Field("related", absl::StrJoin(trial.related_registration_ids(), ", "));
  if (!trial.links().empty()) sheet.Heading("why these registrations are one trial");
  for (const v1::Link& link : trial.links()) {
    sheet.Item(absl::StrFormat("%s = %s: %s, probability %.2f%s", link.registration_a(), link.registration_b(),
                               LinkMethodName(link.method()), link.probability(),
                               link.evidence().empty() ? "" : absl::StrCat(", \"", link.evidence(), "\"")));
  }
  if (!trial.disagreements().empty()) sheet.Heading("what they disagree on");
  for (const v1::Disagreement& disagreement : trial.disagreements()) {
    sheet.Warning(absl::StrCat(disagreement.field(), ": ",
                               absl::StrJoin(disagreement.variants(), " | ", [](std::string* out, const auto& variant) {
                                 absl::StrAppend(out, variant.registration_id(), " says ", variant.value());
                               })));
  }
  DescribeFacts(trial.ev_facts(), sheet);
  sheet.Documents(trial.documents());
  return sheet.Take();
}

std::string DescribeRegistration(const v1::Registration& registration, int width, bool color) {
  Sheet sheet(width, color);
  sheet.Heading(absl::StrCat(registration.registration_id(), "  ", registration.trial()));
  for (const v1::Absence& absence : registration.absences()) {
    sheet.Warning(absl::StrCat("absent from ", AbsenceText(absence)));
  }
  sheet.Field("registry", registration.registry());
  sheet.Field("page", registration.url());
  DescribeStudy(registration.study(), sheet);
  for (const v1::Identifier& alias : registration.aliases()) sheet.Field("alias", alias.value());
  for (const v1::Identifier& id : registration.secondary_ids()) {
    sheet.Field("states", absl::StrCat(id.value().empty() ? id.printed() : id.value(), id.type().empty() ? "" : " (",
                                       id.type(), id.type().empty() ? "" : ")"));
  }
  for (const std::string& note : registration.notes()) sheet.Field("note", note);
  DescribeFacts(registration.ev_facts(), sheet);
  sheet.Documents(registration.documents());
  return sheet.Take();
}

}  // namespace trialweave::query
